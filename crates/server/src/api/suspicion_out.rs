//! A suspicion as the wire says it: in a list, and with what it rests on and what was said of it.

use domain::id::UnitId;
use domain::suspicion::{Conclusion, Fact, Standing};
use domain::workflow::Words as _;
use engine::suspicions::ReadSuspicion;
use serde::Serialize;
use store::suspicions::KeptSuspicion;
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::{Named, Names, instant};
use super::suspicions::found;
use crate::caller::Caller;
use crate::extract::Language;
use crate::problem::Problem;
use crate::state::State as Shared;

/// A suspicion in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuspicionLineOut {
    /// By which it is known.
    id: Uuid,
    /// What found it.
    indicator: Named,
    /// The units whose work it is about.
    units: Vec<Named>,
    /// The person whom it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Named>,
    /// The cases that its facts name.
    cases: Vec<Uuid>,
    /// How many facts it rests on.
    facts: usize,
    /// Out of how many, where it is a habit.
    #[serde(skip_serializing_if = "Option::is_none")]
    among: Option<u32>,
    /// When it was found first.
    found_at: String,
    /// Since when it is not found any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    gone_at: Option<String>,
    /// `open`, `confirmed` or `dismissed`.
    standing: &'static str,
    /// Whether facts came since it was judged.
    grown: bool,
    /// The version that a judgement must name.
    version: i64,
}

/// The word for how a suspicion stands, and whether facts came since.
pub(crate) const fn stands(standing: Standing) -> (&'static str, bool) {
    match standing {
        Standing::Open => ("open", false),
        Standing::Judged(said) => (conclusion(said), false),
        Standing::Grown(said) => (conclusion(said), true),
    }
}

/// The word for what was found.
pub(crate) const fn conclusion(said: Conclusion) -> &'static str {
    match said {
        Conclusion::Confirmed => "confirmed",
        Conclusion::Dismissed => "dismissed",
    }
}

impl SuspicionLineOut {
    /// As the wire says it.
    pub(super) fn of(kept: &KeptSuspicion, names: Names<'_>) -> Self {
        let (found, (standing, grown)) = (&kept.found, stands(kept.standing));
        Self {
            id: kept.id,
            indicator: names.named(found.indicator.as_str(), Some(&found.indicator.words())),
            units: found.units.iter().map(|unit| names.unit(unit)).collect(),
            person: found.person.as_ref().map(|person| names.person(person)),
            cases: found.cases.iter().map(|case| case.0).collect(),
            facts: found.facts.len(),
            among: found.among,
            found_at: instant(found.found_at),
            gone_at: kept.gone_at.map(instant),
            standing,
            grown,
            version: kept.version,
        }
    }
}

/// A suspicion with what it rests on and what was said of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuspicionOut {
    #[serde(flatten)]
    line: SuspicionLineOut,
    /// What it rests on, in the order of time.
    evidence: Vec<FactOut>,
    /// What was said of it, the last word at the end.
    said: Vec<ExplanationOut>,
}

/// A fact.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactOut {
    /// The case that it is of.
    case: Uuid,
    /// The other case that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<Uuid>,
    /// When it was.
    at: String,
    /// What it says.
    words: String,
}

/// What was said of a suspicion.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExplanationOut {
    /// When.
    at: String,
    /// Who.
    by: Named,
    /// `confirmed` or `dismissed`.
    conclusion: &'static str,
    /// Why.
    reason: String,
    /// Of how many facts.
    facts: usize,
}

/// What a fact says, units by their names.
pub(crate) fn fact_words(fact: &Fact, names: Names<'_>) -> String {
    let words = fact.words().get(names.language).to_owned();
    let named = |words: String, unit: &UnitId| words.replace(unit.as_str(), &names.unit(unit).name);
    match fact {
        Fact::SentBack { unit, .. } => named(words, unit),
        Fact::Hop { from, to, .. } => {
            let (from, to) = (names.unit(from).name, names.unit(to).name);
            format!("{from} → {to}")
        }
        Fact::Closed { .. }
        | Fact::BroughtAgain { .. }
        | Fact::Heard { .. }
        | Fact::NoContact { .. }
        | Fact::Alike { .. }
        | Fact::LastMinute { .. }
        | Fact::SamePicture { .. }
        | Fact::ReturnedLate { .. }
        | Fact::Ownerless { .. }
        | Fact::Rated { .. }
        | Fact::RatedFrom { .. }
        | Fact::RatedAfter { .. }
        | Fact::RatedByUnit { .. }
        | Fact::Read { .. } => words,
    }
}

/// The facts in the order of time.
pub(crate) fn in_order(kept: &KeptSuspicion) -> Vec<&Fact> {
    let mut facts: Vec<&Fact> = kept.found.facts.iter().collect();
    facts.sort_by_key(|fact| (fact.at(), fact.case()));
    facts
}

/// The suspicion as the wire says it.
pub(crate) async fn out(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
    Language(language): Language,
) -> Result<SuspicionOut, Problem> {
    let ReadSuspicion { kept, said } = found(state, &caller.person, id).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let evidence = in_order(&kept).into_iter().map(|fact| FactOut {
        case: fact.case().0,
        with: fact.beside().map(|case| case.0),
        at: instant(fact.at()),
        words: fact_words(fact, names),
    });
    let said = said.into_iter().map(|it| ExplanationOut {
        at: instant(it.at),
        by: names.person(&it.by),
        conclusion: conclusion(it.conclusion),
        reason: it.reason,
        facts: it.facts,
    });
    Ok(SuspicionOut {
        line: SuspicionLineOut::of(&kept, names),
        evidence: evidence.collect(),
        said: said.collect(),
    })
}
