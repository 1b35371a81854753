//! Workflow files: the first line names the schema, so that editors complete and check what a person types.

use super::Violation;
use super::tree::Tree;

const COMMENT: &str = "# yaml-language-server: $schema=";

/// `workflows/<name>/v<N>.yaml` and its scenarios open with the comment that editors read, and the schema exists.
pub(super) fn schema_comment(tree: &Tree) -> Vec<Violation> {
    tree.ending(".yaml")
        .filter(|(path, _)| is_version(path))
        .filter_map(|(path, text)| {
            let first = text.lines().next().unwrap_or_default();
            let Some(schema) = first.strip_prefix(COMMENT) else {
                return Some(Violation::error(
                    path,
                    1,
                    format!("open with `{COMMENT}../schema/….json`"),
                ));
            };
            let target = format!("workflows/{}", schema.trim_start_matches("../"));
            let message = format!("the schema `{schema}` does not exist");
            (!tree.has(&target)).then(|| Violation::error(path, 1, message))
        })
        .collect()
}

/// True for `workflows/dispute/v1.yaml` and `workflows/dispute/v1.scenarios.yaml`.
fn is_version(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').collect();
    let [folder, _, file] = parts.as_slice() else { return false };
    let number = file.strip_prefix('v').and_then(|rest| rest.split('.').next());
    *folder == "workflows" && number.is_some_and(|number| number.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn a_workflow_without_its_schema_is_reported() {
        let tree = Tree::of(&[
            ("workflows/schema/workflow.schema.json", "{}"),
            (
                "workflows/a/v1.yaml",
                "# yaml-language-server: $schema=../schema/workflow.schema.json\n",
            ),
            ("workflows/a/v2.yaml", "workflow: a\n"),
            (
                "workflows/a/v2.scenarios.yaml",
                "# yaml-language-server: $schema=../schema/gone.json\n",
            ),
            ("workflows/calendars/2026.yaml", "year: 2026\n"),
        ]);
        let wanted = ["workflows/a/v2.scenarios.yaml:1", "workflows/a/v2.yaml:1"];
        assert_eq!(places(&schema_comment(&tree)), wanted);
    }
}
