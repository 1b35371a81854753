//! The shipped code tables and the crosswalk.

use std::collections::BTreeSet;

use domain::code_table::{Scheme, Standing};
use domain::id::CategoryCode;

use crate::data::{categories, codes};

fn set(items: &[&str]) -> BTreeSet<CategoryCode> {
    items.iter().map(|item| CategoryCode::from(*item)).collect()
}

#[test]
fn the_shipped_tables_have_no_findings() {
    assert_eq!(codes().check(), []);
}

#[test]
fn the_dispute_table_holds_all_17_classes_with_their_codes() {
    let all = categories(&codes(), Scheme::Dispute);
    let classes = all.iter().filter(|code| code.as_str().len() == 2).count();
    assert_eq!((classes, all.len() - classes), (17, 78));
}

#[test]
fn mediation_has_18_types_and_the_older_petition_table_15_classes() {
    let codes = codes();
    assert_eq!(categories(&codes, Scheme::Mediation).len(), 18);
    let older = categories(&codes, Scheme::PetitionOlder);
    assert_eq!(older.iter().filter(|code| code.as_str().len() == 3).count(), 15);
}

#[test]
fn a_number_that_no_source_gives_is_marked_local() {
    let codes = codes();
    for (id, table) in &codes.tables {
        let is_lettered = !table.prefix.is_empty();
        assert!(!is_lettered || table.standing != Standing::Standard, "{id}");
    }
    assert_eq!(codes.tables["resolution-method"].standing, Standing::Local);
}

#[test]
fn every_row_of_the_crosswalk_leads_back_to_where_it_came_from() {
    let codes = codes();
    let rows = &codes.crosswalk.rows;
    for (row, from, to) in rows.iter().flat_map(pairs) {
        for code in row.codes(from) {
            let there = codes.translate(code, to).unwrap();
            assert!(row.codes(to).is_subset(&there), "{code} {to:?}");
            for answer in row.codes(to) {
                assert!(codes.translate(answer, from).unwrap().contains(code), "{answer} {from:?}");
            }
        }
    }
}

fn pairs(
    row: &domain::code_table::CrosswalkRow,
) -> impl Iterator<Item = (&domain::code_table::CrosswalkRow, Scheme, Scheme)> {
    Scheme::ALL.into_iter().flat_map(move |from| Scheme::ALL.map(|to| (row, from, to)))
}

#[test]
fn every_dispute_category_is_in_the_crosswalk() {
    let codes = codes();
    for category in categories(&codes, Scheme::Dispute) {
        for to in Scheme::ALL {
            assert!(codes.translate(&category, to).is_some(), "{category} {to:?}");
        }
    }
}

#[test]
fn the_crosswalk_tells_unknown_from_unmediable_from_ambiguous() {
    let codes = codes();
    let mediation = |code: &str| codes.translate(&code.into(), Scheme::Mediation);
    assert_eq!(mediation("0402"), Some(set(&["M17"])));
    assert_eq!(mediation("0601"), Some(set(&["M12", "M13", "M14"])));
    assert_eq!(mediation("1401"), Some(set(&[])));
    assert_eq!(mediation("0177"), None);
}

#[test]
fn the_class_of_an_exported_petition_is_found_by_its_names() {
    let codes = codes();
    let table = codes.table(Scheme::PetitionOlder).unwrap();
    assert_eq!(table.at_path(&["城乡建设"]), Some("P01"));
    assert_eq!(table.at_path(&["劳动和社会保障", "劳动关系"]), Some("P1506"));
    assert_eq!(table.at_path(&["交通运输", "其他"]), Some("P0699"));
    assert_eq!(table.at_path(&["交通运输", "劳动关系"]), None);
}
