//! `bihuan workflow diff`: what differs between two versions, in plain words, and how running cases would move.

use definitions::{Located, MAPPING, Row, SourceFile, Span};
use domain::finding::{Finding, Severity};
use domain::workflow::mapping::{Mapping, suggest, validate};
use domain::workflow::{Burdened, Change, Definition, Weight, diff};
use serde::Serialize;

use crate::args::{DiffArguments, Format};
use crate::data;
use crate::failure::{Answer, Failure};
use crate::findings::Findings;
use crate::output::Output;
use crate::workflows;

#[derive(Serialize)]
struct Report<'a> {
    changes: &'a [Change],
    /// None where the versions have one number: no case can move between them.
    mapping: Option<&'a Mapping>,
    findings: Vec<Row<'a>>,
}

/// Where running cases go, and what is to be said about it.
struct Moving {
    mapping: Option<Mapping>,
    findings: Findings,
    is_given: bool,
}

pub(crate) fn run(arguments: &DiffArguments, output: Output) -> Result<Answer, Failure> {
    let (old, _) = workflows::readable(&arguments.old, output)?;
    let (new, _) = workflows::readable(&arguments.new, output)?;
    let changes = diff(&old, &new);
    let moving = moving(arguments, &old, &new, output)?;
    let printed = match arguments.format.format {
        Format::Json => output.json(&Report {
            changes: &changes,
            mapping: moving.mapping.as_ref(),
            findings: moving.findings.rows(output.language),
        }),
        Format::Text => tell(&changes, &moving, (&old, &new), output),
    };
    let holds = if moving.is_given {
        moving.findings.count().errors == 0
    } else {
        // As diff(1) ends: whoever asks what differs wants to know whether anything does.
        changes.is_empty()
    };
    Answer::of(holds).once(printed)
}

fn moving(
    arguments: &DiffArguments,
    old: &Definition,
    new: &Definition,
    output: Output,
) -> Result<Moving, Failure> {
    if let Some(path) = &arguments.mapping {
        let mut read = definitions::read(data::open(path, output)?, MAPPING);
        read.check(|mapping| validate(old, new, mapping));
        let mapping = read.value.clone();
        return Ok(Moving { mapping, findings: Findings::of(read), is_given: true });
    }
    if old.version == new.version {
        return Ok(Moving { mapping: None, findings: Findings::default(), is_given: false });
    }
    let mapping = suggest(old, new);
    let source = SourceFile::new(arguments.new.display().to_string(), "");
    let located = |finding| Located::new(&source, finding, Span::default());
    let mut findings = Findings::default();
    findings.about_files(validate(old, new, &mapping).into_iter().map(located).collect());
    Ok(Moving { mapping: Some(mapping), findings, is_given: false })
}

fn tell(
    changes: &[Change],
    moving: &Moving,
    versions: (&Definition, &Definition),
    output: Output,
) -> Result<(), Failure> {
    if changes.is_empty() {
        output.line(output.say("两个版本没有区别", "the versions do not differ"))?;
    }
    let mut heading = None;
    for change in changes {
        if heading != Some(change.weight) {
            output.line(weight(change.weight, output))?;
            heading = Some(change.weight);
        }
        output.line(format!("  · {}{}", output.get(&change.message), burdened(change, output)))?;
    }
    let Some(mapping) = &moving.mapping else { return Ok(()) };
    output.line(output.say("在办案件如何转版", "How running cases would move"))?;
    tell_states(mapping, versions, output)?;
    if moving.is_given {
        return output.findings(&moving.findings);
    }
    let findings = moving.findings.iter().map(|located| &located.finding);
    findings.into_iter().try_for_each(|finding| tell_finding(finding, output))
}

fn weight(weight: Weight, output: Output) -> &'static str {
    match weight {
        Weight::Cases => output.say("在办案件需要对照", "Running cases need a mapping"),
        Weight::Stricter => output.say("更严", "Stricter"),
        Weight::Path => output.say("走法改变", "Cases go another way"),
        Weight::Rule => output.say("规则改变", "Rules"),
        Weight::Wording => output.say("仅文字", "Wording only"),
    }
}

fn burdened(change: &Change, output: Output) -> String {
    let names = change.stricter_for.iter().map(|burdened| match burdened {
        Burdened::Units => output.say("单位", "units"),
        Burdened::Citizens => output.say("群众", "citizens"),
    });
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return String::new();
    }
    output.choose(
        format!("（对{}更严）", names.join("、")),
        format!(" (stricter for {})", names.join(", ")),
    )
}

/// The states whose cases go to another one; how many stay where they are.
fn tell_states(
    mapping: &Mapping,
    (old, new): (&Definition, &Definition),
    output: Output,
) -> Result<(), Failure> {
    let mut same = 0;
    for (from, to) in &mapping.states {
        if from == to {
            same += 1;
            continue;
        }
        let name = |definition: &Definition, id: &str| {
            definition.states.get(id).map_or(id, |state| output.get(&state.name)).to_owned()
        };
        let (from, to) = (name(old, from.as_str()), name(new, to.as_str()));
        output.line(format!("  “{from}” → “{to}”"))?;
    }
    output.line(output.choose(
        format!("  {same} 个环节的案件留在同名环节"),
        format!("  cases in {same} states stay in the state of the same name"),
    ))
}

fn tell_finding(finding: &Finding, output: Output) -> Result<(), Failure> {
    let mark = match finding.severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
    };
    output.line(format!("  {mark} {}", output.get(&finding.message)))?;
    finding.help.iter().try_for_each(|help| output.line(format!("    {}", output.get(help))))
}
