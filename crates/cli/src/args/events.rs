//! What the commands about events for other systems take.

use clap::{Args, Subcommand, ValueEnum};
use store::subscriptions::Mode;
use uuid::Uuid;

use super::{FormatArguments, InstallationArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    /// Subscribe a system to events and print the secret by which they are signed, once
    Subscribe(SubscribeArguments),
    /// List the subscriptions: what they are told, what waits, what nobody tries any more
    List(EventsListArguments),
    /// Let nothing be sent until it is resumed; what happens meanwhile waits
    Pause(SubscriptionArguments),
    /// Let what waits be sent again
    Resume(SubscriptionArguments),
    /// Remove a subscription with its secret, what waits for it and its log
    Remove(SubscriptionArguments),
    /// Give a subscription a new secret and print it, once; the former one signs beside it for a while
    Rotate(RotateArguments),
    /// Let what nobody tries any more be tried again
    Retry(SubscriptionArguments),
    /// List what was sent, try by try, the newest first
    Log(LogArguments),
}

/// What `events subscribe` takes.
#[derive(Debug, Args)]
pub(crate) struct SubscribeArguments {
    /// Where to: an address that the section events of the configuration allows
    pub(crate) url: String,
    /// The unit by whose rights it learns of cases
    #[arg(long = "unit", value_name = "UNIT")]
    pub(crate) rights_of: String,
    /// A type of events; may be repeated, all without it
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) topics: Vec<String>,
    /// How an event is written: structured, one JSON document, or binary, attributes as headers
    #[arg(long, value_enum, default_value_t, value_name = "MODE", hide_possible_values = true)]
    pub(crate) mode: EventMode,
    /// Why; it stands in the audit
    #[arg(long, value_name = "WORDS", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// How an event is written into a request.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum EventMode {
    /// All of it as one JSON document.
    #[default]
    Structured,
    /// Its attributes as headers, its data as the body.
    Binary,
}

impl From<EventMode> for Mode {
    fn from(mode: EventMode) -> Self {
        match mode {
            EventMode::Structured => Self::Structured,
            EventMode::Binary => Self::Binary,
        }
    }
}

/// What `events list` takes.
#[derive(Debug, Args)]
pub(crate) struct EventsListArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What the commands about one subscription take.
#[derive(Debug, Args)]
pub(crate) struct SubscriptionArguments {
    /// The subscription, by its id
    pub(crate) subscription: Uuid,
    /// Why; it stands in the audit
    #[arg(long, value_name = "WORDS", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `events rotate` takes.
#[derive(Debug, Args)]
pub(crate) struct RotateArguments {
    #[command(flatten)]
    pub(crate) subscription: SubscriptionArguments,
    /// For how many hours the former secret signs too; 0 where others know it
    #[arg(long, default_value_t = 24, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(0..=168))]
    pub(crate) overlap_hours: u32,
}

/// What `events log` takes.
#[derive(Debug, Args)]
pub(crate) struct LogArguments {
    /// The subscription, by its id
    pub(crate) subscription: Uuid,
    /// How many tries
    #[arg(long, default_value_t = 50, value_name = "NUMBER")]
    pub(crate) most: u32,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
