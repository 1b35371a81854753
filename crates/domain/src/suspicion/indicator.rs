//! The indicators: a closed list, each with the words by which people know it.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;
use crate::workflow::Words;

/// What makes a case, a unit or a reader worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// Closed as solved, and brought again 办结后重提.
    ReportedAgain,
    /// Closed as solved, and the citizen says the opposite 回访相反.
    Contradicted,
    /// Closed without having been in touch with the citizen 未联系即办结.
    NoContact,
    /// The answer reads as others of the unit 模板答复.
    AnswerCopied,
    /// The unit closes in the last minutes as a habit 踩点办结.
    LastMinute,
    /// One picture proves several matters 图片重复.
    PictureTwice,
    /// The unit returns cases when the time to sign is nearly over 先退后收.
    ReturnedLate,
    /// A case goes from unit to unit, or has none 反复退回.
    PassedRound,
    /// Good ratings in a burst 集中好评.
    RatedInBurst,
    /// Good ratings of many cases from one device or network 同源好评.
    RatedFromOneSource,
    /// Good ratings seconds after the closing 办结即评.
    RatedAtOnce,
    /// Good ratings that came from the unit itself 单位代评.
    RatedByUnit,
    /// Somebody reads far more identities than others, or those of cases that are not theirs 异常查看身份.
    IdentitiesRead,
}

impl Indicator {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 13] = [
        Self::ReportedAgain,
        Self::Contradicted,
        Self::NoContact,
        Self::AnswerCopied,
        Self::LastMinute,
        Self::PictureTwice,
        Self::ReturnedLate,
        Self::PassedRound,
        Self::RatedInBurst,
        Self::RatedFromOneSource,
        Self::RatedAtOnce,
        Self::RatedByUnit,
        Self::IdentitiesRead,
    ];

    /// The stable word for it, which is also its key in the file of thresholds.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReportedAgain => "reported_again",
            Self::Contradicted => "contradicted",
            Self::NoContact => "no_contact",
            Self::AnswerCopied => "answer_copied",
            Self::LastMinute => "last_minute",
            Self::PictureTwice => "picture_twice",
            Self::ReturnedLate => "returned_late",
            Self::PassedRound => "passed_round",
            Self::RatedInBurst => "rated_in_burst",
            Self::RatedFromOneSource => "rated_from_one_source",
            Self::RatedAtOnce => "rated_at_once",
            Self::RatedByUnit => "rated_by_unit",
            Self::IdentitiesRead => "identities_read",
        }
    }
}

impl Words for Indicator {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::ReportedAgain => ("办结后重提", "Closed, then brought again"),
            Self::Contradicted => ("回访相反", "The citizen says the opposite"),
            Self::NoContact => ("未联系即办结", "Closed without contact"),
            Self::AnswerCopied => ("模板答复", "Answers that read alike"),
            Self::LastMinute => ("踩点办结", "Closed at the last minute"),
            Self::PictureTwice => ("图片重复", "The same picture twice"),
            Self::ReturnedLate => ("先退后收", "Returned late to win time"),
            Self::PassedRound => ("反复退回", "Passed round"),
            Self::RatedInBurst => ("集中好评", "Good ratings in a burst"),
            Self::RatedFromOneSource => ("同源好评", "Good ratings from one source"),
            Self::RatedAtOnce => ("办结即评", "Rated the moment it closed"),
            Self::RatedByUnit => ("单位代评", "Rated by the unit"),
            Self::IdentitiesRead => ("异常查看身份", "Unusual reading of identities"),
        };
        Bilingual::new(zh, en)
    }
}
