//! What the commands about procedures take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{FormatArguments, WorkflowMigrateArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Workflow {
    /// Say everything that is wrong with workflow files, and play the scenarios beside them
    Check(CheckArguments),
    /// Draw a workflow: a picture, a diagram for a text, tables, or BPMN 2.0
    Draw(DrawArguments),
    /// Say what differs between two versions, and how running cases would move; ends with 0 if nothing differs, else with 1,
    /// and with --mapping by whether the mapping holds
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
    /// What to draw: svg, mermaid or markdown, or bpmn for other programs
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
    /// BPMN 2.0 with its diagram.
    Bpmn,
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
