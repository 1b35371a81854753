//! An engine on the demo county, with a clock that stands still until it is set.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::appraisal::{CheckedScheme, check};
use domain::case::{Assignment, Command, Input, Perform, Value};
use domain::code_table::{CodeTable, Codes};
use domain::id::{CaseId, PersonId, Timestamp};
use domain::paper::PaperKind;
use engine::execute::Order;
use engine::intake::{Filed, Intake};
use engine::keys::Keys;
use engine::time::Clock;
use engine::vault::Identity;
use engine::wording::Wording;
use engine::{Definitions, Engine, Error, Who};
use store::change::{Committed, Complaint};
use testkit::{NAMES, calendar, read, workflow};

use super::Database;

/// An engine and its clock.
pub(crate) struct World {
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Clock,
}

impl World {
    pub(crate) async fn on(database: &Database) -> Self {
        Self::at(database, "2026-03-02T01:00:00Z").await
    }

    pub(crate) async fn at(database: &Database, now: &str) -> Self {
        Self::with(database, now, definitions()).await
    }

    /// A world in which other definitions are in force.
    pub(crate) async fn with(database: &Database, now: &str, definitions: Definitions) -> Self {
        let now: DateTime<Utc> = now.parse().unwrap();
        let clock = Clock::standing(now);
        let store = database.open().await;
        store.put_directory(read("directories/chibi.yaml")).await.unwrap();
        let definitions = Arc::new(definitions);
        let keys = Keys::new([7; 32]);
        let engine = Engine::start(store, definitions, keys, clock.clone()).await.unwrap();
        Self { engine, clock }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn person(name: &str) -> Who {
        Who::Person(PersonId::from(name))
    }

    /// Files a street lamp under `service`, by a clerk.
    pub(crate) async fn lamp(&self) -> Filed {
        self.engine.file(Some(Self::person("center.clerk")), lamp()).await.unwrap()
    }

    pub(crate) async fn perform(
        &self,
        who: &Who,
        case: CaseId,
        transition: &str,
        input: Input,
    ) -> Result<Committed, Error> {
        let command = Command::Perform(Perform {
            transition: transition.into(),
            input,
            form: BTreeMap::new(),
            evidence: BTreeMap::new(),
        });
        self.engine.execute(Order::new(who.clone(), case, command)).await
    }

    /// Accepts a case and assigns it.
    pub(crate) async fn dispatch(&self, case: CaseId, lead: &str) -> Committed {
        let clerk = Self::person("center.clerk");
        self.perform(&clerk, case, "accept", Input::None).await.unwrap();
        let assignment = Assignment { lead: lead.into(), assistants: [].into() };
        self.perform(&clerk, case, "assign", Input::Assign(assignment)).await.unwrap()
    }
}

/// A complaint about a street lamp.
pub(crate) fn lamp() -> Intake {
    let mut wording = Wording::default();
    let account = wording.keep("陆水路路灯三盏不亮，夜里看不见路").unwrap();
    let complaint = Complaint { title: "陆水路路灯不亮".to_owned(), ..Complaint::default() };
    Intake {
        parties: vec![Identity {
            name: "张小明".to_owned(),
            telephone: "13800001234".to_owned(),
            ..Identity::default()
        }],
        category: "1104".into(),
        place: "421281".into(),
        form: [("account".into(), Value::Text(account))].into(),
        wording,
        ..Intake::new("service".into(), "center".into(), complaint)
    }
}

/// Everything that is shipped.
pub(crate) fn definitions() -> Definitions {
    let workflows = NAMES.map(workflow).map(|workflow| {
        let definition = workflow.definition();
        let version = domain::case::WorkflowRef {
            name: definition.workflow.clone(),
            version: definition.version,
        };
        (version, workflow)
    });
    Definitions {
        workflows: workflows.into(),
        calendar: calendar(),
        codes: codes(),
        rules: read("routing/chibi.yaml"),
        agencies: ["police", "mediation", "court", "arbitration"]
            .map(|kind| (kind.to_owned(), read(&format!("agencies/{kind}.yaml"))))
            .into(),
        papers: PaperKind::ALL.map(|kind| read(&format!("papers/{}.yaml", kind.as_str()))).into(),
        orders: read("orders/chibi.yaml"),
        supervision: read("supervision/chibi.yaml"),
        appraisals: vec![scheme()],
    }
}

/// The shipped scheme of appraisal for the demo county.
fn scheme() -> CheckedScheme {
    let definitions = NAMES.map(testkit::definition);
    let definitions: Vec<_> = definitions.iter().collect();
    let scheme = read("appraisal/chibi.yaml");
    let checked = check(&scheme, &read("directories/chibi.yaml"), &definitions);
    checked.scheme.unwrap_or_else(|| panic!("{:#?}", checked.findings))
}

/// The shipped code tables.
fn codes() -> Codes {
    let names = ["dispute-category", "division", "petition-class"];
    let tables = names.map(|name| {
        let table: CodeTable = read(&format!("codes/{name}.yaml"));
        (table.id.clone(), table)
    });
    Codes { tables: tables.into(), crosswalk: read("codes/crosswalk.yaml") }
}
