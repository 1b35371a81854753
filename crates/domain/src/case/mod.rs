//! The case: what is asked of it ([`Command`]), what happens to it ([`Event`]), why not ([`Rejection`]), and what
//! follows outside ([`Effect`]). Four closed types: deciding cannot write, applying cannot refuse.

mod apply;
mod command;
mod effect;
mod event;
mod rejection;
mod state;

pub use command::{
    Absorb, Assignment, Command, Extend, File, HandlerChange, Input, JointSession, MoveVersion,
    OrderNote, Perform, Reasoned, SessionNote, SigningInput, Sponsor, Suspend, TextRef, Value,
    Verdict,
};
pub use effect::{Effect, News, Recipient};
pub use event::{Classification, Entered, Entry, Event, Filed, MoveCause, Performed, Recused};
pub use rejection::{Code, FieldFault, Rejection};
pub use state::{
    Case, Complexity, ExtensionRequest, Lead, Order, Respondents, Restriction, Risk, Secrecy,
    Signing, SigningMode, Solved, Suspension, WorkflowRef,
};
