//! What the commands about cases take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{FormatArguments, InstallationArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Case {
    /// File a complaint, and print the case number, the id and the receipts
    New(CaseNewArguments),
    /// Do one of the transitions of the case, and print what happened
    Do(CaseDoArguments),
    /// Add a file to a case, and print the id by which case do names it as evidence
    Attach(CaseAttachArguments),
    /// Print where a case stands, what happened to it and what can be done
    Show(CaseShowArguments),
    /// Print why each deadline is this instant, and whose time it was
    Explain(CaseExplainArguments),
    /// Recompute the record of a case and hold it against its row; prints no content
    Verify(CaseVerifyArguments),
}

/// Who acts or reads. The command line sees and does what this person may.
#[derive(Debug, Args)]
pub(crate) struct ActingArguments {
    /// The person of the directory in whose name this is done
    #[arg(long = "as", value_name = "PERSON", display_order = 0)]
    pub(crate) acting: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `case new` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseNewArguments {
    /// The workflow it is filed under
    #[arg(long, value_name = "NAME")]
    pub(crate) workflow: String,
    /// Title of the complaint
    #[arg(long)]
    pub(crate) title: String,
    /// Text of the complaint
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// Category code of the case
    #[arg(long, default_value = "", hide_default_value = true, value_name = "CODE")]
    pub(crate) category: String,
    /// Division code of the place; by default the county's
    #[arg(long, value_name = "CODE")]
    pub(crate) place: Option<String>,
    /// The place in words
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub(crate) address: String,
    /// Who complains; may be given several times, without it nobody gives a name
    #[arg(long, value_name = "NAME:PHONE")]
    pub(crate) party: Vec<String>,
    /// Unit complained about; may be given several times
    #[arg(long, value_name = "UNIT")]
    pub(crate) respondent: Vec<String>,
    /// How it came in: window, phone, visitor, hotline and so on
    #[arg(long, default_value = "window", value_name = "NAME")]
    pub(crate) channel: String,
    /// How hard it looks: simple, general or complex
    #[arg(long, value_enum, default_value_t, value_name = "DEGREE", hide_possible_values = true)]
    pub(crate) complexity: Complexity,
    /// How dangerous it looks: low, medium or high
    #[arg(long, value_enum, default_value_t, value_name = "DEGREE", hide_possible_values = true)]
    pub(crate) risk: Risk,
    /// Only those who handle it, the center's clerks and its director may see it
    #[arg(long)]
    pub(crate) secret: bool,
    /// Further fields of the filing form
    #[arg(value_name = "FIELD=VALUE")]
    pub(crate) fields: Vec<String>,
    #[command(flatten)]
    pub(crate) acting: ActingArguments,
}

/// How hard a case looks.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Complexity {
    /// Simple 简单.
    Simple,
    /// General 一般.
    #[default]
    General,
    /// Complex 复杂.
    Complex,
}

impl From<Complexity> for domain::case::Complexity {
    fn from(word: Complexity) -> Self {
        match word {
            Complexity::Simple => Self::Simple,
            Complexity::General => Self::General,
            Complexity::Complex => Self::Complex,
        }
    }
}

/// How dangerous a case looks.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Risk {
    /// Low 低.
    #[default]
    Low,
    /// Medium 中.
    Medium,
    /// High 高.
    High,
}

impl From<Risk> for domain::case::Risk {
    fn from(word: Risk) -> Self {
        match word {
            Risk::Low => Self::Low,
            Risk::Medium => Self::Medium,
            Risk::High => Self::High,
        }
    }
}

/// What `case do` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseDoArguments {
    /// Number or id of the case
    pub(crate) case: String,
    /// The transition, as case show lists it; or read, screen, name_respondents
    pub(crate) transition: String,
    /// Fields of its form and what it needs, as on a walk: lead=UNIT assistants=A,B basis=TEXT evidence.KIND=ID
    #[arg(value_name = "NAME=VALUE")]
    pub(crate) fields: Vec<String>,
    /// The version that was seen; a case that has moved on is refused
    #[arg(long, value_name = "NUMBER")]
    pub(crate) expect: Option<u64>,
    #[command(flatten)]
    pub(crate) acting: ActingArguments,
}

/// What `case attach` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseAttachArguments {
    /// Number or id of the case
    pub(crate) case: String,
    /// A picture, recording, film, PDF, Word, Excel or plain text, up to 50 MiB; judged by its content
    #[arg(id = "attached", value_name = "FILE")]
    pub(crate) attached: PathBuf,
    #[command(flatten)]
    pub(crate) acting: ActingArguments,
}

/// What `case show` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseShowArguments {
    /// Number or id of the case
    pub(crate) case: String,
    #[command(flatten)]
    pub(crate) acting: ActingArguments,
}

/// What `case explain` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseExplainArguments {
    /// Number or id of the case
    pub(crate) case: String,
    /// Only this limit of the workflow
    #[arg(long = "limit", value_name = "LIMIT")]
    pub(crate) only_limit: Option<String>,
    #[command(flatten)]
    pub(crate) acting: ActingArguments,
}

/// What `case verify` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseVerifyArguments {
    /// Number or id of the case
    pub(crate) case: String,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
