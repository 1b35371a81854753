//! Which entries of `AutoEscalation` can fire, and why the others cannot.

use std::collections::BTreeMap;

use domain::finding::Finding;

use super::defects::Ways;
use super::service::{BusinessService, Escalation, State};
use crate::pointer::child;
use crate::words::quote;

/// Which clock an entry waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Clock {
    /// That of the state.
    State,
    /// That of the whole service.
    Service,
}

/// An entry that can fire.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Level<'a> {
    /// The state's name.
    pub(super) state: &'a str,
    pub(super) clock: Clock,
    /// Whole days beyond the SLA, rounded up.
    pub(super) days: u16,
}

/// The entries that can fire, and why the others cannot. Pointers lead into the file of the entries.
pub(super) fn sift<'a>(
    service: &'a BusinessService,
    entries: &'a [Escalation],
) -> (Vec<Level<'a>>, Vec<Finding>) {
    let ways = Ways::new(service);
    let mut findings = Vec::new();
    let mut levels = Vec::new();
    let mut last: BTreeMap<(&str, Clock), f64> = BTreeMap::new();
    for entry in entries {
        if entry.service != service.name {
            findings.push(of_other_service(entry));
            continue;
        }
        match judge(service, &ways, entry) {
            Err(reason) => findings.push(cannot_fire(entry, &reason)),
            Ok((state, clock, days)) => {
                findings.extend(passes_by_timeout(service, state, entry));
                match last.get(&(state, clock)) {
                    Some(before) => findings.push(overtaken(entry, clock, *before, days)),
                    None => levels.push(Level { state, clock, days: whole_days(days) }),
                }
                last.entry((state, clock)).or_insert(days);
            }
        }
    }
    (levels, findings)
}

/// Why an entry cannot fire: the field to blame, in Chinese, in English.
type Reason = (&'static str, String, String);

/// The state, clock and days of an entry, or why it cannot fire.
fn judge<'a>(
    service: &'a BusinessService,
    ways: &Ways,
    entry: &'a Escalation,
) -> Result<(&'a str, Clock, f64), Reason> {
    if !entry.is_active {
        return Err(("active", "未启用".to_owned(), "it is not active".to_owned()));
    }
    let state = waiting_state(service, ways, entry)?;
    let action = entry.action.as_deref().unwrap_or_default();
    let name = state.name.as_deref().unwrap_or_default();
    if !state.actions.iter().any(|known| known.name.as_deref() == Some(action)) {
        let (name, action) = (quote(name), quote(action));
        let zh = format!("状态 {name} 没有动作 {action}");
        return Err(("action", zh, format!("state {name} has no action {action}")));
    }
    let (clock, days) = clock(service, state, entry)
        .map_err(|(field, zh, en)| (field, zh.to_owned(), en.to_owned()))?;
    Ok((name, clock, days))
}

/// The state of an entry, if a case can wait in it.
fn waiting_state<'a>(
    service: &'a BusinessService,
    ways: &Ways,
    entry: &Escalation,
) -> Result<&'a State, Reason> {
    let name = entry.state.as_deref().unwrap_or_default();
    let quoted = quote(name);
    let mut states = service.states.iter().enumerate();
    match states.find(|(_, state)| state.name.as_deref() == Some(name)) {
        None => Err(("state", format!("没有状态 {quoted}"), format!("there is no state {quoted}"))),
        Some((_, state)) if state.is_end => Err((
            "state",
            format!("{quoted} 是终点,计时已停"),
            format!("{quoted} is an end, where no time runs"),
        )),
        Some((index, _)) if !ways.reached.contains(&index) => Err((
            "state",
            format!("没有案件能到达 {quoted}"),
            format!("no case can come to {quoted}"),
        )),
        Some((_, state)) => Ok(state),
    }
}

type Words = (&'static str, &'static str, &'static str);

fn clock(
    service: &BusinessService,
    state: &State,
    entry: &Escalation,
) -> Result<(Clock, f64), Words> {
    let (field, clock, days, sla) = match (entry.state_days, entry.service_days) {
        (Some(days), _) => ("stateSLA", Clock::State, days, state.sla),
        (None, Some(days)) => ("businessSLA", Clock::Service, days, service.sla),
        (None, None) => {
            return Err(("stateSLA", "没有写超期几天", "it does not say how many days late"));
        }
    };
    if days.is_nan() || days < 0.0 {
        return Err((field, "天数是负数", "the number of days is negative"));
    }
    match (clock, sla) {
        (_, Some(sla)) if sla > 0 => Ok((clock, days)),
        (Clock::State, Some(_) | None) => {
            Err((field, "该状态没有 sla,无从超期", "the state has no sla that could be exceeded"))
        }
        (Clock::Service, Some(_) | None) => Err((
            field,
            "流程没有 businessServiceSla,无从超期",
            "the service has no businessServiceSla that could be exceeded",
        )),
    }
}

fn cannot_fire(entry: &Escalation, (field, zh, en): &Reason) -> Finding {
    Finding::error(
        "digit-level-cannot-fire",
        child(&entry.at, field),
        format!("这一级不会触发:{zh}"),
        format!("this level cannot fire: {en}"),
    )
}

/// Master data holds the entries of all services.
fn of_other_service(entry: &Escalation) -> Finding {
    let name = quote(entry.service.as_deref().unwrap_or_default());
    Finding::warning(
        "digit-other-service",
        child(&entry.at, "businessService"),
        format!("这一级属于流程 {name},未导入"),
        format!("this level belongs to service {name} and is not imported"),
    )
}

/// The first level of a state moves the case on or repeats itself; a later one on the same clock never has its turn.
fn overtaken(entry: &Escalation, clock: Clock, before: f64, days: f64) -> Finding {
    let field = match clock {
        Clock::State => "stateSLA",
        Clock::Service => "businessSLA",
    };
    if days <= before {
        return Finding::error(
            "digit-levels-not-ascending",
            child(&entry.at, field),
            format!("超期 {days} 天不晚于前一级的 {before} 天"),
            format!("{days} days late is not after the level before, at {before}"),
        );
    }
    let zh = format!("前一级({before} 天)已把案件移走");
    let en = format!("the level before it, at {before} days, has moved the case on");
    cannot_fire(entry, &(field, zh, en))
}

/// DIGIT lets time end a case. Here it never does.
fn passes_by_timeout(
    service: &BusinessService,
    state: &str,
    entry: &Escalation,
) -> Option<Finding> {
    let from = service.states.iter().find(|known| known.name.as_deref() == Some(state))?;
    let action = from.actions.iter().find(|action| action.name == entry.action)?;
    let to =
        service.states.iter().find(|known| known.name.is_some() && known.name == action.next)?;
    to.is_end.then(|| {
        Finding::warning(
            "digit-ends-by-timeout",
            child(&entry.at, "action"),
            "超期自动结案:此处不允许,改为催办单位负责人",
            "lets time close the case; that is not allowed here, and becomes urging the unit's head",
        )
    })
}

/// Days rounded up, at least 0 and at most what a length can hold.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded to the range of the type on the same line"
)]
fn whole_days(days: f64) -> u16 {
    days.ceil().clamp(0.0, f64::from(u16::MAX)) as u16
}
