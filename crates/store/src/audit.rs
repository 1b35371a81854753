//! What happened outside any case: sign-ins, accounts, rights, revealed identities. One chain of hashes per stream, made
//! as the chain of a case is ([`crate::record`]); an act whose entry cannot be written does not happen.

use domain::id::Timestamp;
pub use proof::audit::{AuditEntry, AuditRecord};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::checkpoint::Head;
use crate::dialect;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::{GENESIS, Hash, chain};
use crate::sql;

impl Store {
    /// Appends an entry on its own.
    ///
    /// # Errors
    ///
    /// Where the database fails; the act must not happen then.
    pub async fn audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.write(move |transaction| Box::pin(append(transaction, entry))).await
    }

    /// Entries of one stream after a place, in order.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn audit_stream(
        &self,
        stream: &str,
        after: i64,
        most: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let select = format!(
            "SELECT stream, seq, at, body, hash FROM audit WHERE stream = $1 AND seq > $2 \
             ORDER BY seq LIMIT {most}"
        );
        let rows = sql::all(self.reads(), &select, [stream.into(), after.into()]).await?;
        rows.iter().map(record).collect()
    }

    /// The last entry of a stream; none if there is no such stream.
    ///
    /// # Errors
    ///
    /// Where the database fails or the hash is damaged.
    pub async fn audit_head(&self, stream: &str) -> Result<Option<Head>, StoreError> {
        let select = "SELECT stream, seq, at, body, hash FROM audit WHERE stream = $1 \
                      ORDER BY seq DESC LIMIT 1";
        let row = sql::one(self.reads(), select, [stream.into()]).await?;
        let entry = row.as_ref().map(record).transpose()?;
        Ok(entry.map(|entry| Head { seq: entry.seq, hash: entry.hash }))
    }

    /// Entries of one stream before a place and not after an instant, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn audit_before(
        &self,
        stream: &str,
        before: i64,
        until: Timestamp,
        most: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let select = format!(
            "SELECT stream, seq, at, body, hash FROM audit WHERE stream = $1 AND seq < $2 AND at <= $3 \
             ORDER BY seq DESC LIMIT {most}"
        );
        let values = [stream.into(), before.into(), to_micros(until).into()];
        let rows = sql::all(self.reads(), &select, values).await?;
        rows.iter().map(record).collect()
    }

    /// The names of all streams. There are few, and each is found by a step in the index however long it is.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn audit_streams(&self) -> Result<Vec<String>, StoreError> {
        let select = "SELECT stream FROM audit WHERE stream > $1 ORDER BY stream LIMIT 1";
        let mut streams: Vec<String> = Vec::new();
        loop {
            let last = streams.last().map_or("", String::as_str);
            let Some(row) = sql::one(self.reads(), select, [last.into()]).await? else {
                return Ok(streams);
            };
            streams.push(row.try_get("", "stream")?);
        }
    }
}

/// Appends an entry in a transaction that does what it tells of.
pub(crate) async fn append(
    transaction: &DatabaseTransaction,
    entry: AuditEntry,
) -> Result<(), StoreError> {
    // Of several nodes one appends to a stream at a time; SQLite has one writer.
    if let Some(lock) = dialect::lock_name(transaction.get_database_backend()) {
        sql::execute(transaction, lock, [entry.stream.as_str().into()]).await?;
    }
    let last = "SELECT seq, hash FROM audit WHERE stream = $1 ORDER BY seq DESC LIMIT 1";
    let last = sql::one(transaction, last, [entry.stream.as_str().into()]).await?;
    let (seq, before) = match last {
        Some(row) => {
            let hash: Vec<u8> = row.try_get("", "hash")?;
            let seq: i64 = row.try_get("", "seq")?;
            let damaged = |_| StoreError::damaged("the hash", &entry.stream, None);
            (seq + 1, Hash::try_from(hash.as_slice()).map_err(damaged)?)
        }
        None => (1, GENESIS),
    };
    let body = serde_json::to_string(&entry)
        .map_err(|source| StoreError::damaged("the entry", &entry.stream, source))?;
    let hash = chain(&before, &body);
    let insert = "INSERT INTO audit (stream, seq, at, body, hash) VALUES ($1, $2, $3, $4, $5)";
    let values = [
        entry.stream.into(),
        seq.into(),
        to_micros(entry.at).into(),
        body.into(),
        hash.to_vec().into(),
    ];
    sql::execute(transaction, insert, values).await?;
    Ok(())
}

fn record(row: &sea_orm::QueryResult) -> Result<AuditRecord, StoreError> {
    let stream: String = row.try_get("", "stream")?;
    let hash: Vec<u8> = row.try_get("", "hash")?;
    let hash = Hash::try_from(hash.as_slice())
        .map_err(|_| StoreError::damaged("the hash", &stream, None))?;
    Ok(AuditRecord {
        stream,
        seq: row.try_get("", "seq")?,
        at: from_micros(row.try_get("", "at")?),
        body: row.try_get("", "body")?,
        hash,
    })
}
