//! Where an installation stands: its folder and database file, for its owner only, and the claim of whoever serves it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::{Config, embedded_file};
use crate::failure::Failure;

/// Makes the folder, and the file of an embedded database, if they are not there. Only their owner may read them; what
/// SQLite lays beside the file takes its rights.
pub(crate) fn prepare(config: &Config) -> Result<(), Failure> {
    let folders = [Some(&config.folder), config.files.as_ref()];
    for folder in folders.into_iter().flatten() {
        engine::private::create_folder(folder).map_err(Failure::file(folder))?;
    }
    let embedded = embedded_file(&config.database());
    let Some(path) = embedded.filter(|path| !path.exists()) else { return Ok(()) };
    match engine::private::create(&path) {
        Ok(_) => Ok(()),
        // Another process has just made it.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Failure::file(&path)(error)),
    }
}

/// Claims an embedded database for the one process that serves it, until the claim is dropped or the process ends.
/// Other commands may work beside it; a second server would run every worker twice and know nothing of the first.
/// Servers on one PostgreSQL are nodes of one installation, and claim nothing.
pub(crate) fn claim(config: &Config) -> Result<Option<File>, Failure> {
    let Some(database) = embedded_file(&config.database()) else { return Ok(None) };
    let path = beside(&database);
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path).map_err(Failure::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(claimed(&database)),
        Err(TryLockError::Error(error)) => Err(Failure::file(&path)(error)),
    }
}

/// `bihuan.sqlite.served` beside `bihuan.sqlite`.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".served");
    name.into()
}

fn claimed(database: &Path) -> Failure {
    Failure::unfit(
        database,
        "已有一个 bihuan serve 或 bihuan demo 在用这个数据库；请先停掉它，或用 --folder 换一个文件夹",
        "a bihuan serve or bihuan demo is using this database; stop it first, or name another --folder",
    )
}
