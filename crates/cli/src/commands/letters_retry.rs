//! `bihuan letters retry`: lets letters that were given up be tried again, by the workers of the installation.

use engine::Who;

use crate::args::RetryArguments;
use crate::cases::{id_of, not_found};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;

/// The answer is no if there was none.
pub(crate) fn run(
    arguments: &RetryArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let retried = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let retried = retry(arguments, &installation).await;
        installation.close().await;
        retried
    })?;
    let printed = output.line(output.choose(
        format!("{retried} 封信件将重新投递"),
        format!("{retried} letters will be tried again"),
    ));
    Answer::of(retried > 0).once(printed)
}

async fn retry(arguments: &RetryArguments, installation: &Installation) -> Result<u64, Failure> {
    let engine = &installation.engine;
    let case = match &arguments.case {
        Some(typed) => {
            let everything = engine.visible(&Who::Engine).await.map_err(store_failure)?;
            Some(id_of(engine, &everything, typed).await?.ok_or_else(not_found)?)
        }
        None => None,
    };
    engine.retry_letters(&Who::Engine, case).await.map_err(engine_failure)
}
