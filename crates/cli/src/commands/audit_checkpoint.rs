//! `bihuan audit checkpoint`: one line over all records, and the heads behind it for a file that is kept outside.

use std::path::Path;

use store::Store;
use store::checkpoint::{Checkpoint, Head};

use crate::args::CheckpointArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, operator, store, store_failure};
use crate::made;
use crate::output::Output;

/// How many heads are read at once.
const PAGE: u32 = 1000;

pub(crate) fn run(arguments: &CheckpointArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let checkpoint = block_on(async {
        let store = store(&config, output).await?;
        let checkpoint = of_today(&store).await;
        store.close().await;
        checkpoint
    })?;
    let at = engine::time::Clock::Machine.now();
    if let Some(path) = &arguments.output {
        write(&checkpoint, at, path)?;
    }
    Answer::Yes.once(output.line(checkpoint.digest(at).to_string()))
}

async fn of_today(store: &Store) -> Result<Checkpoint, Failure> {
    let mut checkpoint = Checkpoint::default();
    let mut after = None;
    loop {
        let page = store.case_heads(operator(), after, PAGE).await.map_err(store_failure)?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        page.into_iter().for_each(|(case, head)| checkpoint.case(case, head));
    }
    for name in store.audit_streams().await.map_err(store_failure)? {
        if let Some(Head { seq, hash }) = store.audit_head(&name).await.map_err(store_failure)? {
            checkpoint.stream(&name, Head { seq, hash });
        }
    }
    Ok(checkpoint)
}

fn write(checkpoint: &Checkpoint, at: domain::id::Timestamp, path: &Path) -> Result<(), Failure> {
    let mut text = String::new();
    for line in checkpoint.lines(at) {
        let line = serde_json::to_string(&line)?;
        text.push_str(&line);
        text.push('\n');
    }
    made::whole(path, &text)
}
