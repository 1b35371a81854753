//! The dialect on messages as they come, and on anything else.

use std::collections::BTreeSet;
use std::path::Path;

use agency::{Ability, Change, Dialect, ForeignNumber, Incoming, Report, Retry, Said, Standing};
use agency::{Amendment, Matter, Referral};
use domain::case::{Complexity, Risk};
use domain::workflow::agency_map::{AgencyMap, covers};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Court;

/// The fields that the reading depends on.
const FIELDS: [&str; 13] = [
    "xxlx", "lsbh", "ztdm", "ztmc", "sj", "xh", "yxxid", "jg", "jssj", "aydm", "xzqh", "fxdj", "je",
];
const KINDS: [&str; 3] = ["jdfk", "hz", "wpyj"];

/// The messages of the folder `fixtures` by the names of their files.
fn fixtures() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &Path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), read(path))).collect()
}

fn report(body: Value) -> Result<Report, String> {
    Court.report(&Incoming { id: "message-1".to_owned(), body })
}

/// The reports of all fixtures but answers to referrals.
fn reports() -> Vec<(String, Report)> {
    let messages = fixtures().into_iter().filter(|(name, _)| !name.starts_with("answer-"));
    let read = |(name, body): (String, Value)| {
        let report = report(body).unwrap_or_else(|why| panic!("{name}: {why}"));
        (name, report)
    };
    messages.map(read).collect()
}

#[test]
fn every_standing_has_a_message_called_after_it() {
    let mut shown = BTreeSet::new();
    for (name, report) in reports() {
        if let Said::Stands { standing: Standing::Known(standing), .. } = report.said {
            let called = name.strip_prefix("status-").unwrap_or_default().replace('-', "_");
            assert_eq!(called, standing);
            shown.insert(standing);
        }
    }
    let known = Court.standings().iter().map(|standing| (*standing).to_owned());
    assert_eq!(shown, known.collect());
}

#[test]
fn an_unknown_standing_is_kept_in_its_own_words() {
    let unknown = reports().into_iter().find(|(name, _)| name == "unknown").unwrap().1;
    let Said::Stands { standing, .. } = unknown.said else { panic!("it is a standing") };
    assert!(matches!(standing, Standing::Unrecognized(said) if !said.is_empty()));
}

#[test]
fn a_receipt_that_comes_later_says_whether_the_case_was_taken() {
    let all = reports();
    let said = |wanted: &str| &all.iter().find(|(name, _)| name == wanted).unwrap().1.said;
    assert!(matches!(said("receipt-taken"), Said::Arrived { .. }));
    assert!(matches!(said("receipt-refused"), Said::NotTaken { .. }));
}

#[test]
fn a_referral_is_answered_by_a_number_a_refusal_or_another_time() {
    for (name, answer) in fixtures() {
        let Some(kind) = name.strip_prefix("answer-") else { continue };
        let read = Court.receipt(&answer);
        match kind {
            "taken" | "repeated" => assert!(read.unwrap().foreign_number.is_some()),
            "refused" => assert_eq!(read.unwrap_err().retry, Retry::Permanent),
            "busy" => assert!(read.unwrap_err().is_temporary()),
            other => panic!("what does {other} stand for?"),
        }
    }
    assert!(Court.receipt(&json!({})).unwrap_err().is_temporary());
}

#[test]
fn a_message_without_a_time_or_a_number_is_refused_by_the_name_of_the_field() {
    for (name, body) in fixtures().into_iter().filter(|(name, _)| name.starts_with("status-")) {
        for field in FIELDS {
            let mut spoilt = body.clone();
            spoilt[field] = json!("秘密\n秘密");
            if let Err(why) = report(spoilt) {
                assert!(why.contains(field) && !why.contains("秘密"), "{name}: {why}");
            }
        }
    }
}

#[test]
fn an_id_that_is_empty_or_endless_is_refused() {
    let (_, body) = fixtures().into_iter().find(|(name, _)| name.starts_with("status-")).unwrap();
    for id in [String::new(), "9".repeat(201), "a\u{0}b".to_owned()] {
        assert!(Court.report(&Incoming { id, body: body.clone() }).is_err());
    }
}

/// Values that no honest system sends, and some that a careless one does.
fn odd_values() -> Vec<Value> {
    let deep = (0..60).fold(json!(1), |inside, _| json!([inside]));
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("2026-02-30"),
        json!("9".repeat(5_000)),
        json!("\u{202e}\u{0}"),
        json!("{"),
        json!("99999999999999999999.99"),
        json!("1.日"),
        json!([]),
        json!({}),
        deep,
    ]
}

#[test]
fn anything_is_a_report_or_a_sentence() {
    for odd in odd_values() {
        _ = report(odd.clone());
        _ = Court.receipt(&odd);
        for kind in KINDS {
            for field in FIELDS {
                _ = report(json!({ "xxlx": kind, field: odd }));
                _ = Court.receipt(&json!({ "jg": "00", field: odd }));
            }
        }
    }
    for (_, body) in fixtures() {
        let keys: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
        for (key, odd) in
            keys.iter().flat_map(|key| odd_values().into_iter().map(move |odd| (key, odd)))
        {
            let mut spoilt = body.clone();
            spoilt[key] = odd;
            _ = report(spoilt.clone());
            _ = Court.receipt(&spoilt);
        }
    }
}

#[test]
fn the_table_answers_every_standing_and_knows_every_fact() {
    let table: AgencyMap = testkit::read("agencies/court.yaml");
    assert_eq!(table.agency, Court.kind());
    assert_eq!(covers(&table, Court.standings()), []);
    for (name, report) in reports() {
        let Said::Stands { standing: Standing::Known(standing), facts, .. } = report.said else {
            continue;
        };
        let row = &table.standings[&standing];
        for always in &row.always {
            assert!(facts.contains_key(always), "{name} brings no {always}");
        }
        for (fact, value) in facts {
            let is_listed = row.always.contains(&fact) || row.sometimes.contains(&fact);
            assert!(is_listed, "{name} brings {fact}");
            let choices = &table.facts[&fact].choices;
            assert!(choices.is_empty() || choices.contains_key(&value), "{name}: {fact} {value}");
        }
    }
}

#[test]
fn a_referral_says_what_it_is_about_in_codes() {
    let at = "2026-03-02T01:00:00Z".parse().unwrap();
    let matter = Matter {
        workflow: "dispute".into(),
        category: "0402".into(),
        place: "421281".into(),
        complexity: Complexity::General,
        risk: Risk::High,
        due: "2026-03-20".parse().ok(),
    };
    let id = Uuid::from_u128(7);
    let unit = "unit-1".into();
    let referral = Referral { id, case_number: "CB7K-9MXQ".to_owned(), unit, matter, at };
    let sent = Court.referral(&referral).to_string();
    for part in
        ["CB7K-9MXQ", "0402", "421281", "2026-03-20", "2026-03-02 09:00:00", &id.to_string()]
    {
        assert!(sent.contains(part), "{part} in {sent}");
    }
    let number = ForeignNumber("42-1".to_owned());
    let change = |change| {
        let foreign_number = number.clone();
        Court.amendment(&Amendment { id, referral: id, foreign_number, change, at })
    };
    let changes = [Change::Recalled, Change::Urged, Change::Supplemented, Change::RiskRaised];
    let kinds: BTreeSet<_> = changes.map(|kind| change(kind)["xxlx"].to_string()).into();
    assert_eq!(kinds.len(), changes.len(), "each change is a kind of its own");
    assert!(Court.inquiry(&number).to_string().contains("42-1"));
    assert!(Court.abilities().contains(&Ability::Inquire));
}
