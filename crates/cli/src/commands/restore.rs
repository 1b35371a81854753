//! `bihuan restore`: puts a backup into a new folder, and verifies every record and file of it before anybody relies on it.

use std::path::Path;

use crate::args::{Format, RestoreArguments};
use crate::copies::{DUMP, Database, EMBEDDED, KEY, Manifest, copied, fresh};
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, files, log_key, store, store_failure};
use crate::output::Output;
use crate::progress::Progress;
use crate::records::{Against, Checked, examined_store, tell};

pub(crate) fn run(arguments: &RestoreArguments, output: Output) -> Result<Answer, Failure> {
    let (source, folder) = (&arguments.source, &arguments.new_folder);
    let manifest = Manifest::read(source)?;
    if manifest.database == Database::Postgres {
        return Err(of_postgres(source));
    }
    fresh(folder)?;
    let mut progress = Progress::new();
    for (entry, number) in manifest.files.iter().zip(1_u64..) {
        progress.at(|| format!("{} {number}", output.say("文件", "files")));
        if copied(&source.join(&entry.path), folder, &entry.path)?.as_ref() != Some(entry) {
            return Err(Failure::unfit(
                &folder.join(&entry.path),
                "复制后与清单不符",
                "after the copy it is not the file of the manifest",
            ));
        }
    }
    drop(progress);
    let checked = verified(folder, output)?;
    let answer = tell(&checked, Format::Text, output)?;
    if !manifest.has(KEY) {
        output.note(key_is_missing(folder, output));
    }
    Ok(answer)
}

fn verified(folder: &Path, output: Output) -> Result<Checked, Failure> {
    let config = Config { folder: folder.to_owned(), ..Config::default() };
    // It is there only if the backup has it.
    let key = log_key(&config)?;
    block_on(async {
        let url = config.database();
        let pages = store::backup::integrity(&url).await.map_err(store_failure)?;
        if pages != "ok" {
            let words = ("数据库文件已损坏", "the file of the database is damaged");
            return Err(Failure::unread(&folder.join(EMBEDDED), words, pages));
        }
        store::open::migrate(&url).await.map_err(store_failure)?;
        let store = store(&config, output).await?;
        let against = Against { files: Some(files(&config)), key, ..Against::default() };
        let checked = examined_store(&store, against, output).await;
        store.close().await;
        checked
    })
}

/// A new key would be made at the next start, and open nothing that is sealed.
fn key_is_missing(folder: &Path, output: Output) -> String {
    let key = folder.join(KEY);
    let key = key.display();
    output.choose(
        format!("启动之前把原来的密钥放到 {key}；否则会生成新密钥，原有的当事人身份和回执都打不开"),
        format!(
            "put the old key to {key} before the first start; else a new one is made, and no identity or receipt from before will open"
        ),
    )
}

fn of_postgres(source: &Path) -> Failure {
    let dump = source.join(DUMP);
    let dump = dump.display();
    Failure::usage(
        format!(
            "这是 PostgreSQL 的备份：用 pg_restore --dbname=空库 {dump} 恢复，再运行 bihuan audit verify --database"
        ),
        format!(
            "this is a backup of PostgreSQL: pg_restore --dbname=EMPTY {dump}, then bihuan audit verify --database"
        ),
    )
}
