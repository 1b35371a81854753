//! What of an event may be told to a reader who sees its case. The one rule: pages, API and command line ask here.

use super::Fields;
use crate::case::Event;

/// What of an event its reader may know, beside that it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// What it says at all.
    pub facts: bool,
    /// Whom it names as concerned.
    pub respondents: bool,
    /// The words and values of its form.
    pub form: bool,
}

/// What of an event the reader may know. Whom a case is about is for those who may read it; another case is for nobody
/// here, for whoever sees this one may not see that.
pub const fn share(event: &Event, fields: Fields) -> Share {
    let Fields { content, internal: _, respondents } = fields;
    let facts = match event {
        Event::Merged(_) | Event::RepeatLinked(_) => false,
        Event::RespondentsNamed(_) | Event::Recused(_) => respondents,
        Event::Filed(_)
        | Event::Performed(_)
        | Event::StateEntered(_)
        | Event::HolderChanged(_)
        | Event::Classified(_)
        | Event::Assigned(_)
        | Event::Read(_)
        | Event::Signed(_)
        | Event::HandlerChanged(_)
        | Event::Contacted
        | Event::Returned(_)
        | Event::Objected(_)
        | Event::Transferred(_)
        | Event::Delegated(_)
        | Event::Joined(_)
        | Event::Contributed(_)
        | Event::Released(_)
        | Event::SigningOpened(_)
        | Event::Countersigned { .. }
        | Event::SignerAdded(_)
        | Event::SignerDropped(_)
        | Event::Urged
        | Event::Copied(_)
        | Event::Consulted(_)
        | Event::Answered(_)
        | Event::ExtensionRequested { .. }
        | Event::ExtensionGranted
        | Event::ExtensionRefused
        | Event::Suspended { .. }
        | Event::Resumed
        | Event::Escalated(_)
        | Event::TakenBack
        | Event::Withdrawn
        | Event::Absorbed(_)
        | Event::Split { .. }
        | Event::Verified(_)
        | Event::SpotChecked(_)
        | Event::Heard(_)
        | Event::Redispatched
        | Event::JointSessionHeld(_)
        | Event::Ordered { .. }
        | Event::Discharged(_)
        | Event::OrderNoted(_)
        | Event::SessionNoted(_)
        | Event::Sponsored(_)
        | Event::SponsorEnded(_)
        | Event::Reopened
        | Event::Archived
        | Event::Screened(_)
        | Event::PartyLeft(_)
        | Event::ClockStarted(_)
        | Event::ClockMoved { .. }
        | Event::ClockEnded(_)
        | Event::LevelReached { .. }
        | Event::Told { .. }
        | Event::VersionMoved(_) => true,
    };
    Share { facts, respondents: facts && respondents, form: facts && content }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Respondents;
    use crate::id::CaseId;

    #[test]
    fn whom_it_is_about_is_for_few_and_another_case_for_nobody() {
        let all = Fields { content: true, internal: true, respondents: true };
        let most = Fields { respondents: false, ..all };
        let named = Event::RespondentsNamed(Respondents::default());
        assert!(share(&named, all).facts && !share(&named, most).facts);
        let merged = share(&Event::Merged(CaseId(uuid::Uuid::nil())), all);
        assert_eq!(merged, Share { facts: false, respondents: false, form: false });
        let contacted = share(&Event::Contacted, most);
        assert_eq!(contacted, Share { facts: true, respondents: false, form: true });
        assert!(!share(&Event::Contacted, Fields { content: false, ..most }).form);
    }
}
