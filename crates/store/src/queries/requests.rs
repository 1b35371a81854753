//! Requests that anybody may ask for, the newest first, with all that is needed to say how they stand.

use std::sync::Arc;

use std::collections::BTreeMap;

use domain::id::{CategoryCode, Timestamp};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::case::{CaseView, in_words, stored};
use crate::entities::{cases, complaints};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::visible::VisibleCases;

/// What a list of requests is narrowed to; absent parts do not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Those with one of these numbers; an empty list leaves none.
    pub numbers: Option<Vec<String>>,
    /// About one of these matters; an empty list leaves none.
    pub categories: Option<Vec<CategoryCode>>,
    /// Open ones, or ended ones.
    pub open: Option<bool>,
    /// Filed from this instant on.
    pub filed_from: Option<Timestamp>,
    /// Filed at this instant or before.
    pub filed_until: Option<Timestamp>,
}

impl Store {
    /// The newest of the cases that are seen and that the filter leaves.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn requests(
        &self,
        visible: &VisibleCases,
        filter: &RequestFilter,
        most: u32,
    ) -> Result<Vec<CaseView>, StoreError> {
        let query = cases::Entity::find()
            .filter(visible.condition())
            .filter(narrowed(filter))
            .order_by_desc(cases::Column::FiledAt)
            .order_by_desc(cases::Column::Id)
            .limit(u64::from(most));
        let rows = query.all(self.reads()).await?;
        let ids = rows.iter().map(|row| row.id);
        let about = complaints::Entity::find().filter(complaints::Column::CaseId.is_in(ids));
        let about = about.all(self.reads()).await?;
        let mut about: BTreeMap<_, _> = about.into_iter().map(|row| (row.case_id, row)).collect();
        let view = |row: cases::Model| {
            let complaint = in_words(about.remove(&row.id));
            Ok(CaseView { stored: Arc::new(stored(row)?), complaint })
        };
        rows.into_iter().map(view).collect()
    }
}

fn narrowed(filter: &RequestFilter) -> Condition {
    use cases::Column as C;
    let RequestFilter { numbers, categories, open, filed_from, filed_until } = filter;
    let codes = categories.as_ref().map(|codes| codes.iter().map(CategoryCode::as_str));
    Condition::all()
        .add_option(numbers.as_ref().map(|numbers| C::Number.is_in(numbers)))
        .add_option(codes.map(|codes| C::Category.is_in(codes)))
        .add_option(open.map(|open| C::Open.eq(i32::from(open))))
        .add_option(filed_from.map(|at| C::FiledAt.gte(to_micros(at))))
        .add_option(filed_until.map(|at| C::FiledAt.lte(to_micros(at))))
}
