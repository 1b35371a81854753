//! Drawings made here (decision 0036): bars beside their numbers, and columns month by month with their table. Every mark is a
//! link to the cases that it stands for; colours and sizes are classes, so that dark pages and print have their own.

use chrono::{Datelike, NaiveDate};
use domain::appraisal::{Period, PeriodLength};
use store::queries::CaseFilter;

use super::super::shell::Shell;
use super::counted::Counter;
use super::figures::Span;
use crate::problem::Problem;

/// A bar, in a table of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    /// What it stands for.
    pub(super) label: String,
    /// How many.
    pub(super) count: u64,
    /// The list of as many.
    pub(super) to: String,
    /// How long it is, in hundredths of the longest.
    pub(super) width: u64,
}

impl Bar {
    /// Bars that are as long as their numbers.
    pub(super) fn scaled(mut bars: Vec<Self>) -> Vec<Self> {
        let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
        bars.iter_mut().for_each(|bar| bar.width = (bar.count * 100).div_ceil(most));
        bars
    }
}

/// How wide the room of one month is, in units of the drawing.
const MONTH: u64 = 62;

/// How wide a column is.
const COLUMN: u64 = 28;

/// Where columns stand.
const GROUND: u64 = 150;

/// How high the highest is.
const HIGHEST: u64 = 120;

/// A column of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its class: which of the two numbers it is.
    pub(super) class: &'static str,
    /// Its left edge.
    pub(super) x: u64,
    /// Its upper edge.
    pub(super) y: u64,
    /// How high it is.
    pub(super) height: u64,
    /// Where its number stands.
    pub(super) middle: u64,
    /// The baseline of its number.
    pub(super) above: u64,
    /// How many.
    pub(super) count: u64,
    /// The list of as many.
    pub(super) to: String,
    /// What is read aloud.
    pub(super) said: String,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Month {
    /// What it is called below its columns.
    pub(super) label: String,
    /// The same in its table, with the year.
    pub(super) name: String,
    /// Where that stands.
    pub(super) middle: u64,
    /// What was filed, and what ended.
    pub(super) columns: [Column; 2],
}

/// Twelve months of what was filed and what ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trend {
    /// The months, the oldest first.
    pub(super) months: Vec<Month>,
    /// How wide the drawing is.
    pub(super) width: u64,
}

/// How many months a trend shows.
const MONTHS: usize = 12;

/// The twelve months that end with the last of a period.
pub(super) async fn trend(
    counter: &Counter<'_>,
    period: Period,
    shell: &Shell,
) -> Result<Trend, Problem> {
    let calendar = counter.calendar();
    let today = calendar.date(counter.now);
    let last = Span::of(period, today).last;
    let newest = Period::of(last, PeriodLength::Month);
    let mut months: Vec<Period> =
        std::iter::successors(Some(newest), |month| Some(month.previous())).take(MONTHS).collect();
    months.reverse();
    let spans: Vec<Span> = months.iter().map(|month| Span::of(*month, today)).collect();
    let first = months.iter().map(|month| calendar.start(month.first_day()));
    // The last month ends with today, as its list does.
    let end = spans.last().map(|span| calendar.start(span.last.succ_opt().unwrap_or(span.last)));
    let bounds: Vec<_> = first.chain(end).collect();
    let (store, all) = (counter.state.engine.store(), CaseFilter::default());
    let (filed, ended) = tokio::try_join!(
        store.count_filed_between(&counter.visible, &all, &bounds),
        store.count_ended_between(&counter.visible, &all, &bounds),
    )?;
    Ok(drawn(&spans, &filed, &ended, shell))
}

fn drawn(spans: &[Span], filed: &[u64], ended: &[u64], shell: &Shell) -> Trend {
    let w = &shell.w.reading;
    let most = filed.iter().chain(ended).copied().max().unwrap_or_default().max(1);
    let month = |((span, left), (filed, ended)): ((&Span, u64), (&u64, &u64))| {
        let name = format!("{}-{:02}", span.first.year(), span.first.month());
        let column = |class, shift: u64, count: u64, label: &str, to: String| {
            let height = (count * HIGHEST).div_ceil(most);
            let x = left + shift;
            Column {
                class,
                x,
                y: GROUND - height,
                height,
                middle: x + COLUMN / 2,
                above: GROUND - height - 4,
                count,
                to,
                said: format!("{name} {label} {count}"),
            }
        };
        Month {
            label: month_name(span.first, shell),
            middle: left + MONTH / 2,
            columns: [
                column("c1", 2, *filed, w.filed, span.filed().address()),
                column("c2", 2 + COLUMN + 2, *ended, w.ended, span.ended().address()),
            ],
            name,
        }
    };
    let places = spans.iter().zip((0..).map(|place| place * MONTH));
    let months: Vec<_> = places.zip(filed.iter().zip(ended)).map(month).collect();
    Trend { width: months.len() as u64 * MONTH, months }
}

/// The month, with its year where that begins.
fn month_name(day: NaiveDate, shell: &Shell) -> String {
    let month = format!("{}{}", day.month(), shell.w.reading.month_short);
    if day.month() == 1 { format!("{} {month}", day.year()) } else { month }
}

#[cfg(test)]
mod tests {
    use domain::text::Language;

    use super::*;

    #[test]
    fn columns_are_as_high_as_their_numbers_and_lead_to_their_lists() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let months = ["2026-01", "2026-02"].map(|month| month.parse().unwrap());
        let spans = months.map(|month| Span::of(month, day("2026-02-10")));
        let trend = drawn(&spans, &[10, 5], &[0, 1], &Shell::open(Language::Zh));
        let [first, second] = [&trend.months[0], &trend.months[1]];
        let heights = |month: &Month| month.columns.each_ref().map(|column| column.height);
        assert_eq!((heights(first), heights(second)), ([120, 0], [60, 12]));
        assert_eq!(trend.width, 124);
        assert!(first.label.contains("2026") && !second.label.contains("2026"));
        assert_eq!(second.columns[0].to, "/s/?tab=any&filed=2026-02-01%7E2026-02-10");
    }

    #[test]
    fn the_longest_bar_fills_its_room_and_nothing_divides_by_nothing() {
        let bar = |count| Bar { label: String::new(), count, to: String::new(), width: 0 };
        let widths = |counts: &[u64]| {
            let bars = Bar::scaled(counts.iter().map(|count| bar(*count)).collect());
            bars.iter().map(|bar| bar.width).collect::<Vec<_>>()
        };
        assert_eq!(widths(&[40, 10, 0]), [100, 25, 0]);
        assert_eq!(widths(&[0]), [0]);
    }
}
