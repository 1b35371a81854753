//! Which suspicions somebody finds, as a condition in SQL.

use domain::access::Conflicts;
use domain::actor::{Role, Staff};
use domain::case::Respondents;
use domain::directory::{Directory, UnitKind};
use domain::id::{PersonId, UnitId};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Query, SelectStatement};

use crate::entities::cases;
use crate::visible::VisibleCases;

/// Which suspicions somebody finds: the condition says for the table what [`domain::suspicion::Suspicion::may_be_judged`] says for
/// one, and leaves out those with a case that does not exist for them. A test holds the two against each other.
#[derive(Clone, Debug)]
pub struct VisibleSuspicions {
    pub(super) condition: Cond,
}

impl VisibleSuspicions {
    /// The suspicions that exist for somebody of the staff now, who sees these cases.
    pub fn of(staff: &Staff, directory: &Directory, cases: &VisibleCases) -> Self {
        let looks =
            [Role::Supervisor, Role::Director].iter().any(|role| staff.roles.contains(role));
        if !looks || staff.roles.iter().any(|role| role.is_administrator()) {
            return Self { condition: Cond::all().add(Expr::val(1).eq(0)) };
        }
        let (units, people) = barred(staff, directory);
        let of_barred = named("suspicion_units", Expr::col(Alias::new("unit")).is_in(units));
        let of_barred_people =
            Cond::all().add(column("person").is_not_null()).add(column("person").is_in(people));
        let condition = Cond::all()
            .add(lies_with(staff, directory))
            .add(column("id").not_in_subquery(of_barred))
            .add(of_barred_people.not())
            .add(column("id").not_in_subquery(unseen(cases)));
        Self { condition }
    }

    /// All of them, for what is counted of everybody alike: an appraisal must not depend on who reads it. What is shown of
    /// it goes by [`VisibleSuspicions::of`].
    pub fn of_engine() -> Self {
        Self { condition: Cond::all() }
    }

    pub(super) fn select(&self) -> SelectStatement {
        Query::select()
            .columns(COLUMNS.map(Alias::new))
            .from(Alias::new("suspicions"))
            .cond_where(self.condition.clone())
            .to_owned()
    }
}

const COLUMNS: [&str; 11] = [
    "id",
    "key",
    "indicator",
    "center",
    "body",
    "found_at",
    "gone_at",
    "conclusion",
    "grown",
    "counts_at",
    "version",
];

/// Units and people of whom a suspicion bars the person. The rule is asked, not written again.
fn barred(staff: &Staff, directory: &Directory) -> (Vec<String>, Vec<String>) {
    let bars = |named: &Respondents| Conflicts::new(directory, named).bar(staff);
    let units = directory.units.keys().filter(|unit| bars(&of_unit(unit)));
    let people = directory.people.keys().chain([&staff.person]);
    let people = people.filter(|person| bars(&of_person(person)));
    (units.map(ToString::to_string).collect(), people.map(ToString::to_string).collect())
}

fn of_unit(unit: &UnitId) -> Respondents {
    Respondents { units: [unit.clone()].into(), ..Respondents::default() }
}

fn of_person(person: &PersonId) -> Respondents {
    Respondents { people: [person.clone()].into(), ..Respondents::default() }
}

/// Those of a center in or below which the person sits and that the suspicion does not concern, and those of centers in whose
/// place a unit of the person stands then.
fn lies_with(staff: &Staff, directory: &Directory) -> Cond {
    let own: Vec<&UnitId> = directory.lineage(&staff.unit).collect();
    let own = own.into_iter().map(|center| {
        // Only a unit at or above the center can concern it by where it sits.
        let concerning = directory.lineage(center).map(UnitId::as_str);
        of_center(center).add(column("id").not_in_subquery(of_units(concerning)))
    });
    let centers = directory.units.iter().filter(|(_, unit)| unit.kind == UnitKind::Center);
    let stood_for = centers.filter_map(|(center, _)| {
        let stands = |unit: &&UnitId| {
            let named = of_unit(unit);
            let stand_in = Conflicts::new(directory, &named).stand_in(center).clone();
            directory.is_within(&staff.unit, &stand_in)
        };
        let units: Vec<&str> =
            directory.lineage(center).filter(stands).map(UnitId::as_str).collect();
        let concerned = || column("id").in_subquery(of_units(units.iter().copied()));
        (!units.is_empty()).then(|| of_center(center).add(concerned()))
    });
    own.chain(stood_for).fold(Cond::any(), Cond::add)
}

fn of_center(center: &UnitId) -> Cond {
    Cond::all().add(column("center").eq(center.as_str()))
}

fn of_units<'a>(units: impl Iterator<Item = &'a str>) -> SelectStatement {
    named("suspicion_units", Expr::col(Alias::new("unit")).is_in(units))
}

/// The suspicions that a table names with rows of this kind.
pub(super) fn named(table: &'static str, of: Expr) -> SelectStatement {
    Query::select().column(Alias::new("suspicion")).from(Alias::new(table)).and_where(of).to_owned()
}

/// The suspicions with a case that does not exist for the reader.
fn unseen(visible: &VisibleCases) -> SelectStatement {
    let case = Expr::col((Alias::new("suspicion_cases"), Alias::new("case_id")));
    let sees = Query::select()
        .expr(Expr::val(1))
        .from(cases::Entity)
        .and_where(Expr::col((cases::Entity, cases::Column::Id)).eq(case))
        .cond_where(visible.condition())
        .to_owned();
    named("suspicion_cases", Expr::exists(sees).not())
}

pub(super) fn column(name: &'static str) -> Expr {
    Expr::col((Alias::new("suspicions"), Alias::new(name)))
}
