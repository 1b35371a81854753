//! What a command means: events, or a refusal. Pure: the same context, case and command always decide the same.
//!
//! [`decide`] is the one `match` over commands; each verb family has a file of its own. [`allowed`] asks the same
//! gate, so that what a page offers is what the core accepts. [`again()`] decides a whole log once more, under other rules.

mod again;
mod allowed;
mod assign;
mod assist;
mod classify;
mod clocks;
mod close;
mod conditions;
mod consult;
mod context;
mod demands;
mod draft;
mod engine;
mod extend;
mod file;
mod form;
mod gate;
mod hand_over;
mod handler;
mod hear;
mod leave;
mod perform;
mod recipients;
mod respondents;
mod send_back;
mod sign;
mod signing;
mod sponsor;
mod supervise;
mod suspend;
mod verify;

pub use again::{Again, Climbed, Rules, Unfit, again};
pub use allowed::{Offer, allowed, offers};
pub use context::Context;
pub use sponsor::may_sponsor;

use crate::case::{Case, Command, Event, Rejection};

/// Decides what a command means for a case.
///
/// # Errors
///
/// A [`Rejection`] if the command is not accepted; nothing has happened then. A case that the actor must not see is
/// refused exactly like one that does not exist.
pub fn decide(
    context: &Context<'_>,
    case: Option<&Case>,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    let Some(case) = case else {
        return match command {
            Command::File(file) => file::decide(context, file),
            Command::Perform(_)
            | Command::Read
            | Command::Screen
            | Command::NameRespondents(_)
            | Command::ChangeHandler(_)
            | Command::ReachLevel(_)
            | Command::EndSuspension
            | Command::MoveDeadlines
            | Command::MoveVersion(_)
            | Command::Absorb(_)
            | Command::NoteOrder(_)
            | Command::LetGo(_)
            | Command::NoteSession(_)
            | Command::Sponsor(_)
            | Command::EndSponsor(_) => Err(Rejection::NotFound),
        };
    };
    let view = crate::access::view(context.actor, case, context.directory)
        .map_err(|_| Rejection::NotFound)?;
    if !matches!(command, Command::MoveVersion(_)) {
        engine::same_version(context, case)?;
    }
    match command {
        Command::File(_) => Err(Rejection::AlreadyFiled),
        Command::Perform(perform) => perform::decide(context, case, view, perform),
        Command::Read => sign::read(context, case, view),
        Command::Screen => respondents::screen(context, case, view),
        Command::NameRespondents(named) => respondents::name(context, case, view, named),
        Command::ChangeHandler(change) => handler::change(context, case, view, change),
        Command::ReachLevel(limit) => engine::reach_level(context, case, limit),
        Command::EndSuspension => engine::end_suspension(context, case),
        Command::MoveDeadlines => engine::move_deadlines(context, case),
        Command::MoveVersion(mapping) => engine::move_version(context, case, mapping),
        Command::Absorb(absorb) => engine::absorb(context, case, absorb),
        Command::NoteOrder(note) => engine::note_order(context, case, *note),
        Command::LetGo(number) => engine::let_go(context, case, *number),
        Command::NoteSession(note) => engine::note_session(context, note),
        Command::Sponsor(sponsor) => sponsor::take(context, case, view, sponsor),
        Command::EndSponsor(reason) => sponsor::end(context, case, view, *reason),
    }
}
