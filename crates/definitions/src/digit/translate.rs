//! From a DIGIT workflow to a definition of ours, as far as it carries over.

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use domain::actor::{Relation, Role, Seat};
use domain::clock::{Length, Point, TimeUnit};
use domain::finding::Finding;
use domain::id::{LimitName, OutcomeName, SourceName, StateName, WorkflowName};

use domain::text::Bilingual;
use domain::workflow::{
    self, Act, Definition, Filing, HolderRole, Limit, Named, Source, SourceKind, Stage,
};
use indexmap::IndexMap;

use super::escalation::{Clock, Level};
use super::service::{BusinessService, State};
use super::tables;

/// The source that all limits of an imported workflow cite.
const SOURCE: &str = "digit";

/// The limit that runs over the whole case.
const OVERALL: &str = "overall";

/// Milliseconds of an hour and of a day.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The definition, and what did not carry over.
pub(super) fn translate(
    service: &BusinessService,
    levels: &[Level<'_>],
) -> (Definition, Vec<Finding>) {
    let mut work =
        Work { service, levels, findings: vec![untranslated(service)], filed: filed(service) };
    let service_name = service.name.clone().unwrap_or_default();
    let definition = Definition {
        workflow: WorkflowName::new(tables::name(&service_name)),
        version: 1,
        name: Bilingual::new(service_name.as_str(), service_name.as_str()),
        summary: Bilingual::new(
            format!("由 DIGIT 的 {service_name} 导入"),
            format!("Imported from {service_name} of DIGIT"),
        ),
        initial: work.initial(),
        filing: work.filing(),
        sources: sources(service),
        outcomes: work.outcomes(),
        limits: work.limits(),
        states: work.states(),
        transitions: work.transitions(),
        ..Definition::default()
    };
    (definition, work.findings)
}

pub(super) struct Work<'a> {
    pub(super) service: &'a BusinessService,
    levels: &'a [Level<'a>],
    pub(super) findings: Vec<Finding>,
    /// The state in which a case begins, if DIGIT's nameless start leads only there: it is our filing.
    filed: Option<&'a str>,
}

/// DIGIT's start is a state without a name, left by the action that files. We have no such state.
fn filed(service: &BusinessService) -> Option<&str> {
    let start = service.states.iter().find(|state| state.is_start)?;
    let targets: BTreeSet<&str> =
        start.actions.iter().filter_map(|action| action.next.as_deref()).collect();
    let is_known =
        |name: &str| service.states.iter().any(|state| state.name.as_deref() == Some(name));
    let only = targets.first().copied().filter(|name| targets.len() == 1 && is_known(name));
    only.filter(|_| start.name.is_none())
}

pub(super) fn state_name(name: Option<&str>) -> StateName {
    StateName::new(name.map_or_else(|| "start".to_owned(), tables::name))
}

fn sources(service: &BusinessService) -> IndexMap<SourceName, Source> {
    let tenant = service.tenant.as_deref().unwrap_or("?");
    let name = service.name.as_deref().unwrap_or("?");
    let cite = Bilingual::new(
        format!("DIGIT 流程 {name},租户 {tenant}"),
        format!("DIGIT business service {name}, tenant {tenant}"),
    );
    IndexMap::from([(SourceName::from(SOURCE), Source { kind: SourceKind::Local, cite })])
}

fn untranslated(service: &BusinessService) -> Finding {
    Finding::warning(
        "digit-incomplete",
        service.at.as_str(),
        "DIGIT 没有中文名称、行政区划、表单、文书和法律依据",
        "DIGIT states no Chinese names, division, forms, letters or legal sources",
    )
    .help(
        "导入后请逐项补充,再用 `workflow check` 检查",
        "add them after the import, then run `workflow check`",
    )
}

impl<'a> Work<'a> {
    /// The states that we keep.
    pub(super) fn kept(&self) -> impl Iterator<Item = &'a State> + use<'a> {
        let is_filing = self.filed.is_some();
        self.service
            .states
            .iter()
            .filter(move |state| !(is_filing && state.is_start && state.name.is_none()))
    }

    fn initial(&self) -> StateName {
        let start = self.service.states.iter().find(|state| state.is_start);
        match (self.filed, start) {
            (Some(name), _) => state_name(Some(name)),
            (None, Some(start)) => state_name(start.name.as_deref()),
            (None, None) => StateName::default(),
        }
    }

    fn filing(&mut self) -> Filing {
        let start = self.service.states.iter().find(|state| state.is_start && self.filed.is_some());
        let actions = start.map(|state| state.actions.as_slice()).unwrap_or_default();
        let mut by: Vec<Role> = Vec::new();
        for seat in actions.iter().flat_map(|action| self.seats(action)) {
            if !by.contains(&seat.role) {
                by.push(seat.role);
            }
        }
        if by.is_empty() {
            by.push(Role::Citizen);
        }
        Filing { by, ..Filing::default() }
    }

    fn outcomes(&self) -> IndexMap<OutcomeName, Named> {
        let ends =
            self.kept().filter(|state| state.is_end).filter_map(|state| state.name.as_deref());
        ends.map(|name| {
            (OutcomeName::new(tables::name(name)), Named { name: Bilingual::new(name, name) })
        })
        .collect()
    }

    fn limits(&self) -> IndexMap<LimitName, Limit> {
        let overall = self.service.sla.and_then(length).map(|length| {
            let limit = Limit { promise: true, ..limit("总时限", "Overall", length) };
            (LimitName::from(OVERALL), Limit { ladder: self.ladder(None), ..limit })
        });
        let of_states = self.kept().filter_map(|state| {
            let name = state.name.as_deref()?;
            let length = length(state.sla?)?;
            let limit = limit(name, name, length);
            Some((limit_name(name), Limit { ladder: self.ladder(Some(name)), ..limit }))
        });
        overall.into_iter().chain(of_states).collect()
    }

    /// The levels of a state's clock, or of the whole service's. Where DIGIT moves the case, we tell its head.
    fn ladder(&self, state: Option<&str>) -> Vec<workflow::Level> {
        let mut days: Vec<u16> = self
            .levels
            .iter()
            .filter(|level| match state {
                Some(name) => level.clock == Clock::State && level.state == name,
                None => level.clock == Clock::Service,
            })
            .map(|level| level.days)
            .collect();
        days.sort_unstable();
        days.dedup();
        let head = Seat { role: Role::UnitHead, relation: Relation::Lead };
        let at = |days: u16| match NonZeroU16::new(days) {
            Some(amount) => Point::Late(Length { amount, unit: TimeUnit::CalendarDay }),
            None => Point::Due,
        };
        days.into_iter()
            .map(|days| workflow::Level { at: Some(at(days)), act: Act::Urge, to: vec![head] })
            .collect()
    }

    fn states(&self) -> IndexMap<StateName, workflow::State> {
        self.kept().map(|state| (state_name(state.name.as_deref()), self.state(state))).collect()
    }

    fn state(&self, state: &State) -> workflow::State {
        let name = state.name.as_deref().unwrap_or("start");
        let overall = self.service.sla.and_then(length).map(|_| LimitName::from(OVERALL));
        let own = state.sla.and_then(length).map(|_| limit_name(name));
        let limits: Vec<LimitName> =
            if state.is_end { Vec::new() } else { overall.into_iter().chain(own).collect() };
        let no_limit = (limits.is_empty() && !state.is_end)
            .then(|| Bilingual::new("DIGIT 未规定时限", "DIGIT states no limit"));
        workflow::State {
            name: Bilingual::new(name, name),
            stage: stage(state),
            holder: holder(state),
            limits,
            no_limit,
            end: state.is_end,
            ..workflow::State::default()
        }
    }
}

fn limit(zh: &str, en: &str, length: Length) -> Limit {
    Limit {
        name: Bilingual::new(zh, en),
        length: Some(length),
        source: SourceName::from(SOURCE),
        ..Limit::default()
    }
}

fn limit_name(state: &str) -> LimitName {
    LimitName::new(format!("in_{}", tables::name(state)))
}

/// Whole days where the milliseconds are such, hours otherwise, rounded up. None for nothing.
fn length(milliseconds: i64) -> Option<Length> {
    let (unit, each) =
        if milliseconds % DAY == 0 { (TimeUnit::CalendarDay, DAY) } else { (TimeUnit::Hour, HOUR) };
    let whole = milliseconds / each + i64::from(milliseconds % each > 0);
    let amount =
        u16::try_from(whole.clamp(0, i64::from(u16::MAX))).ok().and_then(NonZeroU16::new)?;
    Some(Length { amount, unit })
}

/// The stage, guessed from the words in the state's name.
fn stage(state: &State) -> Stage {
    let name = state.name.as_deref().unwrap_or_default().to_ascii_uppercase();
    let words = [
        ("ASSESS", Stage::Assess),
        ("RATE", Stage::Assess),
        ("ASSIGN", Stage::Assign),
        ("VERIF", Stage::Study),
        ("RESOLVED", Stage::Close),
    ];
    let guess = words.into_iter().find_map(|(word, stage)| name.contains(word).then_some(stage));
    match guess {
        _ if state.is_end => Stage::Close,
        _ if state.is_start => Stage::Screen,
        Some(guess) => guess,
        None => Stage::Handle,
    }
}

/// Who holds the case: whoever can act in the state.
fn holder(state: &State) -> HolderRole {
    let seats: Vec<Seat> = state
        .actions
        .iter()
        .flat_map(|action| &action.roles)
        .filter_map(|role| tables::seat(role))
        .collect();
    let all = |role: Role| !seats.is_empty() && seats.iter().all(|seat| seat.role == role);
    let any_lead = seats.iter().any(|seat| seat.relation == Relation::Lead);
    match () {
        () if all(Role::Citizen) => HolderRole::Citizen,
        () if any_lead => HolderRole::Lead,
        () => HolderRole::Center,
    }
}
