//! A case as it is shown, and as a line of a list.

use domain::case::Case;
use serde::Serialize;
use store::queries::CaseLine;
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::{Named, Names, instant};
use engine::reading::Seen;

/// A case, as far as its reader may see it. Who complains is not part of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseOut {
    /// The case.
    pub(crate) id: Uuid,
    /// The number that the public sees.
    pub(crate) number: String,
    /// The version: send it as `If-Match` to change the case.
    pub(crate) version: u64,
    /// What it is about, in one line.
    pub(crate) title: String,
    /// Where, in words.
    pub(crate) address: String,
    /// Where on the map, in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<PositionOut>,
    /// How it came in.
    pub(crate) channel: String,
    /// The workflow; its version stands beside it.
    pub(crate) workflow: Named,
    /// The version of the workflow that the case is pinned to.
    pub(crate) workflow_version: u32,
    /// The state.
    pub(crate) state: Named,
    /// The stage of the loop: screen, study, assign, handle, supervise, close or assess.
    pub(crate) stage: String,
    /// The outcome, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended: Option<Named>,
    /// The outcome recorded last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<Named>,
    /// When it was filed.
    pub(crate) filed_at: String,
    /// When it changed last.
    pub(crate) changed_at: String,
    /// The earliest open deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due_at: Option<String>,
    /// What it is about, by its code.
    pub(crate) category: Named,
    /// Where, by its division code.
    pub(crate) place: String,
    /// How hard it is: simple, general or complex.
    pub(crate) complexity: String,
    /// How dangerous it is: low, medium or high.
    pub(crate) risk: String,
    /// How secret it is: ordinary or restricted.
    pub(crate) secrecy: String,
    /// Whether two people must still screen it.
    pub(crate) restricted: bool,
    /// Whether the complainant gave no name.
    pub(crate) anonymous: bool,
    /// The center that runs it.
    pub(crate) center: Named,
    /// The unit that leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lead: Option<LeadOut>,
    /// Assisting units.
    pub(crate) assistants: Vec<AssistantOut>,
    /// Units that were consulted and have not answered.
    pub(crate) consulted: Vec<Named>,
    /// Who the time is charged to now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) holder: Option<Named>,
    /// Since when and until when it is suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suspension: Option<SuspensionOut>,
    /// Whether the citizen has been contacted since the last dispatch.
    pub(crate) contacted: bool,
    /// What the citizen last said: yes, partly or no. Absent while silent, and silence is not satisfaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) solved: Option<String>,
    /// How many people complain.
    pub(crate) parties: usize,
    /// Whom it is about, for those who may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) respondents: Option<RespondentsOut>,
    /// How the reader stands to the case.
    pub(crate) relations: Vec<String>,
}

/// A point on the map (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct PositionOut {
    /// Degrees east.
    pub(crate) longitude: f64,
    /// Degrees north.
    pub(crate) latitude: f64,
}

/// The unit that leads.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeadOut {
    /// The unit that is responsible.
    pub(crate) unit: Named,
    /// The unit that does the work for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delegate: Option<Named>,
    /// The person who handles it, once signed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handler: Option<Named>,
    /// Whether anybody there has opened it.
    pub(crate) read: bool,
}

/// An assisting unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssistantOut {
    /// The unit.
    pub(crate) unit: Named,
    /// Whether it has done its part.
    pub(crate) done: bool,
}

/// A suspension.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuspensionOut {
    /// On what ground.
    pub(crate) ground: Named,
    /// Since when.
    pub(crate) since: String,
    /// Until when.
    pub(crate) until: String,
}

/// Whom a case is about.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct RespondentsOut {
    /// People.
    pub(crate) people: Vec<Named>,
    /// Units.
    pub(crate) units: Vec<Named>,
    /// People with a declared relationship.
    pub(crate) related: Vec<Named>,
    /// Whether somebody is meant whom the directory does not list.
    pub(crate) unmatched: bool,
}

impl CaseOut {
    /// The case as it was seen.
    pub(crate) fn new(seen: &Seen, names: Names<'_>) -> Self {
        let case = seen.case();
        let names = names.of_case(case);
        let complaint = &seen.complaint;
        Self {
            id: case.id.0,
            number: seen.stored.number.clone(),
            version: case.seq,
            title: complaint.title.clone(),
            address: complaint.address.clone(),
            position: position(complaint.position),
            channel: complaint.channel.clone(),
            workflow: workflow(names, case),
            workflow_version: case.workflow.version,
            state: names.state(&case.state),
            stage: case.stage.as_str().to_owned(),
            ended: case.ended.as_ref().map(|outcome| names.outcome(outcome)),
            outcome: case.outcome.as_ref().map(|outcome| names.outcome(outcome)),
            filed_at: instant(case.filed_at),
            changed_at: instant(seen.stored.changed_at),
            due_at: earliest(case).map(|at| names.deadline(at)),
            category: names.category(&case.category),
            place: case.place.as_str().to_owned(),
            complexity: case.complexity.as_str().to_owned(),
            risk: case.risk.as_str().to_owned(),
            secrecy: word(&case.secrecy),
            restricted: case.restriction.is_some(),
            anonymous: case.anonymous,
            center: names.unit(&case.center),
            lead: lead(case, names),
            assistants: assistants(case, names),
            consulted: case.consulted.iter().map(|unit| names.unit(unit)).collect(),
            holder: case.holder().map(|holder| names.holder(holder)),
            suspension: suspension(case, names),
            contacted: case.contacted,
            solved: case.solved.as_ref().map(word),
            parties: case.parties.len(),
            respondents: seen.fields().respondents.then(|| respondents(case, names)),
            relations: seen.view.relations.iter().map(|one| one.as_str().to_owned()).collect(),
        }
    }
}

fn workflow(names: Names<'_>, case: &Case) -> Named {
    let id = case.workflow.name.as_str();
    let name = names.workflow().map_or(id, |name| name.get(names.language));
    Named { id: id.to_owned(), name: name.to_owned() }
}

/// The word by which a value of a closed list is written.
pub(crate) fn word(value: &impl Serialize) -> String {
    let written = serde_json::to_value(value).ok();
    written.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// The earliest open deadline.
pub(crate) fn earliest(case: &Case) -> Option<domain::id::Timestamp> {
    case.clocks.iter().filter(|clock| clock.is_open()).map(|clock| clock.deadline).min()
}

pub(crate) fn position(position: Option<(f64, f64)>) -> Option<PositionOut> {
    position.map(|(longitude, latitude)| PositionOut { longitude, latitude })
}

fn lead(case: &Case, names: Names<'_>) -> Option<LeadOut> {
    case.lead.as_ref().map(|lead| LeadOut {
        unit: names.unit(&lead.unit),
        delegate: lead.delegate.as_ref().map(|unit| names.unit(unit)),
        handler: lead.handler.as_ref().map(|person| names.person(person)),
        read: lead.read,
    })
}

fn assistants(case: &Case, names: Names<'_>) -> Vec<AssistantOut> {
    let one = |(unit, done): (&domain::id::UnitId, &bool)| AssistantOut {
        unit: names.unit(unit),
        done: *done,
    };
    case.assistants.iter().map(one).collect()
}

fn suspension(case: &Case, names: Names<'_>) -> Option<SuspensionOut> {
    case.suspension.as_ref().map(|suspension| SuspensionOut {
        ground: names.ground(&suspension.terms.ground),
        since: instant(suspension.since),
        until: instant(suspension.terms.until),
    })
}

fn respondents(case: &Case, names: Names<'_>) -> RespondentsOut {
    let named = &case.respondents;
    RespondentsOut {
        people: named.people.iter().map(|person| names.person(person)).collect(),
        units: named.units.iter().map(|unit| names.unit(unit)).collect(),
        related: named.related.iter().map(|person| names.person(person)).collect(),
        unmatched: named.unmatched,
    }
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseLineOut {
    /// The case.
    id: Uuid,
    /// The number that the public sees.
    number: String,
    /// The version.
    version: u64,
    /// What it is about, in one line.
    title: String,
    /// The workflow.
    workflow: String,
    /// The state.
    state: Named,
    /// The stage of the loop.
    stage: String,
    /// The outcome, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Named>,
    /// When it was filed.
    filed_at: String,
    /// When it changed last.
    changed_at: String,
    /// The earliest open deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// What it is about, by its code.
    category: Named,
    /// Where, by its division code.
    place: String,
    /// How hard it is.
    complexity: String,
    /// How dangerous it is.
    risk: String,
    /// Whether two people must still screen it.
    restricted: bool,
    /// The unit that leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<Named>,
    /// The person who handles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    handler: Option<Named>,
}

impl CaseLineOut {
    /// A line.
    pub(crate) fn new(line: CaseLine, names: Names<'_>) -> Self {
        let names = names.under(&line.workflow);
        Self {
            id: line.id.0,
            number: line.number,
            version: line.version,
            title: line.title,
            workflow: line.workflow.name.as_str().to_owned(),
            state: names.state(&line.state),
            stage: line.stage,
            ended: line.ended.map(|outcome| names.outcome(&outcome)),
            filed_at: instant(line.filed_at),
            changed_at: instant(line.changed_at),
            due_at: line.due_at.map(|at| names.deadline(at)),
            category: names.category(&line.category),
            place: line.place.as_str().to_owned(),
            complexity: line.complexity,
            risk: line.risk,
            restricted: line.restricted,
            lead: line.lead.map(|unit| names.unit(&unit)),
            handler: line.handler.map(|person| names.person(&person)),
        }
    }
}

/// What a change of a case answers: by what the case is known, and its version afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedOut {
    /// The case.
    pub(crate) id: Uuid,
    /// The number that the public sees.
    pub(crate) number: String,
    /// The version after the change; a repeated request gets the version of the first.
    pub(crate) version: u64,
}

impl ChangedOut {
    /// What was committed.
    pub(crate) fn new(committed: &store::change::Committed) -> Self {
        Self {
            id: committed.stored.case.id.0,
            number: committed.stored.number.clone(),
            version: committed.version,
        }
    }
}
