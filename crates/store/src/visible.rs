//! Who sees what, as a condition in SQL. Every read for a person or the public is built on a [`VisibleCases`]. The reads
//! that examine whole records demand a [`crate::Operator`] instead, which no request can come by; what a citizen's code
//! opens is found by its keyed hash. From outside this crate there is no other way to the table, so that no list, count,
//! search or export can forget the rule.
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

/// The cases that an actor sees: those that are reached by one of the ways, and that no wall hides.
#[derive(Clone, Debug)]
pub struct VisibleCases {
    /// What holds for all of them.
    all: Condition,
    /// How they are reached; none if that is not asked.
    ways: Vec<Way>,
}

/// One way by which cases are reached.
#[derive(Clone, Debug)]
struct Way {
    /// Whose they are. There is an index for each such condition, and that is why they are kept apart.
    by: Condition,
    /// The same for who asks only for cases that have not ended, if that can be found sooner.
    by_unended: Option<Condition>,
    /// Which of them are open to the actor. No way is stricter here than those after it, so that what an earlier one
    /// reaches and does not open is not opened by a later one either.
    open: Condition,
}

impl VisibleCases {
    /// The cases that exist for this actor now.
    pub fn of(actor: &Actor, directory: &Directory) -> Self {
        match actor {
            Actor::Engine => Self::those(Condition::all()),
            // A citizen comes with a code, and with it to one case only.
            Actor::Citizen(_) => Self::those(nothing()),
            Actor::Person(staff) => of_staff(staff, directory),
        }
    }

    fn those(all: Condition) -> Self {
        Self { all, ways: Vec::new() }
    }

    /// One case, which a citizen's code has opened or the access rule has just allowed.
    pub fn only(case: CaseId) -> Self {
        Self::those(Condition::all().add(column(cases::Column::Id).eq(case.0)))
    }

    /// All cases but those that concern this person, for numbers told to somebody who sees no case: a number that is one too
    /// high says that there is one. Nothing of a case may be shown by it.
    pub fn but_those_about(staff: &Staff, directory: &Directory) -> Self {
        let walled = walled_from(std::slice::from_ref(staff), directory);
        Self::those(Condition::all().add(column(cases::Column::Id).not_in_subquery(walled)))
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
        Self::those(condition)
    }

    /// All of it as one condition.
    pub(crate) fn condition(&self) -> Condition {
        if self.ways.is_empty() {
            return self.all.clone();
        }
        let reached = |way: &Way| Condition::all().add(way.by.clone()).add(way.open.clone());
        let reached = self.ways.iter().fold(Condition::any(), |any, way| any.add(reached(way)));
        self.all.clone().add(reached)
    }

    /// The same in parts without a case in common, each of which follows an index. A list asks them one by one: of a
    /// condition with an `OR` the database reads all that fits before it sorts the first page.
    pub(crate) fn parts(&self, unended: bool) -> Vec<Condition> {
        if self.ways.is_empty() {
            return vec![self.all.clone()];
        }
        let part = |(place, way): (usize, &Way)| {
            let earlier = self.ways.iter().take(place);
            let earlier = earlier.fold(Condition::any(), |any, way| any.add(way.by.clone()));
            let by = way.by_unended.as_ref().filter(|_| unended).unwrap_or(&way.by);
            let part = self.all.clone().add(by.clone()).add(way.open.clone());
            if place == 0 { part } else { part.add(earlier.not()) }
        };
        self.ways.iter().enumerate().map(part).collect()
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

fn of_staff(staff: &Staff, directory: &Directory) -> VisibleCases {
    if staff.roles.iter().any(|role| role.is_administrator()) {
        return VisibleCases::those(nothing());
    }
    let walled = walled_from(std::slice::from_ref(staff), directory);
    VisibleCases {
        all: Condition::all().add(column(cases::Column::Id).not_in_subquery(walled)),
        ways: ways(staff, directory),
    }
}

/// Cases that concern one of these people: named or related, or below a unit that is named or whose people are.
pub(crate) fn walled_from(people: &[Staff], directory: &Directory) -> SelectStatement {
    let subjects = people.iter().flat_map(|staff| wall_subjects(staff, directory));
    let subjects: BTreeSet<String> = subjects.collect();
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

fn ways(staff: &Staff, directory: &Directory) -> Vec<Way> {
    let unit = &staff.unit;
    // Restricted cases are open to the center's clerks and director.
    let screens = staff.roles.contains(&Role::Clerk) || staff.roles.contains(&Role::Director);
    let of_center = |center: &UnitId| Way {
        by: is(cases::Column::Center, center),
        by_unended: None,
        open: if screens { Condition::all() } else { open_to(unit) },
    };
    let parts = |letters: &str| {
        let units = letters.chars().map(|letter| format!("{letter}:{unit}"));
        let subjects = units.chain([format!("s:{}", staff.person)]);
        Condition::all().add(has_part(subjects))
    };
    let plain = |by| Way { by, by_unended: None, open: open_to(unit) };
    let mut others = vec![
        plain(is(cases::Column::Lead, unit)),
        plain(is(cases::Column::Delegate, unit)),
        Way { by_unended: Some(parts("adc")), ..plain(parts("adcADC")) },
    ];
    if staff.roles.contains(&Role::UnitHead) {
        let below = directory.units.keys().filter(|below| *below != unit);
        let below = below.filter(|below| directory.is_within(below, unit));
        let lead = column(cases::Column::Lead);
        let among = lead.clone().is_in(below.map(UnitId::as_str));
        others.push(plain(Condition::all().add(lead.is_not_null()).add(among)));
    }
    directory.lineage(unit).map(of_center).chain(others).collect()
}

/// Nobody has yet to screen it, and its secrecy is ordinary or the unit handles it.
fn open_to(unit: &UnitId) -> Condition {
    let handled = Condition::any()
        .add(column(cases::Column::Secrecy).eq("ordinary"))
        .add(is(cases::Column::Lead, unit))
        .add(is(cases::Column::Delegate, unit))
        .add(has_part(["a", "A"].map(|letter| format!("{letter}:{unit}"))));
    Condition::all().add(column(cases::Column::Restricted).eq(0)).add(handled)
}

/// The column names the unit. False, not unknown, where it names none: the condition is also asked the other way round.
fn is(named: cases::Column, unit: &UnitId) -> Condition {
    Condition::all().add(column(named).is_not_null()).add(column(named).eq(unit.as_str()))
}

/// Somebody of these has a part in it.
pub(crate) fn has_part(subjects: impl IntoIterator<Item = String>) -> Expr {
    let with_part = Query::select()
        .column(case_parts::Column::CaseId)
        .from(case_parts::Entity)
        .and_where(Expr::col(case_parts::Column::Subject).is_in(subjects))
        .to_owned();
    column(cases::Column::Id).in_subquery(with_part)
}
