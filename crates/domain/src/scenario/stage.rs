//! The stage: one case, a time that only goes forward, and everything that falls due on the way.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use uuid::Uuid;

use super::{Act, Coverage, Play, World, cast, fill, input, judge};
use crate::actor::{Actor, Author, Seat};
use crate::case::{Case, Command, Entry, Event, File, Rejection};
use crate::clock::{DayEnd, Rule, compute};
use crate::decide::{Context, Offer, allowed, decide, offers};
use crate::finding::Finding;
use crate::id::{CaseId, FieldName, PartyId, Timestamp, TransitionName};
use crate::text::Bilingual;
use crate::workflow::scenario::{Filing, Reached, Step};

/// One case on its way through a workflow.
#[derive(Debug)]
pub struct Stage<'a> {
    pub(super) world: World<'a>,
    pub(super) case: Option<Case>,
    pub(super) now: Timestamp,
    pub(super) findings: Vec<Finding>,
    pub(super) coverage: Coverage,
    log: Vec<Entry>,
    acts: Vec<Act>,
    levels: Vec<Reached>,
    /// Open cases that this one may be merged into.
    peers: BTreeSet<CaseId>,
}

/// The case of a story has this id; an older one is there to merge into.
const CASE: CaseId = CaseId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002));
/// An open case that is older.
const OLDER: CaseId = CaseId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
/// Where the ids of parties begin.
const PARTIES: u128 = 0x0190_0000_0000_7000_9000_0000_0000_0000;

/// The party of this number, from 0.
pub(super) fn party(number: u32) -> PartyId {
    PartyId(Uuid::from_u128(PARTIES + u128::from(number)))
}

impl<'a> Stage<'a> {
    /// An empty stage at the beginning of time, with an older case that a story may merge into.
    pub fn new(world: World<'a>) -> Self {
        Self::beside(world, BTreeSet::from([OLDER]))
    }

    /// An empty stage for a case that has these open cases beside it.
    pub fn beside(world: World<'a>, peers: BTreeSet<CaseId>) -> Self {
        Self {
            world,
            case: None,
            now: Timestamp::UNIX_EPOCH,
            findings: Vec::new(),
            coverage: Coverage::default(),
            log: Vec::new(),
            acts: Vec::new(),
            levels: Vec::new(),
            peers,
        }
    }

    /// The case that a story merges into; none beside it is like one that nobody knows.
    pub(super) fn older_case(&self) -> CaseId {
        self.peers.first().copied().unwrap_or(OLDER)
    }

    /// The case, once filed.
    pub fn case(&self) -> Option<&Case> {
        self.case.as_ref()
    }

    /// What it plays in.
    pub fn world(&self) -> World<'a> {
        self.world
    }

    /// The command that a step stands for: forms, evidence and input filled in as a story's would be. None where only
    /// time passes.
    pub fn prepare(&self, step: &Step) -> Option<Command> {
        Some(input::command(self, step, step.transition.as_ref()?))
    }

    /// Everybody who sits in a seat of the case now.
    pub fn sitters(&self, seat: Seat) -> Vec<Actor> {
        self.case().map(|case| cast::sitters(self, case, seat)).unwrap_or_default()
    }

    /// What happened so far.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The log so far.
    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Everything that happened.
    pub fn finish(self, name: Bilingual) -> Play {
        let Self { case, now, findings, coverage, log, acts, .. } = self;
        Play { name, acts, case, log, until: now, findings, coverage }
    }

    /// Files the case of a story.
    pub fn file(&mut self, filing: &Filing, at: &str) {
        let Some(now) = self.local(&filing.at) else {
            return self.fault(
                "bad-time",
                &format!("{at}/at"),
                "时间应写作 2026-03-02 09:00",
                "a time is written 2026-03-02 09:00",
            );
        };
        self.now = now;
        let Some(actor) = cast::filer(self, &filing.by) else {
            return self.fault(
                "nobody",
                &format!("{at}/by"),
                "名册里没有这个人",
                "the directory has no such person",
            );
        };
        let command = Command::File(self.filed(filing));
        let result = self.command(&actor, &command);
        self.tell(&filing.say, None, result.clone());
        judge::judge(self, &filing.expect, &result, &actor, (&[], &format!("{at}/expect")));
    }

    /// Notes what somebody did, or what fell due, at this moment.
    fn tell(
        &mut self,
        say: &str,
        tried: Option<&TransitionName>,
        result: Result<Vec<Event>, Rejection>,
    ) {
        self.acts.push(Act { say: say.to_owned(), at: self.now, tried: tried.cloned(), result });
    }

    fn filed(&self, filing: &Filing) -> File {
        let form = self.world.workflow.definition().filing.form.as_ref();
        File {
            id: CASE,
            center: self.world.center.clone(),
            parties: (0..filing.parties.unwrap_or(1)).map(party).collect(),
            anonymous: filing.anonymous,
            category: filing.category.clone(),
            place: filing.place.clone(),
            complexity: filing.complexity,
            risk: filing.risk,
            secrecy: filing.secrecy,
            respondents: filing.respondents.clone(),
            split_from: None,
            form: fill::form(
                self,
                form,
                &filing.form,
                filing.leave_out.iter().map(FieldName::as_str),
            ),
        }
    }

    /// Plays one step.
    pub fn step(&mut self, step: &Step, at: &str) {
        let Some(then) = self.time_of(step) else {
            return self.fault(
                "bad-time",
                &format!("{at}/at"),
                "时间应写作 2026-03-02 09:00，且不早于上一步",
                "a time is written 2026-03-02 09:00 and is not before the step before",
            );
        };
        self.levels.clear();
        self.pass_time(then);
        let Some((by, transition)) = step.by.as_ref().zip(step.transition.as_ref()) else {
            self.tell(&step.say, None, Ok(Vec::new()));
            return judge::judge(
                self,
                &step.expect,
                &Ok(Vec::new()),
                &Actor::Engine,
                (&self.levels.clone(), &format!("{at}/expect")),
            );
        };
        let Some(actor) = cast::actor(self, by) else {
            return self.fault(
                "nobody",
                &format!("{at}/by"),
                "此时没有人坐在这个位置",
                "nobody sits there at this moment",
            );
        };
        let command = input::command(self, step, transition);
        let before = self.case.clone();
        let result = self.command(&actor, &command);
        if let (Ok(_), Some(case)) = (&result, &before) {
            self.coverage.performed(self.world, case, &actor, transition);
        }
        self.coverage.deadlines.extend(step.expect.deadlines.keys().cloned());
        self.tell(&step.say, Some(transition), result.clone());
        judge::judge(
            self,
            &step.expect,
            &result,
            &actor,
            (&self.levels.clone(), &format!("{at}/expect")),
        );
    }

    /// The instant of a step; none if it is not written as it should be or lies in the past.
    fn time_of(&self, step: &Step) -> Option<Timestamp> {
        let then = match (&step.at, step.after) {
            (Some(at), _) => self.local(at)?,
            (None, Some(length)) => {
                let rule = Rule { length, rolls: false, day_end: DayEnd::Midnight };
                compute(self.world.calendar, &rule, self.now, &[], &[]).deadline
            }
            (None, None) => self.now,
        };
        (then >= self.now).then_some(then)
    }

    fn local(&self, text: &str) -> Option<Timestamp> {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()?;
        Some(self.world.calendar.instant(local))
    }

    /// Lets time pass, with all that falls due on the way.
    pub fn pass_time(&mut self, then: Timestamp) {
        while let Some((at, command)) = self.next_due().filter(|(at, _)| *at <= then) {
            self.now = self.now.max(at);
            let result = self.command(&Actor::Engine, &command);
            let done = result.is_ok();
            self.tell("", None, result);
            if !done {
                break;
            }
        }
        self.now = self.now.max(then);
    }

    /// What falls due next, and when.
    fn next_due(&self) -> Option<(Timestamp, Command)> {
        let case = self.case.as_ref()?;
        let levels = case.clocks.iter().filter_map(|clock| {
            Some((clock.next_level()?, Command::ReachLevel(clock.limit.clone())))
        });
        let end = case
            .suspension
            .as_ref()
            .map(|suspension| (suspension.terms.until, Command::EndSuspension));
        levels.chain(end).min_by_key(|(at, _)| *at)
    }

    /// What an actor may do now.
    pub fn allowed(&self, case: &Case, actor: &Actor) -> Vec<TransitionName> {
        self.with_context(actor, |context| allowed(context, case))
    }

    /// What is an actor's to do now, with what it lacks.
    pub fn offers(&self, case: &Case, actor: &Actor) -> Vec<Offer> {
        self.with_context(actor, |context| offers(context, case))
    }

    /// Decides a command for a case without doing it.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn decide(
        &self,
        case: &Case,
        actor: &Actor,
        command: &Command,
    ) -> Result<Vec<Event>, Rejection> {
        self.with_context(actor, |context| decide(context, Some(case), command))
    }

    /// What was otherwise than expected so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn with_context<T>(&self, actor: &Actor, ask: impl FnOnce(&Context<'_>) -> T) -> T {
        let case = self.case.as_ref().map_or(CASE, |case| case.id);
        let ids = [Uuid::from_u128(case.0.as_u128() + 1 + self.log.len() as u128)];
        let World { workflow, calendar, directory, .. } = self.world;
        ask(&Context {
            workflow,
            calendar,
            directory,
            actor,
            now: self.now,
            ids: &ids,
            peers: &self.peers,
            documented: true,
            batch: None,
        })
    }

    /// Gives a command, and applies what it leads to.
    ///
    /// # Errors
    ///
    /// The refusal; nothing has changed then.
    pub fn command(&mut self, actor: &Actor, command: &Command) -> Result<Vec<Event>, Rejection> {
        let events =
            self.with_context(actor, |context| decide(context, self.case.as_ref(), command))?;
        for event in &events {
            self.record(actor, event);
        }
        Ok(events)
    }

    fn record(&mut self, actor: &Actor, event: &Event) {
        match (&mut self.case, event) {
            (Some(case), event) => case.apply(self.now, event),
            (none, Event::Filed(filed)) => *none = Some(Case::open(self.now, filed)),
            (None, _) => {}
        }
        if let Event::LevelReached { limit, level, act, .. } = event {
            self.levels.push(Reached { limit: limit.clone(), act: *act });
            self.coverage.levels.insert((limit.clone(), *level));
        }
        let seq = self.log.len() as u64 + 1;
        self.log.push(Entry { seq, at: self.now, by: Author::from(actor), event: event.clone() });
    }

    pub(super) fn fault(&mut self, code: &'static str, at: &str, zh: &str, en: &str) {
        self.findings.push(Finding::error(code, at, zh, en));
    }
}
