//! How many clues stand where, line by line, and the rate of those that were so.

use std::collections::BTreeMap;

use super::{Clue, Finding, RoadStep, Standing};
use crate::text::Bilingual;
use crate::workflow::Words;

/// How many clues stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    standing: BTreeMap<Standing, u64>,
    /// How many were dispatched a second time.
    pub again: u64,
    /// How many a joint session decided.
    pub sessions: u64,
    /// How many ended although their author still disagrees.
    pub unsettled: u64,
}

impl Figures {
    /// Counts a clue.
    pub fn count(&mut self, clue: &Clue) {
        *self.standing.entry(clue.standing).or_default() += 1;
        self.again += u64::from(Line::Again.counts(clue));
        self.sessions += u64::from(Line::Sessions.counts(clue));
        self.unsettled += u64::from(Line::Unsettled.counts(clue));
    }

    /// How many stand somewhere.
    pub fn standing(&self, standing: Standing) -> u64 {
        self.standing.get(&standing).copied().unwrap_or(0)
    }

    /// How many there are.
    pub fn all(&self) -> u64 {
        self.standing.values().sum()
    }

    /// How many somebody was told to look into.
    pub fn assigned(&self) -> u64 {
        self.standing.iter().filter(|(standing, _)| standing.is_assigned()).map(|(_, n)| n).sum()
    }

    /// How many were found to be so, and how many were found at all: the rate is the one of the other.
    pub fn substantiated(&self) -> (u64, u64) {
        let found = |finding| self.standing(Standing::Found(finding));
        (found(Finding::Substantiated), Finding::ALL.into_iter().map(found).sum())
    }

    /// The share of those found that were found to be so, in tenths of a percent, rounded half up; none where none was found.
    pub fn per_mille(&self) -> Option<u64> {
        let (so, found) = self.substantiated();
        (found > 0).then(|| (so * 2000 + found) / (found * 2))
    }
}

/// A line of the table of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// All that came in.
    All,
    /// Those that somebody was told to look into.
    Assigned,
    /// Those that stand somewhere.
    Standing(Standing),
    /// Those that were dispatched a second time.
    Again,
    /// Those that a joint session decided.
    Sessions,
    /// Those that ended although their author still disagrees.
    Unsettled,
}

impl Line {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 12] = [
        Self::All,
        Self::Standing(Standing::Screening),
        Self::Standing(Standing::NotAssigned),
        Self::Assigned,
        Self::Standing(Standing::Found(Finding::Substantiated)),
        Self::Standing(Standing::Found(Finding::Unsubstantiated)),
        Self::Standing(Standing::Found(Finding::Unverifiable)),
        Self::Standing(Standing::Open),
        Self::Standing(Standing::Stopped),
        Self::Again,
        Self::Sessions,
        Self::Unsettled,
    ];

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Assigned => "assigned",
            Self::Standing(Standing::Screening) => "screening",
            Self::Standing(Standing::NotAssigned) => "not_assigned",
            Self::Standing(Standing::Open) => "open",
            Self::Standing(Standing::Found(finding)) => finding.as_str(),
            Self::Standing(Standing::Stopped) => "stopped",
            Self::Again => "again",
            Self::Sessions => "sessions",
            Self::Unsettled => "unsettled",
        }
    }

    /// Whether it counts a clue.
    pub fn counts(self, clue: &Clue) -> bool {
        match self {
            Self::All => true,
            Self::Assigned => clue.standing.is_assigned(),
            Self::Standing(standing) => clue.standing == standing,
            Self::Again => clue.came_by(|step| *step == RoadStep::DispatchedAgain),
            Self::Sessions => clue.came_by(|step| *step == RoadStep::Session),
            Self::Unsettled => clue.road.last().is_some_and(|(_, step)| {
                matches!(step, RoadStep::Ended(outcome) if outcome.as_str() == "unsettled")
            }),
        }
    }

    /// How many.
    pub fn of(self, figures: &Figures) -> u64 {
        match self {
            Self::All => figures.all(),
            Self::Assigned => figures.assigned(),
            Self::Standing(standing) => figures.standing(standing),
            Self::Again => figures.again,
            Self::Sessions => figures.sessions,
            Self::Unsettled => figures.unsettled,
        }
    }
}

impl Words for Line {
    fn words(&self) -> Bilingual {
        match self {
            Self::All => Bilingual::new("评议线索", "Clues"),
            Self::Assigned => Bilingual::new("交办", "Assigned"),
            Self::Standing(standing) => standing.words(),
            Self::Again => Bilingual::new("二次分派", "Dispatched a second time"),
            Self::Sessions => Bilingual::new("会商研判", "Joint sessions"),
            Self::Unsettled => {
                Bilingual::new("群众仍不认可，终结", "Concluded, the author still disagrees")
            }
        }
    }
}

impl Words for Figures {
    /// The rate of those that were so, with what it is a share of.
    fn words(&self) -> Bilingual {
        let (so, found) = self.substantiated();
        let Some(rate) = self.per_mille() else {
            return Bilingual::new(
                "属实率：还没有核查结论",
                "substantiated: nothing was found yet",
            );
        };
        let (whole, tenth) = (rate / 10, rate % 10);
        Bilingual::new(
            format!("属实率：{so}/{found} = {whole}.{tenth}%"),
            format!("substantiated: {so} of {found} = {whole}.{tenth} %"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(standings: &[(Standing, usize)]) -> Figures {
        let mut figures = Figures::default();
        for (standing, count) in standings {
            let clue = Clue { standing: *standing, road: Vec::new() };
            (0..*count).for_each(|_| figures.count(&clue));
        }
        figures
    }

    #[test]
    fn the_rate_is_of_what_was_found_and_there_is_none_before() {
        let open = figures(&[(Standing::Open, 9), (Standing::NotAssigned, 4)]);
        assert_eq!((open.all(), open.assigned(), open.per_mille()), (13, 9, None));
        let found = Standing::Found;
        let some = figures(&[
            (found(Finding::Substantiated), 55),
            (found(Finding::Unsubstantiated), 290),
            (found(Finding::Unverifiable), 10),
            (Standing::Open, 19),
            (Standing::Stopped, 2),
        ]);
        assert_eq!((some.assigned(), some.substantiated()), (376, (55, 355)));
        assert_eq!(some.words().en, "substantiated: 55 of 355 = 15.5 %");
        assert_eq!(
            figures(&[(found(Finding::Substantiated), 3)]).words().zh,
            "属实率：3/3 = 100.0%"
        );
    }

    #[test]
    fn every_line_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Line::ALL.map(Line::as_str).into();
        assert_eq!(words.len(), Line::ALL.len());
    }
}
