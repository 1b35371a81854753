//! What `import` and `export` take.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::InstallationArguments;

/// What `import` takes.
#[derive(Debug, Args)]
pub(crate) struct CasesArguments {
    /// The CSV or xlsx file with a row for each complaint
    #[arg(id = "table")]
    pub(crate) table: PathBuf,
    /// What its columns mean: a YAML or TOML file, or the name of a mapping that is built in
    #[arg(long = "mapping", id = "columns", value_name = "MAPPING")]
    pub(crate) columns: PathBuf,
    /// Show the first rows as they would become cases and every faulty row; write nothing
    #[arg(long)]
    pub(crate) preview: bool,
    /// Folder for cases.csv, a line for each case, and faults.csv, a line for each fault
    #[arg(long, value_name = "FOLDER")]
    pub(crate) report: Option<PathBuf>,
    /// Afterwards print the deadlines of the case with this id in the file, why, and whose time it was
    #[arg(long, value_name = "ID")]
    pub(crate) explain: Option<String>,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// How cases are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// For a spreadsheet.
    #[default]
    Csv,
    /// Whole records, a case on each line, which `audit verify` reads.
    Jsonl,
    /// What was done, as IEEE 1849, under drawn names.
    Xes,
    /// What was done, as OCEL 2.0, under drawn names.
    Ocel,
}

impl ExportFormat {
    /// Its name on the command line and in the audit.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Xes => "xes",
            Self::Ocel => "ocel",
        }
    }
}

/// What `export` takes.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// What to write: csv for a spreadsheet, jsonl for whole records that can be verified, xes or ocel for process mining:
    /// what was done and when, without people and words, under names drawn for this file
    #[arg(
        long = "format",
        id = "export_format",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub(crate) export_format: ExportFormat,
    /// Where to write
    #[arg(long = "output", short, id = "export_output", value_name = "FILE")]
    pub(crate) export_output: PathBuf,
    /// Export what this person of the directory sees
    #[arg(long = "as", id = "reader", value_name = "PERSON")]
    pub(crate) reader: Option<String>,
    /// Export every case; for whoever runs the installation
    #[arg(long, conflicts_with = "reader")]
    pub(crate) everything: bool,
    /// Only open cases
    #[arg(long)]
    pub(crate) open: bool,
    /// Only ended cases
    #[arg(long, conflicts_with = "open")]
    pub(crate) ended: bool,
    /// Only cases of this workflow
    #[arg(long, value_name = "WORKFLOW")]
    pub(crate) workflow: Option<String>,
    /// Only cases that this unit leads
    #[arg(long, value_name = "UNIT")]
    pub(crate) lead: Option<String>,
    /// Only cases in this state
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<String>,
    /// Only cases filed from this day on
    #[arg(long = "from", id = "filed_from", value_name = "DAY")]
    pub(crate) filed_from: Option<NaiveDate>,
    /// Only cases filed up to this day
    #[arg(long = "to", id = "filed_to", value_name = "DAY")]
    pub(crate) filed_to: Option<NaiveDate>,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}
