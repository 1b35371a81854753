//! Connecting the bodies of the configuration to an open engine.

use engine::Engine;

use super::registry;
use crate::failure::Failure;
use crate::installation::{Config, engine_failure, files};

/// Connects all bodies. One that does not answer is no obstacle: it is tried later.
pub(crate) async fn connect(engine: &Engine, config: &Config) -> Result<(), Failure> {
    let found = registry(config, engine.definitions(), &engine.directory().directory)?;
    if found.units().is_empty() {
        return Ok(());
    }
    let center = config.center.as_str().into();
    engine.connect(found, files(config), center).await.map_err(engine_failure)
}
