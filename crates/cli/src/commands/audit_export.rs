//! `bihuan audit export`: the records of all cases, a case a line, to be verified elsewhere; if asked for, with the audit and
//! the log over all chains.

use std::io::{BufWriter, Write};

use domain::actor::Actor;
use proof::export::LogLine;
use serde_json::json;
use store::Store;
use store::audit::AuditEntry;
use store::visible::VisibleCases;

use crate::args::AuditExportArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, log_key, store, store_failure};
use crate::made;
use crate::output::Output;
use crate::records;

pub(crate) fn run(arguments: &AuditExportArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let count = block_on(async {
        let store = store(&config, output).await?;
        let count = export(&store, arguments, &config).await;
        store.close().await;
        count
    })?;
    output.note(output.choose(format!("案件 {count} 件"), format!("{count} cases")));
    Ok(Answer::Yes)
}

async fn export(
    store: &Store,
    arguments: &AuditExportArguments,
    config: &Config,
) -> Result<u64, Failure> {
    let (file, made) = arguments.output.as_deref().map(made::private).transpose()?.unzip();
    let mut to: Box<dyn Write> = match file {
        Some(file) => Box::new(BufWriter::new(file)),
        None => Box::new(BufWriter::new(std::io::stdout())),
    };
    // That it was exported is written before anything is.
    let AuditExportArguments { contents, with_log, .. } = *arguments;
    let facts =
        json!({ "format": "jsonl", "everything": true, "contents": contents, "log": with_log });
    store.audit(entry(&facts)).await.map_err(store_failure)?;
    if with_log {
        log(store, &key(config)?, &mut to).await?;
    }
    let cases = cases(store, contents, &mut to).await?;
    if with_log {
        let entries = entries(store, &mut to).await?;
        records::write_line(&LogLine::End { cases, entries }, &mut to)?;
    }
    to.flush()?;
    if let Some(made) = made {
        made.keep();
    }
    Ok(cases)
}

/// The key by which notes are verified.
fn key(config: &Config) -> Result<String, Failure> {
    let missing = || Failure::file(&config.key_file())(std::io::ErrorKind::NotFound.into());
    Ok(log_key(config)?.ok_or_else(missing)?.to_string())
}

/// The notes, then the leaves that they speak of: chains that go on meanwhile are then ahead of the log, and never behind.
async fn log(store: &Store, key: &str, to: &mut Box<dyn Write>) -> Result<(), Failure> {
    records::write_line(&LogLine::Log { key: key.to_owned() }, to)?;
    let to = std::cell::RefCell::new(to);
    let note = |note: &str| {
        records::write_line(&LogLine::Note { note: note.to_owned() }, &mut *to.borrow_mut())
    };
    let leaf = |leaf| records::write_line(&LogLine::of_leaf(&leaf), &mut *to.borrow_mut());
    records::each_of_log(store, note, leaf).await
}

async fn entries(store: &Store, to: &mut Box<dyn Write>) -> Result<u64, Failure> {
    let mut count = 0;
    let each = records::each_entry(store, |entry| {
        count += 1;
        records::write_line(&LogLine::of_entry(entry), to)
    });
    each.await?;
    Ok(count)
}

async fn cases(store: &Store, contents: bool, to: &mut Box<dyn Write>) -> Result<u64, Failure> {
    let directory = store.directory().await.map_err(store_failure)?.directory;
    let everything = VisibleCases::of(&Actor::Engine, &directory);
    let (mut after, mut count) = (None, 0);
    loop {
        let page = store.export_cases(&everything, after, records::PAGE, contents).await;
        let page = page.map_err(store_failure)?;
        let Some(last) = page.last() else { break };
        after = Some(last.case);
        count += page.len() as u64;
        records::write(&page, to)?;
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
