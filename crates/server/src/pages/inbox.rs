//! The desk of a unit 单位工作台: what it has to sign for, what it has in hand, what is due, what is under an order. Made for
//! telephones first: one card a case, with its next step and the report of progress as large buttons.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Days;
use domain::actor::Role;
use domain::case::Case;
use domain::id::{CaseId, UnitId};
use domain::workflow::{Stage, Verb};
use engine::Who;
use engine::reading::Seen;
use futures::future::try_join_all;
use serde::Deserialize;
use store::queries::{CaseFilter, CaseLine, Sort};

use super::pill::Pill;
use super::shell::{Shell, Visitor, page};
use super::work::is_onward;
use crate::api::case_out::word;
use crate::api::names::Names;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many cards a page has.
const CARDS: u32 = 50;

/// How many open cases are looked through for open orders. No unit of a county has as many in hand.
const LOOKED_THROUGH: u32 = 500;

/// Which part of what the unit has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    /// To be signed for.
    #[default]
    Sign,
    /// In hand.
    Hand,
    /// Due today, or late.
    Today,
    /// Under an open order of supervision.
    Order,
    /// Ended.
    Ended,
}

impl Tab {
    const ALL: [Self; 5] = [Self::Sign, Self::Hand, Self::Today, Self::Order, Self::Ended];

    const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Hand => "hand",
            Self::Today => "today",
            Self::Order => "order",
            Self::Ended => "ended",
        }
    }

    const fn label(self, shell: &Shell) -> &'static str {
        let w = shell.w;
        match self {
            Self::Sign => w.desk.to_sign,
            Self::Hand => w.desk.in_hand,
            Self::Today => w.due_today,
            Self::Order => w.desk.ordered,
            Self::Ended => w.ended,
        }
    }

    fn filter(self, state: &Shared, unit: &UnitId) -> CaseFilter {
        let (calendar, now) = (&state.engine.definitions().calendar, state.engine.clock().now());
        let works = Some(unit.clone());
        let open = CaseFilter { open: Some(true), works, ..CaseFilter::default() };
        let of = |stage: Stage| CaseFilter { stage: Some(word(&stage)), ..open.clone() };
        match self {
            Self::Sign => of(Stage::Assign),
            Self::Hand => of(Stage::Handle),
            // What is late already is due today more than anything else.
            Self::Today => {
                let tomorrow = calendar.start(calendar.date(now) + Days::new(1));
                CaseFilter { due_before: Some(tomorrow), ..open }
            }
            Self::Order => open,
            Self::Ended => CaseFilter { open: Some(false), ..open },
        }
    }
}

/// A tab with its number; ended cases grow without end, and nobody works their number down.
#[derive(Debug)]
struct View {
    name: &'static str,
    label: &'static str,
    count: Option<u64>,
    current: bool,
}

/// A case on a card.
#[derive(Debug)]
struct Card {
    number: String,
    title: String,
    state: String,
    filed: String,
    pill: Option<Pill>,
    marks: Vec<&'static str>,
    step: Option<(String, String)>,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    shell: Shell,
    unit: String,
    views: Vec<View>,
    label: &'static str,
    cards: Vec<Card>,
    more: bool,
    /// How many cases nobody handles, and what its link is called; none for who could do nothing about it.
    hands: Option<(u64, &'static str)>,
}

/// Which tab.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InboxIn {
    tab: Tab,
}

/// Shows the desk of the visitor's unit.
pub(super) async fn inbox(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(InboxIn { tab }): Query<InboxIn>,
) -> Result<Response, Problem> {
    let who = caller.who();
    let snapshot = state.engine.directory();
    let staff = snapshot.directory.staff(&caller.person).ok_or_else(Problem::signed_out)?;
    let desk = Desk { state: &state, who: &who, unit: &staff.unit, shell: &shell };
    let ordered = desk.ordered().await?;
    let views = desk.views(tab, ordered.len()).await?;
    let (lines, more) = if tab == Tab::Order { (ordered, false) } else { desk.lines(tab).await? };
    let cards = desk.cards(lines).await?;
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let unit = names.unit(&staff.unit).name;
    let hands = desk.hands(&staff.roles).await?;
    let sheet = InboxPage { unit, views, label: tab.label(&shell), cards, more, hands, shell };
    Ok(page(&sheet, StatusCode::OK))
}

/// Whose desk it is, and who looks at it.
struct Desk<'a> {
    state: &'a Shared,
    who: &'a Who,
    unit: &'a UnitId,
    shell: &'a Shell,
}

impl Desk<'_> {
    async fn views(&self, tab: Tab, ordered: usize) -> Result<Vec<View>, Problem> {
        let visible = self.state.engine.visible(self.who).await?;
        let (store, visible) = (self.state.engine.store(), &visible);
        let counted = [Tab::Sign, Tab::Hand, Tab::Today].map(|view| async move {
            store.count_cases(visible, &view.filter(self.state, self.unit)).await
        });
        let counts = try_join_all(counted).await?;
        let view = |(view, count): (Tab, Option<u64>)| View {
            name: view.name(),
            label: view.label(self.shell),
            count,
            current: view == tab,
        };
        let counts = counts.into_iter().map(Some).chain([Some(ordered as u64), None]);
        Ok(Tab::ALL.into_iter().zip(counts).map(view).collect())
    }

    async fn hands(&self, roles: &BTreeSet<Role>) -> Result<Option<(u64, &'static str)>, Problem> {
        let w = &self.shell.w.hands;
        let label = if roles.contains(&Role::UnitHead) {
            w.in_hands
        } else if roles.contains(&Role::Handler) {
            w.take_over
        } else {
            return Ok(None);
        };
        let works = Some(self.unit.clone());
        let filter = CaseFilter { open: Some(true), works, vacant: true, ..CaseFilter::default() };
        let visible = self.state.engine.visible(self.who).await?;
        let vacant = self.state.engine.store().count_cases(&visible, &filter).await?;
        // Who only takes over has nothing to look at where everything is handled.
        let idle = vacant == 0 && !roles.contains(&Role::UnitHead);
        Ok((!idle).then_some((vacant, label)))
    }

    async fn lines(&self, tab: Tab) -> Result<(Vec<CaseLine>, bool), Problem> {
        let visible = self.state.engine.visible(self.who).await?;
        let sort = if tab == Tab::Ended { Sort::Filed } else { Sort::Due };
        let filter = tab.filter(self.state, self.unit);
        let found = self.state.engine.store().cases(&visible, &filter, sort, None, CARDS).await?;
        Ok((found.lines, found.next.is_some()))
    }

    /// The open cases of the unit that are under an open order. The store knows orders of no line; the cases are read.
    async fn ordered(&self) -> Result<Vec<CaseLine>, Problem> {
        let visible = self.state.engine.visible(self.who).await?;
        let filter = Tab::Order.filter(self.state, self.unit);
        let store = self.state.engine.store();
        let found = store.cases(&visible, &filter, Sort::Due, None, LOOKED_THROUGH).await?;
        let read = self.read(&found.lines).await?;
        let ordered = |line: &CaseLine| read.get(&line.id).is_some_and(|it| is_ordered(it.case()));
        Ok(found.lines.into_iter().filter(ordered).collect())
    }

    async fn read(&self, lines: &[CaseLine]) -> Result<BTreeMap<CaseId, Seen>, Problem> {
        let ids: Vec<CaseId> = lines.iter().map(|line| line.id).collect();
        let read = self.state.engine.read_all(self.who, &ids).await?;
        Ok(read.into_iter().map(|seen| (seen.case().id, seen)).collect())
    }

    async fn cards(&self, lines: Vec<CaseLine>) -> Result<Vec<Card>, Problem> {
        let read = self.read(&lines).await?;
        let cards = lines.into_iter().map(|line| self.card(read.get(&line.id), line));
        Ok(cards.collect())
    }

    fn card(&self, seen: Option<&Seen>, line: CaseLine) -> Card {
        let (definitions, snapshot) =
            (self.state.engine.definitions(), self.state.engine.directory());
        let names = Names::new(definitions, &snapshot.directory, self.shell.language);
        let names = names.under(&line.workflow);
        let (now, w) = (self.state.engine.clock().now(), self.shell.w);
        let ordered = seen.is_some_and(|seen| is_ordered(seen.case())).then_some(w.supervised);
        let high = (line.risk == "high").then_some(w.high_risk);
        let (step, note) = seen.map(|seen| self.steps(seen, names)).unwrap_or_default();
        Card {
            state: names.state(&line.state).name,
            filed: definitions.calendar.local(line.filed_at).format("%m-%d").to_string(),
            pill: line.due_at.filter(|_| line.ended.is_none()).map(|due| Pill::of(due, now, w)),
            marks: ordered.into_iter().chain(high).collect(),
            number: line.number,
            title: line.title,
            step,
            note,
        }
    }

    /// The step that brings the case on, and the one by which progress is reported.
    fn steps(&self, seen: &Seen, names: Names<'_>) -> (Option<(String, String)>, Option<String>) {
        let Some(workflow) = self.state.engine.workflow_of(seen.case()) else {
            return Default::default();
        };
        let offers = self.state.engine.offers(seen);
        let onward = offers.iter().find(|offer| is_onward(workflow, seen.case(), offer));
        let note = offers.iter().find(|offer| {
            let known = workflow.transition(&offer.transition);
            offer.lacks.is_none() && known.is_some_and(|known| known.verb == Verb::Record)
        });
        let step = onward.map(|offer| {
            (offer.transition.as_str().to_owned(), names.transition(&offer.transition).name)
        });
        (step, note.map(|offer| offer.transition.as_str().to_owned()))
    }
}

fn is_ordered(case: &Case) -> bool {
    case.orders.values().any(|order| order.discharged_at.is_none())
}
