//! What people say when they do something: which unit leads, who assists, until when, whether it was solved.

use std::num::NonZeroU16;

use chrono::Days;
use domain::access::Conflicts;
use domain::case::{Case, Complexity, Risk, SigningMode, Solved, Verdict};
use domain::clock::{Length, TimeUnit};
use domain::directory::{Directory, Unit, UnitKind};
use domain::id::UnitId;
use domain::scenario::Stage;
use domain::workflow::scenario::With;
use domain::workflow::{Transition, Verb};

use super::random::Random;

/// What must be so that a case can come to where it is led.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Needs {
    /// A unit that has two above it, since each of two reviews goes one up.
    pub(super) low_lead: bool,
    /// A citizen who is not content.
    pub(super) unsolved: bool,
}

/// What goes with a transition of the case on the stage; none where there is nothing to say, such as a unit above the
/// highest.
pub(super) fn with(
    stage: &Stage<'_>,
    case: &Case,
    transition: &Transition,
    needs: Needs,
    random: &mut Random,
) -> Option<With> {
    let (directory, silent) = (stage.world().directory, With::default());
    let unit = |unit: Option<UnitId>| unit.map(|unit| With { unit: Some(unit), ..With::default() });
    match transition.verb {
        Verb::Assign | Verb::Redispatch | Verb::JointSession => {
            assignment(directory, case, needs, random)
        }
        Verb::Transfer if case.workflow.name.as_str() == "police" => unit(above(directory, case)),
        Verb::Transfer | Verb::Delegate | Verb::Consult => unit(other(directory, case, random)),
        Verb::Escalate => unit(above(directory, case)),
        Verb::Release => {
            unit(case.assistants.iter().find(|(_, done)| !**done).map(|(unit, _)| unit.clone()))
        }
        Verb::Join | Verb::Copy => {
            other(directory, case, random).map(|unit| With { units: vec![unit], ..silent })
        }
        Verb::OpenSigning | Verb::AddSigner => signing(directory, case, random),
        Verb::DropSigner => {
            let signers = case.signing.as_ref().map(|signing| signing.signers.keys());
            let person = signers.into_iter().flatten().next().cloned();
            Some(With { person, ..silent })
        }
        Verb::Countersign | Verb::SpotCheck => {
            let verdict = if random.percent(85) { Verdict::Yes } else { Verdict::No };
            Some(With { verdict: Some(verdict), ..silent })
        }
        Verb::Return | Verb::Object => {
            let reasons: Vec<_> = stage.world().workflow.definition().reasons.keys().collect();
            Some(With { reason: random.pick(&reasons).map(|reason| (*reason).clone()), ..silent })
        }
        Verb::RequestExtension => extension(stage, case),
        Verb::Suspend => suspension(stage, random),
        Verb::CallBack if transition.to.is_none() => Some(silent),
        Verb::CallBack | Verb::Rate => Some(With { solved: Some(solved(needs, random)), ..silent }),
        Verb::Classify => Some(classification(random)),
        Verb::Discharge => {
            let mut open = case.orders.iter().filter(|(_, order)| order.discharged_at.is_none());
            open.next().map(|(number, _)| With { order: Some(*number), ..silent })
        }
        Verb::Advance
        | Verb::Sign
        | Verb::Contact
        | Verb::Record
        | Verb::Ask
        | Verb::Supplement
        | Verb::Submit
        | Verb::Verify
        | Verb::Contribute
        | Verb::Urge
        | Verb::Answer
        | Verb::GrantExtension
        | Verb::RefuseExtension
        | Verb::Resume
        | Verb::TakeBack
        | Verb::Withdraw
        | Verb::Merge
        | Verb::Split
        | Verb::LinkRepeat
        | Verb::Supervise
        | Verb::Reopen
        | Verb::Archive => Some(silent),
    }
}

fn solved(needs: Needs, random: &mut Random) -> Solved {
    match random.below(20) {
        _ if needs.unsolved => Solved::No,
        0..=13 => Solved::Yes,
        14..=15 => Solved::Partly,
        _ => Solved::No,
    }
}

fn classification(random: &mut Random) -> With {
    let complexities =
        [Complexity::Simple, Complexity::General, Complexity::General, Complexity::Complex];
    let risks = [Risk::Low, Risk::Low, Risk::Medium, Risk::High];
    With {
        complexity: random.pick(&complexities).copied(),
        risk: random.pick(&risks).copied(),
        ..With::default()
    }
}

fn assignment(
    directory: &Directory,
    case: &Case,
    needs: Needs,
    random: &mut Random,
) -> Option<With> {
    let lead = leading(directory, case, needs, random)?;
    let assistant = random.percent(12).then(|| other(directory, case, random)).flatten();
    let assistants = assistant.into_iter().filter(|unit| *unit != lead).collect();
    Some(With { lead: Some(lead), assistants, ..With::default() })
}

/// A unit that answers for the matter at its place, or else some department. It may be the one that leads already.
fn leading(
    directory: &Directory,
    case: &Case,
    needs: Needs,
    random: &mut Random,
) -> Option<UnitId> {
    let kinds =
        if needs.low_lead { &[UnitKind::Village] } else { kinds(case.workflow.name.as_str()) };
    let first = kinds.iter().take(if random.percent(75) { 1 } else { kinds.len() });
    let first: Vec<_> = first.copied().collect();
    let fits = |unit: &Unit| {
        first.contains(&unit.kind) && serves(unit, case.place.as_str()) && answers(unit, case)
    };
    let fitting = directory.units.iter().filter(|(_, unit)| fits(unit)).map(|(id, _)| id);
    let free: Vec<_> = fitting.filter(|id| may_lead(directory, case, id)).collect();
    random.pick(&free).map(|id| (*id).clone()).or_else(|| other(directory, case, random))
}

/// Who leads cases of a workflow.
fn kinds(workflow: &str) -> &'static [UnitKind] {
    match workflow {
        "police" => &[UnitKind::PoliceStation],
        "dispute" => {
            &[UnitKind::MediationCommittee, UnitKind::Court, UnitKind::ArbitrationTribunal]
        }
        "review" => &[UnitKind::Discipline, UnitKind::Procuratorate],
        _ => &[UnitKind::Department, UnitKind::Township],
    }
}

fn serves(unit: &Unit, place: &str) -> bool {
    let at = |served: &str| place.starts_with(served) || served.starts_with(place);
    unit.places.is_empty() || unit.places.iter().any(|served| at(served.as_str()))
}

/// Whether the unit has the power; for police and reviews it is not asked for by category.
fn answers(unit: &Unit, case: &Case) -> bool {
    let by_kind = matches!(
        unit.kind,
        UnitKind::Village
            | UnitKind::PoliceStation
            | UnitKind::PoliceBureau
            | UnitKind::Discipline
            | UnitKind::Procuratorate
    );
    by_kind || unit.powers.iter().any(|power| case.category.as_str().starts_with(power.as_str()))
}

fn may_lead(directory: &Directory, case: &Case, unit: &UnitId) -> bool {
    let conflicts = Conflicts::new(directory, &case.respondents);
    *unit != case.center && !conflicts.include(unit) && !conflicts.leave_no_handler(unit)
}

fn is_free(directory: &Directory, case: &Case, unit: &UnitId) -> bool {
    case.lead.as_ref().is_none_or(|lead| !lead.works(unit))
        && !case.assistants.contains_key(unit)
        && may_lead(directory, case, unit)
}

/// Some department that has no part in it yet.
fn other(directory: &Directory, case: &Case, random: &mut Random) -> Option<UnitId> {
    let departments = directory.units.iter().filter(|(_, unit)| unit.kind == UnitKind::Department);
    let departments: Vec<_> = departments.map(|(id, _)| id).collect();
    (0..8).find_map(|_| {
        random.pick(&departments).filter(|id| is_free(directory, case, id)).map(|id| (*id).clone())
    })
}

fn above(directory: &Directory, case: &Case) -> Option<UnitId> {
    let mut above = directory.lineage(&case.lead.as_ref()?.unit).skip(1);
    above.find(|unit| is_free(directory, case, unit)).cloned()
}

fn signing(directory: &Directory, case: &Case, random: &mut Random) -> Option<With> {
    let heads: Vec<_> = directory
        .people
        .iter()
        .filter(|(_, person)| person.roles.contains(&domain::actor::Role::UnitHead))
        .map(|(id, _)| id)
        .collect();
    let conflicts = Conflicts::new(directory, &case.respondents);
    let mut head =
        || random.pick(&heads).filter(|id| !conflicts.bar_person(id)).map(|id| (*id).clone());
    let (first, second) = (head()?, head()?);
    let mode = Some(SigningMode::All);
    Some(With {
        mode,
        person: Some(first.clone()),
        signers: vec![first, second],
        ..With::default()
    })
}

/// The first clock that may be extended, by a few units.
fn extension(stage: &Stage<'_>, case: &Case) -> Option<With> {
    let limits = &stage.world().workflow.definition().limits;
    let open = case.clocks.iter().filter(|clock| clock.is_open() && !clock.is_late(stage.now()));
    let mut extendable = open.filter_map(|clock| {
        let extension = limits.get(clock.limit.as_str())?.extension.as_ref()?;
        let room = clock.extensions.len() < extension.times as usize;
        let longest = extension.longest.filter(|_| room)?;
        let amount = NonZeroU16::new(3).filter(|three| *three <= longest.amount);
        let by = Length { amount: amount.unwrap_or(NonZeroU16::MIN), unit: longest.unit };
        Some(With { limit: Some(clock.limit.clone()), by: Some(by), ..With::default() })
    });
    extendable.next()
}

/// A listed ground, for some days where it may last for days.
fn suspension(stage: &Stage<'_>, random: &mut Random) -> Option<With> {
    let world = stage.world();
    let today = world.calendar.date(stage.now());
    let grounds: Vec<_> = world.workflow.definition().grounds.iter().collect();
    let (ground, terms) = random.pick(&grounds)?;
    let longest = terms.longest.filter(|longest| longest.unit == TimeUnit::CalendarDay);
    let days =
        longest.map_or(1, |longest| 2 + random.below(u64::from(longest.amount.get()).max(3) - 2));
    let until = today.checked_add_days(Days::new(days.min(29)));
    Some(With { ground: Some((*ground).clone()), until, ..With::default() })
}
