//! `bihuan audit verify`: every record of an installation or of an export, recomputed.

use std::path::Path;

use store::checkpoint::{Checkpoint, Unusable};

use crate::args::AuditVerifyArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, files, store};
use crate::output::Output;
use crate::records::{examined_export, examined_store, tell};

pub(crate) fn run(arguments: &AuditVerifyArguments, output: Output) -> Result<Answer, Failure> {
    let checkpoint = arguments.checkpoint.as_deref().map(|path| read(path, output)).transpose()?;
    let format = arguments.format.format;
    if let Some(path) = &arguments.export {
        return tell(&examined_export(path, checkpoint, output)?, format, output);
    }
    let config = Config::read(&arguments.installation)?;
    let evidence = arguments.evidence.then(|| files(&config));
    let checked = block_on(async {
        let store = store(&config, output).await?;
        let checked = examined_store(&store, checkpoint, evidence, output).await;
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
