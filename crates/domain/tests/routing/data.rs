//! The shipped files, the facts that tests route by, and a small generator of random numbers.

use std::fs;
use std::path::{Path, PathBuf};

use domain::case::Respondents;
use domain::code_table::{CodeTable, Codes, Scheme};
use domain::directory::Directory;
use domain::id::CategoryCode;
use domain::routing::{Facts, Routing, RuleBook, Suggestion, route};
use serde::de::DeserializeOwned;

fn workflows() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The demo county's directory.
pub(crate) fn directory() -> Directory {
    read(&workflows().join("directories/chibi.yaml"))
}

/// The demo county's rules.
pub(crate) fn book() -> RuleBook {
    read(&workflows().join("routing/chibi.yaml"))
}

/// All code tables and the crosswalk.
pub(crate) fn codes() -> Codes {
    let mut codes = Codes::default();
    for entry in fs::read_dir(workflows().join("codes")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "crosswalk" {
            codes.crosswalk = read(&path);
        } else {
            codes.tables.insert(name, read::<CodeTable>(&path));
        }
    }
    codes
}

/// The categories of one classification.
pub(crate) fn categories(codes: &Codes, scheme: Scheme) -> Vec<CategoryCode> {
    codes.table(scheme).unwrap().codes.keys().map(|code| code.as_str().into()).collect()
}

/// A case of which the category and the place are known.
pub(crate) fn at(category: &str, place: &str) -> Facts {
    Facts { category: category.into(), place: place.into(), ..Facts::default() }
}

/// A case that came from the petition system with a class and a title, and no place.
pub(crate) fn petition(class: &str, title: &str) -> Facts {
    Facts { petition_class: Some(class.into()), title: title.to_owned(), ..Facts::default() }
}

/// The suggestions of the demo county; stops if a person must decide.
pub(crate) fn suggested(facts: &Facts, respondents: &Respondents) -> Vec<Suggestion> {
    match route(&book(), &directory(), facts, respondents) {
        Routing::Suggested { ranked } => ranked,
        Routing::Person { because } => panic!("a person decides: {}", because.text().en),
    }
}

/// The first suggested unit where nobody is complained about.
pub(crate) fn first(facts: &Facts) -> String {
    suggested(facts, &Respondents::default()).first().unwrap().unit.to_string()
}

/// A generator of random numbers that a seed determines (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    /// Begins at a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    /// One of the items.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
