//! All code tables of a county together with the crosswalk between them.

use std::collections::{BTreeMap, BTreeSet};

use super::{CodeTable, Crosswalk, Scheme};
use crate::id::{CategoryCode, PlaceCode};
use crate::text::Bilingual;

/// The tables by id and the crosswalk, as a shell has loaded them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// Tables by id.
    pub tables: BTreeMap<String, CodeTable>,
    /// What answers to what.
    pub crosswalk: Crosswalk,
}

impl Codes {
    /// The table that a scheme's codes stand in.
    pub fn table(&self, scheme: Scheme) -> Option<&CodeTable> {
        self.tables.get(scheme.table())
    }

    /// The scheme a category belongs to, told by its table.
    pub fn scheme_of(&self, category: &CategoryCode) -> Option<Scheme> {
        let holds = |scheme: &Scheme| {
            self.table(*scheme).is_some_and(|table| table.codes.contains_key(category.as_str()))
        };
        Scheme::ALL.into_iter().find(holds)
    }

    /// The name of a category of any scheme.
    pub fn category_name(&self, category: &CategoryCode) -> Option<&Bilingual> {
        self.table(self.scheme_of(category)?)?.name_of(category.as_str())
    }

    /// The name of the division in which a place lies, as far down as the table goes.
    pub fn place_name(&self, place: &PlaceCode) -> Option<&Bilingual> {
        let table = self.tables.get("division")?;
        let place = place.as_str();
        let mut within = (1..=place.len()).rev().filter_map(|length| place.get(..length));
        within.find_map(|code| table.name_of(code))
    }

    /// What a code answers to in another scheme: none if the code is in no table or in no row of the crosswalk, empty if
    /// it has no counterpart, and several if a person has to choose.
    pub fn translate(&self, code: &CategoryCode, to: Scheme) -> Option<BTreeSet<CategoryCode>> {
        self.crosswalk.translate(self.scheme_of(code)?, code, to)
    }
}
