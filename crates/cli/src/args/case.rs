//! What the commands about cases take.

use std::path::PathBuf;

use chrono::NaiveDate;
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
    /// List the cases that the person sees
    List(CaseListArguments),
    /// Print where a case stands, what happened to it and what can be done
    Show(CaseShowArguments),
    /// Print why each deadline is this instant, and whose time it was
    Explain(CaseExplainArguments),
    /// Recompute the record of a case and hold it against its row; prints no content
    Verify(CaseVerifyArguments),
    /// Erase who complained, what was written and said, for good; the record still verifies
    Erase(CaseEraseArguments),
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

/// What `case list` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseListArguments {
    /// Only open cases
    #[arg(long)]
    pub(crate) open: bool,
    /// Only ended cases
    #[arg(long, conflicts_with = "open")]
    pub(crate) ended: bool,
    /// Only cases of this workflow
    #[arg(long, value_name = "WORKFLOW")]
    pub(crate) workflow: Option<String>,
    /// Only cases in this state
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<String>,
    /// Only cases in this stage: screen, study, assign, handle, supervise, close or assess
    #[arg(long, value_enum, value_name = "STAGE", hide_possible_values = true)]
    pub(crate) stage: Option<Stage>,
    /// Only cases that this unit leads
    #[arg(long, value_name = "UNIT")]
    pub(crate) lead: Option<String>,
    /// Only cases without a lead unit
    #[arg(long, conflicts_with = "lead")]
    pub(crate) unassigned: bool,
    /// Only cases that this person handles
    #[arg(long, value_name = "PERSON")]
    pub(crate) handler: Option<String>,
    /// Only cases whose category code begins so
    #[arg(long = "category", id = "begins_category", value_name = "CODE")]
    pub(crate) begins_category: Option<String>,
    /// Only cases whose division code begins so
    #[arg(long = "place", id = "begins_place", value_name = "CODE")]
    pub(crate) begins_place: Option<String>,
    /// Only cases of this risk: low, medium or high
    #[arg(
        long = "risk",
        id = "of_risk",
        value_enum,
        value_name = "DEGREE",
        hide_possible_values = true
    )]
    pub(crate) of_risk: Option<Risk>,
    /// Only cases due before this day
    #[arg(long, value_name = "DAY")]
    pub(crate) due_before: Option<NaiveDate>,
    /// Only cases filed from this day on
    #[arg(long = "from", id = "filed_from", value_name = "DAY")]
    pub(crate) filed_from: Option<NaiveDate>,
    /// Only cases filed up to this day
    #[arg(long = "to", id = "filed_to", value_name = "DAY")]
    pub(crate) filed_to: Option<NaiveDate>,
    /// Which first: due, the earliest deadline, or filed, the newest
    #[arg(long, value_enum, default_value_t, value_name = "ORDER", hide_possible_values = true)]
    pub(crate) sort: ListOrder,
    /// How many at most
    #[arg(long, default_value_t = 50, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) most: u32,
    #[command(flatten)]
    pub(crate) acting: ActingArguments,
}

/// In which order cases are listed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ListOrder {
    /// The earliest deadline first.
    #[default]
    Due,
    /// The newest first.
    Filed,
}

/// A stage of the loop.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Stage {
    /// Screen 排.
    Screen,
    /// Study 研.
    Study,
    /// Assign 交.
    Assign,
    /// Handle 办.
    Handle,
    /// Supervise 督.
    Supervise,
    /// Close 结.
    Close,
    /// Assess 考.
    Assess,
}

/// What `case erase` takes.
#[derive(Debug, Args)]
pub(crate) struct CaseEraseArguments {
    /// Number or id of the case
    pub(crate) case: String,
    /// Why: purpose_achieved, period_over, consent_withdrawn or unlawful
    #[arg(
        long = "reason",
        id = "ground",
        value_enum,
        value_name = "REASON",
        hide_possible_values = true
    )]
    pub(crate) ground: Ground,
    #[command(flatten)]
    pub(crate) acting: ActingArguments,
}

/// Why personal data are erased (Personal Information Protection Law art. 47).
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Ground {
    /// The purpose is achieved.
    PurposeAchieved,
    /// The period of keeping has run out.
    PeriodOver,
    /// The party has withdrawn their consent.
    ConsentWithdrawn,
    /// Keeping them is unlawful.
    Unlawful,
}

impl From<Ground> for engine::erasure::Ground {
    fn from(word: Ground) -> Self {
        match word {
            Ground::PurposeAchieved => Self::PurposeAchieved,
            Ground::PeriodOver => Self::PeriodOver,
            Ground::ConsentWithdrawn => Self::ConsentWithdrawn,
            Ground::Unlawful => Self::Unlawful,
        }
    }
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
