//! From what was typed to a command: words are put away where they can be erased, and nothing is made up. What is
//! missing or does not fit is for the core to refuse.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::Calendar;
use domain::case::{Command, Input, Perform, Reasoned, Respondents, Suspend, Value};
use domain::id::{CaseId, EvidenceName, FieldName, FileId, FormName, PartyId, TransitionName};
use domain::workflow::scenario::With;
use domain::workflow::{FieldKind, InputKind, Verb, Words as _, Workflow};
use engine::wording::Wording;
use uuid::Uuid;

use super::Typed;
use crate::failure::Failure;
use crate::installation::engine_failure;

/// What a command is filled with beside what was typed.
#[derive(Clone, Copy)]
pub(crate) struct Filling<'a> {
    pub(crate) workflow: &'a Workflow,
    pub(crate) calendar: &'a Calendar,
    /// The case that `case=` names, if it names one that the person sees.
    pub(crate) other: Option<CaseId>,
}

/// The command of a transition.
pub(crate) fn performing(
    name: &str,
    typed: &Typed,
    filling: Filling<'_>,
    wording: &mut Wording,
) -> Result<Command, Failure> {
    match name {
        "read" => return Ok(Command::Read),
        "screen" => return Ok(Command::Screen),
        "name_respondents" => return Ok(Command::NameRespondents(respondents(typed))),
        _ => {}
    }
    let transition = filling.workflow.transition(&TransitionName::from(name));
    let form = transition.and_then(|transition| transition.form.as_ref());
    let typed = &typed.fitted(transition, filling.workflow.definition()).map_err(Failure::Usage)?;
    let input = match transition {
        Some(transition) => input(transition.verb, typed, filling, wording)?,
        None => Input::None,
    };
    Ok(Command::Perform(Perform {
        transition: name.into(),
        input,
        form: filled(filling.workflow, form, typed, wording)?,
        evidence: evidence(typed)?,
    }))
}

/// The filing form; a text goes into its first field for one.
pub(crate) fn filing(
    workflow: &Workflow,
    mut typed: Typed,
    text: Option<&str>,
    wording: &mut Wording,
) -> Result<BTreeMap<FieldName, Value>, Failure> {
    let form = workflow.definition().filing.form.as_ref();
    if let Some(text) = text {
        let found = form.and_then(|form| workflow.definition().forms.get(form.as_str()));
        let mut fields = found.into_iter().flat_map(|form| &form.fields);
        let first = fields.find(|(_, field)| field.kind == FieldKind::Text);
        let (name, _) = first.ok_or_else(|| {
            Failure::usage("登记表没有文字项", "the filing form has no field for a text")
        })?;
        typed.step.form.insert(name.clone(), text.to_owned());
    }
    filled(workflow, form, &typed, wording)
}

fn filled(
    workflow: &Workflow,
    form: Option<&FormName>,
    typed: &Typed,
    wording: &mut Wording,
) -> Result<BTreeMap<FieldName, Value>, Failure> {
    let form = form.and_then(|name| workflow.definition().forms.get(name.as_str()));
    let mut filled = BTreeMap::new();
    for (name, written) in &typed.step.form {
        let field = form.and_then(|form| form.fields.get(name.as_str()));
        let value = match field.map(|field| field.kind) {
            Some(FieldKind::Text) => Value::Text(wording.keep(written).map_err(engine_failure)?),
            Some(kind) => plain(kind, written),
            // The core says that there is no such field.
            None => Value::Choice(written.clone()),
        };
        filled.insert(name.clone(), value);
    }
    Ok(filled)
}

/// A value without words; a choice if it does not fit, so that the core refuses it.
fn plain(kind: FieldKind, written: &str) -> Value {
    let misfit = || Value::Choice(written.to_owned());
    match kind {
        FieldKind::Date => written.parse().map_or_else(|_| misfit(), Value::Date),
        FieldKind::Number => written.parse().map_or_else(|_| misfit(), Value::Number),
        FieldKind::Money => written.parse().map_or_else(|_| misfit(), Value::Money),
        FieldKind::YesNo => match written {
            "yes" | "true" | "是" => Value::YesNo(true),
            "no" | "false" | "否" => Value::YesNo(false),
            _ => misfit(),
        },
        FieldKind::Text | FieldKind::Choice => misfit(),
    }
}

fn input(
    verb: Verb,
    typed: &Typed,
    filling: Filling<'_>,
    wording: &mut Wording,
) -> Result<Input, Failure> {
    let with = &typed.step.with;
    let given = match verb.takes() {
        None if typed.step.with != With::default() => return Err(nothing_needed(verb)),
        None => None,
        Some(InputKind::Reasoned) => return reasoned(typed, wording),
        Some(InputKind::Suspend) => suspend(with, filling.calendar).map(Input::Suspend),
        Some(InputKind::Case) => filling.other.map(Input::Case),
        Some(InputKind::Parties) => {
            Some(Input::Parties(ids(typed, "leaving")?.into_iter().map(PartyId).collect()))
        }
        Some(
            kind @ (InputKind::Classify
            | InputKind::Assign
            | InputKind::Unit
            | InputKind::Units
            | InputKind::Signing
            | InputKind::Verdict
            | InputKind::Person
            | InputKind::Extend
            | InputKind::Solved
            | InputKind::JointSession
            | InputKind::Order
            | InputKind::OrderNumber),
        ) => with.input(kind),
    };
    Ok(given.unwrap_or(Input::None))
}

/// What was typed would be lost.
fn nothing_needed(verb: Verb) -> Failure {
    let name = verb.words();
    Failure::usage(
        format!("“{}”除表单和证据外不需要别的内容", name.zh),
        format!("to {} takes nothing but its form and evidence", name.en),
    )
}

fn reasoned(typed: &Typed, wording: &mut Wording) -> Result<Input, Failure> {
    let Some(reason) = typed.step.with.reason.clone() else { return Ok(Input::None) };
    let basis = typed.beyond.get("basis").map_or("", String::as_str);
    let basis = wording.keep(basis).map_err(engine_failure)?;
    Ok(Input::Reasoned(Reasoned { reason, basis }))
}

/// Until the end of the day named.
fn suspend(with: &With, calendar: &Calendar) -> Option<Suspend> {
    let (ground, last_day) = with.ground.clone().zip(with.until)?;
    let until = calendar.instant(last_day.succ_opt()?.and_time(chrono::NaiveTime::MIN));
    Some(Suspend { ground, document: with.document.clone(), until })
}

fn respondents(typed: &Typed) -> Respondents {
    let people = |name: &str| {
        let listed = typed.beyond.get(name).map_or("", String::as_str);
        listed.split(',').filter(|id| !id.is_empty()).map(Into::into).collect::<BTreeSet<_>>()
    };
    Respondents {
        people: people("respondent_people"),
        units: typed.step.with.respondent_units.iter().cloned().collect(),
        related: people("related"),
        unmatched: false,
    }
}

fn evidence(typed: &Typed) -> Result<BTreeMap<EvidenceName, BTreeSet<FileId>>, Failure> {
    let files = typed.evidence.iter().map(|(kind, files)| {
        let files = uuids(files)?.into_iter().map(FileId).collect();
        Ok((EvidenceName::from(kind.as_str()), files))
    });
    files.collect()
}

fn ids(typed: &Typed, name: &str) -> Result<Vec<Uuid>, Failure> {
    typed.beyond.get(name).map_or(Ok(Vec::new()), |listed| uuids(listed))
}

fn uuids(listed: &str) -> Result<Vec<Uuid>, Failure> {
    let one = |text: &str| {
        Uuid::parse_str(text)
            .map_err(|_| Failure::usage(format!("“{text}”不是编号"), format!("`{text}` is no id")))
    };
    listed.split(',').map(one).collect()
}
