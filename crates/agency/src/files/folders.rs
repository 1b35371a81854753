//! Where everything stands, and what folders that cross are called.

use std::path::{Path, PathBuf};

use super::settings::Party;

/// The folders of an exchange.
#[derive(Debug)]
pub(super) struct Folders {
    root: PathBuf,
}

impl Folders {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// What is to be carried away.
    pub(super) fn outgoing(&self) -> PathBuf {
        self.root.join("out")
    }

    /// Where what was carried here is put.
    pub(super) fn incoming(&self) -> PathBuf {
        self.root.join("in")
    }

    /// What was refused.
    pub(super) fn quarantine(&self) -> PathBuf {
        self.root.join("quarantine")
    }

    /// Batches that were taken here or acknowledged from there.
    pub(super) fn done(&self) -> PathBuf {
        self.root.join("done")
    }

    /// Messages that are in no batch yet.
    pub(super) fn waiting(&self) -> PathBuf {
        self.root.join("state").join("waiting")
    }

    /// Closed batches that are not acknowledged, untouched by whoever handles `out`.
    pub(super) fn kept(&self) -> PathBuf {
        self.root.join("state").join("kept")
    }

    /// The manifests of all batches that were closed and put into `out`.
    pub(super) fn sent(&self) -> PathBuf {
        self.root.join("state").join("sent")
    }

    /// The manifests of all batches that were taken.
    pub(super) fn taken(&self) -> PathBuf {
        self.root.join("state").join("taken")
    }

    /// Folders under way to being removed.
    pub(super) fn trash(&self) -> PathBuf {
        self.root.join("state").join("trash")
    }

    /// A single thing that is remembered.
    pub(super) fn state(&self, name: &str) -> PathBuf {
        self.root.join("state").join(name)
    }

    /// All that must be there.
    pub(super) fn all(&self) -> [PathBuf; 9] {
        [
            self.outgoing(),
            self.incoming(),
            self.quarantine(),
            self.done(),
            self.waiting(),
            self.kept(),
            self.sent(),
            self.taken(),
            self.trash(),
        ]
    }
}

/// What a folder that crosses is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// What the other side has taken. Read first: it makes room.
    Acknowledgement,
    /// Messages.
    Batch,
}

/// A folder that crosses, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Parcel {
    pub(super) kind: Kind,
    pub(super) number: u32,
}

impl Parcel {
    pub(super) const fn batch(number: u32) -> Self {
        Self { kind: Kind::Batch, number }
    }

    pub(super) const fn acknowledgement(number: u32) -> Self {
        Self { kind: Kind::Acknowledgement, number }
    }

    /// The name under which a party sends it.
    pub(super) fn name(self, sender: &Party) -> String {
        match self.kind {
            Kind::Batch => format!("{sender}-{:08}", self.number),
            Kind::Acknowledgement => format!("{sender}-ack-{:08}", self.number),
        }
    }

    /// Reads a name, in whatever case a file system shows it.
    pub(super) fn parse(name: &str, sender: &Party) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let rest = name.strip_prefix(sender.as_str())?.strip_prefix('-')?;
        let (kind, digits) = match rest.strip_prefix("ack-") {
            Some(digits) => (Kind::Acknowledgement, digits),
            None => (Kind::Batch, rest),
        };
        let number = eight_digits(digits)?;
        Some(Self { kind, number })
    }

    /// The name of its document.
    pub(super) const fn document(self) -> &'static str {
        match self.kind {
            Kind::Batch => "manifest.json",
            Kind::Acknowledgement => "acknowledgement.json",
        }
    }

    /// The name of the seal of its document.
    pub(super) const fn seal(self) -> &'static str {
        match self.kind {
            Kind::Batch => "manifest.seal",
            Kind::Acknowledgement => "acknowledgement.seal",
        }
    }
}

/// Where something with this number stands in a folder of manifests.
pub(super) fn numbered(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:08}.json"))
}

/// A number above 0 in eight digits.
pub(super) fn eight_digits(text: &str) -> Option<u32> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number > 0)
}
