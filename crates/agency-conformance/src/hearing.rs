//! Hearing everything that the other side says, by each way that the agency claims.

use std::collections::BTreeSet;

use agency::{
    Ability, Agency, ForeignNumber, Page, Push, Receipt, Referral, Refused, Report, Said, Standing,
};
use agency_simulator::Pushed;
use domain::case::{Complexity, Risk};
use domain::id::UnitId;
use uuid::Uuid;

use crate::side::{Bench, OtherSide, Pair};

/// How many pages are asked for before the other side counts as endless.
const PAGES_MAX: usize = 200;

/// How often a poll that fails for a time is tried again.
const TRIES_MAX: usize = 8;

/// What was heard by one way, in the order in which it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) reports: Vec<Report>,
    pub(crate) refused: Vec<Refused>,
    /// Why messages could not be read, as it was said.
    pub(crate) unreadable: Vec<String>,
}

impl Heard {
    /// Reports without repeats: the first of each id.
    pub(crate) fn once(&self) -> Vec<&Report> {
        let mut seen = BTreeSet::new();
        self.reports.iter().filter(|report| seen.insert(&report.id)).collect()
    }

    /// What is said of one case, without repeats, with the number that it has.
    pub(crate) fn standings(&self, number: &ForeignNumber) -> Vec<(&Report, &Standing)> {
        let of = |report| match said_of(report) {
            Some((of, standing)) if of == number => Some((report, standing)),
            Some(_) | None => None,
        };
        self.once().into_iter().filter_map(of).collect()
    }
}

/// The case of which a report speaks, and how that stands.
pub(crate) fn said_of(report: &Report) -> Option<(&ForeignNumber, &Standing)> {
    match &report.said {
        Said::Stands { foreign_number, standing, .. } => Some((foreign_number, standing)),
        Said::Arrived { .. } | Said::NotTaken { .. } | Said::HandsOver(_) => None,
    }
}

/// Everything that is said by now, by each way that the agency claims.
pub(crate) async fn hear_all(pair: &Pair) -> Result<Vec<Heard>, String> {
    let mut ways = Vec::new();
    let capability = pair.agency.capability();
    if capability.can(Ability::Push) {
        let pushed = pair.other.pushed();
        ways.push(receive_all(pair, &pushed));
    }
    if capability.can(Ability::Poll) {
        ways.push(poll_all(pair).await?);
    }
    Ok(ways)
}

pub(crate) fn receive_all(pair: &Pair, pushed: &[Pushed]) -> Heard {
    let mut heard = Heard::default();
    for pushed in pushed {
        match receive(pair, pushed) {
            Ok(reports) => heard.reports.extend(reports),
            Err(Refused::Unreadable(why)) => heard.unreadable.push(why),
            Err(refused) => heard.refused.push(refused),
        }
    }
    heard
}

pub(crate) fn receive(pair: &Pair, pushed: &Pushed) -> Result<Vec<Report>, Refused> {
    let unit = UnitId::from("unit-1");
    let Pushed { headers, body } = pushed;
    pair.agency.receive(&Push { unit: &unit, now: pair.other.now(), headers, body })
}

async fn poll_all(pair: &Pair) -> Result<Heard, String> {
    let (mut heard, mut cursor) = (Heard::default(), None);
    for _ in 0..PAGES_MAX {
        let page = poll(pair, cursor.as_deref()).await?;
        heard.reports.extend(page.reports);
        heard.unreadable.extend(page.unreadable.into_iter().map(|(_, why)| why));
        cursor = page.cursor;
        if !page.more {
            return Ok(heard);
        }
    }
    Err("polling never ends".to_owned())
}

/// A page, however often it must be asked for.
pub(crate) async fn poll(pair: &Pair, cursor: Option<&str>) -> Result<Page, String> {
    let mut last = String::new();
    for _ in 0..TRIES_MAX {
        match pair.agency.poll(cursor).await {
            Ok(page) => return Ok(page),
            Err(error) if error.is_temporary() => last = error.what,
            Err(error) => return Err(format!("a poll is refused: {error}")),
        }
    }
    Err(format!("a poll is never answered: {last}"))
}

/// A referral of a dispute.
pub(crate) fn referral(number: u128, other: &dyn OtherSide) -> Referral {
    Referral {
        id: Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + number),
        case_number: format!("CB7K-{number:04}"),
        unit: "unit-1".into(),
        matter: agency::Matter {
            workflow: "dispute".into(),
            category: "0402".into(),
            place: "421281".into(),
            complexity: Complexity::General,
            risk: Risk::Low,
            due: None,
        },
        at: other.now(),
    }
}

/// The receipt of a referral, however often it must be sent.
pub(crate) async fn submit(agency: &dyn Agency, referral: &Referral) -> Result<Receipt, String> {
    let mut last = String::new();
    for _ in 0..TRIES_MAX {
        match agency.submit(referral).await {
            Ok(receipt) => return Ok(receipt),
            Err(error) if error.is_temporary() => last = error.what,
            Err(error) => return Err(format!("a referral is refused: {error}")),
        }
    }
    Err(format!("a referral is never answered: {last}"))
}

/// Hands a case over, lets everything be said of it, and gives its number with all that was heard.
pub(crate) async fn handed_over(pair: &Pair) -> Result<(ForeignNumber, Vec<Heard>), String> {
    let referral = referral(1, pair.other.as_ref());
    let receipt = submit(pair.agency.as_ref(), &referral).await?;
    pair.other.turn().await;
    let ways = hear_all(pair).await?;
    let arrived = |report: &Report| match &report.said {
        Said::Arrived { referral: of, foreign_number } if *of == referral.id => {
            Some(foreign_number.clone())
        }
        Said::Arrived { .. } | Said::NotTaken { .. } | Said::Stands { .. } | Said::HandsOver(_) => {
            None
        }
    };
    let told = || ways.iter().flat_map(|heard| &heard.reports).find_map(arrived);
    let number = receipt.foreign_number.or_else(told);
    let number = number.ok_or("neither an answer nor a report tells the number of the case")?;
    Ok((number, ways))
}

/// The course with the most reports.
pub(crate) fn longest(bench: &dyn Bench) -> String {
    let courses = bench.script().courses.iter();
    let longest = courses.max_by_key(|(_, course)| course.steps.len());
    longest.map(|(name, _)| name.clone()).unwrap_or_default()
}
