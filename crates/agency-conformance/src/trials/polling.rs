//! The trial of cursors.

use crate::hearing::{longest, poll, referral, submit};
use crate::side::{Bench, Pair, Played};
use crate::trial::{Verdict, ensure};

/// How many reports there are at least, so that there is more than one page.
const REPORTS: usize = 60;

/// From any cursor on, everything after it comes; from the last one on, nothing until there is more.
pub(super) async fn cursors(bench: &dyn Bench) -> Verdict {
    let course = longest(bench);
    let pair = bench.pair(Played::on(&course)).await;
    // A receipt for each, and what the course says.
    let of_one = bench.script().courses[&course].steps.len() + 1;
    let cases = REPORTS / of_one + 1;
    hand_over(&pair, 1..=cases).await?;
    let (all, stops) = walk(&pair).await?;
    let expected = of_one * cases;
    ensure!(all.len() == expected, "of {expected} reports came {}", all.len());
    for (cursor, seen) in &stops {
        let page = poll(&pair, cursor.as_deref()).await?;
        let ids: Vec<String> = page.reports.into_iter().map(|report| report.id).collect();
        let rest = &all[*seen..];
        ensure!(rest.starts_with(&ids), "after {cursor:?} something else comes");
        ensure!(ids.is_empty() == rest.is_empty(), "after {cursor:?} something is missing");
    }
    hand_over(&pair, cases + 1..=cases + 1).await?;
    let last = stops.last().and_then(|(cursor, _)| cursor.as_deref());
    let page = poll(&pair, last).await?;
    let count = page.reports.len();
    ensure!(count == of_one, "of {of_one} new reports come {count} after the last cursor");
    Ok(())
}

async fn hand_over(pair: &Pair, numbers: std::ops::RangeInclusive<usize>) -> Verdict {
    for number in numbers {
        let number = u128::try_from(number).unwrap_or(0);
        submit(pair.agency.as_ref(), &referral(number, pair.other.as_ref())).await?;
    }
    pair.other.turn().await;
    Ok(())
}

/// The ids of all reports, and each cursor with how many came before it.
async fn walk(pair: &Pair) -> Result<(Vec<String>, Vec<(Option<String>, usize)>), String> {
    let (mut all, mut stops) = (Vec::new(), vec![(None, 0)]);
    loop {
        let from = stops.last().and_then(|(cursor, _): &(Option<String>, usize)| cursor.clone());
        let page = poll(pair, from.as_deref()).await?;
        all.extend(page.reports.into_iter().map(|report| report.id));
        stops.push((page.cursor, all.len()));
        if !page.more {
            return Ok((all, stops));
        }
    }
}
