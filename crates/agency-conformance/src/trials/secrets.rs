//! The trial that nothing shows a secret.

use crate::side::{Bench, Played};
use crate::trial::{Verdict, ensure};

/// Neither the agency nor its settings show a secret, however they are printed.
pub(super) async fn shown(bench: &dyn Bench) -> Verdict {
    let pair = bench.pair(Played::default()).await;
    let agency = &pair.agency;
    let shown = format!("{agency:?} {agency:#?} {}", pair.other.settings_shown());
    let secrets = pair.other.secrets();
    ensure!(!secrets.is_empty(), "there is no secret that could be shown");
    ensure!(!secrets.iter().any(|secret| shown.contains(secret)), "a secret is shown");
    Ok(())
}
