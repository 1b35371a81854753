//! `bihuan agency resend`: puts a batch into `out` again that was carried and never arrived.

use agency::files::FileError;

use crate::agencies::exchange_with;
use crate::args::ResendArguments;
use crate::failure::{Answer, Failure};
use crate::installation::Config;
use crate::output::Output;

/// The answer is no if the batch is not kept any more: it was never closed, or the other side has it.
pub(crate) fn run(arguments: &ResendArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let (unit, number) = (&arguments.unit, arguments.batch);
    let (place, exchange) = exchange_with(unit, &config)?;
    match exchange.resend(number) {
        Ok(()) => {
            let printed = output.line(output.choose(
                format!("批次 {number} 已重新放入 out，与原来一字不差"),
                format!("batch {number} lies in out again, byte for byte as it was"),
            ));
            Answer::Yes.once(printed)
        }
        Err(FileError::NotKept { .. }) => {
            output.note(output.choose(
                format!("批次 {number} 不在待回执之列；用 bihuan agency check {unit} 查看哪些还没有回执"),
                format!("batch {number} is not among those that wait for an acknowledgement; bihuan agency check {unit} tells the oldest"),
            ));
            Ok(Answer::No)
        }
        Err(error) => {
            Err(place.fault(format!("files.folder：{error}"), format!("files.folder: {error}")))
        }
    }
}
