//! Whose time a case was, and when and how it ended, as rows that figures are counted from. Pure, as [`crate::project`].

use std::collections::BTreeMap;

use domain::case::{Case, Solved};
use domain::clock::Holder;
use domain::id::UnitId;

use crate::moment::to_micros;

/// What a holder has of a case: what is over, and since when the rest runs, if the case is there now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) spent: i64,
    pub(crate) since: Option<i64>,
}

/// The time of each holder of a case, by the holder's word.
pub(crate) fn times(case: &Case) -> BTreeMap<String, Spent> {
    let mut times: BTreeMap<String, Spent> = BTreeMap::new();
    for tenure in &case.tenures {
        let time = times.entry(word_of(&tenure.holder)).or_default();
        let from = to_micros(tenure.from);
        match tenure.until {
            Some(until) => time.spent += to_micros(until) - from,
            None => time.since = Some(from),
        }
    }
    times
}

/// When a case ended, and what the citizen has said of it; none while it is open.
pub(crate) fn ending(case: &Case) -> Option<(i64, Option<&'static str>)> {
    case.ended.as_ref()?;
    let ended_at = case.tenures.last()?.until?;
    Some((to_micros(ended_at), case.solved.map(said)))
}

/// The word of what a citizen says.
pub(crate) const fn said(solved: Solved) -> &'static str {
    match solved {
        Solved::Yes => "yes",
        Solved::Partly => "partly",
        Solved::No => "no",
    }
}

/// The word of a holder.
pub(crate) fn word_of(holder: &Holder) -> String {
    match holder {
        Holder::Unit(unit) => format!("u:{unit}"),
        Holder::Citizen => "citizen".to_owned(),
        Holder::Law => "law".to_owned(),
    }
}

/// The holder of a word; none if it is nobody's.
pub(crate) fn holder_of(word: &str) -> Option<Holder> {
    match word {
        "citizen" => Some(Holder::Citizen),
        "law" => Some(Holder::Law),
        _ => word.strip_prefix("u:").map(|unit| Holder::Unit(UnitId::from(unit))),
    }
}
