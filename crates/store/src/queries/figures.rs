//! How many cases there are of each kind, of each month, of each telephone: what reports count. Each number is that of the list
//! with the same filter.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CaseId, Timestamp};
use futures::future::try_join_all;
use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::list::{CaseFilter, all_of, narrowed};
use crate::entities::cases;
use crate::error::StoreError;
use crate::open::Store;
use crate::visible::VisibleCases;

/// How many characters of a category name its class.
const CLASS_CHARACTERS: u32 = 2;

/// How many characters of a place name its town.
const TOWN_CHARACTERS: u32 = 9;

/// How many telephones are looked at, those with most cases first.
const MARKS_MAX: u64 = 60;

/// By what cases are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The class of what they are about.
    Class,
    /// The town or street.
    Town,
    /// The unit that leads.
    Lead,
    /// The stage.
    Stage,
    /// The procedure.
    Workflow,
}

impl By {
    fn key(self) -> SimpleExpr {
        let column = |column| Expr::col((cases::Entity, column));
        let begin = |column, characters: u32| {
            let cut = Func::cust(Alias::new("substr")).arg(Expr::col((cases::Entity, column)));
            SimpleExpr::from(cut.arg(Expr::cust("1")).arg(Expr::cust(characters.to_string())))
        };
        match self {
            Self::Class => begin(cases::Column::Category, CLASS_CHARACTERS),
            Self::Town => begin(cases::Column::Place, TOWN_CHARACTERS),
            Self::Lead => column(cases::Column::Lead),
            Self::Stage => column(cases::Column::Stage),
            Self::Workflow => column(cases::Column::Workflow),
        }
    }
}

/// Cases of one telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeater {
    /// The newest of them, by which the others are found.
    pub case: CaseId,
    /// The oldest, which shows which of its parties is meant.
    pub other: CaseId,
}

impl Store {
    /// The cases that the actor sees of those that the filter leaves, counted by something, most first. What has no case is
    /// absent; none stands for those that have no such thing.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_by(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        by: By,
    ) -> Result<Vec<(Option<String>, u64)>, StoreError> {
        let parts = parts(visible, filter, |part| {
            part.expr_as(by.key(), Alias::new("key"))
                .expr_as(Expr::col(Asterisk).count(), Alias::new("count"))
                .add_group_by([by.key()])
                .to_owned()
        });
        let counted = counted(parts);
        let row = |row: &QueryResult| {
            let count: i64 = row.try_get("", "count")?;
            Ok((row.try_get("", "key")?, count.cast_unsigned()))
        };
        let mut counts: Vec<_> = self
            .reads()
            .query_all(&counted)
            .await?
            .iter()
            .map(row)
            .collect::<Result<_, StoreError>>()?;
        counts.sort_by(|one: &(Option<String>, u64), other| {
            other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        });
        Ok(counts)
    }

    /// How many were filed between each two of the instants, which rise.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_filed_between(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        bounds: &[Timestamp],
    ) -> Result<Vec<u64>, StoreError> {
        let within = |pair: [Timestamp; 2]| CaseFilter {
            filed_from: Some(pair[0]),
            filed_before: Some(pair[1]),
            ..filter.clone()
        };
        self.count_within(visible, bounds, within).await
    }

    /// How many ended between each two of the instants, which rise.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_ended_between(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        bounds: &[Timestamp],
    ) -> Result<Vec<u64>, StoreError> {
        let within = |pair: [Timestamp; 2]| CaseFilter {
            ended_from: Some(pair[0]),
            ended_before: Some(pair[1]),
            ..filter.clone()
        };
        self.count_within(visible, bounds, within).await
    }

    /// One after the other, each along its piece of an index: told apart afterwards, every case would have to be sorted.
    async fn count_within(
        &self,
        visible: &VisibleCases,
        bounds: &[Timestamp],
        within: impl Fn([Timestamp; 2]) -> CaseFilter,
    ) -> Result<Vec<u64>, StoreError> {
        let pairs = bounds.iter().zip(bounds.iter().skip(1));
        let filters: Vec<_> = pairs.map(|(from, before)| within([*from, *before])).collect();
        try_join_all(filters.iter().map(|filter| self.count_cases(visible, filter))).await
    }

    /// A case of each telephone that stands in so many cases or more of those that the filter leaves, those with most first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn repeaters(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        least: u32,
    ) -> Result<Vec<Repeater>, StoreError> {
        let marks = Alias::new("identity_marks");
        let mark = || Expr::col((marks.clone(), Alias::new("mark")));
        let case = || Expr::col((marks.clone(), Alias::new("case_id")));
        let those = || {
            let ids = parts(visible, filter, |part| {
                part.column((cases::Entity, cases::Column::Id)).to_owned()
            });
            case().in_subquery(ids)
        };
        let frequent = Query::select()
            .expr(mark())
            .from(marks.clone())
            .and_where(those())
            .add_group_by([mark()])
            .and_having(Expr::col(Asterisk).count().gte(least))
            .order_by_expr(Expr::col(Asterisk).count(), Order::Desc)
            .order_by_expr(mark(), Order::Asc)
            .limit(MARKS_MAX)
            .to_owned();
        let rows = self.reads().query_all(&frequent).await?;
        let frequent: Vec<Vec<u8>> =
            rows.iter().map(|row| row.try_get("", "mark")).collect::<Result<_, _>>()?;
        let pairs = Query::select()
            .expr(mark())
            .expr(case())
            .from(marks.clone())
            .and_where(mark().is_in(frequent))
            .and_where(those())
            .to_owned();
        let mut cases_of: BTreeMap<Vec<u8>, BTreeSet<Uuid>> = BTreeMap::new();
        for row in self.reads().query_all(&pairs).await? {
            let (mark, case) = (row.try_get("", "mark")?, row.try_get("", "case_id")?);
            cases_of.entry(mark).or_default().insert(case);
        }
        Ok(whole_numbers(&cases_of))
    }
}

/// The marks that are of whole numbers: all cases of a whole number bear the mark of its last digits too, so that another mark
/// has at least its cases. The last digits alone, which strangers share, have no such other.
fn whole_numbers(cases_of: &BTreeMap<Vec<u8>, BTreeSet<Uuid>>) -> Vec<Repeater> {
    let is_whole = |(mark, cases): &(&Vec<u8>, &BTreeSet<Uuid>)| {
        cases_of.iter().any(|(other, others)| other != *mark && others.is_superset(cases))
    };
    let sets: BTreeSet<_> = cases_of.iter().filter(is_whole).map(|(_, cases)| cases).collect();
    let mut sets: Vec<_> = sets.into_iter().collect();
    sets.sort_by_key(|cases| std::cmp::Reverse(cases.len()));
    // The newest has the largest id.
    let repeater = |cases: &&BTreeSet<Uuid>| {
        Some(Repeater { case: CaseId(*cases.last()?), other: CaseId(*cases.first()?) })
    };
    sets.iter().filter_map(repeater).collect()
}

/// The sum of counts, as a number on both databases.
pub(super) fn summed(column: &'static str) -> SimpleExpr {
    SimpleExpr::from(Func::sum(Expr::col(Alias::new(column)))).cast_as("bigint")
}

/// What is selected of each part of the cases that are left.
fn parts(
    visible: &VisibleCases,
    filter: &CaseFilter,
    select: impl Fn(&mut SelectStatement) -> SelectStatement,
) -> SelectStatement {
    let part = |part| {
        let mut from = Query::select();
        from.from(cases::Entity).cond_where(part).cond_where(narrowed(filter));
        select(&mut from)
    };
    all_of(visible.parts(filter.open == Some(true)).into_iter().map(part))
}

/// How many there are of each key in all parts together.
fn counted(parts: SelectStatement) -> SelectStatement {
    Query::select()
        .column(Alias::new("key"))
        .expr_as(summed("count"), Alias::new("count"))
        .from_subquery(parts, Alias::new("parts"))
        .group_by_col(Alias::new("key"))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digits_of_strangers_are_nobodys_telephone() {
        let case = Uuid::from_u128;
        let of = |cases: &[u128]| cases.iter().map(|id| case(*id)).collect::<BTreeSet<_>>();
        // One and three have a telephone; nine only has in common with them how it ends, as the rest with each other.
        let marks = [
            (vec![1], of(&[1, 2, 3])),
            (vec![2], of(&[1, 2, 3, 9])),
            (vec![3], of(&[4, 5])),
            (vec![4], of(&[4, 5])),
            (vec![5], of(&[6, 7, 8])),
        ];
        let found = whole_numbers(&marks.into());
        let cases: Vec<_> = found.iter().map(|found| found.case.0).collect();
        assert_eq!(cases, [case(3), case(5)]);
    }
}
