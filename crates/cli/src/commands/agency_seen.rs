//! `bihuan agency seen`: notes that somebody has looked at a message that waited for a person.

use domain::id::UnitId;
use engine::Who;

use crate::args::SeenArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// The answer is no if no such message waits for a person.
pub(crate) fn run(
    arguments: &SeenArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let noted = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let noted = note(&installation, arguments).await;
        installation.close().await;
        noted
    })?;
    let printed = if noted {
        output.line(output.say("已记下", "noted"))
    } else {
        output.note(output.say(
            "没有这样一条待人工处理的报告；bihuan agency inbox --for-people 列出全部",
            "no such message waits for a person; bihuan agency inbox --for-people lists them",
        ));
        Ok(())
    };
    Answer::of(noted).once(printed)
}

async fn note(installation: &Installation, arguments: &SeenArguments) -> Result<bool, Failure> {
    let engine = &installation.engine;
    let reader = engine.agency_reader(&Who::Engine).await.map_err(engine_failure)?;
    let unit = UnitId::from(arguments.unit.as_str());
    let noted = engine.message_seen(&reader, &unit, &arguments.message).await;
    noted.map_err(engine_failure)
}
