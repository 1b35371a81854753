//! `archive` 归档 and `reopen` 重启: the last step, and the way back from it.

use super::draft::Draft;
use super::perform::nothing;
use crate::case::{Event, Input, Rejection};
use crate::workflow::Verb;

pub(super) fn decide(draft: &mut Draft<'_>, verb: Verb, input: &Input) -> Result<(), Rejection> {
    nothing(verb, input)?;
    draft.emit(if verb == Verb::Reopen { Event::Reopened } else { Event::Archived });
    Ok(())
}
