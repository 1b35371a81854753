//! Playing the stories that stand beside a workflow: the same `decide`, `apply` and ladder as in service, with a cast
//! from the directory and a clock that jumps.

mod cast;
mod coverage;
mod fill;
mod input;
mod judge;
mod play;
mod stage;

pub use coverage::{Coverage, uncovered};
pub use play::{Act, Play, World, play};
pub use stage::Stage;
