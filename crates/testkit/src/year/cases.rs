//! Cases as units work on them, honestly or not.

use chrono::TimeDelta;
use domain::case::Solved;
use domain::id::Timestamp;
use domain::suspicion::{
    Answer, Channel, Closing, Handover, Hearing, Indicator, Look, Picture, Rating, Sketch,
    SketchKey, Why,
};

use super::Subject;
use super::county::{Filed, Maker, mark, name, ways};
use super::texts;

/// How many cases come in a month, beside those of events.
const A_MONTH: usize = 240;

/// The months in which the sham units cheat, from 0.
const SHAM_MONTHS: std::ops::Range<usize> = 2..10;

/// The key of the sketches.
const KEY: SketchKey = SketchKey(*b"a synthetic year");

pub(super) fn month(maker: &mut Maker, month: usize) {
    for _ in 0..A_MONTH {
        let unit = maker.any_unit();
        let filed = maker.file(unit, month);
        let cheats = ways::SHAM.contains(&unit) && SHAM_MONTHS.contains(&month);
        assign(maker, &filed);
        if cheats && maker.chance(45) {
            sham(maker, &filed);
        } else {
            honest(maker, &filed);
        }
    }
}

/// The unit is given the case soon after it came.
pub(super) fn assign(maker: &mut Maker, filed: &Filed) {
    let at = filed.at + TimeDelta::minutes(5) + maker.minutes(120);
    let to = Some(name(filed.unit));
    let handover = Handover { case: filed.case, seq: 2, at, to, why: Why::Assigned };
    maker.history.handovers.push(handover);
}

/// The end of the office day so many days after it was filed.
fn deadline(filed: &Filed, days: i64) -> Timestamp {
    let eight = TimeDelta::hours(8);
    let midnight =
        (filed.at + eight).date_naive().and_hms_opt(0, 0, 0).expect("midnight").and_utc();
    midnight - eight + TimeDelta::days(days) + TimeDelta::minutes(17 * 60 + 30)
}

/// When an honest unit closes: some time in the term, and where there is too much work, on its last day.
fn closing_time(maker: &mut Maker, filed: &Filed, due: Timestamp) -> Timestamp {
    let rush = if ways::BUSY.contains(&filed.unit) { 60 } else { 12 };
    if maker.chance(rush) {
        // Of two draws the later: the day gets busier towards its end.
        let left = maker.minutes(500).min(maker.minutes(500));
        return due - left;
    }
    let term = usize::try_from((due - filed.at).num_minutes() - 600).unwrap_or(1);
    filed.at + TimeDelta::minutes(120) + maker.minutes(term)
}

pub(super) fn honest(maker: &mut Maker, filed: &Filed) {
    let days = if maker.chance(50) { 7 } else { 20 };
    let due = deadline(filed, days);
    let at = closing_time(maker, filed, due);
    let solved = maker.chance(80);
    // Three of a hundred were in touch and did not write it down.
    let (contacted, reachable) = (maker.chance(97), maker.chance(95));
    close(maker, filed, Closed { at, due, solved, contacted, reachable });
    let category = maker.category(filed.case);
    let text =
        texts::honest(&mut maker.random, category.as_str(), ways::FORMS.contains(&filed.unit));
    answer(maker, filed, at, &text);
    if maker.chance(60) {
        let look = honest_look(maker);
        picture(maker, filed, at, None, look);
    }
    if maker.chance(70) {
        let says = [(if solved { 90 } else { 30 }, Solved::Yes), (60, Solved::Partly)];
        let said = says.into_iter().find(|(percent, _)| maker.chance(*percent));
        hear(maker, filed, at, said.map_or(Solved::No, |(_, said)| said));
    }
    if maker.chance(45) {
        rate(maker, filed, at);
    }
}

/// A photograph, or a page of text, of which not much is left when it is small.
fn honest_look(maker: &mut Maker) -> Look {
    if maker.chance(80) {
        return Look(maker.random.next());
    }
    let lines = 4 + maker.random.below(10);
    Look((0..lines).fold(0, |bits, _| bits | 1 << (4 * maker.random.below(14))))
}

/// How a case was closed.
#[derive(Clone, Copy)]
pub(super) struct Closed {
    pub(super) at: Timestamp,
    pub(super) due: Timestamp,
    pub(super) solved: bool,
    pub(super) contacted: bool,
    pub(super) reachable: bool,
}

pub(super) fn close(maker: &mut Maker, filed: &Filed, closed: Closed) {
    let Closed { at, due, solved, contacted, reachable } = closed;
    let (case, unit) = (filed.case, name(filed.unit));
    let deadline = Some(due);
    let closing = Closing { case, unit, at, deadline, solved, contacted, reachable };
    maker.history.closings.push(closing);
    let end = Handover { case, seq: 90, at, to: None, why: Why::Ended };
    maker.history.handovers.push(end);
}

pub(super) fn answer(maker: &mut Maker, filed: &Filed, at: Timestamp, text: &str) {
    let sketch = Sketch::of(text, &texts::phrases(), &KEY);
    let answer = Answer { case: filed.case, unit: name(filed.unit), at, sketch };
    maker.history.answers.push(answer);
}

/// A picture; one that is a copy has the content of another.
pub(super) fn picture(
    maker: &mut Maker,
    filed: &Filed,
    at: Timestamp,
    content: Option<[u8; 32]>,
    look: Look,
) {
    let file = maker.new_file();
    let content = content.unwrap_or_else(|| maker.new_mark().0);
    let (case, unit) = (filed.case, name(filed.unit));
    let picture = Picture { file, case, unit, at, content, look: Some(look) };
    maker.history.pictures.push(picture);
}

pub(super) fn hear(maker: &mut Maker, filed: &Filed, closed: Timestamp, solved: Solved) {
    let at = closed + TimeDelta::hours(20) + maker.days(6) + maker.minutes(400);
    maker.history.hearings.push(Hearing { case: filed.case, at, solved });
}

/// A rating of the citizen's own: hours or days later, or at the counter; with a device of their own, and a network of their own or
/// that of a provider who gives many people one address.
pub(super) fn rate(maker: &mut Maker, filed: &Filed, closed: Timestamp) {
    let at_counter = maker.chance(if ways::COUNTER.contains(&filed.unit) { 25 } else { 2 });
    let wait = if at_counter {
        TimeDelta::seconds(30) + maker.minutes(3)
    } else {
        TimeDelta::minutes(30) + maker.minutes(6 * 24 * 60)
    };
    let channel = match maker.random.below(1_000) {
        0..7 => Channel::Unit,
        7..157 => Channel::Hall,
        _ => Channel::Citizen,
    };
    let citizen = maker.history.matters[&filed.case].marks.first().copied();
    let shared = 500_000 + maker.random.below(12) as u64;
    let network = if maker.chance(40) { Some(mark(shared)) } else { citizen };
    let good = maker.chance(85);
    let (case, unit, at) = (filed.case, name(filed.unit), closed + wait);
    maker.history.ratings.push(Rating { case, unit, at, good, channel, device: citizen, network });
}

/// A case that was closed and not worked on. What of it shows is planted, each with its indicator.
fn sham(maker: &mut Maker, filed: &Filed) {
    let due = deadline(filed, if maker.chance(50) { 7 } else { 20 });
    // Careless ones close in the last minutes, careful ones some time on the last day.
    let left = if maker.chance(75) { maker.minutes(30) } else { maker.minutes(500) };
    let at = due - left;
    let contacted = maker.chance(30);
    close(maker, filed, Closed { at, due, solved: true, contacted, reachable: true });
    let subject = Subject::Case(filed.case);
    if !contacted {
        maker.plant(Indicator::NoContact, subject.clone());
    }
    if let Some(month) = maker.months.iter().position(|month| month.holds(at)) {
        maker.plant_habit(Indicator::LastMinute, filed.unit, month);
    }
    let category = maker.category(filed.case);
    if maker.chance(70) {
        let text = texts::copied(&mut maker.random, filed.unit);
        answer(maker, filed, at, &text);
        maker.plant(Indicator::AnswerCopied, subject.clone());
    } else {
        let text = texts::honest(&mut maker.random, category.as_str(), false);
        answer(maker, filed, at, &text);
    }
    if maker.chance(40) {
        reused_picture(maker, filed, at);
    }
    if maker.chance(60) {
        let said = if maker.chance(70) { Solved::No } else { Solved::Yes };
        hear(maker, filed, at, said);
        if said == Solved::No {
            maker.plant(Indicator::Contradicted, subject);
        }
    }
    if maker.chance(40) {
        super::again::bring(maker, filed, at, true);
    }
}

/// One of the unit's pictures once more: the same file, a copy that was stored anew, or one that was cut.
fn reused_picture(maker: &mut Maker, filed: &Filed, at: Timestamp) {
    let unit = name(filed.unit);
    let own = maker.history.pictures.iter().filter(|it| it.unit == unit && it.at < at);
    let own: Vec<_> = own.filter_map(|it| Some((it.content, it.look?))).take(8).collect();
    let Some((content, look)) = maker.random.pick(&own).copied() else { return };
    let (content, changed) = match maker.random.below(20) {
        0..9 => (Some(content), 0),
        9..16 => (None, maker.random.below(4)),
        _ => (None, 8 + maker.random.below(12)),
    };
    let look = (0..changed).fold(look.0, |bits, _| bits ^ 1 << maker.random.below(64));
    picture(maker, filed, at, content, Look(look));
    maker.plant(Indicator::PictureTwice, Subject::Case(filed.case));
}
