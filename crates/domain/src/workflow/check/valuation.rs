//! The attributes of a case that conditions may read and that nobody's work changes, except by classifying.

use std::collections::BTreeSet;

use crate::case::{Complexity, Risk};
use crate::id::CategoryCode;
use crate::text::Bilingual;
use crate::workflow::{Conditions, Definition, Transition};

/// One combination of complexity, risk, category and anonymity. An attribute is none where no condition reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Valuation {
    complexity: Option<Complexity>,
    risk: Option<Risk>,
    category: Option<Class>,
    /// Whether the complainant gave no name.
    pub(super) anonymous: Option<bool>,
}

/// Categories that no condition tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Class {
    /// Those for which this is the longest prefix that a condition names.
    Below(CategoryCode),
    /// All others.
    Other,
}

impl Class {
    fn begins_with(&self, prefix: &CategoryCode) -> bool {
        match self {
            Self::Below(code) => code.as_str().starts_with(prefix.as_str()),
            Self::Other => false,
        }
    }
}

/// The combinations that the conditions tell apart, and for each transition which of them it permits.
pub(super) fn valuations(definition: &Definition) -> (Vec<Valuation>, Vec<Vec<bool>>) {
    let mut kept = Vec::new();
    let mut columns: Vec<(Option<bool>, Vec<bool>)> = Vec::new();
    for valuation in combinations(definition) {
        let whens = definition.transitions.values().map(|transition| &transition.when);
        let column = (valuation.anonymous, whens.map(|when| valuation.permits(when)).collect());
        if !columns.contains(&column) {
            columns.push(column);
            kept.push(valuation);
        }
    }
    let count = definition.transitions.len();
    let row = |index: usize| columns.iter().map(|(_, column)| column[index]).collect();
    (kept, (0..count).map(row).collect())
}

fn combinations(definition: &Definition) -> Vec<Valuation> {
    let mut all = Vec::new();
    for complexity in complexities(definition) {
        for risk in risks(definition) {
            for category in classes(definition) {
                for anonymous in anonymities(definition) {
                    let category = category.clone();
                    all.push(Valuation { complexity, risk, category, anonymous });
                }
            }
        }
    }
    all
}

fn reads(definition: &Definition, test: impl Fn(&Conditions) -> bool) -> bool {
    definition.transitions.values().any(|Transition { when, .. }| test(when))
}

fn complexities(definition: &Definition) -> Vec<Option<Complexity>> {
    if !reads(definition, |when| !when.complexity.is_empty()) {
        return vec![None];
    }
    vec![Some(Complexity::Simple), Some(Complexity::General), Some(Complexity::Complex)]
}

fn risks(definition: &Definition) -> Vec<Option<Risk>> {
    if !reads(definition, |when| !when.risk.is_empty()) {
        return vec![None];
    }
    vec![Some(Risk::Low), Some(Risk::Medium), Some(Risk::High)]
}

fn anonymities(definition: &Definition) -> Vec<Option<bool>> {
    if !reads(definition, |when| when.anonymous.is_some()) {
        return vec![None];
    }
    vec![Some(false), Some(true)]
}

fn classes(definition: &Definition) -> Vec<Option<Class>> {
    let whens = definition.transitions.values().map(|transition| &transition.when);
    let prefixes: BTreeSet<&CategoryCode> =
        whens.flat_map(|when| when.category.iter().chain(&when.not_category)).collect();
    if prefixes.is_empty() {
        return vec![None];
    }
    let named = prefixes.into_iter().map(|prefix| Some(Class::Below(prefix.clone())));
    named.chain([Some(Class::Other)]).collect()
}

impl Valuation {
    /// Whether the conditions on these attributes hold.
    fn permits(&self, when: &Conditions) -> bool {
        let begins = |prefixes: &[CategoryCode]| {
            let class = self.category.as_ref();
            class.is_some_and(|class| prefixes.iter().any(|prefix| class.begins_with(prefix)))
        };
        fits(&when.complexity, self.complexity)
            && fits(&when.risk, self.risk)
            && (when.category.is_empty() || begins(&when.category))
            && !begins(&when.not_category)
            && when.anonymous.is_none_or(|wanted| self.anonymous == Some(wanted))
    }

    /// The attributes that matter, in words; none if none does.
    pub(super) fn shown(&self) -> Option<Bilingual> {
        let complexity = self.complexity.map(|value| {
            let zh = match value {
                Complexity::Simple => "简单",
                Complexity::General => "一般",
                Complexity::Complex => "复杂",
            };
            Bilingual::new(format!("复杂程度{zh}"), format!("complexity {}", value.as_str()))
        });
        let risk = self.risk.map(|value| {
            let zh = match value {
                Risk::Low => "低",
                Risk::Medium => "中",
                Risk::High => "高",
            };
            Bilingual::new(format!("风险{zh}"), format!("risk {}", value.as_str()))
        });
        let parts: Vec<Bilingual> =
            [complexity, risk, self.category_shown(), self.anonymous_shown()]
                .into_iter()
                .flatten()
                .collect();
        let join = |text: fn(&Bilingual) -> &str, between: &str| {
            parts.iter().map(text).collect::<Vec<_>>().join(between)
        };
        (!parts.is_empty())
            .then(|| Bilingual::new(join(|part| &part.zh, "、"), join(|part| &part.en, ", ")))
    }

    fn category_shown(&self) -> Option<Bilingual> {
        self.category.as_ref().map(|class| match class {
            Class::Below(code) => {
                Bilingual::new(format!("类别 {code}"), format!("category {code}"))
            }
            Class::Other => Bilingual::new("其他类别", "any other category"),
        })
    }

    fn anonymous_shown(&self) -> Option<Bilingual> {
        self.anonymous.map(|anonymous| {
            if anonymous {
                Bilingual::new("匿名", "anonymous")
            } else {
                Bilingual::new("实名", "with a name")
            }
        })
    }
}

fn fits<T: PartialEq + Copy>(wanted: &[T], value: Option<T>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.contains(&value))
}
