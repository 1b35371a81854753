//! Reviews of units and officers by whoever scanned a code. Their words are sealed, each bound to its form; whom they come from
//! is asked of nobody and kept of nobody who does not say it. So that one hand does not write a hundred of them, it is counted
//! how many come on a day, under keyed hashes of code and network that are others every day and end with it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use chrono::TimeDelta;
use domain::directory::Directory;
use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::review::{Dimension, Dismissal, Level, Target};
use domain::text::{Bilingual, cleaned};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::queries::RevealOf;
use store::record::Hash;
pub use store::reviews::Keeping;
use store::reviews::{Bound, KeptReview, ReviewFilter};
use uuid::Uuid;

use crate::codes::receipt_hash;
use crate::draft_homes::Home;
use crate::drafts::{Draft, DraftId, Kept};
use crate::engine::Engine;
use crate::error::Error;
use crate::keys::Purpose;
use crate::passwords::household;
use crate::scan_points::ScanPoint;
use crate::vault::{Identity, Masked, seal, unseal};
use crate::wording::Wording;

/// The longest text of a review, in characters.
pub const REVIEW_CHARACTERS_MAX: usize = 1000;

/// How many reviews of one code may come from one network on a day: everybody who waits in a hall may share one.
pub const OF_CODE_AND_NETWORK_A_DAY: i64 = 60;

/// How many reviews may come from one network on a day.
pub const OF_NETWORK_A_DAY: i64 = 300;

/// How many reviews of one code may come on a day.
pub const OF_CODE_A_DAY: i64 = 1000;

/// How long its author may make a complaint of a review, in minutes: by an address that says no more of it, but whoever finds
/// that could read what was written in the draft.
const AUTHOR_MINUTES: i64 = 60;

/// How many reviews a page shows.
pub const REVIEWS_A_PAGE: u32 = 50;

/// What somebody says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewReview {
    /// Of each dimension that they say something of.
    pub levels: BTreeMap<Dimension, Level>,
    /// In their own words.
    pub text: String,
    /// Who they are, if they want to be answered.
    pub identity: Identity,
}

impl NewReview {
    /// What is wrong with it, for people.
    pub fn fault(&self, target: &Target) -> Option<Bilingual> {
        let asked = target.dimensions();
        if self.levels.keys().any(|said| !asked.contains(said)) {
            return Some(Bilingual::new(
                "有的评价项不属于这个评价对象",
                "something is judged that is not asked here",
            ));
        }
        if self.levels.is_empty() {
            return Some(Bilingual::new(
                "请至少选一项，说说您满意不满意",
                "choose at least one line and say how satisfied you are",
            ));
        }
        (self.text.chars().count() > REVIEW_CHARACTERS_MAX).then(|| {
            Bilingual::new(
                format!("写得太长了，请不要超过 {REVIEW_CHARACTERS_MAX} 个字"),
                format!("that is too long; at most {REVIEW_CHARACTERS_MAX} characters"),
            )
        })
    }
}

/// A review as somebody may read it.
#[derive(Clone, Debug)]
pub struct Review {
    /// By which it is known.
    pub id: Uuid,
    /// The code that was scanned.
    pub point: ScanPoint,
    /// When it came.
    pub at: Timestamp,
    /// What was said of each dimension.
    pub levels: BTreeMap<Dimension, Level>,
    /// In its author's own words.
    pub text: String,
    /// What may be shown without a reason of who says it; none for somebody who did not say.
    pub by: Option<Masked>,
    /// When it became a complaint.
    pub filed_at: Option<Timestamp>,
    /// The case that it became, if that is known.
    pub clue: Option<CaseId>,
    /// When somebody found that there is nothing to look into, and why.
    pub dismissed: Option<(Timestamp, Dismissal)>,
}

impl Review {
    /// True for what the rules call a bad review 差评.
    pub fn is_bad(&self) -> bool {
        self.levels.values().any(|level| level.is_bad())
    }

    /// Whether somebody must decide what becomes of it.
    pub fn is_waiting(&self) -> bool {
        self.is_bad() && self.filed_at.is_none() && self.dismissed.is_none()
    }
}

/// What is sealed of a review.
#[derive(Default, Serialize, Deserialize)]
struct Sealed {
    text: String,
    identity: Identity,
}

/// Which reviews somebody wants to read.
#[derive(Clone, Debug, Default)]
pub struct ReviewQuery {
    /// Only bad ones.
    pub bad: bool,
    /// Only those of which nothing became so far.
    pub waiting: bool,
    /// Only those before this one.
    pub before: Option<(Timestamp, Uuid)>,
}

/// The reviews that somebody may read.
#[derive(Clone, Debug, Default)]
pub struct Reviews {
    /// The newest of them, at most [`REVIEWS_A_PAGE`].
    pub reviews: Vec<Review>,
    /// How many of them are bad, on all pages.
    pub bad: i64,
    /// How many of the bad ones somebody must still decide about.
    pub waiting: i64,
    /// How many there are, on all pages.
    pub all: i64,
    /// Whether there are more after these.
    pub more: bool,
}

impl Engine {
    /// Keeps a review of a code, under what its form is known by: the same again stands for the same review.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn review(
        &self,
        point: &ScanPoint,
        form: &str,
        new: &NewReview,
        network: IpAddr,
    ) -> Result<Keeping, Error> {
        let (id, at) = (Uuid::now_v7(), self.clock.now());
        let mark = self.review_mark(point, form);
        let sealed = Sealed {
            text: cleaned(new.text.trim()).into_owned(),
            identity: new.identity.cleaned(),
        };
        let plain = serde_json::to_vec(&sealed).map_err(|_| Error::Unsealable)?;
        let sealed = seal(&self.keys.draw(Purpose::Reviews, &[]), &mark, &plain)?;
        let levels = new.levels.clone();
        let kept = KeptReview {
            id,
            point: point.id,
            mark,
            at,
            levels,
            sealed,
            filed_at: None,
            clue: None,
            dismissed: None,
            code: Some(receipt_hash(&self.keys, &self.review_code(id))),
        };
        let day = self.day(at);
        Ok(self.store.keep_review(kept, day, self.bounds(point, network, day)).await?)
    }

    /// The review that somebody sent under this form a short while ago, for its author.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn own_review(&self, point: &ScanPoint, form: &str) -> Result<Option<Review>, Error> {
        let after = self.clock.now() - TimeDelta::minutes(AUTHOR_MINUTES);
        let kept = self.store.review_marked(&self.review_mark(point, form), after).await?;
        kept.map(|kept| self.opened(kept, point.clone())).transpose()
    }

    /// Keeps a draft of a complaint, as the author of a review would begin it. It holds who it is about, which no form can
    /// change.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn draft_of_review(
        &self,
        review: &Review,
        (id, home): (&DraftId, Home),
        fields: Vec<(String, String)>,
    ) -> Result<Kept, Error> {
        let about = [
            (ABOUT.to_owned(), review.point.id.to_string()),
            (OF_REVIEW.to_owned(), review.id.to_string()),
        ];
        let fields = fields.into_iter().chain(about).collect();
        let sensitive = matches!(review.point.target, Target::Officer { .. });
        let home = Some(home);
        self.keep_draft(id, &Draft { fields, sensitive, home, ..Draft::default() }).await
    }

    /// The reviews that somebody may read, the newest first; what they may not read is not there, and is not counted.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn reviews(
        &self,
        person: &PersonId,
        center: &UnitId,
        query: &ReviewQuery,
    ) -> Result<Reviews, Error> {
        let points = self.readable(person, center).await?;
        if points.is_empty() {
            return Ok(Reviews::default());
        }
        let filter = |bad, waiting| ReviewFilter {
            points: points.keys().copied().collect(),
            bad,
            waiting,
            before: None,
        };
        let asked = ReviewFilter { before: query.before, ..filter(query.bad, query.waiting) };
        let kept = self.store.reviews(&asked, REVIEWS_A_PAGE + 1).await?;
        let most = usize::try_from(REVIEWS_A_PAGE).unwrap_or(usize::MAX);
        let more = kept.len() > most;
        let known = |kept: KeptReview| {
            let point = points.get(&kept.point).cloned()?;
            Some(self.opened(kept, point))
        };
        Ok(Reviews {
            reviews: kept.into_iter().take(most).filter_map(known).collect::<Result<_, _>>()?,
            bad: self.store.count_reviews(&filter(true, false)).await?,
            waiting: self.store.count_reviews(&filter(true, true)).await?,
            all: self.store.count_reviews(&filter(false, false)).await?,
            more,
        })
    }

    /// Who says a review, for somebody who may read it; that they read it, and why, is written first. None where there is no
    /// such review for them.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn reveal_reviewer(
        &self,
        id: Uuid,
        (person, center): (&PersonId, &UnitId),
        (purpose, reason): (&str, &str),
    ) -> Result<Option<Identity>, Error> {
        let points = self.readable(person, center).await?;
        let Some(kept) = self.store.review(id).await? else { return Ok(None) };
        if !points.contains_key(&kept.point) {
            return Ok(None);
        }
        let mut wording = Wording::default();
        wording.keep(reason)?;
        // The reason may name the author: the entry only commits to it, as with cases.
        let reason = wording.finish().pop().ok_or(Error::NoRandomness)?;
        let facts = json!({ "review": id, "purpose": purpose });
        let entry = self.entry("identities", Some(person), "revealed", facts);
        self.store.keep_reveal(RevealOf::Review(id), reason, entry).await?;
        Ok(Some(self.unsealed_review(&kept)?.identity))
    }

    /// Remembers the case that a review became.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn review_filed(&self, id: Uuid, case: CaseId) -> Result<(), Error> {
        Ok(self.store.review_filed(id, case, self.clock.now()).await?)
    }

    /// Removes what reviews were counted under on days that are over.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn forget_review_counts(&self) -> Result<(), store::StoreError> {
        self.store.forget_review_counts(self.day(self.clock.now())).await
    }

    /// The codes of which somebody may read the reviews, those that serve no more among them.
    pub(crate) async fn readable(
        &self,
        person: &PersonId,
        center: &UnitId,
    ) -> Result<BTreeMap<Uuid, ScanPoint>, Error> {
        let snapshot = self.refresh_directory().await?;
        let directory: &Directory = &snapshot.directory;
        let Some(staff) = directory.staff(person) else { return Ok(BTreeMap::new()) };
        let points = self.store.scan_points().await?.into_iter();
        let points = points.filter(|point| point.target.may_be_read(&staff, directory, center));
        Ok(points.map(|point| (point.id, point)).collect())
    }

    pub(crate) fn opened(&self, kept: KeptReview, point: ScanPoint) -> Result<Review, Error> {
        let Sealed { text, identity } = self.unsealed_review(&kept)?;
        let KeptReview { id, at, levels, filed_at, clue, dismissed, .. } = kept;
        let by = (!identity.is_empty()).then(|| identity.masked());
        let dismissed = dismissed.and_then(|(at, why)| Some((at, Dismissal::named(&why)?)));
        Ok(Review { id, point, at, levels, text, by, filed_at, clue, dismissed })
    }

    /// Who says a review, for the case that it becomes.
    pub(crate) fn reviewer(&self, kept: &KeptReview) -> Result<Identity, Error> {
        Ok(self.unsealed_review(kept)?.identity)
    }

    fn unsealed_review(&self, kept: &KeptReview) -> Result<Sealed, Error> {
        let key = self.keys.draw(Purpose::Reviews, &[]);
        let plain = unseal(&key, &kept.mark, &kept.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Error::Unsealable)
    }

    fn review_mark(&self, point: &ScanPoint, form: &str) -> Hash {
        self.keys.draw(Purpose::ReviewMarks, &[point.id.as_bytes(), form.as_bytes()])
    }

    /// Under what it is counted how many come on a day. Of an address of IPv6, the network counts.
    fn bounds(&self, point: &ScanPoint, network: IpAddr, day: i64) -> Vec<Bound> {
        let (day, network) = (day.to_be_bytes(), household(network).to_string());
        let mark = |code: &[u8], network: &str| {
            self.keys.draw(Purpose::ReviewCounts, &[&day, code, network.as_bytes()])
        };
        let code = point.id.as_bytes();
        vec![
            Bound { mark: mark(code, &network), most: OF_CODE_AND_NETWORK_A_DAY },
            Bound { mark: mark(&[], &network), most: OF_NETWORK_A_DAY },
            Bound { mark: mark(code, ""), most: OF_CODE_A_DAY },
        ]
    }

    /// The number of a day of the county.
    fn day(&self, at: Timestamp) -> i64 {
        let date = self.definitions().calendar.date(at);
        (date - chrono::NaiveDate::default()).num_days()
    }
}

/// In a draft, the code of whom it is about.
pub const ABOUT: &str = "about";

/// In a draft, what that is called.
pub const ABOUT_NAME: &str = "about_name";

/// In a draft, the review that it comes of.
pub const OF_REVIEW: &str = "of_review";
