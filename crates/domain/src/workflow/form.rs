//! Forms that transitions ask for, and what their fields hold.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::case::Value;
use crate::id::FieldName;
use crate::text::Bilingual;

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// Name for people.
    pub name: Bilingual,
    /// Its fields, in order.
    pub fields: IndexMap<FieldName, Field>,
}

/// A field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Field {
    /// Label for people.
    pub label: Bilingual,
    /// What may be entered.
    pub kind: FieldKind,
    /// Whether it must be entered.
    pub required: bool,
    /// Choices of other fields of the form: where all of them are chosen, it must be entered.
    pub required_with: IndexMap<FieldName, String>,
    /// The greatest number of characters of a text; 2,000 if absent.
    pub longest: Option<u32>,
    /// The choices of a choice, by their stored value.
    pub choices: IndexMap<String, Bilingual>,
    /// Who may read it.
    pub visible: Visibility,
}

impl Field {
    /// Whether it must be entered in a form that is filled like this.
    pub fn is_required(&self, filled: &BTreeMap<FieldName, Value>) -> bool {
        let chosen = |(name, choice): (&FieldName, &String)| matches!(filled.get(name), Some(Value::Choice(chosen)) if chosen == choice);
        self.required || !self.required_with.is_empty() && self.required_with.iter().all(chosen)
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text.
    #[default]
    Text,
    /// A day, `2026-11-23`.
    Date,
    /// A whole number, 0 or more.
    Number,
    /// Money in fen.
    Money,
    /// Yes or no.
    YesNo,
    /// One of the listed choices.
    Choice,
}

/// Who may read a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Staff who see the case.
    #[default]
    Internal,
    /// The citizen too.
    Citizen,
}
