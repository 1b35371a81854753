//! What can be wrong with a scheme, with respect to the directory and the workflows it will run with: everything at once.

mod head;
mod indicator;
mod refused;
mod term;

use super::checked::CheckedScheme;
use super::scheme::Scheme;
use crate::directory::Directory;
use crate::finding::{Finding, Severity, pointer};
use crate::meant::nearest;
use crate::text::Bilingual;
use crate::workflow::Definition;

/// A scheme that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The scheme, if no finding is an error.
    pub scheme: Option<CheckedScheme>,
    /// Everything that is wrong with it.
    pub findings: Vec<Finding>,
}

/// Checks a scheme. Refused is, beside what does not exist or does not add up, what must not be counted: silence,
/// individuals, anonymous scans, presence and votes; and what would let a bad item leave its rate without a decision.
pub fn check(scheme: &Scheme, directory: &Directory, workflows: &[&Definition]) -> Checked {
    let mut findings = head::check(scheme, directory);
    let mut indicators = Vec::new();
    for (name, indicator) in &scheme.indicators {
        let (checked, found) = indicator::check(scheme, workflows, name, indicator);
        indicators.extend(checked);
        findings.extend(found);
    }
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    let whole = CheckedScheme { scheme: scheme.clone(), indicators };
    Checked { scheme: (!refused).then_some(whole), findings }
}

/// A text that must stand in both languages.
fn both(text: &Bilingual, at: &[&str]) -> Option<Finding> {
    text.is_incomplete().then(|| {
        Finding::error(
            "text-missing",
            pointer(at.iter().copied()),
            "要有中文和英文",
            "it is needed in both languages",
        )
    })
}

/// A source that must be listed.
fn source(scheme: &Scheme, source: &str, at: &[&str]) -> Option<Finding> {
    let known = scheme.sources.keys().map(crate::id::SourceName::as_str);
    (!scheme.sources.contains_key(source)).then(|| {
        unknown(
            "source-unknown",
            at,
            (source, known),
            ("依据", "source", "请在 sources 中写明出处", "list it under `sources`"),
        )
    })
}

/// A name that means nothing, with the one that was probably meant or all that there are.
fn unknown<'a>(
    code: &'static str,
    at: &[&str],
    (name, known): (&str, impl Iterator<Item = &'a str> + Clone),
    (what_zh, what_en, help_zh, help_en): (&str, &str, &str, &str),
) -> Finding {
    let finding = Finding::error(
        code,
        pointer(at.iter().copied()),
        format!("没有{what_zh}“{name}”"),
        format!("there is no {what_en} `{name}`"),
    );
    match nearest(name, known.clone()) {
        Some(meant) => {
            finding.help(format!("是否想写“{meant}”？"), format!("did you mean `{meant}`?"))
        }
        None => finding.help(help_zh, help_en),
    }
}

/// What there is, for advice.
fn all<'a>(names: impl IntoIterator<Item = &'a str>) -> (String, String) {
    let names: Vec<_> = names.into_iter().collect();
    (format!("可用：{}", names.join("、")), format!("there are {}", names.join(", ")))
}
