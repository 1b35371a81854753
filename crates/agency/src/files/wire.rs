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
        let cursor = cursor.map(str::to_owned);
        let read = move |exchange: &Exchange| {
            exchange.collect()?;
            while exchange.close_batch()?.is_some() {}
            exchange.letters(cursor.as_deref())
        };
        let found = self.waiting(read).await?;
        let incoming = |letter: Letter| Incoming { id: letter.id, body: letter.body };
        let messages = found.letters.into_iter().map(incoming).collect();
        Ok(Fetched { messages, cursor: found.cursor, more: found.more, ..Fetched::default() })
    }

    fn open(&self, _push: &Push<'_>) -> Result<Incoming, Refused> {
        Err(Refused::Unreadable("files do not push".to_owned()))
    }
}
