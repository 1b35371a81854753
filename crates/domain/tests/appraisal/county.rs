//! The small county, its scheme, and cases played from a line of steps.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::appraisal::{CaseFacts, CheckedScheme, Recharge, Scheme, check, facts_charged};
use domain::calendar::Calendar;
use domain::case::{Solved, Verdict};
use domain::directory::Directory;
use domain::id::{CaseId, Timestamp, TransitionName, UnitId};
use domain::scenario::{Stage, World};
use domain::workflow::Workflow;
use domain::workflow::scenario::{Filing, Step, With};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Everything that the month plays in.
pub(crate) struct County {
    service: Workflow,
    dispute: Workflow,
    pub(crate) calendar: Calendar,
    pub(crate) directory: Directory,
    center: UnitId,
}

pub(crate) fn beside(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/appraisal").join(file)
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    let text = fs::read_to_string(beside(file)).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A case by its number on the page.
pub(crate) fn case(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(number))
}

/// The shipped scheme for the small county: without groups that nobody is in, and with a minimum of 3 cases.
pub(crate) fn scheme() -> Scheme {
    let mut scheme: Scheme = testkit::read("appraisal/chibi.yaml");
    scheme.groups.retain(|name, _| ["center", "departments", "townships"].contains(&name.as_str()));
    scheme.groups["departments"].without = vec!["county".into()];
    scheme.least_cases = 3;
    scheme
}

impl County {
    pub(crate) fn load() -> Self {
        Self {
            service: testkit::workflow("service"),
            dispute: testkit::workflow("dispute"),
            calendar: testkit::calendar(),
            directory: read("county.yaml"),
            center: "center".into(),
        }
    }

    pub(crate) fn checked(&self, scheme: &Scheme) -> CheckedScheme {
        let definitions = testkit::NAMES.map(testkit::definition);
        let definitions: Vec<_> = definitions.iter().collect();
        let checked = check(scheme, &self.directory, &definitions);
        checked.scheme.unwrap_or_else(|| panic!("{:#?}", checked.findings))
    }

    /// The facts of a case that goes through these steps of November 2026, known before `until`, with time charged as it was
    /// decided.
    pub(crate) fn facts(
        &self,
        number: u128,
        (unit, steps): (&str, &str),
        until: Timestamp,
        decided: &[Recharge],
    ) -> CaseFacts {
        let stage = self.play(unit, steps);
        let workflow = stage.world().workflow;
        let calendar = &self.calendar;
        let mut facts = facts_charged(stage.log(), workflow, calendar, until, decided).unwrap();
        facts.case = case(number);
        if let Some(repeats) = &mut facts.repeats {
            repeats.of = case(repeated(steps).unwrap());
        }
        facts
    }

    /// Plays a case. It is filed and accepted before its first step.
    pub(crate) fn play(&self, unit: &str, steps: &str) -> Stage<'_> {
        let (unit, is_dispute) =
            unit.split_once(',').map_or((unit, false), |(unit, kind)| (unit, kind == " dispute"));
        let Self { service, dispute, calendar, directory, center } = self;
        let workflow = if is_dispute { dispute } else { service };
        let mut stage = Stage::new(World { workflow, calendar, directory, center });
        let first = at(steps.split(';').next().unwrap());
        let day = first.get(..10).unwrap();
        stage.file(&filing(&format!("{day} 08:30")), "/file");
        if repeated(steps).is_none() {
            let accept = step("center.clerk", "accept", With::default());
            stage.step(&Step { at: Some(format!("{day} 08:40")), ..accept }, "/accept");
        }
        for written in steps.split(';') {
            let mut step = Step { at: Some(at(written)), ..named(written.trim(), unit) };
            if is_dispute {
                step = in_dispute(step);
            }
            stage.step(&step, written);
        }
        assert!(stage.findings().is_empty(), "{steps}: {:#?}", stage.findings());
        stage
    }

    /// The instant of `11-06 10:00` in the year of the page.
    pub(crate) fn instant(&self, written: &str) -> Timestamp {
        let local = format!("2026-{written}");
        let local = chrono::NaiveDateTime::parse_from_str(&local, "%Y-%m-%d %H:%M").unwrap();
        self.midnight(&local.date().to_string())
            + local.time().signed_duration_since(chrono::NaiveTime::MIN)
    }

    /// The first instant of a day of the calendar.
    pub(crate) fn midnight(&self, day: &str) -> Timestamp {
        self.calendar.start(day.parse().unwrap())
    }
}

fn filing(at: &str) -> Filing {
    Filing {
        at: at.into(),
        by: "citizen".into(),
        category: "1104".into(),
        place: "421281101".into(),
        ..Filing::default()
    }
}

/// `04 10:00 resolved` is 10:00 on 4 November 2026.
fn at(written: &str) -> String {
    let mut words = written.split_whitespace();
    let (day, time) = (words.next().unwrap(), words.next().unwrap());
    format!("2026-11-{day} {time}")
}

fn repeated(steps: &str) -> Option<u128> {
    steps.split_once("repeat ").map(|(_, number)| number.trim().parse().unwrap())
}

fn step(by: &str, transition: &str, with: With) -> Step {
    Step { by: Some(by.into()), transition: Some(transition.into()), with, ..Step::default() }
}

/// A step by its words on the page: what is done, and with what.
fn named(written: &str, unit: &str) -> Step {
    let mut words = written.split_whitespace().skip(2);
    let (word, with) = (words.next().unwrap(), words.next());
    let (word, by) = word.split_once('@').map_or((word, None), |(word, by)| (word, Some(by)));
    let handler = by.map_or("handler@lead".into(), |unit| format!("{unit}.handler"));
    let lead = || With { lead: Some(with.unwrap_or(unit).into()), ..With::default() };
    let one = || With { unit: with.map(Into::into), ..With::default() };
    let none = With::default;
    match word {
        "assign" => step("center.clerk", "assign", lead()),
        "again" => step("center.clerk", "redispatch", lead()),
        "session" => step("center.director", "joint_session_again", lead()),
        "transfer" => step("center.clerk", "transfer", one()),
        "delegate" => step("unit_head@lead", "delegate", one()),
        "join" => {
            let units = with.into_iter().map(Into::into).collect();
            step(&handler, "join", With { units, ..With::default() })
        }
        "contribute" => step(&handler, "contribute", none()),
        "return" => {
            let reason = Some("not_our_power".into());
            step("unit_head@lead", "return_case", With { reason, ..With::default() })
        }
        "sign" => step(&handler, "sign", none()),
        "contact" => step(&handler, "contact", none()),
        "ask" => step(&handler, "ask_party", none()),
        "supplement" => step("citizen@party", "supplement", none()),
        "resolved" => step(&handler, "submit_resolved", none()),
        "explained" => step(&handler, "submit_explained", none()),
        "pass" => step("center.clerk", "pass_verification", none()),
        "fail" => step("center.clerk", "fail_verification", none()),
        "yes" | "partly" | "no" => answer(word, with),
        "missed" => step("center.clerk", "call_back_missed", none()),
        "archive" => step("center.clerk", "archive_resolved", none()),
        "archive_explained" => step("center.clerk", "archive_explained", none()),
        "unreached" => step("center.director", "archive_unreached", none()),
        "conclude" => step("center.director", "conclude", none()),
        "withdraw" => step("citizen@party", "withdraw", none()),
        "order" => step("center.supervisor", "supervise", none()),
        "discharge" => step("center.supervisor", "discharge", none()),
        "spot" => {
            let found = if with == Some("no") { Verdict::No } else { Verdict::Yes };
            let verdict = Some(found);
            step("center.supervisor", "spot_check", With { verdict, ..With::default() })
        }
        "repeat" => step("center.clerk", "link_repeat", none()),
        _ => panic!("no such step: {written}"),
    }
}

/// The same step as a dispute calls it.
fn in_dispute(step: Step) -> Step {
    let called = |name: TransitionName| match name.as_str() {
        "submit_resolved" => "submit_duty_done".into(),
        "archive_resolved" => "archive_duty_done".into(),
        _ => name,
    };
    let form = step.form.into_iter();
    let form = form.map(|(field, value)| match field.as_str() {
        "handling" => ("satisfaction".into(), value),
        _ => (field, value),
    });
    let (form, transition) = (form.collect(), step.transition.map(called));
    Step { form, transition, at: step.at, by: step.by, with: step.with, ..Step::default() }
}

/// What the citizen said: with a rating by themselves, without one by telephone.
fn answer(word: &str, rating: Option<&str>) -> Step {
    let solved = match word {
        "yes" => Solved::Yes,
        "partly" => Solved::Partly,
        _ => Solved::No,
    };
    let with = With { solved: Some(solved), ..With::default() };
    match rating {
        None => step("center.clerk", "call_back", with),
        Some(rating) => Step {
            form: [("handling".into(), rating.to_owned())].into_iter().collect(),
            ..step("citizen@party", "rate", with)
        },
    }
}

/// The numbers of cases in a cell of the page, sorted.
pub(crate) fn numbers(cell: &str) -> Vec<u128> {
    let mut numbers: Vec<u128> =
        cell.split_whitespace().map(|number| number.parse().unwrap()).collect();
    numbers.sort_unstable();
    numbers
}

/// The cases of some items, one for each item, sorted.
pub(crate) fn cases<'a>(
    items: impl IntoIterator<Item = &'a domain::appraisal::ItemRef>,
) -> Vec<u128> {
    let items: BTreeSet<_> = items.into_iter().collect();
    let mut numbers: Vec<u128> = items.iter().map(|item| item.case.0.as_u128()).collect();
    numbers.sort_unstable();
    numbers
}
