//! The desk of a unit 单位工作台: what it has to sign for, what it has in hand, what is due, what is under an order. Made for
//! telephones first: one card a case, with its next step and the report of progress as large buttons.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::{Relation, Role};
use domain::case::Case;
use domain::clock::Run;
use domain::directory::UnitKind;
use domain::id::{CaseId, UnitId};
use domain::paper::{PaperKind, PaperTemplate};
use domain::workflow::Verb;
use engine::Who;
use engine::reading::Seen;
use futures::future::try_join_all;
use serde::Deserialize;
use store::queries::{CaseFilter, CaseLine, Sort};

use super::at_court::{AtCourt, confirmation};
use super::desk_tab::Tab;
use super::meetings::{Meeting, of_day};
use super::pill::Pill;
use super::shell::{Shell, Visitor, page};
use super::work::is_onward;
use crate::api::names::Names;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many cards a page has.
const CARDS: u32 = 50;

/// How many open cases are looked through for open orders. No unit of a county has as many in hand.
const LOOKED_THROUGH: u32 = 500;

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
    /// When and where it is mediated today.
    at: Option<String>,
    parties: Option<String>,
    /// Papers that can be issued, by kind and name.
    papers: Vec<(&'static str, String)>,
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
    let kind = snapshot.directory.units.get(&staff.unit).map(|unit| unit.kind);
    let kind = kind.unwrap_or_default();
    let found = desk.found(kind).await?;
    let views = desk.views(tab, &found, kind).await?;
    let (cards, more) = desk.shown(tab, found).await?;
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

/// What is found by reading the open cases of the unit.
struct Found {
    ordered: Vec<CaseLine>,
    meetings: Vec<(Meeting, CaseLine)>,
    court: AtCourt,
}

impl Desk<'_> {
    /// The tabs of a unit: those of a court for courts, mediations for mediators and wherever there is one.
    async fn views(&self, tab: Tab, found: &Found, kind: UnitKind) -> Result<Vec<View>, Problem> {
        let visible = self.state.engine.visible(self.who).await?;
        let (store, visible) = (self.state.engine.store(), &visible);
        let counted = [Tab::Sign, Tab::Hand, Tab::Today].map(|view| async move {
            store.count_cases(visible, &view.filter(self.state, self.unit)).await
        });
        let found_here = [
            found.ordered.len(),
            found.meetings.len(),
            found.court.confirmations.len(),
            found.court.suits.len(),
        ];
        let counts = try_join_all(counted).await?.into_iter().map(Some);
        let counts = counts.chain(found_here.map(|count| Some(count as u64))).chain([None]);
        let meetings = found.meetings.len();
        let view = |(view, count): (Tab, Option<u64>)| View {
            name: view.name(),
            label: view.label(self.shell),
            count,
            current: view == tab,
        };
        let all = Tab::ALL.into_iter().zip(counts);
        Ok(all.filter(|(tab, _)| tab.is_for(kind, meetings)).map(view).collect())
    }

    /// The cards of a tab, and whether there are more.
    async fn shown(&self, tab: Tab, found: Found) -> Result<(Vec<Card>, bool), Problem> {
        let lines = match tab {
            Tab::Order => found.ordered,
            Tab::Confirm => {
                return Ok((self.confirmations(found.court.confirmations).await?, false));
            }
            Tab::Suits => found.court.suits,
            Tab::Meetings => return Ok((self.meetings(found.meetings).await?, false)),
            Tab::Sign | Tab::Hand | Tab::Today | Tab::Ended => {
                let (lines, more) = self.lines(tab).await?;
                return Ok((self.cards(lines).await?, more));
            }
        };
        Ok((self.cards(lines).await?, false))
    }

    async fn meetings(&self, found: Vec<(Meeting, CaseLine)>) -> Result<Vec<Card>, Problem> {
        let (meetings, lines): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let cards = self.cards(lines).await?.into_iter().zip(meetings);
        Ok(cards
            .map(|(card, meeting)| Card {
                at: Some(meeting.at),
                parties: Some(meeting.parties).filter(|parties| !parties.is_empty()),
                ..card
            })
            .collect())
    }

    /// With what is left of the time for applying, or of the court's, instead of the first deadline.
    async fn confirmations(&self, lines: Vec<CaseLine>) -> Result<Vec<Card>, Problem> {
        let (now, w) = (self.state.engine.clock().now(), self.shell.w);
        let read = self.read(&lines).await?;
        let mut cards = Vec::new();
        for line in lines {
            let seen = read.get(&line.id);
            let confirmation = seen.and_then(|seen| confirmation(seen.case()));
            let mut card = self.card(seen, line);
            if let Some((clock, is_asked)) = confirmation {
                let definitions = self.state.engine.definitions();
                let (colours, calendar) = (&definitions.supervision.colours, &definitions.calendar);
                let colour = colours.of(calendar, &Run::from(clock), now);
                card.pill = Some(Pill::of(clock.deadline, colour, now, w));
                card.marks.push(if is_asked { w.desk.asked_jointly } else { w.desk.may_still_ask });
            }
            cards.push(card);
        }
        Ok(cards)
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

    /// What no line of a list says: open orders, and mediations of today. The open cases of the unit are read for it.
    async fn found(&self, kind: UnitKind) -> Result<Found, Problem> {
        let visible = self.state.engine.visible(self.who).await?;
        let filter = Tab::Order.filter(self.state, self.unit);
        let store = self.state.engine.store();
        let found = store.cases(&visible, &filter, Sort::Due, None, LOOKED_THROUGH).await?;
        let read = self.read(&found.lines).await?;
        let calendar = &self.state.engine.definitions().calendar;
        let today = calendar.date(self.state.engine.clock().now());
        let day = (today, self.shell.language);
        let lines: BTreeMap<_, _> =
            found.lines.iter().map(|line| (line.id, line.clone())).collect();
        let meetings = of_day(self.state, read.values(), day).await?.into_iter();
        let with_line = |meeting: Meeting| {
            let line = lines.get(&meeting.case)?.clone();
            Some((meeting, line))
        };
        let ordered = |line: &CaseLine| read.get(&line.id).is_some_and(|it| is_ordered(it.case()));
        Ok(Found {
            meetings: meetings.filter_map(with_line).collect(),
            ordered: found.lines.into_iter().filter(ordered).collect(),
            court: if kind == UnitKind::Court {
                AtCourt::of(self.state, &visible, CARDS).await?
            } else {
                AtCourt::default()
            },
        })
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
            at: None,
            parties: None,
            papers: seen.map(|seen| self.papers(seen)).unwrap_or_default(),
            state: names.state(&line.state).name,
            filed: definitions.calendar.local(line.filed_at).format("%m-%d").to_string(),
            pill: Pill::of_line(&line, now, w),
            marks: ordered.into_iter().chain(high).collect(),
            number: line.number,
            title: line.title,
            step,
            note,
        }
    }

    /// The mediator's papers that can be issued after what was done, for who works on the case.
    fn papers(&self, seen: &Seen) -> Vec<(&'static str, String)> {
        const OF_MEDIATORS: [PaperKind; 3] =
            [PaperKind::Agreement, PaperKind::Confirmation, PaperKind::FileList];
        let (case, language) = (seen.case(), self.shell.language);
        if !seen.view.relations.contains(Relation::Lead) {
            return Vec::new();
        }
        let fits = |template: &&PaperTemplate| {
            let procedure = template.procedures.get(&case.workflow.name);
            OF_MEDIATORS.contains(&template.paper)
                && procedure.is_some_and(|procedure| {
                    procedure.after.iter().any(|step| case.done_by.contains_key(step))
                })
        };
        let papers = self.state.engine.definitions().papers.iter().filter(fits);
        papers.map(|it| (it.paper.as_str(), it.name.get(language).to_owned())).collect()
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
