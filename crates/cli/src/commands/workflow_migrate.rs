//! stub
use crate::args::WorkflowMigrateArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::output::Output;
pub(crate) fn run(_: &WorkflowMigrateArguments, _: &Data, _: Output) -> Result<Answer, Failure> { Ok(Answer::No) }
