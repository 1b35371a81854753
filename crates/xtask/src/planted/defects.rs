//! The defects: read, and put into the texts of the files that they spoil.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::run::Error;

/// Where they stand.
const FILE: &str = "tests/planted/defects.toml";

/// Stands in a replacement for the condition that the defect is switched on.
const MARK: &str = "PLANTED";

/// The variable that switches one on.
pub(super) const SWITCH: &str = "BIHUAN_PLANTED";

/// All of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Defects {
    defect: Vec<Defect>,
}

/// A defect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defect {
    /// By which it is switched on.
    pub(super) name: String,
    /// What is wrong with it, in a sentence.
    pub(super) what: String,
    /// The test that must find it.
    pub(super) test: Test,
    /// How it is made.
    pub(super) edit: Vec<Edit>,
}

/// A test.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Test {
    package: String,
    /// `lib`, or the name of a test target.
    target: String,
    /// With its modules.
    pub(super) name: String,
}

/// A text that stands once in a file, and what stands there with the defect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    file: PathBuf,
    find: String,
    replace: String,
}

/// How cargo is told of everything in which their tests stand.
pub(super) fn selection(defects: &[Defect]) -> Vec<String> {
    let mut arguments = BTreeSet::new();
    for Test { package, target, name: _ } in defects.iter().map(|defect| &defect.test) {
        arguments.insert(format!("--package={package}"));
        arguments.insert(match target.as_str() {
            "lib" => "--lib".to_owned(),
            target => format!("--test={target}"),
        });
    }
    arguments.into_iter().collect()
}

/// Reads them.
pub(super) fn read(root: &Path) -> Result<Vec<Defect>, Error> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
    parsed(&text)
}

fn parsed(text: &str) -> Result<Vec<Defect>, Error> {
    let refused = |error: toml::de::Error| Error::Refused {
        program: FILE.to_owned(),
        message: error.to_string(),
    };
    toml::from_str::<Defects>(text).map(|all| all.defect).map_err(refused)
}

/// The texts of the files that they spoil, and what does not fit any more.
pub(super) fn planted(
    root: &Path,
    defects: &[Defect],
) -> Result<(BTreeMap<PathBuf, String>, Vec<String>), Error> {
    let (mut sources, mut unfit) = (BTreeMap::new(), Vec::new());
    for defect in defects {
        for edit in &defect.edit {
            if !sources.contains_key(&edit.file) {
                let path = root.join(&edit.file);
                let text = fs::read_to_string(&path);
                let text = text.map_err(|source| Error::File { path, source })?;
                sources.insert(edit.file.clone(), text);
            }
            let Some(text) = sources.get_mut(&edit.file) else { continue };
            match spoiled(text, &defect.name, edit) {
                Ok(spoiled) => *text = spoiled,
                Err(times) => unfit.push(format!(
                    "`{}` does not fit: its text stands {times} times in {}",
                    defect.name,
                    edit.file.display()
                )),
            }
        }
    }
    Ok((sources, unfit))
}

/// The text with the defect; how often the place is found, unless that is once.
fn spoiled(text: &str, name: &str, edit: &Edit) -> Result<String, usize> {
    let times = text.matches(&edit.find).count();
    let condition = format!("(std::env::var_os(\"{SWITCH}\").is_some_and(|it| it == \"{name}\"))");
    let replace = edit.replace.replace(MARK, &condition);
    if times == 1 { Ok(text.replace(&edit.find, &replace)) } else { Err(times) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "[[defect]]\nname = \"x\"\nwhat = \"X.\"\n\
        test = { package = \"p\", target = \"lib\", name = \"t\" }\n\
        [[defect.edit]]\nfile = \"f.rs\"\nfind = '''\nyes();\n'''\nreplace = '''\nif !PLANTED { yes() }\n'''\n";

    #[test]
    fn a_defect_is_put_where_its_text_stands_once() {
        let defects = parsed(SAMPLE).unwrap();
        let edit = &defects[0].edit[0];
        let spoiled_text = spoiled("no();\nyes();\n", "x", edit).unwrap();
        assert!(spoiled_text.starts_with("no();\nif !(std::env::var_os(\"BIHUAN_PLANTED\")"));
        assert_eq!(spoiled("no();\n", "x", edit), Err(0));
        assert_eq!(spoiled("yes();\nyes();\n", "x", edit), Err(2));
        assert_eq!(selection(&defects), ["--lib", "--package=p"]);
    }

    #[test]
    fn those_of_this_tree_fit_and_have_names_of_their_own() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let defects = read(root).unwrap();
        assert_eq!(planted(root, &defects).unwrap().1, Vec::<String>::new());
        let names: BTreeSet<_> = defects.iter().map(|one| &one.name).collect();
        assert!(names.len() == defects.len() && names.len() >= 12, "{names:?}");
        let all_marked =
            |defect: &Defect| defect.edit.iter().any(|edit| edit.replace.contains(MARK));
        assert!(defects.iter().all(all_marked), "one cannot be switched off");
    }
}
