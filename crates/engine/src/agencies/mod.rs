//! Outside bodies with systems of their own: cases are handed to them, and what they say is carried out in the name of a
//! handler of their unit, so that every rule that binds people binds them.

mod dispatch;
mod receive;
mod refer;
mod reports;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use agency::{Registered, Registry};
use domain::id::UnitId;

use crate::engine::Engine;

pub use receive::Heard;

/// The agencies of an installation; none until they are connected.
#[derive(Debug, Default)]
pub(crate) struct Agencies(OnceLock<Connected>);

#[derive(Debug)]
struct Connected {
    registry: Registry,
    files: PathBuf,
}

impl Agencies {
    /// The units that are agencies.
    pub(crate) fn units(&self) -> Arc<BTreeSet<UnitId>> {
        self.0.get().map(|connected| connected.registry.units().clone()).unwrap_or_default()
    }

    /// The agency that a unit is, if it is one.
    pub(crate) fn get(&self, unit: &UnitId) -> Option<&Registered> {
        self.0.get()?.registry.agency(unit)
    }

    /// Where reports are kept that serve as evidence.
    fn files(&self) -> Option<&Path> {
        self.0.get().map(|connected| connected.files.as_path())
    }
}

impl Engine {
    /// Connects the agencies, once, before the workers are started; `files` is where evidence lies. Later calls change
    /// nothing.
    pub fn connect(&self, registry: Registry, files: PathBuf) {
        _ = self.agencies.0.set(Connected { registry, files });
    }

    /// The units that are agencies.
    pub fn agency_units(&self) -> Arc<BTreeSet<UnitId>> {
        self.agencies.units()
    }
}
