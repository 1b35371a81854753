//! Rows of suspicions: whom they are about, their cases, and what they rest on.

use std::collections::BTreeMap;

use domain::id::{CaseId, Timestamp, UnitId};
use domain::suspicion::{Conclusion, Fact, Standing};
use domain::workflow::Words as _;
use store::suspicions::KeptSuspicion;
use uuid::Uuid;

use super::super::shell::Shell;
use crate::api::names::Names;
use crate::api::suspicion_out::{fact_words, in_order};
use crate::state::State as Shared;

/// How many facts a row shows before it leads to the others.
const FACTS_SHOWN: usize = 5;

/// How many cases a row names.
const CASES_SHOWN: usize = 2;

/// A fact in a row.
#[derive(Debug)]
pub(in crate::pages) struct FactRow {
    /// When it was.
    pub(in crate::pages) at: String,
    /// What it says.
    pub(in crate::pages) words: String,
    /// The case by number and title, as far as it is named there.
    pub(in crate::pages) case: Option<(String, String)>,
    /// The other case.
    pub(in crate::pages) beside: Option<(String, String)>,
    /// The addresses of the pictures that it compares, the earlier first.
    pub(in crate::pages) pictures: Vec<String>,
}

/// A suspicion in the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) indicator: String,
    pub(super) whom: Vec<String>,
    pub(super) cases: Vec<(String, String)>,
    pub(super) all_cases: usize,
    pub(super) facts: Vec<FactRow>,
    pub(super) all_facts: usize,
    pub(super) among: Option<u32>,
    pub(super) found: String,
    pub(super) stands: &'static str,
    pub(super) marks: Vec<&'static str>,
    pub(super) ticked: bool,
}

/// The cases that a row names: those of the facts that it shows.
pub(super) fn named_cases(kept: &KeptSuspicion) -> Vec<CaseId> {
    let facts = in_order(kept).into_iter().take(FACTS_SHOWN);
    let of_facts = facts.flat_map(|fact| fact.cases().collect::<Vec<_>>());
    of_facts.chain(kept.found.cases.iter().copied().take(CASES_SHOWN)).collect()
}

/// A row, with the titles of the cases that it names.
pub(super) fn row(
    state: &Shared,
    kept: &KeptSuspicion,
    titles: &BTreeMap<CaseId, (String, String)>,
    ticked: &[&str],
    shell: &Shell,
) -> Row {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let units = kept.found.units.iter().map(|unit: &UnitId| names.unit(unit).name);
    let person = kept.found.person.as_ref().map(|person| names.person(person).name);
    let facts = in_order(kept);
    let (stands, marks) = standing(kept, shell);
    Row {
        id: kept.id,
        version: kept.version,
        indicator: kept.found.indicator.words().get(shell.language).to_owned(),
        whom: person.into_iter().chain(units).collect(),
        cases: kept
            .found
            .cases
            .iter()
            .take(CASES_SHOWN)
            .filter_map(|case| titles.get(case).cloned())
            .collect(),
        all_cases: kept.found.cases.len(),
        all_facts: facts.len(),
        facts: facts
            .into_iter()
            .take(FACTS_SHOWN)
            .map(|fact| fact_row(state, fact, titles, names))
            .collect(),
        among: kept.found.among,
        found: local(state, kept.found.found_at),
        stands,
        marks,
        ticked: ticked.contains(&format!("{}:{}", kept.id, kept.version).as_str()),
    }
}

/// What is said of it, and what stands beside.
pub(in crate::pages) fn standing(
    kept: &KeptSuspicion,
    shell: &Shell,
) -> (&'static str, Vec<&'static str>) {
    let w = &shell.w.quality;
    let said = |said| match said {
        Conclusion::Confirmed => w.confirmed,
        Conclusion::Dismissed => w.dismissed,
    };
    let (stands, grown) = match kept.standing {
        Standing::Open => (w.open, None),
        Standing::Judged(conclusion) => (said(conclusion), None),
        Standing::Grown(conclusion) => (said(conclusion), Some(w.grown)),
    };
    let gone = kept.gone_at.map(|_| w.gone);
    (stands, grown.into_iter().chain(gone).collect())
}

/// A fact as it is shown, with the titles of the cases that may be named.
pub(in crate::pages) fn fact_row(
    state: &Shared,
    fact: &Fact,
    titles: &BTreeMap<CaseId, (String, String)>,
    names: Names<'_>,
) -> FactRow {
    FactRow {
        at: local(state, fact.at()),
        words: fact_words(fact, names),
        case: titles.get(&fact.case()).cloned(),
        beside: fact.beside().and_then(|case| titles.get(&case).cloned()),
        pictures: pictures(fact),
    }
}

/// The addresses of the pictures that a fact compares.
fn pictures(fact: &Fact) -> Vec<String> {
    let file = |case: &CaseId, file| format!("/api/v1/cases/{case}/attachments/{file}");
    if let Fact::SamePicture { case, file: id, with, with_file, .. } = fact {
        return vec![file(with, with_file), file(case, id)];
    }
    Vec::new()
}

/// An instant as people read it.
pub(in crate::pages) fn local(state: &Shared, at: Timestamp) -> String {
    state.engine.definitions().calendar.minute_text(at)
}
