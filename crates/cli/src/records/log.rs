//! The log over all chains on its way into a file, or into an examination.

use std::io::Write;

use proof::audit::AuditRecord;
use proof::export::LogLine;
use proof::log::Leaf;
use store::Store;

use crate::cells::shown_json;
use crate::failure::Failure;
use crate::installation::{operator, store_failure};

/// How many notes, leaves or entries are read at once.
const PAGE: u32 = 1000;

/// Goes through all notes, and then through the leaves that the last of them speaks of. What is added meanwhile is left out.
pub(crate) async fn each_of_log(
    store: &Store,
    mut note: impl FnMut(&str) -> Result<(), Failure>,
    mut leaf: impl FnMut(Leaf) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut size, mut from) = (0, 0);
    loop {
        let page = store.log_notes(size, PAGE).await.map_err(store_failure)?;
        let Some(last) = page.last() else { break };
        size = last.size;
        page.iter().try_for_each(|one| note(&one.note))?;
    }
    while from < size {
        let page = store.log_leaves(operator(), from, PAGE).await.map_err(store_failure)?;
        let page: Vec<_> = page.into_iter().take_while(|one| one.index < size).collect();
        let Some(last) = page.last() else { break };
        from = last.index + 1;
        page.into_iter().try_for_each(&mut leaf)?;
    }
    Ok(())
}

/// Goes through every entry of every stream of the audit.
pub(crate) async fn each_entry(
    store: &Store,
    mut entry: impl FnMut(&AuditRecord) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for stream in store.audit_streams().await.map_err(store_failure)? {
        let mut after = 0;
        loop {
            let page = store.audit_stream(&stream, after, PAGE).await.map_err(store_failure)?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            page.iter().try_for_each(&mut entry)?;
        }
    }
    Ok(())
}

/// Writes a line of the log.
pub(crate) fn write_line(line: &LogLine, to: &mut impl Write) -> Result<(), Failure> {
    Ok(writeln!(to, "{}", shown_json(&serde_json::to_string(line)?))?)
}
