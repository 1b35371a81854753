//! Which orders somebody finds, as a condition in SQL.

use domain::actor::{Role, Staff};
use domain::directory::Directory;
use domain::id::{Timestamp, UnitId};
use domain::order::{OrderKind, Standing};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement};

use crate::moment::to_micros;
use crate::visible::walled_from;

/// Which orders somebody finds: the condition says for the table what [`domain::order::OrderFacts::may_be_read`] says for one, and leaves out
/// those with a case that must not exist for them.
#[derive(Clone, Debug)]
pub struct VisibleOrders {
    pub(super) condition: Condition,
}

impl VisibleOrders {
    /// The orders that exist for somebody of the staff now.
    pub fn of(staff: &Staff, directory: &Directory) -> Self {
        let holds = |roles: &[Role]| roles.iter().any(|role| staff.roles.contains(role));
        let signed = || column("signed_at").is_not_null();
        let centers: Vec<&str> = directory.lineage(&staff.unit).map(UnitId::as_str).collect();
        let of_center = || column("center").is_in(centers.clone());
        let nobody = Condition::any().add(Expr::val(1).eq(0));
        let mut any = nobody.clone();
        if holds(&[Role::Supervisor, Role::Director]) {
            any = any.add(of_center());
        } else if holds(&[Role::Clerk]) {
            any = any.add(Condition::all().add(of_center()).add(signed()));
        }
        if holds(&[Role::Handler, Role::UnitHead]) {
            let of_unit = column("unit").eq(staff.unit.as_str());
            any = any.add(Condition::all().add(of_unit).add(signed()));
        }
        let is_named = column("answerer").eq(staff.person.as_str());
        any = any.add(Condition::all().add(is_named).add(signed()));
        if staff.roles.iter().any(|role| role.is_administrator()) {
            any = nobody;
        }
        let unwalled = ORDERS.unwalled(staff, directory, &centers);
        Self { condition: Condition::all().add(any).add(unwalled) }
    }

    /// The orders about which somebody may know, whoever reads them otherwise: who is to be named to answer one.
    pub fn open_to(staff: &Staff, directory: &Directory) -> Self {
        let centers: Vec<&str> = directory.lineage(&staff.unit).map(UnitId::as_str).collect();
        Self { condition: ORDERS.unwalled(staff, directory, &centers) }
    }

    /// All orders that a center has given, for what the engine counts by itself.
    pub fn of_center(center: &UnitId) -> Self {
        Self { condition: Condition::all().add(column("center").eq(center.as_str())) }
    }

    /// Every order: for the engine that carries them out, and for what is counted of everybody alike.
    pub fn any() -> Self {
        Self { condition: Condition::all() }
    }

    /// Those of a filter.
    #[must_use]
    pub fn that(self, filter: &OrderFilter) -> Self {
        let Self { mut condition } = self;
        if let Some(standing) = filter.standing {
            condition = condition.add(column("standing").eq(standing.as_str()));
        }
        if let Some(recommends) = filter.recommends {
            let order = column("kind").eq(OrderKind::Order.as_str());
            condition = condition.add(if recommends { order.not() } else { order });
        }
        if let Some(now) = filter.late_at {
            let waits = [Standing::Issued, Standing::Received].map(Standing::as_str);
            let late = column("answer_by").lte(to_micros(now));
            condition = condition.add(column("standing").is_in(waits)).add(late);
        }
        Self { condition }
    }

    pub(super) fn select(&self) -> SelectStatement {
        Query::select()
            .columns(COLUMNS.map(Alias::new))
            .expr_as(Expr::cust(MOOT), "is_moot")
            .expr_as(Expr::cust(ANSWERED_BY), "answered_by")
            .from(Alias::new("orders"))
            .cond_where(self.condition.clone())
            .to_owned()
    }
}

/// Which orders of those that somebody finds.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrderFilter {
    /// Of this standing.
    pub standing: Option<Standing>,
    /// Recommendations alone, or orders alone.
    pub recommends: Option<bool>,
    /// That wait for an answer which should be there by now.
    pub late_at: Option<Timestamp>,
}

/// Whether no case stands under an order any more. As long as something is to be done with one, that is not known.
const MOOT: &str = "CASE WHEN signed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM order_cases \
    WHERE order_cases.order_id = orders.id AND (todo IS NOT NULL OR EXISTS (SELECT 1 FROM case_marks \
        WHERE case_marks.case_id = order_cases.case_id AND case_marks.mark = 'ordered' \
            AND case_marks.at = orders.answer_by))) THEN 1 ELSE 0 END";

/// Who gave the answer last.
const ANSWERED_BY: &str = "(SELECT person FROM order_steps \
    WHERE order_steps.order_id = orders.id AND step = 'answer' ORDER BY seq DESC LIMIT 1)";

/// Documents about cases, as their tables are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Documents {
    /// The table of the documents.
    pub(crate) table: &'static str,
    /// The table of their cases.
    pub(crate) cases: &'static str,
    /// The column of that one that names the document.
    pub(crate) key: &'static str,
}

/// The documents that orders are.
const ORDERS: Documents = Documents { table: "orders", cases: "order_cases", key: "order_id" };

impl Documents {
    /// Leaves out documents with a case that must not exist for somebody, or that is for few and not in their hands.
    pub(crate) fn unwalled(
        self,
        staff: &Staff,
        directory: &Directory,
        centers: &[&str],
    ) -> Condition {
        let holds = |roles: &[Role]| roles.iter().any(|role| staff.roles.contains(role));
        let id = || Expr::col((Alias::new(self.table), Alias::new("id")));
        let walled = Query::select()
            .column(Alias::new(self.key))
            .from(Alias::new(self.cases))
            .and_where(
                Expr::col(Alias::new("case_id"))
                    .in_subquery(walled_from(std::slice::from_ref(staff), directory)),
            )
            .to_owned();
        let condition = Condition::all().add(id().not_in_subquery(walled));
        let screens = holds(&[Role::Clerk, Role::Director]) && !centers.is_empty();
        let shut = (!screens).then(|| id().not_in_subquery(self.shut_out(&staff.unit)));
        condition.add_option(shut)
    }

    /// Documents with a case that is for few, and that the unit does not handle: their words speak of it.
    fn shut_out(self, unit: &UnitId) -> SelectStatement {
        let of = |name: &'static str| Expr::col((Alias::new("cases"), Alias::new(name)));
        let other = |name| of(name).is_null().or(of(name).ne(unit.as_str()));
        let for_few = of("restricted")
            .eq(1)
            .or(of("secrecy").ne("ordinary").and(other("lead")).and(other("delegate")));
        Query::select()
            .column((Alias::new(self.cases), Alias::new(self.key)))
            .from(Alias::new(self.cases))
            .inner_join(
                Alias::new("cases"),
                of("id").equals((Alias::new(self.cases), Alias::new("case_id"))),
            )
            .and_where(for_few)
            .to_owned()
    }
}

pub(super) fn column(name: &str) -> Expr {
    Expr::col((Alias::new("orders"), Alias::new(name)))
}

const COLUMNS: [&str; 22] = [
    "id",
    "number",
    "center",
    "unit",
    "level",
    "zh",
    "en",
    "length",
    "points",
    "standing",
    "version",
    "drafted_by",
    "drafted_at",
    "signed_by",
    "signed_at",
    "due_at",
    "kind",
    "answer_by",
    "answered_at",
    "answerer",
    "listed",
    "sealed",
];
