//! One case, with what it is about in words.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::CaseId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::change::{Complaint, Stored};
use crate::entities::{cases, complaints};
use crate::error::StoreError;
use crate::moment::from_micros;
use crate::open::Store;
use crate::record::Hash;
use crate::visible::VisibleCases;

/// A case and what it is about.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The case.
    pub stored: Arc<Stored>,
    /// In words; empty once erased.
    pub complaint: Complaint,
}

impl Store {
    /// The case, if it exists for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails or the row is damaged.
    pub async fn case(
        &self,
        visible: &VisibleCases,
        id: CaseId,
    ) -> Result<Option<CaseView>, StoreError> {
        self.case_where(visible, cases::Column::Id.eq(id.0)).await
    }

    /// The case of that public number, if it exists for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails or the row is damaged.
    pub async fn case_by_number(
        &self,
        visible: &VisibleCases,
        number: &str,
    ) -> Result<Option<CaseView>, StoreError> {
        self.case_where(visible, cases::Column::Number.eq(number)).await
    }

    /// The case that a source has brought under this id, if it exists for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails or the row is damaged.
    pub async fn case_by_source(
        &self,
        visible: &VisibleCases,
        source: &str,
        source_id: &str,
    ) -> Result<Option<CaseView>, StoreError> {
        let brought = complaints::Entity::find()
            .filter(complaints::Column::Source.eq(source))
            .filter(complaints::Column::SourceId.eq(source_id));
        let Some(complaint) = brought.one(self.reads()).await? else { return Ok(None) };
        self.case_where(visible, cases::Column::Id.eq(complaint.case_id)).await
    }

    /// Those of these cases that exist for the actor, in no order.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn cases_of(
        &self,
        visible: &VisibleCases,
        ids: &[CaseId],
    ) -> Result<Vec<CaseView>, StoreError> {
        let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
        let query = cases::Entity::find().filter(visible.condition());
        let rows = query.filter(cases::Column::Id.is_in(ids.clone())).all(self.reads()).await?;
        let about = complaints::Entity::find().filter(complaints::Column::CaseId.is_in(ids));
        let about = about.all(self.reads()).await?;
        let mut about: BTreeMap<_, _> = about.into_iter().map(|row| (row.case_id, row)).collect();
        let view = |row: cases::Model| {
            let complaint = in_words(about.remove(&row.id));
            Ok(CaseView { stored: Arc::new(stored(row)?), complaint })
        };
        rows.into_iter().map(view).collect()
    }

    async fn case_where(
        &self,
        visible: &VisibleCases,
        which: sea_orm::sea_query::SimpleExpr,
    ) -> Result<Option<CaseView>, StoreError> {
        let query = cases::Entity::find().filter(visible.condition()).filter(which);
        let Some(row) = query.one(self.reads()).await? else { return Ok(None) };
        let complaint = complaints::Entity::find_by_id(row.id).one(self.reads()).await?;
        let stored = Arc::new(stored(row)?);
        self.remember(&stored);
        Ok(Some(CaseView { stored, complaint: in_words(complaint) }))
    }
}

pub(super) fn in_words(row: Option<complaints::Model>) -> Complaint {
    row.map(|row| Complaint {
        title: row.title,
        address: row.address,
        position: row.longitude.zip(row.latitude),
        channel: row.channel,
    })
    .unwrap_or_default()
}

pub(super) fn stored(row: cases::Model) -> Result<Stored, StoreError> {
    let case = serde_json::from_str(&row.body)
        .map_err(|source| StoreError::damaged("the row", row.id, source))?;
    let head = Hash::try_from(row.head.as_slice())
        .map_err(|_| StoreError::damaged("the hash", row.id, None))?;
    Ok(Stored { case, number: row.number, head, changed_at: from_micros(row.changed_at) })
}
