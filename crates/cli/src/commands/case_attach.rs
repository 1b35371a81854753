//! `bihuan case attach`: adds a file to a case, as evidence for what is done next.

use std::fs::File;

use engine::evidence::{Incoming, Unfit};
use serde::Serialize;
use serde_json::json;
use store::queries::Attachment;
use store::record::hex;

use crate::args::{CaseAttachArguments, Format};
use crate::cases::{Desk, not_found};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{block_on, engine_failure, files};
use crate::output::Output;

#[derive(Serialize)]
struct Report {
    id: String,
    name: String,
    media_type: String,
    size: u64,
    sha256: String,
}

pub(crate) fn run(
    arguments: &CaseAttachArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let path = &arguments.attached;
    let mut content = File::open(path).map_err(Failure::file(path))?;
    if content.metadata().is_ok_and(|content| content.is_dir()) {
        return Err(Failure::file(path)(std::io::ErrorKind::IsADirectory.into()));
    }
    block_on(async {
        let desk = Desk::open(&arguments.acting, data, output).await?;
        let attached = attach(&desk, arguments, &mut content).await;
        desk.close().await;
        match attached? {
            Ok(attachment) => {
                let printed = tell(attachment, arguments.acting.format.format, output);
                Answer::Yes.once(printed)
            }
            Err(unfit) => {
                output.line(format!("✗ {}", output.get(&unfit.message())))?;
                Ok(Answer::No)
            }
        }
    })
}

async fn attach(
    desk: &Desk,
    arguments: &CaseAttachArguments,
    content: &mut File,
) -> Result<Result<Attachment, Unfit>, Failure> {
    let (engine, path) = (desk.engine(), &arguments.attached);
    let seen = desk.find(&arguments.case).await?;
    let case = seen.case().id;
    if let Some(unfit) = engine.admits_file(&seen).await.map_err(engine_failure)? {
        return Ok(Err(unfit));
    }
    desk.note("attached", json!({ "case": case })).await?;
    let folder = files(&desk.installation.config);
    let incoming = Incoming::receive(&folder, case, content).map_err(Failure::file(path))?;
    let incoming = match incoming {
        Ok(incoming) => incoming,
        Err(unfit) => return Ok(Err(unfit)),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let attached = engine.attach(&seen, &desk.person, &name, incoming).await;
    attached.map_err(engine_failure)?.map(Ok).ok_or_else(not_found)
}

/// The id alone on a line, so that a script can take it.
fn tell(file: Attachment, format: Format, output: Output) -> Result<(), Failure> {
    let Attachment { id, name, media_type, size, sha256, .. } = file;
    let (id, sha256) = (id.to_string(), hex(&sha256));
    if format == Format::Json {
        return output.json(&Report { id, name, media_type, size, sha256 });
    }
    output.line(&id)?;
    output.note(output.choose(
        format!(
            "已添加 {name}（{media_type}，{size} 字节）；作为证据：case do … evidence.种类={id}"
        ),
        format!(
            "{name} added ({media_type}, {size} bytes); as evidence: case do … evidence.KIND={id}"
        ),
    ));
    Ok(())
}
