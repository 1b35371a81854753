//! Cases that concern everybody who could run them. Nobody is told of them, so whoever holds the machine is.

use domain::access::Conflicts;
use domain::actor::{Role, Staff};
use domain::id::{Timestamp, UnitId};

use crate::engine::{Engine, Who};
use crate::error::Error;

/// A running case that nobody could do anything in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unattended {
    /// Its number.
    pub number: String,
    /// Since when.
    pub filed_at: Timestamp,
    /// Where it lies.
    pub center: UnitId,
}

impl Engine {
    /// Running cases whose center has nobody left who may know of them and could run them, the oldest first: a restricted
    /// one needs two people, another one. For whoever holds the machine, and nobody else: they are about everybody else.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn unattended(&self) -> Result<Vec<Unattended>, Error> {
        let snapshot = self.refresh_directory().await?;
        let directory = &snapshot.directory;
        let runs = |staff: &Staff| {
            staff.roles.contains(&Role::Clerk) || staff.roles.contains(&Role::Director)
        };
        let people = directory.people.keys().filter_map(|person| directory.staff(person));
        let people: Vec<Staff> = people.filter(runs).collect();
        let everything = self.visible(&Who::Engine).await?;
        let barring = self.store.cases_barring(&everything, &people, directory).await?;
        let lies = barring.into_iter().filter(|stored| {
            let case = &stored.case;
            let needed = if case.restriction.is_some() { 2 } else { 1 };
            Conflicts::new(directory, &case.respondents).running(&case.center) < needed
        });
        let told = lies.map(|stored| Unattended {
            number: stored.number,
            filed_at: stored.case.filed_at,
            center: stored.case.center,
        });
        Ok(told.collect())
    }
}
