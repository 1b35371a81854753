//! The published figures of a city, as cases: 咸评政法 of Xianning, from March 2022 to October 2023, 524 clues of which 374 were
//! assigned after screening; 55 of those were found to be so, 300 were not, and 19 were still looked into. Published are these
//! five numbers and the way of a clue: pushed to the head of a unit, verified, rated by its author, dispatched a second time
//! where that one is dissatisfied, and then a joint session. Which clue went by which road is made up here; that each could go
//! it, the core decides, step by step.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::access::Conflicts;
use domain::actor::Role;
use domain::case::{Rejection, Respondents, SigningMode, Solved, Verdict, WorkflowRef};
use domain::clue::{Clue, RoadStep, WORKFLOW};
use domain::directory::{Directory, UnitKind};
use domain::id::{PersonId, Timestamp, UnitId};
use domain::workflow::scenario::With;
use tokio::sync::mpsc;

use super::Plan;
use super::county::{Brief, County};
use super::player::Player;
use super::run::{Played, WAITING_MAX};
use super::written::seeded;
use crate::error::Error;

/// What happens to a clue: a turn after the other, each done by whoever may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// A transition that needs nothing beside its form.
    Do(&'static str),
    /// A unit is told to look into it that is not complained about, another one each time.
    Lead(&'static str),
    /// The head of the unit is asked to sign the finding, and signs.
    Sign,
    /// Its author says whether they accept what was found.
    Rate(Solved),
}

use Turn::{Do, Lead, Rate, Sign};

/// The beginning of every clue that is looked into.
const TAKEN: &[Turn] = &[Do("accept"), Lead("assign")];
/// Somebody signs for it and asks its author.
const BEGUN: &[Turn] = &[Do("sign"), Do("contact")];
/// It is found to be so, and passed.
const SO: &[Turn] =
    &[Do("hear_respondent"), Sign, Do("submit_substantiated"), Do("pass_verification")];
/// It is found not to be so, and passed.
const NOT_SO: &[Turn] =
    &[Do("hear_respondent"), Do("submit_unsubstantiated"), Do("pass_verification")];
/// The same without anything to hear.
const PLAINLY_NOT_SO: &[Turn] = &[Do("submit_unsubstantiated"), Do("pass_verification")];
/// Its author does not accept that, and it is dispatched a second time.
const AGAIN: &[Turn] = &[Rate(Solved::No), Lead("redispatch"), Do("sign"), Do("contact")];
/// Nor the second time: a joint session decides who looks into it.
const SESSION: &[Turn] = &[
    Rate(Solved::No),
    Do("convene_after_unsolved"),
    Lead("decide_session"),
    Do("sign"),
    Do("contact"),
];
/// Its author accepts it.
const SO_ACCEPTED: &[Turn] = &[Rate(Solved::Yes), Do("archive_substantiated")];
/// See [`SO_ACCEPTED`].
const NOT_SO_ACCEPTED: &[Turn] = &[Rate(Solved::Yes), Do("archive_unsubstantiated")];
/// Nobody is reached.
const UNREACHED: &[Turn] = &[
    Do("call_back_missed"),
    Do("call_back_missed"),
    Do("call_back_missed"),
    Do("archive_unreached"),
];
/// Its author never accepts it.
const CONCLUDED: &[Turn] = &[Rate(Solved::No), Do("conclude")];

/// How many clues went by which road. Those that are still open are the last that came in.
const ROADS: &[(u64, &[&[Turn]])] = &[
    // 150 that nobody was told to look into.
    (96, &[&[Do("refuse")]]),
    (38, &[&[Do("redirect_service")]]),
    (16, &[&[Do("withdraw")]]),
    // 55 that were so.
    (46, &[TAKEN, BEGUN, SO, SO_ACCEPTED]),
    (5, &[TAKEN, BEGUN, NOT_SO, AGAIN, SO, SO_ACCEPTED]),
    (4, &[TAKEN, BEGUN, NOT_SO, AGAIN, NOT_SO, SESSION, SO, SO_ACCEPTED]),
    // 300 that were not.
    (146, &[TAKEN, BEGUN, NOT_SO, NOT_SO_ACCEPTED]),
    (80, &[TAKEN, BEGUN, PLAINLY_NOT_SO, NOT_SO_ACCEPTED]),
    (40, &[TAKEN, BEGUN, NOT_SO, UNREACHED]),
    (20, &[TAKEN, BEGUN, NOT_SO, AGAIN, NOT_SO, NOT_SO_ACCEPTED]),
    (8, &[TAKEN, BEGUN, NOT_SO, AGAIN, NOT_SO, SESSION, NOT_SO, NOT_SO_ACCEPTED]),
    (6, &[TAKEN, BEGUN, NOT_SO, AGAIN, NOT_SO, SESSION, NOT_SO, CONCLUDED]),
    // 19 that are still looked into.
    (3, &[TAKEN]),
    (8, &[TAKEN, BEGUN]),
    (3, &[TAKEN, BEGUN, &[Do("hear_respondent")]]),
    (2, &[TAKEN, BEGUN, &[Do("submit_unsubstantiated")]]),
    (2, &[TAKEN, BEGUN, NOT_SO, AGAIN]),
    (1, &[TAKEN, BEGUN, NOT_SO, AGAIN, NOT_SO, &[Rate(Solved::No), Do("convene_after_unsolved")]]),
];

/// How many clues there are.
const CLUES: u64 = 524;

/// Over how many days they came in: 19 months.
const CLUE_DAYS: u32 = 580;

/// Between two steps of a clue lie so many minutes at least and at most, and then until somebody is at work.
const MINUTES: (u64, u64) = (20, 420);

/// What is to be made of clues; `cases` and `days` are the published ones.
pub(super) fn plan(plan: Plan) -> Plan {
    Plan { cases: CLUES, days: CLUE_DAYS, ..plan }
}

/// Starts playing them. It ends by itself when nobody takes the cases any more.
pub(super) fn start(county: &Arc<County>) -> mpsc::Receiver<Played> {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    let county = county.clone();
    tokio::task::spawn_blocking(move || {
        let mut places = county.plan.first..;
        for (count, turns) in ROADS {
            for (nth, place) in (0..*count).zip(&mut places) {
                let filed_at = filed_at(&county, turns, (nth, *count));
                let played = clue(&county, (place, filed_at), turns);
                if sender.blocking_send(played).is_err() {
                    return;
                }
            }
        }
    });
    receiver
}

/// When a clue came in: those of a road all over the time, and those that are still open as long ago as their steps need.
fn filed_at(county: &County, turns: &[&[Turn]], (nth, count): (u64, u64)) -> Timestamp {
    let steps: usize = turns.iter().map(|part| part.len()).sum();
    let needed = TimeDelta::hours(36) * i32::try_from(steps + 1).unwrap_or(i32::MAX);
    let is_open = turns.last().is_some_and(|last| !ends(last));
    let all = TimeDelta::days(county.plan.days.into());
    let (first, over) =
        if is_open { (needed, TimeDelta::days(1)) } else { (all, all - TimeDelta::days(70)) };
    let nth = i32::try_from(nth).unwrap_or(0);
    county.plan.now - first + over * nth / i32::try_from(count).unwrap_or(1).max(1)
}

/// Whether a clue has ended after these turns.
fn ends(turns: &[Turn]) -> bool {
    let ending = ["refuse", "redirect_service", "withdraw", "conclude"];
    turns.last().is_some_and(|turn| match turn {
        Do(name) => ending.contains(name) || name.starts_with("archive"),
        Lead(_) | Sign | Rate(_) => false,
    })
}

fn clue(county: &County, (place, filed_at): (u64, Timestamp), road: &[&[Turn]]) -> Played {
    let impossible = || Error::from(Rejection::NotInForce);
    let today = county.definitions.calendar.date(filed_at);
    let workflow = county.definitions.current(&WORKFLOW.into(), today).ok_or_else(impossible)?;
    let definition = workflow.definition();
    let about = about(&county.snapshot.directory, place).ok_or(Rejection::NotFound)?;
    let brief = Brief {
        place,
        workflow: WorkflowRef { name: definition.workflow.clone(), version: definition.version },
        filed_at,
        turn: filed_at,
        goal: None,
        is_twin: false,
        failed: 0,
        about: Some(about),
    };
    let peers = BTreeSet::new();
    let mut player = Player::new(county, &brief, peers).ok_or(Rejection::NotFound)?;
    for turn in road.iter().flat_map(|part| part.iter()) {
        take(&mut player, *turn)?;
    }
    player.stage.pass_time(county.plan.now);
    seeded(player, true, None)?.ok_or_else(|| Rejection::NotFound.into())
}

fn take(player: &mut Player<'_>, turn: Turn) -> Result<(), Rejection> {
    player.wait(MINUTES);
    player.screened();
    match turn {
        Do(name) => player.perform(name, With::default()),
        Lead(name) => {
            let lead = lead(player).ok_or(Rejection::NotFound)?;
            player.perform(name, With { lead: Some(lead), ..With::default() })
        }
        Sign => {
            let head = head(player).ok_or(Rejection::NotFound)?;
            let asked =
                With { mode: Some(SigningMode::All), signers: vec![head], ..With::default() };
            player.perform("open_signing", asked)?;
            player.wait(MINUTES);
            let signed = With { verdict: Some(Verdict::Yes), ..With::default() };
            player.perform("countersign", signed)
        }
        Rate(solved) => player.perform("rate", With { solved: Some(solved), ..With::default() }),
    }
}

/// Whom a clue is about: a station of the police or a tribunal, and every third time somebody who works there.
fn about(directory: &Directory, place: u64) -> Option<Respondents> {
    let rated = [UnitKind::PoliceStation, UnitKind::Court];
    let units = directory.units.iter();
    let units = units.filter(|(_, unit)| rated.contains(&unit.kind) && unit.parent.is_some());
    let units: Vec<&UnitId> = units.map(|(id, _)| id).collect();
    let nth = usize::try_from(place).ok()?.checked_rem(units.len())?;
    let unit = *units.get(nth)?;
    let officer =
        directory.staff_of(unit, Role::Handler).next().filter(|_| place.is_multiple_of(3));
    Some(match officer {
        Some(officer) => Respondents { people: [officer.clone()].into(), ..Respondents::default() },
        None => Respondents { units: [unit.clone()].into(), ..Respondents::default() },
    })
}

/// Who looks into it now: the unit above the one that is complained about, then one further up, then discipline inspection; none
/// that did before.
fn lead(player: &Player<'_>) -> Option<UnitId> {
    let directory = player.stage.world().directory;
    let case = player.stage.case()?;
    let conflicts = Conflicts::new(directory, &case.respondents);
    let led = Clue::of(player.stage.log());
    let fits = |unit: &&UnitId| {
        **unit != case.center
            && !conflicts.include(unit)
            && !conflicts.leave_no_handler(unit)
            && directory.staff_of(unit, Role::UnitHead).next().is_some()
            && !led.came_by(|step| *step == RoadStep::Assigned((*unit).clone()))
    };
    let rated = case.respondents.units.iter().next();
    let officer = case.respondents.people.iter().next();
    let rated = rated.or(officer.and_then(|id| directory.people.get(id)).map(|it| &it.unit))?;
    let others = directory
        .units
        .iter()
        .filter(|(_, unit)| matches!(unit.kind, UnitKind::Discipline | UnitKind::Procuratorate));
    directory.lineage(rated).skip(1).chain(others.map(|(id, _)| id)).find(fits).cloned()
}

/// The head of the unit that looks into it.
fn head(player: &Player<'_>) -> Option<PersonId> {
    let lead = &player.stage.case()?.lead.as_ref()?.unit;
    player.stage.world().directory.staff_of(lead, Role::UnitHead).next().cloned()
}
