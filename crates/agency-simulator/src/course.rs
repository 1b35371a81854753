//! What becomes of a case: which course it takes, and what is said of it when.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::behaviour::Behaviour;
use crate::chance::Chance;
use crate::fill::Filling;
use crate::journal::{Referred, Said};
use crate::pace::Pace;
use crate::script::{Course, Script, Step};

/// How much later a slow body reports than another.
const SLOWER: u32 = 5;

/// What is to be said, and when.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    /// From when on it is sent.
    pub(crate) from: DateTime<Utc>,
    /// Its place among what is said of the case.
    pub(crate) place: usize,
    /// What it says.
    pub(crate) said: Said,
}

/// What decides what is said of a case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Director<'a> {
    pub(crate) script: &'a Script,
    pub(crate) seed: u64,
    pub(crate) pace: Pace,
    pub(crate) behaviour: Behaviour,
}

impl<'a> Director<'a> {
    /// The course of a referral: the same for the same seed. Where no course is for its procedure, any may be.
    pub(crate) fn course(&self, referral: Uuid, workflow: &str) -> &'a str {
        let fits = |course: &Course| course.workflows.iter().any(|name| name == workflow);
        let script = self.script;
        let of = |all: bool| {
            let courses = script.courses.iter().filter(move |(_, one)| all || fits(one));
            let weighed = courses.flat_map(|(name, one)| std::iter::repeat_n(name, one.weight));
            weighed.collect::<Vec<_>>()
        };
        let mut names = of(false);
        if names.is_empty() {
            names = of(true);
        }
        let mut chance = Chance::of(self.seed, &format!("course {referral}"));
        chance.pick(&names).map_or("", |name| name.as_str())
    }
}

impl Director<'_> {
    /// Everything that is ever said of a case, in the order in which it is sent.
    pub(crate) fn plan(&self, referred: &Referred) -> Vec<Due> {
        let Some(course) = self.script.courses.get(&referred.course) else { return Vec::new() };
        let says = &self.script.says;
        let receipt = if course.refuses { &says.refused } else { &says.taken };
        let mut plan = Vec::new();
        if !course.refuses || referred.by_message {
            let id = message_id(referred.referral, 0);
            let body = Filling::of(self.script, referred, &id).fill(receipt);
            plan.push(due(referred, 0, referred.at, Said { id, body, of: None }));
        }
        let mut at = referred.at;
        for (index, step) in course.steps.iter().enumerate() {
            at += self.wait(step);
            let place = index + 1;
            let id = message_id(referred.referral, place);
            let sequence = u64::try_from(place).unwrap_or(u64::MAX);
            let filling = Filling { sequence, at, ..Filling::of(self.script, referred, &id) };
            let body = self.step(step, filling);
            plan.push(due(referred, place, at, Said { id, body, of: None }));
        }
        if self.behaviour == Behaviour::OutOfOrder {
            self.shuffle(&mut plan, course);
        }
        plan
    }

    /// How many messages the plan of a case has.
    pub(crate) fn length(&self, referred: &Referred) -> usize {
        self.script.courses.get(&referred.course).map_or(0, |course| {
            course.steps.len() + usize::from(!course.refuses || referred.by_message)
        })
    }

    /// How a case stands after a step.
    fn step(&self, step: &Step, filling: Filling<'_>) -> Value {
        let nothing = (String::new(), String::new());
        let (code, name) = self.script.standings.get(&step.says).unwrap_or(&nothing);
        let filling = Filling { code, name, ..filling };
        let mut body = filling.fill(&self.script.says.stands);
        let facts = filling.fields(&step.with);
        add(&mut body, self.script.says.facts_in.as_deref(), facts);
        body
    }

    fn wait(&self, step: &Step) -> TimeDelta {
        let slower = if self.behaviour == Behaviour::Slow { SLOWER } else { 1 };
        self.pace.hours(step.after_hours.saturating_mul(slower))
    }

    /// Holds messages back, each by up to twice the longest wait of the course, and mixes those that are due together. The
    /// receipt stays the first.
    fn shuffle(&self, plan: &mut [Due], course: &Course) {
        let longest = course.steps.iter().map(|step| self.wait(step)).max().unwrap_or_default();
        let mixed = |due: &Due| Chance::of(self.seed, &format!("order {}", due.said.id)).next();
        for due in plan.iter_mut().filter(|due| due.place > 0) {
            let parts = i32::try_from(mixed(due) % 9).unwrap_or(0);
            due.from += longest / 4 * parts;
        }
        plan.sort_by_key(|due| (due.place > 0, due.from, mixed(due)));
    }
}

/// Puts facts where the body has them.
pub(crate) fn add(body: &mut Value, field: Option<&str>, facts: serde_json::Map<String, Value>) {
    let into = match field {
        Some(field) => body.get_mut(field),
        None => Some(body),
    };
    if let Some(into) = into.and_then(Value::as_object_mut) {
        into.extend(facts);
    }
}

/// By what a message about a case is known.
fn message_id(referral: Uuid, place: usize) -> String {
    format!("{}-{place:02}", referral.simple())
}

fn due(referred: &Referred, place: usize, from: DateTime<Utc>, said: Said) -> Due {
    Due { from, place, said: Said { of: Some((referred.referral, place)), ..said } }
}
