//! `bihuan migrate`: brings the schema up to date, or takes steps back.

use crate::args::MigrateArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, store_failure};
use crate::output::Output;

pub(crate) fn run(arguments: &MigrateArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let url = config.database();
    std::fs::create_dir_all(&config.folder).map_err(Failure::file(&config.folder))?;
    block_on(async {
        let done = match arguments.down {
            Some(steps) => store::open::migrate_down(&url, Some(steps)).await,
            None => store::open::migrate(&url).await,
        };
        done.map_err(store_failure)
    })?;
    output.line(output.say("数据库结构已就绪", "the schema is ready"))?;
    Ok(Answer::Yes)
}
