//! The key that an installation holds in a file, and the keys that are drawn from it, one for each purpose.
//!
//! Whoever has the database and the key file can open identities; whoever has only one of them cannot. The file is
//! backed up apart from the database.

use std::io;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use tlog::Signer;

use crate::error::Error;

/// What a drawn key is for. A key for one purpose is of no use for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Wraps the keys of cases.
    Wrapping,
    /// Draws receipt codes.
    ReceiptCodes,
    /// Hashes receipt codes before they are kept.
    ReceiptHashes,
    /// Draws one-time tokens for ratings.
    RatingTokens,
    /// Hashes one-time tokens before they are kept.
    RatingHashes,
    /// Marks telephone numbers.
    Marks,
    /// Seals the secrets of subscriptions.
    EventSecrets,
    /// Draws the ids of events that others are told of.
    EventIds,
    /// Hashes the addresses of calendars before they are kept.
    CalendarHashes,
    /// Draws the ids of deadlines in calendars.
    CalendarIds,
    /// Hashes the ids of drafts before they are kept.
    DraftHashes,
    /// Seals drafts, each by its id.
    Drafts,
    /// Hashes where drafts are typed.
    DraftHomes,
    /// Proves that the id of a draft was given out.
    DraftProofs,
    /// Draws the ids under which drafts go on.
    DraftsOnward,
    /// Draws the codes of papers.
    PaperCodes,
    /// Hashes the codes of papers before they are kept.
    PaperHashes,
    /// Seals the secrets of second factors.
    SecondFactors,
    /// Hashes recovery codes before they are kept.
    RecoveryHashes,
    /// Seals what goes from one form to the next.
    Forms,
    /// Draws what stands in the addresses of codes that are scanned.
    ScanTokens,
    /// Hashes what stands there before it is kept.
    ScanHashes,
    /// Marks reviews by their forms.
    ReviewMarks,
    /// Draws the codes by which authors of reviews ask what became of them.
    ReviewCodes,
    /// Seals the words of reviews.
    Reviews,
    /// Counts reviews by code, network and day.
    ReviewCounts,
    /// Seals the words of supervision orders.
    Orders,
    /// Seals why suspicions were judged as they were.
    Suspicions,
    /// Sketches how answers read.
    AnswerSketches,
    /// Marks the networks from which ratings come.
    RatingNetworks,
    /// Signs the notes of the log over all chains.
    LogSeed,
    /// Seals the words of disputes about time.
    TimeDisputes,
    /// Hashes the addresses of screens before they are kept.
    Screens,
    /// Seals the words of decisions and objections of an appraisal.
    Appraisals,
    /// Tells whether a database was written under this key.
    Proof,
}

/// The key of an installation. Shows nothing of itself.
#[derive(Clone)]
pub struct Keys {
    root: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Keys from 32 bytes.
    pub const fn new(root: [u8; 32]) -> Self {
        Self { root }
    }

    /// Reads the key file, or makes one that only its owner can read.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or written, or does not hold 64 hexadecimal digits.
    pub fn open(path: &Path) -> io::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let bytes =
                    store::record::from_hex(text.trim()).and_then(|bytes| bytes.try_into().ok());
                let root = bytes.ok_or_else(|| {
                    io::Error::new(
                        io::ErrorKind::InvalidData,
                        "a key file holds 64 hexadecimal digits",
                    )
                })?;
                Ok(Self { root })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(path),
            Err(error) => Err(error),
        }
    }

    fn create(path: &Path) -> io::Result<Self> {
        use std::io::Write as _;
        let root = random().map_err(|_| io::Error::other("the system gives no randomness"))?;
        let mut file = crate::private::create(path)?;
        writeln!(file, "{}", store::record::hex(&root))?;
        file.sync_all()?;
        Ok(Self { root })
    }

    /// By which a database knows this key again. It gives away nothing of it.
    pub fn proof(&self) -> String {
        store::record::hex(&self.draw(Purpose::Proof, &[]))
    }

    /// What signs the notes of the log over all chains (Ed25519). Its name is made of its public key, so that the logs of no
    /// two installations are called alike. None only where the name or the seed would be no good, which does not happen.
    pub fn log_signer(&self) -> Option<Signer> {
        let seed = self.draw(Purpose::LogSeed, &[]);
        let public = Signer::new("bihuan", &seed)?.verifier().public();
        let name = store::record::hex(&Sha256::digest(public)[..8]);
        Signer::new(&format!("bihuan/{name}"), &seed)
    }

    /// Keyed bytes for a purpose, drawn from what is given.
    pub fn draw(&self, purpose: Purpose, from: &[&[u8]]) -> [u8; 32] {
        let name: &[u8] = match purpose {
            Purpose::Wrapping => b"bihuan/1/wrapping",
            Purpose::ReceiptCodes => b"bihuan/1/receipt-codes",
            Purpose::ReceiptHashes => b"bihuan/1/receipt-hashes",
            Purpose::RatingTokens => b"bihuan/1/rating-tokens",
            Purpose::RatingHashes => b"bihuan/1/rating-hashes",
            Purpose::Marks => b"bihuan/1/marks",
            Purpose::EventSecrets => b"bihuan/1/event-secrets",
            Purpose::EventIds => b"bihuan/1/event-ids",
            Purpose::CalendarHashes => b"bihuan/1/calendar-hashes",
            Purpose::CalendarIds => b"bihuan/1/calendar-ids",
            Purpose::DraftHashes => b"bihuan/1/draft-hashes",
            Purpose::Drafts => b"bihuan/1/drafts",
            Purpose::DraftHomes => b"bihuan/1/draft-homes",
            Purpose::DraftProofs => b"bihuan/1/draft-proofs",
            Purpose::DraftsOnward => b"bihuan/1/drafts-onward",
            Purpose::PaperCodes => b"bihuan/1/paper-codes",
            Purpose::PaperHashes => b"bihuan/1/paper-hashes",
            Purpose::SecondFactors => b"bihuan/1/second-factors",
            Purpose::RecoveryHashes => b"bihuan/1/recovery-hashes",
            Purpose::Forms => b"bihuan/1/forms",
            Purpose::ScanTokens => b"bihuan/1/scan-tokens",
            Purpose::ScanHashes => b"bihuan/1/scan-hashes",
            Purpose::ReviewMarks => b"bihuan/1/review-marks",
            Purpose::ReviewCodes => b"bihuan/1/review-codes",
            Purpose::Reviews => b"bihuan/1/reviews",
            Purpose::ReviewCounts => b"bihuan/1/review-counts",
            Purpose::Orders => b"bihuan/1/orders",
            Purpose::Suspicions => b"bihuan/1/suspicions",
            Purpose::AnswerSketches => b"bihuan/1/answer-sketches",
            Purpose::RatingNetworks => b"bihuan/1/rating-networks",
            Purpose::LogSeed => b"bihuan/1/log-seed",
            Purpose::TimeDisputes => b"bihuan/1/time-disputes",
            Purpose::Screens => b"bihuan/1/screens",
            Purpose::Appraisals => b"bihuan/1/appraisals",
            Purpose::Proof => b"bihuan/1/proof",
        };
        let key = mac(&self.root, &[name]);
        mac(&key, from)
    }
}

/// HMAC-SHA-256 (RFC 2104) over parts, each preceded by its length, so that parts cannot be shifted into each other.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Bytes that nobody can guess.
///
/// # Errors
///
/// Where the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
