//! The cast: from `handler@lead#2` to a person of the directory.

use super::Stage;
use super::stage::party;
use crate::actor::{Actor, Relation, Role, Seat};
use crate::case::Case;
use crate::id::{PersonId, UnitId};

/// Who files a case: `citizen`, or a person.
pub(super) fn filer(stage: &Stage<'_>, by: &str) -> Option<Actor> {
    if by == Role::Citizen.as_str() {
        Some(Actor::Citizen(party(0)))
    } else {
        person(stage, &PersonId::from(by))
    }
}

/// Who plays a step: a seat, with `#2` for the second in it, or a person.
pub(super) fn actor(stage: &Stage<'_>, by: &str) -> Option<Actor> {
    let (seat, number) = by.split_once('#').unwrap_or((by, "1"));
    let number: usize = number.parse().ok().filter(|number| *number > 0)?;
    let Ok(seat) = seat.parse::<Seat>() else { return person(stage, &PersonId::from(by)) };
    sitters(stage, stage.case()?, seat).into_iter().nth(number - 1)
}

fn person(stage: &Stage<'_>, id: &PersonId) -> Option<Actor> {
    stage.world.directory.staff(id).map(Actor::Person)
}

/// Everybody in a seat, in a fixed order.
pub(super) fn sitters(stage: &Stage<'_>, case: &Case, seat: Seat) -> Vec<Actor> {
    if seat.relation == Relation::Party {
        return case.parties.iter().map(|party| Actor::Citizen(*party)).collect();
    }
    let directory = stage.world.directory;
    let people: Vec<PersonId> = if seat.relation == Relation::Signer {
        let signing = case.signing.iter().flat_map(|signing| &signing.signers);
        signing.filter(|(_, verdict)| verdict.is_none()).map(|(signer, _)| signer.clone()).collect()
    } else {
        units(stage, case, seat.relation)
            .iter()
            .flat_map(|unit| directory.staff_of(unit, seat.role).cloned().collect::<Vec<_>>())
            .collect()
    };
    let holders = people
        .iter()
        .filter_map(|id| directory.staff(id))
        .filter(|staff| staff.roles.contains(&seat.role));
    holders.map(Actor::Person).collect()
}

fn units(stage: &Stage<'_>, case: &Case, relation: Relation) -> Vec<UnitId> {
    let lead = case.lead.as_ref();
    match relation {
        Relation::Party | Relation::Signer => Vec::new(),
        Relation::Center => vec![case.center.clone()],
        Relation::Lead => lead
            .iter()
            .flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate))
            .cloned()
            .collect(),
        Relation::Assistant => case
            .assistants
            .iter()
            .filter(|(_, done)| !**done)
            .map(|(unit, _)| unit.clone())
            .collect(),
        Relation::Consulted => case.consulted.iter().cloned().collect(),
        Relation::Superior => {
            let above =
                lead.iter().flat_map(|lead| stage.world.directory.lineage(&lead.unit).skip(1));
            above.cloned().collect()
        }
    }
}
