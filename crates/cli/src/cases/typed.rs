//! What is typed behind a transition: fields of its form, and what its verb needs.

use std::collections::{BTreeMap, BTreeSet};

use domain::text::Bilingual;
use domain::workflow::scenario::{Step, With};
use domain::workflow::{Definition, InputKind, Transition};

use crate::failure::Failure;
use crate::walk;

/// Input as it was typed: as on a walk, and what a walk fills in by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    words: Vec<String>,
    /// As on a walk.
    pub(crate) step: Step,
    /// `case`, `basis`, `leaving`, `respondent_people`, `related`.
    pub(crate) beyond: BTreeMap<String, String>,
    /// Files by the kind of evidence.
    pub(crate) evidence: BTreeMap<String, String>,
}

/// What a real case needs in full, where a walk makes something up.
const BEYOND: [&str; 5] = ["case", "basis", "leaving", "respondent_people", "related"];

impl Typed {
    /// Understands the words of a command line.
    pub(crate) fn read(words: &[String]) -> Result<Self, Failure> {
        Self::of(words).map_err(Failure::Usage)
    }

    /// Understands `name=value` words. A name that no verb knows is a field of the form.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub(crate) fn of(words: &[String]) -> Result<Self, Bilingual> {
        let known = inputs();
        let mut typed = Self { words: words.to_vec(), ..Self::default() };
        let mut rest = Vec::new();
        let mut seen = BTreeSet::new();
        for word in words {
            let (name, value) = word.split_once('=').ok_or_else(|| unclear(word))?;
            if !seen.insert(name) {
                return Err(twice(name));
            }
            if BEYOND.contains(&name) {
                typed.beyond.insert(name.to_owned(), value.to_owned());
            } else if let Some(kind) = name.strip_prefix("evidence.") {
                typed.evidence.insert(kind.to_owned(), value.to_owned());
            } else if known.contains(name) || name.starts_with("form.") {
                rest.push(word.clone());
            } else {
                rest.push(format!("form.{word}"));
            }
        }
        typed.step = walk::step(rest.iter().map(String::as_str))?;
        Ok(typed)
    }
}

impl Typed {
    /// The same for a transition: a name that its form has and its verb does not take is a field of the form, whatever other
    /// verbs call so.
    ///
    /// # Errors
    ///
    /// As for [`Self::of`].
    pub(crate) fn fitted(
        &self,
        transition: Option<&Transition>,
        definition: &Definition,
    ) -> Result<Self, Bilingual> {
        let form = transition.and_then(|transition| transition.form.as_ref());
        let form = form.and_then(|form| definition.forms.get(form.as_str()));
        let taken = transition.and_then(|it| it.verb.takes()).map_or("", typed_as);
        let is_field = |word: &str| {
            let name = word.split_once('=').map_or("", |(name, _)| name);
            let takes = taken.split(' ').any(|part| part.split('=').next() == Some(name));
            !takes && form.is_some_and(|form| form.fields.contains_key(name))
        };
        let word = |word: &String| {
            if is_field(word) { format!("form.{word}") } else { word.clone() }
        };
        Self::of(&self.words.iter().map(word).collect::<Vec<_>>())
    }
}

/// How input of a kind is typed.
pub(crate) const fn typed_as(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Classify => "complexity= risk= category=",
        InputKind::Assign => "lead=",
        InputKind::Reasoned => "reason= basis=",
        InputKind::Unit => "unit=",
        InputKind::Units => "units=",
        InputKind::Signing => "mode= signers=",
        InputKind::Verdict => "verdict=yes|no",
        InputKind::Person => "person=",
        InputKind::Extend => "limit= by=",
        InputKind::Suspend => "ground= until=",
        InputKind::Case => "case=",
        InputKind::Parties => "leaving=",
        InputKind::Solved => "solved=yes|partly|no",
        InputKind::JointSession => "lead= document=",
        InputKind::Order => "answer_within=",
        InputKind::OrderNumber => "order=",
    }
}

/// The names that verbs know.
fn inputs() -> BTreeSet<String> {
    let all = serde_json::to_value(With::default()).unwrap_or_default();
    let names = all.as_object().into_iter().flat_map(|all| all.keys().cloned());
    names.collect()
}

fn twice(name: &str) -> Bilingual {
    Bilingual::new(
        format!("“{name}”写了两次；几个值用逗号分开"),
        format!("`{name}` stands twice; part several values by commas"),
    )
}

fn unclear(word: &str) -> Bilingual {
    Bilingual::new(
        format!("“{word}”看不懂：请写作 名称=内容"),
        format!("`{word}` is unclear: write name=value"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_verb_knows_is_a_field_of_the_form() {
        let words =
            ["lead=a", "opinion=two words", "form.reason=x", "basis=a law", "by=5 work_day"];
        let typed = Typed::read(&words.map(str::to_owned)).unwrap();
        assert_eq!(typed.step.with.lead.unwrap().as_str(), "a");
        assert_eq!(typed.step.with.by.unwrap().to_string(), "5 work_day");
        assert_eq!(typed.step.form["opinion"], "two words");
        assert_eq!(typed.step.form["reason"], "x");
        assert_eq!(typed.beyond["basis"], "a law");
        assert!(Typed::read(&["nonsense".to_owned()]).is_err());
    }
}
