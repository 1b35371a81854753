//! Which unit is which agency.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::UnitId;

use crate::contract::Agency;

/// Agencies by the unit that they are.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    agencies: BTreeMap<UnitId, Arc<dyn Agency>>,
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
    pub fn register(&mut self, unit: UnitId, agency: Arc<dyn Agency>) -> Result<(), RegistryError> {
        if self.agencies.contains_key(&unit) {
            return Err(RegistryError::Twice(unit));
        }
        self.agencies.insert(unit, agency);
        Ok(())
    }

    /// The agency that a unit is, if it is one.
    pub fn agency(&self, unit: &UnitId) -> Option<&Arc<dyn Agency>> {
        self.agencies.get(unit)
    }

    /// All of them, in the order of their units.
    pub fn iter(&self) -> impl Iterator<Item = (&UnitId, &Arc<dyn Agency>)> {
        self.agencies.iter()
    }
}
