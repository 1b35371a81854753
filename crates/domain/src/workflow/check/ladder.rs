//! Proof: every level of every ladder can fire, in the order written, and reaches somebody.

use super::Ground;
use crate::actor::{Relation, Role, Seat};
use crate::clock::{Length, Point, TimeUnit};
use crate::finding::{Finding, pointer};
use crate::workflow::{Level, Limit, State};

/// One finding for each level that cannot fire, is out of order or reaches nobody, and for each ladder too short.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, limit) in &ground.definition.limits {
        findings.extend(complete(name.as_str(), limit));
        findings.extend(ordered(name.as_str(), limit));
        findings.extend(ascending(name.as_str(), limit));
        findings.extend(runs(ground, name.as_str()));
        findings.extend(reaches(ground, name.as_str(), limit));
    }
    findings
}

fn level_at(limit: &str, index: usize, key: &str) -> String {
    pointer(["limits", limit, "ladder", &index.to_string(), key])
}

/// A ladder has levels, each with a time and somebody to tell, and its last level does not stop before the deadline.
fn complete(name: &str, limit: &Limit) -> Vec<Finding> {
    let Some(last) = limit.ladder.last() else {
        return vec![
            Finding::error(
                "no-ladder",
                pointer(["limits", name, "ladder"]),
                format!("时限 `{name}` 到期后无人知晓：没有提醒和升级"),
                format!("nobody learns when limit `{name}` runs out: it has no ladder"),
            )
            .help(
                "请至少写 `- { at: due, act: urge, to: [handler@lead] }` 之类",
                "write at least something like `- { at: due, act: urge, to: [handler@lead] }`",
            ),
        ];
    };
    let mut findings: Vec<Finding> = limit
        .ladder
        .iter()
        .enumerate()
        .flat_map(|(index, level)| filled(name, index, level))
        .collect();
    if matches!(last.at, Some(Point::PercentLeft(_) | Point::Left(_))) {
        findings.push(
            Finding::error(
                "ladder-stops-early",
                level_at(name, limit.ladder.len() - 1, "at"),
                format!("时限 `{name}` 超期后没有任何动作"),
                format!("nothing happens when limit `{name}` runs out"),
            )
            .help("请增加 `at: due` 或更晚的一级", "add a level `at: due` or later"),
        );
    }
    findings
}

fn filled(name: &str, index: usize, level: &Level) -> Vec<Finding> {
    let mut findings = Vec::new();
    if level.at.is_none() {
        findings.push(
            Finding::error(
                "level-without-time",
                level_at(name, index, "at"),
                format!("时限 `{name}` 第 {} 级没有写明何时触发", index + 1),
                format!("level {} of limit `{name}` does not say when it fires", index + 1),
            )
            .help("如 `at: due`", "such as `at: due`"),
        );
    }
    if level.to.is_empty() {
        findings.push(
            Finding::error(
                "level-to-nobody",
                level_at(name, index, "to"),
                format!("时限 `{name}` 第 {} 级没有对象", index + 1),
                format!("level {} of limit `{name}` tells nobody", index + 1),
            )
            .help(
                "请写明角色与关系，如 `unit_head@lead`",
                "name a role and a relation, such as `unit_head@lead`",
            ),
        );
    }
    findings
}

/// All lengths a limit may have, with the value they belong to.
fn lengths(limit: &Limit) -> Vec<(Option<&str>, Length)> {
    let by_value = limit.lengths.iter().map(|(value, length)| (Some(value.as_str()), *length));
    limit.length.map(|length| (None, length)).into_iter().chain(by_value).collect()
}

/// Levels that lie before the start for every length, and levels not after the one before.
fn ordered(name: &str, limit: &Limit) -> Vec<Finding> {
    let lengths = lengths(limit);
    let mut findings = Vec::new();
    for (index, level) in limit.ladder.iter().enumerate() {
        let Some(at) = level.at else { continue };
        let fires = lengths.iter().any(|(_, length)| position(*length, at) > 0.0);
        if !fires && !lengths.is_empty() {
            findings.push(before_start(name, index, at));
        }
    }
    for index in 1..limit.ladder.len() {
        let (Some(before), Some(at)) = (limit.ladder[index - 1].at, limit.ladder[index].at) else {
            continue;
        };
        let wrong = lengths.iter().find(|(_, length)| {
            let (first, second) = (position(*length, before), position(*length, at));
            second > 0.0 && first >= second
        });
        if let Some((value, _)) = wrong {
            findings.push(out_of_order(name, index, [before, at], *value));
        }
    }
    findings
}

/// Where a point lies after the start, in nominal hours: a working day counts as a day, a working hour as three hours.
/// Good enough to tell the order of points that people would write on one ladder.
fn position(length: Length, at: Point) -> f64 {
    let whole = nominal_hours(length);
    match at {
        Point::PercentLeft(percent) => whole * (1.0 - f64::from(percent) / 100.0),
        Point::Left(left) => whole - nominal_hours(left),
        Point::Due => whole,
        Point::Late(late) => whole + nominal_hours(late),
    }
}

fn nominal_hours(length: Length) -> f64 {
    let unit = match length.unit {
        TimeUnit::Hour => 1.0,
        TimeUnit::WorkHour => 3.0,
        TimeUnit::CalendarDay | TimeUnit::WorkDay => 24.0,
        TimeUnit::Month => 720.0,
    };
    f64::from(length.amount.get()) * unit
}

fn before_start(name: &str, index: usize, at: Point) -> Finding {
    Finding::error(
        "level-never-fires",
        level_at(name, index, "at"),
        format!("`{at}` 不短于时限 `{name}` 本身，起算前就已过去"),
        format!("`{at}` is no shorter than limit `{name}` itself and lies before its start"),
    )
    .help(
        "请写更短的剩余时间，或百分比如 `30% left`",
        "write a shorter time, or a percentage such as `30% left`",
    )
}

fn out_of_order(
    name: &str,
    index: usize,
    [before, at]: [Point; 2],
    value: Option<&str>,
) -> Finding {
    let (zh, en) = match value {
        Some(value) => (format!("（`{value}` 时）"), format!(" where it is `{value}`")),
        None => (String::new(), String::new()),
    };
    Finding::error(
        "ladder-out-of-order",
        level_at(name, index, "at"),
        format!("时限 `{name}`：`{at}` 不晚于上一级 `{before}`{zh}"),
        format!("limit `{name}`: `{at}` is not after the level before, `{before}`{en}"),
    )
    .help("请按时间先后排列，且不重复", "put the levels in order of time, no two at the same point")
}

/// Escalation grows: the acts do not become milder, nor the highest person told lower.
fn ascending(name: &str, limit: &Limit) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, pair) in limit.ladder.windows(2).enumerate() {
        let [before, level] = pair else { continue };
        if level.act < before.act {
            findings.push(
                Finding::error(
                    "escalation-descends",
                    level_at(name, index + 1, "act"),
                    format!("时限 `{name}` 第 {} 级比上一级轻", index + 2),
                    format!("level {} of limit `{name}` is milder than the one before", index + 2),
                )
                .help(
                    "顺序为 remind、urge、order、raise、list",
                    "the order is remind, urge, order, raise, list",
                ),
            );
        }
        if !level.to.is_empty() && highest(&level.to) < highest(&before.to) {
            findings.push(
                Finding::error(
                    "escalation-descends",
                    level_at(name, index + 1, "to"),
                    format!("时限 `{name}` 第 {} 级的对象低于上一级", index + 2),
                    format!(
                        "level {} of limit `{name}` tells nobody as high as the one before",
                        index + 2
                    ),
                )
                .help("请加上上一级的负责人", "add the person in charge from the level before"),
            );
        }
    }
    findings
}

/// How high the highest of these seats is.
fn highest(seats: &[Seat]) -> u8 {
    let rank = |seat: &Seat| match (seat.role, seat.relation) {
        (Role::Director, _) => 5,
        (Role::UnitHead, Relation::Superior) | (Role::Supervisor, _) => 4,
        (Role::UnitHead, _) => 3,
        (Role::Clerk, _) => 2,
        (Role::Handler, _) => 1,
        (
            Role::Citizen
            | Role::SystemAdministrator
            | Role::SecurityAdministrator
            | Role::AuditAdministrator
            | Role::Engine,
            _,
        ) => 0,
    };
    seats.iter().map(rank).max().unwrap_or(0)
}

/// Some state that lists the limit can be reached: the clock starts on entering it.
fn runs(ground: &Ground<'_>, name: &str) -> Option<Finding> {
    let lists = |state: &State| state.limits.iter().any(|listed| listed.as_str() == name);
    let mut listing = ground.graph.states().filter(|(_, _, state)| lists(state)).peekable();
    listing.peek()?;
    (!listing.any(|(index, _, _)| ground.is_reached(index))).then(|| {
        Finding::error(
            "limit-never-runs",
            pointer(["limits", name]),
            format!("时限 `{name}` 从不计时，其各级都不会触发"),
            format!("limit `{name}` never runs, so none of its levels can fire"),
        )
        .help("请在可到达的状态中列出它", "list it in a state that can be reached")
    })
}

/// Each person told stands in that relation to the case in some situation in which the limit runs.
fn reaches(ground: &Ground<'_>, name: &str, limit: &Limit) -> Vec<Finding> {
    let lists = |state: usize| {
        ground.graph.state(state).limits.iter().any(|listed| listed.as_str() == name)
    };
    let reached = |state: &usize| lists(*state) && ground.is_reached(*state);
    let states: Vec<usize> = (0..ground.graph.state_count()).filter(reached).collect();
    let led = states.iter().any(|state| ground.may_be_led(*state));
    if states.is_empty() || led {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (index, level) in limit.ladder.iter().enumerate() {
        for (place, seat) in level.to.iter().enumerate() {
            if !matches!(seat.relation, Relation::Party | Relation::Center) {
                findings.push(unreachable_seat(name, index, place, *seat));
            }
        }
    }
    findings
}

fn unreachable_seat(name: &str, index: usize, place: usize, seat: Seat) -> Finding {
    Finding::error(
        "level-to-nobody",
        pointer(["limits", name, "ladder", &index.to_string(), "to", &place.to_string()]),
        format!("时限 `{name}` 计时期间不会有 `{seat}`"),
        format!("nobody is `{seat}` while limit `{name}` runs"),
    )
    .help(
        "请改为该阶段的责任人，如 `clerk@center`",
        "name whoever is in charge then, such as `clerk@center`",
    )
}
