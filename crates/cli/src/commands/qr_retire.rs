//! `bihuan qr retire`: a code that serves no more.

use crate::args::QrRetireArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// The answer is no if there is none that serves.
pub(crate) fn run(
    arguments: &QrRetireArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let retired = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let why = (None, arguments.reason.as_str());
        let retired = installation.engine.retire_scan_point(arguments.scan_point, why).await;
        installation.close().await;
        retired.map_err(engine_failure)
    })?;
    if !retired {
        output.note(output.say(
            "没有这个二维码，或已停用；bihuan qr list 列出全部二维码",
            "there is no such code, or it serves no more; bihuan qr list lists them",
        ));
        return Ok(Answer::No);
    }
    Answer::Yes.once(output.line(output.say("已停用", "it serves no more")))
}
