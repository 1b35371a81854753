//! The files that are shipped are without fault.

use std::path::{Path, PathBuf};

use definitions::folder::{WorkflowFile, agrees, workflow_files};
use definitions::render::{Style, render, render_all};
use definitions::{DIRECTORY, Located, SCENARIOS, SUPERVISION, SourceFile, WORKFLOW, load, read};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}

fn source(path: &Path) -> SourceFile {
    SourceFile::load(path).unwrap().unwrap()
}

#[track_caller]
fn assert_clean(source: &SourceFile, findings: &[Located]) {
    assert!(findings.is_empty(), "{}", render_all(source, findings, Style::default()));
}

#[test]
fn workflows_have_the_shape_of_the_schema_and_are_called_as_their_files() {
    for file in workflow_files(&folder()).unwrap().workflows {
        let mut definition = read(source(&file.path), WORKFLOW);
        definition.check(|definition| agrees(&file, definition));
        assert_clean(&definition.source, &definition.findings);
        if let Some(path) = &file.scenarios {
            let scenarios = read(source(path), SCENARIOS);
            assert_clean(&scenarios.source, &scenarios.findings);
        }
    }
}

#[test]
fn calendars_codes_directory_and_rules_are_sound() {
    let calendars = load::calendars(&folder().join("calendars")).unwrap();
    assert_eq!(calendars.findings, []);
    assert_eq!(calendars.value.years.len(), 3);
    let codes = load::codes(&folder().join("codes")).unwrap();
    assert_eq!(codes.findings, []);
    assert!(codes.value.tables.len() > 10);
    let directory = read(source(&folder().join("directories/chibi.yaml")), DIRECTORY);
    assert_clean(&directory.source, &directory.findings);
    let rules = source(&folder().join("routing/chibi.yaml"));
    let rules = load::rule_book(rules, &directory.value.unwrap(), &codes.value);
    assert_eq!(rules.count().errors, 0, "{:#?}", rules.findings);
}

#[test]
fn what_the_demo_county_sets_for_supervision_is_sound_and_what_is_proposed() {
    let read = read(source(&folder().join("supervision/chibi.yaml")), SUPERVISION);
    assert_clean(&read.source, &read.findings);
    let mut set = read.value.unwrap();
    // The phrases are the county's own; every number is the default, so that the two do not drift apart.
    assert!(!set.suspicions.answer_copied.phrases.is_empty());
    set.suspicions.answer_copied.phrases.clear();
    let proposed = domain::supervision::Supervision::default();
    assert_eq!((set.suspicions, set.colours), (proposed.suspicions, proposed.colours));
}

#[test]
fn the_tables_of_outside_bodies_are_sound() {
    let files = workflow_files(&folder()).unwrap().workflows;
    let read = |file: &WorkflowFile| read(source(&file.path), WORKFLOW).value.unwrap();
    let workflows: Vec<_> = files.iter().map(read).collect();
    let workflows: Vec<_> = workflows.iter().collect();
    let tables = load::yaml_files(&folder().join("agencies")).unwrap();
    let tables = load::agencies_of(tables, &workflows);
    let shown: Vec<String> = tables
        .findings
        .iter()
        .map(|located| render(tables.source_of(located).unwrap(), located, Style::default()))
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert_eq!(tables.value.len(), 4);
}

#[test]
fn the_templates_of_papers_are_sound_and_there_is_one_of_each_kind() {
    let files = workflow_files(&folder()).unwrap().workflows;
    let read = |file: &WorkflowFile| read(source(&file.path), WORKFLOW).value.unwrap();
    let workflows: Vec<_> = files.iter().map(read).collect();
    let workflows: Vec<_> = workflows.iter().collect();
    let templates = load::yaml_files(&folder().join("papers")).unwrap();
    let templates = load::papers_of(templates, &workflows);
    let shown: Vec<String> = templates
        .findings
        .iter()
        .map(|located| render(templates.source_of(located).unwrap(), located, Style::default()))
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert_eq!(templates.value.len(), domain::paper::PaperKind::ALL.len());
}

#[test]
fn the_schemes_of_appraisal_are_sound() {
    let files = workflow_files(&folder()).unwrap().workflows;
    let workflow = |file: &WorkflowFile| read(source(&file.path), WORKFLOW).value.unwrap();
    let workflows: Vec<_> = files.iter().map(workflow).collect();
    let workflows: Vec<_> = workflows.iter().collect();
    let directory = read(source(&folder().join("directories/chibi.yaml")), DIRECTORY);
    let schemes = load::yaml_files(&folder().join("appraisal")).unwrap();
    let schemes = load::appraisals_of(schemes, &directory.value.unwrap(), &workflows);
    let shown: Vec<String> = schemes
        .findings
        .iter()
        .map(|located| render(schemes.source_of(located).unwrap(), located, Style::default()))
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert_eq!(schemes.value.len(), 1);
}
