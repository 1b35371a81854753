//! A template filled with what is recorded of a case. What comes from people stays text: nothing in it is read as a
//! placeholder or a mark.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Line, PaperKind, PaperTemplate, Procedure, Stretch, stretches};

/// How wide a blank is, in characters.
const BLANK_CHARACTERS: usize = 10;

/// What a blank is drawn with: a low line as wide as a character (U+FF3F).
const BLANK: &str = "＿";

/// A paper as it was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its kind.
    pub kind: PaperKind,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// The unit that issues it, with the place for its seal; none for a paper that its signers make.
    pub issuer: Option<String>,
    /// The day, as it is written.
    pub day: String,
    /// In how many copies it is made.
    pub copies: u8,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// How it looks.
    pub look: Look,
    /// What it says.
    pub pieces: Vec<Piece>,
}

/// How a paragraph looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// From the edge.
    To,
    /// A heading within the text.
    Heading,
    /// Indented by two characters.
    Text,
    /// A line to sign by hand.
    Sign,
}

/// A part of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text.
    Text(String),
    /// Something that was not known: a line to write on.
    Blank,
    /// Who somebody is: shown in full for a reason only.
    Identity {
        /// In full.
        full: String,
        /// As much as may be shown without a reason.
        masked: String,
    },
}

/// What stands at the head and the end of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: String,
    /// The unit that issues it.
    pub issuer: String,
    /// The day, as it is written.
    pub day: String,
}

/// The paper, and the placeholders that stay blank, each once, in the order of the text.
pub fn written(
    template: &PaperTemplate,
    procedure: &Procedure,
    values: &BTreeMap<String, Vec<Piece>>,
    head: Head,
) -> (Paper, Vec<String>) {
    let mut blanks: Vec<String> = Vec::new();
    let mut piece = |stretch: Stretch<'_>| match stretch {
        Stretch::Text(text) => vec![Piece::Text(text.to_owned())],
        Stretch::Slot("law") => vec![Piece::Text(procedure.law.join("、"))],
        Stretch::Slot("remedy") => vec![Piece::Text(procedure.remedy.clone())],
        Stretch::Slot(name) => {
            values.get(name).filter(|known| !known.is_empty()).cloned().unwrap_or_else(|| {
                if !blanks.iter().any(|known| known == name) {
                    blanks.push(name.to_owned());
                }
                vec![Piece::Blank]
            })
        }
    };
    let blocks = template.body.iter().map(|line| {
        let look = match line {
            Line::To(_) => Look::To,
            Line::Heading(_) => Look::Heading,
            Line::Text(_) => Look::Text,
            Line::Sign(_) => Look::Sign,
        };
        Block { look, pieces: stretches(line.text()).flat_map(&mut piece).collect() }
    });
    let blocks = blocks.collect();
    let Head { number, issuer, day } = head;
    let paper = Paper {
        kind: template.paper,
        title: template.name.zh.clone(),
        number,
        blocks,
        issuer: template.seal.then_some(issuer),
        day,
        copies: template.copies,
    };
    (paper, blanks)
}

impl Paper {
    /// Whether it says in full who somebody is.
    pub fn names_somebody(&self) -> bool {
        self.pieces().any(|piece| matches!(piece, Piece::Identity { .. }))
    }

    /// The same with as much of identities as may be shown without a reason.
    #[must_use]
    pub fn masked(mut self) -> Self {
        for piece in self.blocks.iter_mut().flat_map(|block| &mut block.pieces) {
            if let Piece::Identity { full, masked } = piece {
                full.clone_from(masked);
            }
        }
        self
    }

    /// All of it as plain text, one paragraph to a line: what its hash is made of.
    pub fn text(&self) -> String {
        let head = [self.title.clone(), self.number.clone()];
        let body = self.blocks.iter().map(Block::text);
        let end = self.issuer.clone().into_iter().chain([self.day.clone()]);
        head.into_iter().chain(body).chain(end).collect::<Vec<_>>().join("\n")
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.blocks.iter().flat_map(|block| &block.pieces)
    }
}

impl Block {
    /// What it says, with blanks as lines to write on.
    pub fn text(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) | Piece::Identity { full: text, .. } => text.clone(),
            Piece::Blank => BLANK.repeat(BLANK_CHARACTERS),
        };
        self.pieces.iter().map(text).collect()
    }
}
