//! Cases as they are examined where they are kept: the record, and what stands beside the row, all of one moment.

use domain::id::CaseId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::export::{log, with_records};
use crate::checkpoint::Head;
use crate::dialect;
use crate::entities::{case_ends, case_marks, case_parts, case_times, case_walls, cases, events};
use crate::error::StoreError;
use crate::open::Store;
use crate::operator::Operator;
use crate::project::ClockRow;
use crate::project_time::Spent;
use crate::record::Hash;
use crate::sql;
use crate::verify::{self, CaseExport, Fault};
use crate::verify_rows::{self, Beside};

/// A case that was examined.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Its record.
    pub export: CaseExport,
    /// The first thing that is wrong with it.
    pub fault: Option<Fault>,
}

impl Store {
    /// Examines cases after one, whoever may see them. What is found holds no content.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn examine_cases(
        &self,
        _operator: Operator,
        after: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<Examined>, StoreError> {
        let mut query = cases::Entity::find();
        if let Some(after) = after {
            query = query.filter(cases::Column::Id.gt(after.0));
        }
        self.examine(query.order_by_asc(cases::Column::Id).limit(u64::from(most))).await
    }

    /// Examines the case of an id or a public number.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn examine_case(
        &self,
        _operator: Operator,
        id: Option<CaseId>,
        number: &str,
    ) -> Result<Option<Examined>, StoreError> {
        let which = match id {
            Some(id) => cases::Column::Id.eq(id.0),
            None => cases::Column::Number.eq(number),
        };
        Ok(self.examine(cases::Entity::find().filter(which)).await?.pop())
    }

    /// The heads of cases after one, in the order of their ids, as their rows have them.
    ///
    /// # Errors
    ///
    /// Where the database fails or a hash is damaged.
    pub async fn case_heads(
        &self,
        _operator: Operator,
        after: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<(CaseId, Head)>, StoreError> {
        self.heads_after(after, most).await
    }

    /// The same, for the log over all chains, which nobody is shown.
    pub(crate) async fn heads_after(
        &self,
        after: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<(CaseId, Head)>, StoreError> {
        let select =
            format!("SELECT id, version, head FROM cases WHERE id > $1 ORDER BY id LIMIT {most}");
        let after = after.map_or_else(Uuid::nil, |after| after.0);
        let rows = sql::all(self.reads(), &select, [after.into()]).await?;
        let head = |row: &sea_orm::QueryResult| {
            let (id, hash): (Uuid, Vec<u8>) = (row.try_get("", "id")?, row.try_get("", "head")?);
            let hash = Hash::try_from(hash.as_slice());
            let hash = hash.map_err(|_| StoreError::damaged("the hash", id, None))?;
            Ok((CaseId(id), Head { seq: row.try_get("", "version")?, hash }))
        };
        rows.iter().map(head).collect()
    }

    /// Cases of which there are events but no row.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn cases_without_row(&self, _operator: Operator) -> Result<Vec<CaseId>, StoreError> {
        let select = "SELECT DISTINCT case_id FROM events WHERE NOT EXISTS \
                      (SELECT 1 FROM cases WHERE cases.id = events.case_id) ORDER BY case_id";
        let rows = sql::all(self.reads(), select, []).await?;
        rows.iter().map(|row| Ok(CaseId(row.try_get("", "case_id")?))).collect()
    }

    async fn examine(
        &self,
        query: sea_orm::Select<cases::Entity>,
    ) -> Result<Vec<Examined>, StoreError> {
        let snapshot = self.snapshot().await?;
        let rows = query.all(&snapshot).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let log = log(&snapshot, &rows).await?;
        let exports = with_records(&snapshot, rows.clone(), &log, true).await?;
        let beside = Tables::read(&snapshot, &ids, log).await?;
        snapshot.commit().await?;
        let examined = rows.iter().zip(exports).map(|(row, export)| {
            let proved = verify::case(&export).map(|_| ());
            let fault = proved.and_then(|()| beside.check(row)).err();
            Examined { export, fault }
        });
        Ok(examined.collect())
    }
}

/// What stands beside the rows of a page.
struct Tables {
    log: Vec<events::Model>,
    clocks: Vec<(Uuid, ClockRow)>,
    walls: Vec<case_walls::Model>,
    parts: Vec<case_parts::Model>,
    marks: Vec<case_marks::Model>,
    times: Vec<case_times::Model>,
    ends: Vec<case_ends::Model>,
}

impl Tables {
    async fn read(
        snapshot: &DatabaseTransaction,
        ids: &[Uuid],
        log: Vec<events::Model>,
    ) -> Result<Self, StoreError> {
        let walls =
            case_walls::Entity::find().filter(case_walls::Column::CaseId.is_in(ids.to_vec()));
        let parts =
            case_parts::Entity::find().filter(case_parts::Column::CaseId.is_in(ids.to_vec()));
        let marks =
            case_marks::Entity::find().filter(case_marks::Column::CaseId.is_in(ids.to_vec()));
        // What disputes have charged is not drawn from the case.
        let times = case_times::Entity::find()
            .filter(case_times::Column::CaseId.is_in(ids.to_vec()))
            .filter(case_times::Column::Source.eq(""));
        let ends = case_ends::Entity::find().filter(case_ends::Column::CaseId.is_in(ids.to_vec()));
        Ok(Self {
            log,
            clocks: clocks(snapshot, ids).await?,
            walls: walls.all(snapshot).await?,
            parts: parts.all(snapshot).await?,
            marks: marks.all(snapshot).await?,
            times: times.all(snapshot).await?,
            ends: ends.all(snapshot).await?,
        })
    }

    fn check(&self, row: &cases::Model) -> Result<(), Fault> {
        let log: Vec<_> = self.log.iter().filter(|event| event.case_id == row.id).collect();
        let clocks = self.clocks.iter().filter(|(case, _)| *case == row.id);
        let walls = self.walls.iter().filter(|wall| wall.case_id == row.id);
        let parts = self.parts.iter().filter(|part| part.case_id == row.id);
        let marks = self.marks.iter().filter(|mark| mark.case_id == row.id);
        let times = self.times.iter().filter(|time| time.case_id == row.id);
        let end = self.ends.iter().find(|end| end.case_id == row.id);
        let spent = |time: &case_times::Model| Spent { spent: time.spent, since: time.since };
        let beside = Beside {
            clocks: clocks.map(|(_, clock)| clock.clone()).collect(),
            walls: walls.map(|wall| wall.subject.clone()).collect(),
            parts: parts.map(|part| part.subject.clone()).collect(),
            marks: marks.map(|mark| (mark.mark.clone(), mark.at)).collect(),
            times: times.map(|time| (time.holder.clone(), spent(time))).collect(),
            ending: end.map(|end| (end.ended_at, end.solved.clone())),
        };
        verify_rows::check(row, &log, &beside)
    }
}

async fn clocks(
    snapshot: &DatabaseTransaction,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, ClockRow)>, StoreError> {
    use sea_orm::ConnectionTrait as _;
    let select = format!(
        "SELECT case_id, ordinal, limit_name, deadline, ended_at, wake_at FROM clocks WHERE {}",
        dialect::id_among(snapshot.get_database_backend(), "case_id")
    );
    let ids = dialect::ids(snapshot.get_database_backend(), ids.iter().copied());
    let rows = sql::all(snapshot, &select, [ids.into()]).await?;
    let clock = |row: &sea_orm::QueryResult| {
        let clock = ClockRow {
            ordinal: row.try_get("", "ordinal")?,
            limit: row.try_get("", "limit_name")?,
            deadline: row.try_get("", "deadline")?,
            ended_at: row.try_get("", "ended_at")?,
            wake_at: row.try_get("", "wake_at")?,
        };
        Ok((row.try_get("", "case_id")?, clock))
    };
    rows.iter().map(clock).collect()
}
