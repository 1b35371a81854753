//! How much time is left, as a pill: a shape, a mark and words, so that nobody needs the colour.

use chrono::TimeDelta;
use domain::id::Timestamp;

use super::words::Words;

/// Below so much time a deadline is shown as near.
const NEAR: TimeDelta = TimeDelta::hours(24);

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

    /// Of a deadline, which is the first instant that is too late.
    pub(super) fn of(deadline: Timestamp, now: Timestamp, w: &Words) -> Self {
        let left = deadline - now;
        if left <= TimeDelta::zero() {
            let text = format!("{} {}", w.late_by, span(-left, w));
            return Self { kind: "over", icon: "i-over", text };
        }
        let (kind, icon) = if left < NEAR { ("due", "i-due") } else { ("ok", "i-ok") };
        Self { kind, icon, text: format!("{} {}", w.left, span(left, w)) }
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
    use domain::text::Language;

    use super::*;

    #[test]
    fn what_is_left_is_told_in_its_largest_units() {
        let w = Words::of(Language::En);
        let now = Timestamp::default();
        for (minutes, text, kind) in [
            (-1, "late 1 min", "over"),
            (-60 * 52, "late 2 d 4 h", "over"),
            (0, "late 0 min", "over"),
            (59, "left 59 min", "due"),
            (60 * 6 + 5, "left 6 h", "due"),
            (60 * 24, "left 1 d", "ok"),
            (60 * 24 * 15 + 60, "left 15 d", "ok"),
        ] {
            let pill = Pill::of(now + TimeDelta::minutes(minutes), now, w);
            assert_eq!((pill.text.as_str(), pill.kind), (text, kind), "{minutes}");
        }
    }
}
