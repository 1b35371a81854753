//! What a fact is called when people read it. Units stand there by their ids: whoever shows it has the directory.

use super::{Again, Fact, Shared};
use crate::case::Solved;
use crate::id::Timestamp;
use crate::text::Bilingual;
use crate::workflow::Words;

impl Words for Fact {
    fn words(&self) -> Bilingual {
        match self {
            Self::Closed { .. } => Bilingual::new("单位申报已解决", "the unit says it is solved"),
            Self::BroughtAgain { by, days, .. } => brought_again(*by, *days),
            Self::Heard { solved, .. } => heard(*solved),
            Self::NoContact { .. } => Bilingual::new(
                "办结前没有联系群众的记录",
                "no contact is on record before it was closed",
            ),
            Self::Alike { percent, .. } => Bilingual::new(
                format!("答复与本单位另一件相似 {percent}%"),
                format!("the answer is {percent}% like that of another case of the unit"),
            ),
            Self::LastMinute { minutes, .. } => Bilingual::new(
                format!("距到期 {minutes} 分钟办结"),
                format!("closed {minutes} minutes before the deadline"),
            ),
            Self::SamePicture { apart, .. } => same_picture(*apart),
            Self::ReturnedLate { minutes, .. } => Bilingual::new(
                format!("距签收到期 {minutes} 分钟退回"),
                format!("returned {minutes} minutes before it had to be signed for"),
            ),
            Self::SentBack { unit, .. } => {
                Bilingual::new(format!("{unit} 退回"), format!("{unit} sent it back"))
            }
            Self::Hop { from, to, .. } => {
                Bilingual::new(format!("{from} → {to}"), format!("{from} → {to}"))
            }
            Self::Ownerless { at, until, .. } => ownerless(*at, *until),
            Self::Rated { .. } => {
                Bilingual::new("短时间内集中好评之一", "one of a burst of good ratings")
            }
            Self::RatedFrom { shared, .. } => rated_from(*shared),
            Self::RatedAfter { seconds, .. } => Bilingual::new(
                format!("办结后 {seconds} 秒即好评"),
                format!("a good rating {seconds} seconds after it was closed"),
            ),
            Self::RatedByUnit { .. } => Bilingual::new(
                "好评由承办单位一侧录入",
                "the good rating came from the unit itself",
            ),
            Self::Read { part, .. } => read(*part),
        }
    }
}

fn brought_again(by: Again, days: u32) -> Bilingual {
    let (zh, en) = match by {
        Again::Reopened => ("同一案件重启", "it was opened again"),
        Again::Linked => ("关联为重复件", "a new case was linked to it as a repeat"),
        Again::SameParty => {
            ("同一电话再次反映同类事项", "the same telephone reported a matter of the same class")
        }
        Again::SamePlace => {
            ("同一地点再次反映同类事项", "a matter of the same place and category was reported")
        }
    };
    Bilingual::new(
        format!("办结后 {days} 天：{zh}"),
        format!("{days} days after it was closed, {en}"),
    )
}

fn heard(solved: Solved) -> Bilingual {
    match solved {
        Solved::Yes => Bilingual::new("群众说解决了", "the citizen says it is solved"),
        Solved::Partly => {
            Bilingual::new("群众说只解决了一部分", "the citizen says it is partly solved")
        }
        Solved::No => Bilingual::new("群众说没解决", "the citizen says it is not solved"),
    }
}

fn same_picture(apart: Option<u8>) -> Bilingual {
    apart.map_or_else(
        || Bilingual::new("与另一件的图片是同一个文件", "the same file stands in another case"),
        |bits| {
            Bilingual::new(
                format!("与另一件的图片看上去相同（64 位相差 {bits} 位）"),
                format!("it looks like a picture of another case ({bits} of 64 bits differ)"),
            )
        },
    )
}

fn ownerless(since: Timestamp, until: Option<Timestamp>) -> Bilingual {
    until.map_or_else(
        || Bilingual::new("至今无责任单位", "no unit is responsible until now"),
        |until| {
            let days = (until - since).num_days();
            Bilingual::new(
                format!("{days} 天无责任单位"),
                format!("no unit was responsible for {days} days"),
            )
        },
    )
}

fn rated_from(shared: Shared) -> Bilingual {
    match shared {
        Shared::Device => {
            Bilingual::new("与其他案件的好评来自同一设备", "rated from one device with other cases")
        }
        Shared::Network => Bilingual::new(
            "与其他案件的好评来自同一网络",
            "rated from one network with other cases",
        ),
    }
}

fn read(part: bool) -> Bilingual {
    if part {
        Bilingual::new("查看当事人身份", "read who the party is")
    } else {
        Bilingual::new(
            "查看当事人身份，与该案无承办关系",
            "read who the party is without a part in the case",
        )
    }
}
