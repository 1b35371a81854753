//! What must hold of a template: every placeholder has a meaning in a procedure that it is for, what the law asks for is
//! there, and every transition that it names exists.

use std::collections::BTreeSet;

use super::{Line, PaperKind, PaperTemplate, Slot, Stretch, stretches};
use crate::finding::{Finding, pointer};
use crate::id::TransitionName;
use crate::workflow::{Definition, Form, Visibility};

/// What is wrong with a template, beside these workflows.
pub fn check(template: &PaperTemplate, workflows: &[&Definition]) -> Vec<Finding> {
    let parts = [names(template), procedures(template, workflows), required(template)];
    let body = template.body.iter().enumerate();
    let placeholders = body.flat_map(|(place, line)| {
        let at = pointer(["body", &place.to_string()]);
        slots(line).filter_map(move |name| placeholder(template, workflows, name, at.clone()))
    });
    parts.into_iter().flatten().chain(placeholders).collect()
}

/// The kinds of which there is no template.
pub fn absent<'a>(templates: impl IntoIterator<Item = &'a PaperTemplate>) -> Vec<PaperKind> {
    let known: BTreeSet<_> = templates.into_iter().map(|template| template.paper).collect();
    PaperKind::ALL.into_iter().filter(|kind| !known.contains(kind)).collect()
}

fn slots(line: &Line) -> impl Iterator<Item = &str> {
    stretches(line.text()).filter_map(|stretch| match stretch {
        Stretch::Slot(name) => Some(name),
        Stretch::Text(_) => None,
    })
}

fn names(template: &PaperTemplate) -> Vec<Finding> {
    let mut found = Vec::new();
    if template.name.is_incomplete() {
        found.push(Finding::error(
            "paper-name",
            "/name",
            "文书名称要有中文和英文",
            "a paper needs its name in both languages",
        ));
    }
    if template.number.trim().is_empty() {
        found.push(Finding::error(
            "paper-number",
            "/number",
            "缺少编号用字，例如 受告字",
            "the word in its number is missing",
        ));
    }
    if template.copies == 0 {
        found.push(Finding::error(
            "paper-copies",
            "/copies",
            "份数至少为 1",
            "there is at least one copy",
        ));
    }
    found
}

fn procedures(template: &PaperTemplate, workflows: &[&Definition]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, procedure) in &template.procedures {
        let versions: Vec<_> = workflows.iter().filter(|known| known.workflow == *name).collect();
        let at = |part: &str| pointer(["procedures", name.as_str(), part]);
        if versions.is_empty() {
            found.push(Finding::error(
                "paper-workflow",
                pointer(["procedures", name.as_str()]),
                format!("没有流程 `{name}`"),
                format!("there is no procedure `{name}`"),
            ));
            continue;
        }
        let knows = |transition: &TransitionName| {
            versions.iter().any(|known| known.transitions.contains_key(transition.as_str()))
        };
        for (part, transition) in procedure
            .after
            .iter()
            .map(|it| ("after", it))
            .chain(procedure.quotes.iter().map(|it| ("quotes", it)))
        {
            if !knows(transition) {
                found.push(Finding::error(
                    "paper-transition",
                    at(part),
                    format!("流程 `{name}` 没有操作 `{transition}`"),
                    format!("procedure `{name}` has no transition `{transition}`"),
                ));
            }
        }
        if procedure.after.is_empty() {
            found.push(Finding::error(
                "paper-never",
                at("after"),
                "没有写明在哪一步之后出具",
                "it says after no transition that it fits",
            ));
        }
        if procedure.law.is_empty() || procedure.law.iter().any(|law| law.trim().is_empty()) {
            found.push(Finding::error(
                "paper-law",
                at("law"),
                "没有写明法律依据",
                "the legal basis is missing",
            ));
        }
        let asks = template.body.iter().any(|line| slots(line).any(|slot| slot == "remedy"));
        if asks && procedure.remedy.trim().is_empty() {
            found.push(Finding::error(
                "paper-remedy",
                at("remedy"),
                "没有写明救济途径",
                "the remedy is missing",
            ));
        }
    }
    found
}

fn required(template: &PaperTemplate) -> Vec<Finding> {
    let there: BTreeSet<_> = template.body.iter().flat_map(slots).collect();
    let lacks = template
        .paper
        .required()
        .iter()
        .filter(|group| !group.iter().any(|name| there.contains(name)));
    let mut found: Vec<_> = lacks
        .map(|group| {
            let names = group.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>();
            Finding::error(
                "paper-content",
                "/body",
                format!("缺少法定内容 {}", names.join(" 或 ")),
                format!("what the law asks for is missing: {}", names.join(" or ")),
            )
        })
        .collect();
    let signed = template.body.iter().filter(|line| matches!(line, Line::Sign(_))).count();
    let needed = template.paper.signatures();
    if signed < needed {
        found.push(Finding::error(
            "paper-signatures",
            "/body",
            format!("签名行只有 {signed} 行，至少要 {needed} 行"),
            format!("{signed} lines to sign, where {needed} are needed"),
        ));
    }
    found
}

/// A placeholder that means nothing, or a field that no form has for citizens to see.
fn placeholder(
    template: &PaperTemplate,
    workflows: &[&Definition],
    name: &str,
    at: String,
) -> Option<Finding> {
    let known = match Slot::named(name) {
        None => false,
        Some(Slot::Fixed(_) | Slot::Write(_)) => true,
        Some(Slot::Form(field)) => forms(template, workflows).any(|form| shows(form, field)),
        Some(Slot::Filing(field)) => filings(template, workflows).any(|form| shows(form, field)),
    };
    (!known).then(|| {
        let fixed: Vec<_> = Slot::fixed().collect();
        Finding::error("paper-placeholder", at, format!("占位符 `{{{name}}}` 不存在，或者对应的字段不对群众公开"), format!("the placeholder `{{{name}}}` means nothing, or its field is not for citizens to see"))
            .help(format!("可用：{}，以及 form.字段、filing.字段、write.名称", fixed.join("、")), format!("there are {}, form.<field>, filing.<field> and write.<name>", fixed.join(", ")))
    })
}

fn shows(form: &Form, field: &str) -> bool {
    form.fields.get(field).is_some_and(|field| field.visible == Visibility::Citizen)
}

fn forms<'a>(
    template: &'a PaperTemplate,
    workflows: &'a [&'a Definition],
) -> impl Iterator<Item = &'a Form> {
    template.procedures.iter().flat_map(move |(name, procedure)| {
        let versions = workflows.iter().filter(move |known| known.workflow == *name);
        versions.flat_map(move |definition| {
            let named = procedure.after.iter().chain(&procedure.quotes);
            named.filter_map(move |transition| {
                let form = definition.transitions.get(transition.as_str())?.form.as_ref()?;
                definition.forms.get(form.as_str())
            })
        })
    })
}

fn filings<'a>(
    template: &'a PaperTemplate,
    workflows: &'a [&'a Definition],
) -> impl Iterator<Item = &'a Form> {
    let named = workflows.iter().filter(|known| template.procedures.contains_key(&known.workflow));
    named.filter_map(|definition| definition.forms.get(definition.filing.form.as_ref()?.as_str()))
}
