//! The shape of a template file, `workflows/papers/<kind>.yaml`, unchecked.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{PaperKind, Stretch, stretches};
use crate::id::{TransitionName, WorkflowName};
use crate::text::Bilingual;

/// A template. Papers are written in Chinese; names of kinds and blanks are shown to staff in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaperTemplate {
    /// The kind, as the file is called.
    pub paper: PaperKind,
    /// What it is called; the Chinese name stands as its title.
    pub name: Bilingual,
    /// The word before the year in its number, such as 受告字.
    pub number: String,
    /// For which procedures it is, and after what.
    pub procedures: IndexMap<WorkflowName, Procedure>,
    /// What it says.
    pub body: Vec<Line>,
    /// Whether it ends with the issuing unit, the day and the place for a seal.
    pub seal: bool,
    /// In how many copies it is made.
    pub copies: u8,
}

/// Whom of the parties a paper names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Nobody.
    Nobody,
    /// The one whom it is for: co-complainants need not know of each other.
    One,
    /// Those who make it.
    Several,
}

impl PaperTemplate {
    /// Whom of the parties it names, by its placeholders.
    pub fn names(&self) -> Names {
        let has = |slot: &str| {
            let mut slots = self.body.iter().flat_map(|line| stretches(line.text()));
            slots.any(|stretch| stretch == Stretch::Slot(slot))
        };
        match (has("party_details"), has("parties")) {
            (true, _) => Names::Several,
            (false, true) => Names::One,
            (false, false) => Names::Nobody,
        }
    }
}

/// A procedure in which a paper is issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Procedure {
    /// The transitions after which it fits.
    pub after: Vec<TransitionName>,
    /// Further transitions whose forms it may quote.
    pub quotes: Vec<TransitionName>,
    /// What it rests on, each with its article.
    pub law: Vec<String>,
    /// What may be done against it, or next.
    pub remedy: String,
}

/// A line of a template: a paragraph, in its look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// To whom: from the edge.
    To(String),
    /// A heading within the text.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A line to sign by hand.
    Sign(String),
}

impl Line {
    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Self::To(text) | Self::Heading(text) | Self::Text(text) | Self::Sign(text) => text,
        }
    }
}
