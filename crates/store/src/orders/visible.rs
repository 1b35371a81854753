//! Which orders somebody finds, as a condition in SQL.

use domain::actor::{Role, Staff};
use domain::directory::Directory;
use domain::id::UnitId;
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement};

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
        if staff.roles.iter().any(|role| role.is_administrator()) {
            any = nobody;
        }
        let walled = Query::select()
            .column(Alias::new("order_id"))
            .from(Alias::new("order_cases"))
            .and_where(
                Expr::col(Alias::new("case_id"))
                    .in_subquery(walled_from(std::slice::from_ref(staff), directory)),
            )
            .to_owned();
        let condition = Condition::all().add(any).add(column("id").not_in_subquery(walled));
        let screens = holds(&[Role::Clerk, Role::Director]) && !centers.is_empty();
        let shut = (!screens).then(|| column("id").not_in_subquery(shut_out(&staff.unit)));
        Self { condition: condition.add_option(shut) }
    }

    /// The orders that the unit of the person must answer.
    #[must_use]
    pub fn of_unit(self, unit: &UnitId) -> Self {
        Self { condition: self.condition.add(column("unit").eq(unit.as_str())) }
    }

    pub(super) fn select(&self) -> SelectStatement {
        Query::select()
            .columns(COLUMNS.map(Alias::new))
            .from(Alias::new("orders"))
            .cond_where(self.condition.clone())
            .to_owned()
    }
}

/// Orders with a case that is for few, and that the unit does not handle: its words speak of it.
fn shut_out(unit: &UnitId) -> SelectStatement {
    let of = |name: &'static str| Expr::col((Alias::new("cases"), Alias::new(name)));
    let other = |name| of(name).is_null().or(of(name).ne(unit.as_str()));
    let for_few = of("restricted")
        .eq(1)
        .or(of("secrecy").ne("ordinary").and(other("lead")).and(other("delegate")));
    Query::select()
        .column((Alias::new("order_cases"), Alias::new("order_id")))
        .from(Alias::new("order_cases"))
        .inner_join(
            Alias::new("cases"),
            of("id").equals((Alias::new("order_cases"), Alias::new("case_id"))),
        )
        .and_where(for_few)
        .to_owned()
}

pub(super) fn column(name: &str) -> Expr {
    Expr::col((Alias::new("orders"), Alias::new(name)))
}

const COLUMNS: [&str; 17] = [
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
    "sealed",
];
