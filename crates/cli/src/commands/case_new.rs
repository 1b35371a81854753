//! `bihuan case new`: files a complaint in the name of a person of the directory.

use domain::case::{Respondents, Secrecy};
use domain::id::WorkflowName;
use domain::meant::with_meant;
use domain::text::Bilingual;
use domain::workflow::Workflow;
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
    let filed = match filed {
        Ok(filed) => filed,
        Err(why) => {
            output.line(format!("✗ {}", why.get(output.language)))?;
            return Ok(Answer::No);
        }
    };
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

/// Files it, or says why it is refused.
async fn file(
    desk: &Desk,
    arguments: &CaseNewArguments,
) -> Result<Result<Filed, Bilingual>, Failure> {
    let definitions = desk.definitions();
    let name = WorkflowName::from(arguments.workflow.as_str());
    let today = definitions.calendar.date(desk.engine().clock().now());
    let workflow = definitions.current(&name, today).ok_or_else(|| {
        let said =
            Bilingual::new(format!("没有流程“{name}”"), format!("there is no workflow `{name}`"));
        let known = definitions.workflows.keys().map(|known| known.name.as_str());
        Failure::Usage(with_meant(said, name.as_str(), known))
    })?;
    let intake = intake(desk, workflow, arguments)?;
    if let Err(unfit) = intake.check(&definitions.codes) {
        return Ok(Err(unfit.message()));
    }
    desk.note("filed", json!({ "workflow": arguments.workflow })).await?;
    match desk.engine().file(Some(desk.who()), intake).await {
        Err(Error::Refused(Refusal::Rejected(rejection))) => {
            Ok(Err(desk.engine().unfiled(&name, &rejection)))
        }
        filed => filed.map(Ok).map_err(engine_failure),
    }
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
    Ok(Intake {
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
