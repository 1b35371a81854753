//! The desk of a unit 单位工作台: what it has to sign for, what it has in hand, what is due, what is under an order. Made for
//! telephones first: one card a case, with its next step and the report of progress as large buttons.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::{Relation, Role};
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
use store::visible::VisibleCases;

use super::at_court::{confirmation, count_suits, suits};
use super::desk_tab::Tab;
use super::meetings::{Meeting, of_day};
use super::pill::Pill;
use super::shell::{Shell, Visitor, page};
use super::work::next_step;
use crate::api::names::Names;
use crate::api::page::cut;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many cards a page has.
const CARDS: u32 = 50;

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
    /// How it is said that these are the first of more.
    first_of: Option<&'static str>,
    /// How many there are in all, where that is known.
    total: Option<u64>,
    /// How many joint sessions the unit is to attend.
    invited: u64,
    /// How many tasks of them it has to do.
    own_tasks: u64,
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
    let kind = snapshot.directory.units.get(&staff.unit).map(|unit| unit.kind);
    let visible = state.engine.visible(&who).await?;
    let day = state.engine.definitions().calendar.date(state.engine.clock().now());
    let meetings = of_day(&state, &visible, (&staff.unit, day)).await?;
    let kind = kind.unwrap_or_default();
    let desk = Desk { state: &state, who: &who, unit: &staff.unit, visible, kind, shell: &shell };
    let views = desk.views(tab, meetings.len()).await?;
    let (cards, more) = desk.shown(tab, meetings).await?;
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let unit = names.unit(&staff.unit).name;
    let hands = desk.hands(&staff.roles).await?;
    let w = &shell.w.desk;
    let first_of = if tab == Tab::Ended { w.newest_of } else { w.first_of };
    let (invited, own_tasks) = state.engine.sessions_that_wait(&caller.person).await?;
    let sheet = InboxPage {
        invited,
        own_tasks,
        total: views.iter().find(|view| view.current).and_then(|view| view.count),
        first_of: more.then_some(first_of),
        label: tab.label(&shell),
        unit,
        views,
        cards,
        hands,
        shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// Whose desk it is, and who looks at it.
struct Desk<'a> {
    state: &'a Shared,
    who: &'a Who,
    unit: &'a UnitId,
    visible: Arc<VisibleCases>,
    kind: UnitKind,
    shell: &'a Shell,
}

impl Desk<'_> {
    /// The tabs of a unit: those of a court for courts, mediations for mediators and wherever there is one.
    async fn views(&self, tab: Tab, meetings: usize) -> Result<Vec<View>, Problem> {
        let tabs = Tab::ALL.into_iter().filter(|tab| tab.is_for(self.kind, meetings));
        let view = |view: Tab| async move {
            let (name, label, current) = (view.name(), view.label(self.shell), view == tab);
            Ok::<_, Problem>(View {
                name,
                label,
                current,
                count: self.count(view, meetings).await?,
            })
        };
        try_join_all(tabs.map(view)).await
    }

    /// How many cases a tab has, where it is a number that somebody works down.
    async fn count(&self, tab: Tab, meetings: usize) -> Result<Option<u64>, Problem> {
        Ok(match tab {
            Tab::Ended => None,
            Tab::Meetings => Some(meetings as u64),
            Tab::Suits => Some(count_suits(self.state, &self.visible).await?),
            Tab::Sign | Tab::Hand | Tab::Today | Tab::Order | Tab::Confirm => {
                let filter = tab.filter(self.state, self.unit);
                Some(self.state.engine.store().count_cases(&self.visible, &filter).await?)
            }
        })
    }

    /// The cards of a tab, and whether there are more.
    async fn shown(&self, tab: Tab, meetings: Vec<Meeting>) -> Result<(Vec<Card>, bool), Problem> {
        match tab {
            Tab::Meetings => self.meetings(meetings).await,
            Tab::Suits => {
                // One more than is shown says that there are more.
                let mut lines = suits(self.state, &self.visible, CARDS + 1).await?;
                let more = cut(&mut lines, CARDS).is_some();
                Ok((self.cards(lines).await?, more))
            }
            Tab::Confirm => {
                let (lines, more) = self.lines(tab).await?;
                Ok((self.confirmations(lines).await?, more))
            }
            Tab::Sign | Tab::Hand | Tab::Today | Tab::Order | Tab::Ended => {
                let (lines, more) = self.lines(tab).await?;
                Ok((self.cards(lines).await?, more))
            }
        }
    }

    /// In the order of the day.
    async fn meetings(&self, mut meetings: Vec<Meeting>) -> Result<(Vec<Card>, bool), Problem> {
        let more = cut(&mut meetings, CARDS).is_some();
        let among = Some(meetings.iter().map(|meeting| meeting.case).collect());
        let filter = CaseFilter { among, ..CaseFilter::default() };
        let store = self.state.engine.store();
        let lines = store.cases(&self.visible, &filter, Sort::Due, None, CARDS).await?.lines;
        let read = self.read(&lines).await?;
        let mut lines: BTreeMap<_, _> = lines.into_iter().map(|line| (line.id, line)).collect();
        let mut cards = Vec::new();
        for meeting in meetings {
            let Some(seen) = read.get(&meeting.case) else { continue };
            let Some(line) = lines.remove(&meeting.case) else { continue };
            let said = meeting.said(self.state, seen, self.shell.language).await?;
            let parties = Some(said.parties).filter(|parties| !parties.is_empty());
            cards.push(Card { at: Some(said.at), parties, ..self.card(Some(seen), line) });
        }
        Ok((cards, more))
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
        let vacant = self.state.engine.store().count_cases(&self.visible, &filter).await?;
        // Who only takes over has nothing to look at where everything is handled.
        let idle = vacant == 0 && !roles.contains(&Role::UnitHead);
        Ok((!idle).then_some((vacant, label)))
    }

    async fn lines(&self, tab: Tab) -> Result<(Vec<CaseLine>, bool), Problem> {
        let (store, filter) = (self.state.engine.store(), tab.filter(self.state, self.unit));
        let found = store.cases(&self.visible, &filter, tab.sort(), None, CARDS).await?;
        Ok((found.lines, found.next.is_some()))
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
        let ordered = seen.is_some_and(|seen| seen.case().is_supervised()).then_some(w.supervised);
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
        let onward = next_step(workflow, seen.case(), &offers);
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
