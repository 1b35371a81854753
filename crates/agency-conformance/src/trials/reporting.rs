//! Trials of what the other side reports, by every way on which it does.

use std::collections::{BTreeMap, BTreeSet};

use agency::{Delivery, Report, Standing};
use agency_simulator::Behaviour;

use crate::hearing::{Heard, handed_over, longest, said_of};
use crate::side::{Bench, Played, UNKNOWN};
use crate::trial::{Verdict, ensure};

/// What gibberish says, and what must not be repeated in a refusal.
const GIBBERISH: [&str; 4] = ["Bad Gateway", "half", "two", "[[["];

/// Reports come in order, or can be put into it however they come.
pub(super) async fn order(bench: &dyn Bench) -> Verdict {
    let course = longest(bench);
    let pair = bench.pair(Played::default()).await;
    let played = match pair.agency.capability().delivery {
        Delivery::InOrder => Played::on(&course),
        Delivery::AnyOrder => Played::on(&course).behaving(Behaviour::OutOfOrder),
    };
    let pair = bench.pair(played).await;
    let (number, ways) = handed_over(&pair).await?;
    let expected: Vec<&str> =
        bench.script().courses[&course].steps.iter().map(|step| step.says.as_str()).collect();
    for heard in ways {
        let mut standings = heard.standings(&number);
        if pair.agency.capability().delivery == Delivery::AnyOrder {
            standings.sort_by_key(|(report, _)| (report.sequence, report.at));
        }
        let said: Vec<&str> = standings.iter().map(|(_, standing)| word(standing)).collect();
        ensure!(said == expected, "of {expected:?} came {said:?}");
    }
    Ok(())
}

/// An unknown standing comes as what it is called there.
pub(super) async fn unknown(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played::on(UNKNOWN)).await;
    let (number, ways) = handed_over(&pair).await?;
    let (code, name) = &bench.script().unknown;
    for heard in ways {
        let standings = heard.standings(&number);
        let survives = |standing: &Standing| matches!(standing, Standing::Unrecognized(said) if said == code || said == name);
        let survived = standings.len() == 1 && survives(standings[0].1);
        ensure!(survived, "of `{name}` came {standings:?}");
    }
    Ok(())
}

/// However often a message comes, its id and what it says are the same, and nothing is missing.
pub(super) async fn repeats(bench: &dyn Bench) -> Verdict {
    let course = longest(bench);
    let pair = bench.pair(Played::on(&course).behaving(Behaviour::Duplicate)).await;
    let (number, ways) = handed_over(&pair).await?;
    let steps = bench.script().courses[&course].steps.len();
    for heard in ways {
        let mut known: BTreeMap<&str, &Report> = BTreeMap::new();
        for report in &heard.reports {
            let before = *known.entry(&report.id).or_insert(report);
            ensure!(before == report, "a repeat says something else: {report:?}");
        }
        let count = heard.standings(&number).len();
        ensure!(count == steps, "of {steps} reports came {count} different ones");
    }
    Ok(())
}

/// A report on a case that nobody handed over is told as what it is, by its own number.
pub(super) async fn others(bench: &dyn Bench) -> Verdict {
    let course = longest(bench);
    let pair = bench.pair(Played::on(&course).behaving(Behaviour::WrongCase)).await;
    let (number, ways) = handed_over(&pair).await?;
    let steps = bench.script().courses[&course].steps.len();
    for heard in ways {
        let ours = heard.standings(&number).len();
        ensure!(ours == steps, "of {steps} reports on our case there are {ours}");
        let numbers: BTreeSet<_> =
            heard.reports.iter().filter_map(said_of).map(|(number, _)| number).collect();
        let foreign = numbers.iter().filter(|other| other.0.starts_with("ZZ-")).count();
        let named = numbers.len() - 1 == foreign;
        ensure!(foreign > 0 && named, "foreign cases are told as {numbers:?}");
    }
    Ok(())
}

/// Gibberish is refused, and what it said is not repeated; what comes beside it arrives.
pub(super) async fn gibberish(bench: &dyn Bench) -> Verdict {
    let course = longest(bench);
    let pair = bench.pair(Played::on(&course).behaving(Behaviour::Garbage)).await;
    let (number, ways) = handed_over(&pair).await?;
    let steps = bench.script().courses[&course].steps.len();
    for heard in ways {
        let ours = heard.standings(&number).len();
        ensure!(ours == steps, "of {steps} reports came {ours}");
        ensure!(!heard.unreadable.is_empty(), "gibberish was taken for something");
        ensure!(is_discreet(&heard), "a refusal repeats gibberish: {:?}", heard.unreadable);
    }
    Ok(())
}

fn is_discreet(heard: &Heard) -> bool {
    let repeats = |why: &String| GIBBERISH.iter().any(|said| why.contains(said));
    !heard.unreadable.iter().any(repeats)
}

fn word(standing: &Standing) -> &str {
    let (Standing::Known(word) | Standing::Unrecognized(word)) = standing;
    word
}
