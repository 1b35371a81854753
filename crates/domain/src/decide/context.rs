//! Everything that a decision may know beside the case and the command.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::actor::Actor;
use crate::calendar::Calendar;
use crate::directory::Directory;
use crate::id::{CaseId, Timestamp};
use crate::workflow::Workflow;

/// What a decision may know. Time and ids come in with it, so that the same context always decides the same.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The version the case is pinned to; for a move, the version it goes to.
    pub workflow: &'a Workflow,
    /// The calendar in force.
    pub calendar: &'a Calendar,
    /// Units and people as they are now.
    pub directory: &'a Directory,
    /// Who asks.
    pub actor: &'a Actor,
    /// Now.
    pub now: Timestamp,
    /// Fresh ids. A split takes the first.
    pub ids: &'a [Uuid],
    /// Open cases of the same center that the actor sees, as far as the command names any.
    pub peers: &'a BTreeSet<CaseId>,
    /// Whether it is done for a document that two people have signed.
    pub documented: bool,
    /// The batch of which it is a part: what is told because of it is told in one message with the rest of the batch.
    pub batch: Option<Uuid>,
}
