//! What the commands about routing take.

use clap::{Args, Subcommand};

use super::FormatArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum Routing {
    /// Say which unit should lead, by which rule and why; or why a person must decide
    Try(TryArguments),
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
