//! `bihuan agency key`: a fresh secret by which both sides sign (Standard Webhooks, `whsec_`).

use crate::failure::{Answer, Failure};
use crate::installation::engine_failure;
use crate::output::Output;

/// Bytes of a secret: Standard Webhooks asks for 24 to 64.
const BYTES: usize = 32;

pub(crate) fn run(output: Output) -> Result<Answer, Failure> {
    let secret = engine::keys::random::<BYTES>().map_err(engine_failure)?;
    output.line(agency::webhook::shared_secret(&secret))?;
    Ok(Answer::Yes)
}
