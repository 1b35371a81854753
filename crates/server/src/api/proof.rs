//! Which files prove the result of a unit's work: those that somebody of the units in charge added since the case was given to
//! them. A citizen's own photograph proves no work, nor does the sealed original of one, nor what was there before.

use axum::http::StatusCode;
use domain::case::{Case, Event};
use domain::directory::Directory;
use domain::id::{PersonId, Timestamp};
use domain::workflow::Verb;
use engine::enclosed::SEALED;
use engine::reading::Seen;
use store::queries::Attachment;

use super::attachments::of;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many events are read at once.
const EVENTS_AT_ONCE: u32 = 500;

/// The files of a case that may be given as evidence with a verb, the oldest first.
///
/// # Errors
///
/// Where the reader does not see the case any more, or the database fails.
pub(crate) async fn fitting(
    state: &Shared,
    seen: &Seen,
    verb: Verb,
) -> Result<Vec<Attachment>, Problem> {
    let mut files = of(state, seen).await?;
    if verb != Verb::Submit || files.is_empty() {
        return Ok(files);
    }
    let given = given_at(state, seen).await?;
    let (case, directory) = (seen.case(), &seen.snapshot.directory);
    files.retain(|file| {
        file.media_type != SEALED
            && is_of_unit(&file.author, case, directory)
            && given.is_none_or(|given| file.created_at >= given)
    });
    Ok(files)
}

/// Says why files of the case prove no result.
pub(crate) fn no_proof() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "evidence_not_of_unit",
        "证明办理结果的材料须由承办单位在本次交办后上传；群众的照片、封存的原件和交办以前的材料不能作为办理结果的证明",
        "evidence of a result must be files that the unit in charge added since it was given the case; a citizen's photographs, sealed originals and what was there before prove no result",
    )
}

/// Whether somebody of a unit in charge brought it, or of a unit below one.
fn is_of_unit(author: &str, case: &Case, directory: &Directory) -> bool {
    let Some(person) = directory.people.get(&PersonId::from(author)) else { return false };
    let lead = case.lead.as_ref();
    let leads = lead.into_iter().flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate));
    let mut charged = leads.chain(case.assistants.keys());
    charged.any(|unit| directory.is_within(&person.unit, unit))
}

/// When the case was given to the unit that leads now; none if to nobody.
async fn given_at(state: &Shared, seen: &Seen) -> Result<Option<Timestamp>, Problem> {
    let (store, case) = (state.engine.store(), seen.case().id);
    let (mut after, mut given) = (0, None);
    loop {
        let entries = store.timeline(&seen.visible, case, after, EVENTS_AT_ONCE).await?;
        let entries = entries.ok_or_else(Problem::not_found)?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(given) };
        let gives = |event: &Event| {
            matches!(
                event,
                Event::Assigned(_)
                    | Event::Transferred(_)
                    | Event::Escalated(_)
                    | Event::JointSessionHeld(_)
            )
        };
        given = entries.iter().rev().find(|it| gives(&it.event)).map(|it| it.at).or(given);
        after = last;
    }
}
