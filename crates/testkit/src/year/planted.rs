//! Frauds beside the closing: returns at the end of the time to sign, cases that are passed round, ratings that were pressed or
//! bought, and people who read what they have no business with. Careful ones keep below what anybody would ask about.

use chrono::TimeDelta;
use domain::actor::Role;
use domain::id::PersonId;
use domain::suspicion::{Channel, Closing, Handover, Indicator, Rating, Why};

use super::Subject;
use super::cases;
use super::county::{Maker, UNITS, name, ways};
use super::honest::{Reader, back, put_rating, read, returned};

pub(super) fn month(maker: &mut Maker, month: usize) {
    if month.is_multiple_of(2) {
        late_returns(maker, month);
    }
    for _ in 0..3 {
        passed_round(maker, month);
    }
    for unit in ways::PRESSING {
        pressed(maker, unit, month);
    }
    if month % 2 == 1 {
        snoop(maker, month);
    }
}

/// Some returns in the last minutes of the four hours; one in four is careful and leaves half an hour to an hour.
fn late_returns(maker: &mut Maker, month: usize) {
    let count = 2 + maker.random.below(4);
    for _ in 0..count {
        let filed = maker.file(ways::RETURNING, month);
        let at = filed.at + TimeDelta::hours(4);
        let left = if maker.chance(75) {
            maker.minutes(24)
        } else {
            TimeDelta::minutes(30) + maker.minutes(30)
        };
        returned(maker, &filed, ways::RETURNING, at, left);
    }
    maker.plant_habit(Indicator::ReturnedLate, ways::RETURNING, month);
}

/// Three units send a case round among them, or hand it on themselves, two to five times; one in five only once, and then nobody has it
/// for days.
fn passed_round(maker: &mut Maker, month: usize) {
    let filed = maker.file(ways::PASSING[0], month);
    cases::assign(maker, &filed);
    let mut at = filed.at + TimeDelta::hours(3);
    let turns = if maker.chance(20) { 1 } else { 2 + maker.random.below(4) };
    for turn in 0..turns {
        let (from, to) = (ways::PASSING[turn % 3], ways::PASSING[(turn + 1) % 3]);
        let seq = 10 + 2 * turn as u64;
        let mut why = Why::Transferred;
        if turns == 1 || maker.chance(60) {
            back(maker, &filed, from, at, seq);
            at += maker.days(if turns == 1 { 12 } else { 3 }) + TimeDelta::hours(2);
            why = Why::Assigned;
        }
        let to = Some(name(to));
        maker.history.handovers.push(Handover { case: filed.case, seq: seq + 1, at, to, why });
        at += TimeDelta::hours(4) + maker.days(2);
    }
    maker.plant(Indicator::PassedRound, Subject::Case(filed.case));
}

/// One of four ways to good ratings: somebody walks through the village with the unit's telephone; the staff enter them; they press
/// when they close; or, with care, over days from many telephones but from the office's network.
fn pressed(maker: &mut Maker, unit: usize, month: usize) {
    let count = 4 + maker.random.below(5);
    let (from, device, network) = (maker.instant(month), maker.new_mark(), maker.new_mark());
    let way = maker.random.below(4);
    for _ in 0..count {
        let at = match way {
            0 => from + maker.minutes(9),
            _ => maker.instant(month),
        };
        let case = put_rating(maker, unit, at, |it| match way {
            0 => Rating { device: Some(device), network: Some(network), ..it },
            1 => Rating { channel: Channel::Unit, ..it },
            2 => it,
            _ => Rating { network: Some(network), ..it },
        });
        if way == 2 {
            let before = at - TimeDelta::seconds(20) - maker.minutes(2);
            let (unit, deadline) = (name(unit), None);
            let closing = Closing {
                case,
                unit,
                at: before,
                deadline,
                solved: true,
                contacted: true,
                reachable: true,
            };
            maker.history.closings.push(closing);
        }
    }
    let indicators: &[Indicator] = match way {
        0 => &[Indicator::RatedInBurst, Indicator::RatedFromOneSource],
        1 => &[Indicator::RatedByUnit],
        2 => &[Indicator::RatedAtOnce],
        _ => &[Indicator::RatedFromOneSource],
    };
    for indicator in indicators {
        maker.plant_habit(*indicator, unit, month);
    }
}

/// Somebody reads a crowd of identities in an afternoon, or a few of cases that are none of theirs; careful ones one or two.
fn snoop(maker: &mut Maker, month: usize) {
    let unit = maker.random.below(UNITS);
    let reader = Reader { person: format!("handler-{unit}"), unit, role: Role::Handler };
    let from = maker.instant(month);
    let crowd = maker.chance(50);
    let count = if crowd { 22 + maker.random.below(30) } else { 1 + maker.random.below(8) };
    for _ in 0..count {
        let at = from + maker.minutes(240);
        read(maker, &reader, at, crowd);
    }
    let since = maker.months[month].from;
    let person = PersonId::new(reader.person);
    maker.plant(Indicator::IdentitiesRead, Subject::Person(person, since));
}
