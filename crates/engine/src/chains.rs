//! Whether the audit is whole, as a node knows it while it runs: it goes on from where it stood, a bounded number of entries
//! at a time, so that a page may ask however long the audit is. The whole is examined by `bihuan audit verify`.

use std::collections::BTreeMap;

use store::verify::StreamCheck;
use tokio::sync::Mutex;

use crate::engine::Engine;
use crate::error::Error;

/// How many entries are examined at a time.
const STEP: u32 = 2000;

/// How many entries are read at once.
const PAGE: u32 = 500;

/// What this node has examined since it was started.
#[derive(Debug, Default)]
pub(crate) struct Chains(Mutex<BTreeMap<String, Chain>>);

/// How far a stream is examined.
#[derive(Clone, Copy, Debug, Default)]
struct Chain {
    check: StreamCheck,
    is_broken: bool,
}

/// How the chains of the audit stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainStanding {
    /// How many entries are whole, of all streams.
    pub verified: u64,
    /// How many entries were not examined yet.
    pub waiting: u64,
    /// The streams that are broken, with the first place that does not follow from the one before.
    pub broken: Vec<(String, i64)>,
}

impl Engine {
    /// Examines the entries that came since it was asked last, up to a bound, and says how the chains stand. An entry that is
    /// rewritten after it was examined is noticed at the next one, or by `bihuan audit verify`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn check_chains(&self) -> Result<ChainStanding, Error> {
        let (mut standing, mut left) = (ChainStanding::default(), STEP);
        let mut chains = self.chains.0.lock().await;
        for stream in self.store.audit_streams().await? {
            let chain = chains.entry(stream.clone()).or_default();
            self.examine(&stream, chain, &mut left).await?;
            let head = self.store.audit_head(&stream).await?.map_or(0, |head| head.seq);
            let verified = chain.check.seq();
            standing.verified += verified.unsigned_abs();
            if chain.is_broken {
                standing.broken.push((stream, verified + 1));
            } else {
                standing.waiting += (head - verified).max(0).unsigned_abs();
            }
        }
        Ok(standing)
    }

    async fn examine(&self, stream: &str, chain: &mut Chain, left: &mut u32) -> Result<(), Error> {
        while !chain.is_broken && *left > 0 {
            let after = chain.check.seq();
            let records = self.store.audit_stream(stream, after, PAGE.min(*left)).await?;
            *left -= u32::try_from(records.len()).unwrap_or(*left).min(*left);
            if records.is_empty() {
                return Ok(());
            }
            chain.is_broken = records.iter().any(|record| chain.check.take(record).is_err());
        }
        Ok(())
    }
}
