//! What the body does with what it hears, whatever way that came.

use agency::Purpose;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::body::Body;
use crate::chance::Chance;
use crate::error::SimulatorError;
use crate::fill::Filling;
use crate::journal::{Record, Referred};
use crate::memory::Memory;

/// What the body answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// In its own words.
    Says(Value),
    /// It knows no such case.
    Unknown,
    /// It finds nothing in the message that it could answer.
    Unreadable,
}

impl Body {
    /// Hears a message, and answers. `by_message` says that nobody waits for the answer, so that a refusal must be told by
    /// a message. A repeat changes nothing, and has the same answer in other words.
    ///
    /// # Errors
    ///
    /// Where nothing can be remembered: then it was not heard.
    pub fn hear(
        &self,
        purpose: Purpose,
        message: &Value,
        by_message: bool,
    ) -> Result<Answer, SimulatorError> {
        match purpose {
            Purpose::Referral => self.refer(message, by_message),
            Purpose::Amendment => self.amend(message),
            Purpose::Inquiry => Ok(self.inquire(message)),
        }
    }

    fn refer(&self, message: &Value, by_message: bool) -> Result<Answer, SimulatorError> {
        let hears = &self.settings.script.hears;
        let Some(referral) = uuid(message, &hears.id) else { return Ok(Answer::Unreadable) };
        let mut state = self.state();
        if let Some(case) = state.memory.cases.get(&referral) {
            return Ok(self.receipt(&case.referred, true));
        }
        let workflow = message.get(&hears.workflow).and_then(Value::as_str).unwrap_or_default();
        let course = self.settings.course.as_deref();
        let course = course.unwrap_or_else(|| self.director(&state).course(referral, workflow));
        let at = self.settings.clock.now();
        let (number, serial) = self.number(&state.memory, referral, at);
        let course = course.to_owned();
        let referred = Referred { referral, number, serial, course, at, by_message };
        state.remember(vec![Record::Referred(referred.clone())])?;
        Ok(self.receipt(&referred, false))
    }

    fn receipt(&self, referred: &Referred, repeated: bool) -> Answer {
        let script = &self.settings.script;
        let refuses = script.courses.get(&referred.course).is_some_and(|course| course.refuses);
        let template = match (refuses, repeated) {
            (true, _) => &script.answers.refused,
            (false, true) => &script.answers.repeated,
            (false, false) => &script.answers.taken,
        };
        Answer::Says(Filling::of(script, referred, "").fill(template))
    }

    fn amend(&self, message: &Value) -> Result<Answer, SimulatorError> {
        let script = &self.settings.script;
        let hears = &script.hears;
        let (id, referral) = (uuid(message, &hears.id), uuid(message, &hears.referral));
        let Some((id, referral)) = id.zip(referral) else { return Ok(Answer::Unreadable) };
        let mut state = self.state();
        if !state.memory.cases.contains_key(&referral) {
            return Ok(Answer::Unknown);
        }
        let kind = message.get(&hears.kind).and_then(Value::as_str);
        let ends = hears.amendments.get("recalled").map(String::as_str) == kind;
        if !state.memory.amended.contains(&id) {
            state.remember(vec![Record::Amended { id, referral, ends }])?;
        }
        Ok(Answer::Says(script.answers.noted.clone()))
    }

    /// How a case stood when something was last said of it.
    fn inquire(&self, message: &Value) -> Answer {
        let field = &self.settings.script.hears.number;
        let number = message.get(field).and_then(Value::as_str).unwrap_or_default();
        let state = self.state();
        let Some(referral) = state.memory.numbers.get(number) else { return Answer::Unknown };
        let case = state.memory.cases.get(referral);
        let last = case.and_then(|case| case.said.last().copied().map(|place| (case, place)));
        let director = self.director(&state);
        let plan = last.map(|(case, place)| (director.plan(&case.referred), place));
        let said = plan.and_then(|(plan, last)| plan.into_iter().find(|due| due.place == last));
        said.map_or(Answer::Says(self.settings.script.answers.busy.clone()), |due| {
            Answer::Says(due.said.body)
        })
    }

    /// A number that no other case has, the same for the same seed and referral.
    fn number(&self, memory: &Memory, referral: Uuid, at: DateTime<Utc>) -> (String, String) {
        let script = &self.settings.script;
        let mut chance = Chance::of(self.settings.seed, &format!("number {referral}"));
        loop {
            let serial = format!("{:08}", chance.below(100_000_000));
            let course = String::new();
            let number = String::new();
            let referred = Referred { referral, number, serial, course, at, by_message: false };
            let number = Filling::of(script, &referred, "").text(&script.number);
            if !memory.numbers.contains_key(&number) {
                return (number, referred.serial);
            }
        }
    }
}

fn uuid(message: &Value, field: &str) -> Option<Uuid> {
    message.get(field)?.as_str()?.parse().ok()
}
