//! Subscriptions, without their secrets.

use std::collections::{BTreeMap, BTreeSet};

use domain::announce::Topic;
use domain::id::{Timestamp, UnitId};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::directory::count_up;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// By what a subscription is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(pub Uuid);

/// How an event is written into a request (`CloudEvents` 1.0.2, HTTP protocol binding, section 3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// All of it as one JSON document.
    #[default]
    Structured,
    /// Its attributes as headers, its data as the body.
    Binary,
}

impl Mode {
    /// The word in the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Structured => "structured",
            Self::Binary => "binary",
        }
    }
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// By what it is known.
    pub id: SubscriptionId,
    /// By whose rights: it learns of what this unit may learn of.
    pub unit: UnitId,
    /// To what.
    pub topics: BTreeSet<Topic>,
    /// Where to.
    pub url: String,
    /// How.
    pub mode: Mode,
    /// Since when.
    pub created_at: Timestamp,
    /// Since when nothing is sent, and why.
    pub paused: Option<Paused>,
    /// Until when the former secret signs too.
    pub former_until: Option<Timestamp>,
}

/// What has not arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// How many deliveries wait.
    pub waiting: i64,
    /// How many nobody tries any more until a person says so.
    pub dead: i64,
}

/// That nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paused {
    /// Since when.
    pub at: Timestamp,
    /// Why: `person`, or `gone` where the receiver said that it is gone (410).
    pub why: String,
}

const SELECT: &str = "SELECT id, unit, topics, url, mode, created_at, paused_at, paused_why, former_until \
                      FROM subscriptions";

impl Store {
    /// Keeps a new subscription with its sealed secret. Every node knows of it before it writes anything further: the
    /// version of the directory is counted up with it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn subscribe(
        &self,
        subscription: Subscription,
        secret: Vec<u8>,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let Subscription { id, unit, topics, url, mode, created_at, .. } = subscription;
        self.write(move |transaction| {
            Box::pin(async move {
                let insert = "INSERT INTO subscriptions (id, unit, topics, url, mode, secret, created_at) \
                              VALUES ($1, $2, $3, $4, $5, $6, $7)";
                let values = [
                    id.0.into(),
                    unit.as_str().into(),
                    written(&topics).into(),
                    url.into(),
                    mode.as_str().into(),
                    secret.into(),
                    to_micros(created_at).into(),
                ];
                sql::execute(transaction, insert, values).await?;
                count_up(transaction).await?;
                append(transaction, entry).await
            })
        })
        .await
    }

    /// All subscriptions, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError> {
        let select = format!("{SELECT} ORDER BY created_at, id");
        sql::all(self.reads(), &select, []).await?.iter().map(subscription).collect()
    }

    /// A subscription.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn subscription(
        &self,
        id: SubscriptionId,
    ) -> Result<Option<Subscription>, StoreError> {
        let select = format!("{SELECT} WHERE id = $1");
        let row = sql::one(self.reads(), &select, [id.0.into()]).await?;
        row.as_ref().map(subscription).transpose()
    }

    /// How much has not arrived, by subscription.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn backlogs(&self) -> Result<BTreeMap<SubscriptionId, Backlog>, StoreError> {
        let select = "SELECT id, (SELECT COUNT(*) FROM deliveries WHERE subscription = subscriptions.id \
                      AND delivered_at IS NULL AND dead_at IS NULL) AS waiting, \
                      (SELECT COUNT(*) FROM deliveries WHERE subscription = subscriptions.id \
                      AND dead_at IS NOT NULL) AS dead FROM subscriptions";
        let read = |row: &QueryResult| {
            let backlog =
                Backlog { waiting: row.try_get("", "waiting")?, dead: row.try_get("", "dead")? };
            Ok((SubscriptionId(row.try_get("", "id")?), backlog))
        };
        sql::all(self.reads(), select, []).await?.iter().map(read).collect()
    }

    /// Lets nothing be sent any more until it is resumed; what happens meanwhile waits. False if it is paused or gone.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn pause_subscription(
        &self,
        id: SubscriptionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE subscriptions SET paused_at = $2, paused_why = 'person' \
                      WHERE id = $1 AND paused_at IS NULL";
        let values = vec![id.0.into(), to_micros(entry.at).into()];
        self.change_subscription(update, values, entry).await
    }

    /// Lets what waits be sent again. False if it is not paused or gone.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn resume_subscription(
        &self,
        id: SubscriptionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE subscriptions SET paused_at = NULL, paused_why = NULL \
                      WHERE id = $1 AND paused_at IS NOT NULL";
        self.change_subscription(update, vec![id.0.into()], entry).await
    }

    /// Removes a subscription with its secret, all that waits for it, and its log. False if it is gone.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn remove_subscription(
        &self,
        id: SubscriptionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                for below in ["deliveries", "delivery_tries"] {
                    let delete = format!("DELETE FROM {below} WHERE subscription = $1");
                    sql::execute(transaction, &delete, [id.0.into()]).await?;
                }
                let delete = "DELETE FROM subscriptions WHERE id = $1";
                let found = sql::execute(transaction, delete, [id.0.into()]).await? == 1;
                if found {
                    count_up(transaction).await?;
                    append(transaction, entry).await?;
                }
                Ok(found)
            })
        })
        .await
    }

    /// Changes the one subscription that the statement names, with the entry; false, and nothing is written, if it finds
    /// none.
    pub(super) async fn change_subscription(
        &self,
        update: &'static str,
        values: Vec<sea_orm::Value>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let found = sql::execute(transaction, update, values).await? == 1;
                if found {
                    append(transaction, entry).await?;
                }
                Ok(found)
            })
        })
        .await
    }
}

/// The topics to which somebody subscribes.
pub(crate) async fn topics(
    connection: &impl ConnectionTrait,
) -> Result<BTreeSet<Topic>, StoreError> {
    let mut topics = BTreeSet::new();
    for row in sql::all(connection, "SELECT topics FROM subscriptions", []).await? {
        topics.extend(read(&row.try_get::<String>("", "topics")?));
    }
    Ok(topics)
}

fn written(topics: &BTreeSet<Topic>) -> String {
    topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>().join(" ")
}

/// Topics as they are kept. One that a newer version wrote and this one does not know is left to that version.
fn read(text: &str) -> BTreeSet<Topic> {
    text.split(' ').filter_map(Topic::named).collect()
}

pub(super) fn subscription(row: &QueryResult) -> Result<Subscription, StoreError> {
    let moment = |column: &str| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = row.try_get("", column)?;
        Ok(at.map(from_micros))
    };
    let why: Option<String> = row.try_get("", "paused_why")?;
    Ok(Subscription {
        id: SubscriptionId(row.try_get("", "id")?),
        unit: UnitId::from(row.try_get::<String>("", "unit")?.as_str()),
        topics: read(&row.try_get::<String>("", "topics")?),
        url: row.try_get("", "url")?,
        mode: mode(&row.try_get::<String>("", "mode")?)?,
        created_at: from_micros(row.try_get("", "created_at")?),
        paused: moment("paused_at")?.map(|at| Paused { at, why: why.unwrap_or_default() }),
        former_until: moment("former_until")?,
    })
}

fn mode(word: &str) -> Result<Mode, StoreError> {
    let known = [Mode::Structured, Mode::Binary].into_iter().find(|mode| mode.as_str() == word);
    known.ok_or_else(|| DbErr::Type(format!("unknown mode `{word}`")).into())
}
