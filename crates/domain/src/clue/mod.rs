//! Clues 评议线索: what a review of a unit or an officer becomes that is looked into, as a case of the workflow `review`. This
//! file says of each where it stands and by which road it came there, and counts them as the published figures do.
//!
//! A clue is no fault. It counts as substantiated or not once somebody has found so who is not complained about and somebody
//! else has passed the finding; until then, and again as long as it is looked into anew, it is open.

mod figures;

pub use figures::{Figures, Line};

use crate::case::{Entered, Entry, Event, Solved, Verdict};
use crate::directory::Directory;
use crate::id::{OutcomeName, Timestamp, UnitId};
use crate::text::Bilingual;
use crate::workflow::{Definition, Stage, Verb, Words};

/// The workflow of clues.
pub const WORKFLOW: &str = "review";

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// It is so, in whole or in part 属实.
    Substantiated,
    /// It is not so 不属实.
    Unsubstantiated,
    /// Nobody can tell 无法查实.
    Unverifiable,
}

/// Where a clue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody has decided yet whether it is one, or who looks into it 待甄别.
    Screening,
    /// It ended before anybody looked into it: it was no review, went to others, or was taken back 未交办.
    NotAssigned,
    /// Somebody looks into it, for the first time or anew, or what was found waits to be passed 核查中.
    Open,
    /// Found and passed 已核查.
    Found(Finding),
    /// Somebody looked into it, and it ended without a finding that was passed 中止.
    Stopped,
}

/// A step of the road that a clue came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoadStep {
    /// It came in.
    Came,
    /// A unit was to look into it.
    Assigned(UnitId),
    /// Whoever was rated was heard, or waived it.
    Heard,
    /// Somebody found this.
    Submitted(Finding),
    /// Somebody else passed the finding, and its author was told.
    Passed,
    /// Somebody else did not, and it went back.
    NotPassed,
    /// Its author was asked: what they say, or that nobody was reached.
    Rated(Option<Solved>),
    /// It was dispatched a second time.
    DispatchedAgain,
    /// A joint session decided who looks into it.
    Session,
    /// It was opened again.
    Reopened,
    /// It ended.
    Ended(OutcomeName),
}

/// A clue: where it stands, and the road there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clue {
    /// Where it stands.
    pub standing: Standing,
    /// The steps, each with when it was taken, in their order.
    pub road: Vec<(Timestamp, RoadStep)>,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Substantiated, Self::Unsubstantiated, Self::Unverifiable];

    /// The outcome by which the workflow records it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Substantiated => "substantiated",
            Self::Unsubstantiated => "unsubstantiated",
            Self::Unverifiable => "unverifiable",
        }
    }

    fn of(outcome: &OutcomeName) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.as_str() == outcome.as_str())
    }
}

impl RoadStep {
    /// What happened, for people, with the name of the unit and, where the workflow is known, of the outcome.
    pub fn told(&self, directory: &Directory, workflow: Option<&Definition>) -> Bilingual {
        match self {
            Self::Came => Bilingual::new("收到", "came in"),
            Self::Assigned(unit) => {
                let known = directory.units.get(unit).map(|known| known.name.clone());
                let name = known.unwrap_or_else(|| Bilingual::new(unit.as_str(), unit.as_str()));
                Bilingual::new(format!("交{}核查", name.zh), format!("to {}", name.en))
            }
            Self::Heard => Bilingual::new("听取申辩", "the rated one heard"),
            Self::Submitted(finding) => {
                let found = Standing::Found(*finding).words();
                Bilingual::new(
                    format!("结论：{}", found.zh),
                    format!("found: {}", found.en.to_lowercase()),
                )
            }
            Self::Passed => Bilingual::new("核验通过，已答复", "passed, the author told"),
            Self::NotPassed => {
                Bilingual::new("核验未过，退回补查", "not passed, back to be verified")
            }
            Self::Rated(Some(Solved::Yes)) => Bilingual::new("评议人认可", "the author accepts it"),
            Self::Rated(Some(Solved::Partly)) => {
                Bilingual::new("评议人部分认可", "the author accepts it in part")
            }
            Self::Rated(Some(Solved::No)) => {
                Bilingual::new("评议人不认可", "the author does not accept it")
            }
            Self::Rated(None) => Bilingual::new("回访未联系上", "the author not reached"),
            Self::DispatchedAgain => Bilingual::new("二次分派", "dispatched again"),
            Self::Session => Bilingual::new("会商决定", "a joint session decided"),
            Self::Reopened => Bilingual::new("重启", "reopened"),
            Self::Ended(outcome) => {
                let known = workflow.and_then(|known| known.outcomes.get(outcome.as_str()));
                known.map_or_else(
                    || Bilingual::new("办结", "ended"),
                    |known| {
                        let (zh, en) = (&known.name.zh, known.name.en.to_lowercase());
                        Bilingual::new(format!("办结：{zh}"), format!("ended: {en}"))
                    },
                )
            }
        }
    }
}

impl Standing {
    /// All of them, in the order in which a clue comes through them.
    pub const ALL: [Self; 7] = [
        Self::Screening,
        Self::NotAssigned,
        Self::Open,
        Self::Found(Finding::Substantiated),
        Self::Found(Finding::Unsubstantiated),
        Self::Found(Finding::Unverifiable),
        Self::Stopped,
    ];

    /// Whether somebody was told to look into it.
    pub const fn is_assigned(self) -> bool {
        match self {
            Self::Screening | Self::NotAssigned => false,
            Self::Open | Self::Found(_) | Self::Stopped => true,
        }
    }
}

impl Clue {
    /// A clue as its log leaves it.
    pub fn of(log: &[Entry]) -> Self {
        let mut reading = Reading::default();
        for entry in log {
            reading.read(entry);
        }
        Self { standing: reading.standing(), road: reading.road }
    }

    /// How often it was looked into: once for each unit that was told to, one after the other.
    pub fn rounds(&self) -> usize {
        self.road.iter().filter(|(_, step)| matches!(step, RoadStep::Assigned(_))).count()
    }

    /// Whether a step is on its road.
    pub fn came_by(&self, is: impl Fn(&RoadStep) -> bool) -> bool {
        self.road.iter().any(|(_, step)| is(step))
    }
}

/// What is known of a clue while its log is read.
#[derive(Debug, Default)]
struct Reading {
    road: Vec<(Timestamp, RoadStep)>,
    is_assigned: bool,
    submitted: Option<Finding>,
    passed: Option<Finding>,
    has_ended: bool,
}

impl Reading {
    fn read(&mut self, entry: &Entry) {
        if let Event::JointSessionHeld(_) = &entry.event {
            self.put(entry.at, RoadStep::Session);
        }
        if let Some(step) = self.step(&entry.event) {
            self.put(entry.at, step);
        }
    }

    /// What an event is on the road; most are none.
    fn step(&mut self, event: &Event) -> Option<RoadStep> {
        if let Event::Performed(done) = event {
            return self.performed(done.verb, done.outcome.as_ref(), done.transition.as_str());
        }
        if let Event::Assigned(assignment) = event {
            return Some(self.assigned(&assignment.lead));
        }
        if let Event::JointSessionHeld(session) = event {
            return Some(self.assigned(&session.assignment.lead));
        }
        if let Event::Verified(verdict) = event {
            return Some(self.verified(*verdict));
        }
        if let Event::StateEntered(entered) = event {
            return self.entered(entered);
        }
        if let Event::Heard(said) = event {
            return Some(RoadStep::Rated(*said));
        }
        let plain = [
            (matches!(event, Event::Filed(_)), RoadStep::Came),
            (matches!(event, Event::Redispatched), RoadStep::DispatchedAgain),
            (matches!(event, Event::Reopened), RoadStep::Reopened),
        ];
        plain.into_iter().find_map(|(is, step)| is.then_some(step))
    }

    fn assigned(&mut self, lead: &UnitId) -> RoadStep {
        (self.is_assigned, self.submitted, self.passed) = (true, None, None);
        RoadStep::Assigned(lead.clone())
    }

    const fn verified(&mut self, verdict: Verdict) -> RoadStep {
        match verdict {
            Verdict::Yes => {
                self.passed = self.submitted;
                RoadStep::Passed
            }
            Verdict::No => {
                self.submitted = None;
                RoadStep::NotPassed
            }
        }
    }

    /// What was found holds no more where the clue goes back before its end: it is looked into again.
    fn entered(&mut self, entered: &Entered) -> Option<RoadStep> {
        self.has_ended = entered.ended.is_some();
        if entered.stage < Stage::Close {
            (self.submitted, self.passed) = (None, None);
        }
        entered.ended.clone().map(RoadStep::Ended)
    }

    fn put(&mut self, at: Timestamp, step: RoadStep) {
        // One deed may say the same by two events, as a joint session does that assigns.
        if self.road.last() != Some(&(at, step.clone())) {
            self.road.push((at, step));
        }
    }

    fn performed(
        &mut self,
        verb: Verb,
        outcome: Option<&OutcomeName>,
        name: &str,
    ) -> Option<RoadStep> {
        if name == HEARING {
            return Some(RoadStep::Heard);
        }
        let finding = outcome.and_then(Finding::of).filter(|_| verb == Verb::Submit)?;
        self.submitted = Some(finding);
        Some(RoadStep::Submitted(finding))
    }

    fn standing(&self) -> Standing {
        match (self.passed, self.is_assigned, self.has_ended) {
            (Some(finding), ..) => Standing::Found(finding),
            (None, true, false) => Standing::Open,
            (None, true, true) => Standing::Stopped,
            (None, false, true) => Standing::NotAssigned,
            (None, false, false) => Standing::Screening,
        }
    }
}

/// The transition by which whoever was rated is heard.
const HEARING: &str = "hear_respondent";

impl Words for Standing {
    fn words(&self) -> Bilingual {
        match self {
            Self::Screening => Bilingual::new("待甄别", "To be screened"),
            Self::NotAssigned => Bilingual::new("甄别后未交办", "Not assigned after screening"),
            Self::Open => Bilingual::new("核查中", "Being verified"),
            Self::Found(Finding::Substantiated) => Bilingual::new("属实", "Substantiated"),
            Self::Found(Finding::Unsubstantiated) => Bilingual::new("不属实", "Not substantiated"),
            Self::Found(Finding::Unverifiable) => Bilingual::new("无法查实", "Not verifiable"),
            Self::Stopped => Bilingual::new("交办后中止", "Stopped after assignment"),
        }
    }
}
