//! Forms: every field that must be filled is, by something of its kind that the report surely brings.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::super::fill::{ALWAYS_THERE, Part, parts, sole, value};
use super::super::{AgencyMap, HandsOver, Step, When};
use super::entry::done_by_body;
use super::{Place, unknown_name};
use crate::actor::Role;
use crate::finding::{Finding, pointer};
use crate::id::{FieldName, FormName};
use crate::workflow::{Field, FieldKind, InputKind, Transition};

impl<'a> Place<'a> {
    /// The note can be made by the body.
    pub(super) fn note(&self) -> Vec<Finding> {
        let note = &self.table.note;
        let at = self.at(["note"]);
        let Some(transition) = self.definition.transitions.get(note.transition.as_str()) else {
            let name = note.transition.as_str();
            let at = format!("{at}/transition");
            return vec![unknown_name("transition", at, "步骤", "transition", name)];
        };
        let step = Step { transition: note.transition.clone(), ..Step::default() };
        let mut findings = done_by_body(&step, transition, &at);
        let filler = Filler { place: *self, always: Vec::new(), narrowed: BTreeMap::new() };
        findings.extend(filler.form(transition.form.as_ref(), &note.form, &at));
        findings
    }

    /// What is handed over can be filed by the body.
    pub(super) fn hands_over(&self, told: &HandsOver) -> Vec<Finding> {
        let at = pointer(["hands_over"]);
        let filler = Filler { place: *self, always: Vec::new(), narrowed: BTreeMap::new() };
        let mut findings = filler.placeholders(&told.title, true, &format!("{at}/title"));
        let filing = &self.definition.filing;
        findings.extend(filler.form(filing.form.as_ref(), &told.form, &at));
        if !filing.by.contains(&Role::Handler) {
            findings.push(Finding::error(
                "agency-may-not-file",
                at,
                "这一流程不由经办人登记，移交的事项登记不了",
                "handlers do not file under this procedure, so that nothing handed over can be filed",
            ));
        }
        findings
    }

    /// What is known of the report where these circumstances hold.
    pub(super) fn filler(&self, standing: &str, circumstances: [&'a When; 2]) -> Filler<'a> {
        let row = self.map.standings.get(standing);
        let always = row.map(|row| row.always.iter().map(String::as_str).collect());
        let narrowed = circumstances.into_iter().flat_map(|when| &when.facts);
        Filler {
            place: *self,
            always: always.unwrap_or_default(),
            narrowed: narrowed.map(|(name, values)| (name.as_str(), values)).collect(),
        }
    }
}

/// Holds what is filled in against what is asked for.
pub(super) struct Filler<'a> {
    place: Place<'a>,
    always: Vec<&'a str>,
    narrowed: BTreeMap<&'a str, &'a Vec<String>>,
}

impl Filler<'_> {
    pub(super) fn form(
        &self,
        form: Option<&FormName>,
        filled: &IndexMap<FieldName, String>,
        at: &str,
    ) -> Vec<Finding> {
        let forms = &self.place.definition.forms;
        let form = form.and_then(|name| forms.get(name.as_str()));
        let fields = form.map(|form| &form.fields);
        let mut findings = Vec::new();
        for (name, template) in filled {
            let at = format!("{at}/form/{name}");
            match fields.and_then(|fields| fields.get(name.as_str())) {
                Some(field) => findings.extend(self.field(field, template, &at)),
                None => findings.push(unknown_name("field", at, "字段", "field", name.as_str())),
            }
        }
        let asked = fields.into_iter().flatten();
        let empty = asked.filter(|(name, field)| field.required && !filled.contains_key(*name));
        findings.extend(empty.map(|(name, _)| {
            Finding::error(
                "agency-field-empty",
                at,
                format!("必填字段 {name} 没有内容"),
                format!("the field {name} must be filled and is not"),
            )
        }));
        findings
    }

    fn field(&self, field: &Field, template: &str, at: &str) -> Vec<Finding> {
        let mut findings = self.placeholders(template, field.required, at);
        if !findings.is_empty() || field.kind == FieldKind::Text {
            return findings;
        }
        let fits = match sole(template) {
            Some("day") => field.kind == FieldKind::Date,
            Some(name) => self.fact_fits(field, name),
            None if field.kind == FieldKind::Choice => field.choices.contains_key(template),
            None => value(field.kind, template).is_some(),
        };
        if !fits {
            findings.push(Finding::error(
                "agency-wrong-kind",
                at,
                format!("“{template}”不是这个字段能填的"),
                format!("“{template}” is nothing that this field can hold"),
            ));
        }
        findings
    }

    /// Whether every value that the fact can have here is one of the field's.
    fn fact_fits(&self, field: &Field, name: &str) -> bool {
        let Some(fact) = self.map().facts.get(name) else { return false };
        if field.kind != FieldKind::Choice {
            return fact.kind == field.kind;
        }
        self.values(name).iter().all(|value| field.choices.contains_key(*value))
    }

    /// The values that a choice can have here.
    fn values<'b>(&'b self, name: &str) -> Vec<&'b String> {
        if let Some(values) = self.narrowed.get(name) {
            return values.iter().collect();
        }
        let fact = self.map().facts.get(name);
        fact.into_iter().flat_map(|fact| fact.choices.keys()).collect()
    }

    /// Placeholders stand for something and, where the field must be filled, for something that is surely there.
    pub(super) fn placeholders(&self, template: &str, required: bool, at: &str) -> Vec<Finding> {
        let names = parts(template).filter_map(|part| match part {
            Part::Placeholder(name) => Some(name),
            Part::Words(_) => None,
        });
        let names = names.filter(|name| !ALWAYS_THERE.contains(name));
        let findings = names.filter_map(|name| {
            if !self.map().facts.contains_key(name) {
                return Some(unknown_name("fact", at.to_owned(), "事实", "fact", name));
            }
            let is_sure = self.always.contains(&name) || self.narrowed.contains_key(name);
            (required && !is_sure).then(|| {
                Finding::error(
                    "agency-fact-unsure",
                    at,
                    format!("必填字段用了事实 {name}，而报告不一定带有它"),
                    format!(
                        "the field must be filled, and the report need not bring the fact {name}"
                    ),
                )
                .help(
                    "在该状态的 always 中列出，或者用 when.facts 限定",
                    "list it under `always` of the standing, or ask for it under `when.facts`",
                )
            })
        });
        findings.collect()
    }

    /// A return has a reason of the workflow and a basis.
    pub(super) fn reason(&self, transition: &Transition, step: &Step, at: &str) -> Vec<Finding> {
        let is_asked = transition.verb.input() == Some(InputKind::Reasoned);
        let (Some(reason), true, Some(basis)) = (&step.reason, is_asked, &step.basis) else {
            let idle = !is_asked && step.reason.is_none() && step.basis.is_none();
            return if idle { Vec::new() } else { vec![reason_missing(at)] };
        };
        let at = format!("{at}/reason");
        let mut findings = self.placeholders(reason, true, &at);
        findings.extend(self.placeholders(basis, true, &at));
        let reasons = &self.place.definition.reasons;
        let given = match sole(reason) {
            Some(name) => self.values(name),
            None => vec![reason],
        };
        let unknown = given.into_iter().filter(|name| !reasons.contains_key(name.as_str()));
        findings
            .extend(unknown.map(|name| unknown_name("reason", at.clone(), "理由", "reason", name)));
        findings
    }

    fn map(&self) -> &AgencyMap {
        self.place.map
    }
}

fn reason_missing(at: &str) -> Finding {
    Finding::error(
        "agency-reason",
        at,
        "退回须写 reason 和 basis，其他步骤不写",
        "a return has `reason` and `basis`; no other transition has",
    )
}
