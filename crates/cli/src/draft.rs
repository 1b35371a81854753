//! Writes a definition as YAML that the reader of definitions accepts: what is empty is left out, as a person would.

use domain::workflow::Definition;
use serde_json::{Map, Value};

/// The first lines of a draft: the schema for editors, and that a person has to look at it.
const HEAD: &str = "# yaml-language-server: $schema=../schema/workflow.schema.json\n\
    # 导入的草稿：请补全中文名称、法律依据、期限和场景，再用 bihuan workflow check 检查。\n\
    # An imported draft: complete names, sources, limits and scenarios, then run bihuan workflow check.\n";

/// Why a draft could not be written as YAML.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DraftError {
    /// It has no JSON form.
    #[error("the definition cannot be serialized")]
    Json(#[from] serde_json::Error),
    /// It has no YAML form.
    #[error("the definition cannot be written as YAML")]
    Yaml(#[from] serde_saphyr::ser::Error),
}

/// A definition as the text of its file.
pub(crate) fn yaml(definition: &Definition) -> Result<String, DraftError> {
    let value = sparse(serde_json::to_value(definition)?);
    Ok(format!("{HEAD}{}", serde_saphyr::to_string(&value)?))
}

/// The value without nulls, empty lists and empty tables.
fn sparse(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, sparse(value)));
            Value::Object(entries.filter(|(_, value)| !is_empty(value)).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sparse).collect()),
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
