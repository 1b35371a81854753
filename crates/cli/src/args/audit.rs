//! What the commands about records take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{FormatArguments, InstallationArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Recompute every record and name the first bad one of each damaged case; prints no content
    Verify(AuditVerifyArguments),
    /// Print one line over all records; with --output also write their heads, to be kept outside
    Checkpoint(CheckpointArguments),
    /// Write the records of all cases, a case a line, to be verified elsewhere
    Export(AuditExportArguments),
    /// Put every record into the log over all chains now, and print the signed note of it
    Note(NoteArguments),
}

/// What `audit verify` takes.
#[derive(Debug, Args)]
pub(crate) struct AuditVerifyArguments {
    /// Verify this export instead, without a database
    #[arg(long, value_name = "FILE")]
    pub(crate) export: Option<PathBuf>,
    /// Also say whether the records still begin as this checkpoint has them
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,
    /// Also read every file of evidence and compare its hash
    #[arg(long, conflicts_with = "export")]
    pub(crate) evidence: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `audit checkpoint` takes.
#[derive(Debug, Args)]
pub(crate) struct CheckpointArguments {
    /// Where to write the heads
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `audit export` takes.
#[derive(Debug, Args)]
pub(crate) struct AuditExportArguments {
    /// Where to write; standard output if absent
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write the words of people along, so that they too can be verified
    #[arg(long)]
    pub(crate) contents: bool,
    /// Write the audit and the log over all chains along, with its signed notes, for bihuan-verify
    #[arg(long)]
    pub(crate) with_log: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `audit note` takes.
#[derive(Debug, Args)]
pub(crate) struct NoteArguments {
    /// Print the key by which notes are verified instead, and add nothing
    #[arg(long)]
    pub(crate) key: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}
