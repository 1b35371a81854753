//! The shipped definitions, read without the loader, so that the tests of the rules do not wait for it.

use std::path::{Path, PathBuf};

use domain::actor::Actor;
use domain::calendar::{Calendar, CalendarFiles};
use domain::directory::Directory;
use domain::id::{PersonId, UnitId};
use domain::scenario::World;
use domain::workflow::scenario::Scenarios;
use domain::workflow::{Definition, Workflow, check};
use serde::de::DeserializeOwned;

/// The shipped workflows, in the order of the documentation.
pub const NAMES: [&str; 5] = ["dispute", "review", "petition", "service", "police"];

/// Workflows, calendar and directory as they are shipped.
#[derive(Debug)]
pub struct Shipped {
    /// The calendar with every year that is shipped.
    pub calendar: Calendar,
    /// The demo county.
    pub directory: Directory,
    /// Its center.
    pub center: UnitId,
    workflows: Vec<(&'static str, Workflow)>,
}

impl Shipped {
    /// Reads everything. Stops the test if something shipped is faulty.
    pub fn load() -> Self {
        let center = UnitId::from("center");
        let workflows = NAMES.map(|name| (name, workflow(name))).into();
        Self { calendar: calendar(), directory: read("directories/chibi.yaml"), center, workflows }
    }

    /// The workflow of this name, version 1.
    pub fn workflow(&self, name: &str) -> &Workflow {
        let found = self.workflows.iter().find(|(known, _)| *known == name);
        found.map(|(_, workflow)| workflow).expect("a shipped workflow")
    }

    /// What the stories of a workflow play in.
    pub fn world(&self, name: &str) -> World<'_> {
        self.world_of(self.workflow(name))
    }

    /// The same for any workflow, such as a mutant.
    pub fn world_of<'a>(&'a self, workflow: &'a Workflow) -> World<'a> {
        let Self { calendar, directory, center, .. } = self;
        World { workflow, calendar, directory, center }
    }

    /// A person of the demo county.
    pub fn actor(&self, person: &str) -> Actor {
        self.directory
            .staff(&PersonId::from(person))
            .map(Actor::Person)
            .expect("a person of the demo county")
    }
}

/// A file of the folder `workflows`, as its type.
pub fn read<T: DeserializeOwned>(path: &str) -> T {
    let file = folder().join(path);
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The definition of a shipped workflow, unchecked.
pub fn definition(name: &str) -> Definition {
    read(&format!("{name}/v1.yaml"))
}

/// A shipped workflow. Stops the test with its findings if the check refuses it.
pub fn workflow(name: &str) -> Workflow {
    let checked = check(definition(name));
    checked.workflow.unwrap_or_else(|| panic!("`{name}` is refused: {:#?}", checked.findings))
}

/// The stories of a shipped workflow.
pub fn scenarios(name: &str) -> Scenarios {
    read(&format!("{name}/v1.scenarios.yaml"))
}

/// The shipped calendar.
pub fn calendar() -> Calendar {
    let years = ["2025", "2026", "2027"].map(|year| read(&format!("calendars/cn-{year}.yaml")));
    let files = CalendarFiles { years: years.into(), office: read("calendars/office-hours.yaml") };
    Calendar::new(&files).expect("the shipped calendars are sound")
}

/// The folder of the shipped definitions.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}
