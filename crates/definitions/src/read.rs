//! From a file to a value of the domain, with everything that is wrong on the way.

use domain::finding::Finding;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::kind::Kind;
use crate::located::{self, Count, Located};
use crate::pointer;
use crate::schema::Schema;
use crate::shape::{self, Outcome};
use crate::source::{SourceFile, Span};
use crate::words::quote;
use crate::yaml::{self, Node};

/// How many values the domain's types may refuse although the schema allows them, before reading gives up.
const REFUSALS: usize = 100;

/// A file that was read.
#[derive(Debug)]
pub struct Read<T> {
    /// The file.
    pub source: SourceFile,
    /// What it says; faulty parts are mended by the likeliest reading or left out. None if nothing can be read.
    pub value: Option<T>,
    /// What is wrong, in the order of the file.
    pub findings: Vec<Located>,
    tree: Option<Node>,
    outcome: Outcome,
    kind: Kind<T>,
}

/// Reads a file of a kind and checks its syntax, its shape and what the kind itself demands.
pub fn read<T: DeserializeOwned>(source: SourceFile, kind: Kind<T>) -> Read<T> {
    let (mut tree, mut findings) = yaml::parse(&source);
    let outcome = match &mut tree {
        Some(tree) => shape::check(&source, tree, kind.schema()),
        None => Outcome::default(),
    };
    findings.extend(outcome.findings.iter().cloned());
    let mut read = Read { source, value: None, findings, tree, outcome, kind };
    read.value = read.deserialize();
    read.check(kind.check);
    read
}

impl<T: DeserializeOwned> Read<T> {
    /// The tree as a value. What the types refuse is said and taken out.
    fn deserialize(&mut self) -> Option<T> {
        let tree = self.tree.as_mut()?;
        if self.outcome.is_suspect("") {
            return None;
        }
        for _ in 0..REFUSALS {
            let error = match serde_path_to_error::deserialize::<_, T>(tree.to_json()) {
                Ok(value) => return Some(value),
                Err(error) => error,
            };
            let at = nearest(tree, &pointer_of(error.path()));
            let written = tree.as_written(&at);
            let is_known = self.outcome.suspect.iter().any(|place| {
                pointer::is_within(place, &written) || pointer::is_within(&written, place)
            });
            if !is_known {
                let span = self.source.first_line(tree.place(&at));
                let finding = refused(&written, &error.into_inner());
                self.findings.push(Located::new(&self.source, finding, span));
            }
            self.outcome.suspect.insert(written);
            if !shape::remove(tree, &at) {
                return None;
            }
        }
        None
    }
}

impl<T> Read<T> {
    /// Runs a further check on the value and keeps what it finds, except what only follows from findings made before.
    pub fn check(&mut self, check: impl FnOnce(&T) -> Vec<Finding>) {
        let found = match &self.value {
            Some(value) if self.tables_are_whole() => check(value),
            Some(_) | None => Vec::new(),
        };
        self.extend(found);
    }

    /// Keeps findings of a check that ran elsewhere, except what only follows from findings made before.
    pub fn extend(&mut self, found: Vec<Finding>) {
        let news: Vec<Located> = found
            .into_iter()
            .filter(|finding| self.is_news(finding))
            .map(|finding| self.locate(finding))
            .collect();
        self.findings.extend(news);
        located::sort(&mut self.findings);
    }

    /// Puts a finding at its place: where its pointer leads, or the nearest thing around that.
    pub fn locate(&self, finding: Finding) -> Located {
        let Some(tree) = &self.tree else {
            return Located::new(&self.source, finding, Span::default());
        };
        let span = self.source.first_line(tree.place(&finding.at));
        let at = tree.as_written(&finding.at);
        Located::new(&self.source, Finding { at, ..finding }, span)
    }

    /// How many findings there are.
    pub fn count(&self) -> Count {
        located::count(&self.findings)
    }

    /// The value, if nothing refuses the file.
    pub fn accepted(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.count().errors == 0)
    }

    /// Whether no table of names was lost: without it every reference into it would be called wrong.
    fn tables_are_whole(&self) -> bool {
        let schema: &Schema = self.kind.schema();
        !self.outcome.suspect.iter().any(|at| pointer::parts(at).count() < 2 && schema.is_table(at))
    }

    /// Whether a finding says something that no earlier finding implies.
    fn is_news(&self, finding: &Finding) -> bool {
        let Some(tree) = &self.tree else { return true };
        let written = tree.as_written(&finding.at);
        let is_absent = tree.find(&finding.at).is_none();
        let is_shaken = self.outcome.shaken.contains(&written)
            || pointer::parent(&written)
                .is_some_and(|parent| is_absent && self.outcome.shaken.contains(parent));
        !self.outcome.is_suspect(&written) && !is_shaken
    }
}

/// The pointer of a path; it ends where the path becomes unclear.
fn pointer_of(path: &Path) -> String {
    path.iter()
        .map_while(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .fold(String::new(), |at, part| pointer::child(&at, &part))
}

fn nearest(tree: &Node, at: &str) -> String {
    let found = pointer::ancestors(at).find(|ancestor| tree.find(ancestor).is_some());
    found.unwrap_or_default().to_owned()
}

fn refused(at: &str, error: &serde_json::Error) -> Finding {
    let error = quote(&error.to_string());
    Finding::error(
        "wrong-value",
        at,
        format!("这个值无法读取:{error}"),
        format!("this value cannot be read: {error}"),
    )
}
