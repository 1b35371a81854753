//! What is forgotten after a while: the keys of requests that nobody will repeat, and sessions that are over.

use domain::id::Timestamp;

use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

impl Store {
    /// Forgets requests that were carried out before `before`, which nobody will repeat any more, and sessions that ended
    /// before it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn forget(&self, before: Timestamp) -> Result<(), StoreError> {
        let before = to_micros(before);
        self.write(move |transaction| {
            Box::pin(async move {
                for statement in [
                    "DELETE FROM idempotency WHERE at < $1",
                    "DELETE FROM sessions WHERE expires_at < $1",
                ] {
                    sql::execute(transaction, statement, [before.into()]).await?;
                }
                Ok(())
            })
        })
        .await
    }
}
