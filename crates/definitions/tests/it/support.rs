//! A valid definition to spoil, and findings in short form to compare.

use definitions::{Read, SourceFile, WORKFLOW, read};
use domain::text::Language;
use domain::workflow::Definition;

/// A small workflow without a fault.
pub(crate) const VALID: &str = r#"# yaml-language-server: $schema=../schema/workflow.schema.json
workflow: visit
version: 1
name: {zh: 来访, en: Visit}
summary: {zh: 接待来访, en: Receives visitors}
jurisdiction: "421281"
effective_from: 2026-01-01
initial: received
filing:
  by: [citizen, clerk]
sources:
  local: {kind: proposed, cite: {zh: 建议值, en: A default}}
outcomes:
  answered: {name: {zh: 已答复, en: Answered}}
limits:
  answer:
    name: {zh: 答复期限, en: Answer}
    length: 5 work_day
    rolls: true
    met_by: [answer]
    ladder:
      - {at: 30% left, act: remind, to: [handler@lead]}
      - at: 1 work_day late
        act: urge
        to: [unit_head@lead, supervisor@center]
    source: local
states:
  received:
    name: {zh: 已接待, en: Received}
    stage: screen
    holder: center
    limits: [answer]
  done:
    name: {zh: 已办结, en: Done}
    stage: close
    end: true
transitions:
  answer:
    verb: advance
    label: {zh: 答复, en: Answer}
    from: [received]
    to: done
    by: [clerk@center]
    outcome: answered
"#;

/// Reads a text as a workflow.
pub(crate) fn workflow(text: &str) -> Read<Definition> {
    read(SourceFile::new("v1.yaml", text), WORKFLOW)
}

/// Findings as `line:column-endcolumn code`.
pub(crate) fn places<T>(read: &Read<T>) -> Vec<String> {
    let short = |located: &definitions::Located| {
        let row = located.row(Language::En);
        format!("{}:{}-{} {}", row.line, row.column, row.end_column, row.code)
    };
    read.findings.iter().map(short).collect()
}

/// Findings as `line:column code at pointer: message; help`, in English.
pub(crate) fn sentences<T>(read: &Read<T>) -> Vec<String> {
    let whole = |located: &definitions::Located| {
        let row = located.row(Language::En);
        let help = row.help.map(|help| format!("; {help}")).unwrap_or_default();
        let (line, column) = (row.line, row.column);
        format!("{line}:{column} {} at {}: {}{help}", row.code, row.pointer, row.message)
    };
    read.findings.iter().map(whole).collect()
}

/// The valid definition with one part of its text replaced.
pub(crate) fn spoilt(part: &str, by: &str) -> String {
    assert!(VALID.contains(part), "the valid definition lacks {part}");
    VALID.replacen(part, by, 1)
}
