//! What of an event may be told to a reader who sees its case.

use super::Fields;
use crate::case::Event;

/// True if the reader may know what the event says; else, that something happened is all that may be told. Whom a case is
/// about is for those who may read it; another case is for nobody here, for whoever sees this one may not see that.
pub const fn may_know(event: &Event, fields: Fields) -> bool {
    if matches!(event, Event::RespondentsNamed(_) | Event::Recused(_)) {
        return fields.respondents;
    }
    !matches!(event, Event::Merged(_) | Event::RepeatLinked(_))
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
        assert!(may_know(&named, all) && !may_know(&named, most));
        let merged = Event::Merged(CaseId(uuid::Uuid::nil()));
        assert!(!may_know(&merged, all));
        assert!(may_know(&Event::Contacted, most));
    }
}
