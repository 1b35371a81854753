//! Placeholders of papers: fixed names, fields of forms, and blanks that a person writes.

use crate::text::Bilingual;

/// The fixed placeholders with what they are called.
const FIXED: [(&str, &str, &str); 17] = [
    ("parties", "当事人姓名", "Names of the parties"),
    ("party_details", "当事人基本情况", "Who the parties are"),
    ("case_number", "案号", "Number of the case"),
    ("matter", "事项", "Matter"),
    ("category", "类别", "Category"),
    ("filed_on", "登记日期", "Day it was filed"),
    ("unit", "承办单位", "Unit in charge"),
    ("center", "综治中心", "Center"),
    ("phone", "联系电话", "Telephone number"),
    ("link", "查询网址", "Address to look it up"),
    ("deadline", "办结期限", "Deadline"),
    ("ground", "中止事由", "Ground of the suspension"),
    ("until", "恢复日期", "Until when"),
    ("receiver", "接收单位", "Receiving body"),
    ("outcome", "办理结果", "Outcome"),
    ("law", "法律依据", "Legal basis"),
    ("remedy", "救济途径", "Remedy"),
];

/// What the papers that are shipped leave to be written, in English. What another paper leaves is called as it is there.
const WRITTEN: [(&str, &str); 16] = [
    ("争议事项", "What is in dispute"),
    ("另一申请人签名", "Signature of the other applicant"),
    ("各方责任", "Who answers for what"),
    ("对方住址", "Address of the other side"),
    ("对方签名", "Signature of the other side"),
    ("对方身份证号", "Identity number of the other side"),
    ("履行地点", "Place of performance"),
    ("法院", "Court"),
    ("申请人签名", "Signature of the applicant"),
    ("立卷人签名", "Signature of who made the file"),
    ("记录人签名", "Signature of who wrote it down"),
    ("调解员签名", "Signature of the mediator"),
    ("调解结束日期", "Day on which the mediation ended"),
    ("送达地址", "Address for service"),
    ("附件份数", "Number of enclosures"),
    ("对方电话", "Telephone of the other side"),
];

/// What a blank is called in English: `第3项页次` of the file list by its number.
fn in_english(name: &str) -> String {
    let page = name.strip_prefix('第').and_then(|rest| rest.strip_suffix("项页次"));
    if let Some(item) = page {
        return format!("Pages of item {item}");
    }
    WRITTEN.iter().find(|(known, _)| *known == name).map_or(name, |(_, english)| english).to_owned()
}

/// A placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot<'a> {
    /// One of the fixed names.
    Fixed(&'a str),
    /// A field of the form that was filled with what the paper tells of, `form.<field>`.
    Form(&'a str),
    /// A field of the form with which the case was filed, `filing.<field>`.
    Filing(&'a str),
    /// Something that is recorded nowhere, `write.<what it is>`: typed when the paper is issued, or written by hand.
    Write(&'a str),
}

impl<'a> Slot<'a> {
    /// The placeholder of that name; none if there is none.
    pub fn named(name: &'a str) -> Option<Self> {
        let is_key = |key: &str| {
            !key.is_empty()
                && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if FIXED.iter().any(|(known, ..)| *known == name) {
            return Some(Self::Fixed(name));
        }
        let (group, key) = name.split_once('.')?;
        match group {
            "form" if is_key(key) => Some(Self::Form(key)),
            "filing" if is_key(key) => Some(Self::Filing(key)),
            "write" if !key.is_empty() && !key.contains(['.', ' ']) => Some(Self::Write(key)),
            _ => None,
        }
    }

    /// What it is called where no definition has a name for it.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Fixed(name) => {
                let known = FIXED.iter().find(|(known, ..)| *known == name);
                known.map_or_else(
                    || Bilingual::new(name, name),
                    |(_, zh, en)| Bilingual::new(*zh, *en),
                )
            }
            Self::Write(name) => Bilingual::new(name, in_english(name)),
            Self::Form(name) | Self::Filing(name) => Bilingual::new(name, name),
        }
    }

    /// The names of all fixed placeholders.
    pub fn fixed() -> impl Iterator<Item = &'static str> {
        FIXED.into_iter().map(|(name, ..)| name)
    }
}

/// A stretch of a template's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch<'a> {
    /// As it stands.
    Text(&'a str),
    /// What stands in braces, without them.
    Slot(&'a str),
}

/// A text taken apart at its placeholders. A brace that is never closed is text.
pub fn stretches(text: &str) -> impl Iterator<Item = Stretch<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            rest = after;
            return Some(Stretch::Slot(name));
        }
        let end =
            rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let (now, after) = rest.split_at(end);
        rest = after;
        (!now.is_empty()).then_some(Stretch::Text(now))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_and_nothing_of_it_is_lost() {
        let parts: Vec<_> = stretches("{parties}：关于{matter}{law}。{").collect();
        assert_eq!(
            parts,
            [
                Stretch::Slot("parties"),
                Stretch::Text("：关于"),
                Stretch::Slot("matter"),
                Stretch::Slot("law"),
                Stretch::Text("。"),
                Stretch::Text("{"),
            ]
        );
        assert_eq!(stretches("").count(), 0);
    }

    #[test]
    fn only_placeholders_that_exist_have_a_meaning() {
        assert_eq!(Slot::named("matter"), Some(Slot::Fixed("matter")));
        assert_eq!(Slot::named("form.reason"), Some(Slot::Form("reason")));
        assert_eq!(Slot::named("write.争议事项"), Some(Slot::Write("争议事项")));
        for unknown in ["", "mater", "form.", "form.Reason", "write.", "1 + 1", "form.a.b"] {
            assert_eq!(Slot::named(unknown), None, "{unknown}");
        }
    }
}
