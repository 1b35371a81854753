//! Which sessions somebody finds, as a condition in SQL.

use domain::actor::{Role, Staff};
use domain::directory::Directory;
use domain::id::UnitId;
use domain::session::SessionStanding;
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement};

use crate::orders::Documents;

/// The documents that joint sessions are.
const SESSIONS: Documents =
    Documents { table: "joint_sessions", cases: "session_cases", key: "session_id" };

/// Which sessions somebody finds: the condition says for the table what [`domain::session::SessionFacts::may_be_read`] says for
/// one, and leaves out those with a case that must not exist for them.
#[derive(Clone, Debug)]
pub struct VisibleSessions {
    pub(super) condition: Condition,
}

/// Which sessions of those that somebody finds.
#[derive(Clone, Debug, Default)]
pub struct SessionFilter {
    /// Of one of these standings; of any if there are none.
    pub standing: Vec<SessionStanding>,
}

impl VisibleSessions {
    /// The sessions that exist for somebody of the staff now.
    pub fn of(staff: &Staff, directory: &Directory) -> Self {
        let holds = |roles: &[Role]| roles.iter().any(|role| staff.roles.contains(role));
        let centers: Vec<&str> = directory.lineage(&staff.unit).map(UnitId::as_str).collect();
        let nobody = Condition::any().add(Expr::val(1).eq(0));
        let mut any = nobody.clone();
        if holds(&[Role::Supervisor, Role::Director, Role::Clerk]) {
            any = any.add(column("center").is_in(centers.clone()));
        }
        if holds(&[Role::Handler, Role::UnitHead]) {
            let of_unit = |table| column("id").in_subquery(of_unit(table, &staff.unit));
            let held = column("standing").eq(SessionStanding::Held.as_str());
            any = any
                .add(of_unit("session_units"))
                .add(Condition::all().add(held).add(of_unit("session_tasks")));
        }
        if staff.roles.iter().any(|role| role.is_administrator()) {
            any = nobody;
        }
        let unwalled = SESSIONS.unwalled(staff, directory, &centers);
        Self { condition: Condition::all().add(any).add(unwalled) }
    }

    /// Every session: for the engine that tells the cases.
    pub(super) fn any() -> Self {
        Self { condition: Condition::all() }
    }

    /// Those of a filter.
    #[must_use]
    pub fn that(self, filter: &SessionFilter) -> Self {
        let of = filter.standing.iter().map(|standing| standing.as_str());
        let is_narrowed = !filter.standing.is_empty();
        let standing = is_narrowed.then(|| column("standing").is_in(of));
        Self { condition: self.condition.add_option(standing) }
    }

    /// Those to which a unit is invited.
    #[must_use]
    pub fn inviting(self, unit: &UnitId) -> Self {
        let invited = column("id").in_subquery(of_unit("session_units", unit));
        Self { condition: self.condition.add(invited) }
    }

    pub(super) fn select(&self) -> SelectStatement {
        Query::select()
            .columns(COLUMNS.map(Alias::new))
            .from(Alias::new("joint_sessions"))
            .cond_where(self.condition.clone())
            .to_owned()
    }
}

fn of_unit(table: &'static str, unit: &UnitId) -> SelectStatement {
    Query::select()
        .column(Alias::new("session_id"))
        .from(Alias::new(table))
        .and_where(Expr::col(Alias::new("unit")).eq(unit.as_str()))
        .to_owned()
}

pub(super) fn column(name: &str) -> Expr {
    Expr::col((Alias::new("joint_sessions"), Alias::new(name)))
}

const COLUMNS: [&str; 14] = [
    "id",
    "number",
    "center",
    "standing",
    "version",
    "called_by",
    "called_at",
    "meets_at",
    "sealed",
    "held_on",
    "minutes",
    "minuted_by",
    "signed_by",
    "signed_at",
];
