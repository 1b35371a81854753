//! By what the lists behind figures are narrowed: the days on which cases were filed or ended, promises, what citizens said, whose
//! time it was, and who complained more than once.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate};
use domain::calendar::Calendar;
use domain::clock::Holder;
use domain::id::Timestamp;
use engine::codes::{NUMBER_CHARACTERS, normalized};
use store::queries::{CaseFilter, Kept, Said};
use store::visible::VisibleCases;

use super::super::typed::unit;
use super::narrowed::{WorkIn, unknown};
use crate::problem::Problem;
use crate::state::State;

/// What stands between the first day and the last.
const UNTIL: char = '~';

/// The years that a list is narrowed to.
const YEARS: std::ops::Range<i32> = 1900..3000;

/// Days as they stand in an address: the first and the last.
pub(in crate::pages) fn days(first: NaiveDate, last: NaiveDate) -> String {
    format!("{first}{UNTIL}{last}")
}

/// The first instant of the days, and the first one after them. A single day stands alone.
fn span(calendar: &Calendar, days: &str) -> Result<Option<(Timestamp, Timestamp)>, Problem> {
    if days.is_empty() {
        return Ok(None);
    }
    let (first, last) = days.split_once(UNTIL).unwrap_or((days, days));
    let read = |day: &str| {
        let day = day.trim().parse::<NaiveDate>().ok();
        day.filter(|day| YEARS.contains(&day.year()))
    };
    let last = read(last).and_then(|last| last.checked_add_days(Days::new(1)));
    let (first, after) = read(first).zip(last).ok_or_else(no_days)?;
    Ok(Some((calendar.start(first), calendar.start(after))))
}

fn no_days() -> Problem {
    Problem::malformed(
        "日期应如 2026-10-01~2026-10-31",
        "days are written as 2026-10-01~2026-10-31",
    )
}

impl WorkIn {
    /// What is asked of the store beside what any list is narrowed by.
    pub(super) fn figured(&self, state: &State) -> Result<CaseFilter, Problem> {
        let definitions = state.engine.definitions();
        let (filed, ended) = (
            span(&definitions.calendar, &self.filed)?,
            span(&definitions.calendar, &self.finished)?,
        );
        let promises = || Arc::new(definitions.promises());
        let kept = match self.kept.as_str() {
            "" => None,
            "yes" => Some(Kept { all: true, promises: promises() }),
            "no" => Some(Kept { all: false, promises: promises() }),
            _ => return Err(unknown("kept")),
        };
        let said = match self.said.as_str() {
            "" => None,
            "anything" => Some(Said::Anything),
            "solved" => Some(Said::Solved),
            _ => return Err(unknown("said")),
        };
        Ok(CaseFilter {
            filed_from: filed.map(|(from, _)| from),
            filed_before: filed.map(|(_, before)| before),
            ended_from: ended.map(|(from, _)| from),
            ended_before: ended.map(|(_, before)| before),
            kept,
            said,
            held: holder(state, &self.held)?,
            ..CaseFilter::default()
        })
    }

    /// What is asked of the store, whichever the view. The case whose telephone is meant must be one that the reader sees.
    ///
    /// # Errors
    ///
    /// Where something that it is narrowed by is none.
    pub(in crate::pages) async fn within(
        &self,
        state: &State,
        visible: &VisibleCases,
    ) -> Result<CaseFilter, Problem> {
        let narrowed = self.narrowed(state)?;
        if self.same.is_empty() {
            return Ok(narrowed);
        }
        let number = normalized(&self.same, NUMBER_CHARACTERS).ok_or_else(|| unknown("same"))?;
        let found = state.engine.store().case_by_number(visible, &number).await?;
        let case = found.ok_or_else(|| unknown("same"))?.stored.case.id;
        Ok(CaseFilter { same_telephone: Some(case), ..narrowed })
    }

    /// The same in its view: what the list shows and counts.
    ///
    /// # Errors
    ///
    /// As [`Self::within`].
    pub(in crate::pages) async fn filter(
        &self,
        state: &State,
        visible: &VisibleCases,
        now: Timestamp,
    ) -> Result<CaseFilter, Problem> {
        let of = self.within(state, visible).await?;
        Ok(self.tab.filter(&of, now, &state.engine.definitions().calendar))
    }
}

fn holder(state: &State, word: &str) -> Result<Option<Holder>, Problem> {
    Ok(match word {
        "" => None,
        "citizen" => Some(Holder::Citizen),
        "law" => Some(Holder::Law),
        named => {
            let known = unit(&state.engine.directory().directory, named).maybe()?;
            known.map(|unit| Holder::Unit(unit.as_str().into()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written_and_hold_their_last() {
        let calendar = Calendar::default();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let written = days(day("2026-10-01"), day("2026-10-31"));
        let (from, before) = span(&calendar, &written).unwrap().unwrap();
        assert_eq!(
            (from, before),
            (calendar.start(day("2026-10-01")), calendar.start(day("2026-11-01")))
        );
        assert_eq!(
            span(&calendar, "2026-10-01").unwrap().unwrap().1,
            calendar.start(day("2026-10-02"))
        );
        assert_eq!(span(&calendar, "").unwrap(), None);
        for wrong in ["2026-13-01", "x", "~", "2026-10-01~", "+262142-12-31"] {
            assert!(span(&calendar, wrong).is_err(), "{wrong}");
        }
    }
}
