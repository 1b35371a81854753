//! Copies of an installation: what a backup holds, and how files get there and back.

mod dump;
mod folder;
mod manifest;

pub(crate) use dump::dump;
pub(crate) use folder::{below, copied, fresh};
pub(crate) use manifest::{Database, Entry, Manifest};

/// How the copy of the embedded database is called.
pub(crate) const EMBEDDED: &str = "bihuan.sqlite";

/// How the dump of a `PostgreSQL` database is called.
pub(crate) const DUMP: &str = "bihuan.dump";

/// How the key is called, where it was copied along.
pub(crate) const KEY: &str = "key";

/// The folder of the files of evidence.
pub(crate) const FILES: &str = "files";
