//! `bihuan migrate`: brings the schema up to date, or takes steps back.

use crate::args::MigrateArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, patiently, prepare, store_failure};
use crate::output::Output;

pub(crate) fn run(arguments: &MigrateArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let url = config.database();
    prepare(&config)?;
    block_on(async {
        let done = match arguments.down {
            Some(steps) => patiently(store::open::migrate_down(&url, Some(steps)), output).await,
            None => patiently(store::open::migrate(&url), output).await,
        };
        done.map_err(store_failure)
    })?;
    output.line(output.say("数据库结构已就绪", "the schema is ready"))?;
    Ok(Answer::Yes)
}
