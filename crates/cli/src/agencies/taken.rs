//! What only one body may have: its folder and its secrets. Of two that shared them, each could speak for the other.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::config::secret;
use super::{AgencyConfig, Place};
use crate::failure::Failure;

/// What the entries before have.
#[derive(Debug, Default)]
pub(super) struct Taken {
    folders: BTreeMap<PathBuf, String>,
    secrets: BTreeMap<String, String>,
}

impl Taken {
    /// Takes what an entry has, or says who has it already.
    pub(super) fn take(&mut self, place: Place<'_>, entry: &AgencyConfig) -> Result<(), Failure> {
        if let Some(files) = &entry.files {
            // One that is not there yet is compared as it is written.
            let folder = fs::canonicalize(&files.folder).unwrap_or_else(|_| files.folder.clone());
            if let Some(other) = self.folders.insert(folder, entry.unit.clone()) {
                return Err(place.fault(
                    format!("files.folder：{other} 已经用这个文件夹；每个单位要有自己的文件夹"),
                    format!(
                        "files.folder: {other} has this folder; each body needs one of its own"
                    ),
                ));
            }
        }
        let http = entry.http.iter().flat_map(|http| http.sign.iter().chain(&http.verify));
        let seals =
            entry.files.iter().flat_map(|files| files.seal.iter().chain(&files.older_seals));
        for file in http.map(|key| &key.file).chain(seals) {
            let other = self.secrets.insert(secret(file)?, entry.unit.clone());
            if let Some(other) = other.filter(|other| *other != entry.unit) {
                let file = file.display();
                return Err(place.fault(
                    format!("{file}：{other} 用的是同一把密钥，双方可以互相冒充；用 bihuan agency key 另生成一把"),
                    format!("{file}: {other} has the same secret, so that each could speak for the other; make another with `bihuan agency key`"),
                ));
            }
        }
        Ok(())
    }
}
