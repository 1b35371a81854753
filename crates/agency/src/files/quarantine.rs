//! What was refused, whole, with the reason beside it.

use std::io::ErrorKind;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::disk;
use super::error::FileError;
use super::exchange::Exchange;
use super::folders::{Kind, Parcel};
use super::reason::Reason;

/// Something in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Its folder in `quarantine`.
    pub folder: String,
    /// When it was refused.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: Reason,
}

/// The reason as it is kept for programs; `reason.txt` is for people.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    at: DateTime<Utc>,
    reason: Reason,
}

/// The name of what was refused, in its folder in `quarantine`. Our own, like that of the folder.
const REFUSED: &str = "batch";

impl Exchange {
    /// Moves something from `in` to a folder of its own in `quarantine`, after the reason stands there.
    pub(super) fn put_away(
        &self,
        name: &str,
        parcel: Parcel,
        reason: Reason,
    ) -> Result<(), FileError> {
        let label = parcel.name(&self.settings.peer);
        let quarantine = self.folders.quarantine();
        let mut copy = 1;
        while disk::is_there(&quarantine.join(format!("{label}.{copy}")).join(REFUSED)) {
            copy += 1;
        }
        let folder = quarantine.join(format!("{label}.{copy}"));
        let kept = Kept { at: (self.settings.now)(), reason };
        self.disk.make_folder(&folder)?;
        disk::put(&*self.disk, &folder.join("reason.txt"), text(&label, &kept).as_bytes())?;
        let bytes = serde_json::to_vec_pretty(&kept).map_err(std::io::Error::other)?;
        disk::put(&*self.disk, &folder.join("reason.json"), &bytes)?;
        match self.disk.rename(&self.folders.incoming().join(name), &folder.join(REFUSED)) {
            // Somebody took it away meanwhile: there is nothing to keep, and no reason for one.
            Err(error) if error.kind() == ErrorKind::NotFound => self.disk.remove_tree(&folder)?,
            moved => moved?,
        }
        Ok(self.disk.sync_folder(&quarantine)?)
    }

    /// All that is in quarantine, by the names of the folders.
    pub(super) fn quarantined(&self) -> Result<Vec<Quarantined>, FileError> {
        let quarantine = self.folders.quarantine();
        let mut found = Vec::new();
        for name in disk::names(&quarantine)? {
            let folder = quarantine.join(&name);
            let kept = disk::read_if_there(&folder.join("reason.json"))?;
            let kept = kept.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
            if let Some(Kept { at, reason }) =
                kept.filter(|_| disk::is_there(&folder.join(REFUSED)))
            {
                found.push(Quarantined { folder: name, at, reason });
            }
        }
        Ok(found)
    }

    /// The numbers of the batches of which a copy is in quarantine: they must have been sent.
    pub(super) fn quarantined_numbers(&self) -> Result<Vec<u32>, FileError> {
        let number = |refused: Quarantined| {
            let (label, _) = refused.folder.rsplit_once('.')?;
            let parcel = Parcel::parse(label, &self.settings.peer)?;
            (parcel.kind == Kind::Batch).then_some(parcel.number)
        };
        Ok(self.quarantined()?.into_iter().filter_map(number).collect())
    }
}

fn text(label: &str, kept: &Kept) -> String {
    let Kept { at, reason } = kept;
    let at = at.format("%Y-%m-%d %H:%M:%S UTC");
    format!("{label}\n{at}\n\n{}\n\n{}\n", reason.chinese(), reason.english())
}
