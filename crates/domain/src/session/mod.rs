//! Joint sessions 会商 as documents: called by whoever supervises for the center, about one or several cases, with the units
//! that are invited. Afterwards there are minutes, drafted by one and signed by another; only then do they bind, are the cases
//! told, and do the tasks that they create wait for their units. A task is signed for and done by its unit, and confirmed by
//! the center. Which unit leads a case changes by the case's own transitions only ([`crate::decide`]: `joint_session`). Who must
//! not know of one of the cases must not know of the session: that the store sees to.

mod facts;
mod standing;
mod task;

pub use facts::{NotSat, SessionFacts, SessionStep};
pub use standing::SessionStanding;
pub use task::{NotMoved, TaskFacts, TaskStanding, TaskStep};
