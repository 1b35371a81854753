//! stub
use crate::args::BackupArguments;
use crate::failure::{Answer, Failure};
use crate::output::Output;
pub(crate) fn run(_: &BackupArguments, _: Output) -> Result<Answer, Failure> { Ok(Answer::No) }
