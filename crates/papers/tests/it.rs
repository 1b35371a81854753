//! What the file is, as other programs read it. Without Chinese faces or without poppler there is nothing to look at, and
//! the tests say so.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests stand outside of them, and say what is left out"
)]

use std::path::PathBuf;
use std::process::Command;

use domain::paper::{Block, Look, Paper, Piece};
use papers::{Fonts, Pdf, Size, Verification, pdf, system_folders};

/// Faces and poppler; none, said in plain words, where one of them is missing.
fn fonts() -> Option<Fonts> {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        eprintln!("left out: pdftotext is not installed (poppler-utils)");
        return None;
    }
    let read = Fonts::read(None, &system_folders());
    read.map_err(|error| eprintln!("left out: {error}")).ok()
}

fn block(look: Look, text: &str) -> Block {
    Block { look, pieces: vec![Piece::Text(text.to_owned())] }
}

fn notice(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "受理告知书".to_owned(),
        number: "受告字〔2026〕K7Q2-9XMD-AB-1号".to_owned(),
        blocks,
        issuer: Some("赤壁市社会治安综合治理中心".to_owned()),
        day: "2026年3月2日".to_owned(),
        copies: 1,
        ..Paper::default()
    }
}

fn long() -> Paper {
    let sentence = "您于2026年3月1日反映的“陆水路路灯三盏不亮（夜里看不见路）”一事，经审查符合受理条件，本中心依法决定予以受理。";
    let text = block(Look::Text, &sentence.repeat(20));
    notice(vec![block(Look::To, "张小明："), block(Look::Heading, "一、基本情况"), text])
}

fn set(paper: &Paper, size: Size, fonts: &Fonts) -> Pdf {
    let verification = Verification {
        url: "https://bihuan.chibi.example/v/0123456789ABCDEF".to_owned(),
        code: "0123-4567-89AB-CDEF".to_owned(),
        hash: "9f86d081884c7d659a2feaa0c55ad015".to_owned(),
    };
    pdf(paper, &verification, size, fonts).unwrap()
}

/// What a program of poppler says of a file.
fn said(name: &str, pdf: &Pdf, program: &str, arguments: &[&str]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    std::fs::write(&path, &pdf.bytes).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn all_that_a_paper_says_is_in_the_file_as_text() {
    let Some(fonts) = fonts() else { return };
    let paper = notice(vec![block(Look::To, "张小明："), block(Look::Text, "特此告知。")]);
    let text = bare(&said("text", &set(&paper, Size::Normal, &fonts), "pdftotext", &["-raw"]));
    let mut from = 0;
    for part in [
        "受理告知书",
        "受告字〔2026〕K7Q2-9XMD-AB-1号",
        "张小明：特此告知。",
        "赤壁市社会治安综合治理中心",
        "2026年3月2日",
        "核验码0123-4567-89AB-CDEF摘要9f86d081884c7d65",
        "—1—",
    ] {
        let at = text[from..]
            .find(part)
            .unwrap_or_else(|| panic!("{part} is not after {from} in {text}"));
        from += at + part.len();
    }
}

#[test]
fn every_face_is_embedded_and_only_as_far_as_it_is_used() {
    let Some(fonts) = fonts() else { return };
    let pdf = set(&long(), Size::Normal, &fonts);
    let table = said("faces", &pdf, "pdffonts", &[]);
    let rows: Vec<_> = table.lines().skip(2).collect();
    assert!(!rows.is_empty());
    for row in rows {
        let columns: Vec<_> = row.split_whitespace().rev().skip(2).take(3).collect();
        assert_eq!(columns, ["yes", "yes", "yes"], "{row}");
    }
    assert!(pdf.bytes.len() < 200_000, "{} bytes", pdf.bytes.len());
}

/// Words of a page with their edges in millimetres: left, top, right, bottom.
fn boxes(page: &str) -> Vec<(Vec<f32>, String)> {
    let words = page.lines().filter(|line| line.trim_start().starts_with("<word "));
    let number = |line: &str, name: &str| -> f32 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse::<f32>().unwrap() * 25.4 / 72.0
    };
    words
        .map(|line| {
            let edges = ["xMin", "yMin", "xMax", "yMax"].map(|name| number(line, name));
            let text = line.split_once('>').unwrap().1.trim_end_matches("</word>");
            (edges.to_vec(), text.to_owned())
        })
        .collect()
}

#[test]
fn a_full_page_keeps_the_margins_and_the_lines_of_the_standard() {
    let Some(fonts) = fonts() else { return };
    let pdf = set(&long(), Size::Normal, &fonts);
    assert!(pdf.pages >= 2);
    let text = said("margins", &pdf, "pdftotext", &["-bbox", "-f", "1", "-l", "1"]);
    let words = boxes(&text);
    let (number, body): (Vec<_>, Vec<_>) = words.iter().partition(|(edges, _)| edges[1] > 262.0);
    let edge = |pick: usize, best: fn(f32, f32) -> f32| {
        body.iter().map(|(edges, _)| edges[pick]).reduce(best).unwrap()
    };
    assert!((edge(0, f32::min) - 28.0).abs() <= 1.0, "left {}", edge(0, f32::min));
    assert!((210.0 - edge(2, f32::max) - 26.0).abs() <= 1.0, "right {}", 210.0 - edge(2, f32::max));
    // What is measured is the box of a face, which is higher than its characters: the middles are those of the rows.
    let mut middles: Vec<_> =
        body.iter().map(|(edges, _)| f32::midpoint(edges[1], edges[3])).collect();
    middles.sort_by(f32::total_cmp);
    middles.dedup_by(|after, before| *after - *before < 3.0);
    let row = 225.0 / 22.0;
    let (first, last) = (middles[0] - row / 2.0, middles[middles.len() - 1] + row / 2.0);
    assert!((first - 37.0).abs() <= 1.5, "top {first}");
    assert!((297.0 - last - 35.0).abs() <= 1.5, "bottom {}", 297.0 - last);
    // The title, the number and a row of air are of the 22.
    assert!((20..=22).contains(&middles.len()), "{} lines", middles.len());
    let right = number.iter().map(|(edges, _)| edges[2]).reduce(f32::max).unwrap();
    assert!((210.0 - 26.0 - right - 4.9).abs() <= 1.0, "the page number ends at {right}");
}

#[test]
fn no_line_begins_with_a_mark_that_may_not() {
    let Some(fonts) = fonts() else { return };
    let mut paper = long();
    paper.blocks.push(block(Look::Text, &"甲乙，".repeat(120)));
    paper.blocks.push(block(Look::Text, &"（甲乙）。".repeat(80)));
    let text = said("marks", &set(&paper, Size::Normal, &fonts), "pdftotext", &["-layout"]);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert!(!line.starts_with(['，', '。', '、', '）', '”']), "{line}");
        assert!(!line.ends_with(['（', '“']), "{line}");
    }
}

#[test]
fn a_paper_for_weak_eyes_is_larger_and_says_the_same() {
    let Some(fonts) = fonts() else { return };
    let (normal, large) = (set(&long(), Size::Normal, &fonts), set(&long(), Size::Large, &fonts));
    assert!(large.pages > normal.pages);
    let read = |name, pdf| {
        let text = said(name, pdf, "pdftotext", &["-raw"]);
        let lines = text.lines().filter(|line| !line.trim().starts_with('—'));
        bare(&lines.collect::<String>())
    };
    assert_eq!(read("large", &large), read("normal", &normal));
}

#[test]
fn no_text_is_lost_however_hostile_it_is() {
    let Some(fonts) = fonts() else { return };
    let names = [
        "<script>alert(1)</script>&amp;{parties}".to_owned(),
        "#evil[..] \\section{} %PDF (x) Tj".to_owned(),
        "名".repeat(600),
        "A".repeat(300),
        "👨\u{200d}👩 \u{627}\u{644}\u{639} \u{202e}gpj.exe 𠮷野家 ﷽".to_owned(),
    ];
    for (place, name) in names.iter().enumerate() {
        let paper = notice(vec![block(Look::To, name), block(Look::Text, "特此告知。")]);
        let pdf = set(&paper, Size::Normal, &fonts);
        let text = bare(&said(&format!("hostile{place}"), &pdf, "pdftotext", &["-raw"]));
        let lines = text.replace("—1—", "").replace("—2—", "");
        // Poppler turns what is written from the right around.
        let expected = if place == 4 { "𠮷野家".to_owned() } else { bare(name) };
        assert!(lines.contains(&expected), "{name} is not in {lines}");
        assert_eq!(pdf.absent.is_empty(), place != 4, "{:?}", pdf.absent);
        if place == 4 {
            assert!(pdf.absent.contains(&'👨') && pdf.absent.contains(&'\u{627}'));
        }
    }
}

#[test]
fn the_same_paper_is_the_same_file() {
    let Some(fonts) = fonts() else { return };
    assert_eq!(set(&long(), Size::Normal, &fonts), set(&long(), Size::Normal, &fonts));
}

#[test]
fn without_faces_the_error_says_what_to_install() {
    let empty = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-faces");
    std::fs::create_dir_all(&empty).unwrap();
    let error = Fonts::read(Some(&empty), &[]).unwrap_err().to_string();
    assert!(error.contains("fonts-noto-cjk") && error.contains("no-faces"), "{error}");
}
