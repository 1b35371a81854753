//! What finding suspicions reads beside the logs: pictures, telephone numbers as keyed hashes, the networks of ratings, and the
//! addresses from which staff sign in. It is read of all cases, so a read asks for the claim of whoever looks through a month.

use domain::id::{CaseId, CategoryCode, FileId, PartyId, PersonId, PlaceCode, Timestamp, UnitId};
use domain::suspicion::Look;
use sea_orm::{QueryResult, Value};

use super::Claim;
use crate::dialect;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// A picture that somebody of the staff brought, with what is known of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPicture {
    /// The file.
    pub file: FileId,
    /// The case.
    pub case: CaseId,
    /// Who brought it.
    pub author: PersonId,
    /// When.
    pub at: Timestamp,
    /// The hash of its bytes.
    pub content: Hash,
    /// How it looks; none where it was never drawn.
    pub look: Option<Look>,
    /// When the case was filed.
    pub filed_at: Timestamp,
    /// Its category.
    pub category: CategoryCode,
    /// Its place.
    pub place: PlaceCode,
    /// The center that runs it.
    pub center: UnitId,
}

/// From which network a party rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatedFrom {
    /// The case.
    pub case: CaseId,
    /// The party.
    pub party: PartyId,
    /// When.
    pub at: Timestamp,
    /// The network, as a keyed hash.
    pub network: Hash,
}

impl Store {
    /// Pictures of the staff from an instant on, after one, in the order of cases and files.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn pictures(
        &self,
        _claim: Claim,
        from: Timestamp,
        after: Option<(CaseId, FileId)>,
        most: u32,
    ) -> Result<Vec<KeptPicture>, StoreError> {
        let select = format!(
            "SELECT a.case_id, a.id, a.author, a.created_at, a.sha256, a.look, \
                c.filed_at, c.category, c.place, c.center \
             FROM attachments a JOIN cases c ON c.id = a.case_id \
             WHERE (a.case_id, a.id) > ($1, $2) AND a.created_at >= $3 \
                AND a.media_type LIKE 'image/%' AND a.author <> 'citizen' \
             ORDER BY a.case_id, a.id LIMIT {most}"
        );
        let (case, id) = after.map_or_else(Default::default, |(case, id)| (case.0, id.0));
        let values: [Value; 3] = [case.into(), id.into(), to_micros(from).into()];
        sql::all(self.reads(), &select, values).await?.iter().map(picture).collect()
    }

    /// The marks of the telephone numbers of cases, whole ones and last digits alike.
    ///
    /// # Errors
    ///
    /// Where the database fails or a mark is damaged.
    pub async fn telephone_marks(
        &self,
        _claim: Claim,
        cases: &[CaseId],
    ) -> Result<Vec<(CaseId, Hash)>, StoreError> {
        let among = dialect::id_among(self.backend(), "case_id");
        let select = format!("SELECT case_id, mark FROM identity_marks WHERE {among}");
        let ids = dialect::ids(self.backend(), cases.iter().map(|case| case.0));
        let read = |row: &QueryResult| {
            let case = CaseId(row.try_get("", "case_id")?);
            Ok((case, hash(row, "mark", case)?))
        };
        sql::all(self.reads(), &select, [ids.into()]).await?.iter().map(read).collect()
    }

    /// The words of cases that were not erased, each with its case.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn words_of_cases(
        &self,
        _claim: Claim,
        cases: &[CaseId],
    ) -> Result<Vec<(CaseId, uuid::Uuid, String)>, StoreError> {
        let among = dialect::id_among(self.backend(), "case_id");
        let select =
            format!("SELECT case_id, id, words FROM texts WHERE words IS NOT NULL AND {among}");
        let ids = dialect::ids(self.backend(), cases.iter().map(|case| case.0));
        let read = |row: &QueryResult| {
            let case = CaseId(row.try_get("", "case_id")?);
            Ok((case, row.try_get("", "id")?, row.try_get("", "words")?))
        };
        sql::all(self.reads(), &select, [ids.into()]).await?.iter().map(read).collect()
    }

    /// From which networks parties rated since an instant, as far as that is known.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn rated_from(
        &self,
        _claim: Claim,
        since: Timestamp,
    ) -> Result<Vec<RatedFrom>, StoreError> {
        let select = "SELECT case_id, party_id, used_at, network FROM rating_tokens \
                      WHERE network IS NOT NULL AND used_at >= $1 ORDER BY used_at, case_id";
        let read = |row: &QueryResult| {
            let case = CaseId(row.try_get("", "case_id")?);
            Ok(RatedFrom {
                case,
                party: PartyId(row.try_get("", "party_id")?),
                at: from_micros(row.try_get("", "used_at")?),
                network: hash(row, "network", case)?,
            })
        };
        sql::all(self.reads(), select, [to_micros(since).into()]).await?.iter().map(read).collect()
    }

    /// Remembers from which network a one-time token was used.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn rated_by_token(&self, token: &Hash, network: &Hash) -> Result<(), StoreError> {
        let values: [Value; 2] = [token.to_vec().into(), network.to_vec().into()];
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE rating_tokens SET network = $2 \
                              WHERE token = $1 AND used_at IS NOT NULL AND network IS NULL";
                sql::execute(transaction, update, values).await.map(|_| ())
            })
        })
        .await
    }

    /// Forgets from which networks tokens were used before an instant.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn forget_rating_networks(&self, before: Timestamp) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE rating_tokens SET network = NULL \
                              WHERE network IS NOT NULL AND used_at < $1";
                sql::execute(transaction, update, [to_micros(before).into()]).await.map(|_| ())
            })
        })
        .await
    }

    /// From which addresses people signed in, as far as sessions and accounts still say.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn sign_in_addresses(
        &self,
        _claim: Claim,
    ) -> Result<Vec<(PersonId, String)>, StoreError> {
        let select = "SELECT person, address FROM sessions WHERE address <> '' \
                      UNION SELECT person, signed_in_address FROM accounts \
                      WHERE signed_in_address IS NOT NULL";
        let read = |row: &QueryResult| {
            let person: String = row.try_get("", "person")?;
            Ok((PersonId::from(person.as_str()), row.try_get("", "address")?))
        };
        sql::all(self.reads(), select, []).await?.iter().map(read).collect()
    }
}

fn hash(row: &QueryResult, column: &str, case: CaseId) -> Result<Hash, StoreError> {
    let bytes: Vec<u8> = row.try_get("", column)?;
    Hash::try_from(bytes.as_slice()).map_err(|_| StoreError::damaged("a mark", case, None))
}

fn picture(row: &QueryResult) -> Result<KeptPicture, StoreError> {
    let case = CaseId(row.try_get("", "case_id")?);
    let text = |name: &str| row.try_get::<String>("", name);
    let look: Option<i64> = row.try_get("", "look")?;
    Ok(KeptPicture {
        file: FileId(row.try_get("", "id")?),
        case,
        author: PersonId::from(text("author")?.as_str()),
        at: from_micros(row.try_get("", "created_at")?),
        content: hash(row, "sha256", case)?,
        look: look.map(|look| Look(look.cast_unsigned())),
        filed_at: from_micros(row.try_get("", "filed_at")?),
        category: CategoryCode::from(text("category")?.as_str()),
        place: PlaceCode::from(text("place")?.as_str()),
        center: UnitId::from(text("center")?.as_str()),
    })
}
