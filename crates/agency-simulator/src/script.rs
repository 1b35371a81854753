//! The script of a kind of body, as data: its words, its standings and the courses that a case may take there.

use chrono::format::{Item, StrftimeItems};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::SimulatorError;

/// The scripts that are shipped, by kind.
const SHIPPED: &[(&str, &str)] = &[
    ("police", include_str!("../scripts/police.yaml")),
    ("mediation", include_str!("../scripts/mediation.yaml")),
    ("court", include_str!("../scripts/court.yaml")),
    ("arbitration", include_str!("../scripts/arbitration.yaml")),
];

/// How a kind of body speaks, and what it does with a case.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The kind, as its adapter is called.
    pub kind: String,
    /// How it writes instants, in Beijing time, in the letters of `strftime`.
    pub time: String,
    /// Its numbers of cases, with `{year}` and `{serial}`.
    pub number: String,
    /// In which fields of our messages it finds what it needs.
    pub(crate) hears: Hears,
    /// What it answers.
    pub(crate) answers: Answers,
    /// What its own messages look like.
    pub(crate) says: Says,
    /// Its standings by our names: the code and the name that it has for each.
    pub standings: IndexMap<String, (String, String)>,
    /// A standing that its adapter does not know.
    pub unknown: (String, String),
    /// What may become of a case, by name.
    pub courses: IndexMap<String, Course>,
    /// What it may hand over to us: fields beside those of the message. Empty where it hands nothing over.
    #[serde(default)]
    pub handovers: Vec<Map<String, Value>>,
}

/// In which fields of our messages the body finds what it needs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hears {
    /// What kind of message it is.
    pub(crate) kind: String,
    /// The id of the message; of a referral, that of the case.
    pub(crate) id: String,
    /// In a change: the referral.
    pub(crate) referral: String,
    /// The body's own number.
    pub(crate) number: String,
    /// In a referral: the procedure.
    pub(crate) workflow: String,
    /// Kinds of changes, by our names.
    pub(crate) amendments: IndexMap<String, String>,
}

/// What it answers. Of an inquiry it says how the case stands.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    /// It has taken a referral.
    pub(crate) taken: Value,
    /// It had it already.
    pub(crate) repeated: Value,
    /// It does not take it.
    pub(crate) refused: Value,
    /// It cannot say now.
    pub(crate) busy: Value,
    /// It has taken note of a change.
    pub(crate) noted: Value,
}

/// What its own messages look like.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Says {
    /// The field in which facts stand; beside the others where there is none.
    #[serde(default)]
    pub(crate) facts_in: Option<String>,
    /// How a case stands.
    pub(crate) stands: Value,
    /// The receipt of a referral, as a message.
    pub(crate) taken: Value,
    /// That a referral was refused, as a message.
    pub(crate) refused: Value,
    /// That something is handed over to us.
    #[serde(default)]
    pub(crate) hands_over: Option<Value>,
}

/// What may become of a case.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// The procedures whose cases take it.
    pub workflows: Vec<String>,
    /// How often it is chosen among the others; never, unless by name, where it is 0.
    #[serde(default = "once")]
    pub weight: usize,
    /// Whether the referral is refused at once. Then there are no steps.
    #[serde(default)]
    pub refuses: bool,
    /// What it reports, one after the other.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// One report of a course.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Hours of the body's time after the step before.
    pub after_hours: u32,
    /// The standing, by our name.
    pub says: String,
    /// What it brings, in the body's own fields.
    #[serde(default)]
    pub with: Map<String, Value>,
}

const fn once() -> usize {
    1
}

impl Script {
    /// The kinds whose scripts are shipped.
    pub fn kinds() -> Vec<&'static str> {
        SHIPPED.iter().map(|(kind, _)| *kind).collect()
    }

    /// The shipped script of a kind.
    ///
    /// # Errors
    ///
    /// There is none of this kind.
    pub fn shipped(kind: &str) -> Result<Self, SimulatorError> {
        let found = SHIPPED.iter().find(|(known, _)| *known == kind);
        let (_, text) = found.ok_or_else(|| SimulatorError::Kind(kind.to_owned()))?;
        Self::parse(text)
    }

    /// Reads a script.
    ///
    /// # Errors
    ///
    /// It is no YAML of this form, a course says a standing that is not listed, there is no course at all, or times
    /// cannot be written so.
    pub fn parse(text: &str) -> Result<Self, SimulatorError> {
        let script: Self = serde_saphyr::from_str(text)
            .map_err(|error| SimulatorError::Script(error.to_string()))?;
        let unlisted = script.courses.iter().find_map(|(name, course)| {
            let unlisted = |step: &&Step| !script.standings.contains_key(&step.says);
            course.steps.iter().find(unlisted).map(|step| (name, &step.says))
        });
        if let Some((course, standing)) = unlisted {
            let what = format!("the course `{course}` says `{standing}`, which is no standing");
            return Err(SimulatorError::Script(what));
        }
        if script.courses.is_empty() {
            return Err(SimulatorError::Script("there is no course".to_owned()));
        }
        if StrftimeItems::new(&script.time).any(|item| item == Item::Error) {
            let what = format!("`{}` is no form of a time", script.time);
            return Err(SimulatorError::Script(what));
        }
        Ok(script)
    }

    /// Whether it hands anything over to us.
    pub fn hands_over(&self) -> bool {
        self.says.hands_over.is_some() && !self.handovers.is_empty()
    }
}
