//! The cases of a county decided again under rules that are only proposed, page by page and on every core. What it means stands in
//! [`domain::whatif`]; nothing is written.

mod kept;
mod proposal;

pub use kept::{Run, Runs, Standing};
pub use proposal::Proposal;

use std::sync::Arc;

use domain::case::WorkflowRef;
use domain::decide::Rules;
use domain::directory::Directory;
use domain::id::{CaseId, Timestamp};
use domain::whatif::{Asked, Guided, Tally, Tried, reroute, try_out};
use futures::stream::{FuturesUnordered, StreamExt as _};
use store::StoreError;
use store::queries::{CaseLog, LogFilter, StoredLog};
use store::visible::VisibleCases;

use crate::engine::{Definitions, Engine, Who};
use crate::error::Error;

/// What a trial of rules found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// When it was begun: what had not fallen due by then is not late.
    pub at: Timestamp,
    /// The numbers over all cases.
    pub tally: Tally,
    /// The cases that are late under either rules, or for which ladders do something else; in the order of their ids.
    pub rows: Vec<Row>,
    /// What routing rules would have said; none where those are not changed.
    pub guides: Option<Guides>,
}

/// A case for which the rules matter.
#[derive(Clone, Debug)]
pub struct Row {
    /// The number that the public sees.
    pub number: String,
    /// What either rules make of it.
    pub tried: Tried,
}

/// What routing rules would have said about cases whose lead a person named.
#[derive(Clone, Debug, Default)]
pub struct Guides {
    /// How many there are.
    pub asked: u64,
    /// For how many the first suggestion is whom the person named.
    pub as_done: domain::whatif::Change,
    /// Those for which the first suggestion is another one now, by id and number.
    pub rows: Vec<(CaseId, String, Guided)>,
}

/// What came of a page.
#[derive(Default)]
struct Part {
    cases: u64,
    tally: Vec<Result<Row, domain::decide::Unfit>>,
    guides: Vec<(CaseId, String, Guided)>,
}

/// All that a page is decided with.
struct Bench {
    definitions: Arc<Definitions>,
    proposal: Arc<Proposal>,
    directory: Arc<store::directory::Snapshot>,
    now: Timestamp,
}

impl Engine {
    /// Decides the cases that somebody sees again under proposed rules, beside those in force.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a record cannot be read.
    pub async fn what_if(
        &self,
        who: &Who,
        proposal: Arc<Proposal>,
        filter: LogFilter,
        mut done: impl FnMut(u64),
    ) -> Result<Outcome, Error> {
        let now = self.clock.now();
        let visible = self.visible(who).await?;
        let (definitions, directory) = (self.definitions.clone(), self.directory());
        let bench = Arc::new(Bench { definitions, proposal, directory, now });
        let mut outcome = Outcome { at: now, ..Outcome::default() };
        outcome.guides = bench.proposal.rules.as_ref().map(|_| Guides::default());
        let mut logs = self.logs(who, filter).await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (mut parts, mut cases) = (FuturesUnordered::new(), 0);
        while let Some(page) = logs.next_stored().await? {
            let words = self.words_of(&bench, &visible, &page).await?;
            let bench = bench.clone();
            parts.push(tokio::task::spawn_blocking(move || bench.part(page, words)));
            while parts.len() > cores {
                cases += outcome.take(joined(parts.next().await)?);
                done(cases);
            }
        }
        while let Some(part) = parts.next().await {
            cases += outcome.take(joined(Some(part))?);
            done(cases);
        }
        outcome.rows.sort_by_key(|row| row.tried.case);
        if let Some(guides) = &mut outcome.guides {
            guides.rows.sort_by_key(|(case, ..)| *case);
        }
        Ok(outcome)
    }

    /// The words that routing rules look at; none where those are not asked.
    async fn words_of(
        &self,
        bench: &Bench,
        visible: &VisibleCases,
        page: &[StoredLog],
    ) -> Result<Vec<(String, String)>, Error> {
        let mut all = Vec::new();
        if bench.proposal.rules.is_none() {
            return Ok(all);
        }
        for log in page {
            let found = self.store.case(visible, log.case()).await?;
            let words = self.store.words(visible, log.case()).await?;
            let text: Vec<String> = words.into_values().flatten().collect();
            all.push((
                found.map(|found| found.complaint.title).unwrap_or_default(),
                text.join("\n"),
            ));
        }
        Ok(all)
    }
}

fn joined(
    part: Option<Result<Result<Part, StoreError>, tokio::task::JoinError>>,
) -> Result<Part, Error> {
    let part = part.unwrap_or_else(|| Ok(Ok(Part::default())));
    // A task ends early only where the process does.
    Ok(part.map_err(|_| StoreError::Closing)??)
}

impl Bench {
    fn part(&self, page: Vec<StoredLog>, words: Vec<(String, String)>) -> Result<Part, StoreError> {
        let mut part = Part::default();
        let mut words = words.into_iter();
        for stored in page {
            let log = stored.read()?;
            part.cases += 1;
            part.tally
                .push(self.tried(&log).map(|tried| Row { number: log.number.clone(), tried }));
            let (Some(rules), Some((title, text))) = (&self.proposal.rules, words.next()) else {
                continue;
            };
            let Some(mut asked) = Asked::of(&log.entries) else { continue };
            (asked.facts.title, asked.facts.text) = (title, text);
            let guided = reroute(asked, self.people(), [&self.definitions.rules, rules]);
            part.guides.push((log.case, log.number, guided));
        }
        Ok(part)
    }

    fn people(&self) -> &Directory {
        &self.directory.directory
    }

    fn tried(&self, log: &CaseLog) -> Result<Tried, domain::decide::Unfit> {
        let Self { definitions, proposal, now, .. } = self;
        let current = |version: &WorkflowRef| definitions.workflows.get(version);
        let changed = |version: &WorkflowRef| proposal.version(definitions, version);
        let directory = self.people();
        let calendar = &definitions.calendar;
        let current = Rules { calendar, directory, version: &current };
        let calendar = proposal.calendar.as_ref().unwrap_or(calendar);
        let changed = Rules { calendar, directory, version: &changed };
        try_out(&log.entries, &log.now, [current, changed], *now)
    }
}

impl Outcome {
    /// Adds what came of a page, and says how many cases that were.
    fn take(&mut self, part: Part) -> u64 {
        for tried in part.tally {
            match tried {
                Err(why) => self.tally.leave_out(why),
                Ok(row) => {
                    self.tally.add(&row.tried);
                    let tried = &row.tried;
                    if tried.before.is_late() || tried.before != tried.after {
                        self.rows.push(row);
                    }
                }
            }
        }
        if let Some(guides) = &mut self.guides {
            part.guides.into_iter().for_each(|guide| guides.take(guide));
        }
        part.cases
    }
}

impl Guides {
    fn take(&mut self, (case, number, guided): (CaseId, String, Guided)) {
        let lead = Some(&guided.lead);
        self.asked += 1;
        self.as_done.before += u64::from(guided.before.as_ref() == lead);
        self.as_done.after += u64::from(guided.after.as_ref() == lead);
        if guided.before != guided.after {
            self.rows.push((case, number, guided));
        }
    }
}
