//! What `backup` and `restore` take.

use std::path::PathBuf;

use clap::Args;

use super::InstallationArguments;

/// What `backup` takes.
#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// A folder that does not exist yet, or is empty
    pub(crate) target: PathBuf,
    /// Copy the key along; whoever has both can open the identities of the parties
    #[arg(long)]
    pub(crate) with_key: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `restore` takes.
#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// The folder that backup wrote
    pub(crate) source: PathBuf,
    /// The folder of the new installation; it must not exist yet, or be empty
    #[arg(long = "folder", value_name = "FOLDER")]
    pub(crate) new_folder: PathBuf,
}
