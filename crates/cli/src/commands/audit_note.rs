//! `bihuan audit note`: every record into the log over all chains, and the signed note of it.

use crate::args::NoteArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &NoteArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let answer = tell(&installation, arguments, output).await;
        installation.close().await;
        answer
    })
}

async fn tell(
    installation: &Installation,
    arguments: &NoteArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let engine = &installation.engine;
    let key = engine.log_key().map(|key| key.to_string()).unwrap_or_default();
    if arguments.key {
        return Answer::Yes.once(output.line(key));
    }
    let note = engine.log_everything().await.map_err(engine_failure)?;
    let standing = engine.log_standing().await.map_err(engine_failure)?;
    if standing.witnessed.is_refused().is_some() {
        output.note(output.say(
            "检查点没有写入见证文件夹：文件夹不可写，或其中留有与数据库不符的检查点；请查看文件夹",
            "the note was not written into the witness folder: it cannot be written, or what it holds does not fit this database; look at the folder",
        ));
    }
    let Some(note) = note else { return Ok(Answer::No) };
    output.note(output.choose(format!("核验公钥：{key}"), format!("key for verifying: {key}")));
    // It ends with a line of its own, and must stay as it was signed.
    note.note.trim_end_matches('\n').split('\n').try_for_each(|line| output.line(line))?;
    Ok(Answer::of(standing.witnessed.is_refused().is_none()))
}
