//! Papers that are issued in a case: sealed by its key, so that erasing the case erases what they say, and known again by a
//! code that is printed on them and of which only a keyed hash is kept.

use domain::id::{PartyId, PersonId};
use domain::paper::{Paper, PaperKind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
pub use store::papers::IssuedPaper;
use store::papers::PaperKept;
use store::queries::RevealOf;
use store::record::{Hash, hex};

use crate::codes::{encode, normalized};
use crate::engine::Engine;
use crate::error::Error;
use crate::keys::Purpose;
use crate::reading::{RevealReason, Seen};
use crate::vault::{CaseKey, Identity};
use crate::wording::Wording;

/// How many characters the code of a paper has: 80 bits.
pub const PAPER_CHARACTERS: usize = 16;

/// How often the next place among the papers of a case is tried while others take it.
const TRIES_MAX: usize = 8;

/// What is sealed of a paper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaperText {
    /// What it says.
    pub paper: Paper,
    /// The code that is printed on it.
    pub code: String,
}

impl PaperText {
    /// The hash that is printed on it, SHA-256 in hexadecimal digits: of all that it says, without spaces and blanks, which
    /// differ between a page and a print.
    pub fn hash(&self) -> String {
        let text: String =
            self.paper.text().chars().filter(|c| !c.is_whitespace() && *c != '＿').collect();
        hex(&Sha256::digest(text))
    }
}

/// What came of issuing a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuing {
    /// It has this place.
    Issued(i32),
    /// The case does not exist for its author by then, or has been erased.
    NoCase,
    /// Others issued papers in the same case at the same time, again and again.
    Busy,
}

impl Engine {
    /// Issues a paper. `request` says what was asked for, by which a second click is known; `written` writes the paper for
    /// a place, which its number holds.
    ///
    /// # Errors
    ///
    /// Where the store fails; nothing is issued then.
    pub async fn issue_paper(
        &self,
        seen: &Seen,
        person: &PersonId,
        (kind, request): (PaperKind, &Hash),
        written: impl Fn(i32) -> Paper,
    ) -> Result<Issuing, Error> {
        let case = seen.case().id;
        let Some(wrapped) = self.store.case_key(&seen.visible, case).await? else {
            return Ok(Issuing::NoCase);
        };
        let key = CaseKey::unwrap(&self.keys, case, &wrapped)?;
        let from: [&[u8]; 3] = [case.0.as_bytes(), person.as_str().as_bytes(), request];
        let code = encode(&self.keys.draw(Purpose::PaperCodes, &from), PAPER_CHARACTERS);
        for _ in 0..TRIES_MAX {
            let before = self.store.papers(&seen.visible, case).await?;
            let ordinal = before.last().map_or(1, |last| last.ordinal + 1);
            let text = PaperText { paper: written(ordinal), code: code.clone() };
            let plain = serde_json::to_vec(&text).map_err(|_| Error::Unsealable)?;
            let sealed = key.seal_paper(case, ordinal, &plain)?;
            let facts = json!({
                "case": case, "paper": ordinal, "kind": kind.as_str(), "sealed": hex(&Sha256::digest(&sealed)),
            });
            let entry = self.entry("papers", Some(person), "paper_issued", facts);
            let issued = IssuedPaper {
                case,
                ordinal,
                kind: kind.as_str().to_owned(),
                number: text.paper.number,
                code: self.paper_hash(&code),
                sealed: Some(sealed),
                issued_by: person.as_str().to_owned(),
                issued_at: self.clock.now(),
                void_at: None,
            };
            match self.store.put_paper(&seen.visible, issued, entry).await? {
                PaperKept::At(ordinal) => return Ok(Issuing::Issued(ordinal)),
                PaperKept::NoCase => return Ok(Issuing::NoCase),
                PaperKept::Taken => {}
            }
        }
        Ok(Issuing::Busy)
    }

    /// Who the parties of a case are, to be written into a paper, which shows no more than may be shown until it is read
    /// for a reason.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn parties_for_paper(&self, seen: &Seen) -> Result<Vec<(PartyId, Identity)>, Error> {
        let case = seen.case();
        self.unsealed(&seen.visible, case.id, &case.parties).await
    }

    /// The papers of a case.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn papers(&self, seen: &Seen) -> Result<Vec<IssuedPaper>, Error> {
        Ok(self.store.papers(&seen.visible, seen.case().id).await?)
    }

    /// What a paper of the case says. Who somebody is may be shown in full only after [`Engine::note_paper_read`]. None if
    /// there is no such paper, or what it said was erased.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn paper(
        &self,
        seen: &Seen,
        ordinal: i32,
    ) -> Result<Option<(IssuedPaper, PaperText)>, Error> {
        let papers = self.papers(seen).await?;
        let Some(issued) = papers.into_iter().find(|paper| paper.ordinal == ordinal) else {
            return Ok(None);
        };
        let wrapped = self.store.case_key(&seen.visible, issued.case).await?;
        let text = self.paper_text(&issued, wrapped.as_deref())?;
        Ok(text.map(|text| (issued, text)))
    }

    /// Writes down that a paper is read in full, by whom and why, before it is given.
    ///
    /// # Errors
    ///
    /// Where the store fails; the paper must not be given then.
    pub async fn note_paper_read(
        &self,
        seen: &Seen,
        person: &PersonId,
        ordinal: i32,
        why: RevealReason,
    ) -> Result<(), Error> {
        let case = seen.case().id;
        let facts = json!({ "case": case, "paper": ordinal, "purpose": why.purpose });
        let entry = self.entry("identities", Some(person), "paper_read", facts);
        Ok(self
            .store
            .keep_reveal(RevealOf::Case(case), Wording::alone(&why.reason)?, entry)
            .await?)
    }

    /// Declares a paper void: whoever checks it is told so. False if it was before.
    ///
    /// # Errors
    ///
    /// Where the store fails; the paper is in force then.
    pub async fn void_paper(
        &self,
        seen: &Seen,
        person: &PersonId,
        ordinal: i32,
        reason: &str,
    ) -> Result<bool, Error> {
        let case = seen.case().id;
        let facts = json!({ "case": case, "paper": ordinal });
        let entry = self.entry("papers", Some(person), "paper_voided", facts);
        let paper = (case, ordinal, self.clock.now());
        Ok(self.store.void_paper(&seen.visible, paper, Wording::alone(reason)?, entry).await?)
    }

    /// The paper on which a code is printed, and what it says unless that was erased, for whoever has it in hand.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn paper_by_code(
        &self,
        typed: &str,
    ) -> Result<Option<(IssuedPaper, Option<PaperText>)>, Error> {
        let code = normalized(typed, PAPER_CHARACTERS).unwrap_or_default();
        let found = self.store.paper_by_code(&self.paper_hash(&code)).await?;
        let Some((issued, wrapped)) = found else { return Ok(None) };
        let text = self.paper_text(&issued, wrapped.as_deref())?;
        Ok(Some((issued, text)))
    }

    fn paper_text(
        &self,
        issued: &IssuedPaper,
        wrapped: Option<&[u8]>,
    ) -> Result<Option<PaperText>, Error> {
        let (Some(sealed), Some(wrapped)) = (&issued.sealed, wrapped) else { return Ok(None) };
        let key = CaseKey::unwrap(&self.keys, issued.case, wrapped)?;
        let plain = key.open_paper(issued.case, issued.ordinal, sealed)?;
        serde_json::from_slice(&plain).map(Some).map_err(|_| Error::Unsealable)
    }

    fn paper_hash(&self, code: &str) -> Hash {
        self.keys.draw(Purpose::PaperHashes, &[code.as_bytes()])
    }
}
