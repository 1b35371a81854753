//! What `bench` takes.

use clap::{Args, Subcommand};

use super::InstallationArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// What an outside body that hangs costs everybody else
    Agencies(BenchAgenciesArguments),
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
