//! How much time is left, as a pill: a shape, a mark and words, so that nobody needs the colour.

use chrono::TimeDelta;
use domain::id::Timestamp;
use domain::supervision::Colour;
use store::queries::CaseLine;

use super::words::Words;

/// A deadline as it is shown in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pill {
    /// Its kind, a class of the stylesheet.
    pub(super) kind: &'static str,
    /// Its mark, a symbol of the sheet of icons.
    pub(super) icon: &'static str,
    /// What it says.
    pub(super) text: String,
}

impl Pill {
    /// Of a deadline that does not run at present.
    pub(super) fn paused(w: &Words) -> Self {
        Self { kind: "pause", icon: "i-pause", text: w.on_hold.to_owned() }
    }

    /// Of a deadline that was kept too late.
    pub(super) fn kept_late(w: &Words) -> Self {
        Self { kind: "pause", icon: "i-over", text: w.kept_late.to_owned() }
    }

    /// Of the first deadline of an open case, in the colour of the case.
    pub(super) fn of_line(line: &CaseLine, now: Timestamp, w: &Words) -> Option<Self> {
        let due = line.due_at.filter(|_| line.ended.is_none())?;
        let colour = line.turns.map_or(Colour::Green, |turns| turns.at(now));
        Some(Self::of(due, colour, now, w))
    }

    /// Of a deadline, which is the first instant that is too late, in the colour that the county's settings give it.
    pub(super) fn of(deadline: Timestamp, colour: Colour, now: Timestamp, w: &Words) -> Self {
        let left = deadline - now;
        let is_late = left <= TimeDelta::zero();
        let (kind, icon) = match colour {
            Colour::Red => ("over", "i-over"),
            Colour::Yellow => ("due", "i-due"),
            // Where nobody has drawn colours, what is late is no less so.
            Colour::Green if is_late => ("over", "i-over"),
            Colour::Green => ("ok", "i-ok"),
        };
        let (word, time) = if is_late { (w.late_by, -left) } else { (w.left, left) };
        Self { kind, icon, text: format!("{word} {}", span(time, w)) }
    }
}

/// A stretch of time in its two largest units.
fn span(time: TimeDelta, w: &Words) -> String {
    let (days, hours, minutes) = (time.num_days(), time.num_hours() % 24, time.num_minutes() % 60);
    let part = |count: i64, unit: &str| format!("{count} {unit}");
    match (days, hours) {
        (0, 0) => part(minutes, w.minutes),
        (0, _) => part(hours, w.hours),
        (1..10, 1..) => format!("{} {}", part(days, w.days), part(hours, w.hours)),
        _ => part(days, w.days),
    }
}

#[cfg(test)]
mod tests {
    use Colour::{Green, Red, Yellow};
    use domain::text::Language;

    use super::*;

    #[test]
    fn what_is_left_is_told_in_its_largest_units() {
        let w = Words::of(Language::En);
        let now = Timestamp::default();
        for (minutes, colour, text, kind) in [
            (-1, Red, "late 1 min", "over"),
            (-60 * 52, Red, "late 2 d 4 h", "over"),
            (0, Red, "late 0 min", "over"),
            (-1, Yellow, "late 1 min", "due"),
            (-1, Green, "late 1 min", "over"),
            (59, Yellow, "left 59 min", "due"),
            (60 * 6 + 5, Yellow, "left 6 h", "due"),
            (60 * 24, Green, "left 1 d", "ok"),
            (60 * 24 * 15 + 60, Green, "left 15 d", "ok"),
        ] {
            let pill = Pill::of(now + TimeDelta::minutes(minutes), colour, now, w);
            assert_eq!((pill.text.as_str(), pill.kind), (text, kind), "{minutes}");
        }
    }
}
