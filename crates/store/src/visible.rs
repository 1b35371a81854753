//! Who sees what, as a condition in SQL. Every read of cases is built on a [`VisibleCases`], and there is no other way to
//! the table from outside this crate, so that no list, count, search or export can forget the rule.
//!
//! The condition says for a whole table what [`domain::access::view`] says for one case; a test holds the two against
//! each other over everybody in the demo county.

use std::collections::BTreeSet;

use domain::access::Conflicts;
use domain::actor::{Actor, Role, Staff};
use domain::case::Respondents;
use domain::directory::Directory;
use domain::id::{CaseId, CategoryCode, UnitId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};

use crate::entities::{case_parts, case_walls, cases, complaints};

/// How a complaint came in that was filed over the open interface.
pub const PUBLIC_CHANNEL: &str = "open311";

/// The workflow that the open interface files.
pub const PUBLIC_WORKFLOW: &str = "service";

/// Classes of matters of which nobody outside is ever told: the police, courts and procuratorates, and officials.
pub const NEVER_PUBLIC: [&str; 2] = ["14", "15"];

/// The cases that an actor sees.
#[derive(Clone, Debug)]
pub struct VisibleCases {
    condition: Condition,
}

impl VisibleCases {
    /// The cases that exist for this actor now.
    pub fn of(actor: &Actor, directory: &Directory) -> Self {
        let condition = match actor {
            Actor::Engine => Condition::all(),
            // A citizen comes with a code, and with it to one case only.
            Actor::Citizen(_) => nothing(),
            Actor::Person(staff) => of_staff(staff, directory),
        };
        Self { condition }
    }

    /// One case, which a citizen's code has opened or the access rule has just allowed.
    pub fn only(case: CaseId) -> Self {
        Self { condition: Condition::all().add(column(cases::Column::Id).eq(case.0)) }
    }

    /// The cases that anybody may know of: requests about one of these matters that came in over the open interface, under
    /// the one workflow that it files, which name nobody and which nothing hides. A case that is classified anew or turns
    /// out to be about somebody is no longer one of them.
    pub fn public_requests(matters: &BTreeSet<CategoryCode>) -> Self {
        let from_there = Query::select()
            .column(complaints::Column::CaseId)
            .from(complaints::Entity)
            .and_where(Expr::col(complaints::Column::Channel).eq(PUBLIC_CHANNEL))
            .to_owned();
        let walled =
            Query::select().column(case_walls::Column::CaseId).from(case_walls::Entity).to_owned();
        let mut condition = Condition::all()
            .add(column(cases::Column::Workflow).eq(PUBLIC_WORKFLOW))
            .add(column(cases::Column::Restricted).eq(0))
            .add(column(cases::Column::Secrecy).eq("ordinary"))
            .add(column(cases::Column::Category).is_in(matters.iter().map(CategoryCode::as_str)))
            .add(column(cases::Column::Id).in_subquery(from_there))
            .add(column(cases::Column::Id).not_in_subquery(walled))
            // Somebody is meant whom the directory does not list: no wall stands for them, the case alone says it.
            .add(column(cases::Column::Body).not_like("%\"unmatched\":true%"));
        for class in NEVER_PUBLIC {
            condition =
                condition.add(column(cases::Column::Category).not_like(format!("{class}%")));
        }
        Self { condition }
    }

    pub(crate) fn condition(&self) -> Condition {
        self.condition.clone()
    }

    /// True where the case is one of them. It stands in the statement that reads what belongs to the case, so that nothing
    /// can happen between the question and the answer.
    pub(crate) fn holds(&self, case: CaseId) -> Expr {
        Expr::exists(self.select_one(case))
    }

    /// A row if the case is one of them.
    pub(crate) fn select_one(&self, case: CaseId) -> SelectStatement {
        Query::select()
            .expr(Expr::val(1))
            .from(cases::Entity)
            .and_where(column(cases::Column::Id).eq(case.0))
            .cond_where(self.condition())
            .to_owned()
    }
}

fn column(column: cases::Column) -> Expr {
    Expr::col((cases::Entity, column))
}

fn nothing() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}

fn of_staff(staff: &Staff, directory: &Directory) -> Condition {
    if staff.roles.iter().any(|role| role.is_administrator()) {
        return nothing();
    }
    let lineage: BTreeSet<_> = directory.lineage(&staff.unit).collect();
    Condition::all()
        .add(column(cases::Column::Id).not_in_subquery(walled_from(staff, directory)))
        .add(open_to(staff, &lineage))
        .add(in_scope(staff, &lineage, directory))
}

/// Cases that concern the person: named or related, or below a unit that is named or whose people are.
fn walled_from(staff: &Staff, directory: &Directory) -> SelectStatement {
    let subjects = wall_subjects(staff, directory);
    Query::select()
        .column(case_walls::Column::CaseId)
        .from(case_walls::Entity)
        .and_where(Expr::col(case_walls::Column::Subject).is_in(subjects))
        .to_owned()
}

/// The subjects of walls behind which the person stands. The rule is asked, not written again: a subject is one if a
/// case that named it, and nothing else, would be barred.
fn wall_subjects(staff: &Staff, directory: &Directory) -> Vec<String> {
    let bars = |named: &Respondents| Conflicts::new(directory, named).bar(staff);
    let units = directory.lineage(&staff.unit).filter(|unit| {
        bars(&Respondents { units: [(*unit).clone()].into(), ..Respondents::default() })
    });
    let units = units.map(|unit| format!("u:{unit}"));
    let people = directory.people.keys().chain([&staff.person]).filter(|person| {
        bars(&Respondents { people: [(*person).clone()].into(), ..Respondents::default() })
    });
    let people = people.map(|person| format!("p:{person}"));
    units.chain(people).chain([format!("r:{}", staff.person)]).collect()
}

/// Restricted cases are open to the center's clerks and director; cases of restricted secrecy also to who handles them.
fn open_to(staff: &Staff, lineage: &BTreeSet<&UnitId>) -> Condition {
    let handles =
        Condition::any().add(leads(&staff.unit)).add(has_part(&[format!("a:{}", staff.unit)]));
    let ordinary = Condition::any().add(column(cases::Column::Secrecy).eq("ordinary")).add(handles);
    let open = Condition::all().add(column(cases::Column::Restricted).eq(0)).add(ordinary);
    if staff.roles.contains(&Role::Clerk) || staff.roles.contains(&Role::Director) {
        return Condition::any().add(open).add(of_center(lineage));
    }
    open
}

fn in_scope(staff: &Staff, lineage: &BTreeSet<&UnitId>, directory: &Directory) -> Condition {
    let unit = &staff.unit;
    let parts = [
        format!("a:{unit}"),
        format!("d:{unit}"),
        format!("c:{unit}"),
        format!("s:{}", staff.person),
    ];
    let mut scope = Condition::any().add(of_center(lineage)).add(leads(unit)).add(has_part(&parts));
    if staff.roles.contains(&Role::UnitHead) {
        let below = directory.units.keys().filter(|below| *below != unit);
        let below = below.filter(|below| directory.is_within(below, unit));
        scope = scope.add(column(cases::Column::Lead).is_in(below.map(UnitId::as_str)));
    }
    scope
}

fn of_center(lineage: &BTreeSet<&UnitId>) -> Expr {
    column(cases::Column::Center).is_in(lineage.iter().map(|unit| unit.as_str()))
}

fn leads(unit: &UnitId) -> Condition {
    Condition::any()
        .add(column(cases::Column::Lead).eq(unit.as_str()))
        .add(column(cases::Column::Delegate).eq(unit.as_str()))
}

fn has_part(subjects: &[String]) -> Expr {
    let with_part = Query::select()
        .column(case_parts::Column::CaseId)
        .from(case_parts::Entity)
        .and_where(Expr::col(case_parts::Column::Subject).is_in(subjects.to_vec()))
        .to_owned();
    column(cases::Column::Id).in_subquery(with_part)
}
