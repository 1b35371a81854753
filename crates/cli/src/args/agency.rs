//! What the commands about outside bodies take.

use clap::{Args, Subcommand};

use super::{FormatArguments, InstallationArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Agency {
    /// List the outside bodies of the configuration, with what waits for each
    List(AgencyListArguments),
    /// Try the connection to a body, and say in plain words what is wrong
    Check(AgencyCheckArguments),
    /// Print a fresh secret by which both sides sign, for a file of the configuration
    Key,
    /// List what was sent to bodies, waits or is dead
    Outbox(OutboxArguments),
    /// List what bodies have said, and what became of it
    Inbox(InboxArguments),
    /// Have messages that nobody tries any more tried again
    Retry(AgencyRetryArguments),
    /// Believe a body again of which nothing was taken after too many bad messages
    Release(ReleaseArguments),
}

/// What `agency list` takes.
#[derive(Debug, Args)]
pub(crate) struct AgencyListArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `agency check` takes.
#[derive(Debug, Args)]
pub(crate) struct AgencyCheckArguments {
    /// The unit that the body is
    pub(crate) unit: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `agency outbox` takes.
#[derive(Debug, Args)]
pub(crate) struct OutboxArguments {
    /// To one body only
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// Only what nobody tries any more
    #[arg(long)]
    pub(crate) dead: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `agency inbox` takes.
#[derive(Debug, Args)]
pub(crate) struct InboxArguments {
    /// From one body only
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// Only what waits for a person
    #[arg(long)]
    pub(crate) for_people: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `agency retry` takes.
#[derive(Debug, Args)]
pub(crate) struct AgencyRetryArguments {
    /// The message, by its id in the outbox
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub(crate) message: Option<uuid::Uuid>,
    /// All that nobody tries any more
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `agency release` takes.
#[derive(Debug, Args)]
pub(crate) struct ReleaseArguments {
    /// The unit that the body is
    pub(crate) unit: String,
    /// What was found and mended; it stands in the audit
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}
