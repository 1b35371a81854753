//! Matters that are brought again after they were closed.

use chrono::TimeDelta;
use domain::id::Timestamp;
use domain::suspicion::{Indicator, Matter, Reopening};

use super::Subject;
use super::county::{Filed, Maker, whole};

/// It is opened again, or the citizen files it anew: with the same telephone, seldom with another, or a neighbour does. What comes later
/// than all thresholds was planted too and is missed.
pub(super) fn bring(maker: &mut Maker, filed: &Filed, closed: Timestamp, planted: bool) {
    let at = closed + TimeDelta::hours(5) + TimeDelta::days(whole(maker.random.below(40)));
    match maker.random.below(10) {
        0..3 => maker.history.reopenings.push(Reopening { case: filed.case, at }),
        drawn => {
            let before = maker.history.matters[&filed.case].clone();
            let marks = if drawn < 8 { before.marks } else { [maker.new_mark()].into() };
            let matter = Matter { filed_at: at, marks, ..before };
            // Nobody works on it here: it is what was brought again, and nothing else is asked of it.
            maker.put(matter, filed.unit, filed.month);
        }
    }
    if planted {
        maker.plant(Indicator::ReportedAgain, Subject::Case(filed.case));
    }
}
