//! The exchange as a wire.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::error::FileError;
use super::exchange::Exchange;
use super::reading::Letter;
use crate::capability::Ability;
use crate::contract::Push;
use crate::error::{AgencyError, Refused};
use crate::wire::{Fetched, Incoming, Outgoing, Wire};

/// A way across the border in files. Waits for the disk on threads where waiting is allowed.
#[derive(Clone, Debug)]
pub struct FileWire {
    exchange: Arc<Exchange>,
}

impl FileWire {
    /// The wire over an exchange. With every fetch what waits is closed into batches.
    pub const fn new(exchange: Arc<Exchange>) -> Self {
        Self { exchange }
    }

    async fn waiting<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Exchange) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, AgencyError> {
        let exchange = Arc::clone(&self.exchange);
        let done = tokio::task::spawn_blocking(move || work(&exchange)).await;
        let done = done.map_err(|_| AgencyError::temporary("the file exchange was interrupted"))?;
        done.map_err(AgencyError::from)
    }
}

/// What cursors of files begin with, so that they are told from those of a body that is asked by HTTP.
pub(crate) const CURSOR_MARK: &str = "files:";

#[async_trait]
impl Wire for FileWire {
    fn abilities(&self) -> BTreeSet<Ability> {
        BTreeSet::from([Ability::Submit, Ability::Amend, Ability::Poll, Ability::HandOver])
    }

    async fn send(&self, message: &Outgoing) -> Result<Option<Value>, AgencyError> {
        let Outgoing { id, purpose, body } = message.clone();
        let letter = Letter { id: id.to_string(), purpose: Some(purpose), body };
        self.waiting(move |exchange| exchange.post(&letter)).await?;
        Ok(None)
    }

    async fn fetch(&self, cursor: Option<&str>) -> Result<Fetched, AgencyError> {
        // One of another way, from before the body was connected by files, says nothing here: what was read is known again.
        let cursor = cursor.and_then(|cursor| cursor.strip_prefix(CURSOR_MARK)).map(str::to_owned);
        let read = move |exchange: &Exchange| {
            // What cannot be taken stops neither what goes out nor what was taken before.
            let taken = exchange.collect();
            while exchange.close_batch()?.is_some() {}
            let found = exchange.letters(cursor.as_deref())?;
            if found.letters.is_empty() { taken.map(|_| found) } else { Ok(found) }
        };
        let found = self.waiting(read).await?;
        let cursor = found.cursor.map(|cursor| format!("{CURSOR_MARK}{cursor}"));
        let incoming = |letter: Letter| Incoming { id: letter.id, body: letter.body };
        let messages = found.letters.into_iter().map(incoming).collect();
        Ok(Fetched { messages, cursor, more: found.more, ..Fetched::default() })
    }

    fn open(&self, _push: &Push<'_>) -> Result<Incoming, Refused> {
        Err(Refused::Unreadable("files do not push".to_owned()))
    }
}
