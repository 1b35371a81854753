//! Finding cases by words, numbers and the last digits of a telephone, among those that the actor sees.

use domain::id::CaseId;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::line::{CaseLine, Line, lines};
use crate::dialect;
use crate::entities::cases;
use crate::error::StoreError;
use crate::open::Store;
use crate::record::Hash;
use crate::visible::VisibleCases;

/// What a search found, the newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The cases.
    pub lines: Vec<CaseLine>,
    /// Whether there are more. How many is not counted: for a common word that costs more than the search.
    pub more: bool,
}

impl Store {
    /// Cases that hold all words, or bear the number, or have a party behind one of the marks.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    #[expect(clippy::too_many_arguments, reason = "each is a part of one question")]
    pub async fn search(
        &self,
        visible: &VisibleCases,
        words: &[String],
        number: Option<&str>,
        marks: &[Hash],
        most: u32,
    ) -> Result<Found, StoreError> {
        let backend = self.backend();
        let mut any = Condition::any();
        if !words.is_empty() {
            let found = dialect::holds_words(backend);
            let parameter = dialect::words_parameter(backend, words);
            let among = format!("cases.id IN ({found})");
            any = any.add(Expr::cust_with_values(among, [parameter]));
        }
        any = any.add_option(number.map(|number| cases::Column::Number.eq(number)));
        for mark in marks {
            let with_mark = format!(
                "cases.id IN (SELECT case_id FROM identity_marks WHERE mark = {})",
                dialect::inner_parameter(backend)
            );
            any = any.add(Expr::cust_with_values(with_mark, [mark.to_vec()]));
        }
        if any.is_empty() {
            return Ok(Found { lines: Vec::new(), more: false });
        }
        let query = lines()
            .filter(visible.condition())
            .filter(any)
            .order_by_desc(cases::Column::FiledAt)
            .order_by_desc(cases::Column::Id)
            .limit(u64::from(most) + 1);
        let mut rows = query.into_partial_model::<Line>().all(self.reads()).await?;
        let more = rows.len() > most as usize;
        rows.truncate(most as usize);
        Ok(Found { lines: rows.into_iter().map(CaseLine::from).collect(), more })
    }

    /// Other cases with a party of the same telephone as one of this case, the newest first. A whole number leaves two
    /// marks, itself and its last digits, and the last digits alone are shared by many.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn same_telephone(
        &self,
        visible: &VisibleCases,
        case: CaseId,
        most: u32,
    ) -> Result<Vec<CaseLine>, StoreError> {
        let shared = format!(
            "cases.id IN (SELECT other.case_id FROM identity_marks own JOIN identity_marks other \
             ON other.mark = own.mark AND other.case_id <> own.case_id WHERE own.case_id = {} \
             GROUP BY other.case_id HAVING count(*) >= 2)",
            dialect::inner_parameter(self.backend())
        );
        let query = lines()
            .filter(visible.condition())
            .filter(Expr::cust_with_values(shared, [case.0]))
            .order_by_desc(cases::Column::FiledAt)
            .order_by_desc(cases::Column::Id)
            .limit(u64::from(most));
        let rows = query.into_partial_model::<Line>().all(self.reads()).await?;
        Ok(rows.into_iter().map(CaseLine::from).collect())
    }
}
