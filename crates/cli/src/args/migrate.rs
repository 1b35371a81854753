//! What `workflow migrate` takes.

use std::path::PathBuf;

use clap::Args;

use super::{FormatArguments, InstallationArguments};

/// What `workflow migrate` takes.
#[derive(Debug, Args)]
pub(crate) struct WorkflowMigrateArguments {
    /// The version that cases leave
    #[arg(long = "from", value_name = "NAME/VERSION")]
    pub(crate) leaving: String,
    /// The version that they go to
    #[arg(long = "to", value_name = "NAME/VERSION")]
    pub(crate) entering: String,
    /// Where running cases go, as a file to check; by default states keep their names
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Say who would move and who would not; move nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
