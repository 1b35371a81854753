//! What can be wrong with a file before its meaning is looked at.

use domain::finding::Finding;

use super::DEEPEST;
use crate::source::LARGEST_BYTES;
use crate::words::quote;

pub(super) fn too_large() -> Finding {
    Finding::error(
        "too-large",
        "",
        format!("文件超过 {LARGEST_BYTES} 字节"),
        format!("the file is larger than {LARGEST_BYTES} bytes"),
    )
}

pub(super) fn empty(at: String) -> Finding {
    Finding::error("empty-file", at, "文件是空的", "the file is empty")
}

pub(super) fn several_documents(at: String) -> Finding {
    Finding::error(
        "several-documents",
        at,
        "一个文件只能有一个文档",
        "a file holds one document only",
    )
    .help(
        "删除这一行 `---`,或把后面的内容另存为一个文件",
        "remove this `---`, or move what follows into a file of its own",
    )
}

pub(super) fn too_deep(at: String) -> Finding {
    Finding::error(
        "too-deep",
        at,
        format!("嵌套超过 {DEEPEST} 层"),
        format!("nested deeper than {DEEPEST} levels"),
    )
}

pub(super) fn anchor(at: String) -> Finding {
    Finding::error("anchor", at, "这里不能用锚点 `&`", "anchors `&` are not allowed here")
        .help("删除锚点;需要重复的内容请写两遍", "remove it, and write out what is needed twice")
}

pub(super) fn alias(at: String) -> Finding {
    Finding::error("alias", at, "这里不能用引用 `*`", "aliases `*` are not allowed here").help(
        "把所引用的内容写在这里;如果是以 `*` 开头的文字,请加引号",
        "write out what it stands for; a text that begins with `*` needs quotes",
    )
}

pub(super) fn tag(at: String) -> Finding {
    Finding::error("tag", at, "这里不能用类型标签 `!`", "tags `!` are not allowed here").help(
        "删除标签;如果是以 `!` 开头的文字,请加引号",
        "remove it; a text that begins with `!` needs quotes",
    )
}

pub(super) fn key_not_text(at: String) -> Finding {
    Finding::error("key-not-text", at, "键必须是文字", "a key must be a text")
}

pub(super) fn duplicate_key(at: String, name: &str, line: usize) -> Finding {
    let name = quote(name);
    Finding::error(
        "duplicate-key",
        at,
        format!("键 {name} 重复,第 {line} 行已有"),
        format!("key {name} stands here again; first on line {line}"),
    )
    .help("只按第一处读取;请改名或删除其一", "the first one counts; rename or remove one of them")
}

/// A syntax error. The parser's words are kept; for frequent mistakes advice is added.
pub(super) fn syntax(at: String, info: &str) -> Finding {
    let finding = Finding::error(
        "syntax",
        at,
        format!("YAML 语法错误:{}", quote(info)),
        format!("not valid YAML: {}", quote(info)),
    );
    let advice = ADVICE.iter().find(|(part, _, _)| info.contains(part));
    match advice {
        Some((_, zh, en)) => finding.help(*zh, *en),
        None => finding,
    }
}

/// Advice by a part of the parser's message.
const ADVICE: &[(&str, &str, &str)] = &[
    ("tab", "缩进请用空格,不能用制表符(Tab)", "indent with spaces, not with tabs"),
    (
        "mapping values are not allowed",
        "文字里有“冒号加空格”时请给整段文字加引号;或检查上一行的缩进",
        "quote a text that holds a colon and a space, or look at the indentation of the line before",
    ),
    (
        "did not find expected key",
        "检查缩进:同一层的键要左对齐",
        "look at the indentation: keys of one level stand below each other",
    ),
    ("quoted scalar", "检查引号是否成对", "look for a quotation mark that is not closed"),
    (
        "illegal placement of ':'",
        "检查括号 `[ ]`、`{ }` 是否成对",
        "look for a bracket `[` or `{` that is not closed",
    ),
    ("bracket", "检查括号 `[ ]`、`{ }` 是否成对", "look for a bracket too many or too few"),
    (
        "flow",
        "检查括号 `[ ]`、`{ }` 是否成对,逗号是否漏写",
        "look for a bracket that is not closed, or a comma that is missing",
    ),
    (
        "unexpected character",
        "以特殊符号开头的文字请加引号",
        "quote a text that begins with a special sign",
    ),
    ("unknown anchor", "以 `*` 开头的文字请加引号", "quote a text that begins with `*`"),
];
