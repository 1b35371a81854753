//! `cargo xtask mutants`: judges every mutant of the shipped workflows and writes the figures.

use std::path::Path;

use crate::run::{self, Error};

/// Optimized, because it plays every story thousands of times.
const JUDGE: [&str; 7] =
    ["run", "--quiet", "--release", "--package", "testkit", "--example", "mutants"];

/// Runs the judge. True if no mutant survives and no explanation is idle.
pub(crate) fn mutants(root: &Path) -> Result<bool, Error> {
    run::succeeds(&mut run::cargo(root, &JUDGE))
}
