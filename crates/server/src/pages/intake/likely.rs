//! Cases that may be the same matter as one that comes in: of the same telephone, of the same place and category, or told in
//! like words. Only cases that the reader sees are asked for, so that nothing here, not even a number of cases, tells of
//! one that is hidden from them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::id::{CaseId, CategoryCode, PlaceCode};
use engine::Who;
use engine::vault::mark;
use store::queries::{CaseFilter, CaseLine, Sort};
use store::visible::VisibleCases;
use store::words;

use super::super::shell::Shell;
use crate::api::names::Names;
use crate::problem::Problem;
use crate::state::State;

/// For so long the same telephone is likely to be about the same matter.
const TELEPHONE: TimeDelta = TimeDelta::days(90);

/// For so long the same place and category are.
const PLACE: TimeDelta = TimeDelta::days(30);

/// How many cases are looked at for each reason, the newest of them.
const LOOKED_AT: u32 = 100;

/// How many are shown: a clerk with a citizen on the line reads no more.
const SHOWN: usize = 6;

/// Below so many words a title is too short to be found by.
const WORDS_MIN: usize = 3;

/// A telephone number with fewer digits is none.
const DIGITS_MIN: usize = 7;

/// What is known of the matter.
#[derive(Debug)]
pub(in crate::pages) struct Known<'a> {
    /// The digits of the telephone; empty if none was left.
    pub(in crate::pages) digits: &'a str,
    /// The case, where it is filed already: it is compared by its own telephones.
    pub(in crate::pages) case: Option<CaseId>,
    /// Its category.
    pub(in crate::pages) category: &'a CategoryCode,
    /// Its place.
    pub(in crate::pages) place: &'a PlaceCode,
    /// The matter in one line; empty where it is not compared.
    pub(in crate::pages) title: &'a str,
}

/// A case that may be the same matter.
#[derive(Debug)]
pub(in crate::pages) struct Likely {
    pub(in crate::pages) number: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) state: String,
    pub(in crate::pages) unit: String,
    pub(in crate::pages) filed: String,
    pub(in crate::pages) why: Vec<&'static str>,
}

/// What was found so far, each case once with its reasons.
#[derive(Default)]
struct Finds(Vec<(CaseLine, Vec<&'static str>)>);

impl Finds {
    fn add(&mut self, line: CaseLine, why: &'static str) {
        match self.0.iter_mut().find(|(known, _)| known.id == line.id) {
            Some((_, reasons)) if reasons.contains(&why) => {}
            Some((_, reasons)) => reasons.push(why),
            None => self.0.push((line, vec![why])),
        }
    }
}

/// Cases that may be the same matter, those with most reasons first.
///
/// # Errors
///
/// Where the database fails.
pub(in crate::pages) async fn likely(
    state: &State,
    who: &Who,
    known: &Known<'_>,
    shell: &Shell,
) -> Result<Vec<Likely>, Problem> {
    let now = state.engine.clock().now();
    let visible = state.engine.visible(who).await?;
    let w = &shell.w.desk;
    let own_words: BTreeSet<String> = words::query(known.title).into_iter().collect();
    let mut finds = Finds::default();
    for line in same_telephone(state, &visible, known).await? {
        if line.filed_at >= now - TELEPHONE {
            finds.add(line, w.same_telephone);
        }
    }
    for line in same_place(state, &visible, known).await? {
        if are_alike(&own_words, &line.title) {
            finds.add(line.clone(), w.like_words);
        }
        if line.category == *known.category {
            finds.add(line, w.same_place);
        }
    }
    if own_words.len() >= WORDS_MIN {
        let asked: Vec<String> = own_words.into_iter().collect();
        let found = state.engine.store().search(&visible, &asked, None, &[], LOOKED_AT).await?;
        for line in found.lines.into_iter().filter(|line| line.filed_at >= now - TELEPHONE) {
            finds.add(line, w.like_words);
        }
    }
    finds.0.retain(|(line, _)| known.case != Some(line.id));
    Ok(shown(state, finds, shell))
}

/// Cases of the same telephone number, as far as one is known.
async fn same_telephone(
    state: &State,
    visible: &VisibleCases,
    known: &Known<'_>,
) -> Result<Vec<CaseLine>, Problem> {
    let store = state.engine.store();
    let mut lines = Vec::new();
    if known.digits.len() >= DIGITS_MIN {
        let marks = [mark(state.engine.keys(), "whole", known.digits)];
        lines.extend(store.search(visible, &[], None, &marks, LOOKED_AT).await?.lines);
    }
    if let Some(case) = known.case {
        lines.extend(store.same_telephone(visible, case, LOOKED_AT).await?);
    }
    Ok(lines)
}

/// Cases of late at the same place.
async fn same_place(
    state: &State,
    visible: &VisibleCases,
    known: &Known<'_>,
) -> Result<Vec<CaseLine>, Problem> {
    if known.place.as_str().is_empty() {
        return Ok(Vec::new());
    }
    let place = Some(known.place.clone());
    let from = Some(state.engine.clock().now() - PLACE);
    let filter = CaseFilter { place, filed_from: from, ..CaseFilter::default() };
    let found = state.engine.store().cases(visible, &filter, Sort::Filed, None, LOOKED_AT).await?;
    // The filter takes what lies below the place, too, which for a whole county is everything.
    Ok(found.lines.into_iter().filter(|line| line.place == *known.place).collect())
}

fn shown(state: &State, mut finds: Finds, shell: &Shell) -> Vec<Likely> {
    finds.0.sort_by_key(|(line, why)| {
        (std::cmp::Reverse(why.len()), std::cmp::Reverse(line.filed_at), line.id)
    });
    let (definitions, snapshot) = (state.engine.definitions(), state.engine.directory());
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let shown = finds.0.into_iter().take(SHOWN).map(|(line, why)| Likely {
        state: names.under(&line.workflow).state(&line.state).name,
        unit: line.lead.map(|unit| names.unit(&unit).name).unwrap_or_default(),
        filed: definitions.calendar.local(line.filed_at).format("%Y-%m-%d").to_string(),
        number: line.number,
        title: line.title,
        why,
    });
    shown.collect()
}

/// Whether more than three fifths of the words of two titles are the same, by Dice's measure.
fn are_alike(words: &BTreeSet<String>, title: &str) -> bool {
    let other: BTreeSet<String> = words::query(title).into_iter().collect();
    let (shared, all) = (words.intersection(&other).count(), words.len() + other.len());
    shared > 0 && 10 * shared >= 3 * all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_by_their_words_and_not_by_their_length() {
        let own: BTreeSet<String> = words::query("邻居建围墙占了出入通道").into_iter().collect();
        assert!(are_alike(&own, "邻居建围墙占出入通道"));
        assert!(!are_alike(&own, "邻居夜间噪音扰民"));
        assert!(!are_alike(&own, ""));
        assert!(!are_alike(&BTreeSet::new(), "邻居"));
    }
}
