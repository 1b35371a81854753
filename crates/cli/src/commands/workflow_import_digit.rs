//! `bihuan workflow import-digit`: a `BusinessService` of eGov DIGIT as a draft, with the list of its defects.

use std::io;
use std::path::Path;

use definitions::digit::{Import, import};
use domain::workflow::Definition;

use crate::args::{Format, ImportArguments};
use crate::data;
use crate::draft;
use crate::failure::{Answer, Failure};
use crate::findings::Findings;
use crate::made;
use crate::output::Output;

pub(crate) fn run(arguments: &ImportArguments, output: Output) -> Result<Answer, Failure> {
    let source = data::open(&arguments.file, output)?;
    let escalation =
        arguments.escalation.as_ref().map(|path| data::open(path, output)).transpose()?;
    let Import { definition, findings: found } = import(&source, escalation.as_ref());
    let mut findings = Findings::default();
    findings.spread(std::iter::once(source).chain(escalation).collect(), &found);
    if let Some((definition, path)) = definition.as_ref().zip(arguments.output.as_deref()) {
        write(definition, path)?;
        output.note(format!("{} {}", output.say("草稿已写入", "draft written to"), path.display()));
    }
    let printed = match arguments.format.format {
        Format::Json => output.json(&findings.rows(output.language)),
        Format::Text => tell(&findings, output),
    };
    let is_sound = definition.is_some() && findings.count().errors == 0;
    Answer::of(is_sound).once(printed)
}

fn tell(findings: &Findings, output: Output) -> Result<(), Failure> {
    output.findings(findings)?;
    output.line(definitions::summary(findings.count(), output.language))
}

/// Writes the draft, into a new folder if need be, as `<name>/v1.yaml` asks for one.
fn write(definition: &Definition, path: &Path) -> Result<(), Failure> {
    let text = draft::yaml(definition).map_err(|error| Failure::File {
        path: path.to_owned(),
        source: io::Error::other(error),
    })?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    made::whole(path, &text)
}
