//! From seats to units and people, leaving out whoever may not learn of the matter.

use super::Context;
use crate::access::Conflicts;
use crate::actor::{Relation, Role, Seat};
use crate::case::{Case, Recipient};
use crate::id::UnitId;

/// Who sits in these seats after the command or, where nobody does any more, before it: the unit that lost a case is
/// told so.
pub(super) fn of_seats(
    context: &Context<'_>,
    case: &Case,
    before: &Case,
    seats: &[Seat],
) -> Vec<Recipient> {
    let mut all: Vec<Recipient> = Vec::new();
    for seat in seats {
        let now = of_seat(context, case, *seat);
        let found = if now.is_empty() { of_seat(context, before, *seat) } else { now };
        for recipient in found.into_iter().filter(|found| may_learn(context, case, found)) {
            if !all.contains(&recipient) {
                all.push(recipient);
            }
        }
    }
    all
}

fn of_seat(context: &Context<'_>, case: &Case, seat: Seat) -> Vec<Recipient> {
    let unit = |unit: &UnitId| Recipient::Unit { unit: unit.clone(), role: seat.role };
    let lead = case.lead.as_ref();
    match seat.relation {
        Relation::Party => vec![Recipient::Parties],
        Relation::Center => vec![unit(&case.center)],
        Relation::Lead => lead
            .iter()
            .flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate))
            .map(unit)
            .collect(),
        Relation::Assistant => case.assistants.keys().map(unit).collect(),
        Relation::Signer => case
            .signing
            .iter()
            .flat_map(|s| s.signers.keys().cloned())
            .map(Recipient::Person)
            .collect(),
        Relation::Consulted => case.consulted.iter().map(unit).collect(),
        Relation::Superior => lead
            .and_then(|lead| superior(context, &lead.unit, seat.role))
            .iter()
            .map(unit)
            .collect(),
    }
}

/// The nearest unit above that has somebody in this role.
fn superior(context: &Context<'_>, unit: &UnitId, role: Role) -> Option<UnitId> {
    let mut above = context.directory.lineage(unit).skip(1);
    above.find(|above| context.directory.staff_of(above, role).next().is_some()).cloned()
}

fn may_learn(context: &Context<'_>, case: &Case, recipient: &Recipient) -> bool {
    let conflicts = Conflicts::new(context.directory, &case.respondents);
    match recipient {
        Recipient::Parties => true,
        Recipient::Unit { unit, .. } => !conflicts.include(unit),
        Recipient::Person(person) => {
            context.directory.people.contains_key(person) && !conflicts.bar_person(person)
        }
    }
}
