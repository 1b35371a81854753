//! `bihuan workflow draw`: a picture for a clerk, a diagram for a text, tables for a page, BPMN for other programs.

use domain::workflow::{bpmn, describe, mermaid, svg};

use crate::args::{DrawArguments, Drawing};
use crate::failure::{Answer, Failure};
use crate::made;
use crate::output::Output;
use crate::workflows;

pub(crate) fn run(arguments: &DrawArguments, output: Output) -> Result<Answer, Failure> {
    let (definition, is_sound) = workflows::readable(&arguments.file, output)?;
    let mut text = match arguments.form {
        Drawing::Svg => svg(&definition, output.language, None),
        Drawing::Mermaid => mermaid(&definition, output.language),
        Drawing::Markdown => describe(&definition, output.language),
        Drawing::Bpmn => bpmn(&definition, output.language),
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    match &arguments.output {
        None => output.text(&text)?,
        Some(path) => made::whole(path, &text)?,
    }
    Ok(Answer::of(is_sound))
}
