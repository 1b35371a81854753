//! Cases in the hands of outside bodies: who has which, what waits to be sent, what came in.

mod desk;
mod inbox;
mod known;
mod messages;
mod outbox;
mod refer;
mod way;

pub use desk::{DispatchState, OutboxFilter, Waiting};
pub use inbox::{Handled, InboxMessage, InboxResult, WaitingMessage};
pub use known::Known;
pub use messages::{InboxFilter, Message};
pub use outbox::{Arrived, Dispatch, DueDispatch, NOT_HANDED_OVER, Purpose, Sent};
pub use refer::{Referral, ReferralId, Standing};
pub use way::{Stuck, Way};
