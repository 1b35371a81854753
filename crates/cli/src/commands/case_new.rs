//! `bihuan case new`: files a complaint in the name of a person of the directory.

use domain::case::{Complexity, Respondents, Risk, Secrecy};
use domain::id::{CategoryCode, WorkflowName};
use domain::workflow::Workflow;
use engine::intake::{Filed, Intake};
use engine::vault::Identity;
use engine::wording::Wording;
use serde::Serialize;
use serde_json::json;
use store::change::Complaint;

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
    desk.engine().file(Some(desk.who()), intake).await.map_err(engine_failure)
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
    Ok(Intake {
        workflow: workflow.definition().workflow.clone(),
        center: desk.center(),
        parties: arguments.party.iter().map(|party| identity(party)).collect(),
        complaint: Complaint {
            title: title(&arguments.title)?,
            address: arguments.address.clone(),
            position: None,
            channel: "window".to_owned(),
        },
        category: category(desk, &arguments.category)?,
        place: place.as_str().into(),
        complexity: Complexity::default(),
        risk: Risk::default(),
        secrecy: Secrecy::default(),
        respondents: Respondents {
            units: arguments.respondent.iter().map(|unit| unit.as_str().into()).collect(),
            ..Respondents::default()
        },
        form,
        wording,
        source: None,
        at: None,
        request: None,
    })
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

/// The longest title, in characters; as in the API.
const TITLE_CHARACTERS_MAX: usize = 100;

fn title(title: &str) -> Result<String, Failure> {
    let fits = !title.trim().is_empty() && title.chars().count() <= TITLE_CHARACTERS_MAX;
    fits.then(|| title.to_owned()).ok_or_else(|| {
        Failure::usage(
            format!("标题应为 1 至 {TITLE_CHARACTERS_MAX} 个字"),
            format!("a title has 1 to {TITLE_CHARACTERS_MAX} characters"),
        )
    })
}

/// A category must be in the tables; an empty one is not known yet.
fn category(desk: &Desk, code: &str) -> Result<CategoryCode, Failure> {
    let category = CategoryCode::from(code);
    let known = code.is_empty() || desk.definitions().codes.category_name(&category).is_some();
    known.then_some(category).ok_or_else(|| {
        Failure::usage(format!("没有类别代码“{code}”"), format!("there is no category `{code}`"))
    })
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
