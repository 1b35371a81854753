//! What is written is read again as it was meant.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::*;

const FORMULAS: [&str; 6] = ["=1+1", "+1", "-1", "@SUM(A1)", " =HYPERLINK(\"http://x\")", "\t=1"];

fn sheet() -> Sheet {
    let row = |text: &str| vec![Cell::from(text), Cell::from(7_u64), Cell::Figure(0.5)];
    Sheet {
        name: "cases".to_owned(),
        title: "案件".to_owned(),
        scope: "全部".to_owned(),
        definition: "口径".to_owned(),
        as_of: "2026-11-26T08:00:00Z".parse().unwrap(),
        columns: ["事项", "件数", "比率"].map(str::to_owned).into(),
        rows: FORMULAS.iter().map(|text| row(text)).collect(),
        is_cut: true,
    }
}

fn printed(sheet: &Sheet) -> Printed<'_> {
    let about = vec![("范围", sheet.scope.clone()), ("口径", sheet.definition.clone())];
    Printed { sheet, about, watermark: "赤壁 & 王 2026-11-26".to_owned(), cut: Some("还有") }
}

#[test]
fn a_workbook_holds_words_as_words_and_numbers_as_numbers() {
    let sheet = sheet();
    let bytes = workbook::written(&printed(&sheet)).unwrap();
    assert_eq!(
        bytes,
        workbook::written(&printed(&sheet)).unwrap(),
        "the same table is the same file"
    );
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    let rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    assert_eq!(rows[0][0], Data::String("案件".to_owned()));
    assert_eq!(rows[1][..2], ["范围", "全部"].map(|text| Data::String(text.to_owned())));
    for text in FORMULAS {
        let row = rows.iter().find(|row| row[0] == Data::String(text.to_owned())).unwrap();
        assert_eq!(row[1..], [Data::Float(7.0), Data::Float(0.5)], "{text}");
    }
    assert_eq!(rows.last().unwrap()[0], Data::String("还有".to_owned()));
    assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "no formula");
}

#[test]
fn in_text_with_commas_nothing_is_a_formula_and_cells_end_where_they_should() {
    let text = csv::written(&printed(&sheet()));
    for line in text.lines().skip(5).take(FORMULAS.len()) {
        assert!(line.starts_with("\"'"), "{line}");
    }
    assert_eq!(csv::cell("a\"b"), "\"a\"\"b\"");
    assert_eq!(csv::cell("张"), "\"张\"");
    assert_eq!(csv::cell("=1+1"), "\"'=1+1\"");
}
