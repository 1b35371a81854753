//! Running cases of which somebody must know nothing.

use domain::actor::Staff;
use domain::directory::Directory;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::case::stored;
use crate::change::Stored;
use crate::entities::cases;
use crate::error::StoreError;
use crate::open::Store;
use crate::visible::{VisibleCases, walled_from};

impl Store {
    /// Cases that have not ended and concern one of these people, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn cases_barring(
        &self,
        visible: &VisibleCases,
        people: &[Staff],
        directory: &Directory,
    ) -> Result<Vec<Stored>, StoreError> {
        let rows = cases::Entity::find()
            .filter(visible.condition())
            .filter(cases::Column::Ended.is_null())
            .filter(cases::Column::Id.in_subquery(walled_from(people, directory)))
            .order_by_asc(cases::Column::FiledAt)
            .order_by_asc(cases::Column::Id);
        rows.all(self.reads()).await?.into_iter().map(stored).collect()
    }
}
