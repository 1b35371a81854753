//! `bihuan audit export`: the records of all cases, a case a line, to be verified elsewhere.

use std::io::{BufWriter, Write};

use domain::actor::Actor;
use serde_json::json;
use store::Store;
use store::audit::AuditEntry;
use store::visible::VisibleCases;

use crate::args::AuditExportArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, store, store_failure};
use crate::made;
use crate::output::Output;
use crate::records;

pub(crate) fn run(arguments: &AuditExportArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let count = block_on(async {
        let store = store(&config, output).await?;
        let count = export(&store, arguments).await;
        store.close().await;
        count
    })?;
    output.note(output.choose(format!("案件 {count} 件"), format!("{count} cases")));
    Ok(Answer::Yes)
}

async fn export(store: &Store, arguments: &AuditExportArguments) -> Result<usize, Failure> {
    let (file, made) = arguments.output.as_deref().map(made::private).transpose()?.unzip();
    let mut to: Box<dyn Write> = match file {
        Some(file) => Box::new(BufWriter::new(file)),
        None => Box::new(BufWriter::new(std::io::stdout())),
    };
    // That it was exported is written before anything is.
    let facts = json!({ "format": "jsonl", "everything": true, "contents": arguments.contents });
    store.audit(entry(&facts)).await.map_err(store_failure)?;
    let directory = store.directory().await.map_err(store_failure)?.directory;
    let everything = VisibleCases::of(&Actor::Engine, &directory);
    let (mut after, mut count) = (None, 0);
    loop {
        let page = store.export_cases(&everything, after, records::PAGE, arguments.contents).await;
        let page = page.map_err(store_failure)?;
        let Some(last) = page.last() else { break };
        after = Some(last.case);
        count += page.len();
        records::write(&page, &mut to)?;
    }
    to.flush()?;
    if let Some(made) = made {
        made.keep();
    }
    Ok(count)
}

/// By the operator, whom the directory does not know. No engine is opened for this: it needs no key.
fn entry(facts: &serde_json::Value) -> AuditEntry {
    AuditEntry {
        stream: "exports".to_owned(),
        at: chrono::Utc::now(),
        by: None,
        act: "exported".to_owned(),
        facts: facts.as_object().cloned().unwrap_or_default(),
    }
}
