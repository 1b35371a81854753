//! Papers 文书 that a case hands out: notices, the mediation agreement, its file list, the request for judicial
//! confirmation. A template is data, `workflows/papers/<kind>.yaml`; what it says of a case comes from what is recorded,
//! and what is not recorded stays a blank to be written by hand, never a guess.

mod check;
mod fill;
mod kind;
mod slot;
mod template;

pub use check::{absent, check};
pub use fill::{Block, Head, Look, Paper, Piece, written};
pub use kind::PaperKind;
pub use slot::{Slot, Stretch, stretches};
pub use template::{Line, Names, PaperTemplate, Procedure};
