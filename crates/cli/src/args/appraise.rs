//! What the command about appraisal takes.

use clap::Args;

use super::{FormatArguments, InstallationArguments};

/// What `appraise` takes.
#[derive(Debug, Args)]
pub(crate) struct AppraiseArguments {
    /// The period: a month such as 2026-10, a quarter such as 2026-Q4, or a year
    #[arg(long)]
    pub(crate) period: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
