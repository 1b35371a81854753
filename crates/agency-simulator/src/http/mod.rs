//! The body by HTTP: what it answers, and what it pushes.

mod mood;
mod push;
mod router;

pub use push::{PushSettings, Pusher, Round};
pub use router::{Listening, router};
