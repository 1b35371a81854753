//! The second factor of an account: a sealed secret from which codes are computed, and the hashes of recovery codes. What
//! was used once is used up in the transaction that lets somebody in.

use domain::id::PersonId;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::accounts::Which;
use crate::api_tokens::end_api_tokens;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::record::Hash;
use crate::sessions::{end_sessions, end_some};
use crate::sql;

/// What somebody has shown beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The code of this time step.
    Step(i64),
    /// The recovery code of this hash.
    Recovery(Hash),
}

/// A second factor that is put in.
#[derive(Clone, Debug)]
pub struct NewFactor {
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// The time step of the code by which it was confirmed, which is used up with it.
    pub step: i64,
    /// The hashes of its recovery codes.
    pub recovery: Vec<Hash>,
    /// What was shown of the factor that it takes the place of; none where there was none.
    pub proof: Option<Proof>,
    /// The session in which that is done, which stays.
    pub session: Hash,
}

impl Store {
    /// The sealed secret of a person; none without a second factor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn second_factor(&self, person: &PersonId) -> Result<Option<Vec<u8>>, StoreError> {
        let select = "SELECT sealed FROM second_factors WHERE person = $1";
        let row = sql::one(self.reads(), select, [person.as_str().into()]).await?;
        row.map(|row| Ok(row.try_get("", "sealed")?)).transpose()
    }

    /// How many recovery codes of a person are left.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn recovery_codes(&self, person: &PersonId) -> Result<u64, StoreError> {
        let select = "SELECT COUNT(*) AS left_over FROM recovery_codes WHERE person = $1";
        let row = sql::one(self.reads(), select, [person.as_str().into()]).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "left_over"))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Puts a second factor in, in place of the one that was there, and ends all other sessions of the person. False, and
    /// nothing is done, if the session has ended or what was shown of the former factor does not do.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_second_factor(
        &self,
        person: PersonId,
        new: NewFactor,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let lock = if self.is_postgres() { " FOR UPDATE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                let of = person.as_str();
                let account = format!("SELECT 1 FROM accounts WHERE person = $1 AND disabled_at IS NULL{lock}");
                let account = sql::one(transaction, &account, [of.into()]).await?;
                let holds = "SELECT 1 FROM sessions WHERE token = $1 AND person = $2";
                let values = [new.session.to_vec().into(), of.into()];
                let session = sql::one(transaction, holds, values).await?;
                if account.is_none() || session.is_none() || !is_proved(transaction, &person, new.proof).await? {
                    return Ok(false);
                }
                remove(transaction, &person).await?;
                let insert = "INSERT INTO second_factors (person, sealed, last_step, since) VALUES ($1, $2, $3, $4)";
                let since = to_micros(entry.at);
                let values = [of.into(), new.sealed.into(), new.step.into(), since.into()];
                sql::execute(transaction, insert, values).await?;
                for code in new.recovery {
                    let insert = "INSERT INTO recovery_codes (person, code) VALUES ($1, $2)";
                    sql::execute(transaction, insert, [of.into(), code.to_vec().into()]).await?;
                }
                end_some(transaction, &person, Which::AllBut(new.session)).await?;
                append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }

    /// Removes the second factor of a person, whose sessions and API tokens end. False if there is none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn remove_second_factor(
        &self,
        person: PersonId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                if !remove(transaction, &person).await? {
                    return Ok(false);
                }
                end_sessions(transaction, &person).await?;
                end_api_tokens(transaction, &person, entry.at).await?;
                append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }
}

/// Whether what was shown is enough for the account, and was not used before. It is used up by this.
pub(crate) async fn is_proved(
    transaction: &DatabaseTransaction,
    person: &PersonId,
    proof: Option<Proof>,
) -> Result<bool, StoreError> {
    let of = person.as_str();
    match proof {
        None => {
            let select = "SELECT 1 FROM second_factors WHERE person = $1";
            Ok(sql::one(transaction, select, [of.into()]).await?.is_none())
        }
        // RFC 6238, 5.2: a code that was taken is not taken again, nor is an older one.
        Some(Proof::Step(step)) => {
            let update =
                "UPDATE second_factors SET last_step = $2 WHERE person = $1 AND last_step < $2";
            Ok(sql::execute(transaction, update, [of.into(), step.into()]).await? == 1)
        }
        Some(Proof::Recovery(code)) => {
            let delete = "DELETE FROM recovery_codes WHERE person = $1 AND code = $2";
            Ok(sql::execute(transaction, delete, [of.into(), code.to_vec().into()]).await? == 1)
        }
    }
}

async fn remove(transaction: &impl ConnectionTrait, person: &PersonId) -> Result<bool, StoreError> {
    let of = person.as_str();
    sql::execute(transaction, "DELETE FROM recovery_codes WHERE person = $1", [of.into()]).await?;
    let delete = "DELETE FROM second_factors WHERE person = $1";
    Ok(sql::execute(transaction, delete, [of.into()]).await? == 1)
}
