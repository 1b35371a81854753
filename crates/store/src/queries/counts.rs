//! Several numbers by one look at the cases: what a page counts of the same cases, each number that of the list with its filter.

use sea_orm::sea_query::{
    Alias, Asterisk, CaseStatement, Expr, ExprTrait, Func, Query, SimpleExpr,
};
use sea_orm::{ConnectionTrait, QueryResult};

use super::list::{CaseFilter, all_of, narrowed};
use crate::entities::cases;
use crate::error::StoreError;
use crate::open::Store;
use crate::visible::VisibleCases;

impl Store {
    /// How many cases the actor sees of those that each of the filters leaves: the same numbers as
    /// [`count_cases`](Self::count_cases) of each. What all filters have in common is looked up once; it should name open cases
    /// only, or ended ones, or days.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_each(
        &self,
        visible: &VisibleCases,
        filters: &[CaseFilter],
    ) -> Result<Vec<u64>, StoreError> {
        if filters.is_empty() {
            return Ok(Vec::new());
        }
        let (common, own) = CaseFilter::factored(filters);
        let part = |part| {
            let mut select = Query::select();
            select.from(cases::Entity).cond_where(part).cond_where(narrowed(&common));
            for (place, filter) in own.iter().enumerate() {
                select.expr_as(counted(filter), column(place));
            }
            select
        };
        let parts = visible.parts(common.open == Some(true)).into_iter().map(part);
        let mut sums = Query::select();
        sums.from_subquery(all_of(parts), Alias::new("parts"));
        for place in 0..own.len() {
            sums.expr_as(sum(place), column(place));
        }
        let row = self.reads().query_one(&sums).await?;
        row.map_or_else(|| Ok(vec![0; own.len()]), |row| read(&row, own.len()))
    }
}

/// How many cases of a part the filter leaves. Each part is summed by itself, so that no case is carried any further.
fn counted(filter: &CaseFilter) -> SimpleExpr {
    if *filter == CaseFilter::default() {
        return Expr::col(Asterisk).count();
    }
    let one = CaseStatement::new().case(narrowed(filter), Expr::cust("1"));
    let one: SimpleExpr = one.finally(Expr::cust("0")).into();
    Func::sum(one).into()
}

fn column(place: usize) -> Alias {
    Alias::new(format!("n{place}"))
}

/// The sum of a column; a number on both databases, also where there is no row.
fn sum(place: usize) -> SimpleExpr {
    let sum = Func::sum(Expr::col(column(place)));
    Func::coalesce([sum.into(), Expr::cust("0")]).cast_as("bigint")
}

fn read(row: &QueryResult, count: usize) -> Result<Vec<u64>, StoreError> {
    let number = |place| -> Result<u64, StoreError> {
        let number: i64 = row.try_get("", &format!("n{place}"))?;
        Ok(number.cast_unsigned())
    };
    (0..count).map(number).collect()
}

/// Takes what all filters have in common out of each. A case is left by all that a filter says, part by part, so that what
/// is common and what is own leave together what the filter leaves.
macro_rules! factor {
    ($filters:expr, $($field:ident),* $(,)?) => {{
        let filters: &[CaseFilter] = $filters;
        // A field that is new must be factored, too.
        let CaseFilter { $($field: _,)* } = CaseFilter::default();
        let (mut common, mut own) = (CaseFilter::default(), filters.to_vec());
        $(
            let mut all = filters.iter().map(|filter| &filter.$field);
            if let Some(first) = all.next()
                && all.all(|other| other == first)
            {
                common.$field.clone_from(first);
                own.iter_mut().for_each(|filter| filter.$field = CaseFilter::default().$field);
            }
        )*
        (common, own)
    }};
}

impl CaseFilter {
    /// What these have in common, and what is each one's own.
    #[expect(
        clippy::cognitive_complexity,
        reason = "the macro says the same two steps of each field"
    )]
    fn factored(filters: &[Self]) -> (Self, Vec<Self>) {
        factor!(
            filters,
            open,
            workflow,
            state,
            states,
            stage,
            ended,
            among,
            done,
            lead,
            works,
            handler,
            category,
            place,
            risk,
            unassigned,
            mark,
            vacant,
            signer,
            due_from,
            due_before,
            yellow_at,
            filed_from,
            filed_before,
            ended_from,
            ended_before,
            kept,
            said,
            held,
            same_telephone,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_filters_have_in_common_stands_apart_from_what_is_each_ones_own() {
        let late =
            CaseFilter { open: Some(true), risk: Some("high".to_owned()), ..CaseFilter::default() };
        let free = CaseFilter { unassigned: true, ..late.clone() };
        let (common, own) = CaseFilter::factored(&[late.clone(), free]);
        assert_eq!(common, late);
        let unassigned = CaseFilter { unassigned: true, ..CaseFilter::default() };
        assert_eq!(own, [CaseFilter::default(), unassigned]);
        assert_eq!(
            CaseFilter::factored(std::slice::from_ref(&late)),
            (late, vec![CaseFilter::default()])
        );
    }
}
