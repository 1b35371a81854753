//! Arguments of `bihuan qr`.

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{FormatArguments, InstallationArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Qr {
    /// Make a code for a unit, a service point or an officer, and print its address
    Add(QrAddArguments),
    /// List the codes
    List(QrListArguments),
    /// End a code: who scans it is sent to the center
    Retire(QrRetireArguments),
}

/// What `qr add` takes.
#[derive(Debug, Args)]
pub(crate) struct QrAddArguments {
    /// The unit
    #[arg(long = "unit", value_name = "UNIT", required_unless_present = "officer")]
    pub(crate) of_unit: Option<String>,
    /// The officer, a person of the directory
    #[arg(long, value_name = "PERSON", conflicts_with = "of_unit")]
    pub(crate) officer: Option<String>,
    /// What a service point of the unit is called
    #[arg(long, value_name = "NAME", requires = "of_unit")]
    pub(crate) service_point: Option<String>,
    /// Why; it stands in the audit
    #[arg(long, value_name = "WORDS", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `qr list` takes.
#[derive(Debug, Args)]
pub(crate) struct QrListArguments {
    #[command(flatten)]
    pub(crate) format: FormatArguments,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `qr retire` takes.
#[derive(Debug, Args)]
pub(crate) struct QrRetireArguments {
    /// The code, as `qr list` prints it
    pub(crate) scan_point: Uuid,
    /// Why; it stands in the audit
    #[arg(long, value_name = "WORDS", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}
