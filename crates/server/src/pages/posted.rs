//! A form as a browser posts it, read into what the API takes, so that both are judged by the same rules.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use domain::directory::Directory;
use domain::workflow::InputKind;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::change::RequestKey;
use store::record::Hash;
use uuid::Uuid;

use super::typed::{Typed, unit};
use crate::api::form::FieldIn;
use crate::api::input::InputIn;
use crate::api::offers::FieldOut;
use crate::extract::{no_nul, pairs, too_large};
use crate::problem::Problem;
use crate::state::State;

/// The longest key of a form.
const KEY_CHARACTERS_MAX: usize = 64;

/// The fields in which units and people are named, in one or several names.
const NAMES: [&str; 3] = ["i.lead", "i.assistants", "i.person"];

/// The longest name of a unit or person that is looked up, in characters.
const NAME_CHARACTERS_MAX: usize = 64;

/// The most names in one field.
const NAMES_MAX: usize = 50;

/// What stands between two names.
const SEPARATORS: [char; 6] = ['、', ',', '，', ';', '；', '\n'];

/// What was posted: names with their values, in order; a name may stand there more than once.
#[derive(Clone, Debug, Default)]
pub(super) struct Posted(pub(super) Vec<(String, String)>);

impl FromRequest<State> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| too_large())?;
        let pairs = pairs(&bytes)?;
        if pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err(no_nul());
        }
        Ok(Self(pairs))
    }
}

impl Posted {
    /// The hash of all that was posted.
    pub(super) fn hash(&self) -> Hash {
        let mut hash = Sha256::new();
        for (name, value) in &self.0 {
            hash.update(format!("{name}\0{value}\0"));
        }
        hash.finalize().into()
    }

    /// By what a second click of the same button is known. The key is in a hidden field of the form; one that is longer
    /// than any that we make is cut, and without one every request is another.
    pub(super) fn request(&self, actor: String, route: String) -> RequestKey {
        let key: String = self.one("key").chars().take(KEY_CHARACTERS_MAX).collect();
        let key = if key.is_empty() { Uuid::now_v7().to_string() } else { key };
        RequestKey { actor, key, route, request: self.hash() }
    }

    /// The value of a name as it is; empty if it is not there.
    pub(super) fn whole(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The value of a name without the space around it; empty if it is not there.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// What was filled into a field of a form.
    pub(super) fn field(&self, field: &FieldOut) -> &str {
        self.one(&named(field))
    }

    /// Whether a value is among those of a name.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|known| known == value)
    }

    /// The same under another key.
    pub(super) fn under(mut self, key: &str) -> Self {
        for (_, value) in self.0.iter_mut().filter(|(name, _)| name == "key") {
            key.clone_into(value);
        }
        self
    }

    /// All values of a name that are not empty.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What somebody filled in, beside what was hidden.
    pub(super) fn written(&self) -> Vec<String> {
        let of_form = |name: &str| name.starts_with("f.") || name.starts_with("i.");
        let texts = self.0.iter().filter(|(name, text)| of_form(name) && !text.trim().is_empty());
        texts.map(|(_, text)| text.clone()).collect()
    }

    /// Refuses names that are none, before they are looked up among all that there are.
    ///
    /// # Errors
    ///
    /// Where a unit or person is named by more characters, or a field names more of them, than are looked up.
    pub(super) fn names_are_short(&self) -> Result<(), Problem> {
        let fields = NAMES.iter().flat_map(|field| self.all(field));
        let is_long = |name: &str| name.trim().chars().nth(NAME_CHARACTERS_MAX).is_some();
        for field in fields {
            if field.split(SEPARATORS).any(is_long) {
                return Err(Problem::malformed(
                    format!("单位或人员的名称太长，最多 {NAME_CHARACTERS_MAX} 个字"),
                    format!(
                        "the name of a unit or person is too long; it has {NAME_CHARACTERS_MAX} characters at most"
                    ),
                ));
            }
            if field.split(SEPARATORS).count() > NAMES_MAX {
                return Err(Problem::malformed(
                    format!("一次最多填写 {NAMES_MAX} 个单位或人员"),
                    format!("name {NAMES_MAX} units or people at most"),
                ));
            }
        }
        Ok(())
    }

    /// The filled form. What cannot be read as its kind stays a text, which is then refused by the name of its field.
    pub(super) fn form(&self, fields: &[FieldOut]) -> BTreeMap<String, FieldIn> {
        let filled = fields.iter().filter_map(|field| {
            let value = self.field(field);
            (!value.is_empty()).then(|| (field.field.id.clone(), typed(&field.kind, value)))
        });
        filled.collect()
    }

    /// What the verb needs beside its form. None where it is not filled in well enough to be read.
    pub(super) fn input(&self, kind: InputKind, directory: &Directory) -> Option<InputIn> {
        let unit = |name: &str| unit_of(directory, self.one(name));
        let units = |name: &str| -> Vec<String> {
            let written = self.one(name).split(SEPARATORS);
            let written = written.map(str::trim).filter(|name| !name.is_empty());
            written.map(|name| unit_of(directory, name)).collect()
        };
        let person = |name: &str| person_of(directory, name);
        let length = || format!("{} {}", self.one("i.count"), self.one("i.unit"));
        let text = |name: &str| json!(self.one(name));
        let maybe = |name: &str| match self.one(name) {
            "" => Value::Null,
            value => json!(value),
        };
        let assignment = || json!({ "lead": unit("i.lead"), "assistants": units("i.assistants") });
        let value = match kind {
            InputKind::Classify => json!({
                "category": maybe("i.category"), "complexity": maybe("i.complexity"), "risk": maybe("i.risk"),
            }),
            InputKind::Assign => assignment(),
            InputKind::Reasoned => {
                json!({ "reason": self.one("i.reason"), "basis": self.one("i.basis") })
            }
            InputKind::Unit => json!(unit("i.lead")),
            InputKind::Units => json!(units("i.assistants")),
            InputKind::Signing => {
                let signers: Vec<_> = self
                    .one("i.person")
                    .split(['、', ',', '，'])
                    .map(|name| person(name.trim()))
                    .collect();
                json!({ "mode": self.one("i.mode"), "signers": signers })
            }
            InputKind::Verdict => text("i.verdict"),
            InputKind::Person => json!(person(self.one("i.person"))),
            InputKind::Extend => json!({ "limit": self.one("i.choice"), "by": length() }),
            InputKind::Suspend => json!({
                "ground": self.one("i.choice"), "document": maybe("i.document"),
                "until": format!("{}T23:59:59+08:00", self.one("i.until")),
            }),
            InputKind::Case => text("i.case"),
            InputKind::Parties => json!(self.all("i.party").collect::<Vec<_>>()),
            InputKind::Solved => match self.one("i.solved") {
                "nobody" => Value::Null,
                said => json!(said),
            },
            InputKind::JointSession => {
                json!({ "assignment": assignment(), "minutes": self.one("i.minutes") })
            }
            InputKind::Order => json!(length()),
            InputKind::OrderNumber => json!(self.one("i.choice").parse::<u32>().ok()?),
        };
        serde_json::from_value(json!({ kind.as_str(): value })).ok()
    }
}

/// What a field of a form is called where it is posted.
pub(super) fn named(field: &FieldOut) -> String {
    format!("f.{}", field.field.id)
}

/// Something that stands in every form of ours is missing or no longer known.
pub(super) fn not_whole() -> Problem {
    Problem::malformed("表单不完整，请重新打开这一页", "the form is not whole; open the page again")
}

fn typed(kind: &str, value: &str) -> FieldIn {
    let text = || FieldIn::Text(value.to_owned());
    match kind {
        "number" => value.parse().map_or_else(|_| text(), FieldIn::Number),
        "money" => fen(value).map_or_else(text, FieldIn::Number),
        "yes_no" => match value {
            "yes" => FieldIn::YesNo(true),
            "no" => FieldIn::YesNo(false),
            _ => text(),
        },
        _ => text(),
    }
}

/// Yuan with at most two places, as fen.
fn fen(yuan: &str) -> Option<u64> {
    let (whole, part) = yuan.split_once('.').unwrap_or((yuan, ""));
    let part = match part.len() {
        0 => 0,
        1 => part.parse::<u64>().ok()? * 10,
        2 => part.parse::<u64>().ok()?,
        _ => return None,
    };
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(part)
}

/// The id of a unit that was written by its id, its name or the first letters of it; what was written where that is none or
/// more than one, for the rules to refuse by its place.
pub(super) fn unit_of(directory: &Directory, written: &str) -> String {
    match unit(directory, written) {
        Typed::One(id) => id,
        Typed::Nothing | Typed::None(_) | Typed::Several(..) => written.to_owned(),
    }
}

fn person_of(directory: &Directory, written: &str) -> String {
    let named = directory.people.iter().find(|(id, person)| {
        id.as_str() == written || person.name.zh == written || person.name.en == written
    });
    named.map_or(written, |(id, _)| id.as_str()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_people_write_it() {
        for (yuan, expected) in [
            ("12", Some(1200)),
            ("12.5", Some(1250)),
            ("0.05", Some(5)),
            ("12.345", None),
            ("-1", None),
            ("a", None),
            ("184467440737095516.16", None),
        ] {
            assert_eq!(fen(yuan), expected, "{yuan}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused_before_it_is_looked_up() {
        let of = |field: &str, text: &str| {
            Posted(vec![(field.to_owned(), text.to_owned())]).names_are_short()
        };
        let longest = "城".repeat(NAME_CHARACTERS_MAX);
        for field in NAMES {
            assert!(of(field, &format!("{longest}、{longest}")).is_ok(), "{field}");
            assert!(of(field, &format!("{longest}局")).is_err(), "{field}");
            assert!(of(field, &"a,".repeat(NAMES_MAX)).is_err(), "{field}");
        }
        assert!(of("i.minutes", &longest.repeat(9)).is_ok(), "what is written, not named");
    }

    #[test]
    fn what_is_no_number_stays_what_was_written() {
        assert_eq!(typed("number", "viele"), FieldIn::Text("viele".to_owned()));
        assert_eq!(typed("number", "3"), FieldIn::Number(3));
        assert_eq!(typed("yes_no", "no"), FieldIn::YesNo(false));
    }
}
