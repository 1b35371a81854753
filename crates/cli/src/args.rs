//! The command line: what may be typed. The Chinese of its help stands in [`crate::help`].

#![expect(clippy::doc_markdown, reason = "clap prints these comments as they are, backticks too")]

mod agency;
mod appraise;
mod audit;
mod backup;
mod bench;
mod calendar;
mod case;
mod clock;
mod due;
mod events;
mod import;
mod installation;
mod migrate;
mod qr;
mod routing;
mod whatif;
mod workflow;

pub(crate) use bench::{
    Bench, BenchAgenciesArguments, BenchMonthsArguments, BenchPagesArguments, BenchSweepArguments,
    BenchTransitionsArguments, BenchWorklistArguments,
};
pub(crate) use import::{CasesArguments, ExportArguments, ExportFormat};

use std::path::PathBuf;

pub(crate) use agency::*;
pub(crate) use appraise::*;
pub(crate) use audit::*;
pub(crate) use backup::*;
pub(crate) use calendar::*;
pub(crate) use case::*;
use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use clock::*;
pub(crate) use due::*;
pub(crate) use events::*;
pub(crate) use installation::*;
pub(crate) use migrate::*;
pub(crate) use qr::*;
pub(crate) use routing::*;
pub(crate) use whatif::WhatifArguments;
pub(crate) use workflow::*;

/// Bihuan 闭环: procedures that strand no case, and deadlines that explain themselves
#[derive(Debug, Parser)]
#[command(name = "bihuan", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// Language: zh or en; by default that of LC_ALL, LC_MESSAGES or LANG
    #[arg(long, global = true, value_enum, display_order = 900, hide_possible_values = true)]
    pub(crate) lang: Option<Tongue>,
    /// Folder of calendars, codes, routing and directory; else the file's own, ./workflows, or what is built in
    #[arg(long, global = true, value_name = "FOLDER", display_order = 901)]
    pub(crate) data: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A language of the messages.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Tongue {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// How lists are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For scripts: one JSON document.
    Json,
}

/// The `--format` of a command that lists.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct FormatArguments {
    /// How to print: text for people, json for scripts
    #[arg(long, value_enum, default_value_t, hide_possible_values = true, display_order = 850)]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check, draw, compare, play and walk procedures
    #[command(subcommand)]
    Workflow(Workflow),
    /// Compute deadlines and say why
    #[command(subcommand)]
    Clock(Clock),
    /// Check and load calendars
    #[command(subcommand)]
    Calendar(Calendar),
    /// Try the routing rules
    #[command(subcommand)]
    Routing(Routing),
    /// Start with the embedded database and a demo county; starting again keeps the data
    Demo(DemoArguments),
    /// Serve the API
    Serve(ServeArguments),
    /// Fill an installation with invented cases, to try things out or to measure; the same seed makes the same cases
    Seed(SeedArguments),
    /// Bring the schema of the database up to date
    Migrate(MigrateArguments),
    /// Keep accounts
    #[command(subcommand)]
    User(User),
    /// Measure, beside the same work done raw
    #[command(subcommand)]
    Bench(Bench),
    /// Bring in what another system has kept so far: a case for each row, routed and answered at its date
    Import(CasesArguments),
    /// Write cases to a file, as somebody sees them
    Export(ExportArguments),
    /// Say what other limits, ladders, working days or routing rules would have made of the cases of the past year
    Whatif(WhatifArguments),
    /// File, handle, read and verify cases
    #[command(subcommand)]
    Case(Case),
    /// Verify the records, and make checkpoints of them
    #[command(subcommand)]
    Audit(Audit),
    /// See to outside bodies with systems of their own
    #[command(subcommand)]
    Agency(Agency),
    /// Say what was due and has not been escalated, which letters were given up and why, and which cases nobody can run
    Due(DueArguments),
    /// Count the clues that came of reviews: how many stand where, and how many were so
    Clues(CluesArguments),
    /// Compute how units stand in a period of appraisal, and print the table; nothing is kept
    Appraise(AppraiseArguments),
    /// See to letters that were given up
    #[command(subcommand)]
    Letters(Letters),
    /// Tell other systems of events, as signed webhooks
    #[command(subcommand)]
    Events(Events),
    /// Keep the codes that citizens scan
    #[command(subcommand)]
    Qr(Qr),
    /// Copy the database and the files of evidence while they are in use
    Backup(BackupArguments),
    /// Put a backup into a new folder, and verify it
    Restore(RestoreArguments),
}
