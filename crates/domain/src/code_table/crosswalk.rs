//! The crosswalk: which category of one classification answers to which of another, in all directions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Standing;
use crate::id::CategoryCode;
use crate::text::Bilingual;

/// A classification of what a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Dispute categories of GB/T 31000-2015.
    Dispute,
    /// Types of people's mediation 人民调解.
    Mediation,
    /// Petition classes 信访, first level as of 2023.
    Petition,
    /// Petition classes before the reform of 2018, two levels.
    PetitionOlder,
}

impl Scheme {
    /// All schemes, in the order of the crosswalk's columns.
    pub const ALL: [Self; 4] =
        [Self::Dispute, Self::Mediation, Self::Petition, Self::PetitionOlder];

    /// The column's name in the crosswalk.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dispute => "dispute",
            Self::Mediation => "mediation",
            Self::Petition => "petition",
            Self::PetitionOlder => "petition_older",
        }
    }

    /// The id of the table its codes stand in.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Dispute => "dispute-category",
            Self::Mediation => "mediation-type",
            Self::Petition => "petition-class",
            Self::PetitionOlder => "petition-class-older",
        }
    }
}

/// The whole crosswalk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Crosswalk {
    /// Name for people.
    pub name: Bilingual,
    /// Standard or local.
    pub standing: Standing,
    /// Where it was taken from.
    pub source: Bilingual,
    /// The rows.
    pub rows: Vec<CrosswalkRow>,
}

/// Codes that answer to each other. An empty column: there is no counterpart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CrosswalkRow {
    /// Dispute categories.
    pub dispute: BTreeSet<CategoryCode>,
    /// Types of people's mediation.
    pub mediation: BTreeSet<CategoryCode>,
    /// Petition classes.
    pub petition: BTreeSet<CategoryCode>,
    /// Older petition classes.
    pub petition_older: BTreeSet<CategoryCode>,
}

impl CrosswalkRow {
    /// One column.
    pub fn codes(&self, scheme: Scheme) -> &BTreeSet<CategoryCode> {
        match scheme {
            Scheme::Dispute => &self.dispute,
            Scheme::Mediation => &self.mediation,
            Scheme::Petition => &self.petition,
            Scheme::PetitionOlder => &self.petition_older,
        }
    }
}

impl Crosswalk {
    /// What a code answers to: none if no row speaks of it, empty if a row says that there is no counterpart.
    ///
    /// The row with the longest matching code counts, so `0402` is not read as `04`. A code that stands above others, as
    /// a bare class does, may mean each of them, and so answers to all that they answer to.
    pub fn translate(
        &self,
        from: Scheme,
        code: &CategoryCode,
        to: Scheme,
    ) -> Option<BTreeSet<CategoryCode>> {
        let nearest = self.rows.iter().filter_map(|row| closeness(row.codes(from), code)).max();
        let counts = |row: &&CrosswalkRow| {
            let codes = row.codes(from);
            (nearest.is_some() && closeness(codes, code) == nearest) || has_below(codes, code)
        };
        let mut rows = self.rows.iter().filter(counts).peekable();
        rows.peek()?;
        Some(rows.flat_map(|row| row.codes(to)).cloned().collect())
    }
}

/// Length of the longest of `codes` that is `code` or stands above it.
fn closeness(codes: &BTreeSet<CategoryCode>, code: &CategoryCode) -> Option<usize> {
    let above = codes.iter().filter(|known| code.as_str().starts_with(known.as_str()));
    above.map(|known| known.as_str().len()).max()
}

fn has_below(codes: &BTreeSet<CategoryCode>, code: &CategoryCode) -> bool {
    codes.iter().any(|known| known.as_str().starts_with(code.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(codes: &[&str]) -> BTreeSet<CategoryCode> {
        codes.iter().map(|code| CategoryCode::from(*code)).collect()
    }

    fn sample() -> Crosswalk {
        let row = |dispute: &str, mediation: &[&str]| CrosswalkRow {
            dispute: set(&[dispute]),
            mediation: set(mediation),
            ..CrosswalkRow::default()
        };
        let rows =
            vec![row("04", &["M06"]), row("0402", &["M17"]), row("05", &["M06"]), row("14", &[])];
        Crosswalk { rows, ..Crosswalk::default() }
    }

    fn mediation(code: &str) -> Option<BTreeSet<CategoryCode>> {
        sample().translate(Scheme::Dispute, &code.into(), Scheme::Mediation)
    }

    #[test]
    fn the_most_specific_row_counts() {
        assert_eq!(mediation("0402"), Some(set(&["M17"])));
        assert_eq!(mediation("0401"), Some(set(&["M06"])));
    }

    #[test]
    fn a_bare_class_may_mean_each_code_below_it() {
        assert_eq!(mediation("04"), Some(set(&["M06", "M17"])));
    }

    #[test]
    fn unknown_differs_from_no_counterpart() {
        assert_eq!(mediation("77"), None);
        assert_eq!(mediation("1401"), Some(set(&[])));
    }

    #[test]
    fn an_ambiguous_code_answers_with_the_list() {
        let back = sample().translate(Scheme::Mediation, &"M06".into(), Scheme::Dispute);
        assert_eq!(back, Some(set(&["04", "05"])));
    }
}
