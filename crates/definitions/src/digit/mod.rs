//! Imports a `BusinessService` of eGov DIGIT (egov-workflow-v2), and says what is wrong with it.
//!
//! JSON is YAML, so the same reader gives every finding its line and column. The result is a draft: DIGIT knows
//! neither Chinese names nor legal sources, and its escalation moves cases by timeout, which ours never does.

mod defects;
mod escalation;
mod service;
mod tables;
mod transitions;
mod translate;

use domain::finding::{Finding, pointer};
use domain::workflow::Definition;
use serde_json::Value;

use self::service::{BusinessService, Escalation};
use crate::located::{self, Located};
use crate::source::{SourceFile, Span};
use crate::yaml::{self, Node};

/// What an import gives.
#[derive(Clone, Debug)]
pub struct Import {
    /// The draft; none if the file holds no workflow.
    pub definition: Option<Definition>,
    /// What is wrong with the workflow, and what did not carry over, by file and place.
    pub findings: Vec<Located>,
}

/// Imports the first service of a file, with the `AutoEscalation` of another file if there is one.
pub fn import(workflow: &SourceFile, escalation: Option<&SourceFile>) -> Import {
    let (workflow, mut findings) = Json::read(workflow);
    let escalation = escalation.map(Json::read);
    let (escalation, found) =
        escalation.map_or((None, Vec::new()), |(json, found)| (Some(json), found));
    findings.extend(found);
    let services = service::services(&workflow.value);
    let Some(service) = services.first() else {
        if findings.is_empty() {
            findings.push(workflow.locate(no_service()));
        }
        return Import { definition: None, findings };
    };
    let entries =
        escalation.as_ref().map(|json| service::escalations(&json.value)).unwrap_or_default();
    let draft = draft(service, &entries);
    findings.extend(services.iter().skip(1).map(|service| workflow.locate(left_out(service))));
    findings.extend(draft.of_service.into_iter().map(|finding| workflow.locate(finding)));
    if let Some(json) = escalation {
        findings.extend(draft.of_escalation.into_iter().map(|finding| json.locate(finding)));
    }
    located::sort(&mut findings);
    Import { definition: Some(draft.definition), findings }
}

struct Draft {
    definition: Definition,
    of_service: Vec<Finding>,
    of_escalation: Vec<Finding>,
}

fn draft(service: &BusinessService, entries: &[Escalation]) -> Draft {
    let mut of_service = defects::of_service(service);
    let (levels, of_escalation) = escalation::sift(service, entries);
    let (definition, lost) = translate::translate(service, &levels);
    of_service.extend(lost);
    Draft { definition, of_service, of_escalation }
}

/// A JSON file with places, as far as it can be read as YAML.
struct Json<'a> {
    source: &'a SourceFile,
    tree: Option<Node>,
    value: Value,
}

impl<'a> Json<'a> {
    /// Reads a file. JSON that is no YAML, such as a surrogate pair written by its numbers, is read without places.
    fn read(source: &'a SourceFile) -> (Self, Vec<Located>) {
        let (tree, findings) = yaml::parse(source);
        if let Some(tree) = tree {
            let value = tree.to_json();
            return (Self { source, tree: Some(tree), value }, findings);
        }
        match serde_json::from_str(source.text()) {
            Ok(value) => (Self { source, tree: None, value }, Vec::new()),
            Err(_) => (Self { source, tree: None, value: Value::Null }, findings),
        }
    }

    fn locate(&self, finding: Finding) -> Located {
        let span = self.tree.as_ref().map_or_else(Span::default, |tree| tree.place(&finding.at));
        Located::new(self.source, finding, self.source.first_line(span))
    }
}

fn no_service() -> Finding {
    Finding::error(
        "digit-no-service",
        pointer([]),
        "文件中没有 BusinessService",
        "the file holds no BusinessService",
    )
    .help(
        "需要含 `businessService` 和 `states` 的 JSON",
        "a JSON with `businessService` and `states` is needed",
    )
}

fn left_out(service: &BusinessService) -> Finding {
    Finding::warning(
        "digit-several-services",
        service.at.as_str(),
        "只导入第一个流程,此流程未导入",
        "only the first service is imported, not this one",
    )
    .help("请拆成每个流程一个文件", "put each service into a file of its own")
}
