//! What is announced to the systems of others that subscribe to events of cases: which events, as what, and with which
//! facts. Thin on purpose: numbers, codes and times, no names and no words of people. Pure: it orders, the engine carries
//! out, and asks then who may know.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::case::{Case, Effect, Event};
use crate::id::{StateName, Timestamp, UnitId};
use crate::workflow::Stage;

/// What kind of thing happened, as others subscribe to it. A released one keeps its name and its meaning for ever; one that
/// must mean something else is a further one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A case was opened.
    Filed,
    /// It is in another state, and goes on.
    Moved,
    /// It has ended.
    Ended,
    /// It was opened again.
    Reopened,
    /// It was archived.
    Archived,
    /// Another unit leads, or none any more.
    LeadChanged,
    /// The lead unit signed for it.
    Signed,
    /// The lead unit sent it back, or disputes its jurisdiction.
    Returned,
    /// Who works on it beside the lead unit changed.
    PartsChanged,
    /// Category, complexity or risk changed.
    Classified,
    /// The lead unit was urged.
    Urged,
    /// A supervision order was issued or struck off.
    Supervised,
    /// It was suspended.
    Suspended,
    /// It was resumed.
    Resumed,
    /// A clock started, was moved or ended.
    DeadlineChanged,
    /// A level of a ladder was reached.
    LevelReached,
    /// The citizen was asked whether it was solved.
    Heard,
}

impl Topic {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::Filed,
        Self::Moved,
        Self::Ended,
        Self::Reopened,
        Self::Archived,
        Self::LeadChanged,
        Self::Signed,
        Self::Returned,
        Self::PartsChanged,
        Self::Classified,
        Self::Urged,
        Self::Supervised,
        Self::Suspended,
        Self::Resumed,
        Self::DeadlineChanged,
        Self::LevelReached,
        Self::Heard,
    ];

    /// The `type` of its `CloudEvents`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Filed => "cn.bihuan.case.filed.v1",
            Self::Moved => "cn.bihuan.case.moved.v1",
            Self::Ended => "cn.bihuan.case.ended.v1",
            Self::Reopened => "cn.bihuan.case.reopened.v1",
            Self::Archived => "cn.bihuan.case.archived.v1",
            Self::LeadChanged => "cn.bihuan.case.lead_changed.v1",
            Self::Signed => "cn.bihuan.case.signed.v1",
            Self::Returned => "cn.bihuan.case.returned.v1",
            Self::PartsChanged => "cn.bihuan.case.parts_changed.v1",
            Self::Classified => "cn.bihuan.case.classified.v1",
            Self::Urged => "cn.bihuan.case.urged.v1",
            Self::Supervised => "cn.bihuan.case.supervised.v1",
            Self::Suspended => "cn.bihuan.case.suspended.v1",
            Self::Resumed => "cn.bihuan.case.resumed.v1",
            Self::DeadlineChanged => "cn.bihuan.case.deadline_changed.v1",
            Self::LevelReached => "cn.bihuan.case.level_reached.v1",
            Self::Heard => "cn.bihuan.case.heard.v1",
        }
    }

    /// The topic of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == name)
    }

    /// What an event is announced as; none where it is for nobody outside. Another case is for nobody, nor is whom a case
    /// is about, nor who read it, and what a person did shows in what it changed.
    pub const fn of(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Filed(_) => Self::Filed,
            Event::StateEntered(entered) if entered.ended.is_some() => Self::Ended,
            Event::StateEntered(_) => Self::Moved,
            Event::Reopened => Self::Reopened,
            Event::Archived => Self::Archived,
            Event::Assigned(_)
            | Event::Transferred(_)
            | Event::Escalated(_)
            | Event::TakenBack
            | Event::JointSessionHeld(_) => Self::LeadChanged,
            Event::Signed(_) => Self::Signed,
            Event::Returned(_) | Event::Objected(_) => Self::Returned,
            Event::Delegated(_)
            | Event::Joined(_)
            | Event::Contributed(_)
            | Event::Released(_)
            | Event::Consulted(_)
            | Event::Answered(_) => Self::PartsChanged,
            Event::Classified(_) => Self::Classified,
            Event::Urged => Self::Urged,
            Event::Ordered { .. }
            | Event::Discharged(_)
            | Event::OrderNoted(_)
            | Event::SessionNoted(_)
            | Event::Sponsored(_)
            | Event::SponsorEnded(_) => Self::Supervised,
            Event::Suspended { .. } => Self::Suspended,
            Event::Resumed => Self::Resumed,
            Event::ClockStarted(_) | Event::ClockMoved { .. } | Event::ClockEnded(_) => {
                Self::DeadlineChanged
            }
            Event::LevelReached { .. } => Self::LevelReached,
            Event::Heard(_) => Self::Heard,
            Event::Performed(_)
            | Event::HolderChanged(_)
            | Event::Read(_)
            | Event::HandlerChanged(_)
            | Event::Contacted
            | Event::SigningOpened(_)
            | Event::Countersigned { .. }
            | Event::SignerAdded(_)
            | Event::SignerDropped(_)
            | Event::Copied(_)
            | Event::ExtensionRequested { .. }
            | Event::ExtensionGranted
            | Event::ExtensionRefused
            | Event::Withdrawn
            | Event::Merged(_)
            | Event::RepeatLinked(_)
            | Event::Absorbed(_)
            | Event::Split { .. }
            | Event::Verified(_)
            | Event::SpotChecked(_)
            | Event::Redispatched
            | Event::Screened(_)
            | Event::RespondentsNamed(_)
            | Event::Recused(_)
            | Event::PartyLeft(_)
            | Event::Told { .. }
            | Event::VersionMoved(_) => return None,
        })
    }
}

/// Something that happened, with all that is told of it. It says what was then; who may know it is asked when it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// What kind of thing.
    pub topic: Topic,
    /// When.
    pub at: Timestamp,
    /// The version of the case after it.
    pub version: u64,
    /// The state of the case after it.
    pub state: StateName,
    /// That state's stage.
    pub stage: Stage,
    /// The unit that leads after it.
    pub unit: Option<UnitId>,
}

/// What is announced of an event on a case that it has just been applied to; nothing where nobody subscribes to its topic,
/// so that who has no subscribers writes nothing for them.
pub fn announce(
    case: &Case,
    event: &Event,
    at: Timestamp,
    subscribed: &BTreeSet<Topic>,
) -> Option<Effect> {
    if subscribed.is_empty() {
        return None;
    }
    let topic = Topic::of(event).filter(|topic| subscribed.contains(topic))?;
    Some(Effect::Announce(Box::new(Announcement {
        topic,
        at,
        version: case.seq,
        state: case.state.clone(),
        stage: case.stage,
        unit: case.lead.as_ref().map(|lead| lead.unit.clone()),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Respondents;
    use crate::id::CaseId;

    #[test]
    fn every_topic_is_found_by_its_name_and_by_no_other() {
        for topic in Topic::ALL {
            assert_eq!(Topic::named(topic.as_str()), Some(topic));
        }
        let names: BTreeSet<_> = Topic::ALL.map(Topic::as_str).into();
        assert_eq!(names.len(), Topic::ALL.len());
        assert_eq!(Topic::named("cn.bihuan.case.filed.v2"), None);
    }

    #[test]
    fn whom_a_case_is_about_and_other_cases_are_announced_to_nobody() {
        let other = CaseId(uuid::Uuid::nil());
        for event in [
            Event::RespondentsNamed(Respondents::default()),
            Event::Merged(other),
            Event::RepeatLinked(other),
        ] {
            assert_eq!(Topic::of(&event), None);
        }
    }
}
