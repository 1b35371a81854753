//! Nothing that can stand in a file makes the reader panic, and every finding stands within the file.

use definitions::render::{Style, render_all};
use definitions::{SCENARIOS, SourceFile, load, read};

use crate::support::VALID;

/// A small generator (splitmix64), so that every run tries the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides.max(1) as u64).unwrap()
    }
}

/// Reads bytes as both kinds, and shows what was found.
fn survives(bytes: &[u8]) {
    let source = match SourceFile::from_bytes("fuzz.yaml", bytes) {
        Ok(source) => source,
        Err(refused) => {
            render_all(&refused.0, &[refused.1], Style::default());
            return;
        }
    };
    let (workflow, _) = load::workflow(source.clone());
    let scenarios = read(source, SCENARIOS);
    for (source, findings) in
        [(&workflow.source, &workflow.findings), (&scenarios.source, &scenarios.findings)]
    {
        for located in findings {
            assert!(located.span.start <= located.span.end, "{located:?}");
            assert!(source.text().get(located.span.range()).is_some(), "{located:?}");
        }
        render_all(source, findings, Style::default());
    }
    assert!(!scenarios.findings.is_empty());
}

#[test]
fn random_bytes_never_panic() {
    let mut dice = Dice(1);
    for _ in 0..1_000 {
        let length = dice.roll(200);
        let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(dice.roll(256)).unwrap()).collect();
        survives(&bytes);
    }
}

#[test]
fn random_signs_of_yaml_never_panic() {
    let signs: Vec<char> = "ab中:,[]{}#&*!|>'\"%@`-? \n\t\r~/\\0\u{feff}\u{85}".chars().collect();
    let mut dice = Dice(2);
    for _ in 0..2_000 {
        let length = dice.roll(60);
        let text: String = (0..length).map(|_| signs[dice.roll(signs.len())]).collect();
        survives(text.as_bytes());
    }
}

#[test]
fn random_changes_to_a_valid_file_never_panic() {
    let mut dice = Dice(3);
    let words =
        ["null", "[]", "{}", "5", "x: y", "- ", "true", "/", "~1", "", "  ", "中", ": ", "\r"];
    for _ in 0..1_000 {
        let mut lines: Vec<String> = VALID.lines().map(str::to_owned).collect();
        for _ in 0..=dice.roll(4) {
            let line = dice.roll(lines.len());
            let other = lines[dice.roll(lines.len())].clone();
            match dice.roll(5) {
                0 => drop(lines.remove(line)),
                1 => lines.insert(line, other),
                2 => lines[line].insert_str(0, "  "),
                3 => {
                    let word = words[dice.roll(words.len())];
                    let key = lines[line].split(':').next().unwrap().to_owned();
                    lines[line] = format!("{key}: {word}");
                }
                _ => {
                    let cut = lines[line].chars().take(dice.roll(20)).collect();
                    lines[line] = cut;
                }
            }
        }
        survives(lines.join("\n").as_bytes());
    }
}
