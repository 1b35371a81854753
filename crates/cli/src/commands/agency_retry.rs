//! `bihuan agency retry`: has messages that nobody tries any more tried again, by the workers of the installation.

use engine::Who;
use engine::agencies::Reader;
use store::agencies::{DispatchState, OutboxFilter};

use crate::args::AgencyRetryArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// How many are taken up at once.
const AT_ONCE: u32 = 500;

/// The answer is no if there was none.
pub(crate) fn run(
    arguments: &AgencyRetryArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    if arguments.message.is_none() && !arguments.all {
        return Err(Failure::usage(
            "请写消息的编号（bihuan agency outbox --dead 列出停发的），或者写 --all 重发全部停发的",
            "name a message, by its id in bihuan agency outbox --dead, or say --all for all that are dead",
        ));
    }
    let config = Config::read(&arguments.installation)?;
    let retried = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let retried = retry(arguments, &installation).await;
        installation.close().await;
        retried
    })?;
    let printed = output.line(output.choose(
        format!("{retried} 条消息将重新发送"),
        format!("{retried} messages will be tried again"),
    ));
    Answer::of(retried > 0).once(printed)
}

async fn retry(
    arguments: &AgencyRetryArguments,
    installation: &Installation,
) -> Result<u64, Failure> {
    let engine = &installation.engine;
    let reader = engine.agency_reader(&Who::Engine).await.map_err(engine_failure)?;
    if let Some(message) = arguments.message {
        let found = engine.retry_dispatch(&reader, message).await.map_err(engine_failure)?;
        return Ok(u64::from(found));
    }
    all(installation, &reader).await
}

async fn all(installation: &Installation, reader: &Reader) -> Result<u64, Failure> {
    let engine = &installation.engine;
    let dead = OutboxFilter { state: Some(DispatchState::Dead), ..OutboxFilter::default() };
    let mut retried = 0;
    loop {
        let found = engine.outbox(reader, &dead, AT_ONCE).await.map_err(engine_failure)?;
        let before = retried;
        for message in found {
            let done = engine.retry_dispatch(reader, message.id).await.map_err(engine_failure)?;
            retried += u64::from(done);
        }
        // Somebody else may be at it, too: then there is nothing left to do here.
        if retried == before {
            return Ok(retried);
        }
    }
}
