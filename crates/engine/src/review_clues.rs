//! What becomes of a bad review: somebody of the center has it looked into as a clue 评议线索, or finds that there is nothing to
//! look into. It is looked into as a case of the workflow `review`, with whoever was rated walled off from the first moment,
//! by whoever is not complained about; its author is answered there by the code that they got when they sent it.

use std::collections::BTreeMap;

use domain::case::Value;
use domain::clue::WORKFLOW;
use domain::id::{CaseId, PersonId, UnitId};
use domain::review::{Dimension, Dismissal, Level};
use serde_json::json;
use store::change::{Complaint, RequestKey};
use uuid::Uuid;

use crate::codes::{RECEIPT_CHARACTERS, encode, normalized, receipt_hash};
use crate::engine::Engine;
use crate::error::Error;
use crate::intake::Intake;
use crate::keys::Purpose;
use crate::reviews::Review;
use crate::wording::Wording;

/// What came of having a review looked into, or of finding that there is nothing to look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is a case now; this one. What the same person asked before is the same case.
    Clue(CaseId),
    /// There is nothing to look into.
    Dismissed,
    /// Something became of it before, or it is not a bad one.
    NotOpen,
    /// There is no such review for whoever asks.
    None,
}

/// How a review came in, in the form of the clue.
const CHANNEL: &str = "scan";

impl Engine {
    /// The code by which the author of a review asks what became of it: 80 bits.
    pub fn review_code(&self, id: Uuid) -> String {
        encode(&self.keys.draw(Purpose::ReviewCodes, &[id.as_bytes()]), RECEIPT_CHARACTERS)
    }

    /// The review whose author holds a code, for that author.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn review_by_code(&self, typed: &str) -> Result<Option<Review>, Error> {
        let Some(code) = normalized(typed, RECEIPT_CHARACTERS) else { return Ok(None) };
        let kept = self.store.review_coded(&receipt_hash(&self.keys, &code)).await?;
        let Some(kept) = kept else { return Ok(None) };
        let Some(point) = self.store.scan_point(kept.point).await? else { return Ok(None) };
        self.opened(kept, point).map(Some)
    }

    /// Has a bad review looked into: what it says becomes a case, with its author as the party.
    ///
    /// # Errors
    ///
    /// A refusal of the core, or a failure of the store.
    pub async fn open_clue(
        &self,
        id: Uuid,
        (person, center): (&PersonId, &UnitId),
    ) -> Result<Decided, Error> {
        let points = self.readable(person, center).await?;
        let Some(kept) = self.store.review(id).await? else { return Ok(Decided::None) };
        let Some(point) = points.get(&kept.point) else { return Ok(Decided::None) };
        let identity = self.reviewer(&kept)?;
        let review = self.opened(kept, point.clone())?;
        if let Some(case) = review.clue {
            return Ok(Decided::Clue(case));
        }
        if !review.is_bad() || review.filed_at.is_some() {
            return Ok(Decided::NotOpen);
        }
        let snapshot = self.directory();
        let name = point.target.name(&snapshot.directory).zh;
        let intake = Intake {
            parties: if identity.is_empty() { Vec::new() } else { vec![identity] },
            respondents: point.target.respondents(),
            request: Some(RequestKey {
                actor: format!("review:{id}"),
                route: "clue".to_owned(),
                key: "open".to_owned(),
                request: [0; 32],
            }),
            of_review: Some(id),
            ..clue(center, &name, &review)?
        };
        let filed = self.file(None, intake).await?;
        let case = filed.committed.stored.case.id;
        self.review_filed(id, case).await?;
        let entry = self.entry("reviews", Some(person), "clue_opened", json!({ "review": id }));
        self.store.audit(entry).await?;
        Ok(Decided::Clue(case))
    }

    /// Finds that there is nothing to look into in a bad review, for a reason of a list; that stands in the audit.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn dismiss_review(
        &self,
        id: Uuid,
        (person, center): (&PersonId, &UnitId),
        why: Dismissal,
    ) -> Result<Decided, Error> {
        let points = self.readable(person, center).await?;
        let Some(kept) = self.store.review(id).await? else { return Ok(Decided::None) };
        let Some(point) = points.get(&kept.point) else { return Ok(Decided::None) };
        if !self.opened(kept, point.clone())?.is_bad() {
            return Ok(Decided::NotOpen);
        }
        let facts = json!({ "review": id, "reason": why.as_str() });
        let entry = self.entry("reviews", Some(person), "review_dismissed", facts);
        let done = self.store.dismiss_review(id, why.as_str(), entry).await?;
        Ok(if done { Decided::Dismissed } else { Decided::NotOpen })
    }
}

/// A clue as the words and levels of a review have it.
fn clue(center: &UnitId, name: &str, review: &Review) -> Result<Intake, Error> {
    let mut wording = Wording::default();
    let said = if review.text.is_empty() { levels(&review.levels) } else { review.text.clone() };
    let account = wording.keep(&said)?;
    let matter = Value::Choice(matter(&review.levels).to_owned());
    let complaint = Complaint {
        title: format!("评议：{name}"),
        channel: CHANNEL.to_owned(),
        ..Complaint::default()
    };
    let form = [
        ("account".into(), Value::Text(account)),
        ("matter".into(), matter),
        ("channel".into(), Value::Choice(CHANNEL.to_owned())),
    ];
    Ok(Intake {
        form: form.into(),
        wording,
        ..Intake::new(WORKFLOW.into(), center.clone(), complaint)
    })
}

/// The levels in words, of a review that says nothing else.
fn levels(levels: &BTreeMap<Dimension, Level>) -> String {
    use domain::workflow::Words as _;
    let said =
        levels.iter().map(|(asked, level)| format!("{}：{}", asked.words().zh, level.words().zh));
    said.collect::<Vec<_>>().join("；")
}

/// What it concerns, in the form of a clue: the dimension that is worst.
pub fn matter(levels: &BTreeMap<Dimension, Level>) -> &'static str {
    let worst = levels.iter().min_by_key(|(asked, level)| (**level, **asked));
    match worst.map(|(asked, _)| *asked) {
        Some(Dimension::Duty | Dimension::Law) | None => "duty",
        Some(Dimension::Service) => "service",
        Some(Dimension::Team) => "team",
        Some(Dimension::Conduct) => "conduct",
        Some(Dimension::Integrity) => "integrity",
    }
}
