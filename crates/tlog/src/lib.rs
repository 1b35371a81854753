//! An append-only tree of hashes, and checkpoints of it that are signed.
//!
//! Read in this order: the [`tree`] (RFC 6962, section 2.1), the [`proof`]s that a leaf stands in it and that one tree
//! continues another (RFC 9162, section 2.1), the [`note`] that somebody signs (C2SP signed-note) and the [`key`]s for that,
//! the [`checkpoint`] that a log signs (C2SP tlog-checkpoint), and the [`addition`] by which a witness is told of one (C2SP
//! tlog-witness).
//!
//! Nothing here reads a file, a clock or randomness.

pub mod addition;
pub mod checkpoint;
pub mod key;
pub mod note;
pub mod proof;
pub mod tree;

pub use addition::Addition;
pub use checkpoint::Checkpoint;
pub use key::{Signer, Verifier};
pub use note::{Note, NoteFault};
pub use tree::{Hash, Tree};
