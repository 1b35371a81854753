//! What a citizen holds: a receipt that opens one case, and one-time tokens for a rating.

use domain::id::{CaseId, PartyId, Timestamp};

use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// What a receipt opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The case.
    pub case: CaseId,
    /// As which party.
    pub party: PartyId,
}

/// What a one-time token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingToken {
    /// The case.
    pub case: CaseId,
    /// As which party.
    pub party: PartyId,
    /// Until when it serves.
    pub expires_at: Timestamp,
    /// Whether it was used.
    pub used: bool,
}

impl Store {
    /// What the code of that keyed hash opens.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn receipt(&self, code: &Hash) -> Result<Option<Receipt>, StoreError> {
        let select = "SELECT case_id, party_id FROM receipts WHERE code = $1";
        let row = sql::one(self.reads(), select, [code.to_vec().into()]).await?;
        row.map(|row| {
            Ok(Receipt {
                case: CaseId(row.try_get("", "case_id")?),
                party: PartyId(row.try_get("", "party_id")?),
            })
        })
        .transpose()
    }

    /// The one-time token of that keyed hash.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn rating_token(&self, token: &Hash) -> Result<Option<RatingToken>, StoreError> {
        let select =
            "SELECT case_id, party_id, expires_at, used_at FROM rating_tokens WHERE token = $1";
        let row = sql::one(self.reads(), select, [token.to_vec().into()]).await?;
        row.map(|row| {
            let used_at: Option<i64> = row.try_get("", "used_at")?;
            Ok(RatingToken {
                case: CaseId(row.try_get("", "case_id")?),
                party: PartyId(row.try_get("", "party_id")?),
                expires_at: from_micros(row.try_get("", "expires_at")?),
                used: used_at.is_some(),
            })
        })
        .transpose()
    }

    /// When the newest one-time token of a party was issued that was not used and serves at that instant.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn rating_token_issued(
        &self,
        case: CaseId,
        party: PartyId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let select = "SELECT created_at FROM rating_tokens WHERE case_id = $1 AND party_id = $2 \
                      AND used_at IS NULL AND expires_at > $3 ORDER BY created_at DESC LIMIT 1";
        let values = [case.0.into(), party.0.into(), to_micros(now).into()];
        let row = sql::one(self.reads(), select, values).await?;
        row.map(|row| Ok(from_micros(row.try_get("", "created_at")?))).transpose()
    }
}
