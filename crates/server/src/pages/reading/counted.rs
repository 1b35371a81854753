//! Counting what somebody sees. A number is never counted by anything but the filter of the list that it leads to.

use std::sync::Arc;

use domain::calendar::Calendar;
use domain::id::Timestamp;
use engine::Who;
use store::queries::By;
use store::visible::VisibleCases;

use super::super::work::WorkIn;
use crate::problem::Problem;
use crate::state::State;

/// A number with its list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// How many.
    pub(super) count: u64,
    /// The list of as many.
    pub(super) to: String,
}

impl Counted {
    /// Its part of another, in hundredths, with one place; none where that is nothing.
    pub(super) fn share_of(&self, whole: &Self) -> Option<String> {
        (whole.count > 0).then(|| {
            let tenths = (self.count * 1000 + whole.count / 2) / whole.count;
            format!("{}.{}%", tenths / 10, tenths % 10)
        })
    }
}

/// Counts what one reader sees, at one moment.
#[derive(Debug)]
pub(super) struct Counter<'a> {
    pub(super) state: &'a State,
    pub(super) visible: Arc<VisibleCases>,
    pub(super) now: Timestamp,
}

impl<'a> Counter<'a> {
    /// Of somebody, now.
    pub(super) async fn of(state: &'a State, who: &Who) -> Result<Self, Problem> {
        let visible = state.engine.visible(who).await?;
        Ok(Self { state, visible, now: state.engine.clock().now() })
    }

    /// The calendar of the county.
    pub(super) fn calendar(&self) -> &'a Calendar {
        &self.state.engine.definitions().calendar
    }

    /// How many cases a list has.
    pub(super) async fn count(&self, list: WorkIn) -> Result<Counted, Problem> {
        let filter = list.filter(self.state, &self.visible, self.now).await?;
        let count = self.state.engine.store().count_cases(&self.visible, &filter).await?;
        Ok(Counted { count, to: list.address() })
    }

    /// How many cases each of some lists of the same cases has, by one look at them.
    pub(super) async fn each<const N: usize>(
        &self,
        lists: [WorkIn; N],
    ) -> Result<[Counted; N], Problem> {
        let mut filters = Vec::with_capacity(N);
        for list in &lists {
            filters.push(list.filter(self.state, &self.visible, self.now).await?);
        }
        let counts = self.state.engine.store().count_each(&self.visible, &filters).await?;
        let mut counts = counts.into_iter();
        Ok(lists
            .map(|list| Counted { count: counts.next().unwrap_or_default(), to: list.address() }))
    }

    /// How many cases of a list there are of each, most first.
    pub(super) async fn by(
        &self,
        list: &WorkIn,
        by: By,
    ) -> Result<Vec<(Option<String>, u64)>, Problem> {
        let filter = list.filter(self.state, &self.visible, self.now).await?;
        Ok(self.state.engine.store().count_by(&self.visible, &filter, by).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_once_and_there_is_none_of_nothing() {
        let of = |count| Counted { count, to: String::new() };
        for (part, whole, share) in
            [(1, 3, "33.3%"), (2, 3, "66.7%"), (0, 5, "0.0%"), (5, 5, "100.0%"), (1, 8, "12.5%")]
        {
            assert_eq!(of(part).share_of(&of(whole)).as_deref(), Some(share));
        }
        assert_eq!(of(0).share_of(&of(0)), None);
    }
}
