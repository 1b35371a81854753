//! What things of a story are called: units, people, states and limits by their names, times by the wall clock.

use chrono::TimeDelta;
use domain::actor::Author;
use domain::case::{Recipient, Rejection};
use domain::clock::Holder;
use domain::id::{
    GroundName, LetterName, LimitName, OutcomeName, PersonId, ReasonName, StateName, Timestamp,
    TransitionName, UnitId,
};
use domain::refusal::Refused;
use domain::scenario::World;
use domain::text::{Bilingual, Language};
use domain::workflow::{Definition, Words as _};

use crate::cases::typed_as;

/// Names in one language.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    /// Where they come from.
    pub(crate) world: World<'a>,
    /// The language.
    pub(crate) language: Language,
}

impl Words<'_> {
    /// One of two texts.
    pub(crate) fn choose(self, zh: String, en: String) -> String {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// One of two words.
    pub(crate) const fn say<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn named(self, name: Option<&Bilingual>, id: &str) -> String {
        name.map_or(id, |name| name.get(self.language)).to_owned()
    }

    /// A local time to the minute.
    pub(crate) fn time(self, at: Timestamp) -> String {
        self.world.calendar.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// A deadline as people write it: the end of the last day in time, or the minute.
    pub(crate) fn deadline(self, at: Timestamp) -> String {
        domain::clock::deadline_text(self.world.calendar, at)
    }

    /// A stretch of time in days, hours and minutes.
    pub(crate) fn duration(self, time: TimeDelta) -> String {
        let (days, hours, minutes) =
            (time.num_days(), time.num_hours() % 24, time.num_minutes() % 60);
        let unit = |number: i64, zh: &str, en: &str| {
            (number != 0).then(|| format!("{number} {}", self.say(zh, en)))
        };
        let parts = [unit(days, "天", "d"), unit(hours, "小时", "h"), unit(minutes, "分", "min")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { self.say("0 分", "0 min").to_owned() } else { parts.join(" ") }
    }

    /// A unit.
    pub(crate) fn unit(self, id: &UnitId) -> String {
        let unit = self.world.directory.units.get(id);
        self.named(unit.map(|unit| &unit.name), id.as_str())
    }

    /// Units in one line.
    pub(crate) fn units<'u>(self, ids: impl IntoIterator<Item = &'u UnitId>) -> String {
        let names: Vec<String> = ids.into_iter().map(|id| self.unit(id)).collect();
        names.join(self.say("、", ", "))
    }

    /// A person, by id and unit: the demo names say less than the ids.
    pub(crate) fn person(self, id: &PersonId) -> String {
        let person = self.world.directory.people.get(id);
        self.named(person.map(|person| &person.name), id.as_str())
    }

    /// Who acted.
    pub(crate) fn author(self, author: &Author) -> String {
        match author {
            Author::Person { person, unit } => {
                format!("{} {}", self.unit(unit), self.person(person))
            }
            Author::Citizen(_) => self.say("群众", "the citizen").to_owned(),
            Author::Engine => self.say("系统", "the system").to_owned(),
        }
    }

    /// Who the time is charged to.
    pub(crate) fn holder(self, holder: &Holder) -> String {
        match holder {
            Holder::Unit(unit) => self.unit(unit),
            Holder::Citizen => self.say("群众", "the citizen").to_owned(),
            Holder::Law => self.say("法定等待", "the law").to_owned(),
        }
    }

    /// Who is told.
    pub(crate) fn recipients(self, to: &[Recipient]) -> String {
        let names = to.iter().map(|recipient| match recipient {
            Recipient::Parties => self.say("当事人", "the parties").to_owned(),
            Recipient::Unit { unit, role } => {
                format!("{} {}", self.unit(unit), role.words().get(self.language))
            }
            Recipient::Person(person) => self.person(person),
        });
        names.collect::<Vec<_>>().join(self.say("、", ", "))
    }

    /// Why something was refused: a transition, or a filing.
    pub(crate) fn refusal(self, rejection: &Rejection, tried: Option<&TransitionName>) -> String {
        if let Rejection::InputMismatch { verb } = rejection
            && let Some(kind) = verb.input()
        {
            let (name, typed) = (kind.words(), typed_as(kind));
            let (zh, en) = (format!("须填写{}", name.zh), format!("this needs {}", name.en));
            return self.choose(format!("{zh}：{typed}"), format!("{en}: {typed}"));
        }
        let refused = Refused { rejection, world: self.world, tried, public: false };
        refused.text().get(self.language).to_owned()
    }

    fn definition(&self) -> &Definition {
        self.world.workflow.definition()
    }

    /// A state.
    pub(crate) fn state(self, id: &StateName) -> String {
        let state = self.world.workflow.state(id);
        self.named(state.map(|state| &state.name), id.as_str())
    }

    /// A transition's label.
    pub(crate) fn transition(self, id: &TransitionName) -> String {
        let transition = self.world.workflow.transition(id);
        self.named(transition.map(|transition| &transition.label), id.as_str())
    }

    /// A limit.
    pub(crate) fn limit(self, id: &LimitName) -> String {
        let limit = self.definition().limits.get(id.as_str());
        self.named(limit.map(|limit| &limit.name), id.as_str())
    }

    /// A letter.
    pub(crate) fn letter(self, id: &LetterName) -> String {
        let letter = self.definition().letters.get(id.as_str());
        self.named(letter.map(|letter| &letter.name), id.as_str())
    }

    /// A coded reason.
    pub(crate) fn reason(self, id: &ReasonName) -> String {
        self.named(self.definition().reasons.get(id.as_str()).map(|found| &found.name), id.as_str())
    }

    /// A ground of a suspension.
    pub(crate) fn ground(self, id: &GroundName) -> String {
        self.named(self.definition().grounds.get(id.as_str()).map(|found| &found.name), id.as_str())
    }

    /// An outcome.
    pub(crate) fn outcome(self, id: &OutcomeName) -> String {
        let outcome = self.definition().outcomes.get(id.as_str());
        self.named(outcome.map(|found| &found.name), id.as_str())
    }
}
