//! A decision in the making: events as they are emitted, and the case as they leave it.

use super::Context;
use crate::case::{Case, Entered, Event, MoveCause};
use crate::clock::{Clock, ClockStatus, Holder};
use crate::id::{GroundName, LetterName, LimitName, OutcomeName, StateName, TransitionName};
use crate::workflow::{HolderRole, State};

use super::{clocks, recipients};

/// Events so far, and the case after them.
pub(super) struct Draft<'a> {
    pub(super) context: Context<'a>,
    pub(super) case: Case,
    events: Vec<Event>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(context: Context<'a>, case: &Case) -> Self {
        Self { context, case: case.clone(), events: Vec::with_capacity(8) }
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.case.apply(self.context.now, &event);
        self.events.push(event);
    }

    pub(super) fn finish(self) -> Vec<Event> {
        self.events
    }

    /// Enters a state: who holds the case now, and whether it has ended.
    pub(super) fn enter(&mut self, name: &StateName, state: &State, outcome: Option<&OutcomeName>) {
        let recorded = || outcome.or(self.case.outcome.as_ref()).cloned();
        let ended =
            state.end.then(|| recorded().unwrap_or_else(|| OutcomeName::from(name.as_str())));
        let holder = holder(&self.case, state.holder);
        self.emit(Event::StateEntered(Entered {
            state: name.clone(),
            stage: state.stage,
            holder,
            ended,
        }));
    }

    /// Ends, restarts and starts clocks after a transition that led from one state to the present one.
    pub(super) fn turn_clocks(
        &mut self,
        transition: Option<&TransitionName>,
        before: &[LimitName],
    ) {
        let workflow = self.context.workflow;
        let Some(state) = workflow.state(&self.case.state) else { return };
        let named = |list: &[TransitionName]| transition.is_some_and(|name| list.contains(name));
        for (name, limit) in &workflow.definition().limits {
            let listed = state.limits.contains(name);
            let restarts = listed && named(&limit.restarts_on);
            if self.case.clock(name).is_some() && (!listed || restarts || named(&limit.met_by)) {
                self.emit(Event::ClockEnded(name.clone()));
            }
            if restarts || (listed && !before.contains(name)) {
                let clock = clocks::start(&self.context, &self.case, name, limit);
                self.emit(Event::ClockStarted(Box::new(clock)));
            }
        }
    }

    /// Computes open clocks again after `change` has altered what they rest on; only those that it says it altered.
    pub(super) fn move_clocks(
        &mut self,
        cause: MoveCause,
        change: impl Fn(&mut Clock, &Case) -> bool,
    ) {
        let open = self.case.clocks.iter().filter(|clock| clock.is_open());
        let changed = open.filter_map(|clock| {
            let mut clock = clock.clone();
            change(&mut clock, &self.case).then(|| clocks::recompute(&self.context, clock))
        });
        for clock in changed.collect::<Vec<_>>() {
            self.emit(Event::ClockMoved { clock: Box::new(clock), cause });
        }
    }

    /// Ends the suspension in force, if any, and lets its clocks run on.
    pub(super) fn resume(&mut self) {
        let Some(suspension) = self.case.suspension.clone() else { return };
        let until = self.context.now.min(suspension.terms.until);
        self.emit(Event::Resumed);
        self.move_clocks(MoveCause::Resumed, |clock, _| {
            let paused = clock.status == ClockStatus::Paused;
            if let Some(pause) = clock.pauses.last_mut().filter(|_| paused) {
                pause.until = until;
                clock.status = ClockStatus::Running;
            }
            paused
        });
    }

    /// Sends letters of the workflow to whoever sits in their seats, now or before the command.
    pub(super) fn tell(&mut self, letters: &[LetterName], before: &Case) {
        for name in letters {
            let Some(letter) = self.context.workflow.definition().letters.get(name.as_str()) else {
                continue;
            };
            let to = recipients::of_seats(&self.context, &self.case, before, &letter.to);
            self.emit(Event::Told { letter: name.clone(), to, batch: self.context.batch });
        }
    }

    /// True if the limit's clock does not count a suspension on this ground.
    pub(super) fn pauses(&self, limit: &LimitName, ground: &GroundName) -> bool {
        let limits = &self.context.workflow.definition().limits;
        limits.get(limit.as_str()).is_some_and(|limit| limit.paused_by.contains(ground))
    }
}

/// Who the time is charged to, for a role in a case.
pub(super) fn holder(case: &Case, role: HolderRole) -> Holder {
    match role {
        HolderRole::Center => Holder::Unit(case.center.clone()),
        HolderRole::Lead => {
            Holder::Unit(case.lead.as_ref().map_or(&case.center, |lead| &lead.unit).clone())
        }
        HolderRole::Citizen => Holder::Citizen,
        HolderRole::Law => Holder::Law,
    }
}
