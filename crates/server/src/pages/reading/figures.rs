//! The figures of a period: what came in, what ended and how, beside the period before and the year before; kinds, places, units.

use chrono::{Days, NaiveDate};
use domain::appraisal::Period;
use domain::id::{CategoryCode, PlaceCode, UnitId};
use store::queries::By;

use super::super::shell::Shell;
use super::super::work::{NO_UNIT, Tab, WorkIn, days};
use super::chart::Bar;
use super::counted::{Counted, Counter};
use crate::api::names::Names;
use crate::problem::Problem;

/// The days that a period has so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The first.
    pub(super) first: NaiveDate,
    /// The last, or today.
    pub(super) last: NaiveDate,
}

impl Span {
    /// Of a period, as far as it has gone by a day.
    pub(super) fn of(period: Period, today: NaiveDate) -> Self {
        let first = period.first_day();
        let last = period.next().first_day() - Days::new(1);
        Self { first, last: last.min(today).max(first) }
    }

    /// As many days of another period: what has gone of this month is held against as much of the one before.
    fn as_far_in(self, other: Period) -> Self {
        let gone = Days::new((self.last - self.first).num_days().unsigned_abs());
        let first = other.first_day();
        let end = other.next().first_day() - Days::new(1);
        let is_over =
            self.last + Days::new(1) == Period::of(self.first, other.length()).next().first_day();
        Self { first, last: if is_over { end } else { (first + gone).min(end) } }
    }

    /// As it stands in an address.
    pub(super) fn text(self) -> String {
        days(self.first, self.last)
    }

    /// What was filed on these days, open or ended.
    pub(super) fn filed(self) -> WorkIn {
        WorkIn { tab: Tab::Any, filed: self.text(), ..WorkIn::default() }
    }

    /// What ended on these days.
    pub(super) fn ended(self) -> WorkIn {
        WorkIn { tab: Tab::Ended, finished: self.text(), ..WorkIn::default() }
    }
}

/// A number beside the same of another period.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// What it is called.
    pub(super) label: &'static str,
    /// The number then.
    pub(super) then: Counted,
    /// How much more it is now, if the number then is large enough to say so.
    pub(super) change: Option<String>,
}

/// From which number on a change is told in hundredths: below it one case is too much of it.
const CHANGE_FROM: u64 = 20;

impl Beside {
    fn new(label: &'static str, now: &Counted, then: Counted) -> Self {
        let change = (then.count >= CHANGE_FROM).then(|| {
            let difference = i128::from(now.count) - i128::from(then.count);
            let percent =
                (difference * 200 + i128::from(then.count)).div_euclid(2 * i128::from(then.count));
            format!("{percent:+}%")
        });
        Self { label, then, change }
    }
}

/// A number that is compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Compared {
    pub(super) now: Counted,
    pub(super) beside: Vec<Beside>,
}

/// A part of a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Rate {
    pub(super) part: Counted,
    pub(super) whole: Counted,
}

impl Rate {
    /// In hundredths; none where the whole is nothing.
    pub(super) fn share(&self) -> Option<String> {
        self.part.share_of(&self.whole)
    }
}

/// What a period says.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    /// What was filed.
    pub(super) filed: Compared,
    /// What ended.
    pub(super) ended: Compared,
    /// Of what ended: with all promises kept.
    pub(super) kept: Rate,
    /// Of what ended and was answered: solved, as the citizen says.
    pub(super) solved: Rate,
}

/// Counts a period.
pub(super) async fn figures(
    counter: &Counter<'_>,
    period: Period,
    span: Span,
    shell: &Shell,
) -> Result<Figures, Problem> {
    let ended = || span.ended();
    let said = |said: &str| WorkIn { said: said.to_owned(), ..ended() };
    let kept = WorkIn { kept: "yes".to_owned(), ..ended() };
    let compare = Compare { counter, period, span, shell };
    let (filed, (ended, [kept, solved, answered])) = tokio::try_join!(
        async { compare.with(counter.count(span.filed()).await?, Span::filed).await },
        async {
            let lists = [ended(), kept, said("solved"), said("anything")];
            let [now, rest @ ..] = counter.each(lists).await?;
            Ok::<_, Problem>((compare.with(now, Span::ended).await?, rest))
        },
    )?;
    let kept = Rate { part: kept, whole: ended.now.clone() };
    Ok(Figures { filed, ended, kept, solved: Rate { part: solved, whole: answered } })
}

/// With what a period is compared.
#[derive(Clone, Copy)]
struct Compare<'a> {
    counter: &'a Counter<'a>,
    period: Period,
    span: Span,
    shell: &'a Shell,
}

impl Compare<'_> {
    /// A number of the period beside those of the same list before it and a year before.
    async fn with(self, now: Counted, list: fn(Span) -> WorkIn) -> Result<Compared, Problem> {
        let Self { counter, period, span, shell } = self;
        let w = &shell.w.reading;
        let then = |other| counter.count(list(span.as_far_in(other)));
        let (before, year_before) =
            tokio::try_join!(then(period.previous()), then(period.year_before()))?;
        let before = Beside::new(w.before, &now, before);
        let beside = vec![before, Beside::new(w.year_before, &now, year_before)];
        Ok(Compared { now, beside })
    }
}

/// The first so many of a list by something, as bars; each leads to its cases.
pub(super) async fn bars(
    counter: &Counter<'_>,
    list: &WorkIn,
    by: By,
    most: usize,
    shell: &Shell,
) -> Result<Vec<Bar>, Problem> {
    let counts = counter.by(list, by).await?;
    let snapshot = counter.state.engine.directory();
    let definitions = counter.state.engine.definitions();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let named = |key: &str| match by {
        By::Class => names.category(&CategoryCode::from(key)).name,
        By::Town => names.place(&PlaceCode::from(key)).name,
        By::Lead => names.unit(&UnitId::from(key)).name,
        By::Workflow => workflow_name(counter, key, shell),
        By::Stage => key.to_owned(),
    };
    let bar = |(key, count): &(Option<String>, u64)| {
        let key = key.as_deref().unwrap_or_default();
        // Of what has no such thing there is no list; of what no unit leads there is.
        let (label, value) = match (key, by) {
            ("", By::Lead) => (shell.w.supervision.no_unit.to_owned(), NO_UNIT),
            ("", _) => return None,
            _ => (named(key), key),
        };
        Some(Bar { label, count: *count, to: narrowed(list, by, value).address(), width: 0 })
    };
    Ok(Bar::scaled(counts.iter().filter_map(bar).take(most).collect()))
}

fn workflow_name(counter: &Counter<'_>, key: &str, shell: &Shell) -> String {
    let versions = counter.state.engine.definitions().workflows.iter();
    let named = versions.rev().find(|(version, _)| version.name.as_str() == key);
    named.map_or(key, |(_, workflow)| workflow.definition().name.get(shell.language)).to_owned()
}

fn narrowed(list: &WorkIn, by: By, value: &str) -> WorkIn {
    let (value, list) = (value.to_owned(), list.clone());
    match by {
        By::Class => WorkIn { category: value, ..list },
        By::Town => WorkIn { place: value, ..list },
        By::Lead => WorkIn { lead: value, ..list },
        By::Workflow => WorkIn { workflow: value, ..list },
        By::Stage => WorkIn { stage: value, ..list },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_has_gone_of_a_month_is_held_against_as_much_of_another() {
        let november: Period = "2026-11".parse().unwrap();
        let span = Span::of(november, day("2026-11-23"));
        assert_eq!(span.text(), "2026-11-01~2026-11-23");
        assert_eq!(span.as_far_in(november.previous()).text(), "2026-10-01~2026-10-23");
        let whole = Span::of(november, day("2026-12-05"));
        assert_eq!(whole.as_far_in(november.previous()).text(), "2026-10-01~2026-10-31");
        let march: Period = "2026-03".parse().unwrap();
        let late = Span::of(march, day("2026-03-30"));
        assert_eq!(late.as_far_in(march.previous()).text(), "2026-02-01~2026-02-28");
        let quarter: Period = "2026-Q3".parse().unwrap();
        let over = Span::of(quarter, day("2026-11-01"));
        assert_eq!(over.as_far_in(quarter.previous()).text(), "2026-04-01~2026-06-30");
    }

    #[test]
    fn a_change_of_few_cases_is_no_percentage() {
        let of = |count| Counted { count, to: String::new() };
        let change = |now, then| Beside::new("", &of(now), of(then)).change;
        assert_eq!(change(5, 3), None);
        assert_eq!(change(53, 50).as_deref(), Some("+6%"));
        assert_eq!(change(47, 50).as_deref(), Some("-6%"));
        assert_eq!(change(50, 50).as_deref(), Some("+0%"));
    }
}
