//! The command line: what may be typed. The Chinese of its help stands in [`crate::help`].

#![expect(clippy::doc_markdown, reason = "clap prints these comments as they are, backticks too")]

mod audit;
mod backup;
mod bench;
mod case;
mod due;
mod import;
mod migrate;

pub(crate) use bench::{Bench, BenchTransitionsArguments, BenchWorklistArguments};
pub(crate) use import::{CasesArguments, ExportArguments, ExportFormat};

use std::path::PathBuf;

pub(crate) use audit::*;
pub(crate) use backup::*;
pub(crate) use case::*;
use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use due::*;
pub(crate) use migrate::*;

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
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
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
    /// File, handle, read and verify cases
    #[command(subcommand)]
    Case(Case),
    /// Verify the records, and make checkpoints of them
    #[command(subcommand)]
    Audit(Audit),
    /// Say what was due and has not been escalated, which letters were given up, and why
    Due(DueArguments),
    /// See to letters that were given up
    #[command(subcommand)]
    Letters(Letters),
    /// Copy the database and the files of evidence while they are in use
    Backup(BackupArguments),
    /// Put a backup into a new folder, and verify it
    Restore(RestoreArguments),
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Open an account for a person of the directory and print its first password
    Add(UserAddArguments),
}

/// Which installation a command works on.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct InstallationArguments {
    /// Configuration file; ./bihuan.toml if it exists
    #[arg(long, value_name = "FILE", env = "BIHUAN_CONFIG", hide_env_values = true)]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the embedded database, the key and the files
    #[arg(long, value_name = "FOLDER", env = "BIHUAN_FOLDER", hide_env_values = true)]
    pub(crate) folder: Option<PathBuf>,
    /// Database, sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL", env = "BIHUAN_DATABASE", hide_env_values = true)]
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
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
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
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) cases: u64,
    /// Another seed makes another county
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub(crate) seed: u64,
    /// Over how many days before now they come in; not before 2025, for which there is no calendar
    #[arg(long, default_value_t = 60, value_name = "NUMBER")]
    pub(crate) days: u32,
    /// Add to the cases that are there, instead of refusing
    #[arg(long)]
    pub(crate) add: bool,
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

#[derive(Debug, Subcommand)]
pub(crate) enum Workflow {
    /// Say everything that is wrong with workflow files, and play the scenarios beside them
    Check(CheckArguments),
    /// Draw a workflow: a picture, a diagram for a text, or tables
    Draw(DrawArguments),
    /// Say in plain words what differs between two versions, and how running cases would move
    Diff(DiffArguments),
    /// Play the scenarios beside a workflow and print each step, the deadlines and whose time it was
    Scenario(ScenarioArguments),
    /// Walk a case through a workflow by hand; reads what to do from the terminal or a script
    Walk(WalkArguments),
    /// Turn an eGov DIGIT BusinessService into a draft, and list its defects
    ImportDigit(ImportArguments),
    /// Move the running cases of an installation to another version
    Migrate(WorkflowMigrateArguments),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Clock {
    /// Print the deadline of a limit, and why it is this day
    Explain(ExplainArguments),
    /// Read limit,from rows as CSV and write limit,from,deadline rows; a faulty row is left empty
    Batch(BatchArguments),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    /// Say everything that is wrong with calendar files, and how many working days each year has
    Check(CalendarCheckArguments),
    /// Load the file of a new notice and list the open deadlines that move
    Load(LoadArguments),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Routing {
    /// Say which unit should lead, by which rule and why; or why a person must decide
    Try(TryArguments),
}

/// What `workflow check` takes.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Files, or folders that hold NAME/vN.yaml
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Check only the definitions; play no scenarios
    #[arg(long)]
    pub(crate) no_scenarios: bool,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `workflow draw` takes.
#[derive(Debug, Args)]
pub(crate) struct DrawArguments {
    /// The workflow file
    pub(crate) file: PathBuf,
    /// What to draw: svg, mermaid or markdown
    #[arg(
        long = "as",
        value_enum,
        default_value_t,
        value_name = "FORM",
        hide_possible_values = true
    )]
    pub(crate) form: Drawing,
    /// Where to write; standard output if absent
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What `workflow draw` draws.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Drawing {
    /// A picture that a clerk can read.
    #[default]
    Svg,
    /// A Mermaid state diagram.
    Mermaid,
    /// Tables of states, transitions and limits.
    Markdown,
}

/// What `workflow diff` takes.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The old version
    pub(crate) old: PathBuf,
    /// The new version
    pub(crate) new: PathBuf,
    /// Where running cases go, as a file to check; by default states keep their names
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `workflow scenario` takes.
#[derive(Debug, Args)]
pub(crate) struct ScenarioArguments {
    /// The workflow file; its scenarios stand beside it
    pub(crate) file: PathBuf,
    /// Play only the scenario of this number, from 1
    #[arg(long, value_name = "NUMBER")]
    pub(crate) only: Option<usize>,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `workflow walk` takes.
#[derive(Debug, Args)]
pub(crate) struct WalkArguments {
    /// The workflow file
    pub(crate) file: PathBuf,
    /// When the case is filed, local time
    #[arg(long, default_value = "2026-03-02 09:00", value_name = "TIME")]
    pub(crate) at: String,
    /// Who files: citizen, or a person of the directory; by default whoever may
    #[arg(long, value_name = "PERSON")]
    pub(crate) by: Option<String>,
    /// Category code of the case
    #[arg(long, default_value = "0299", value_name = "CODE")]
    pub(crate) category: String,
    /// File it without a name
    #[arg(long)]
    pub(crate) anonymous: bool,
}

/// What `workflow import-digit` takes.
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// The JSON file with the BusinessService
    pub(crate) file: PathBuf,
    /// The JSON file with its AutoEscalation
    #[arg(long, value_name = "FILE")]
    pub(crate) escalation: Option<PathBuf>,
    /// Where to write the draft as YAML; nothing is written if absent
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// How a limit on the command line is counted.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct RuleArguments {
    /// Leave a last day that is a rest day where it is, instead of moving it to the next working day
    #[arg(long)]
    pub(crate) no_roll: bool,
    /// Let the last day end with office hours instead of at 24:00
    #[arg(long)]
    pub(crate) close: bool,
}

/// What `clock explain` takes.
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The limit: a number and hour, work_hour, calendar_day, work_day or month
    #[arg(long)]
    pub(crate) limit: String,
    /// What it counts from: an instant (RFC 3339 or local) or a day
    #[arg(long, value_name = "TIME")]
    pub(crate) from: String,
    /// An extension, as a limit; may be given several times
    #[arg(long, value_name = "LIMIT")]
    pub(crate) extend: Vec<String>,
    /// A pause that does not count; a day as its end is the last; may be given several times
    #[arg(long, value_name = "FROM/UNTIL")]
    pub(crate) pause: Vec<String>,
    #[command(flatten)]
    pub(crate) rule: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `clock batch` takes.
#[derive(Debug, Args)]
pub(crate) struct BatchArguments {
    /// The CSV file; standard input if absent
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) rule: RuleArguments,
}

/// What `calendar check` takes.
#[derive(Debug, Args)]
pub(crate) struct CalendarCheckArguments {
    /// Files or folders; by default the calendars in use
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `calendar load` takes.
#[derive(Debug, Args)]
pub(crate) struct LoadArguments {
    /// The calendar file of the new notice
    pub(crate) file: PathBuf,
    /// Open limits as CSV, limit,from
    #[arg(long, value_name = "FILE")]
    pub(crate) clocks: Option<PathBuf>,
    /// Put the file into the data folder after listing
    #[arg(long)]
    pub(crate) write: bool,
    #[command(flatten)]
    pub(crate) rule: RuleArguments,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `routing try` takes.
#[derive(Debug, Args)]
pub(crate) struct TryArguments {
    /// Category code of the case
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Option<String>,
    /// Division code of the place
    #[arg(long, value_name = "CODE")]
    pub(crate) place: Option<String>,
    /// Petition class, by code or by its Chinese names joined by /
    #[arg(long, value_name = "CLASS")]
    pub(crate) petition_class: Option<String>,
    /// Title of the complaint
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Text of the complaint
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// The workflow it is filed under
    #[arg(long, value_name = "NAME")]
    pub(crate) workflow: Option<String>,
    /// Unit complained about; may be given several times
    #[arg(long, value_name = "UNIT")]
    pub(crate) respondent: Vec<String>,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
