//! What outside bodies with systems of their own are told of a case. Pure: it orders, the engine carries out.

use std::collections::BTreeSet;

use crate::case::{Case, Classification, Effect, Event, News, Risk};
use crate::id::UnitId;
use crate::workflow::Verb;

/// The units that work on the case now: the lead, who works for it, who assists and is not done, who is asked.
pub fn working(case: &Case) -> impl Iterator<Item = &UnitId> {
    let open = case.ended.is_none();
    let lead = case.lead.iter().flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate));
    let assistants = case.assistants.iter().filter(|(_, done)| !**done).map(|(unit, _)| unit);
    lead.chain(assistants).chain(&case.consulted).filter(move |_| open)
}

/// What agencies are told of an event on a case that it has just been applied to; nothing where there are none.
///
/// Who has lost a part is not asked here: after an event that may have moved one, the engine compares who has one with
/// whom it told.
pub fn inform(case: &Case, event: &Event, agencies: &BTreeSet<UnitId>) -> Option<Effect> {
    if agencies.is_empty() {
        return None;
    }
    if moves_parts(event) {
        return Some(Effect::Inform(News::Parts));
    }
    let news = news(event)?;
    working(case).any(|unit| agencies.contains(unit)).then_some(Effect::Inform(news))
}

/// Whether somebody may have got a part in the case, or lost one, or done it.
fn moves_parts(event: &Event) -> bool {
    let ends = matches!(event, Event::StateEntered(entered) if entered.ended.is_some());
    ends || matches!(
        event,
        Event::Assigned(_)
            | Event::Returned(_)
            | Event::Transferred(_)
            | Event::Delegated(_)
            | Event::Joined(_)
            | Event::Contributed(_)
            | Event::Released(_)
            | Event::Consulted(_)
            | Event::Answered(_)
            | Event::Escalated(_)
            | Event::TakenBack
            | Event::JointSessionHeld(_)
            | Event::Recused(_)
    )
}

/// What is new to whoever has a part.
fn news(event: &Event) -> Option<News> {
    if let Event::Performed(performed) = event {
        return (performed.verb == Verb::Supplement).then_some(News::Supplemented);
    }
    if let Event::Classified(Classification { risk, .. }) = event {
        return (*risk == Some(Risk::High)).then_some(News::RiskRaised);
    }
    matches!(event, Event::Urged).then_some(News::Urged)
}
