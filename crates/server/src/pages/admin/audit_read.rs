//! Reading the streams of the audit as one, the newest entry first. Each stream has its own places, so that where a page
//! ends is a place in each of them.

use std::collections::{BTreeMap, VecDeque};

use domain::id::Timestamp;
use store::audit::AuditRecord;
use store::{Store, StoreError};

/// How many entries of a stream are read at once.
const PAGE: u32 = 100;

/// How many entries are looked at for a page, so that a filter that nothing fits costs no more than this.
const LOOKED_AT_MAX: usize = 5000;

/// Where a page begins: in each stream before which place. A stream that is not named begins at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places(BTreeMap<String, i64>);

impl Places {
    /// From what the page before gave; none if it is not that.
    pub(super) fn read(text: &str) -> Option<Self> {
        let place = |part: &str| {
            let (stream, seq) = part.rsplit_once('.')?;
            Some((stream.to_owned(), seq.parse().ok()?))
        };
        text.split('_').map(place).collect::<Option<_>>().map(Self)
    }

    /// The same, to be given.
    pub(super) fn text(&self) -> String {
        let places = self.0.iter().map(|(stream, seq)| format!("{stream}.{seq}"));
        places.collect::<Vec<_>>().join("_")
    }
}

/// Which entries are asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// Of which streams.
    pub(super) streams: Vec<String>,
    /// From when.
    pub(super) since: Timestamp,
    /// Until when.
    pub(super) until: Timestamp,
    /// Where to begin.
    pub(super) places: Places,
    /// How many.
    pub(super) most: usize,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    /// The entries, the newest first.
    pub(super) records: Vec<AuditRecord>,
    /// Where to go on, if there may be more.
    pub(super) next: Option<Places>,
}

/// Reads on until the page is full, nothing is left, or enough was looked at.
pub(super) async fn find(
    store: &Store,
    asked: Asked,
    fits: impl Fn(&AuditRecord) -> bool,
) -> Result<Found, StoreError> {
    let looked_at_max = LOOKED_AT_MAX.max(asked.most);
    let most = asked.most;
    let mut reader = Reader { store, buffers: BTreeMap::new(), asked };
    for stream in std::mem::take(&mut reader.asked.streams) {
        reader.fill(stream).await?;
    }
    let mut records = Vec::new();
    for _ in 0..looked_at_max {
        if records.len() == most {
            break;
        }
        let Some(record) = reader.next().await? else { return Ok(Found { records, next: None }) };
        if fits(&record) {
            records.push(record);
        }
    }
    let next = (!reader.buffers.is_empty()).then_some(reader.asked.places);
    Ok(Found { records, next })
}

struct Reader<'a> {
    store: &'a Store,
    asked: Asked,
    /// What was read of each stream and not taken yet; never empty.
    buffers: BTreeMap<String, VecDeque<AuditRecord>>,
}

impl Reader<'_> {
    async fn next(&mut self) -> Result<Option<AuditRecord>, StoreError> {
        let heads =
            self.buffers.iter().filter_map(|(name, buffer)| Some((buffer.front()?.at, name)));
        let Some(stream) = heads.max().map(|(_, name)| name.clone()) else { return Ok(None) };
        let record = self.buffers.get_mut(&stream).and_then(VecDeque::pop_front);
        if let Some(record) = &record {
            self.asked.places.0.insert(stream.clone(), record.seq);
        }
        if self.buffers.get(&stream).is_some_and(VecDeque::is_empty) {
            self.buffers.remove(&stream);
            self.fill(stream).await?;
        }
        Ok(record)
    }

    async fn fill(&mut self, stream: String) -> Result<(), StoreError> {
        let before = self.asked.places.0.get(&stream).copied().unwrap_or(i64::MAX);
        let read = self.store.audit_before(&stream, before, self.asked.until, PAGE).await?;
        // Entries stand in the order in which they were written; what is older than asked for ends the stream.
        let since = self.asked.since;
        let buffer: VecDeque<_> =
            read.into_iter().take_while(|record| record.at >= since).collect();
        if !buffer.is_empty() {
            self.buffers.insert(stream, buffer);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_given() {
        let text = "accounts.12_sign-in.990";
        assert_eq!(Places::read(text).unwrap().text(), text);
        for wrong in ["", "accounts", "accounts.x", "accounts.1_"] {
            assert_eq!(Places::read(wrong), None, "{wrong}");
        }
    }
}
