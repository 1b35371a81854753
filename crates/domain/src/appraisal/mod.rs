//! Appraisal 考核 and whose time it was: what histories of cases say of the units that had them.
//!
//! [`facts()`] reads a log into [`CaseFacts`], without judging. A [`Scheme`] is data that says what is counted; [`check`]
//! refuses what must not be, such as one that takes silence for satisfaction or ranks people. [`appraise`] makes figures,
//! points and places of both, [`publish`] freezes them, and what is wrong afterwards becomes an [`Erratum`]. [`WhoseTime`]
//! sums the life of cases by who held them; a stretch may be disputed, and decided to be somebody else's ([`recharged`]).

mod check;
mod checked;
mod compare;
mod compute;
mod decision;
mod dispute;
mod facts;
mod frozen;
mod items;
mod named;
mod order_points;
mod period;
mod points;
mod predicate;
mod reading;
mod scheme;
mod sight;
mod summary;
mod told;
mod whose_time;

pub use check::{Checked, check};
pub use checked::CheckedScheme;
pub use compare::{UnitChange, compare};
pub use compute::{Appraisal, Figure, GroupAppraisal, LeftOut, Place, UnitAppraisal, appraise};
pub use decision::{Decision, DecisionKind};
pub use dispute::{Recharge, disputable, in_minutes, may_decide, recharged};
pub use facts::{
    Call, CallEnd, Called, CaseFacts, ClockEnd, ClockRun, ClosedBy, Closing, ConfirmedFacts,
    ExtensionFacts, Hearing, OrderFacts, Part, Repeat, ResultFacts, Settled, SpotCheck,
    SuspensionFacts, Urge,
};
pub use frozen::{
    Corrected, Correction, Erratum, FrozenError, Objection, Published, publish, published_at,
    taken_in_time,
};
pub use items::ItemRef;
pub use order_points::OrderPoints;
pub use period::{Period, PeriodError, PeriodLength};
pub use points::{Points, PointsError, Share};
pub use predicate::PredicateName;
pub use reading::{facts, facts_charged};
pub use scheme::{Grade, Grain, Group, Indicator, LeaveOut, Scheme, Scoring, Side, Standing, Term};
pub use sight::Sight;
pub use summary::{FigureSummary, GroupSummary, Summary, UnitSummary};
pub use told::{Told, told};
pub use whose_time::{Used, WhoseTime, answerable, used};
