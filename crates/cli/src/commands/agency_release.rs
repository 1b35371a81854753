//! `bihuan agency release`: believes a body again.

use domain::id::UnitId;
use engine::Who;

use crate::agencies::registry;
use crate::args::ReleaseArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// The answer is no if it was believed.
pub(crate) fn run(
    arguments: &ReleaseArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let reason = domain::text::cleaned_line(&arguments.reason);
    if reason.is_empty() {
        return Err(Failure::usage(
            "--reason：请写明查明了什么、怎样解决的",
            "--reason: say what was found and mended",
        ));
    }
    let released = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let released = release(&installation, &arguments.unit, &reason).await;
        installation.close().await;
        released
    })?;
    let printed = output.line(if released {
        output.say("已恢复采信", "it is believed again")
    } else {
        output.say("这个单位本来就被采信", "it was believed all the time")
    });
    Answer::of(released).once(printed)
}

async fn release(installation: &Installation, unit: &str, reason: &str) -> Result<bool, Failure> {
    let Installation { engine, config } = installation;
    let registry = registry(config, engine.definitions(), &engine.directory().directory)?;
    let unit = UnitId::from(unit);
    if registry.agency(&unit).is_none() {
        return Err(crate::agencies::unknown(&unit, &registry));
    }
    let released = engine.release_agency(&Who::Engine, &unit, reason).await;
    released.map_err(engine_failure)
}
