//! Who may see a case. One pure function, deny wins, conflict of interest first; every read and every write asks it.
//!
//! The order is: administrators see no case; for a respondent and theirs the case does
//! not exist; a restricted case is for the center's clerks and director; then the organisation's scope.

mod addressees;
mod conflict;
mod events;
mod relations;

pub use addressees::addressees;
pub use conflict::Conflicts;
pub use events::{Share, share};
pub use relations::Relations;

use std::collections::BTreeSet;

use crate::actor::{Actor, Relation, Role, Seat, Staff};
use crate::case::{Case, Secrecy};
use crate::directory::Directory;
use crate::id::{PersonId, UnitId};

/// Why an actor does not see a case. For the audit only: to the actor, all of them look like a case that never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denial {
    /// One of the three administrators, who see no case.
    Administrator,
    /// A respondent, a colleague or subordinate of one, or related to the matter (信访工作条例 art. 28, 30).
    Conflict,
    /// Restricted to the center's clerks and director, or to those who handle it.
    Restricted,
    /// Outside the actor's scope.
    Scope,
}

/// What an actor who sees the case stands to it and may read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// All relations to the case.
    pub relations: Relations,
    /// What may be read.
    pub fields: Fields,
}

/// Which parts of a case may be read. Identities are in none of them: they are revealed one by one, with a reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fields {
    /// The narrative and materials.
    pub content: bool,
    /// Notes visible only inside the system.
    pub internal: bool,
    /// Whom the case is about.
    pub respondents: bool,
}

/// Decides whether the actor sees the case. Allocates nothing.
///
/// # Errors
///
/// The reason, for the audit.
pub fn view(actor: &Actor, case: &Case, directory: &Directory) -> Result<View, Denial> {
    match actor {
        Actor::Engine => Ok(View { relations: Relations::NONE, fields: ALL_FIELDS }),
        Actor::Citizen(party) if case.parties.contains(party) => Ok(View {
            relations: Relations::NONE.with(Relation::Party, true),
            fields: Fields { content: true, internal: false, respondents: false },
        }),
        Actor::Citizen(_) => Err(Denial::Scope),
        Actor::Person(staff) => staff_view(staff, case, directory),
    }
}

const ALL_FIELDS: Fields = Fields { content: true, internal: true, respondents: true };

fn staff_view(staff: &Staff, case: &Case, directory: &Directory) -> Result<View, Denial> {
    if is_administrator(staff) {
        return Err(Denial::Administrator);
    }
    if Conflicts::new(directory, &case.respondents).bar(staff) {
        return Err(Denial::Conflict);
    }
    let relations = relations(staff, case, directory);
    let center = relations.contains(Relation::Center);
    let handles = relations.contains(Relation::Lead) || relations.contains(Relation::Assistant);
    let screens =
        center && (staff.roles.contains(&Role::Clerk) || staff.roles.contains(&Role::Director));
    let for_few = case.restriction.is_some() || (case.secrecy == Secrecy::Restricted && !handles);
    if for_few && !screens {
        return Err(Denial::Restricted);
    }
    // Who has contributed or signed may look up what became of it, and do nothing more.
    let has_done = case.assistants.contains_key(&staff.unit) || has_signed(staff, case);
    if relations.is_empty() && !has_done {
        return Err(Denial::Scope);
    }
    let fields = Fields { content: true, internal: true, respondents: center || handles };
    Ok(View { relations, fields })
}

/// Who has answered in the last round, while the case goes on: they can check what they signed, and whoever repeats a
/// request because the answer was lost is answered again. Who was asked and is asked no more sees nothing.
fn has_signed(staff: &Staff, case: &Case) -> bool {
    let said = case.signing.as_ref().and_then(|round| round.signers.get(&staff.person));
    said.is_some_and(Option::is_some) && case.ended.is_none()
}

/// True if a system of the unit may learn of the case. It sees what the unit's head sees; and since whoever works in the
/// unit may read in it, it learns nothing of a case of which somebody there may not.
pub fn unit_sees(unit: &UnitId, case: &Case, directory: &Directory) -> bool {
    let head = Staff {
        person: PersonId::default(),
        unit: unit.clone(),
        roles: BTreeSet::from([Role::UnitHead]),
    };
    let conflicts = Conflicts::new(directory, &case.respondents);
    let mut people = directory.people.iter().filter(|(_, person)| person.unit == *unit);
    staff_view(&head, case, directory).is_ok() && !people.any(|(id, _)| conflicts.bar_person(id))
}

/// Administrators keep the system running and see no case, whatever else they are.
fn is_administrator(staff: &Staff) -> bool {
    staff.roles.iter().any(|role| role.is_administrator())
}

/// How a person stands to a case.
fn relations(staff: &Staff, case: &Case, directory: &Directory) -> Relations {
    let unit = &staff.unit;
    let lead = case.lead.as_ref();
    let leads = lead.is_some_and(|lead| lead.unit == *unit || lead.delegate.as_ref() == Some(unit));
    let above = staff.roles.contains(&Role::UnitHead)
        && lead.is_some_and(|lead| lead.unit != *unit && directory.is_within(&lead.unit, unit));
    let round = case.signing.as_ref().filter(|signing| signing.result().is_none());
    let signs =
        round.and_then(|signing| signing.signers.get(&staff.person)).is_some_and(Option::is_none);
    Relations::NONE
        .with(Relation::Center, directory.is_within(unit, &case.center))
        .with(Relation::Lead, leads)
        .with(Relation::Assistant, case.assistants.get(unit) == Some(&false))
        .with(Relation::Signer, signs)
        .with(Relation::Consulted, case.consulted.contains(unit))
        .with(Relation::Superior, above)
}

/// True if the actor sits in one of the seats.
pub fn sits_in(actor: &Actor, view: View, seats: &[Seat]) -> bool {
    seats.iter().any(|seat| actor.holds(seat.role) && view.relations.contains(seat.relation))
}
