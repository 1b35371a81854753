//! Who had learned of a case before they turned out to be concerned by it. Nothing can take that back; the center must
//! know, to protect who complained (纪检监察机关处理检举控告工作规则 art. 47 forbids telling them).

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Conflicts;
use domain::id::{CaseId, PersonId, UnitId};
use serde_json::json;
use store::audit::AuditEntry;

use crate::engine::{Engine, Who};
use crate::error::Error;

/// How somebody learned of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Learned {
    /// They were told inside the system.
    Told,
    /// They did something with the case.
    Acted,
    /// They read who a party is.
    ReadIdentity,
}

impl Learned {
    /// The word for it in the audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Acted => "acted",
            Self::ReadIdentity => "read_identity",
        }
    }
}

impl Engine {
    /// Those for whom the case does not exist by now, but who had learned of it before, and how.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn exposed(
        &self,
        case: CaseId,
    ) -> Result<BTreeMap<PersonId, BTreeSet<Learned>>, Error> {
        let mut exposed: BTreeMap<PersonId, BTreeSet<Learned>> = BTreeMap::new();
        let Some(seen) = self.read(&Who::Engine, case).await? else { return Ok(exposed) };
        let mut note = |person: PersonId, how| _ = exposed.entry(person).or_default().insert(how);
        for person in self.store.told_of(&seen.visible, case).await? {
            note(person, Learned::Told);
        }
        let entries = self.store.timeline(&seen.visible, case, 0, u32::MAX).await?;
        for entry in entries.unwrap_or_default() {
            if let Some(person) = entry.by.person() {
                note(person.clone(), Learned::Acted);
            }
        }
        for person in self.store.revealed_to(&seen.visible, case).await? {
            note(person, Learned::ReadIdentity);
        }
        let conflicts = Conflicts::new(&seen.snapshot.directory, &seen.case().respondents);
        exposed.retain(|person, _| conflicts.bar_person(person));
        Ok(exposed)
    }

    /// The units for which the case does not exist by now, but whose own systems were told of it before.
    async fn exposed_units(&self, case: CaseId) -> Result<BTreeSet<UnitId>, Error> {
        let Some(seen) = self.read(&Who::Engine, case).await? else { return Ok(BTreeSet::new()) };
        let conflicts = Conflicts::new(&seen.snapshot.directory, &seen.case().respondents);
        let mut units = self.store.systems_told(&seen.visible, case).await?;
        units.retain(|unit| conflicts.include(unit));
        Ok(units)
    }

    /// The entry of the audit about who had learned of a case that they turned out to be concerned by; none if nobody had.
    pub(crate) async fn exposure_entry(&self, case: CaseId) -> Result<Option<AuditEntry>, Error> {
        let (exposed, units) = (self.exposed(case).await?, self.exposed_units(case).await?);
        if exposed.is_empty() && units.is_empty() {
            return Ok(None);
        }
        let people: BTreeMap<_, Vec<_>> = exposed
            .iter()
            .map(|(person, how)| (person.as_str(), how.iter().map(|how| how.as_str()).collect()))
            .collect();
        let mut facts = json!({ "case": case, "people": people });
        if !units.is_empty() {
            facts["units"] = json!(units);
        }
        Ok(Some(self.entry("exposure", None, "exposed", facts)))
    }
}
