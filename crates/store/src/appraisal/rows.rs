//! Runs, publications and decisions as their rows say.

use domain::appraisal::{DecisionKind, Period};
use domain::id::{DocumentNumber, PersonId, SchemeName, Timestamp};
use sea_orm::QueryResult;

use super::runs::{Purpose, Run, RunStanding};
use crate::error::StoreError;
use crate::moment::from_micros;

/// Makes an enum of words as they stand in a column.
macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$member:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$member])* $variant,)*
        }

        impl $name {
            /// Its word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            pub(super) fn read(row: &sea_orm::QueryResult, column: &str) -> Result<Self, crate::error::StoreError> {
                let word: String = row.try_get("", column)?;
                let known = [$(Self::$variant),*].into_iter().find(|known| known.as_str() == word);
                known.ok_or_else(|| crate::error::StoreError::damaged($what, &word, None))
            }
        }
    };
}
pub(super) use word;

pub(super) fn run(row: &QueryResult) -> Result<Run, StoreError> {
    Ok(Run {
        id: row.try_get("", "id")?,
        scheme: SchemeName::from(text(row, "scheme")?.as_str()),
        period: period(row)?,
        purpose: Purpose::read(row, "purpose")?,
        document: document(row)?,
        standing: RunStanding::read(row, "standing")?,
        asked_by: person(row, "asked_by")?,
        asked_at: from_micros(row.try_get("", "asked_at")?),
        read: row.try_get("", "read_cases")?,
        all: row.try_get("", "all_cases")?,
        finished_at: instant(row, "finished_at")?,
        failure: row.try_get("", "failure")?,
        hash: row.try_get("", "hash")?,
    })
}

pub(super) fn text(row: &QueryResult, column: &str) -> Result<String, StoreError> {
    Ok(row.try_get("", column)?)
}

pub(super) fn instant(row: &QueryResult, column: &str) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = row.try_get("", column)?;
    Ok(at.map(from_micros))
}

pub(super) fn person(row: &QueryResult, column: &str) -> Result<Option<PersonId>, StoreError> {
    let person: Option<String> = row.try_get("", column)?;
    Ok(person.map(|person| PersonId::from(person.as_str())))
}

pub(super) fn document(row: &QueryResult) -> Result<Option<DocumentNumber>, StoreError> {
    let document: Option<String> = row.try_get("", "document")?;
    Ok(document.map(|document| DocumentNumber::from(document.as_str())))
}

pub(super) fn period(row: &QueryResult) -> Result<Period, StoreError> {
    let period = text(row, "period")?;
    period.parse().map_err(|_| StoreError::damaged("the period of an appraisal", &period, None))
}

pub(super) fn kind(row: &QueryResult) -> Result<DecisionKind, StoreError> {
    let kind = text(row, "kind")?;
    DecisionKind::named(&kind)
        .ok_or_else(|| StoreError::damaged("the kind of a decision", &kind, None))
}
