//! One write: what a change brings, what decides it, and how it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::actor::Author;
use domain::announce::Topic;
use domain::case::{Case, Event, Rejection};
use domain::id::{CaseId, PartyId, Timestamp, UnitId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::agencies::{InboxResult, ReferralId, Standing};
use crate::error::StoreError;
use crate::queries::Attachment;
use crate::record::{Hash, commitment};

/// A case as it is stored, with what stands beside it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The case.
    pub case: Case,
    /// The number that the public sees.
    pub number: String,
    /// The hash of its last event.
    pub head: Hash,
    /// When that was. Nothing may be decided before it, whatever a machine's clock says.
    pub changed_at: Timestamp,
}

/// What a decision reads in the transaction that writes it.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The case; none if there is none.
    pub stored: Option<&'a Stored>,
    /// The version of the directory at this moment.
    pub directory_version: i64,
}

/// Decides a change. It may be asked more than once, each time with the case as it is by then.
pub type Decide = Box<dyn FnMut(Found<'_>) -> Result<Decided, Refusal> + Send + Sync>;

/// A change of one case.
pub struct Change {
    /// Which case.
    pub case: CaseId,
    /// The request it comes from, so that a repeat is known as one.
    pub request: Option<RequestKey>,
    /// The lease under which a worker acts; a change under a lost lease is not written.
    pub lease: Option<Lease>,
    /// The message of an outside body that it handles.
    pub inbox: Option<InboxMark>,
    /// A one-time token that it uses up.
    pub token: Option<Hash>,
    /// The system or file that a new case comes from, and its id there; a second one with the same is refused.
    pub source: Option<(String, String)>,
    /// What decides it.
    pub decide: Decide,
}

impl Change {
    /// A change with nothing but its case and what decides it.
    pub fn new(
        case: CaseId,
        decide: impl FnMut(Found<'_>) -> Result<Decided, Refusal> + Send + Sync + 'static,
    ) -> Self {
        Self {
            case,
            request: None,
            lease: None,
            inbox: None,
            token: None,
            source: None,
            decide: Box::new(decide),
        }
    }
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change").field("case", &self.case).finish_non_exhaustive()
    }
}

/// By what a repeated request is known: `Idempotency-Key` of one actor on one route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestKey {
    /// Who asked.
    pub actor: String,
    /// Where.
    pub route: String,
    /// The key.
    pub key: String,
    /// The hash of what was asked.
    pub request: Hash,
}

impl RequestKey {
    /// What stands for actor, route and key in the database.
    pub(crate) fn digest(&self) -> Hash {
        let mut hash = Sha256::new();
        for part in [&self.actor, &self.route, &self.key] {
            // The length keeps the parts apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().into()
    }
}

/// What a worker holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lease {
    /// A clock of the case that the change is about.
    Clock {
        /// Its place.
        ordinal: i32,
        /// The fencing token.
        fence: i64,
    },
    /// A letter, of whatever case; it is done with this change.
    Letter {
        /// Which.
        letter: LetterKey,
        /// The fencing token.
        fence: i64,
    },
}

/// By what a letter is known: the event that asked for it, and its place among what that event asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LetterKey {
    /// Its case.
    pub case: CaseId,
    /// The event.
    pub seq: i64,
    /// The place.
    pub position: i32,
}

/// A message of an outside body that a change comes from: handled with it, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxMark {
    /// Who sent it.
    pub agency: String,
    /// Its id there.
    pub message_id: String,
    /// What became of it.
    pub result: InboxResult,
    /// Why a person must look at it; empty where none must.
    pub why: String,
    /// How the referral stands by it.
    pub standing: (ReferralId, Standing),
}

/// Something that happened earlier, and comes in with a case that another system has kept so far.
#[derive(Clone, Debug)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Author,
    /// What.
    pub event: Event,
}

/// A change that was decided.
#[derive(Clone, Debug)]
pub struct Decided {
    /// What happened before, in order. It is recorded like the rest, but asks for nothing outside: no letter of long ago is
    /// sent today.
    pub history: Vec<Happened>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Author,
    /// What happens. Nothing at all is a valid decision.
    pub events: Vec<Event>,
    /// What comes with it and can be erased.
    pub kept: Kept,
    /// The units that are told by their own systems.
    pub agencies: Arc<BTreeSet<UnitId>>,
    /// The topics to which somebody subscribes.
    pub subscribed: Arc<BTreeSet<Topic>>,
}

/// What a change keeps beside the log.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The number of a new case.
    pub number: Option<String>,
    /// What a new case is about, in words.
    pub complaint: Option<Complaint>,
    /// Words that the events refer to.
    pub texts: Vec<KeptText>,
    /// The wrapped key of a new case.
    pub case_key: Option<Vec<u8>>,
    /// Who parties are.
    pub identities: Vec<KeptIdentity>,
    /// Receipts handed out: keyed hash of the code, and whose it is.
    pub receipts: Vec<(Hash, PartyId)>,
    /// One-time tokens handed out for a rating: keyed hash, whose it is, and until when it serves.
    pub rating_tokens: Vec<(Hash, PartyId, Timestamp)>,
    /// Files that come with it. Their content lies in its place already.
    pub files: Vec<Attachment>,
    /// The words by which the case is found, all of them.
    pub words: Option<Vec<String>>,
}

impl Kept {
    /// What the record of the first event commits to.
    pub(crate) fn commits(&self) -> BTreeMap<Uuid, String> {
        let texts =
            self.texts.iter().map(|text| (text.id, commitment(&text.salt, text.words.as_bytes())));
        let identities =
            self.identities.iter().map(|identity| (identity.party.0, identity.commitment.clone()));
        texts.chain(identities).collect()
    }
}

/// What a case is about, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaint {
    /// One line for lists.
    pub title: String,
    /// Where, in words.
    pub address: String,
    /// Where, on the map: longitude and latitude in degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// How it came in.
    pub channel: String,
}

/// Words with the salt of their commitment.
#[derive(Clone, Debug)]
pub struct KeptText {
    /// By which the events refer to them.
    pub id: Uuid,
    /// The words.
    pub words: String,
    /// The salt.
    pub salt: [u8; 32],
}

/// Who a party is, sealed.
#[derive(Clone, Debug)]
pub struct KeptIdentity {
    /// The party.
    pub party: PartyId,
    /// The sealed bytes, opened by the key of the case only.
    pub sealed: Vec<u8>,
    /// A commitment to the plain text.
    pub commitment: String,
    /// Keyed hashes by which it is found.
    pub marks: Vec<Hash>,
}

/// How a change ended well.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The case after it, or after a later change that was written with it; for a repeated request as it is now.
    pub stored: Arc<Stored>,
    /// The version after it, also for a repeated request.
    pub version: u64,
    /// What happened; empty for a repeated request.
    pub events: Vec<Event>,
    /// Whether this request had been carried out before.
    pub repeated: bool,
}

/// Why a change was not made, which is not the store's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The core refused it.
    #[error("{0}")]
    Rejected(#[from] Rejection),
    /// The case has moved on since the caller read it.
    #[error("the case is at version {version} by now")]
    Stale {
        /// The version it has.
        version: u64,
    },
    /// Units or people changed since the decision was prepared: prepare it again.
    #[error("the directory has changed")]
    DirectoryMoved,
    /// The same key came with another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The lease was lost to another worker.
    #[error("the lease was lost")]
    LeaseLost,
    /// The token was used before, or has expired.
    #[error("the token was used")]
    TokenUsed,
    /// The source has brought this complaint before.
    #[error("the source has brought it before")]
    SourceRepeated,
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
