//! stub
use crate::args::RestoreArguments;
use crate::failure::{Answer, Failure};
use crate::output::Output;
pub(crate) fn run(_: &RestoreArguments, _: Output) -> Result<Answer, Failure> { Ok(Answer::No) }
