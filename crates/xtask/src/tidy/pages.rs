//! Pages: links lead somewhere, decisions are numbered, the twin of the README keeps up, fragments are named.

use super::Violation;
use super::tree::Tree;

/// Every relative link leads to a file or folder of the repository.
pub(super) fn links(tree: &Tree) -> Vec<Violation> {
    tree.ending(".md").flat_map(|(path, text)| broken_links(tree, path, text)).collect()
}

fn broken_links(tree: &Tree, path: &str, text: &str) -> Vec<Violation> {
    let targets = prose(text).flat_map(|(number, line)| {
        targets(&without_code(line)).into_iter().map(move |target| (number, target))
    });
    let broken = targets.filter(|(_, target)| !tree.has(&resolved(path, target)));
    let report = |(number, target)| {
        Violation::error(path, number, format!("the link `{target}` leads nowhere"))
    };
    broken.map(report).collect()
}

/// The lines that are not in a fenced block of code, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        !fenced && !is_fence
    })
}

/// The line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Targets of `[text](target)` and `[name]: target` that are paths, without what follows `#`.
fn targets(line: &str) -> Vec<String> {
    let inline = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let definition = line.starts_with('[').then(|| line.split_once("]: ")).flatten();
    let named = definition.and_then(|(_, target)| target.split_whitespace().next());
    let paths = inline.chain(named).filter_map(|target| target.split('#').next());
    let is_path = |target: &&str| !target.is_empty() && !target.contains(':');
    paths.filter(is_path).map(str::to_owned).collect()
}

/// The target seen from the root.
fn resolved(page: &str, target: &str) -> String {
    let mut parts: Vec<_> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

const DECISIONS: &str = "docs/decisions/";

/// Decision records are named `NNNN-title.md`, from 0001 without gaps, and open with their number.
pub(super) fn decisions(tree: &Tree) -> Vec<Violation> {
    let records = tree
        .ending(".md")
        .filter(|(path, _)| path.starts_with(DECISIONS) && !path.ends_with("/README.md"));
    let report = |(index, (path, text)): (usize, (&str, &str))| {
        let number = format!("{:04}", index + 1);
        if !path.starts_with(&format!("{DECISIONS}{number}-")) {
            let message = format!("records are numbered without gaps, this one should be {number}");
            return Some(Violation::error(path, 1, message));
        }
        let opens = text.starts_with(&format!("# {number} "));
        (!opens)
            .then(|| Violation::error(path, 1, format!("open with `# {number} ` and the title")))
    };
    records.enumerate().filter_map(report).collect()
}

/// `x.zh.md` has the headings of `x.md`, level by level.
pub(super) fn twins(tree: &Tree) -> Vec<Violation> {
    tree.ending(".zh.md").filter_map(|(path, text)| unlike_its_twin(tree, path, text)).collect()
}

fn unlike_its_twin(tree: &Tree, path: &str, text: &str) -> Option<Violation> {
    let twin = path.replace(".zh.md", ".md");
    let Some(original) = tree.text(&twin) else {
        return Some(Violation::error(path, 1, format!("its twin `{twin}` is missing")));
    };
    let (ours, theirs) = (headings(text), headings(original));
    let message =
        || format!("{} headings here, {} in `{twin}`, or other levels", ours.len(), theirs.len());
    (ours != theirs).then(|| Violation::error(path, 1, message()))
}

/// The levels of the headings, in order.
fn headings(text: &str) -> Vec<usize> {
    let level = |line: &str| {
        line.find(|character| character != '#').filter(|level| {
            (1..=6).contains(level) && line.get(*level..).is_some_and(|rest| rest.starts_with(' '))
        })
    };
    prose(text).filter_map(|(_, line)| level(line)).collect()
}

const FRAGMENTS: &str = "changelog.d/";
const FRAGMENT_KINDS: [&str; 4] = ["breaking", "feature", "fix", "security"];

/// Fragments are named `<slug>.<kind>.md`, so that a release can be put together from them.
pub(super) fn changelog_fragments(tree: &Tree) -> Vec<Violation> {
    let fragments = tree.paths().filter_map(|path| Some((path, path.strip_prefix(FRAGMENTS)?)));
    let misnamed = fragments.filter(|(_, name)| *name != "README.md" && !is_fragment(name));
    let message = format!("name it `<slug>.<kind>.md`, kind one of {}", FRAGMENT_KINDS.join(", "));
    misnamed.map(|(path, _)| Violation::error(path, 1, message.as_str())).collect()
}

fn is_fragment(name: &str) -> bool {
    let mut parts = name.split('.');
    let slug = parts.next().is_some_and(|slug| !slug.is_empty());
    let kind = parts.next().is_some_and(|kind| FRAGMENT_KINDS.contains(&kind));
    slug && kind && parts.eq(["md"])
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_reported() {
        let page = "# A\n[good](b.md#part) [folder](../docs) [far](https://example.org/x)\n\
                    [bad](c.md) `[code](no.md)` [here](#a)\n```\n[fenced](no.md)\n```\n[name]: d.md\n";
        let tree = Tree::of(&[("docs/a.md", page), ("docs/b.md", "")]);
        assert_eq!(places(&links(&tree)), ["docs/a.md:3", "docs/a.md:7"]);
    }

    #[test]
    fn decisions_are_numbered_without_gaps() {
        let tree = Tree::of(&[
            ("docs/decisions/0001-log.md", "# 0001 Log\n"),
            ("docs/decisions/0003-time.md", "# 0003 Time\n"),
            ("docs/decisions/README.md", "# Decisions\n"),
        ]);
        assert_eq!(places(&decisions(&tree)), ["docs/decisions/0003-time.md:1"]);
    }

    #[test]
    fn a_decision_opens_with_its_number() {
        let tree = Tree::of(&[("docs/decisions/0001-log.md", "# Log\n")]);
        assert_eq!(places(&decisions(&tree)), ["docs/decisions/0001-log.md:1"]);
    }

    #[test]
    fn a_twin_with_other_headings_is_reported() {
        let same =
            [("README.md", "# A\n## B\n"), ("README.zh.md", "# 甲\n\n## 乙\n```\n# x\n```\n")];
        assert!(twins(&Tree::of(&same)).is_empty());
        let unlike = [("README.md", "# A\n## B\n"), ("README.zh.md", "# 甲\n")];
        assert_eq!(places(&twins(&Tree::of(&unlike))), ["README.zh.md:1"]);
        assert_eq!(places(&twins(&Tree::of(&[("README.zh.md", "# 甲\n")]))), ["README.zh.md:1"]);
    }

    #[test]
    fn a_fragment_without_a_kind_is_reported() {
        let tree = Tree::of(&[
            ("changelog.d/README.md", ""),
            ("changelog.d/core.feature.md", ""),
            ("changelog.d/core.md", ""),
            ("changelog.d/core.change.md", ""),
        ]);
        let wanted = ["changelog.d/core.change.md:1", "changelog.d/core.md:1"];
        assert_eq!(places(&changelog_fragments(&tree)), wanted);
    }
}
