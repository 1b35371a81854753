//! Trials of changes, of questions and of what is handed over to us.

use agency::{Amendment, Change, ForeignNumber, Report, Said};
use uuid::Uuid;

use crate::hearing::{Heard, handed_over, hear_all, said_of};
use crate::side::{Bench, Played};
use crate::trial::{Verdict, ensure};

/// A change sent again changes nothing, and each kind is taken.
pub(super) async fn amendments(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(quiet(bench)).await;
    let (number, _) = handed_over(&pair).await?;
    let changes = [Change::Urged, Change::Supplemented, Change::RiskRaised, Change::Recalled];
    for (change, index) in changes.into_iter().zip(50_u128..) {
        let referral = crate::hearing::referral(1, pair.other.as_ref()).id;
        let (id, at) = (Uuid::from_u128(index), pair.other.now());
        let foreign_number = number.clone();
        let amendment = Amendment { id, referral, foreign_number, change, at };
        for _ in 0..2 {
            let told = pair.agency.amend(&amendment).await;
            ensure!(told.is_ok(), "{change:?}: {told:?}");
        }
    }
    pair.other.turn().await;
    let cases = pair.other.cases();
    ensure!(cases == 1, "afterwards there are {cases} cases there");
    Ok(())
}

/// A question is answered by how the case stands, and changes nothing.
pub(super) async fn inquiries(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(quiet(bench)).await;
    let (number, before) = handed_over(&pair).await?;
    let answers = [pair.agency.inquire(&number).await, pair.agency.inquire(&number).await];
    for answer in answers {
        let answer = answer.map_err(|error| format!("no answer: {error}"))?;
        let of = said_of(&answer).map(|(of, _)| of);
        ensure!(of == Some(&number), "the answer speaks of {of:?}");
        let latest = before.iter().find_map(|heard| latest(heard, &number));
        let stands = said_of(&answer).map(|(_, standing)| standing);
        ensure!(stands == latest, "it stands as {latest:?}, and the answer is {stands:?}");
    }
    let unknown = pair.agency.inquire(&ForeignNumber("ZZ-0".to_owned())).await;
    ensure!(unknown.is_err(), "a case that is not there stands as {unknown:?}");
    pair.other.turn().await;
    ensure!(pair.other.cases() == 1, "a question makes a case");
    Ok(())
}

fn latest<'a>(heard: &'a Heard, number: &ForeignNumber) -> Option<&'a agency::Standing> {
    let standings = heard.standings(number);
    standings.iter().max_by_key(|(report, _)| report.sequence).map(|(_, standing)| *standing)
}

/// What is handed over comes once, with a number, a category, a place and a risk.
pub(super) async fn handovers(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played { hands_over: true, ..Played::default() }).await;
    if !bench.script().hands_over() {
        return Err("it claims to hand over, and nothing in its script does".to_owned());
    }
    pair.other.turn().await;
    for heard in hear_all(&pair).await? {
        let handed: Vec<_> = heard.once().into_iter().filter_map(handover).collect();
        ensure!(!handed.is_empty(), "nothing was handed over");
        for handover in handed {
            let whole = !handover.foreign_number.0.is_empty()
                && handover.category.as_str() != "99"
                && !handover.place.as_str().is_empty();
            ensure!(whole, "something is missing: {handover:?}");
        }
    }
    Ok(())
}

fn handover(report: &Report) -> Option<&agency::Handover> {
    match &report.said {
        Said::HandsOver(handover) => Some(handover),
        Said::Arrived { .. } | Said::NotTaken { .. } | Said::Stands { .. } => None,
    }
}

/// The first course in which something is reported.
fn quiet(bench: &dyn Bench) -> Played {
    let courses = bench.script().courses.iter();
    let first = courses.filter(|(_, course)| !course.refuses).map(|(name, _)| name.as_str()).next();
    first.map_or_else(Played::default, Played::on)
}
