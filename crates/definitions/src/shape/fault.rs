//! What the schema's validator says, in our terms.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use crate::pointer;

/// A departure from the schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    /// Where: the unknown key, the missing key, the wrong value.
    pub at: String,
    /// What.
    pub what: What,
}

/// The ways in which a value can depart from a schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// The schema has no such key.
    UnknownKey,
    /// The schema demands this key.
    MissingKey,
    /// Another type is demanded.
    WrongType,
    /// Not one of these.
    NotListed(Vec<String>),
    /// Not written like this.
    Pattern,
    /// The key is not a name.
    BadName,
    /// Below the least.
    TooSmall(String),
    /// Above the greatest.
    TooLarge(String),
    /// Fewer items than this.
    TooFew(u64),
    /// More entries than this.
    TooMany(u64),
    /// The same item twice.
    Repeated,
    /// Something else, in the validator's words.
    Other(String),
}

/// Translates one error. An error about several unknown keys becomes several faults.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the validator's enum lists keywords that the schemas do not use"
)]
pub(crate) fn read(error: &ValidationError<'_>) -> Vec<Fault> {
    let at = error.instance_path().as_str().to_owned();
    let what = match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            return unexpected
                .iter()
                .map(|key| Fault { at: pointer::child(&at, key), what: What::UnknownKey })
                .collect();
        }
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            return vec![Fault { at: pointer::child(&at, key), what: What::MissingKey }];
        }
        Kind::PropertyNames { error } => {
            let key = error.instance().as_str().unwrap_or_default().to_owned();
            return vec![Fault { at: pointer::child(&at, &key), what: What::BadName }];
        }
        Kind::Type { .. } => What::WrongType,
        Kind::Enum { options } => What::NotListed(names(options)),
        Kind::Pattern { .. } | Kind::Format { .. } => What::Pattern,
        Kind::Minimum { limit } => What::TooSmall(limit.to_string()),
        Kind::Maximum { limit } => What::TooLarge(limit.to_string()),
        Kind::MinItems { limit } | Kind::MinProperties { limit } | Kind::MinLength { limit } => {
            What::TooFew(*limit)
        }
        Kind::MaxItems { limit } | Kind::MaxProperties { limit } | Kind::MaxLength { limit } => {
            What::TooMany(*limit)
        }
        Kind::UniqueItems => What::Repeated,
        _ => What::Other(error.to_string()),
    };
    vec![Fault { at, what }]
}

fn names(options: &Value) -> Vec<String> {
    let text = |option: &Value| option.as_str().map_or_else(|| option.to_string(), str::to_owned);
    options.as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default()
}

/// What faults are sorted by: their place, items of a list by their index. In the reverse of this order repairs do not
/// disturb each other.
pub(crate) fn place(fault: &Fault) -> Vec<(Option<usize>, String)> {
    pointer::parts(&fault.at).map(|part| (part.parse().ok(), part)).collect()
}
