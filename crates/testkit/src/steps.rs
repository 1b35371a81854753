//! Steps that are random but well filled, so that the core refuses them only for what the case is, never for a slip.

use domain::access::Conflicts;
use domain::case::{Case, Complexity, Risk, SigningMode, Solved, Verdict};
use domain::clock::{Length, TimeUnit};
use domain::directory::Directory;
use domain::id::{PersonId, TransitionName, UnitId};
use domain::scenario::Stage;
use domain::workflow::Verb;
use domain::workflow::scenario::{Step, With};

use crate::Random;

/// What a random step may draw on.
#[derive(Debug)]
pub struct Props<'a> {
    /// Units that may be given a part, in a fixed order.
    pub units: Vec<&'a UnitId>,
    /// People who may be asked to sign.
    pub people: Vec<&'a PersonId>,
    /// The directory.
    pub directory: &'a Directory,
}

impl<'a> Props<'a> {
    /// Every unit and every person of a directory who is no administrator.
    pub fn new(directory: &'a Directory) -> Self {
        let ordinary = |(id, person): (&'a PersonId, &domain::directory::Person)| {
            (!person.roles.iter().any(|role| role.is_administrator())).then_some(id)
        };
        Self {
            units: directory.units.keys().collect(),
            people: directory.people.iter().filter_map(ordinary).collect(),
            directory,
        }
    }
}

/// A well-filled step for a transition of the case on the stage; none where the world has nothing to fill it with,
/// such as a unit above the highest.
pub fn step(
    stage: &Stage<'_>,
    name: &TransitionName,
    props: &Props<'_>,
    random: &mut Random,
) -> Option<Step> {
    let (case, workflow) = (stage.case()?, stage.world().workflow);
    let verb = workflow.transition(name).map(|transition| transition.verb).unwrap_or_default();
    let with = match verb {
        Verb::Assign | Verb::Redispatch | Verb::JointSession => assignment(case, props, random),
        Verb::Transfer | Verb::Delegate | Verb::Consult => {
            With { unit: other_unit(case, props, random), ..With::default() }
        }
        Verb::Escalate => With { unit: unit_above(case, props), ..With::default() },
        Verb::Release => With { unit: open_assistant(case), ..With::default() },
        Verb::Join | Verb::Copy => {
            With { units: other_unit(case, props, random).into_iter().collect(), ..With::default() }
        }
        Verb::OpenSigning | Verb::AddSigner | Verb::DropSigner => {
            signing(verb, case, props, random)
        }
        Verb::Countersign | Verb::SpotCheck => With { verdict: verdict(random), ..With::default() },
        Verb::Return | Verb::Object => {
            With { reason: workflow.definition().reasons.keys().next().cloned(), ..With::default() }
        }
        Verb::RequestExtension => extension(stage, case),
        Verb::Suspend => suspension(stage, random),
        Verb::CallBack | Verb::Rate => With { solved: solved(random), ..With::default() },
        Verb::Classify => classification(random),
        Verb::Discharge => With { order: open_order(case), ..With::default() },
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
        | Verb::Archive => With::default(),
    };
    let one_unit = [Verb::Transfer, Verb::Delegate, Verb::Consult, Verb::Escalate, Verb::Release];
    let lead = [Verb::Assign, Verb::Redispatch, Verb::JointSession];
    let one_person = [Verb::AddSigner, Verb::DropSigner];
    let filled = (!one_unit.contains(&verb) || with.unit.is_some())
        && (!lead.contains(&verb) || with.lead.is_some())
        && (!one_person.contains(&verb) || with.person.is_some());
    filled.then(|| Step { transition: Some(name.clone()), with, ..Step::default() })
}

fn is_free(case: &Case, props: &Props<'_>, unit: &UnitId) -> bool {
    let lead = case.lead.as_ref();
    !Conflicts::new(props.directory, &case.respondents).include(unit)
        && !Conflicts::new(props.directory, &case.respondents).leave_no_handler(unit)
        && !case.assistants.contains_key(unit)
        && lead.is_none_or(|lead| lead.unit != *unit && lead.delegate.as_ref() != Some(unit))
}

fn other_unit(case: &Case, props: &Props<'_>, random: &mut Random) -> Option<UnitId> {
    let free: Vec<_> = props.units.iter().filter(|unit| is_free(case, props, unit)).collect();
    random.pick(&free).map(|unit| (**unit).clone())
}

fn unit_above(case: &Case, props: &Props<'_>) -> Option<UnitId> {
    let lead = case.lead.as_ref()?;
    let mut above = props.directory.lineage(&lead.unit).skip(1);
    above.find(|unit| is_free(case, props, unit)).cloned()
}

fn open_assistant(case: &Case) -> Option<UnitId> {
    case.assistants.iter().find(|(_, done)| !**done).map(|(unit, _)| unit.clone())
}

fn open_order(case: &Case) -> Option<u32> {
    case.orders.iter().find(|(_, order)| order.discharged_at.is_none()).map(|(number, _)| *number)
}

fn assignment(case: &Case, props: &Props<'_>, random: &mut Random) -> With {
    let lead = other_unit(case, props, random);
    let assistant = random.one_in(3).then(|| other_unit(case, props, random)).flatten();
    With {
        assistants: assistant.into_iter().filter(|unit| Some(unit) != lead.as_ref()).collect(),
        lead,
        ..With::default()
    }
}

fn signing(verb: Verb, case: &Case, props: &Props<'_>, random: &mut Random) -> With {
    let signers = case.signing.as_ref().map(|signing| &signing.signers);
    let may_sign = |person: &&&PersonId| {
        !Conflicts::new(props.directory, &case.respondents).bar_person(person)
    };
    let free: Vec<_> = props.people.iter().filter(may_sign).collect();
    let mode = if random.one_in(2) { SigningMode::All } else { SigningMode::Any };
    let fresh =
        free.iter().find(|person| !signers.is_some_and(|signers| signers.contains_key(***person)));
    let pending = signers
        .into_iter()
        .flatten()
        .find(|(_, said)| said.is_none())
        .map(|(person, _)| person.clone());
    let person =
        if verb == Verb::DropSigner { pending } else { fresh.map(|person| (***person).clone()) };
    let two = (0..2).filter_map(|_| random.pick(&free).map(|person| (**person).clone()));
    With { mode: Some(mode), signers: two.collect(), person, ..With::default() }
}

fn verdict(random: &mut Random) -> Option<Verdict> {
    random.pick(&[Verdict::Yes, Verdict::Yes, Verdict::No]).copied()
}

fn solved(random: &mut Random) -> Option<Solved> {
    random.pick(&[Solved::Yes, Solved::No, Solved::Partly]).copied()
}

fn classification(random: &mut Random) -> With {
    With {
        complexity: random
            .pick(&[Complexity::Simple, Complexity::General, Complexity::Complex])
            .copied(),
        risk: random.pick(&[Risk::Low, Risk::Medium, Risk::High]).copied(),
        ..With::default()
    }
}

/// The first clock that may be extended, by one unit.
fn extension(stage: &Stage<'_>, case: &Case) -> With {
    let limits = &stage.world().workflow.definition().limits;
    let open = case.clocks.iter().filter(|clock| clock.is_open() && !clock.is_late(stage.now()));
    let mut extendable = open.filter_map(|clock| {
        let extension = limits.get(clock.limit.as_str())?.extension.as_ref()?;
        let longest =
            extension.longest.filter(|_| clock.extensions.len() < extension.times as usize)?;
        Some((
            clock.limit.clone(),
            Length { amount: std::num::NonZeroU16::MIN, unit: longest.unit },
        ))
    });
    let (limit, by) = extendable.next().unzip();
    With { limit, by, ..With::default() }
}

/// A listed ground, until tomorrow or, where it lasts for days, a little longer.
fn suspension(stage: &Stage<'_>, random: &mut Random) -> With {
    let today = stage.world().calendar.date(stage.now());
    let grounds: Vec<_> = stage.world().workflow.definition().grounds.iter().collect();
    let ground = random.pick(&grounds);
    let short = ground
        .and_then(|(_, ground)| ground.longest)
        .is_none_or(|longest| longest.unit != TimeUnit::CalendarDay);
    let days = if short { 1 } else { 1 + random.below(3) as u64 };
    With {
        ground: ground.map(|(name, _)| (*name).clone()),
        until: today.checked_add_days(chrono::Days::new(days)),
        ..With::default()
    }
}
