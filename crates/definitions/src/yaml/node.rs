//! The tree of a YAML file, with spans.

use indexmap::IndexMap;
use serde_json::Value;

use crate::pointer;
use crate::source::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its place. Of a block mapping or list only the beginning is known, so that span may be empty.
    pub span: Span,
    /// What it is.
    pub content: Content,
    /// Whether a finding about it has been made already, so that none should follow from it.
    pub flawed: bool,
    /// Its key or index in the file, where a repair has changed it.
    pub written_as: Option<String>,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text, number, truth value, or nothing.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Mapping(IndexMap<String, Entry>),
}

/// A value of a mapping, with its key's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// A node as it was read.
    pub fn new(span: Span, content: Content) -> Self {
        Self { span, content, flawed: false, written_as: None }
    }

    /// The same as JSON, without places.
    pub fn to_json(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Content::Mapping(entries) => Value::Object(
                entries.iter().map(|(key, entry)| (key.clone(), entry.node.to_json())).collect(),
            ),
        }
    }

    /// The node at a pointer, and the place of its key if it stands in a mapping.
    pub fn find(&self, at: &str) -> Option<(Option<Span>, &Self)> {
        pointer::parts(at).try_fold((None, self), |(_, node), part| match &node.content {
            Content::Scalar(_) => None,
            Content::List(items) => Some((None, items.get(part.parse::<usize>().ok()?)?)),
            Content::Mapping(entries) => {
                let entry = entries.get(part.as_str())?;
                Some((Some(entry.key), &entry.node))
            }
        })
    }

    /// The node at a pointer, to be changed.
    pub fn find_mut(&mut self, at: &str) -> Option<&mut Self> {
        pointer::parts(at).try_fold(self, |node, part| match &mut node.content {
            Content::Scalar(_) => None,
            Content::List(items) => items.get_mut(part.parse::<usize>().ok()?),
            Content::Mapping(entries) => Some(&mut entries.get_mut(part.as_str())?.node),
        })
    }

    /// The pointer into the file as it was written, of a pointer into this tree as it was repaired.
    pub fn as_written(&self, at: &str) -> String {
        let mut node = Some(self);
        let mut written = String::new();
        for part in pointer::parts(at) {
            node =
                node.and_then(|node| node.find(&pointer::child("", &part))).map(|(_, node)| node);
            let part = node.and_then(|node| node.written_as.as_deref()).unwrap_or(&part);
            written = pointer::child(&written, part);
        }
        written
    }

    /// Where a finding about a pointer is shown: the value if it is a scalar, else the key, else the first thing in
    /// it. If nothing stands at the pointer, the nearest thing around it.
    pub fn place(&self, at: &str) -> Span {
        let found = pointer::ancestors(at).find_map(|ancestor| self.find(ancestor));
        let (key, node) = found.unwrap_or((None, self));
        match (&node.content, key) {
            (Content::Scalar(_), _) if node.span.start < node.span.end => node.span,
            (_, Some(key)) => key,
            (_, None) => node.first(),
        }
    }

    /// Where a finding about a key is shown.
    pub fn key_place(&self, at: &str) -> Span {
        self.find(at).and_then(|(key, _)| key).unwrap_or_else(|| self.place(at))
    }

    fn first(&self) -> Span {
        match &self.content {
            Content::Mapping(entries) => entries.first().map_or(self.span, |(_, entry)| entry.key),
            Content::List(items) => items.first().map_or(self.span, Self::first),
            Content::Scalar(_) => self.span,
        }
    }
}
