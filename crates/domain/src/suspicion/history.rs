//! What the indicators read: ids, instants and keyed hashes. No names and no words come here, and none can be made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::TimeDelta;

use super::{Look, Search, Sketch};
use crate::actor::Role;
use crate::case::Solved;
use crate::id::{CaseId, CategoryCode, FileId, PersonId, PlaceCode, Timestamp, UnitId};

/// What happened, as far as the indicators ask. For the suspicions of a period it holds the facts of that period and those
/// before it that they are held against: of closings and what follows them the longest span of days of the thresholds, as many
/// answers of each unit as the thresholds say, and every picture, hand-over and complaint. More does no harm; with less, what a
/// group of pictures begins with, and with it its key, would change.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The cases, each with what is known of its complaint.
    pub matters: BTreeMap<CaseId, Matter>,
    /// Results that units filed.
    pub closings: Vec<Closing>,
    /// Cases that were opened again.
    pub reopenings: Vec<Reopening>,
    /// What units wrote to citizens.
    pub answers: Vec<Answer>,
    /// Pictures that units filed as evidence.
    pub pictures: Vec<Picture>,
    /// What citizens said of the result.
    pub hearings: Vec<Hearing>,
    /// Ratings.
    pub ratings: Vec<Rating>,
    /// Cases that were sent back.
    pub returns: Vec<Return>,
    /// Who was responsible, one after the other.
    pub handovers: Vec<Handover>,
    /// Identities that were read.
    pub reveals: Vec<Reveal>,
}

/// A keyed hash of something that must not be known: a telephone number, a device, a network. From the key of the
/// installation; two are compared and nothing else is done with them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(pub [u8; 32]);

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mark")
    }
}

/// A case and its complaint: table `cases`, events `RepeatLinked` and `Merged`, and the marks of whole telephone numbers in
/// `identity_marks`.
#[derive(Clone, Debug)]
pub struct Matter {
    /// When it was filed.
    pub filed_at: Timestamp,
    /// Its category.
    pub category: CategoryCode,
    /// Its place.
    pub place: PlaceCode,
    /// The case that it repeats or was merged into.
    pub same_as: Option<CaseId>,
    /// By what its parties are known again.
    pub marks: BTreeSet<Mark>,
}

/// A unit filed its result: event `Performed` of the verb that submits, with what the case was at that moment.
#[derive(Clone, Debug)]
pub struct Closing {
    /// The case.
    pub case: CaseId,
    /// The unit.
    pub unit: UnitId,
    /// When.
    pub at: Timestamp,
    /// By when it had to, from the clock that this met; none where no limit ran.
    pub deadline: Option<Timestamp>,
    /// Whether the unit says that it is solved. Refused, withdrawn and handed over is something else.
    pub solved: bool,
    /// Whether somebody was in touch with the citizen since the work began, by event `Contacted`; `Redispatched` begins anew.
    pub contacted: bool,
    /// Whether there was anybody to be in touch with: not for an anonymous complaint without a telephone.
    pub reachable: bool,
}

/// A case was opened again: events `Reopened` and `Redispatched`.
#[derive(Clone, Copy, Debug)]
pub struct Reopening {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Timestamp,
}

/// What a unit wrote to the citizen: the field of the answer in the form of the closing. The sketch is made when the text is
/// put away and is erased with it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The case.
    pub case: CaseId,
    /// The unit.
    pub unit: UnitId,
    /// When.
    pub at: Timestamp,
    /// How it reads, without the words.
    pub sketch: Sketch,
}

/// A picture that a unit filed as evidence: table `attachments`, whose author sits in the unit. What citizens send is none.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The file.
    pub file: FileId,
    /// The case.
    pub case: CaseId,
    /// The unit.
    pub unit: UnitId,
    /// When.
    pub at: Timestamp,
    /// The SHA-256 of its bytes, `attachments.sha256`.
    pub content: [u8; 32],
    /// How it looks; none where it could not be drawn.
    pub look: Option<Look>,
}

/// The citizen was asked whether it was solved, and said something: event `Heard`.
#[derive(Clone, Copy, Debug)]
pub struct Hearing {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Timestamp,
    /// What they said.
    pub solved: Solved,
}

/// A way by which a rating came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// The citizen's own: a link, a code that was scanned, a call of the center.
    Citizen,
    /// A device of the center's hall that everybody uses.
    Hall,
    /// The unit's: its staff entered it, or it came from a network from which they sign in.
    Unit,
}

/// Somebody rated how their case was handled: the use of a row of `rating_tokens`, or the verb `rate` by staff.
#[derive(Clone, Debug)]
pub struct Rating {
    /// The case.
    pub case: CaseId,
    /// The unit that handled it.
    pub unit: UnitId,
    /// When.
    pub at: Timestamp,
    /// Whether it is a good one. Nobody presses for bad ones.
    pub good: bool,
    /// How it came in.
    pub channel: Channel,
    /// The device; none where nothing is known.
    pub device: Option<Mark>,
    /// The network; none where nothing is known.
    pub network: Option<Mark>,
}

/// A unit sent a case back: event `Returned`, with the clock of signing as it stood.
#[derive(Clone, Debug)]
pub struct Return {
    /// The case.
    pub case: CaseId,
    /// The unit.
    pub unit: UnitId,
    /// When it had been given the case.
    pub assigned_at: Timestamp,
    /// By when it had to sign; none where no limit ran.
    pub sign_by: Option<Timestamp>,
    /// When it sent it back.
    pub at: Timestamp,
}

/// Why somebody else is responsible from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The center, or a joint session, named a lead unit.
    Assigned,
    /// The lead unit sent it back, or its objection was upheld.
    Returned,
    /// The lead unit handed it on.
    Transferred,
    /// A unit above took it.
    Escalated,
    /// It was taken from the lead unit: taken back, or a conflict of interest.
    Taken,
    /// The case ended.
    Ended,
}

/// Another unit is responsible, or none: events `Assigned`, `Returned`, `Transferred`, `Escalated`, `TakenBack`, `Recused`,
/// `JointSessionHeld`, and that of the end.
#[derive(Clone, Debug)]
pub struct Handover {
    /// The case.
    pub case: CaseId,
    /// The number of the event, by which those of one instant are told apart.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who is responsible now.
    pub to: Option<UnitId>,
    /// Why.
    pub why: Why,
}

/// Somebody read who a party is: stream `identities` of the audit.
#[derive(Clone, Debug)]
pub struct Reveal {
    /// The case.
    pub case: CaseId,
    /// Who read it.
    pub person: PersonId,
    /// Their unit.
    pub unit: UnitId,
    /// In what role; people are compared with others who do the same work.
    pub role: Role,
    /// When.
    pub at: Timestamp,
    /// Whether they had a part in the case at that moment.
    pub part: bool,
}

impl History {
    /// The case in which a matter began: what repeats it or was merged into it is the same matter.
    pub(super) fn root(&self, case: CaseId) -> CaseId {
        let mut root = case;
        // A chain is no longer than there are cases; data that goes in a circle ends here.
        for _ in 0..self.matters.len() {
            match self.matters.get(&root).and_then(|matter| matter.same_as) {
                Some(above) if above != case => root = above,
                Some(_) | None => break,
            }
        }
        root
    }
}

impl Search<'_> {
    /// Whether two cases are one matter, or complaints about one event: of one narrow place and one category, so many days apart at
    /// most. Then one answer and one picture are right for both.
    pub(super) fn is_one_event(&self, one: CaseId, other: CaseId, days: u32) -> bool {
        let history = self.history;
        if history.root(one) == history.root(other) {
            return true;
        }
        let (one, other) = (history.matters.get(&one), history.matters.get(&other));
        let (Some(one), Some(other)) = (one, other) else { return false };
        self.is_narrow(&one.place)
            && one.place == other.place
            && one.category == other.category
            && (one.filed_at - other.filed_at).abs() <= TimeDelta::days(i64::from(days))
    }

    /// Whether a place is narrow enough for two complaints of it to be about one thing.
    pub(super) fn is_narrow(&self, place: &PlaceCode) -> bool {
        let digits = place.as_str().chars().take_while(char::is_ascii_digit).count();
        digits >= self.thresholds.reported_again.place_digits as usize
    }
}

/// The good ratings of the period by unit, in order of time; of a case, the first one.
pub(super) fn good_by_unit<'a>(search: &Search<'a>) -> BTreeMap<&'a UnitId, Vec<&'a Rating>> {
    let good = |it: &&Rating| it.good && search.period.holds(it.at);
    let mut ratings: Vec<&Rating> = search.history.ratings.iter().filter(good).collect();
    ratings.sort_by_key(|it| (it.at, it.case, it.channel, it.device, it.network));
    let mut seen = BTreeSet::new();
    let mut units: BTreeMap<&UnitId, Vec<&Rating>> = BTreeMap::new();
    for rating in ratings {
        if seen.insert((&rating.unit, rating.case)) {
            units.entry(&rating.unit).or_default().push(rating);
        }
    }
    units
}
