//! `bihuan audit export`: the records of all cases, a case a line, to be verified elsewhere.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use domain::actor::Actor;
use store::Store;
use store::visible::VisibleCases;

use crate::args::AuditExportArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, store, store_failure};
use crate::output::Output;

/// How many cases are read at once.
const PAGE: u32 = 200;

pub(crate) fn run(arguments: &AuditExportArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let mut to: Box<dyn Write> = match &arguments.output {
        Some(path) => Box::new(BufWriter::new(created(path).map_err(Failure::file(path))?)),
        None => Box::new(BufWriter::new(std::io::stdout())),
    };
    let count = block_on(async {
        let store = store(&config).await?;
        let count = export(&store, arguments.contents, &mut to).await;
        store.close().await;
        count
    })?;
    output.note(output.choose(format!("案件 {count} 件"), format!("{count} cases")));
    Ok(Answer::Yes)
}

/// A new file that only its owner can read.
fn created(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

async fn export(store: &Store, contents: bool, to: &mut impl Write) -> Result<u64, Failure> {
    let directory = store.directory().await.map_err(store_failure)?.directory;
    let everything = VisibleCases::of(&Actor::Engine, &directory);
    let (mut after, mut count) = (None, 0);
    loop {
        let page = store.export_cases(&everything, after, PAGE, contents).await;
        let page = page.map_err(store_failure)?;
        let Some(last) = page.last() else { break };
        after = Some(last.case);
        for case in &page {
            writeln!(to, "{}", serde_json::to_string(case)?)?;
            count += 1;
        }
    }
    to.flush()?;
    Ok(count)
}
