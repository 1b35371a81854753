//! Code tables: the standards' and the county's own lists of codes, and what follows from the form of a number.

mod check;
mod codes;
mod credit_code;
mod crosswalk;
mod resident_identity;
mod telephone;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use codes::Codes;
pub use credit_code::{CreditCodeError, check_credit_code};
pub use crosswalk::{Crosswalk, CrosswalkRow, Scheme};
pub use resident_identity::{ResidentIdentity, ResidentIdentityError, read_resident_identity};
pub use telephone::{
    TelephoneError, TelephoneKind, read_telephone, telephone_digits, telephone_kept,
};

use crate::text::{Bilingual, Language};

/// How far a table is binding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Codes and names are those of a standard: they may be exchanged with others as they are.
    Standard,
    /// The names are published, the codes are ours: exchange the names.
    LocalNumbers,
    /// Codes and names are a local choice: not to be exchanged as a standard value.
    #[default]
    Local,
}

/// One table of codes. Codes are hierarchical by prefix: `0402` stands below `04`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeTable {
    /// Its id, that of its file.
    pub id: String,
    /// Name for people.
    pub name: Bilingual,
    /// Standard or local.
    pub standing: Standing,
    /// Where it was taken from.
    pub source: Bilingual,
    /// Letter before the digits that keeps the codes of this table apart from others; empty for a standard's own.
    pub prefix: String,
    /// How many digits a code may have, one entry per level.
    pub widths: Vec<usize>,
    /// The codes with their names, in the order of the source.
    pub codes: IndexMap<String, Bilingual>,
}

impl CodeTable {
    /// The name of a code, none if the table does not hold it.
    pub fn name_of(&self, code: &str) -> Option<&Bilingual> {
        self.codes.get(code)
    }

    /// The nearest code above that the table holds.
    pub fn parent_of<'a>(&self, code: &'a str) -> Option<&'a str> {
        let shorter = self.widths.iter().rev().filter_map(|width| {
            let end = self.prefix.len() + width;
            (end < code.len()).then(|| code.get(..end)).flatten()
        });
        shorter.into_iter().find(|above| self.codes.contains_key(*above))
    }

    /// The codes that bear exactly this name. Several do where names repeat, as 其他 does.
    pub fn named<'a>(&'a self, language: Language, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.codes
            .iter()
            .filter(move |(_, known)| known.get(language) == name)
            .map(|(code, _)| code.as_str())
    }

    /// The code of a path of Chinese names from the top, `["城乡建设", "物业服务"]`, as exports write it.
    pub fn at_path(&self, path: &[&str]) -> Option<&str> {
        path.iter().try_fold(None, |above, name| {
            let is_child = |code: &str| self.parent_of(code) == above;
            let mut children = self.codes.iter().filter(|(code, _)| is_child(code));
            children.find(|(_, known)| known.zh == *name).map(|(code, _)| Some(code.as_str()))
        })?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> CodeTable {
        let named = |zh: &str| Bilingual::new(zh, zh);
        CodeTable {
            prefix: "P".to_owned(),
            widths: vec![2, 4],
            codes: [("P01", "城乡建设"), ("P0199", "其他"), ("P02", "民政"), ("P0299", "其他")]
                .map(|(code, name)| (code.to_owned(), named(name)))
                .into(),
            ..CodeTable::default()
        }
    }

    #[test]
    fn a_path_of_names_tells_apart_what_a_name_alone_does_not() {
        let table = sample();
        assert_eq!(table.named(Language::Zh, "其他").collect::<Vec<_>>(), ["P0199", "P0299"]);
        assert_eq!(table.at_path(&["民政", "其他"]), Some("P0299"));
        assert_eq!(table.at_path(&["其他"]), None);
        assert_eq!(table.at_path(&[]), None);
    }

    #[test]
    fn the_parent_is_the_nearest_code_above_that_exists() {
        assert_eq!(sample().parent_of("P0199"), Some("P01"));
        assert_eq!(sample().parent_of("P0399"), None);
        assert_eq!(sample().parent_of("P01"), None);
    }
}
