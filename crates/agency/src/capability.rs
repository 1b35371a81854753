//! What an agency can do, as it claims. The conformance trials hold it to that.

use std::collections::BTreeSet;

/// What an agency can do. What it does not claim, its methods answer with `Unsupported`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capability {
    /// What it does.
    pub abilities: BTreeSet<Ability>,
    /// In which order reports of one referral come.
    pub delivery: Delivery,
}

impl Capability {
    /// Whether it does this.
    pub fn can(&self, ability: Ability) -> bool {
        self.abilities.contains(&ability)
    }
}

/// One thing that an agency may be able to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ability {
    /// It takes referrals ([`submit`](crate::Agency::submit)).
    Submit,
    /// It takes changes to what was referred ([`amend`](crate::Agency::amend)).
    Amend,
    /// It reports by itself ([`receive`](crate::Agency::receive)).
    Push,
    /// It can be asked for reports since a cursor ([`poll`](crate::Agency::poll)).
    Poll,
    /// It can be asked how one referral stands ([`inquire`](crate::Agency::inquire)).
    Inquire,
    /// It hands matters over to us that did not come from us.
    HandOver,
}

impl Ability {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Submit, Self::Amend, Self::Push, Self::Poll, Self::Inquire, Self::HandOver];
}

/// In which order reports of one referral come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// In the order in which things happened.
    InOrder,
    /// In any order; each says its place by [`Report::sequence`](crate::Report::sequence) or at least by its time.
    #[default]
    AnyOrder,
}
