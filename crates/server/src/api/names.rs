//! What things are called in the reader's language.

use domain::actor::Author;
use domain::case::{Case, WorkflowRef};
use domain::clock::Holder;
use domain::directory::Directory;
use domain::id::{
    CategoryCode, GroundName, LetterName, LimitName, OutcomeName, PersonId, PlaceCode, StateName,
    TransitionName, UnitId,
};
use domain::text::{Bilingual, Language};
use domain::workflow::Workflow;
use engine::Definitions;
use serde::Serialize;
use utoipa::ToSchema;

/// Something with its id and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Named {
    /// The id, which never changes.
    pub(crate) id: String,
    /// What it is called, in the reader's language.
    pub(crate) name: String,
}

/// Where names come from.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) definitions: &'a Definitions,
    pub(crate) directory: &'a Directory,
    pub(crate) workflow: Option<&'a Workflow>,
    pub(crate) language: Language,
}

impl<'a> Names<'a> {
    /// Names without those of a workflow.
    pub(crate) const fn new(
        definitions: &'a Definitions,
        directory: &'a Directory,
        language: Language,
    ) -> Self {
        Self { definitions, directory, workflow: None, language }
    }

    /// The same with those of a workflow.
    pub(crate) fn under(self, workflow: &WorkflowRef) -> Self {
        Self { workflow: self.definitions.workflows.get(workflow), ..self }
    }

    /// The same with those of the case's workflow.
    pub(crate) fn of_case(self, case: &Case) -> Self {
        self.under(&case.workflow)
    }

    pub(crate) fn named(self, id: &str, name: Option<&Bilingual>) -> Named {
        let name = name.map_or(id, |name| name.get(self.language)).to_owned();
        Named { id: id.to_owned(), name }
    }

    pub(crate) fn unit(self, id: &UnitId) -> Named {
        self.named(id.as_str(), self.directory.units.get(id).map(|unit| &unit.name))
    }

    pub(crate) fn person(self, id: &PersonId) -> Named {
        self.named(id.as_str(), self.directory.people.get(id).map(|person| &person.name))
    }

    pub(crate) fn place(self, code: &PlaceCode) -> Named {
        let table = self.definitions.codes.tables.get("division");
        self.named(code.as_str(), table.and_then(|table| table.codes.get(code.as_str())))
    }

    pub(crate) fn category(self, code: &CategoryCode) -> Named {
        self.named(code.as_str(), self.definitions.codes.category_name(code))
    }

    pub(crate) fn workflow(self) -> Option<&'a Bilingual> {
        self.workflow.map(|workflow| &workflow.definition().name)
    }

    pub(crate) fn state(self, id: &StateName) -> Named {
        let state = self.workflow.and_then(|workflow| workflow.state(id));
        self.named(id.as_str(), state.map(|state| &state.name))
    }

    /// What citizens are told of a state; its name where they are told the same as staff.
    pub(crate) fn public_state(self, id: &StateName) -> Named {
        let state = self.workflow.and_then(|workflow| workflow.state(id));
        self.named(id.as_str(), state.map(|state| state.public.as_ref().unwrap_or(&state.name)))
    }

    pub(crate) fn transition(self, id: &TransitionName) -> Named {
        let transition = self.workflow.and_then(|workflow| workflow.transition(id));
        self.named(id.as_str(), transition.map(|transition| &transition.label))
    }

    pub(crate) fn limit(self, id: &LimitName) -> Named {
        let limits = self.workflow.map(|workflow| &workflow.definition().limits);
        let limit = limits.and_then(|limits| limits.get(id.as_str()));
        self.named(id.as_str(), limit.map(|limit| &limit.name))
    }

    pub(crate) fn letter(self, id: &LetterName) -> Named {
        let letters = self.workflow.map(|workflow| &workflow.definition().letters);
        let letter = letters.and_then(|letters| letters.get(id.as_str()));
        self.named(id.as_str(), letter.map(|letter| &letter.name))
    }

    pub(crate) fn outcome(self, id: &OutcomeName) -> Named {
        let outcomes = self.workflow.map(|workflow| &workflow.definition().outcomes);
        let outcome = outcomes.and_then(|outcomes| outcomes.get(id.as_str()));
        self.named(id.as_str(), outcome.map(|outcome| &outcome.name))
    }

    pub(crate) fn ground(self, id: &GroundName) -> Named {
        let grounds = self.workflow.map(|workflow| &workflow.definition().grounds);
        let ground = grounds.and_then(|grounds| grounds.get(id.as_str()));
        self.named(id.as_str(), ground.map(|ground| &ground.name))
    }

    /// Who the time is charged to.
    pub(crate) fn holder(self, holder: &Holder) -> Named {
        let own = |id: &str, zh: &str, en: &str| self.named(id, Some(&Bilingual::new(zh, en)));
        match holder {
            Holder::Unit(unit) => self.unit(unit),
            Holder::Citizen => own("citizen", "群众", "the citizen"),
            Holder::Law => own("law", "法定等待", "the law"),
        }
    }

    /// Who acted. The id is that of the person, or `citizen` or `engine`.
    pub(crate) fn author(self, author: &Author) -> Named {
        let own = |id: &str, zh: &str, en: &str| self.named(id, Some(&Bilingual::new(zh, en)));
        match author {
            Author::Person { person, unit } => Named {
                id: person.as_str().to_owned(),
                name: format!("{} {}", self.unit(unit).name, self.person(person).name),
            },
            Author::Citizen(_) => own("citizen", "群众", "the citizen"),
            Author::Engine => own("engine", "系统", "the system"),
        }
    }

    /// A deadline as machines read it: RFC 3339 with the calendar's offset, the last second in time.
    pub(crate) fn deadline(self, at: domain::id::Timestamp) -> String {
        domain::clock::deadline_rfc3339(&self.definitions.calendar, at)
    }
}

/// An instant in RFC 3339, UTC.
pub(crate) fn instant(at: domain::id::Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}
