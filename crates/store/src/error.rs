//! What can go wrong in the store. All of it is ours, none of it the user's.

use std::sync::Arc;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached. Worth another try if it says so itself.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// The database failed at the end of a transaction. Whoever asks again under the same request key is told.
    #[error("the database failed while it committed; nobody knows whether it was written")]
    Uncertain(#[source] Arc<sea_orm::DbErr>),
    /// A stored value cannot be read.
    #[error("{what} of {whose} is damaged")]
    Damaged {
        /// Which value.
        what: &'static str,
        /// Of which record.
        whose: String,
        /// What is wrong with it.
        #[source]
        source: Option<serde_json::Error>,
    },
    /// Nothing answers there.
    #[error(
        "the database did not answer within {seconds} s; is it running, and is its address right?"
    )]
    Unreachable {
        /// For how long it was waited for.
        seconds: u64,
    },
    /// The library is too old to be trusted with commits (SQLite 3.7.0 to 3.51.2 can lose them in WAL mode).
    #[error("SQLite {found} can lose commits; at least 3.51.3 is needed")]
    OldSqlite {
        /// The version found.
        found: String,
    },
    /// The server is set up to lose commits when the power fails.
    #[error("PostgreSQL runs with `{setting} = off` and would lose commits; set it to on")]
    UnsafePostgres {
        /// The setting.
        setting: &'static str,
    },
    /// The address is none that can be opened.
    #[error("`{url}` is no address of a database; use sqlite:PATH or postgres://…")]
    Address {
        /// As it was given, without a password.
        url: String,
    },
    /// The store is closing down and takes no more writes.
    #[error("the store is closing")]
    Closing,
}

impl StoreError {
    /// Something that was kept cannot be read: what it is, whose, and why where that is known.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over ids and names alike")]
    pub fn damaged(
        what: &'static str,
        whose: impl ToString,
        source: impl Into<Option<serde_json::Error>>,
    ) -> Self {
        Self::Damaged { what, whose: whose.to_string(), source: source.into() }
    }
}
