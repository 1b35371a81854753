//! A case as a list shows it.

use std::collections::BTreeSet;

use domain::case::WorkflowRef;
use domain::id::{
    CaseId, CategoryCode, OutcomeName, PersonId, PlaceCode, StateName, Timestamp, UnitId,
};
use domain::supervision::Turns;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};
use uuid::Uuid;

use crate::entities::{cases, complaints};
use crate::error::StoreError;
use crate::moment::{NEVER, from_micros};
use crate::open::Store;
use crate::visible::VisibleCases;

/// A case in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// The number that the public sees.
    pub number: String,
    /// The version.
    pub version: u64,
    /// What it is about, in one line.
    pub title: String,
    /// How it came in.
    pub channel: String,
    /// The workflow.
    pub workflow: WorkflowRef,
    /// The state.
    pub state: StateName,
    /// The stage, by its word.
    pub stage: String,
    /// The outcome, once it has ended.
    pub ended: Option<OutcomeName>,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// When it changed last.
    pub changed_at: Timestamp,
    /// The earliest open deadline.
    pub due_at: Option<Timestamp>,
    /// From when on one of its limits is nearly over, and from when on one is, as the county sets it.
    pub turns: Option<Turns>,
    /// What it is about, by its code.
    pub category: CategoryCode,
    /// Where.
    pub place: PlaceCode,
    /// How hard it is, by its word.
    pub complexity: String,
    /// How dangerous it is, by its word.
    pub risk: String,
    /// Whether two people must still screen it.
    pub restricted: bool,
    /// The unit that leads.
    pub lead: Option<UnitId>,
    /// The person who handles it.
    pub handler: Option<PersonId>,
    /// Where on the map: longitude and latitude.
    pub position: Option<(f64, f64)>,
    /// Where, in words.
    pub address: String,
}

impl Store {
    /// The lines of those of these cases that the actor sees, in the order of their ids.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn lines_among(
        &self,
        visible: &VisibleCases,
        ids: &[CaseId],
    ) -> Result<Vec<CaseLine>, StoreError> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(AMONG) {
            let query = lines()
                .filter(visible.condition())
                .filter(cases::Column::Id.is_in(some.iter().map(|id| id.0)))
                .order_by_asc(cases::Column::Id);
            let rows = query.into_partial_model::<Line>().all(self.reads()).await?;
            found.extend(rows.into_iter().map(CaseLine::from));
        }
        found.sort_by_key(|line| line.id);
        Ok(found)
    }

    /// Which of these cases the actor sees.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn seen_among(
        &self,
        visible: &VisibleCases,
        ids: &[CaseId],
    ) -> Result<BTreeSet<CaseId>, StoreError> {
        let mut found = BTreeSet::new();
        for some in ids.chunks(AMONG) {
            let query = cases::Entity::find()
                .select_only()
                .column(cases::Column::Id)
                .filter(visible.condition())
                .filter(cases::Column::Id.is_in(some.iter().map(|id| id.0)));
            let rows: Vec<Uuid> = query.into_tuple().all(self.reads()).await?;
            found.extend(rows.into_iter().map(CaseId));
        }
        Ok(found)
    }
}

/// How many cases are named in one question.
const AMONG: usize = 1000;

/// Lines without any condition yet.
pub(super) fn lines() -> sea_orm::Select<cases::Entity> {
    cases::Entity::find().join(JoinType::LeftJoin, about())
}

fn about() -> RelationDef {
    cases::Entity::belongs_to(complaints::Entity)
        .from(cases::Column::Id)
        .to(complaints::Column::CaseId)
        .into()
}

/// What a line needs of its row; the body of the case stays where it is.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "cases::Entity")]
pub(super) struct Line {
    pub(super) id: Uuid,
    number: String,
    version: i64,
    workflow: String,
    workflow_version: i32,
    state: String,
    stage: String,
    ended: Option<String>,
    pub(super) filed_at: i64,
    changed_at: i64,
    pub(super) due_at: i64,
    yellow_at: i64,
    red_at: i64,
    category: String,
    place: String,
    complexity: String,
    risk: String,
    restricted: i32,
    lead: Option<String>,
    handler: Option<String>,
    #[sea_orm(from_expr = "Expr::col((complaints::Entity, complaints::Column::Title))")]
    title: Option<String>,
    #[sea_orm(from_expr = "Expr::col((complaints::Entity, complaints::Column::Channel))")]
    channel: Option<String>,
    #[sea_orm(from_expr = "Expr::col((complaints::Entity, complaints::Column::Address))")]
    address: Option<String>,
    #[sea_orm(from_expr = "Expr::col((complaints::Entity, complaints::Column::Longitude))")]
    longitude: Option<f64>,
    #[sea_orm(from_expr = "Expr::col((complaints::Entity, complaints::Column::Latitude))")]
    latitude: Option<f64>,
}

impl From<Line> for CaseLine {
    fn from(row: Line) -> Self {
        Self {
            id: CaseId(row.id),
            number: row.number,
            version: row.version.cast_unsigned(),
            title: row.title.unwrap_or_default(),
            channel: row.channel.unwrap_or_default(),
            workflow: WorkflowRef {
                name: row.workflow.as_str().into(),
                version: row.workflow_version.cast_unsigned(),
            },
            state: row.state.as_str().into(),
            stage: row.stage,
            ended: row.ended.as_deref().map(OutcomeName::from),
            filed_at: from_micros(row.filed_at),
            changed_at: from_micros(row.changed_at),
            due_at: (row.due_at != NEVER).then(|| from_micros(row.due_at)),
            turns: (row.yellow_at != NEVER).then(|| Turns {
                yellow_from: from_micros(row.yellow_at),
                red_from: from_micros(row.red_at),
            }),
            category: row.category.as_str().into(),
            place: row.place.as_str().into(),
            complexity: row.complexity,
            risk: row.risk,
            restricted: row.restricted != 0,
            lead: row.lead.as_deref().map(UnitId::from),
            handler: row.handler.as_deref().map(PersonId::from),
            position: row.longitude.zip(row.latitude),
            address: row.address.unwrap_or_default(),
        }
    }
}
