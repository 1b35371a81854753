//! What values of a definition are called when people read them, in both languages.
//!
//! One word per thing: the drawing, the description and the comparison of versions all speak through this file.

mod conditions;
mod names;
mod verb;

pub(super) use conditions::conditions;
pub(crate) use names::Names;

use chrono::{Datelike, NaiveDate};

use super::{
    Act, Backwards, By, FieldKind, HolderRole, Level, Limit, SourceKind, Stage, Verb, Visibility,
};
use crate::actor::{Relation, Role, Seat};
use crate::case::{Complexity, Risk};
use crate::clock::{DayEnd, Length, Point, TimeUnit};
use crate::text::Bilingual;

/// Something that people call by a word.
pub trait Words {
    /// The word.
    fn words(&self) -> Bilingual;
}

/// Several things in one line; "none" if there is none.
pub(crate) fn listed(items: impl IntoIterator<Item = Bilingual>) -> Bilingual {
    let items: Vec<_> = items.into_iter().collect();
    if items.is_empty() {
        return Bilingual::new("无", "none");
    }
    let join = |texts: Vec<&str>, by: &str| texts.join(by);
    Bilingual {
        zh: join(items.iter().map(|item| item.zh.as_str()).collect(), "、"),
        en: join(items.iter().map(|item| item.en.as_str()).collect(), ", "),
    }
}

/// How long a limit is, as one phrase: `5 个工作日`, or the length for each value it depends on.
pub(super) fn limit_length(limit: &Limit) -> Bilingual {
    match (limit.length, limit.by) {
        (Some(length), _) => length.words(),
        (None, Some(by)) => {
            let each = limit.lengths.iter().map(|(value, length)| {
                let (value, length) = (by_value(by, value), length.words());
                Bilingual::new(
                    format!("{} {}", value.zh, length.zh),
                    format!("{}: {}", value.en, length.en),
                )
            });
            listed(each)
        }
        (None, None) => Bilingual::new("未定", "not set"),
    }
}

/// One rung of a ladder: when, what, to whom.
pub(super) fn level(level: &Level) -> Bilingual {
    let Level { at, act, to } = level;
    let at = at.as_ref().map_or_else(|| Bilingual::new("未定时", "at no time"), Words::words);
    let (act, to) = (act.words(), listed(to.iter().map(Words::words)));
    Bilingual::new(
        format!("{}{}（{}）", at.zh, act.zh, to.zh),
        format!("{}: {} ({})", at.en, act.en, to.en),
    )
}

/// A value that a limit's length depends on: `general` of complexity is `一般`.
pub(super) fn by_value(by: By, value: &str) -> Bilingual {
    let known = match by {
        By::Complexity => [Complexity::Simple, Complexity::General, Complexity::Complex]
            .into_iter()
            .find(|known| known.as_str() == value)
            .map(|known| known.words()),
        By::Risk => [Risk::Low, Risk::Medium, Risk::High]
            .into_iter()
            .find(|known| known.as_str() == value)
            .map(|known| known.words()),
    };
    known.unwrap_or_else(|| Bilingual::new(value, value))
}

impl<T: Words> Words for Option<T> {
    fn words(&self) -> Bilingual {
        self.as_ref().map_or_else(|| Bilingual::new("无", "none"), Words::words)
    }
}

impl Words for Bilingual {
    fn words(&self) -> Bilingual {
        self.clone()
    }
}

impl Words for bool {
    fn words(&self) -> Bilingual {
        if *self { Bilingual::new("是", "yes") } else { Bilingual::new("否", "no") }
    }
}

impl Words for u32 {
    fn words(&self) -> Bilingual {
        Bilingual::new(self.to_string(), self.to_string())
    }
}

impl Words for NaiveDate {
    fn words(&self) -> Bilingual {
        let (year, month, day) = (self.year(), self.month(), self.day());
        Bilingual::new(format!("{year}年{month}月{day}日"), self.to_string())
    }
}

impl Words for Length {
    fn words(&self) -> Bilingual {
        let (zh, one, many) = match self.unit {
            TimeUnit::Hour => ("小时", "hour", "hours"),
            TimeUnit::WorkHour => ("个工作小时", "working hour", "working hours"),
            TimeUnit::CalendarDay => ("日", "day", "days"),
            TimeUnit::WorkDay => ("个工作日", "working day", "working days"),
            TimeUnit::Month => ("个月", "month", "months"),
        };
        let en = if self.amount.get() == 1 { one } else { many };
        Bilingual::new(format!("{} {zh}", self.amount), format!("{} {en}", self.amount))
    }
}

impl Words for Point {
    fn words(&self) -> Bilingual {
        match self {
            Self::PercentLeft(percent) => {
                Bilingual::new(format!("剩余 {percent}%"), format!("{percent}% left"))
            }
            Self::Left(length) => around("剩余 ", &length.words(), "", " left"),
            Self::Due => Bilingual::new("到期", "when due"),
            Self::Late(length) => around("超期 ", &length.words(), "", " late"),
        }
    }
}

fn around(zh: &str, inner: &Bilingual, en_before: &str, en_after: &str) -> Bilingual {
    Bilingual::new(format!("{zh}{}", inner.zh), format!("{en_before}{}{en_after}", inner.en))
}

impl Words for Role {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Citizen => ("群众", "citizen"),
            Self::Clerk => ("受理员", "clerk"),
            Self::Handler => ("经办人", "handler"),
            Self::UnitHead => ("负责人", "head"),
            Self::Supervisor => ("督查员", "supervisor"),
            Self::Director => ("主任", "director"),
            Self::SystemAdministrator => ("系统管理员", "system administrator"),
            Self::SecurityAdministrator => ("安全管理员", "security administrator"),
            Self::AuditAdministrator => ("审计管理员", "audit administrator"),
            Self::Engine => ("系统", "the system"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for Relation {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Party => ("本案", "party to the case"),
            Self::Center => ("中心", "of the center"),
            Self::Lead => ("主办单位", "of the lead unit"),
            Self::Assistant => ("协办单位", "of an assisting unit"),
            Self::Signer => ("会签", "asked to sign"),
            Self::Consulted => ("被征询单位", "of a consulted unit"),
            Self::Superior => ("上级单位", "of a unit above"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for Seat {
    fn words(&self) -> Bilingual {
        let (role, relation) = (self.role.words(), self.relation.words());
        Bilingual::new(
            format!("{}{}", relation.zh, role.zh),
            format!("{} {}", role.en, relation.en),
        )
    }
}

impl Words for HolderRole {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Center => ("中心", "center"),
            Self::Lead => ("主办单位", "lead unit"),
            Self::Citizen => ("群众", "citizen"),
            Self::Law => ("法定程序", "the law"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for Stage {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Screen => ("排查", "Screen"),
            Self::Study => ("研判", "Study"),
            Self::Assign => ("交办", "Assign"),
            Self::Handle => ("办理", "Handle"),
            Self::Supervise => ("督办", "Supervise"),
            Self::Close => ("结案", "Close"),
            Self::Assess => ("考评", "Assess"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for Act {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Remind => ("提醒", "remind"),
            Self::Urge => ("催办", "urge"),
            Self::Order => ("发督办单", "supervision order"),
            Self::Raise => ("约谈提级", "summon and raise"),
            Self::List => ("挂牌督办", "list publicly"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for FieldKind {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Text => ("文字", "text"),
            Self::Date => ("日期", "date"),
            Self::Number => ("数字", "number"),
            Self::Money => ("金额", "money"),
            Self::YesNo => ("是否", "yes or no"),
            Self::Choice => ("选项", "choice"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for Visibility {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Internal => ("仅工作人员可见", "staff only"),
            Self::Citizen => ("群众可见", "visible to the citizen"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for SourceKind {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Law => ("法定", "law"),
            Self::LawUnverified => ("法定（待核对）", "law, to be verified"),
            Self::Local => ("地方规定", "local rule"),
            Self::Proposed => ("建议值", "proposed"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for By {
    fn words(&self) -> Bilingual {
        match self {
            Self::Complexity => Bilingual::new("复杂程度", "complexity"),
            Self::Risk => Bilingual::new("风险等级", "risk"),
        }
    }
}

impl Words for Complexity {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Simple => ("简单", "simple"),
            Self::General => ("一般", "general"),
            Self::Complex => ("复杂", "complex"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for Risk {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Low => ("低风险", "low risk"),
            Self::Medium => ("中风险", "medium risk"),
            Self::High => ("高风险", "high risk"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for DayEnd {
    fn words(&self) -> Bilingual {
        match self {
            Self::Midnight => Bilingual::new("当日 24 时", "at midnight"),
            Self::Close => Bilingual::new("下班时", "when the office closes"),
        }
    }
}

impl Words for Backwards {
    fn words(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Return => ("退回", "return"),
            Self::Reopen => ("重启", "reopening"),
            Self::Redispatch => ("再次交办", "redispatch"),
        };
        Bilingual::new(zh, en)
    }
}

impl Words for Verb {
    fn words(&self) -> Bilingual {
        let (zh, en) = verb::words(*self);
        Bilingual::new(zh, en)
    }
}
