//! All definitions that an engine runs with, read and checked: a faulty one keeps the server from starting.

use std::collections::BTreeMap;

use domain::case::WorkflowRef;
use domain::workflow::Workflow;
use engine::Definitions;

use crate::data::{self, Data};
use crate::failure::Failure;
use crate::output::Output;
use crate::workflows;

/// Reads them.
pub(crate) fn load(data: &Data, output: Output) -> Result<Definitions, Failure> {
    let directory = data.directory(output)?;
    let codes = data.accept(data.codes()?, "codes", output)?;
    let rules = data::accepted(data.rules(&directory, &codes)?, output)?;
    let workflows = all(data, output)?;
    let checked: Vec<_> = workflows.values().map(Workflow::definition).collect();
    let agencies = data.accept(data.agencies(&checked)?, "agencies", output)?;
    let agencies = agencies.into_iter().map(|map| (map.agency.clone(), map)).collect();
    let mut papers = data.accept(data.papers(&checked)?, "papers", output)?;
    papers.sort_by_key(|template| template.paper);
    let appraisals = data.appraisals(&directory, &checked)?;
    let appraisals = data.accept(appraisals, "appraisal", output)?;
    let calendar = data.calendar(output)?;
    let orders = data.orders(output)?;
    let supervision = data.supervision(output)?;
    Ok(Definitions {
        workflows,
        calendar,
        codes,
        rules,
        agencies,
        papers,
        orders,
        supervision,
        appraisals,
    })
}

fn all(data: &Data, output: Output) -> Result<BTreeMap<WorkflowRef, Workflow>, Failure> {
    let mut found = BTreeMap::new();
    for source in data.workflows()? {
        let source = source.map_err(|refused| {
            Failure::unfit(
                std::path::Path::new(refused.0.name()),
                "不是 UTF-8 文本",
                "it is not UTF-8 text",
            )
        })?;
        let name = std::path::PathBuf::from(source.name());
        let (read, workflow) = workflows::read(source, None);
        let Some(workflow) = workflow else {
            output.complain_of(&crate::findings::Findings::of(read));
            return Err(Failure::Faulty(name));
        };
        let definition = workflow.definition();
        let version =
            WorkflowRef { name: definition.workflow.clone(), version: definition.version };
        found.insert(version, workflow);
    }
    Ok(found)
}
