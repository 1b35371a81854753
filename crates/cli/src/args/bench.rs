//! What `bench` takes.

use clap::{Args, Subcommand};

use super::InstallationArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// What an outside body that hangs costs everybody else
    Agencies(BenchAgenciesArguments),
    /// How long it takes to look through the logs of months: appraisals, suspicions, and rules that are tried
    Months(BenchMonthsArguments),
    /// How long pages take that are made of many cases: lists, the desk, the leader's page, reports, searches
    Pages(BenchPagesArguments),
    /// What the sweep of clocks costs when none, some and many are due
    Sweep(BenchSweepArguments),
    /// Durable transitions a second through the HTTP API
    Transitions(BenchTransitionsArguments),
    /// Answers a second and their times for a page of 50 of the worklist
    Worklist(BenchWorklistArguments),
}

/// What `bench agencies` takes.
#[derive(Debug, Args)]
pub(crate) struct BenchAgenciesArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    /// How many connections hang, in each direction
    #[arg(long, default_value_t = 200)]
    pub(crate) connections: usize,
    /// How many clients work beside them
    #[arg(long, default_value_t = 8)]
    pub(crate) clients: usize,
    /// How often it is measured without and with them
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// How long each measurement lasts
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// Add to the cases that are there, instead of refusing
    #[arg(long)]
    pub(crate) add: bool,
}

/// What `bench transitions` takes.
#[derive(Debug, Args)]
pub(crate) struct BenchTransitionsArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    /// How many clients at once; several numbers are run one after the other
    #[arg(long, value_delimiter = ',', default_value = "1,8,32", value_name = "NUMBERS")]
    pub(crate) clients: Vec<usize>,
    /// How long each run lasts
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// How many cases are filed to work on
    #[arg(long, default_value_t = 2000)]
    pub(crate) cases: usize,
    /// Add to the cases that are there, instead of refusing
    #[arg(long)]
    pub(crate) add: bool,
}

/// What `bench worklist` takes.
#[derive(Debug, Args)]
pub(crate) struct BenchWorklistArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    /// How long each run lasts
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
}

/// What `bench pages` takes.
#[derive(Debug, Args)]
pub(crate) struct BenchPagesArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    /// How many clients at once; several numbers are run one after the other
    #[arg(long, value_delimiter = ',', default_value = "1", value_name = "NUMBERS")]
    pub(crate) clients: Vec<usize>,
    /// How long each run lasts
    #[arg(long, default_value_t = 5)]
    pub(crate) seconds: u64,
    /// How many seconds each client looks at a page before it asks for the next
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub(crate) pause: u64,
}

/// What `bench months` takes.
#[derive(Debug, Args)]
pub(crate) struct BenchMonthsArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `bench sweep` takes.
#[derive(Debug, Args)]
pub(crate) struct BenchSweepArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    /// How many clocks are due at least; several numbers are run one after the other
    #[arg(long, value_delimiter = ',', default_value = "0,10,1000", value_name = "NUMBERS")]
    pub(crate) due: Vec<u32>,
    /// Let the cases grow older than they are, so that clocks fall due; only in an installation that is thrown away
    #[arg(long)]
    pub(crate) spoil: bool,
}
