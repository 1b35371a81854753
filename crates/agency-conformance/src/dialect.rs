//! The trials of a dialect by itself: on messages as they come, and on anything else.

use std::collections::BTreeSet;
use std::path::Path;

use agency::{
    Ability, Amendment, Change, Dialect, ForeignNumber, Incoming, Matter, Referral, Report, Said,
    Standing,
};
use domain::case::{Complexity, Risk};
use domain::workflow::agency_map::{AgencyMap, covers};
use serde_json::{Value, json};
use uuid::Uuid;

/// What no refusal may repeat.
const WORDS: &str = "秘密";

/// Holds the trials of a dialect. `fixtures` is a folder with one message in each file: `status-<standing>.json` for every
/// standing, with hyphens for underscores; `unknown.json`; `receipt-taken.json` and `receipt-refused.json`;
/// `answer-taken.json`, `-repeated`, `-refused` and `-busy`; and `handover-<what>.json` where it hands over. `table` is its
/// mapping table.
///
/// # Panics
///
/// Where a law does not hold.
pub fn prove_dialect(dialect: &dyn Dialect, fixtures: &Path, table: &AgencyMap) {
    let subject = Subject { dialect, messages: messages(fixtures) };
    subject.every_standing_has_a_message();
    subject.an_unknown_standing_is_kept();
    subject.receipts_say_whether_the_case_was_taken();
    subject.answers_are_a_number_a_refusal_or_another_time();
    subject.handovers_are_shown_where_they_are_claimed();
    subject.refusals_name_fields_and_repeat_nothing();
    subject.ids_are_bounded();
    subject.anything_is_a_report_or_a_sentence();
    subject.the_table_answers_everything(table);
    subject.what_is_sent_is_whole();
}

struct Subject<'a> {
    dialect: &'a dyn Dialect,
    messages: Vec<(String, Value)>,
}

impl Subject<'_> {
    fn report(&self, body: Value) -> Result<Report, String> {
        self.dialect.report(&Incoming { id: "message-1".to_owned(), body })
    }

    /// The reports of all messages but answers to referrals.
    fn reports(&self) -> Vec<(&str, Report)> {
        let messages = self.messages.iter().filter(|(name, _)| !name.starts_with("answer-"));
        let read = |(name, body): &'_ (String, Value)| {
            self.report(body.clone()).unwrap_or_else(|why| panic!("{name}: {why}"))
        };
        messages.map(|message| (message.0.as_str(), read(message))).collect()
    }

    fn said(&self, wanted: &str) -> Said {
        let found = self.reports().into_iter().find(|(name, _)| *name == wanted);
        found.unwrap_or_else(|| panic!("there is no `{wanted}.json`")).1.said
    }

    fn every_standing_has_a_message(&self) {
        let mut shown = BTreeSet::new();
        for (name, report) in self.reports() {
            if let Said::Stands { standing: Standing::Known(standing), .. } = report.said {
                let called = name.strip_prefix("status-").unwrap_or_default().replace('-', "_");
                assert_eq!(called, standing, "a message is called after its standing");
                shown.insert(standing);
            }
        }
        let known = self.dialect.standings().iter().map(|standing| (*standing).to_owned());
        assert_eq!(shown, known.collect(), "every standing has a message");
    }

    fn an_unknown_standing_is_kept(&self) {
        let said = self.said("unknown");
        let Said::Stands { standing, .. } = said else { panic!("`unknown.json` is a standing") };
        assert!(matches!(standing, Standing::Unrecognized(said) if !said.is_empty()));
    }

    fn receipts_say_whether_the_case_was_taken(&self) {
        assert!(matches!(self.said("receipt-taken"), Said::Arrived { .. }));
        assert!(matches!(self.said("receipt-refused"), Said::NotTaken { .. }));
    }

    fn answers_are_a_number_a_refusal_or_another_time(&self) {
        let mut shown = BTreeSet::new();
        for (name, answer) in &self.messages {
            let Some(kind) = name.strip_prefix("answer-") else { continue };
            shown.insert(kind);
            match (kind, self.dialect.receipt(answer)) {
                ("taken" | "repeated", Ok(receipt)) => assert!(receipt.foreign_number.is_some()),
                ("refused", Err(error)) => assert!(!error.is_temporary(), "{error}"),
                ("busy", Err(error)) => assert!(error.is_temporary(), "{error}"),
                (_, read) => panic!("{name}: {read:?}"),
            }
        }
        assert_eq!(shown, ["busy", "refused", "repeated", "taken"].into());
        let empty = self.dialect.receipt(&json!({}));
        assert!(empty.is_err_and(|error| error.is_temporary()), "the case may be there");
    }

    fn handovers_are_shown_where_they_are_claimed(&self) {
        let claims = self.dialect.abilities().contains(&Ability::HandOver);
        let reports = self.reports();
        let shown = reports.iter().any(|(_, report)| matches!(report.said, Said::HandsOver(_)));
        assert_eq!(claims, shown, "what is claimed has a message");
    }

    fn refusals_name_fields_and_repeat_nothing(&self) {
        for (name, body) in self.messages.iter().filter(|(name, _)| name.starts_with("status-")) {
            for (path, spoilt) in spoilt(body, &json!(format!("{WORDS}\n{WORDS}"))) {
                if let Err(why) = self.report(spoilt) {
                    assert!(why.contains(&path) && !why.contains(WORDS), "{name}: {why}");
                }
            }
        }
    }

    fn ids_are_bounded(&self) {
        let status = self.messages.iter().find(|(name, _)| name.starts_with("status-"));
        let body = status.map(|(_, body)| body.clone()).unwrap_or_default();
        for id in [String::new(), "9".repeat(201), "a\u{0}b".to_owned()] {
            assert!(self.dialect.report(&Incoming { id, body: body.clone() }).is_err());
        }
    }

    fn anything_is_a_report_or_a_sentence(&self) {
        for odd in odd_values() {
            _ = self.report(odd.clone());
            _ = self.dialect.receipt(&odd);
            for (_, body) in &self.messages {
                for (_, spoilt) in spoilt(body, &odd) {
                    _ = self.dialect.receipt(&spoilt);
                    _ = self.report(spoilt);
                }
            }
        }
    }

    fn the_table_answers_everything(&self, table: &AgencyMap) {
        assert_eq!(table.agency, self.dialect.kind());
        assert_eq!(covers(table, self.dialect.standings()), []);
        for (name, report) in self.reports() {
            let wrong = incomplete(table, &report);
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
        }
    }

    fn what_is_sent_is_whole(&self) {
        let (id, at) = (Uuid::from_u128(7), "2026-03-02T01:00:00Z".parse().unwrap_or_default());
        let sent = self.dialect.referral(&referral(id)).to_string();
        let parts = ["CB7K-9MXQ", "0402", "421281", "2026-03-20", &id.to_string()];
        parts.iter().for_each(|part| assert!(sent.contains(part), "{part} in {sent}"));
        let number = ForeignNumber("42-1".to_owned());
        let amendment = |change| {
            let foreign_number = number.clone();
            let amendment = Amendment { id, referral: id, foreign_number, change, at };
            self.dialect.amendment(&amendment).to_string()
        };
        let changes = [Change::Recalled, Change::Urged, Change::Supplemented, Change::RiskRaised];
        let kinds: BTreeSet<String> = changes.map(amendment).into();
        assert_eq!(kinds.len(), changes.len(), "each change is a kind of its own");
        assert!(self.dialect.inquiry(&number).to_string().contains("42-1"));
    }
}

/// What a report lacks by its table, and what it brings that the table does not know.
pub(crate) fn incomplete(table: &AgencyMap, report: &Report) -> Vec<String> {
    let Said::Stands { standing: Standing::Known(standing), facts, .. } = &report.said else {
        return Vec::new();
    };
    let Some(row) = table.standings.get(standing) else {
        return vec![format!("the standing {standing} is not listed")];
    };
    let lacks = row.always.iter().filter(|always| !facts.contains_key(*always));
    let mut wrong: Vec<_> = lacks.map(|always| format!("it brings no {always}")).collect();
    for (fact, value) in facts {
        let is_listed = row.always.contains(fact) || row.sometimes.contains(fact);
        let choices = table.facts.get(fact).map(|fact| &fact.choices);
        let is_known = choices.is_some_and(|all| all.is_empty() || all.contains_key(value));
        if !is_listed || !is_known {
            wrong.push(format!("it brings {fact} {value}"));
        }
    }
    wrong
}

/// The messages of a folder by the names of their files.
fn messages(folder: &Path) -> Vec<(String, Value)> {
    let entries = std::fs::read_dir(folder).expect("a folder of messages");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a message").path()).collect();
    paths.sort();
    let read = |path: &Path| {
        let bytes = std::fs::read(path).expect("a message");
        serde_json::from_slice(&bytes).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
    };
    let name = |path: &Path| path.file_stem().map(|name| name.to_string_lossy().into_owned());
    paths.iter().map(|path| (name(path).unwrap_or_default(), read(path))).collect()
}

/// A message once for each of its fields, with this in the field; by the names of fields. Fields of objects inside too.
fn spoilt(body: &Value, odd: &Value) -> Vec<(String, Value)> {
    let Some(fields) = body.as_object() else { return Vec::new() };
    let mut all = Vec::new();
    for (name, value) in fields {
        let with = |value| {
            let mut whole = fields.clone();
            whole.insert(name.clone(), value);
            Value::Object(whole)
        };
        all.push((name.clone(), with(odd.clone())));
        let inside = spoilt(value, odd).into_iter();
        all.extend(inside.map(|(inner, value)| (inner, with(value))));
    }
    all
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

fn referral(id: Uuid) -> Referral {
    let matter = Matter {
        workflow: "dispute".into(),
        category: "0402".into(),
        place: "421281".into(),
        complexity: Complexity::General,
        risk: Risk::High,
        due: "2026-03-20".parse().ok(),
    };
    let at = "2026-03-02T01:00:00Z".parse().unwrap_or_default();
    Referral { id, case_number: "CB7K-9MXQ".to_owned(), unit: "unit-1".into(), matter, at }
}
