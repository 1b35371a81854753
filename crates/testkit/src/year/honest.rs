//! Honest things that look like fraud: events of which many complain, cases whose owner is unclear, families and halls that share a
//! network, messages that go out at once, people who call back many citizens.

use chrono::TimeDelta;
use domain::actor::Role;
use domain::id::{CaseId, PersonId, Timestamp};
use domain::suspicion::{Channel, Handover, Look, Matter, Rating, Return, Reveal, Why};

use super::cases::{self, Closed};
use super::county::{Filed, Maker, UNITS, name, whole};

pub(super) fn month(maker: &mut Maker, month: usize) {
    event(maker, month);
    broke_again(maker, month);
    wandering(maker, month);
    shared_networks(maker, month);
    if month % 4 == 1 {
        messages_at_once(maker, month);
    }
    readings(maker, month);
}

/// A burst pipe: six neighbours complain within two days, nobody links them, and one answer and one photograph are right for all.
fn event(maker: &mut Maker, month: usize) {
    let unit = 14 + maker.random.below(UNITS - 14);
    let first = maker.file(unit, month);
    let look = Look(maker.random.next());
    let content = maker.new_mark().0;
    let text = super::texts::honest(&mut maker.random, "0101", false);
    for place in 0..6 {
        let matter = maker.history.matters[&first.case].clone();
        let filed_at = first.at + TimeDelta::hours(place * 8);
        let marks = [maker.new_mark()].into();
        let filed = maker.put(Matter { filed_at, marks, ..matter }, unit, month);
        cases::assign(maker, &filed);
        // The first are closed while the last still complain.
        let closed = filed_at + TimeDelta::hours(26);
        let due = filed_at + TimeDelta::days(7);
        let told = Closed { at: closed, due, solved: true, contacted: true, reachable: true };
        cases::close(maker, &filed, told);
        cases::answer(maker, &filed, closed, &text);
        cases::picture(maker, &filed, closed, Some(content), look);
    }
}

/// What was mended and broke again: as many as one in sixty.
fn broke_again(maker: &mut Maker, month: usize) {
    let period = maker.months[month];
    let closed: Vec<_> = maker.history.closings.iter().filter(|it| it.solved).collect();
    let closed = closed.into_iter().filter(|it| period.holds(it.at)).map(|it| (it.case, it.at));
    for (case, at) in closed.collect::<Vec<_>>() {
        if maker.random.one_in(60) {
            let filed = Filed { case, unit: 20, month, at };
            super::again::bring(maker, &filed, at, false);
        }
    }
}

/// Cases that are returned and given to another unit, mostly once, and seldom twice because the law is unclear.
fn wandering(maker: &mut Maker, month: usize) {
    for _ in 0..14 {
        let unit = maker.any_unit();
        let filed = maker.file(unit, month);
        cases::assign(maker, &filed);
        let (mut at, mut unit) = (filed.at + TimeDelta::minutes(130), unit);
        let times = if maker.chance(8) { 2 } else { 1 };
        for turn in 0..times {
            at += maker.minutes(240);
            back(maker, &filed, unit, at, 10 + 2 * turn);
            // Over a holiday it waits for a week.
            at += if maker.chance(4) { TimeDelta::days(7) } else { maker.minutes(2 * 24 * 60) };
            unit = (unit + 1 + maker.random.below(UNITS - 1)) % UNITS;
            let to = Some(name(unit));
            let handover =
                Handover { case: filed.case, seq: 11 + 2 * turn, at, to, why: Why::Assigned };
            maker.history.handovers.push(handover);
        }
        cases::honest(maker, &Filed { unit, at, ..filed });
    }
}

/// A unit sends a case back, four hours after it was assigned at the latest.
pub(super) fn back(maker: &mut Maker, filed: &Filed, unit: usize, at: Timestamp, seq: u64) {
    let why = Why::Returned;
    maker.history.handovers.push(Handover { case: filed.case, seq, at, to: None, why });
    // What is left of the four hours lies anywhere.
    let left = maker.minutes(240);
    returned(maker, filed, unit, at, left);
}

/// A return with so much left of the four hours to sign.
pub(super) fn returned(
    maker: &mut Maker,
    filed: &Filed,
    unit: usize,
    at: Timestamp,
    left: TimeDelta,
) {
    let sign_by = at + left;
    let assigned_at = sign_by - TimeDelta::hours(4);
    let (case, unit, sign_by) = (filed.case, name(unit), Some(sign_by));
    maker.history.returns.push(Return { case, unit, assigned_at, sign_by, at });
}

/// Two families of three or four whose young people rate for the old on one telephone, and now and then a village hall where
/// nine people rate over one network.
fn shared_networks(maker: &mut Maker, month: usize) {
    for _ in 0..2 {
        let (unit, device) = (maker.any_unit(), maker.new_mark());
        let relatives = 2 + maker.random.below(2);
        for _ in 0..relatives {
            let at = maker.instant(month);
            put_rating(maker, unit, at, |it| Rating { device: Some(device), ..it });
        }
    }
    if month % 5 == 3 {
        let (unit, network) = (maker.any_unit(), maker.new_mark());
        for _ in 0..9 {
            let at = maker.instant(month);
            put_rating(maker, unit, at, |it| Rating { network: Some(network), ..it });
        }
    }
}

/// The center's messages to six citizens of one unit went out in one minute, and all answer at once.
fn messages_at_once(maker: &mut Maker, month: usize) {
    let (unit, from) = (maker.any_unit(), maker.instant(month));
    for _ in 0..6 {
        let at = from + maker.minutes(9);
        put_rating(maker, unit, at, |it| it);
    }
}

/// A good rating of a case of its own that was closed days before.
pub(super) fn put_rating(
    maker: &mut Maker,
    unit: usize,
    at: Timestamp,
    change: impl FnOnce(Rating) -> Rating,
) -> CaseId {
    let case = maker.new_case();
    let (device, network) = (Some(maker.new_mark()), Some(maker.new_mark()));
    let (unit, channel) = (name(unit), Channel::Citizen);
    let rating = Rating { case, unit, at, good: true, channel, device, network };
    maker.history.ratings.push(change(rating));
    case
}

/// Handlers read who the party of a case of theirs is; three people of the center call back many on a day; now and then somebody
/// stands in for a colleague; and once a quarter a new caller works through a backlog.
fn readings(maker: &mut Maker, month: usize) {
    for unit in 0..UNITS {
        let count = 3 + maker.random.below(10);
        let stands_in = if maker.chance(8) { 1 + maker.random.below(3) } else { 0 };
        for turn in 0..count + stands_in {
            let at = maker.instant(month);
            let reader = Reader { person: format!("handler-{unit}"), unit, role: Role::Handler };
            read(maker, &reader, at, turn < count);
        }
    }
    for caller in 0..3 {
        let reader = Reader { person: format!("caller-{caller}"), unit: UNITS, role: Role::Clerk };
        for day in 0..4 {
            let backlog = if caller == 0 && day == 0 && month.is_multiple_of(3) { 45 } else { 0 };
            let calls = 15 + maker.random.below(11) + backlog;
            let from =
                maker.months[month].from + TimeDelta::days(whole(day * 7)) + TimeDelta::hours(9);
            for _ in 0..calls {
                let at = from + maker.minutes(480);
                read(maker, &reader, at, true);
            }
        }
    }
}

/// Who reads.
pub(super) struct Reader {
    pub(super) person: String,
    pub(super) unit: usize,
    pub(super) role: Role,
}

pub(super) fn read(maker: &mut Maker, reader: &Reader, at: Timestamp, part: bool) {
    let case = maker.new_case();
    let person = PersonId::new(reader.person.as_str());
    let (unit, role) = (name(reader.unit), reader.role);
    maker.history.reveals.push(Reveal { case, person, unit, role, at, part });
}
