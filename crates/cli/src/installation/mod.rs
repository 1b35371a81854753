//! An installation: where its database, key and files are, and the engine that runs on them.

mod config;
mod definitions;

pub(crate) use config::Config;
pub(crate) use definitions::load as load_definitions;

use std::path::PathBuf;
use std::sync::Arc;

use domain::id::PersonId;
use engine::keys::Keys;
use engine::time::Clock;
use engine::{Engine, Error};
use store::{Options, Store, StoreError};

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
        let url = config.database();
        std::fs::create_dir_all(&config.folder).map_err(Failure::file(&config.folder))?;
        store::open::migrate(&url).await.map_err(store_failure)?;
        let store =
            Store::open(&Options { readers: config.readers, lanes: config.lanes, url }).await;
        let store = store.map_err(store_failure)?;
        let directory = store.directory().await.map_err(store_failure)?.directory;
        if directory.units.is_empty() {
            store.put_directory(data.directory(output)?).await.map_err(store_failure)?;
        }
        let path = config.key_file();
        let keys = Keys::open(&path).map_err(Failure::file(&path))?;
        let definitions = Arc::new(definitions::load(data, output)?);
        let engine = Engine::start(store, definitions, keys, Clock::Machine).await;
        Ok(Self { engine: engine.map_err(store_failure)?, config })
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
        if self.engine.directory().directory.people.contains_key(&person) {
            return Ok(person);
        }
        Err(Failure::usage(
            format!("名录里没有“{person}”"),
            format!("the directory has no person `{person}`"),
        ))
    }

    /// Lets what waits be written, and closes the database.
    pub(crate) async fn close(self) {
        if let Some(engine) = Arc::into_inner(self.engine) {
            engine.close().await;
        }
    }
}

/// Opens the database alone, as it is: nothing is migrated, made or asked for a key.
pub(crate) async fn store(config: &Config) -> Result<Store, Failure> {
    let url = config.database();
    must_be_there(&url)?;
    let options = Options { readers: config.readers, lanes: config.lanes, url };
    Store::open(&options).await.map_err(store_failure)
}

fn must_be_there(url: &str) -> Result<(), Failure> {
    let Some(path) = embedded_file(url).filter(|path| !path.is_file()) else { return Ok(()) };
    let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
    Err(Failure::file(&path)(missing))
}

/// The file of an embedded database; none for another.
pub(crate) fn embedded_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?.split('?').next()?;
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
