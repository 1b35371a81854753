//! Connecting the bodies of the configuration to an open installation.

use agency::Registry;

use super::registry;
use crate::failure::Failure;
use crate::installation::{Installation, engine_failure, files};

/// Connects all bodies, and gives back how each is reached. A body that does not answer is no obstacle: it is tried later.
pub(crate) async fn connect(installation: &Installation) -> Result<Registry, Failure> {
    let Installation { engine, config } = installation;
    let found = registry(config, engine.definitions(), &engine.directory().directory)?;
    if !found.units().is_empty() {
        engine
            .connect(found.clone(), files(config), config.center.as_str().into())
            .await
            .map_err(engine_failure)?;
    }
    Ok(found)
}
