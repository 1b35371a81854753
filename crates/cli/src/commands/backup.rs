//! `bihuan backup`: the database of one moment and the files of evidence that it names, while both are in use.
//!
//! The key is left out: whoever has the database and the key can open the identities of the parties, so the two are kept
//! apart. Files are copied after the database, because a file is on disk before the database names it.

use std::path::Path;

use engine::time::Clock;

use crate::args::BackupArguments;
use crate::copies::{DUMP, Database, EMBEDDED, FILES, KEY, Manifest, below, copied, dump, fresh};
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, embedded_file, files, store_failure};
use crate::output::Output;
use crate::progress::Progress;

pub(crate) fn run(arguments: &BackupArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let target = &arguments.target;
    fresh(target)?;
    let mut manifest = database(&config, target, output)?;
    evidence(&mut manifest, &files(&config), target, output)?;
    if arguments.with_key {
        let key = config.key_file();
        let missing = || Failure::file(&key)(std::io::ErrorKind::NotFound.into());
        manifest.files.push(copied(&key, target, KEY)?.ok_or_else(missing)?);
    }
    manifest.write(target)?;
    let count = manifest.files.len();
    output.line(output.choose(
        format!("已备份 {count} 个文件至 {}", target.display()),
        format!("{count} files backed up to {}", target.display()),
    ))?;
    output.note(about_key(arguments.with_key, &config, output));
    Ok(Answer::Yes)
}

fn database(config: &Config, target: &Path, output: Output) -> Result<Manifest, Failure> {
    let (url, now) = (config.database(), Clock::Machine.now());
    let Some(path) = embedded_file(&url) else {
        output.note(output.say(
            "PostgreSQL 由 pg_dump 备份；要恢复到任意时刻，请用 pg_basebackup 加归档日志",
            "PostgreSQL is dumped by pg_dump; for any moment in between use pg_basebackup with archived logs",
        ));
        private(&target.join(DUMP))?;
        dump(&url, &target.join(DUMP))?;
        let mut manifest = Manifest::new(now, Database::Postgres);
        manifest.add(target, DUMP)?;
        return Ok(manifest);
    };
    if !path.is_file() {
        return Err(Failure::file(&path)(std::io::ErrorKind::NotFound.into()));
    }
    let to = target.join(EMBEDDED);
    private(&to)?;
    block_on(async { store::backup::copy(&url, &to).await.map_err(store_failure) })?;
    let mut manifest = Manifest::new(now, Database::Sqlite);
    manifest.add(target, EMBEDDED)?;
    Ok(manifest)
}

/// Makes the file that a copy goes into, empty, for its owner only.
fn private(path: &Path) -> Result<(), Failure> {
    engine::private::create(path).map(drop).map_err(Failure::file(path))
}

fn evidence(
    manifest: &mut Manifest,
    folder: &Path,
    target: &Path,
    output: Output,
) -> Result<(), Failure> {
    let mut progress = Progress::new();
    for (name, number) in below(folder)?.iter().zip(1_u64..) {
        progress.at(|| format!("{} {number}", output.say("证据文件", "files")));
        // One that was refused while it came in is gone again, and no case names it.
        manifest.files.extend(copied(&folder.join(name), target, &format!("{FILES}/{name}"))?);
    }
    Ok(())
}

fn about_key(with_key: bool, config: &Config, output: Output) -> String {
    if with_key {
        return output
            .say(
                "备份里有密钥：得到它的人能打开当事人身份，请按密钥保管",
                "the key is in it: whoever gets this backup can open the identities of the parties",
            )
            .to_owned();
    }
    let key = config.key_file();
    let key = key.display();
    output.choose(
        format!("不含密钥 {key}：数据库与密钥应分开保管，否则得到备份就能打开当事人身份；请另行备份密钥"),
        format!(
            "the key {key} is not in it: kept together with the database it would open the identities of the parties; keep a copy of it elsewhere"
        ),
    )
}
