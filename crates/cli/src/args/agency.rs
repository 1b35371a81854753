//! What the commands about outside bodies take.

use clap::{Args, Subcommand};

use super::{FormatArguments, InstallationArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Agency {
    /// List the outside bodies of the configuration, with what waits for each
    List(AgencyListArguments),
    /// Try the connection to a body, and say in plain words what is wrong
    Check(AgencyCheckArguments),
    /// Play the other side of a body of the configuration on this machine, with faults on request
    Simulate(SimulateArguments),
    /// Print a fresh secret by which both sides sign, for a file of the configuration
    Key,
    /// List what was sent to bodies, waits or is dead
    Outbox(OutboxArguments),
    /// List what bodies have said, and what became of it
    Inbox(InboxArguments),
    /// Note that somebody has looked at a message that waited for a person
    Seen(SeenArguments),
    /// Put a batch of files into `out` again that was carried and never arrived
    Resend(ResendArguments),
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

/// What `agency simulate` takes.
#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    /// What kind of body: arbitration, court, mediation or police
    pub(crate) kind: String,
    /// The unit that the body is; the first of its kind in the configuration
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// How it behaves: normal, slow, down, garbage, duplicate, out-of-order, forged, wrong-case or byzantine
    #[arg(long, default_value = "normal", value_name = "WORD")]
    pub(crate) behaviour: agency_simulator::Behaviour,
    /// The same seed and the same referrals give the same reports
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub(crate) seed: u64,
    /// The course that every case takes; each its own if none is named
    #[arg(long, value_name = "NAME")]
    pub(crate) course: Option<String>,
    /// How many seconds of the body's time go by in one second
    #[arg(long, default_value_t = 14_400.0, value_name = "NUMBER")]
    pub(crate) pace: f64,
    /// How often it hands a matter over by itself, in seconds; never if not given
    #[arg(long, value_name = "SECONDS")]
    pub(crate) hands_over_every: Option<std::num::NonZeroU64>,
    /// Stop when standard input ends, as it does with whoever started this
    #[arg(long, hide = true)]
    pub(crate) tied: bool,
    /// Folder in which it remembers; simulated/UNIT in the folder of the installation
    #[arg(long, value_name = "FOLDER")]
    pub(crate) memory: Option<std::path::PathBuf>,
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

/// What `agency seen` takes.
#[derive(Debug, Args)]
pub(crate) struct SeenArguments {
    /// The unit whose message it is
    pub(crate) unit: String,
    /// The message, by its id in the inbox
    pub(crate) message: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `agency resend` takes.
#[derive(Debug, Args)]
pub(crate) struct ResendArguments {
    /// The unit that the body is
    pub(crate) unit: String,
    /// The number of the batch, as `agency check` tells it
    pub(crate) batch: u32,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `agency retry` takes.
#[derive(Debug, Args)]
pub(crate) struct AgencyRetryArguments {
    /// The message, by its id in the outbox
    #[arg(conflicts_with = "all")]
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
