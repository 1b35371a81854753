//! Outside bodies with systems of their own: cases are handed to them, and what they say is carried out in the name of a
//! handler of their unit, so that every rule that binds people binds them.

mod desk;
mod dispatch;
mod hand_over;
mod receive;
mod refer;
mod refusals;
mod reports;
mod stands;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use agency::{Registered, Registry};
use domain::actor::Role;
use domain::directory::{Directory, Person};
use domain::id::{PersonId, UnitId};
use domain::text::Bilingual;

use crate::engine::Engine;
use crate::error::Error;

pub use agency::Refused;
pub use desk::{Agency, Reader, ReferralSeen};
pub use receive::{Heard, Pushed};
pub(crate) use refusals::RefusedPushes;

/// The agencies of an installation; none until they are connected.
#[derive(Debug, Default)]
pub(crate) struct Agencies(OnceLock<Connected>);

#[derive(Debug)]
struct Connected {
    registry: Registry,
    files: PathBuf,
    center: UnitId,
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

    /// The center to which matters are handed over.
    fn center(&self) -> Option<&UnitId> {
        self.0.get().map(|connected| &connected.center)
    }

    /// Where reports are kept that serve as evidence.
    fn files(&self) -> Option<&Path> {
        self.0.get().map(|connected| connected.files.as_path())
    }
}

impl Engine {
    /// Whether this is who acts for an agency that is connected, and not a person.
    pub fn acts_for_an_agency(&self, person: &PersonId) -> bool {
        let Some(Connected { registry, .. }) = self.agencies.0.get() else { return false };
        let acts = |unit| registry.agency(unit).is_some_and(|known| known.person == *person);
        registry.units().iter().any(acts)
    }

    /// Connects the agencies, once, before the workers are started; `files` is where evidence lies, `center` whom matters
    /// are handed over to. Later calls change nothing. Who acts for a body and is not in the directory yet is put there, as a handler of its unit.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be written.
    pub async fn connect(
        &self,
        registry: Registry,
        files: PathBuf,
        center: UnitId,
    ) -> Result<(), Error> {
        let directory = &self.reread_directory().await?.directory;
        let mut missing = Directory::default();
        for unit in registry.units().iter() {
            let Some(registered) = registry.agency(unit) else { continue };
            let known = directory.units.get(unit);
            let (Some(known), false) = (known, directory.people.contains_key(&registered.person))
            else {
                continue;
            };
            let name = Bilingual::new(
                format!("{}业务系统", known.name.zh),
                format!("System of the {}", known.name.en),
            );
            let roles = [Role::Handler].into();
            let person = Person { name, unit: unit.clone(), roles };
            missing.people.insert(registered.person.clone(), person);
        }
        if !missing.people.is_empty() {
            self.put_directory(missing).await?;
        }
        _ = self.agencies.0.set(Connected { registry, files, center });
        Ok(())
    }

    /// The units that are agencies.
    pub fn agency_units(&self) -> Arc<BTreeSet<UnitId>> {
        self.agencies.units()
    }
}
