//! Which results were filed, what was said of them, and how they were settled.

use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use crate::appraisal::facts::{Hearing, ResultFacts, Settled};
use crate::case::{Entered, Entry, Event, Performed, Solved, Value, Verdict};
use crate::id::{Timestamp, UnitId};
use crate::workflow::{Stage, Verb};

/// The results so far; only the last may be open.
#[derive(Debug, Default)]
pub(super) struct Results {
    results: Vec<ResultFacts>,
    hearings: Vec<Hearing>,
}

impl Results {
    pub(super) fn finish(self) -> (Vec<ResultFacts>, Vec<Hearing>) {
        (self.results, self.hearings)
    }

    /// Takes in an event; `units` are at work.
    pub(super) fn note(&mut self, entry: &Entry, units: &BTreeSet<UnitId>, step: Option<&Step>) {
        if let Event::Performed(performed) = &entry.event {
            self.performed(entry.at, performed, units);
        }
        if let Event::Verified(verdict) = &entry.event {
            let open = self.open();
            open.into_iter().for_each(|result| result.verdict = Some(*verdict));
            if *verdict == Verdict::No {
                self.settle(entry.at, Settled::SentBack);
            }
        }
        if let Event::Heard(said) = &entry.event {
            let by_citizen = step.is_some_and(|step| step.verb == Verb::Rate);
            self.hear(Hearing { at: entry.at, by_citizen, said: *said });
        }
    }

    /// What entering a state says of the open result: the case ended with it, or the work began again.
    pub(super) fn entered(&mut self, at: Timestamp, entered: &Entered, step: Option<&Step>) {
        let filing = step.is_some_and(|step| step.verb == Verb::Submit);
        if entered.ended.is_some() {
            self.settle(at, Settled::Closed);
        } else if entered.stage < Stage::Close && !filing {
            self.settle(at, Settled::DoneAgain);
        }
    }

    fn performed(&mut self, at: Timestamp, performed: &Performed, units: &BTreeSet<UnitId>) {
        if performed.verb == Verb::Submit {
            // A result that was filed anew without having been sent back took the place of the one before.
            self.settle(at, Settled::SentBack);
            self.results.push(ResultFacts {
                filed_at: at,
                units: units.clone(),
                outcome: performed.outcome.clone(),
                verdict: None,
                missed: 0,
                answer: None,
                choices: BTreeMap::new(),
                settled: None,
            });
        } else if performed.verb == Verb::Rate || performed.verb == Verb::CallBack {
            let chosen = performed.form.iter().filter_map(|(field, value)| match value {
                Value::Choice(choice) => Some((field.clone(), choice.clone())),
                Value::Text(_)
                | Value::Date(_)
                | Value::Number(_)
                | Value::Money(_)
                | Value::YesNo(_) => None,
            });
            self.open().into_iter().for_each(|result| result.choices.extend(chosen.clone()));
        }
    }

    fn hear(&mut self, hearing: Hearing) {
        self.hearings.push(hearing);
        let said: Option<Solved> = hearing.said;
        self.open().into_iter().for_each(|result| match said {
            Some(_) => result.answer = said,
            None => result.missed += 1,
        });
    }

    fn open(&mut self) -> Option<&mut ResultFacts> {
        self.results.last_mut().filter(|result| result.settled.is_none())
    }

    fn settle(&mut self, at: Timestamp, how: Settled) {
        self.open().into_iter().for_each(|result| result.settled = Some((at, how)));
    }
}
