//! `bihuan audit verify`: every record of an installation or of an export, recomputed.

use std::path::Path;

use store::checkpoint::{Checkpoint, Unusable};

use crate::args::AuditVerifyArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, files, log_key, store};
use crate::output::Output;
use crate::records::{Against, examined_export, examined_store, tell};

pub(crate) fn run(arguments: &AuditVerifyArguments, output: Output) -> Result<Answer, Failure> {
    let checkpoint = arguments.checkpoint.as_deref().map(|path| read(path, output)).transpose()?;
    let format = arguments.format.format;
    if let Some(path) = &arguments.export {
        return tell(&examined_export(path, checkpoint, output)?, format, output);
    }
    let config = Config::read(&arguments.installation)?;
    let evidence = arguments.evidence.then(|| files(&config));
    let key = log_key(&config)?;
    if key.is_none() {
        output.note(output.say(
            "密钥文件不在，未核对总日志的签名",
            "the key file is not there: the log over all chains is not examined",
        ));
    }
    let checked = block_on(async {
        let store = store(&config, output).await?;
        let against = Against { checkpoint, files: evidence, key };
        let checked = examined_store(&store, against, output).await;
        store.close().await;
        checked
    })?;
    tell(&checked, format, output)
}

/// Reads a checkpoint and says which one it is, to be compared with the line that was kept on paper.
fn read(path: &Path, output: Output) -> Result<Checkpoint, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    let (checkpoint, digest) = Checkpoint::read(&text).map_err(|error| {
        let zh = match &error {
            Unusable::Line { line } => format!("第 {line} 行不是检查点的内容"),
            Unusable::Unfinished => "末尾缺少摘要".to_owned(),
            Unusable::Altered => "内容与摘要不符：文件被改动".to_owned(),
        };
        Failure::unfit(path, zh, error.to_string())
    })?;
    output.note(digest.to_string());
    Ok(checkpoint)
}
