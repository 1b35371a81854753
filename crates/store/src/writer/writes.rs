//! The statements of a batch on their way to the database, in as few exchanges as it allows: an exchange costs more than
//! what it asks for.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Value};

use crate::dialect;
use crate::error::StoreError;
use crate::rows::Rows;
use crate::sql;

/// Statements that wait, each with its rows as its one parameter.
#[derive(Default)]
pub(super) struct Writes<'s> {
    /// What others of the batch build on or touch the same rows, one by one; how many rows each must touch.
    first: Vec<(&'s str, String, Option<u64>)>,
    /// What must touch every row it is given.
    exactly: Vec<(&'s str, String)>,
    expected: u64,
    /// What may find its rows there already.
    any: Vec<(&'s str, String)>,
}

impl<'s> Writes<'s> {
    /// Runs before the others.
    pub(super) fn first(&mut self, sql: &'s str, parameter: String, expected: Option<u64>) {
        self.first.push((sql, parameter, expected));
    }

    /// All rows must be written; one that is not means that somebody else was there first.
    pub(super) fn exactly(&mut self, sql: &'s str, rows: Rows) {
        self.expected += rows.count();
        self.exactly.extend(rows.finish().map(|rows| (sql, rows)));
    }

    /// Rows that are there already may be left out.
    pub(super) fn any(&mut self, sql: &'s str, rows: Rows) {
        self.any.extend(rows.finish().map(|rows| (sql, rows)));
    }

    /// Writes all of it.
    pub(super) async fn run(self, transaction: &DatabaseTransaction) -> Result<(), StoreError> {
        for (sql, parameter, expected) in self.first {
            let touched = together(transaction, vec![(sql, parameter)]).await?;
            if expected.is_some_and(|expected| expected != touched) {
                return Err(DbErr::RecordNotUpdated.into());
            }
        }
        if together(transaction, self.exactly).await? != self.expected {
            return Err(DbErr::RecordNotUpdated.into());
        }
        together(transaction, self.any).await?;
        Ok(())
    }
}

/// How many rows the statements touched, all together.
async fn together(
    transaction: &DatabaseTransaction,
    statements: Vec<(&str, String)>,
) -> Result<u64, StoreError> {
    if statements.is_empty() {
        return Ok(0);
    }
    let (texts, parameters): (Vec<_>, Vec<_>) = statements.into_iter().unzip();
    let together = dialect::together(transaction.get_database_backend(), &texts);
    sql::execute(transaction, &together, parameters.into_iter().map(Value::from)).await
}
