//! What can be wrong with a rule book, with respect to the directory and the code tables it will run against.

use std::collections::BTreeSet;

use super::reason::PLACEHOLDERS;
use super::rule::{Rule, RuleBook, Target};
use super::target::power_over;
use crate::code_table::{Codes, Scheme};
use crate::directory::Directory;
use crate::finding::{Finding, pointer};
use crate::id::CategoryCode;
use crate::text::Language;

/// Classifications by which a case may arrive, each class of which must be answered.
const ROUTED: [Scheme; 3] = [Scheme::Dispute, Scheme::Petition, Scheme::PetitionOlder];

/// All that is wrong with a rule book.
pub fn check(book: &RuleBook, directory: &Directory, codes: &Codes) -> Vec<Finding> {
    let mut findings = check_supervision_line(book, directory);
    for (index, rule) in book.rules.iter().enumerate() {
        let check = RuleCheck { book, directory, codes, index, rule };
        findings.extend(check.text());
        findings.extend(check.categories());
        findings.extend(check.targets());
        findings.extend(check.order());
    }
    findings.extend(check_coverage(book, codes));
    findings
}

fn check_supervision_line(book: &RuleBook, directory: &Directory) -> Vec<Finding> {
    let mut findings = Vec::new();
    if book.supervision_line.is_empty() {
        findings.push(Finding::warning(
            "supervision-line-missing",
            "/supervision_line",
            "未设监督机关，全部回避时只能由人工确定",
            "no supervising body is named; where all must withdraw, a person decides",
        ));
    }
    let unknown = book.supervision_line.iter().filter(|unit| !directory.knows(unit));
    findings.extend(unknown.map(|unit| {
        Finding::error(
            "unit-unknown",
            "/supervision_line",
            format!("单位“{unit}”不在机构名录中"),
            format!("unit `{unit}` is not in the directory"),
        )
    }));
    findings
}

/// Every class has a rule that speaks of it without asking for more, or a case could silently find nothing.
fn check_coverage(book: &RuleBook, codes: &Codes) -> Vec<Finding> {
    let classes = ROUTED.into_iter().filter_map(|scheme| codes.table(scheme));
    let classes: BTreeSet<CategoryCode> =
        classes.flat_map(|table| table.codes.keys()).map(|code| code.as_str().into()).collect();
    let silent = |category: &&CategoryCode| {
        !book.rules.iter().any(|rule| rule.when.is_unconditional() && rule.when.covers(category))
    };
    let missing = classes.iter().filter(silent).map(|category| {
        Finding::warning(
            "category-unrouted",
            "/rules",
            format!("没有规则涵盖类别“{category}”，只能由人工确定"),
            format!("no rule covers category `{category}`; a person would decide"),
        )
    });
    missing.collect()
}

struct RuleCheck<'a> {
    book: &'a RuleBook,
    directory: &'a Directory,
    codes: &'a Codes,
    index: usize,
    rule: &'a Rule,
}

impl RuleCheck<'_> {
    fn error(&self, code: &'static str, field: &str, zh: &str, en: &str) -> Finding {
        let id = &self.rule.id;
        let at = pointer(["rules", &self.index.to_string(), field]);
        Finding::error(code, at, format!("规则“{id}”{zh}"), format!("rule `{id}` {en}"))
    }

    fn text(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let earlier = self.book.rules.iter().take(self.index);
        if earlier.map(|rule| &rule.id).any(|id| *id == self.rule.id) {
            findings.push(self.error(
                "rule-id-repeated",
                "id",
                "编号重复",
                "has an id that is taken",
            ));
        }
        if self.rule.id.as_str().is_empty() {
            findings.push(self.error("rule-id-missing", "id", "没有编号", "has no id"));
        }
        if !self.book.sources.contains_key(&self.rule.source) {
            let source = &self.rule.source;
            let (zh, en) = (
                format!("的依据“{source}”不存在"),
                format!("rests on `{source}`, which does not exist"),
            );
            findings.push(self.error("source-unknown", "source", &zh, &en));
        }
        if self.rule.reason.is_incomplete() {
            let (zh, en) = ("缺少中文或英文理由", "lacks its reason in one language");
            findings.push(self.error("reason-missing", "reason", zh, en));
        }
        findings.extend(self.placeholders());
        findings
    }

    fn placeholders(&self) -> Vec<Finding> {
        let when = &self.rule.when;
        let wordless = when.title_words.is_empty() && when.words.is_empty();
        let languages = [Language::Zh, Language::En];
        let names = languages.iter().flat_map(|language| braces(self.rule.reason.get(*language)));
        let defect = |name: &str| {
            if !PLACEHOLDERS.contains(&name) {
                let (zh, en) = (
                    format!("的理由含未知占位符“{name}”"),
                    format!("has the unknown placeholder `{name}`"),
                );
                Some(self.error("placeholder-unknown", "reason", &zh, &en))
            } else if name == "{word}" && wordless {
                let (zh, en) =
                    ("的理由提到词语，但不一定有词语", "speaks of a word where there may be none");
                Some(self.error("placeholder-unfilled", "reason", zh, en))
            } else {
                None
            }
        };
        names.filter_map(defect).collect()
    }

    fn categories(&self) -> Vec<Finding> {
        let when = &self.rule.when;
        let mut findings = Vec::new();
        for category in when.categories.iter().chain(&self.rule.matter) {
            if !self.is_category(category) {
                let (zh, en) = (
                    format!("的类别“{category}”不在代码表中"),
                    format!("names category `{category}`, which stands in no table"),
                );
                findings.push(self.error("category-unknown", "when", &zh, &en));
            }
        }
        if when.categories.is_empty() && !when.hints.is_empty() {
            let (zh, en) = ("有提示词却没有类别", "has hints but no category to read a class as");
            findings.push(self.error("hints-without-category", "when", zh, en));
        }
        findings
    }

    /// A code of a table, or the letter that all codes of a table begin with.
    fn is_category(&self, category: &CategoryCode) -> bool {
        let letter = |scheme| {
            self.codes.table(scheme).is_some_and(|table| table.prefix == category.as_str())
        };
        let is_namespace = !category.as_str().is_empty() && ROUTED.into_iter().any(letter);
        is_namespace || self.codes.scheme_of(category).is_some()
    }

    fn targets(&self) -> Vec<Finding> {
        let to = &self.rule.to;
        let mut findings: Vec<Finding> =
            to.iter().filter_map(|target| self.target(target)).collect();
        if to.is_empty() {
            findings.push(self.error("target-missing", "to", "没有去向", "leads nowhere"));
        }
        if to.len() > 1 && to.contains(&Target::Person) {
            let (zh, en) = ("同时指向人工和单位", "leads to a person and to a unit");
            findings.push(self.error("person-not-alone", "to", zh, en));
        }
        if to.iter().collect::<BTreeSet<_>>().len() < to.len() {
            findings.push(self.error("target-repeated", "to", "去向重复", "names a target twice"));
        }
        findings
    }

    fn target(&self, target: &Target) -> Option<Finding> {
        match target {
            Target::Unit(unit) => match self.directory.units.get(unit) {
                None => {
                    let (zh, en) = (
                        format!("的单位“{unit}”不在机构名录中"),
                        format!("leads to `{unit}`, which is not in the directory"),
                    );
                    Some(self.error("unit-unknown", "to", &zh, &en))
                }
                Some(known) => {
                    let lacking = self.matters().find(|matter| power_over(known, matter).is_none());
                    lacking.map(|matter| self.powerless(unit.as_str(), matter.as_str()))
                }
            },
            Target::Serving(kind) | Target::Holder(kind) => {
                let absent = !self.directory.units.values().any(|unit| unit.kind == *kind);
                let (zh, en) = (
                    "指向的单位类型在名录中没有",
                    "leads to a kind of unit that the directory lacks",
                );
                absent.then(|| self.error("kind-absent", "to", zh, en))
            }
            Target::Person => None,
        }
    }

    fn powerless(&self, unit: &str, matter: &str) -> Finding {
        let zh = format!("的单位“{unit}”对“{matter}”没有职权");
        let en = format!("leads to `{unit}`, which has no power over `{matter}`");
        self.error("power-missing", "to", &zh, &en)
    }

    /// What the power is checked against. A rule that knows neither leaves the check to the case.
    fn matters(&self) -> impl Iterator<Item = &CategoryCode> {
        let own = self.rule.matter.as_ref();
        let categories = own.is_none().then_some(&self.rule.when.categories);
        own.into_iter().chain(categories.into_iter().flatten())
    }

    fn order(&self) -> Option<Finding> {
        let earlier = self.book.rules.iter().take(self.index);
        let cover = earlier.into_iter().find(|rule| rule.when.includes(&self.rule.when))?;
        let zh = format!("被在前的规则“{}”完全覆盖，永远轮不到", cover.id);
        let en = format!("never comes first: `{}` before it takes every such case", cover.id);
        let (help_zh, help_en) =
            ("移到前面，或合并去向", "move it up, or add its target to the earlier rule");
        Some(self.error("rule-unreachable", "when", &zh, &en).help(help_zh, help_en))
    }
}

impl super::rule::Condition {
    /// True if only the category matters.
    fn is_unconditional(&self) -> bool {
        self.title_words.is_empty()
            && self.words.is_empty()
            && self.places.is_empty()
            && self.risks.is_empty()
            && self.workflows.is_empty()
    }
}

/// The parts in braces, braces included.
fn braces(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{').map(|(start, _)| {
        let rest = text.get(start..).unwrap_or_default();
        rest.find('}').and_then(|end| rest.get(..=end)).unwrap_or(rest)
    })
}
