//! Suspicions 疑点: what in the record a person should look at. Never a verdict.
//!
//! Each [`Indicator`] has a file of its own that says what it looks for and what honest work looks the same. It reads a
//! [`History`], into which [`gather`] reads logs and which holds ids, instants and keyed hashes and neither names nor words, and gives [`Suspicion`]s: each with
//! its facts, and under a key by which finding it again is known. A person confirms or dismisses it with a reason ([`Judgement`]);
//! only what was confirmed counts anywhere. How often they are right on a year with planted frauds stands in
//! `docs/reference/suspicion.md`.

mod answer_copied;
mod contradicted;
mod fact;
mod fact_words;
mod gather;
mod gathered;
mod history;
mod identities_read;
mod indicator;
mod judgement;
mod last_minute;
mod look;
mod no_contact;
mod passed_round;
mod picture_twice;
mod rated_at_once;
mod rated_by_unit;
mod rated_from_one_source;
mod rated_in_burst;
mod reported_again;
mod returned_late;
mod row;
mod sketch;
mod thresholds;
mod transfers;

pub use fact::{Again, Fact, Shared};
pub use gather::gather;
pub use gathered::{Gathered, HadPart, SolvedOutcomes, Written};
pub use history::{
    Answer, Channel, Closing, Handover, Hearing, History, Mark, Matter, Picture, Rating, Reopening,
    Return, Reveal, Why,
};
pub use indicator::Indicator;
pub use judgement::{Conclusion, Judgement, Standing, standing};
pub use look::{LOOK_HEIGHT, LOOK_WIDTH, Look};
pub use row::{Period, Search, Suspicion};
pub use sketch::{SKETCH_MAX, Sketch, SketchKey};
pub use thresholds::{
    AnswerCopied, Contradicted, IdentitiesRead, LastMinute, NoContact, PassedRound, PictureTwice,
    RatedAtOnce, RatedByUnit, RatedFromOneSource, RatedInBurst, ReportedAgain, ReturnedLate,
    Thresholds, TransferBudget,
};
pub use transfers::{Edge, Journey, Over, Ownerless, Transfers};

/// All suspicions of a period, in the order of their keys. The same history gives the same, in whatever order its facts come.
pub fn find(search: &Search<'_>) -> Vec<Suspicion> {
    let mut found: Vec<_> =
        Indicator::ALL.into_iter().flat_map(|indicator| find_one(search, indicator)).collect();
    found.sort_by(|one, other| one.key.cmp(&other.key));
    found
}

/// What one indicator finds.
pub fn find_one(search: &Search<'_>, indicator: Indicator) -> Vec<Suspicion> {
    match indicator {
        Indicator::ReportedAgain => reported_again::find(search),
        Indicator::Contradicted => contradicted::find(search),
        Indicator::NoContact => no_contact::find(search),
        Indicator::AnswerCopied => answer_copied::find(search),
        Indicator::LastMinute => last_minute::find(search),
        Indicator::PictureTwice => picture_twice::find(search),
        Indicator::ReturnedLate => returned_late::find(search),
        Indicator::PassedRound => passed_round::find(search),
        Indicator::RatedInBurst => rated_in_burst::find(search),
        Indicator::RatedFromOneSource => rated_from_one_source::find(search),
        Indicator::RatedAtOnce => rated_at_once::find(search),
        Indicator::RatedByUnit => rated_by_unit::find(search),
        Indicator::IdentitiesRead => identities_read::find(search),
    }
}
