//! Which unit is which agency.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use domain::id::{PersonId, UnitId};

use crate::contract::Agency;

/// Agencies by the unit that they are.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    agencies: BTreeMap<UnitId, Registered>,
    units: Arc<BTreeSet<UnitId>>,
}

/// A unit with a system of its own.
#[derive(Clone, Debug)]
pub struct Registered {
    /// What kind of body it is; by it the mapping table is found.
    pub kind: String,
    /// In whose name its reports are carried out: a handler of the unit, so that every rule that binds people binds it.
    pub person: PersonId,
    /// How to reach it.
    pub agency: Arc<dyn Agency>,
    /// How many calls to it may run at once: no more messages are taken in hand for it.
    pub calls: u32,
    /// How long to wait before it is asked for reports again, where it answers polls.
    pub poll_every: Duration,
}

/// Why an agency cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// The unit is an agency already.
    #[error("the unit `{0}` has an agency already")]
    Twice(UnitId),
}

impl Registry {
    /// Registers an agency for a unit.
    ///
    /// # Errors
    ///
    /// Where the unit has one already.
    pub fn register(&mut self, unit: UnitId, agency: Registered) -> Result<(), RegistryError> {
        if self.agencies.contains_key(&unit) {
            return Err(RegistryError::Twice(unit));
        }
        Arc::make_mut(&mut self.units).insert(unit.clone());
        self.agencies.insert(unit, agency);
        Ok(())
    }

    /// The agency that a unit is, if it is one.
    pub fn agency(&self, unit: &UnitId) -> Option<&Registered> {
        self.agencies.get(unit)
    }

    /// The units that are agencies.
    pub fn units(&self) -> &Arc<BTreeSet<UnitId>> {
        &self.units
    }
}
