//! Letters to the citizen: every placeholder is filled, and with nothing that the citizen may not know.

use domain::actor::Role;
use domain::case::Case;
use domain::letter::Writing;
use domain::scenario::World;
use domain::text::Bilingual;
use domain::workflow::{Letter, PLACEHOLDERS};
use testkit::Shipped;

use crate::desk::{Desk, workflow};

fn text(shipped: &Shipped, case: &Case, written: &str) -> Bilingual {
    let Shipped { calendar, directory, center, .. } = shipped;
    let writing = Writing {
        world: World { workflow: workflow(), calendar, directory, center },
        case,
        at: case.filed_at,
        number: "7K3M9Q2XVB",
        phone: "12345",
        link: "https://example.org",
        category: None,
        extend: None,
        reason: Some("not ours"),
    };
    writing.text(&Letter { text: Bilingual::new(written, written), ..Letter::default() })
}

#[test]
fn every_placeholder_stands_for_something() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    for name in PLACEHOLDERS {
        let Bilingual { zh, en } = text(&shipped, desk.case(), &format!("<{{{name}}}>"));
        for text in [zh, en] {
            assert!(text.len() > 2 && !text.contains(['{', '}']), "{name}: {text}");
        }
    }
    let unknown = text(&shipped, desk.case(), "{moon} {case_number} {");
    assert_eq!(unknown.en, "{moon} 7K3M9Q2XVB {", "the check refuses it, and nothing is lost");
}

#[test]
fn a_letter_of_the_shipped_workflow_reads_as_a_sentence() {
    let shipped = Shipped::load();
    let desk = Desk::handling(&shipped);
    let letters = workflow().definition().letters.values();
    let to_citizens = letters.filter(|it| it.to.iter().any(|seat| seat.role == Role::Citizen));
    let texts: Vec<_> = to_citizens.map(|it| text(&shipped, desk.case(), &it.text.zh).zh).collect();
    assert!(texts.len() > 5);
    assert!(texts.iter().all(|text| !text.contains('{')), "{texts:#?}");
    let named = text(&shipped, desk.case(), "{case_number} {unit} {phone} {reason}");
    assert_eq!(named.zh, "7K3M9Q2XVB 住建局 12345 not ours");
}

#[test]
fn a_unit_of_the_police_is_not_named() {
    let shipped = Shipped::load();
    let mut case = Desk::handling(&shipped).case().clone();
    case.lead.as_mut().unwrap().unit = "police-puqi".into();
    assert_eq!(text(&shipped, &case, "{unit}").en, "the unit in charge");
}
