//! Whether things are as the story says, and if not, what is otherwise.

use super::Stage;
use crate::actor::Actor;
use crate::case::{Case, Event, Rejection};
use crate::clock::Holder;
use crate::id::{LetterName, LimitName};
use crate::workflow::scenario::{Expect, Reached};

/// Compares what happened with what the story expects; each difference is a finding at its own place.
pub(super) fn judge(
    stage: &mut Stage<'_>,
    expect: &Expect,
    result: &Result<Vec<Event>, Rejection>,
    actor: &Actor,
    (levels, at): (&[Reached], &str),
) {
    let mut differences = of_result(expect, result);
    if let Some(case) = stage.case() {
        differences.extend(of_case(expect, case));
        differences.extend(of_deadlines(stage, expect, case));
        differences.extend(of_allowed(stage, expect, case, actor));
    }
    if let Some(wanted) = expect.levels.as_ref().filter(|wanted| **wanted != levels) {
        differences.push(("/levels".into(), debug(wanted), debug(&levels)));
    }
    for (place, wanted, found) in differences {
        stage.fault(
            "story-differs",
            &format!("{at}{place}"),
            &format!("故事写的是 {wanted}，实际是 {found}"),
            &format!("the story says {wanted}, it was {found}"),
        );
    }
}

/// Where, what was wanted, what was found.
type Difference = (String, String, String);

fn debug(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

fn differs<T: PartialEq + std::fmt::Debug>(
    place: &str,
    wanted: Option<&T>,
    found: &T,
) -> Option<Difference> {
    wanted
        .filter(|wanted| *wanted != found)
        .map(|wanted| (place.to_owned(), debug(wanted), debug(found)))
}

fn of_result(expect: &Expect, result: &Result<Vec<Event>, Rejection>) -> Vec<Difference> {
    match result {
        Ok(events) => {
            let refused = expect
                .refused
                .map(|code| ("/refused".into(), code.as_str().into(), "accepted".into()));
            refused.into_iter().chain(of_letters(expect, events)).collect()
        }
        Err(rejection) => {
            let code = rejection.code();
            let text = format!("{}: {rejection}", code.as_str());
            let evidence = if let Rejection::EvidenceMissing { evidence } = rejection {
                evidence.as_slice()
            } else {
                &[]
            };
            let lacks = expect.lacks.as_ref().filter(|wanted| *wanted != evidence);
            let wrong = (expect.refused != Some(code)).then(|| {
                (
                    "/refused".into(),
                    expect.refused.map_or("accepted", |wanted| wanted.as_str()).into(),
                    text,
                )
            });
            wrong
                .into_iter()
                .chain(lacks.map(|wanted| ("/lacks".into(), debug(wanted), debug(&evidence))))
                .collect()
        }
    }
}

fn of_letters(expect: &Expect, events: &[Event]) -> Option<Difference> {
    let sent = events.iter().filter_map(|event| {
        if let Event::Told { letter, .. } = event { Some(letter) } else { None }
    });
    let mut sent: Vec<LetterName> = sent.cloned().collect();
    let mut wanted = expect.tells.clone()?;
    sent.sort();
    wanted.sort();
    differs("/tells", Some(&wanted), &sent)
}

fn of_case(expect: &Expect, case: &Case) -> Vec<Difference> {
    let holder = match case.holder() {
        Some(Holder::Unit(unit)) => unit.to_string(),
        Some(Holder::Citizen) => "citizen".into(),
        Some(Holder::Law) => "law".into(),
        None => "nobody".into(),
    };
    let ended = expect.ended.as_ref().map(|outcome| Some(outcome.clone()));
    let parties = u32::try_from(case.parties.len()).unwrap_or(u32::MAX);
    [
        differs("/state", expect.state.as_ref(), &case.state),
        differs("/stage", expect.stage.as_ref(), &case.stage),
        differs("/holder", expect.holder.as_ref(), &holder),
        differs("/ended", ended.as_ref(), &case.ended),
        differs("/suspended", expect.suspended.as_ref(), &case.suspension.is_some()),
        differs("/parties", expect.parties.as_ref(), &parties),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_deadlines(stage: &Stage<'_>, expect: &Expect, case: &Case) -> Vec<Difference> {
    let differ = |(limit, wanted): (&LimitName, &String)| {
        let found = shown(stage, case, limit, wanted);
        (found != *wanted).then(|| (format!("/deadlines/{limit}"), wanted.clone(), found))
    };
    expect.deadlines.iter().filter_map(differ).collect()
}

/// A deadline as precisely as the story writes it: the last day in time, or the instant.
fn shown(stage: &Stage<'_>, case: &Case, limit: &LimitName, wanted: &str) -> String {
    let Some(clock) = case.clock(limit) else { return "none".into() };
    let calendar = stage.world.calendar;
    if wanted.contains(' ') {
        return calendar.local(clock.deadline).format("%Y-%m-%d %H:%M").to_string();
    }
    calendar.date(clock.deadline - chrono::TimeDelta::microseconds(1)).to_string()
}

fn of_allowed(
    stage: &Stage<'_>,
    expect: &Expect,
    case: &Case,
    actor: &Actor,
) -> Option<Difference> {
    let mut wanted = expect.allowed.clone()?;
    let mut found = stage.allowed(case, actor);
    wanted.sort();
    found.sort();
    differs("/allowed", Some(&wanted), &found)
}
