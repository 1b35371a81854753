//! Lists of cases: filtered, in a total order, page by page without gaps or repeats, with a total that counts the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::clock::Holder;
use domain::id::{
    CaseId, CategoryCode, OutcomeName, PersonId, PlaceCode, StateName, Timestamp, TransitionName,
    UnitId, WorkflowName,
};
use domain::workflow::Stage;
use sea_orm::sea_query::{
    Alias, Asterisk, BinOper, Condition, Expr, ExprTrait, LikeExpr, Query, SelectStatement,
    UnionType,
};
use sea_orm::{ColumnTrait, ConnectionTrait, Order, QueryFilter, QueryOrder};

use super::line::{CaseLine, Line, lines};
use crate::entities::{case_ends, case_marks, case_times, cases};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::project::{
    MARK_EXTENSION, MARK_LISTED, MARK_ORDERED, MARK_SPONSORED, MARK_SUSPENDED, MARK_THIRD_UNIT,
    MARK_UNANSWERED,
};
use crate::project_time::word_of;
use crate::visible::{VisibleCases, has_part};

/// What a list is narrowed to; absent parts do not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Open cases, or ended ones.
    pub open: Option<bool>,
    /// Of this workflow.
    pub workflow: Option<WorkflowName>,
    /// In this state.
    pub state: Option<StateName>,
    /// In one of these states.
    pub states: Option<Vec<(WorkflowName, StateName)>>,
    /// In this stage, by its word.
    pub stage: Option<String>,
    /// Ended like this.
    pub ended: Option<OutcomeName>,
    /// One of these.
    pub among: Option<Vec<CaseId>>,
    /// In which one of these transitions was done.
    pub done: Option<Vec<TransitionName>>,
    /// Led by this unit.
    pub lead: Option<UnitId>,
    /// Worked on by this unit: it leads, or does the work for the one that leads.
    pub works: Option<UnitId>,
    /// Handled by this person.
    pub handler: Option<PersonId>,
    /// Of a category that begins with this.
    pub category: Option<CategoryCode>,
    /// At a place whose code begins with this.
    pub place: Option<PlaceCode>,
    /// Of this risk, by its word.
    pub risk: Option<String>,
    /// Without a lead unit.
    pub unassigned: bool,
    /// Of which a supervisor asks this.
    pub mark: Option<Mark>,
    /// In the hands of a unit in which nobody handles it: who did has gone, or the work was given to another unit.
    pub vacant: bool,
    /// In which this person was asked to sign, and may have.
    pub signer: Option<PersonId>,
    /// Due from this instant on.
    pub due_from: Option<Timestamp>,
    /// Due before this instant.
    pub due_before: Option<Timestamp>,
    /// Nearly over at this instant, and not over yet, by the colours that the county sets 临期.
    pub yellow_at: Option<Timestamp>,
    /// Filed from this instant on.
    pub filed_from: Option<Timestamp>,
    /// Filed before this instant.
    pub filed_before: Option<Timestamp>,
    /// Ended, and that from this instant on.
    pub ended_from: Option<Timestamp>,
    /// Ended before this instant.
    pub ended_before: Option<Timestamp>,
    /// Ended, with or without a missed promise.
    pub kept: Option<Kept>,
    /// Ended, and the citizen has said something of the result.
    pub said: Option<Said>,
    /// In which this holder had time, or was charged with some.
    pub held: Option<Holder>,
    /// With a party of the same telephone as one of this case, which is one of them.
    pub same_telephone: Option<CaseId>,
}

/// Whether the deadlines were kept that the citizen was promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// All of them, or not.
    pub all: bool,
    /// The limits that are promised, each as `workflow/limit`.
    pub promises: Arc<BTreeSet<String>>,
}

/// What a citizen has said of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Anything: silence is no answer.
    Anything,
    /// That it is solved.
    Solved,
}

/// What a supervisor asks of open cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// An extension waits for a decision.
    Extension,
    /// It is suspended.
    Suspended,
    /// It stands under a supervision order that is not struck off.
    Ordered,
    /// The same where the unit should have answered before this instant.
    OrderLate(Timestamp),
    /// It was given to units three times or more, the center left out 三次交办.
    ThirdUnit,
    /// It is listed 挂牌督办.
    Listed,
    /// A leader sponsors it 包案.
    Sponsored,
}

impl Mark {
    /// As it stands in the table, and before which instant.
    const fn row(self) -> (&'static str, Option<Timestamp>) {
        match self {
            Self::Extension => (MARK_EXTENSION, None),
            Self::Suspended => (MARK_SUSPENDED, None),
            Self::Ordered => (MARK_ORDERED, None),
            Self::OrderLate(at) => (MARK_UNANSWERED, Some(at)),
            Self::ThirdUnit => (MARK_THIRD_UNIT, None),
            Self::Listed => (MARK_LISTED, None),
            Self::Sponsored => (MARK_SPONSORED, None),
        }
    }
}

/// In which order. Each is total: the id decides between equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The earliest deadline first; cases without one at the end.
    #[default]
    Due,
    /// The newest first.
    Filed,
}

/// After which case a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What is sorted by, as the last line of the page before had it, in microseconds.
    pub at: i64,
    /// The case of that line.
    pub id: CaseId,
}

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<CaseLine>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<Cursor>,
}

impl Store {
    /// A page of the cases that the actor sees.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    #[expect(clippy::too_many_arguments, reason = "each is a part of one question")]
    pub async fn cases(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        sort: Sort,
        after: Option<Cursor>,
        most: u32,
    ) -> Result<Page, StoreError> {
        let page = page(visible, filter, sort, after, u64::from(most) + 1);
        let (column, order) = key(sort);
        let query = lines()
            .filter(cases::Column::Id.in_subquery(page))
            .order_by(column, order.clone())
            .order_by(cases::Column::Id, order);
        let mut rows = query.into_partial_model::<Line>().all(self.reads()).await?;
        let more = rows.len() > most as usize;
        rows.truncate(most as usize);
        let next = rows.last().filter(|_| more).map(|last| Cursor {
            at: match sort {
                Sort::Due => last.due_at,
                Sort::Filed => last.filed_at,
            },
            id: CaseId(last.id),
        });
        Ok(Page { lines: rows.into_iter().map(CaseLine::from).collect(), next })
    }

    /// How many cases the actor sees of those that the filter leaves.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_cases(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
    ) -> Result<u64, StoreError> {
        let part = |part| {
            Query::select()
                .column((cases::Entity, cases::Column::Id))
                .from(cases::Entity)
                .cond_where(part)
                .cond_where(narrowed(filter))
                .to_owned()
        };
        let counted = Query::select()
            .expr_as(Expr::col(Asterisk).count(), Alias::new("count"))
            .from_subquery(
                all_of(visible.parts(filter.open == Some(true)).into_iter().map(part)),
                Alias::new("parts"),
            )
            .to_owned();
        let row = self.reads().query_one(&counted).await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "count"))?;
        Ok(count.cast_unsigned())
    }
}

/// The ids of a page: the first of each part of what the actor sees, and of those the first.
fn page(
    visible: &VisibleCases,
    filter: &CaseFilter,
    sort: Sort,
    after: Option<Cursor>,
    most: u64,
) -> SelectStatement {
    let (column, order) = key(sort);
    let part = |condition| {
        let part = Query::select()
            .columns([(cases::Entity, column), (cases::Entity, cases::Column::Id)])
            .from(cases::Entity)
            .cond_where(condition)
            .cond_where(narrowed(filter))
            .and_where_option(after.map(|cursor| beyond(sort, cursor)))
            .order_by((cases::Entity, column), order.clone())
            .order_by((cases::Entity, cases::Column::Id), order.clone())
            .limit(most)
            .to_owned();
        // SQLite wants what is sorted and cut inside of brackets.
        Query::select().column(Asterisk).from_subquery(part, Alias::new("part")).to_owned()
    };
    Query::select()
        .column(cases::Column::Id)
        .from_subquery(
            all_of(visible.parts(filter.open == Some(true)).into_iter().map(part)),
            Alias::new("page"),
        )
        .order_by(column, order.clone())
        .order_by(cases::Column::Id, order)
        .limit(most)
        .to_owned()
}

pub(super) fn all_of(parts: impl Iterator<Item = SelectStatement>) -> SelectStatement {
    let joined = parts.reduce(|mut all, part| all.union(UnionType::All, part).to_owned());
    // A list of parts is never empty.
    joined.unwrap_or_default()
}

fn key(sort: Sort) -> (cases::Column, Order) {
    match sort {
        Sort::Due => (cases::Column::DueAt, Order::Asc),
        Sort::Filed => (cases::Column::FiledAt, Order::Desc),
    }
}

fn beyond(sort: Sort, cursor: Cursor) -> sea_orm::sea_query::SimpleExpr {
    let (column, order) = key(sort);
    let here = Expr::tuple([
        Expr::col((cases::Entity, column)),
        Expr::col((cases::Entity, cases::Column::Id)),
    ]);
    let there = Expr::tuple([Expr::val(cursor.at), Expr::val(cursor.id.0)]);
    if order == Order::Asc { here.gt(there) } else { here.lt(there) }
}

pub(super) fn narrowed(filter: &CaseFilter) -> Condition {
    use cases::Column as C;
    let CaseFilter {
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
    } = filter;
    Condition::all()
        .add_option(open.map(|open| C::Open.eq(i32::from(open))))
        .add_option(workflow.as_ref().map(|name| C::Workflow.eq(name.as_str())))
        .add_option(state.as_ref().map(|name| C::State.eq(name.as_str())))
        .add_option(states.as_ref().map(|states| any_of(states.iter().map(in_state))))
        .add_option(stage.as_ref().map(|name| C::Stage.eq(name.as_str())))
        .add_option(ended.as_ref().map(|name| C::Ended.eq(name.as_str())))
        .add_option(among.as_ref().map(|ids| C::Id.is_in(ids.iter().map(|id| id.0))))
        .add_option(done.as_ref().map(|names| any_of(names.iter().map(was_done))))
        .add_option(lead.as_ref().map(|unit| C::Lead.eq(unit.as_str())))
        .add_option(works.as_ref().map(works_on))
        .add_option(handler.as_ref().map(|person| C::Handler.eq(person.as_str())))
        .add_option(category.as_ref().map(|code| begins(C::Category, code.as_str())))
        .add_option(place.as_ref().map(|code| begins(C::Place, code.as_str())))
        .add_option(risk.as_ref().map(|name| C::Risk.eq(name.as_str())))
        .add_option(unassigned.then(|| C::Lead.is_null()))
        .add_option(mark.map(marked))
        .add_option(vacant.then(|| {
            let held = Condition::all().add(C::Lead.is_not_null()).add(C::Handler.is_null());
            held.add(C::Stage.eq(Stage::Handle.as_str()))
        }))
        .add_option(signer.as_ref().map(|person| has_part([format!("s:{person}")])))
        .add_option(due_from.map(|at| C::DueAt.gte(to_micros(at))))
        .add_option(due_before.map(|at| C::DueAt.lt(to_micros(at))))
        .add_option(yellow_at.map(|at| {
            let at = to_micros(at);
            Condition::all().add(C::YellowAt.lte(at)).add(C::RedAt.gt(at))
        }))
        .add_option(filed_from.map(|at| C::FiledAt.gte(to_micros(at))))
        .add_option(filed_before.map(|at| C::FiledAt.lt(to_micros(at))))
        .add_option(ended_from.map(|at| C::EndedAt.gte(to_micros(at))))
        .add_option(ended_before.map(|at| C::EndedAt.lt(to_micros(at))))
        .add_option(said.map(said_so))
        .add_option(kept.as_ref().map(promises_kept))
        .add_option(held.as_ref().map(had_time))
        .add_option(same_telephone.map(of_telephone))
}

/// A unit leads it or was handed it on.
fn works_on(unit: &UnitId) -> Condition {
    use cases::Column as C;
    Condition::any().add(C::Lead.eq(unit.as_str())).add(C::Delegate.eq(unit.as_str()))
}

/// Ended, and the citizen has said this.
fn said_so(said: Said) -> sea_orm::sea_query::SimpleExpr {
    use case_ends::Column as E;
    let ends = Query::select()
        .expr(Expr::val(1))
        .from(case_ends::Entity)
        .and_where(
            Expr::col((case_ends::Entity, E::CaseId)).equals((cases::Entity, cases::Column::Id)),
        )
        .and_where(match said {
            Said::Anything => E::Solved.is_not_null(),
            Said::Solved => E::Solved.eq("yes"),
        })
        .to_owned();
    Expr::exists(ends)
}

/// No clock of a promised limit ended late; or one did.
fn promises_kept(kept: &Kept) -> Condition {
    let clocks = Alias::new("clocks");
    let column = |name: &'static str| Expr::col((clocks.clone(), Alias::new(name)));
    let limit = Expr::col((cases::Entity, cases::Column::Workflow))
        .binary(BinOper::Custom("||"), Expr::val("/"))
        .binary(BinOper::Custom("||"), column("limit_name"));
    let late = Query::select()
        .expr(Expr::val(1))
        .from(clocks.clone())
        .and_where(column("case_id").equals((cases::Entity, cases::Column::Id)))
        .and_where(column("ended_at").gte(column("deadline")))
        .and_where(limit.is_in(kept.promises.iter().map(String::as_str)))
        .to_owned();
    let late = Condition::all().add(Expr::exists(late));
    let over = Condition::all().add(cases::Column::Open.eq(0));
    over.add(if kept.all { late.not() } else { late })
}

fn had_time(holder: &Holder) -> sea_orm::sea_query::SimpleExpr {
    let held = Query::select()
        .column(case_times::Column::CaseId)
        .from(case_times::Entity)
        .and_where(case_times::Column::Holder.eq(word_of(holder)))
        .to_owned();
    cases::Column::Id.in_subquery(held)
}

/// Cases that share a whole telephone number with one. It leaves two marks, itself and its last digits, and the last digits
/// alone are shared by many.
fn of_telephone(case: CaseId) -> sea_orm::sea_query::SimpleExpr {
    let [own, other] = ["own", "other"].map(Alias::new);
    let of = |table: &Alias, name: &'static str| Expr::col((table.clone(), Alias::new(name)));
    let marks = || Alias::new("identity_marks");
    let shared = Query::select()
        .expr(of(&other, "case_id"))
        .from_as(marks(), own.clone())
        .join_as(
            sea_orm::sea_query::JoinType::InnerJoin,
            marks(),
            other.clone(),
            of(&other, "mark").equals((own.clone(), Alias::new("mark"))),
        )
        .and_where(of(&own, "case_id").eq(case.0))
        .add_group_by([of(&other, "case_id")])
        .and_having(Expr::col(Asterisk).count().gte(2))
        .to_owned();
    cases::Column::Id.in_subquery(shared)
}

fn begins(column: cases::Column, prefix: &str) -> sea_orm::sea_query::SimpleExpr {
    column.like(LikeExpr::new(format!("{}%", escaped(prefix))).escape('\\'))
}

/// A text that a pattern takes as it stands.
pub(super) fn escaped(text: &str) -> String {
    let escape = |c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] };
    text.chars().flat_map(escape).collect()
}

/// One of these holds; nothing does where there is none.
fn any_of(conditions: impl Iterator<Item = Condition>) -> Condition {
    let nothing = Condition::any().add(Expr::val(1).eq(0));
    conditions.fold(nothing, Condition::add)
}

fn in_state((workflow, state): &(WorkflowName, StateName)) -> Condition {
    use cases::Column as C;
    Condition::all().add(C::Workflow.eq(workflow.as_str())).add(C::State.eq(state.as_str()))
}

/// The case says who did it: the name stands in its row as the key of a list. Whoever asks looks at what is found, so that
/// one too many does no harm.
fn was_done(transition: &TransitionName) -> Condition {
    let named = format!("%\"{}\":%", escaped(transition.as_str()));
    Condition::all().add(cases::Column::Body.like(LikeExpr::new(named).escape('\\')))
}

fn marked(mark: Mark) -> sea_orm::sea_query::SimpleExpr {
    let (mark, before) = mark.row();
    let marked = Query::select()
        .column(case_marks::Column::CaseId)
        .from(case_marks::Entity)
        .and_where(Expr::col(case_marks::Column::Mark).eq(mark))
        .and_where_option(before.map(|at| Expr::col(case_marks::Column::At).lt(to_micros(at))))
        .to_owned();
    cases::Column::Id.in_subquery(marked)
}
