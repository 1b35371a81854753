//! A JSON Schema that is built in, and what it says about a place in a file.

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::pointer;
use crate::words;

/// A compiled schema and its text.
///
/// The schemas use no unions (`oneOf`, `anyOf`), so that exactly one part of the schema speaks about each place and
/// messages stay plain.
#[derive(Debug)]
pub struct Schema {
    document: Value,
    validator: Validator,
}

impl Schema {
    /// Compiles a schema that is built in.
    ///
    /// # Panics
    ///
    /// If the text is no schema. A test compiles every one of them.
    #[expect(
        clippy::expect_used,
        reason = "the text is built in, and a test compiles every schema"
    )]
    pub fn built_in(text: &str) -> Self {
        let document: Value = serde_json::from_str(text).expect("a built-in schema is JSON");
        let validator = jsonschema::draft202012::options()
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true)
            .build(&document)
            .expect("a built-in schema is a schema");
        Self { document, validator }
    }

    /// The schema as JSON, to be printed or published.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Everything in which a value departs from the schema.
    pub fn errors<'a>(&'a self, value: &'a Value) -> impl Iterator<Item = ValidationError<'a>> {
        self.validator.iter_errors(value)
    }

    /// The part of the schema that speaks about a place.
    pub fn at(&self, at: &str) -> Option<&Value> {
        let root = self.follow(&self.document)?;
        pointer::parts(at).try_fold(root, |part, name| self.follow(step(part, &name)?))
    }

    fn follow<'a>(&'a self, part: &'a Value) -> Option<&'a Value> {
        match part.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.document.pointer(reference.strip_prefix('#')?),
            None => Some(part),
        }
    }

    /// The keys that a mapping at a place may have; empty if any are allowed.
    pub fn keys(&self, at: &str) -> Vec<&str> {
        let properties = self.at(at).and_then(|part| part.get("properties")?.as_object());
        properties.map(|all| all.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    /// The type of the value at a place.
    pub fn kind(&self, at: &str) -> Option<&str> {
        self.at(at)?.get("type")?.as_str()
    }

    /// An example of the value at a place.
    pub fn example(&self, at: &str) -> Option<String> {
        let example = self.at(at)?.get("examples")?.get(0)?;
        Some(example.as_str().map_or_else(|| example.to_string(), str::to_owned))
    }

    /// All examples of the text at a place, quoted and joined.
    pub fn examples(&self, at: &str) -> Option<String> {
        let examples = self.at(at)?.get("examples")?.as_array()?;
        Some(words::list(examples.iter().filter_map(Value::as_str)))
    }

    /// What the key at a place is for: Chinese from `title`, English from `description`. They stand beside a `$ref`
    /// or in the part it leads to.
    pub fn purpose(&self, at: &str) -> Option<(&str, &str)> {
        let above = self.at(pointer::parent(at)?)?;
        let part = step(above, &pointer::last(at)?)?;
        let part = if part.get("title").is_some() { part } else { self.follow(part)? };
        Some((Self::text(part, "title")?, Self::text(part, "description")?))
    }

    /// What the keys of the mapping at a place must look like.
    pub fn names(&self, at: &str) -> Option<&Value> {
        self.follow(self.at(at)?.get("propertyNames")?)
    }

    /// A text in a part of the schema.
    pub fn text<'a>(part: &'a Value, key: &str) -> Option<&'a str> {
        part.get(key)?.as_str()
    }

    /// Whether the value at a place is a table: a mapping from names to things that other parts refer to.
    pub fn is_table(&self, at: &str) -> bool {
        let entries = self.at(at).and_then(|part| part.get("additionalProperties"));
        entries.is_some_and(Value::is_object)
    }
}

/// The part of a schema that speaks about a key or an item.
fn step<'a>(part: &'a Value, name: &str) -> Option<&'a Value> {
    let named = part.get("properties").and_then(|properties| properties.get(name));
    named.or_else(|| part.get("additionalProperties")).or_else(|| part.get("items"))
}
