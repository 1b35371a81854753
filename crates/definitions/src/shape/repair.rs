//! Mends a faulty place by the likeliest reading, or takes it out.

use serde_json::Value;

use super::fault::{Fault, What};
use crate::pointer;
use crate::schema::Schema;
use crate::source::SourceFile;
use crate::words;
use crate::yaml::{Content, Node};

/// What is done about a fault.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Repair {
    /// Nothing: the rest can be read nevertheless.
    Keep,
    /// The key is read as this one.
    Rename(String),
    /// The value is read as this one.
    Replace(Value),
    /// The value is read as a list of itself.
    Wrap,
    /// An empty mapping or list stands in for it, so that references to it hold.
    Empty(Content),
    /// It is taken out.
    Remove,
}

impl Repair {
    /// Whether something that the author wrote, or should have, is lost to later checks.
    pub(crate) fn loses(&self, fault: &Fault) -> bool {
        match self {
            Self::Keep => fault.what == What::MissingKey,
            Self::Empty(_) => true,
            Self::Remove => fault.what != What::UnknownKey,
            Self::Rename(_) | Self::Replace(_) | Self::Wrap => false,
        }
    }
}

/// Chooses what to do about a fault.
pub(crate) fn choose(fault: &Fault, tree: &Node, source: &SourceFile, schema: &Schema) -> Repair {
    match &fault.what {
        What::MissingKey | What::BadName | What::Repeated | What::TooFew(_) => Repair::Keep,
        What::UnknownKey => meant_key(&fault.at, tree, schema)
            .map_or(Repair::Remove, |key| Repair::Rename(key.to_owned())),
        What::NotListed(options) => meant_option(&fault.at, tree, options)
            .map_or(Repair::Remove, |option| Repair::Replace(Value::from(option))),
        What::WrongType => retype(&fault.at, tree, source, schema),
        What::Pattern
        | What::TooSmall(_)
        | What::TooLarge(_)
        | What::TooMany(_)
        | What::Other(_) => Repair::Remove,
    }
}

/// The key that was probably meant: one that the mapping lacks.
pub(crate) fn meant_key<'a>(at: &str, tree: &Node, schema: &'a Schema) -> Option<&'a str> {
    let mapping = pointer::parent(at)?;
    let absent = |key: &&str| tree.find(&pointer::child(mapping, key)).is_none();
    words::closest(&pointer::last(at)?, schema.keys(mapping).into_iter().filter(absent))
}

/// The option that was probably meant.
pub(crate) fn meant_option<'a>(at: &str, tree: &Node, options: &'a [String]) -> Option<&'a str> {
    let (_, node) = tree.find(at)?;
    let Content::Scalar(Value::String(written)) = &node.content else { return None };
    words::closest(written, options.iter().map(String::as_str))
}

fn retype(at: &str, tree: &Node, source: &SourceFile, schema: &Schema) -> Repair {
    let Some((_, node)) = tree.find(at) else { return Repair::Keep };
    let wanted = schema.kind(at).unwrap_or_default();
    match (wanted, &node.content) {
        ("object", _) => Repair::Empty(Content::Mapping(indexmap::IndexMap::new())),
        ("array", Content::Scalar(Value::Null)) => Repair::Empty(Content::List(Vec::new())),
        ("array", Content::Scalar(_)) => Repair::Wrap,
        ("string", Content::Scalar(Value::Bool(_) | Value::Number(_))) => {
            Repair::Replace(Value::from(source.slice(node.span)))
        }
        ("boolean", Content::Scalar(Value::String(text))) => {
            meant_truth(text).map_or(Repair::Remove, |truth| Repair::Replace(Value::from(truth)))
        }
        ("integer", Content::Scalar(Value::String(text))) => text
            .trim()
            .parse::<i64>()
            .map_or(Repair::Remove, |number| Repair::Replace(Value::from(number))),
        _ => Repair::Remove,
    }
}

/// The truth value behind a word that YAML 1.2 reads as a text.
pub(crate) fn meant_truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "是" => Some(true),
        "no" | "n" | "off" | "false" | "否" => Some(false),
        _ => None,
    }
}

/// Changes the tree. True if it is another than before.
pub(crate) fn apply(tree: &mut Node, at: &str, repair: Repair) -> bool {
    match repair {
        Repair::Keep => false,
        Repair::Remove => remove(tree, at),
        Repair::Rename(key) => rename(tree, at, key),
        Repair::Replace(value) => replace(tree, at, |_| Content::Scalar(value)),
        Repair::Empty(content) => replace(tree, at, |_| content),
        Repair::Wrap => replace(tree, at, |node| Content::List(vec![node.clone()])),
    }
}

fn replace(tree: &mut Node, at: &str, content: impl FnOnce(&Node) -> Content) -> bool {
    let Some(node) = tree.find_mut(at) else { return false };
    node.content = content(node);
    true
}

/// Takes a place out of the tree; the items after it remember their index.
pub(crate) fn remove(tree: &mut Node, at: &str) -> bool {
    let Some((parent, part)) = pointer::parent(at).zip(pointer::last(at)) else { return false };
    match tree.find_mut(parent).map(|node| &mut node.content) {
        Some(Content::Mapping(entries)) => entries.shift_remove(part.as_str()).is_some(),
        Some(Content::List(items)) => match part.parse::<usize>() {
            Ok(index) if index < items.len() => {
                remember_indices(items);
                items.remove(index);
                true
            }
            _ => false,
        },
        Some(Content::Scalar(_)) | None => false,
    }
}

fn remember_indices(items: &mut [Node]) {
    for (index, item) in items.iter_mut().enumerate() {
        item.written_as.get_or_insert_with(|| index.to_string());
    }
}

/// Moves an entry to another key, if that is free.
fn rename(tree: &mut Node, at: &str, key: String) -> bool {
    let Some((parent, part)) = pointer::parent(at).zip(pointer::last(at)) else { return false };
    let Some(node) = tree.find_mut(parent) else { return false };
    let Content::Mapping(entries) = &mut node.content else { return false };
    if entries.contains_key(key.as_str()) {
        return entries.shift_remove(part.as_str()).is_some();
    }
    let Some(index) = entries.get_index_of(part.as_str()) else { return false };
    let Some(mut entry) = entries.shift_remove(part.as_str()) else { return false };
    entry.node.written_as.get_or_insert(part);
    entries.shift_insert(index, key, entry);
    true
}
