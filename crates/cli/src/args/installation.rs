//! Which installation a command works on, and what the commands that run one take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Which installation a command works on.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct InstallationArguments {
    /// Configuration file; ./bihuan.toml if it exists
    #[arg(
        long,
        value_name = "FILE",
        env = "BIHUAN_CONFIG",
        hide_env_values = true,
        display_order = 800
    )]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the embedded database, the key and the files
    #[arg(
        long,
        value_name = "FOLDER",
        env = "BIHUAN_FOLDER",
        hide_env_values = true,
        display_order = 801
    )]
    pub(crate) folder: Option<PathBuf>,
    /// Database, sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(
        long,
        value_name = "URL",
        env = "BIHUAN_DATABASE",
        hide_env_values = true,
        display_order = 802
    )]
    pub(crate) database: Option<String>,
}

impl InstallationArguments {
    /// Whether any of them was given.
    pub(crate) const fn is_given(&self) -> bool {
        self.config.is_some() || self.folder.is_some() || self.database.is_some()
    }
}

/// What `demo` takes.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Folder of the demo, with a database of its own; no configuration file and no BIHUAN_DATABASE counts
    #[arg(long = "folder", default_value = "bihuan-demo", value_name = "FOLDER")]
    pub(crate) demo_folder: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<std::net::SocketAddr>,
}

/// What `serve` takes.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", env = "BIHUAN_LISTEN", hide_env_values = true)]
    pub(crate) listen: Option<std::net::SocketAddr>,
}

/// What `seed` takes.
#[derive(Debug, Args)]
pub(crate) struct SeedArguments {
    /// How many cases
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..), required_unless_present = "clues")]
    pub(crate) cases: Option<u64>,
    /// The clues of a city as it has published them, instead: 524 reviews that were to be looked into
    #[arg(long, conflicts_with_all = ["cases", "days"])]
    pub(crate) clues: bool,
    /// Another seed makes another county
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub(crate) seed: u64,
    /// Over how many days before now they come in; not before 2025, for which there is no calendar
    #[arg(long, default_value_t = 60, value_name = "NUMBER")]
    pub(crate) days: u32,
    /// Of a hundred cases, how many end where they began, as most calls of a hotline do; the others go the whole way
    #[arg(long, default_value_t = 0, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) ended_early: u8,
    /// Add to the cases that are there, instead of refusing
    #[arg(long)]
    pub(crate) add: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Open an account for a person of the directory and print its first password
    Add(UserAddArguments),
    /// Let a disabled account be used again; for whoever holds the machine
    Enable(AccountArguments),
    /// Give an account a new first password, end its sessions and tokens, and print it; for whoever holds the machine
    ResetPassword(AccountArguments),
    /// Remove the second factor of an account, and end its sessions and tokens; for whoever holds the machine
    RemoveSecondFactor(RemoveSecondFactorArguments),
    /// Give the open cases of a person back to their unit, which names another handler; for whoever holds the machine
    ReleaseWork(ReleaseWorkArguments),
    /// Open a person's deadlines as a calendar under a new address and print it; for whoever holds the machine
    Calendar(UserCalendarArguments),
}

/// What `user enable` and `user reset-password` take.
#[derive(Debug, Args)]
pub(crate) struct AccountArguments {
    /// The sign-in name, or the person of the directory
    pub(crate) account: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `user remove-second-factor` takes.
#[derive(Debug, Args)]
pub(crate) struct RemoveSecondFactorArguments {
    #[command(flatten)]
    pub(crate) account: AccountArguments,
    /// Why; it stands in the audit
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

/// What `user release-work` takes.
#[derive(Debug, Args)]
pub(crate) struct ReleaseWorkArguments {
    #[command(flatten)]
    pub(crate) account: AccountArguments,
    /// Why; it stands in the audit and with each case
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Only say how much it is; nothing is done then
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What `user calendar` takes.
#[derive(Debug, Args)]
pub(crate) struct UserCalendarArguments {
    #[command(flatten)]
    pub(crate) account: AccountArguments,
    /// Close it instead: its address opens nothing any more
    #[arg(long = "close")]
    pub(crate) close_it: bool,
}

/// What `user add` takes.
#[derive(Debug, Args)]
pub(crate) struct UserAddArguments {
    /// The person of the directory
    pub(crate) person: String,
    /// The sign-in name; by default the person's id
    #[arg(long, value_name = "NAME")]
    pub(crate) sign_in: Option<String>,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}

/// What `migrate` takes.
#[derive(Debug, Args)]
pub(crate) struct MigrateArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    /// Take back this many steps instead; what they hold is lost
    #[arg(long, value_name = "STEPS")]
    pub(crate) down: Option<u32>,
}
