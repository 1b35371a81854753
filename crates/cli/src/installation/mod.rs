//! An installation: where its database, key and files are, and the engine that runs on them.

mod checks;
mod config;
mod definitions;
mod events;
mod ground;
mod process;

pub(crate) use config::Config;
pub(crate) use definitions::load as load_definitions;
pub(crate) use ground::{claim, prepare};
pub(crate) use process::{log, told_to_stop};

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::id::PersonId;
use domain::meant::with_meant;
use domain::text::Bilingual;
use engine::keys::Keys;
use engine::sign_in_name::{BadSignInName, SignInName};
use engine::time::Clock;
use engine::{Engine, Error};
use store::{Options, Store, StoreError};
use tlog::Verifier;

use crate::agencies::connect;
use crate::data::Data;
use crate::failure::Failure;
use crate::output::Output;

/// An engine with what it was opened from.
pub(crate) struct Installation {
    pub(crate) engine: Arc<Engine>,
    pub(crate) config: Config,
}

impl Installation {
    /// Brings the schema up to date and opens the engine.
    pub(crate) async fn open(config: Config, data: &Data, output: Output) -> Result<Self, Failure> {
        prepare(&config)?;
        let url = config.database();
        patiently(store::open::migrate(&url), output).await.map_err(store_failure)?;
        let options = Options { readers: config.readers, lanes: config.lanes, url };
        let store = patiently(Store::open(&options), output).await.map_err(store_failure)?;
        let mut directory = store.directory().await.map_err(store_failure)?.directory;
        let is_new = directory.units.is_empty();
        if is_new {
            directory = data.directory(output)?;
            store.put_directory(directory.clone()).await.map_err(store_failure)?;
        }
        checks::center(&config, &directory)?;
        let keys = proven_keys(&store, &config, is_new).await?;
        let definitions = Arc::new(definitions::load(data, output)?);
        let engine = Engine::start(store, definitions, keys, Clock::Machine).await;
        let engine = engine.map_err(store_failure)?;
        // Every process that moves cases must know whom it has to tell of them.
        connect(&engine, &config).await?;
        engine.tell_outside(events::settings(&config)?);
        if let Some(folder) = &config.witness {
            engine.witness_in(folder.clone());
        }
        Ok(Self { engine, config })
    }

    /// Opens one that is there. Whoever asks in the wrong folder must not be answered by a new one, in which all is well.
    pub(crate) async fn existing(
        config: Config,
        data: &Data,
        output: Output,
    ) -> Result<Self, Failure> {
        must_be_there(&config.database())?;
        Self::open(config, data, output).await
    }

    /// A person who was named on the command line, and whom the directory must list.
    pub(crate) fn person(&self, id: &str) -> Result<PersonId, Failure> {
        let person = PersonId::from(id);
        let people = &self.engine.directory().directory.people;
        if people.contains_key(&person) {
            return Ok(person);
        }
        let said = Bilingual::new(
            format!("名录里没有“{person}”"),
            format!("the directory has no person `{person}`"),
        );
        Err(Failure::Usage(with_meant(said, id, people.keys().map(PersonId::as_str))))
    }

    /// Lets what waits be written, and closes the database.
    pub(crate) async fn close(self) {
        if let Some(engine) = Arc::into_inner(self.engine) {
            engine.close().await;
        }
    }
}

/// By which a database knows its key again.
const KEY_PROOF: &str = "key_proof";

/// The keys by which this database was written. Another key opens no identity and no receipt in it, and what came in under
/// it would be lost to the right one.
async fn proven_keys(store: &Store, config: &Config, is_new: bool) -> Result<Keys, Failure> {
    let path = config.key_file();
    let known = store.setting(KEY_PROOF).await.map_err(store_failure)?;
    if !is_new && !path.is_file() {
        return Err(Failure::unfit(
            &path,
            "密钥文件不在了，数据库里已有案件；请从备份放回，没有它打不开当事人信息和查询码",
            "the key file is gone and the database holds cases; put it back from its backup, nothing else opens identities and receipts",
        ));
    }
    let keys = keys(config)?;
    match known {
        Some(known) if known != keys.proof() => Err(Failure::unfit(
            &path,
            "不是这个数据库的密钥文件；请放回原来的那一份",
            "it is not the key file of this database; put the right one back",
        )),
        Some(_) => Ok(keys),
        None => {
            store.put_setting(KEY_PROOF, &keys.proof()).await.map_err(store_failure)?;
            Ok(keys)
        }
    }
}

fn keys(config: &Config) -> Result<Keys, Failure> {
    let path = config.key_file();
    Keys::open(&path).map_err(|error| {
        if error.kind() != std::io::ErrorKind::InvalidData {
            return Failure::file(&path)(error);
        }
        Failure::unfit(
            &path,
            "不是密钥文件：应为 64 个十六进制数字",
            "it is no key file: it should hold 64 hexadecimal digits",
        )
    })
}

/// By which the notes of the log over all chains are verified; none where the key file is not there. None is made: a new one
/// would be that of another log.
pub(crate) fn log_key(config: &Config) -> Result<Option<Verifier>, Failure> {
    if !config.key_file().is_file() {
        return Ok(None);
    }
    Ok(keys(config)?.log_signer().map(|signer| signer.verifier().clone()))
}

/// Opens the database alone, as it is: nothing is migrated, made or asked for a key.
pub(crate) async fn store(config: &Config, output: Output) -> Result<Store, Failure> {
    let url = config.database();
    must_be_there(&url)?;
    let options = Options { readers: config.readers, lanes: config.lanes, url };
    patiently(Store::open(&options), output).await.map_err(store_failure)
}

/// How long a database may take before somebody is told what they wait for.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Waits for a database, and says so if it takes long.
pub(crate) fn patiently<T>(
    work: impl Future<Output = T>,
    output: Output,
) -> impl Future<Output = T> {
    let mut work = Box::pin(work);
    async move {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(PATIENCE) => {}
        }
        output.note(output.say("仍在等待数据库……", "still waiting for the database …"));
        work.await
    }
}

fn must_be_there(url: &str) -> Result<(), Failure> {
    let Some(path) = embedded_file(url).filter(|path| !path.is_file()) else { return Ok(()) };
    let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
    Err(Failure::file(&path)(missing))
}

/// The file of an embedded database; none for another.
pub(crate) fn embedded_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?.split('?').next()?;
    if path == ":memory:" {
        return None;
    }
    Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

/// Where the files of evidence lie.
pub(crate) fn files(config: &Config) -> PathBuf {
    config.files.clone().unwrap_or_else(|| config.folder.join("files"))
}

/// The right to examine whole records: whoever starts this program where the installation is holds its database.
pub(crate) const fn operator() -> store::Operator {
    store::Operator::of_this_installation()
}

/// A failure of the store, for whoever started the program.
pub(crate) fn store_failure(error: StoreError) -> Failure {
    Failure::Store(Box::new(error))
}

/// A failure of the engine, for whoever started the program.
pub(crate) fn engine_failure(error: Error) -> Failure {
    if let Error::Store(error) = error {
        return store_failure(error);
    }
    Failure::Engine(Box::new(error))
}

/// Runs what waits on a database or a network.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(Failure::Write)?.block_on(work)
}

/// The name of a new account.
pub(crate) fn sign_in_name(typed: &str) -> Result<SignInName, Failure> {
    typed.parse().map_err(|bad: BadSignInName| {
        let allowed = bad.text();
        Failure::usage(
            format!("“{typed}”不能作账号名：{}；用 --sign-in 另取", allowed.zh),
            format!("`{typed}` is no sign-in name: {}; choose another by --sign-in", allowed.en),
        )
    })
}
