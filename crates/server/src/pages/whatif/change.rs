//! One change as the form proposes it: another length of a limit, another level of a ladder, or a day that is worked or not.

use std::num::NonZeroU16;

use chrono::NaiveDate;
use domain::clock::{Length, Point, TimeUnit};
use domain::workflow::{Definition, Limit, Words as _, Workflow, check};
use engine::whatif::Proposal;

use crate::pages::posted::Posted;
use crate::pages::shell::Shell;
use crate::state::State as Shared;

/// Something to choose.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
}

/// A change.
pub(super) struct Proposed {
    pub(super) proposal: Proposal,
    /// In words.
    pub(super) said: String,
}

/// What is wrong: the field, and what to do.
pub(super) type Wrong = (&'static str, String);

/// The largest number that may be given.
const AMOUNT_MAX: u16 = 9999;

/// The limits and the levels of ladders of every procedure as it is now.
pub(super) fn choices(state: &Shared, shell: &Shell) -> (Vec<Choice>, Vec<Choice>) {
    let (mut limits, mut levels) = (Vec::new(), Vec::new());
    for workflow in current(state) {
        let definition = workflow.definition();
        let of = definition.name.get(shell.language);
        for (name, limit) in &definition.limits {
            let called = limit.name.get(shell.language);
            let at = format!("{}/{name}", definition.workflow);
            let mut choice = |value: String, length: &Length| {
                let length = length.words();
                let label = format!("{of} · {called} · {}", length.get(shell.language));
                limits.push(Choice { value, label });
            };
            limit.length.iter().for_each(|length| choice(at.clone(), length));
            for (kind, length) in &limit.lengths {
                choice(format!("{at}/{kind}"), length);
            }
            let points = limit.ladder.iter().enumerate();
            levels.extend(points.filter_map(|(place, level)| {
                let (act, point) = (level.act.words(), level.at?.words());
                let (act, point) = (act.get(shell.language), point.get(shell.language));
                let label = format!("{of} · {called} · {act}（{point}）");
                Some(Choice { value: format!("{at}/{place}"), label })
            }));
        }
    }
    (limits, levels)
}

/// Each procedure in the version that is in force.
fn current(state: &Shared) -> impl Iterator<Item = &Workflow> {
    let definitions = state.engine.definitions();
    definitions.all_current(definitions.calendar.date(state.engine.clock().now()))
}

/// The change that was posted.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn proposed(state: &Shared, posted: &Posted, shell: &Shell) -> Result<Proposed, Wrong> {
    match posted.one("kind") {
        "day" => day(state, posted, shell),
        "level" => level(state, posted, shell),
        _ => limit(state, posted, shell),
    }
}

fn day(state: &Shared, posted: &Posted, shell: &Shell) -> Result<Proposed, Wrong> {
    let w = &shell.w.whatif;
    let calendar = &state.engine.definitions().calendar;
    let wrong = || ("day", w.no_day.to_owned());
    let day: NaiveDate = posted.one("day").parse().map_err(|_| wrong())?;
    let is_worked = posted.one("becomes") == "on";
    if calendar.is_working(day) == is_worked {
        return Err(("day", w.same.to_owned()));
    }
    let tried = calendar.trying(day, is_worked).ok_or_else(wrong)?;
    let becomes = if is_worked { w.on } else { w.off };
    Ok(Proposed {
        proposal: Proposal { calendar: Some(tried), ..Proposal::default() },
        said: format!("{day} → {becomes}"),
    })
}

fn limit(state: &Shared, posted: &Posted, shell: &Shell) -> Result<Proposed, Wrong> {
    let w = &shell.w.whatif;
    let (workflow, name, kind) =
        chosen(state, posted.one("limit")).ok_or_else(|| ("limit", w.no_limit.to_owned()))?;
    let length = Length { amount: amount(posted, "amount", shell)?, unit: unit(posted, "unit") };
    let mut definition = workflow.definition().clone();
    let slot = definition.limits.get_mut(name.as_str()).and_then(|limit| slot(limit, &kind));
    let slot = slot.ok_or_else(|| ("limit", w.no_limit.to_owned()))?;
    if *slot == length {
        return Err(("amount", w.same.to_owned()));
    }
    let was = std::mem::replace(slot, length);
    let (was, is) = (was.words(), length.words());
    let said = format!("{} → {}", was.get(shell.language), is.get(shell.language));
    changed(definition, &name, &said, "amount", shell)
}

fn slot<'l>(limit: &'l mut Limit, kind: &str) -> Option<&'l mut Length> {
    if kind.is_empty() { limit.length.as_mut() } else { limit.lengths.get_mut(kind) }
}

fn level(state: &Shared, posted: &Posted, shell: &Shell) -> Result<Proposed, Wrong> {
    let w = &shell.w.whatif;
    let unknown = || ("level", w.no_limit.to_owned());
    let (workflow, name, place) = chosen(state, posted.one("level")).ok_or_else(unknown)?;
    let place: usize = place.parse().map_err(|_| unknown())?;
    let mut definition = workflow.definition().clone();
    let ladder = definition.limits.get_mut(name.as_str()).map(|limit| &mut limit.ladder);
    let level = ladder.and_then(|ladder| ladder.get_mut(place)).ok_or_else(unknown)?;
    let amount = amount(posted, "level_amount", shell)?;
    let length = Length { amount, unit: unit(posted, "level_unit") };
    let point = match posted.one("side") {
        "late" => Point::Late(length),
        "percent" => {
            let percent = u8::try_from(amount.get()).ok().filter(|it| *it < 100);
            Point::PercentLeft(percent.ok_or_else(|| ("level_amount", w.no_percent.to_owned()))?)
        }
        _ => Point::Left(length),
    };
    if level.at == Some(point) {
        return Err(("level_amount", w.same.to_owned()));
    }
    let was = level.at.replace(point).map(|was| was.words());
    let was = was.as_ref().map_or("", |was| was.get(shell.language)).to_owned();
    let (act, is) = (level.act.words(), point.words());
    let said = format!("{} {was} → {}", act.get(shell.language), is.get(shell.language));
    changed(definition, &name, &said, "level_amount", shell)
}

/// A definition with a change, if the check lets it pass.
fn changed(
    definition: Definition,
    limit: &str,
    said: &str,
    field: &'static str,
    shell: &Shell,
) -> Result<Proposed, Wrong> {
    let of = definition.name.get(shell.language).to_owned();
    let named = definition.limits.get(limit).map(|limit| limit.name.get(shell.language).to_owned());
    let checked = check(definition);
    let Some(workflow) = checked.workflow else {
        let is_error =
            |it: &&domain::finding::Finding| it.severity == domain::finding::Severity::Error;
        let first = checked.findings.iter().find(is_error);
        let first = first.map_or("", |found| found.message.get(shell.language));
        return Err((field, format!("{}{first}", shell.w.whatif.not_sound)));
    };
    Ok(Proposed {
        proposal: Proposal { workflows: vec![workflow], ..Proposal::default() },
        said: format!("{of} · {} · {said}", named.unwrap_or_default()),
    })
}

/// The procedure, the limit and what stands behind it in a value such as `service/handle/simple`.
fn chosen<'s>(state: &'s Shared, value: &str) -> Option<(&'s Workflow, String, String)> {
    let mut parts = value.splitn(3, '/');
    let (workflow, limit) = (parts.next()?, parts.next()?);
    let found = current(state).find(|it| it.definition().workflow.as_str() == workflow)?;
    found.definition().limits.contains_key(limit).then_some(())?;
    Some((found, limit.to_owned(), parts.next().unwrap_or_default().to_owned()))
}

fn amount(posted: &Posted, name: &'static str, shell: &Shell) -> Result<NonZeroU16, Wrong> {
    let given = posted.one(name).parse::<NonZeroU16>().ok();
    let given = given.filter(|amount| amount.get() <= AMOUNT_MAX);
    given.ok_or_else(|| (name, shell.w.whatif.no_amount.to_owned()))
}

fn unit(posted: &Posted, name: &str) -> TimeUnit {
    let named = |unit: &TimeUnit| unit.as_str() == posted.one(name);
    TimeUnit::ALL.into_iter().find(named).unwrap_or(TimeUnit::WorkDay)
}
