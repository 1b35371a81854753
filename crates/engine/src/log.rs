//! The log over all chains, as a node keeps it: which heads to put in, the key that signs, and the folder of a witness to which
//! each note is handed. Nothing of this is on the path of a change.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use domain::id::CaseId;
use store::checkpoint::Head;
use store::log::{LogNote, Round, Rounded, Sign};
use tlog::{Checkpoint, Tree, Verifier};

use crate::engine::Engine;
use crate::error::Error;
use crate::witness::{self, Witnessed};

/// How many cases a round looks at beside those that changed, so that what was missed while no node ran is found by and by.
const LOOKED_AT: u32 = 1000;

/// How many notes are handed to a witness at once.
const HANDED: u32 = 200;

/// What a node knows of the log.
#[derive(Debug, Default)]
pub(crate) struct Log {
    folder: OnceLock<PathBuf>,
    witnessed: Mutex<Witnessed>,
}

/// How the log stands.
#[derive(Clone, Debug)]
pub struct LogStanding {
    /// By which its notes are verified.
    pub key: Option<Verifier>,
    /// The last note; none as long as nothing is in the log.
    pub last: Option<LogNote>,
    /// How handing notes to the witness went the last time that this node tried.
    pub witnessed: Witnessed,
}

impl Engine {
    /// Hands each note of the log to a witness by this folder, from now on. Later calls change nothing.
    pub fn witness_in(&self, folder: PathBuf) {
        _ = self.log.folder.set(folder);
        self.witnessed(Witnessed::Waiting);
    }

    /// By which the notes of this installation are verified.
    pub fn log_key(&self) -> Option<Verifier> {
        self.keys.log_signer().map(|signer| signer.verifier().clone())
    }

    /// How the log stands.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn log_standing(&self) -> Result<LogStanding, Error> {
        let witnessed = self.log.witnessed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(LogStanding { key: self.log_key(), last: self.store.last_log_note().await?, witnessed })
    }

    /// Puts these heads into the log and those of a page of cases, signs, and hands the note on. Returns what it came to, with
    /// where the next page begins.
    ///
    /// # Errors
    ///
    /// Where the database fails; nothing is added then.
    pub async fn log_round(
        &self,
        changed: BTreeMap<CaseId, Head>,
        after: Option<CaseId>,
    ) -> Result<Rounded, Error> {
        let (look, at) = ((after, LOOKED_AT), self.clock.now());
        let round = Round { changed, look, at, sign: self.sign() };
        let rounded = self.store.log_round(round).await?;
        self.hand_to_witness().await?;
        Ok(rounded)
    }

    /// Puts every head into the log that is not in it, page by page, and gives the last note.
    ///
    /// # Errors
    ///
    /// Where the database fails; what was added before stays.
    pub async fn log_everything(&self) -> Result<Option<LogNote>, Error> {
        let mut after = None;
        loop {
            after = self.log_round(BTreeMap::new(), after).await?.next;
            if after.is_none() {
                return Ok(self.store.last_log_note().await?);
            }
        }
    }

    fn sign(&self) -> Sign {
        let signer = self.keys.log_signer();
        Box::new(move |tree: &Tree| {
            let signer = signer?;
            let origin = signer.verifier().name().to_owned();
            let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root() };
            Some(checkpoint.signed(&signer)?.to_string())
        })
    }

    /// Hands the notes on that came since the last one in the folder, if what lies there is of this log. What lies there is
    /// never overwritten by another history.
    #[expect(
        clippy::cognitive_complexity,
        reason = "the macro of the message makes it look like branches"
    )]
    async fn hand_to_witness(&self) -> Result<(), Error> {
        let (Some(folder), Some(key)) = (self.log.folder.get(), self.log_key()) else {
            return Ok(());
        };
        let Some(last) = self.store.last_log_note().await? else { return Ok(()) };
        let read = witness::read(folder.clone(), key.clone()).await;
        let witnessed = match read {
            Ok(None) => witness::write(folder.clone(), key, vec![last]).await,
            Ok(Some(latest)) => match self.store.log_note(latest.size).await? {
                Some(known) if witness::says(&known.note, &latest) => {
                    let notes = self.store.log_notes(latest.size, HANDED).await?;
                    witness::write(folder.clone(), key, notes).await
                }
                Some(_) | None if latest.size > last.size => Witnessed::Ahead { size: latest.size },
                Some(_) | None => Witnessed::Forked { size: latest.size },
            },
            Err(why) => why,
        };
        if let Some(why) = witnessed.is_refused() {
            tracing::error!(folder = %folder.display(), why, "no note was handed to the witness");
        }
        self.witnessed(witnessed);
        Ok(())
    }

    fn witnessed(&self, witnessed: Witnessed) {
        *self.log.witnessed.lock().unwrap_or_else(PoisonError::into_inner) = witnessed;
    }
}
