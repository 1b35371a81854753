//! Starting a clock and computing it again. The only place where the rules of a limit become instants.

use super::Context;
use crate::case::Case;
use crate::clock::{Clock, ClockStatus, Explanation, Length, Pause, Rule, Run, compute, point};
use crate::id::{LimitName, Timestamp};
use crate::workflow::{By, Limit};

/// The clock of a limit that begins to run now.
pub(super) fn start(context: &Context<'_>, case: &Case, name: &LimitName, limit: &Limit) -> Clock {
    let pauses = pauses(context, case, limit);
    let clock = Clock {
        limit: name.clone(),
        rule: rule(case, limit),
        anchor: context.now,
        extensions: Vec::new(),
        status: if pauses.is_empty() { ClockStatus::Running } else { ClockStatus::Paused },
        pauses,
        deadline: context.now,
        explanation: Explanation::default(),
        levels: Vec::new(),
        levels_reached: 0,
    };
    recompute(context, clock)
}

/// A clock that starts in a suspension is paused by it from its first instant.
fn pauses(context: &Context<'_>, case: &Case, limit: &Limit) -> Vec<Pause> {
    let suspension = case.suspension.iter().map(|suspension| &suspension.terms);
    suspension
        .filter(|terms| limit.paused_by.contains(&terms.ground))
        .map(|terms| Pause {
            from: context.now,
            until: terms.until,
            ground: terms.ground.clone(),
            document: terms.document.clone(),
        })
        .collect()
}

/// The clock with deadline, reason and ladder computed from its facts. The order in which the facts came does not
/// matter. Levels that now lie ahead again will fire again.
pub(super) fn recompute(context: &Context<'_>, mut clock: Clock) -> Clock {
    let computed =
        compute(context.calendar, &clock.rule, clock.anchor, &clock.extensions, &clock.pauses);
    clock.deadline = computed.deadline;
    clock.explanation = computed.explanation;
    clock.levels = levels(context, &clock);
    let past = clock.levels.iter().take_while(|at| **at <= context.now).count();
    clock.levels_reached = clock.levels_reached.min(u8::try_from(past).unwrap_or(u8::MAX));
    clock
}

fn levels(context: &Context<'_>, clock: &Clock) -> Vec<Timestamp> {
    let Some(limit) = context.workflow.definition().limits.get(clock.limit.as_str()) else {
        return Vec::new();
    };
    let points = limit.ladder.iter().filter_map(|level| level.at);
    let run = Run::from(clock);
    points.map(|at| point(context.calendar, &run, at)).collect()
}

/// The rule of a limit for this case, as it is classified now.
pub(super) fn rule(case: &Case, limit: &Limit) -> Rule {
    let chosen = match limit.by {
        Some(By::Complexity) => limit.lengths.get(case.complexity.as_str()).copied(),
        Some(By::Risk) => limit.lengths.get(case.risk.as_str()).copied(),
        None => limit.length,
    };
    // A checked workflow always has the length; one day is the safe answer to a damaged one.
    let length = chosen.unwrap_or(Length {
        amount: std::num::NonZeroU16::MIN,
        unit: crate::clock::TimeUnit::WorkDay,
    });
    Rule { length, rolls: limit.rolls, day_end: limit.day_end }
}
