//! Says in both languages what departs from the schema, and how to mend it.

use domain::finding::Finding;
use serde_json::Value;

use super::fault::{Fault, What};
use super::repair;
use crate::pointer;
use crate::schema::Schema;
use crate::source::SourceFile;
use crate::words::{list, quote};
use crate::yaml::{Content, Node};

/// The form of names; a better one can be proposed for a name that departs from it.
const NAME: &str = "^[a-z][a-z0-9_]*$";

/// The finding for a fault.
pub(crate) fn explain(fault: &Fault, tree: &Node, source: &SourceFile, schema: &Schema) -> Finding {
    let at = fault.at.as_str();
    match &fault.what {
        What::UnknownKey => unknown_key(at, tree, schema),
        What::MissingKey => missing_key(at, schema),
        What::WrongType => wrong_type(at, tree, source, schema),
        What::NotListed(options) => not_listed(at, tree, options),
        What::Pattern => pattern(at, tree, schema),
        What::BadName => bad_name(at, schema),
        What::TooSmall(least) => Finding::error(
            "too-small",
            at,
            format!("这个数太小,最小是 {least}"),
            format!("this number is too small; the least is {least}"),
        ),
        What::TooLarge(greatest) => Finding::error(
            "too-great",
            at,
            format!("这个数太大,最大是 {greatest}"),
            format!("this number is too great; the greatest is {greatest}"),
        ),
        What::TooFew(least) => too_few(at, *least, schema),
        What::TooMany(greatest) => Finding::error(
            "too-many",
            at,
            format!("最多 {greatest} 项"),
            format!("at most {greatest} may stand here"),
        ),
        What::Repeated => Finding::error(
            "repeated-item",
            at,
            "列表中有重复的项",
            "an item stands in this list twice",
        ),
        What::Other(message) => Finding::error(
            "shape",
            at,
            format!("格式不符:{message}"),
            format!("wrong shape: {message}"),
        ),
    }
}

fn unknown_key(at: &str, tree: &Node, schema: &Schema) -> Finding {
    let key = quote(&pointer::last(at).unwrap_or_default());
    let finding = Finding::error(
        "unknown-key",
        at,
        format!("不认识的键 {key}"),
        format!("unknown key {key}"),
    );
    if let Some(meant) = repair::meant_key(at, tree, schema) {
        return finding.help(format!("是否想写 `{meant}`?"), format!("did you mean `{meant}`?"));
    }
    let keys = list(schema.keys(pointer::parent(at).unwrap_or_default()));
    finding.help(format!("这里可用的键:{keys}"), format!("keys allowed here: {keys}"))
}

fn missing_key(at: &str, schema: &Schema) -> Finding {
    let key = quote(&pointer::last(at).unwrap_or_default());
    let finding =
        Finding::error("missing-key", at, format!("缺少 {key}"), format!("{key} is missing"));
    let example = schema
        .example(at)
        .map(|example| (format!(",例如 `{example}`"), format!(", such as `{example}`")));
    let (example_zh, example_en) = example.unwrap_or_default();
    match schema.purpose(at) {
        Some((zh, en)) => finding.help(
            format!("请写上 {key}({zh}){example_zh}"),
            format!("add {key} ({}){example_en}", sentence(en)),
        ),
        None => finding,
    }
}

/// A description as part of a message: without its full stop, begun with a small letter.
fn sentence(description: &str) -> String {
    let text = description.trim_end_matches('.');
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn wrong_type(at: &str, tree: &Node, source: &SourceFile, schema: &Schema) -> Finding {
    let wanted = schema.kind(at).unwrap_or_default();
    let node = tree.find(at).map(|(_, node)| node);
    let (zh_wanted, en_wanted) = type_name(wanted);
    let (zh_found, en_found) = node.map_or(("", ""), |node| found_name(&node.content));
    let finding = Finding::error(
        "wrong-type",
        at,
        format!("这里要写{zh_wanted},现在是{zh_found}"),
        format!("{en_wanted} is expected here, not {en_found}"),
    );
    match node {
        Some(node) => type_help(finding, wanted, node, source, schema),
        None => finding,
    }
}

fn type_help(
    finding: Finding,
    wanted: &str,
    node: &Node,
    source: &SourceFile,
    schema: &Schema,
) -> Finding {
    let written = source.slice(source.first_line(node.span)).to_owned();
    let is_bilingual = schema.keys(&finding.at) == ["zh", "en"];
    match (wanted, &node.content) {
        ("string", Content::Scalar(Value::Bool(_) | Value::Number(_))) => finding.help(
            format!("加上引号:`\"{written}\"`"),
            format!("put it in quotes: `\"{written}\"`"),
        ),
        ("boolean", Content::Scalar(Value::String(text))) => match repair::meant_truth(text) {
            Some(truth) => finding.help(format!("请写 `{truth}`"), format!("write `{truth}`")),
            None => finding.help("请写 `true` 或 `false`", "write `true` or `false`"),
        },
        ("array", Content::Scalar(value)) if !value.is_null() => finding
            .help(format!("写成列表:`[{written}]`"), format!("write it as a list: `[{written}]`")),
        ("object", Content::Scalar(_)) if is_bilingual => finding.help(
            "中英文都要写:`{zh: 中文, en: English}`",
            "write both languages: `{zh: 中文, en: English}`",
        ),
        _ => match schema.example(&finding.at) {
            Some(example) => {
                let example = quote(&example);
                finding.help(format!("例如 {example}"), format!("such as {example}"))
            }
            None => finding,
        },
    }
}

fn type_name(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "string" => ("文字", "a text"),
        "integer" | "number" => ("整数", "a whole number"),
        "boolean" => (" `true` 或 `false`", "`true` or `false`"),
        "array" => ("列表", "a list"),
        "object" => ("键值表", "a mapping"),
        _ => ("别的类型", "another type"),
    }
}

fn found_name(content: &Content) -> (&'static str, &'static str) {
    match content {
        Content::List(_) => type_name("array"),
        Content::Mapping(_) => type_name("object"),
        Content::Scalar(Value::Null) => ("空的", "nothing"),
        Content::Scalar(Value::Bool(_)) => type_name("boolean"),
        Content::Scalar(Value::Number(_)) => type_name("integer"),
        Content::Scalar(Value::String(_) | Value::Array(_) | Value::Object(_)) => {
            type_name("string")
        }
    }
}

fn not_listed(at: &str, tree: &Node, options: &[String]) -> Finding {
    let written = written(at, tree);
    let finding = Finding::error(
        "not-listed",
        at,
        format!("{written} 不在可选值之列"),
        format!("{written} is not one of the values allowed here"),
    );
    if let Some(meant) = repair::meant_option(at, tree, options) {
        return finding.help(format!("是否想写 `{meant}`?"), format!("did you mean `{meant}`?"));
    }
    let options = list(options.iter().map(String::as_str));
    finding.help(format!("可选值:{options}"), format!("allowed: {options}"))
}

fn pattern(at: &str, tree: &Node, schema: &Schema) -> Finding {
    let written = written(at, tree);
    let finding = Finding::error(
        "wrong-form",
        at,
        format!("{written} 的写法不对"),
        format!("{written} is not written as it should be"),
    );
    let example = schema.examples(at);
    let (zh, en) = schema
        .at(at)
        .and_then(|part| Some((part.get("title")?.as_str()?, part.get("description")?.as_str()?)))
        .unwrap_or(("", ""));
    match example {
        Some(example) => finding
            .help(format!("{zh},例如 {example}"), format!("{}, such as {example}", sentence(en))),
        None => finding,
    }
}

fn written(at: &str, tree: &Node) -> String {
    match tree.find(at).map(|(_, node)| &node.content) {
        Some(Content::Scalar(Value::String(text))) => quote(text),
        Some(Content::Scalar(value)) => quote(&value.to_string()),
        Some(Content::List(_) | Content::Mapping(_)) | None => "`…`".to_owned(),
    }
}

fn bad_name(at: &str, schema: &Schema) -> Finding {
    let name = pointer::last(at).unwrap_or_default();
    let quoted = quote(&name);
    let finding = Finding::error(
        "bad-name",
        at,
        format!("{quoted} 不能用在这里作键"),
        format!("{quoted} cannot be a key here"),
    );
    let Some(rule) = schema.names(pointer::parent(at).unwrap_or_default()) else { return finding };
    let example = match Schema::text(rule, "pattern") {
        Some(NAME) => better_name(&name),
        Some(_) | None => rule["examples"][0].as_str().unwrap_or_default().to_owned(),
    };
    let (zh, en) = (Schema::text(rule, "title"), Schema::text(rule, "description"));
    finding.help(
        format!("{},例如 `{example}`", zh.unwrap_or_default()),
        format!("{}, such as `{example}`", sentence(en.unwrap_or_default())),
    )
}

/// The name turned into one that is allowed.
fn better_name(name: &str) -> String {
    let mut better = String::new();
    for character in name.chars().take(40) {
        match character {
            'a'..='z' | '0'..='9' | '_' => better.push(character),
            'A'..='Z' => {
                if better.chars().last().is_some_and(|last| last.is_ascii_lowercase()) {
                    better.push('_');
                }
                better.push(character.to_ascii_lowercase());
            }
            '-' | ' ' | '.' => better.push('_'),
            _ => {}
        }
    }
    let better = better.trim_start_matches(|first: char| !first.is_ascii_lowercase());
    if better.is_empty() { "lead_unit".to_owned() } else { better.to_owned() }
}

fn too_few(at: &str, least: u64, schema: &Schema) -> Finding {
    let (zh, en) = match schema.kind(at) {
        Some("string") => ("不能是空的".to_owned(), "this must not be empty".to_owned()),
        _ => (format!("至少要有 {least} 项"), format!("at least {least} must stand here")),
    };
    Finding::error("too-few", at, zh, en)
}
