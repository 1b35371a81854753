//! The log over all chains: what changed on this node goes in every minute, or at once where much changed. It costs a change
//! nothing: the node hears of it as others do who watch. What it did not hear of, since no node ran or a program beside it
//! made the change, it finds by looking at all cases page by page: quickly when it starts, and slowly from then on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::id::CaseId;
use store::checkpoint::Head;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::engine::{Changed, Engine};

/// How long a change waits at most until a note speaks of it.
const EVERY: Duration = Duration::from_mins(1);

/// How many changes do not wait so long.
const CHANGES_MAX: usize = 1000;

/// How long a node waits between two pages when it looks at all cases, so that others have their turn at the database.
const BETWEEN_PAGES: Duration = Duration::from_millis(200);

/// What a node has to put into the log.
#[derive(Debug, Default)]
struct Waiting {
    changed: BTreeMap<CaseId, Head>,
    changes: usize,
    /// Where to go on looking at all cases.
    after: Option<CaseId>,
    /// Whether all cases were looked at since something may have been missed.
    is_caught_up: bool,
}

/// Keeps the log until it is told to stop; then it puts in what it knows of.
pub(super) async fn keep(engine: Arc<Engine>, stop: CancellationToken) {
    let (mut changes, mut waiting) = (engine.watch(), Waiting::default());
    loop {
        let wait = if waiting.is_caught_up { EVERY } else { BETWEEN_PAGES };
        waiting.gather(&mut changes, Instant::now() + wait, &stop).await;
        while let Ok(stored) = changes.try_recv() {
            waiting.hear(&stored);
        }
        waiting.put(&engine).await;
        if stop.is_cancelled() {
            return;
        }
    }
}

impl Waiting {
    /// Hears of changes until it is time.
    async fn gather(
        &mut self,
        changes: &mut Receiver<Changed>,
        until: Instant,
        stop: &CancellationToken,
    ) {
        while self.changes < CHANGES_MAX {
            let heard = tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep_until(until) => return,
                heard = changes.recv() => heard,
            };
            match heard {
                Ok(stored) => self.hear(&stored),
                Err(RecvError::Lagged(_)) => (self.is_caught_up, self.after) = (false, None),
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn hear(&mut self, stored: &Changed) {
        self.changes += 1;
        let head = Head { seq: stored.case.seq.cast_signed(), hash: stored.head };
        let known = self.changed.entry(stored.case.id).or_insert(head);
        if known.seq < head.seq {
            *known = head;
        }
    }

    /// Puts it into the log. Where that fails it waits for the next time.
    async fn put(&mut self, engine: &Engine) {
        self.changes = 0;
        match engine.log_round(self.changed.clone(), self.after).await {
            Ok(rounded) => {
                self.changed.clear();
                self.is_caught_up |= rounded.next.is_none();
                self.after = rounded.next;
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(worker = "log", error, "the log over all chains cannot be kept");
                // Not again at once.
                self.is_caught_up = true;
            }
        }
    }
}
