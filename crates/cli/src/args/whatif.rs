//! What `whatif` takes.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::{FormatArguments, InstallationArguments};

/// What `whatif` takes.
#[derive(Debug, Args)]
pub(crate) struct WhatifArguments {
    /// What is changed: a folder laid out like workflows/ that may hold only what changes, or single files of workflows,
    /// years of the calendar, office hours or routing rules
    #[arg(id = "changed", value_name = "PATH", required = true)]
    pub(crate) changed: Vec<PathBuf>,
    /// Only cases of this workflow
    #[arg(long = "workflow", id = "of_workflow", value_name = "WORKFLOW")]
    pub(crate) of_workflow: Option<String>,
    /// Only cases filed from this day on; by default a year ago
    #[arg(long = "from", id = "tried_from", value_name = "DAY")]
    pub(crate) tried_from: Option<NaiveDate>,
    /// Only cases filed up to this day; by default today
    #[arg(long = "to", id = "tried_to", value_name = "DAY")]
    pub(crate) tried_to: Option<NaiveDate>,
    /// Write the cases behind the numbers to this CSV file
    #[arg(long = "cases", id = "cases_file", value_name = "FILE")]
    pub(crate) cases_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
