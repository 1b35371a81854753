//! `bihuan case new`: files a complaint in the name of a person of the directory.

use domain::case::{FieldFault, Rejection, Respondents, Secrecy};
use domain::id::{FieldName, WorkflowName};
use domain::text::{Bilingual, Language};
use domain::workflow::{Field, FieldKind, Workflow};
use engine::Error;
use engine::intake::{Filed, Intake};
use engine::vault::Identity;
use engine::wording::Wording;
use serde::Serialize;
use serde_json::json;
use store::change::{Complaint, Refusal};

use crate::args::{CaseNewArguments, Format};
use crate::cases::{Desk, Typed, filing};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{block_on, engine_failure};
use crate::output::Output;

/// What is told once, and never again.
#[derive(Serialize)]
struct Report {
    number: String,
    id: String,
    version: u64,
    receipts: Vec<String>,
}

pub(crate) fn run(
    arguments: &CaseNewArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let filed = block_on(async {
        let desk = Desk::open(&arguments.acting, data, output).await?;
        let filed = file(&desk, arguments).await;
        desk.close().await;
        filed
    })?;
    let stored = &filed.committed.stored;
    let report = Report {
        number: stored.number.clone(),
        id: stored.case.id.to_string(),
        version: filed.committed.version,
        receipts: filed.receipts.iter().map(|(_, code)| engine::codes::grouped(code)).collect(),
    };
    let printed = match arguments.acting.format.format {
        Format::Json => output.json(&report),
        Format::Text => tell(&report, output),
    };
    Answer::Yes.once(printed)
}

async fn file(desk: &Desk, arguments: &CaseNewArguments) -> Result<Filed, Failure> {
    let definitions = desk.definitions();
    let name = WorkflowName::from(arguments.workflow.as_str());
    let today = definitions.calendar.date(desk.engine().clock().now());
    let workflow = definitions.current(&name, today).ok_or_else(|| {
        Failure::usage(format!("没有流程“{name}”"), format!("there is no workflow `{name}`"))
    })?;
    let intake = intake(desk, workflow, arguments)?;
    desk.note("filed", json!({ "workflow": arguments.workflow })).await?;
    let filed = desk.engine().file(Some(desk.who()), intake).await;
    filed.map_err(|error| match error {
        Error::Refused(Refusal::Rejected(Rejection::FormFaulty { fields })) => {
            unfilled(workflow, &fields)
        }
        other @ (Error::Refused(_) | Error::Store(_) | Error::Unsealable | Error::NoRandomness) => {
            engine_failure(other)
        }
    })
}

/// Everything that the form lacks or that does not fit, each as it would be typed.
fn unfilled(workflow: &Workflow, faults: &[(FieldName, FieldFault)]) -> Failure {
    let definition = workflow.definition();
    let form = definition.filing.form.as_ref().and_then(|form| definition.forms.get(form.as_str()));
    let listed = |language: Language| {
        let lines = faults.iter().map(|(name, fault)| {
            let field = form.and_then(|form| form.fields.get(name.as_str()));
            let label = field.map_or(name.as_str(), |field| field.label.get(language));
            format!("\n  {name}={}  {label}: {}", example(field), why(fault, language))
        });
        lines.collect::<String>()
    };
    Failure::usage(
        format!("登记表有未填或不合要求的项：{}", listed(Language::Zh)),
        format!("fields of the filing form are missing or wrong:{}", listed(Language::En)),
    )
}

/// What may be typed behind the equals sign.
fn example(field: Option<&Field>) -> String {
    let Some(field) = field else { return "…".to_owned() };
    match field.kind {
        FieldKind::Text => "…".to_owned(),
        FieldKind::Date => "2026-03-02".to_owned(),
        FieldKind::Number | FieldKind::Money => "0".to_owned(),
        FieldKind::YesNo => "yes|no".to_owned(),
        FieldKind::Choice => field.choices.keys().map(String::as_str).collect::<Vec<_>>().join("|"),
    }
}

fn why(fault: &FieldFault, language: Language) -> String {
    let text = match fault {
        FieldFault::Missing => Bilingual::new("未填", "missing"),
        FieldFault::Unknown => Bilingual::new("没有这一项", "there is no such field"),
        FieldFault::WrongKind => Bilingual::new("写法不对", "not of its kind"),
        FieldFault::NotAChoice => Bilingual::new("不在选项中", "not one of the choices"),
        FieldFault::TooLong(longest) => {
            Bilingual::new(format!("超过 {longest} 字"), format!("over {longest} characters"))
        }
    };
    text.get(language).to_owned()
}

fn intake(
    desk: &Desk,
    workflow: &Workflow,
    arguments: &CaseNewArguments,
) -> Result<Intake, Failure> {
    let mut wording = Wording::default();
    let typed = Typed::read(&arguments.fields)?;
    let form = filing(workflow, typed, arguments.text.as_deref(), &mut wording)?;
    let place = arguments.place.as_ref().unwrap_or(&desk.installation.config.jurisdiction);
    let complaint = Complaint {
        title: arguments.title.clone(),
        address: arguments.address.clone(),
        position: None,
        channel: arguments.channel.clone(),
    };
    let intake = Intake {
        parties: arguments.party.iter().map(|party| identity(party)).collect(),
        category: arguments.category.as_str().into(),
        place: place.as_str().into(),
        complexity: arguments.complexity.into(),
        risk: arguments.risk.into(),
        secrecy: if arguments.secret { Secrecy::Restricted } else { Secrecy::Ordinary },
        respondents: Respondents {
            units: arguments.respondent.iter().map(|unit| unit.as_str().into()).collect(),
            ..Respondents::default()
        },
        form,
        wording,
        ..Intake::new(workflow.definition().workflow.clone(), desk.center(), complaint)
    };
    let checked = intake.check(&desk.definitions().codes);
    checked.map_err(|unfit| Failure::Usage(unfit.message()))?;
    Ok(intake)
}

/// `NAME:PHONE`; without a colon a name alone.
fn identity(typed: &str) -> Identity {
    let (name, telephone) = typed.split_once([':', '：']).unwrap_or((typed, ""));
    Identity {
        name: name.trim().to_owned(),
        telephone: telephone.trim().to_owned(),
        ..Identity::default()
    }
}

fn tell(report: &Report, output: Output) -> Result<(), Failure> {
    output.line(format!("{} {}", output.say("案件编号", "number "), report.number))?;
    output.line(format!("{} {}", output.say("内部编号", "id     "), report.id))?;
    for code in &report.receipts {
        output.line(format!("{} {code}", output.say("回执编号", "receipt")))?;
    }
    output.note(output.say(
        "回执编号交给当事人，不会再次显示",
        "receipts are for the parties and are not shown again",
    ));
    Ok(())
}
