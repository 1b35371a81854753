//! From YAML text to a tree in which every key and value knows its place.
//!
//! The files are inert data: anchors, aliases, tags and several documents are findings. Scalars follow the core schema
//! of YAML 1.2, so that `no` is the text `no`.

mod build;
mod finding;
mod node;
mod scalar;

pub use build::{DEEPEST, parse};
pub use node::{Content, Entry, Node};
