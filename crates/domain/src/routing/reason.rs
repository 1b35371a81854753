//! Why a unit is suggested, and why none is, in words for the center's clerk.

use serde::Serialize;

use super::condition::Matched;
use super::rule::Rule;
use super::target::Footing;
use crate::directory::Directory;
use crate::id::{PlaceCode, RuleId, UnitId};
use crate::text::{Bilingual, Language};

/// Why a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedsPerson {
    /// Somebody is complained about whom the directory does not know, so conflicts cannot be excluded.
    RespondentUnmatched,
    /// Police, court, procuratorate or discipline are complained about.
    RespondentSealed,
    /// The place lies in another county.
    OutsideJurisdiction {
        /// The place.
        place: PlaceCode,
    },
    /// A rule says so.
    Rule {
        /// Which.
        rule: RuleId,
        /// Its reason.
        reason: Bilingual,
    },
    /// No rule matches.
    NoRule,
    /// Rules match, but no unit that they name may lead: complained about, without power, or the place is too vague.
    NoUnit {
        /// Which rules.
        rules: Vec<RuleId>,
    },
}

impl NeedsPerson {
    /// The reason in words.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::RespondentUnmatched => Bilingual::new(
                "被反映人尚未与机构人员名录对应，无法排除回避情形，须经两人甄别后由人工确定",
                "a respondent is not matched to the directory, so a conflict cannot be excluded; two people screen the case first",
            ),
            Self::RespondentSealed => Bilingual::new(
                "反映对象涉及公安、法院、检察院或纪检监察机关，按保密件办理，由人工确定去向",
                "police, court, procuratorate or discipline are complained about; the case is sealed and a person decides where it goes",
            ),
            Self::OutsideJurisdiction { place } => Bilingual::new(
                format!("发生地（{place}）不在本县，由人工告知或移送有管辖权的地方"),
                format!(
                    "the place ({place}) lies outside this county; a person tells the citizen or hands the case over"
                ),
            ),
            Self::Rule { rule, reason } => Bilingual::new(
                format!("规则 {rule}：{}", reason.zh),
                format!("rule {rule}: {}", reason.en),
            ),
            Self::NoRule => Bilingual::new(
                "没有适用的分流规则，由人工确定牵头单位",
                "no rule matches; a person decides who leads",
            ),
            Self::NoUnit { rules } => Bilingual::new(
                format!(
                    "规则 {} 适用，但所指单位应回避、无相应职权或地点不明，由人工确定牵头单位",
                    join(rules)
                ),
                format!(
                    "rules {} match, but the units they name are in conflict, lack the power, or the place is not known; a person decides who leads",
                    join(rules)
                ),
            ),
        }
    }
}

pub(super) fn by_rule(rule: &Rule, matched: &Matched) -> NeedsPerson {
    let fill = |language| fill(rule.reason.get(language), matched, "");
    NeedsPerson::Rule {
        rule: rule.id.clone(),
        reason: Bilingual::new(fill(Language::Zh), fill(Language::En)),
    }
}

pub(super) fn of_suggestion(
    rule: &Rule,
    matched: &Matched,
    directory: &Directory,
    unit: &UnitId,
    footing: Footing,
) -> Bilingual {
    let told = |language| {
        let name = directory.units.get(unit).map_or(unit.as_str(), |unit| unit.name.get(language));
        fill(rule.reason.get(language), matched, name)
    };
    let (hint_zh, hint_en) = hint_text(rule, matched);
    let (more_zh, more_en) = footing_text(footing);
    Bilingual::new(told(Language::Zh) + &hint_zh + more_zh, told(Language::En) + &hint_en + more_en)
}

/// A rule that matched by a word says so, even if its own text does not.
fn hint_text(rule: &Rule, matched: &Matched) -> (String, String) {
    match &matched.word {
        Some(word) if !rule.reason.zh.contains("{word}") => (
            format!("；依据标题中的“{word}”判断为 {}", matched.matter),
            format!("; the title says “{word}”, read as {}", matched.matter),
        ),
        Some(_) | None => (String::new(), String::new()),
    }
}

/// What the footing adds. A unit in conflict is not named, so that the sentence may be read out.
fn footing_text(footing: Footing) -> (&'static str, &'static str) {
    match footing {
        Footing::OwnPower => ("", ""),
        Footing::PartOfPower => (
            "；案件分类较粗，该单位只对其中一部分有职权，请核对",
            "; the case is classed broadly and the unit has the power over part of it, please verify",
        ),
        Footing::PowerAbove => (
            "；规则所指单位无相应职权，由有职权的上级单位承办，不得下推",
            "; the unit that the rule names lacks the power, so the unit above that holds it leads",
        ),
        Footing::ConflictBelow => (
            "；首选单位应当回避，由其最近的无利害关系上级承办",
            "; the unit that came first must withdraw, the nearest one above without conflict takes its place",
        ),
        Footing::SupervisionLine => (
            "；首选单位及其上级均应回避，转监督机关",
            "; the unit that came first and all above it must withdraw, the supervising body takes their place",
        ),
    }
}

/// Placeholders that a reason may hold.
pub(super) const PLACEHOLDERS: [&str; 4] = ["{category}", "{place}", "{word}", "{unit}"];

fn fill(template: &str, matched: &Matched, unit: &str) -> String {
    let category = matched.category.as_ref().map_or("", |code| code.as_str());
    let place = matched.place.as_ref().map_or("", |code| code.as_str());
    let word = matched.word.as_deref().unwrap_or_default();
    let values = [category, place, word, unit];
    PLACEHOLDERS
        .iter()
        .zip(values)
        .fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn join(rules: &[RuleId]) -> String {
    rules.iter().map(RuleId::as_str).collect::<Vec<_>>().join(", ")
}
