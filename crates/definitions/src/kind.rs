//! The kinds of definition files: each is a schema, a type of the domain, and a check.

use std::sync::LazyLock;

use domain::appraisal::Scheme;
use domain::calendar::{OfficeFile, YearFile};
use domain::code_table::{CodeTable, Crosswalk};
use domain::directory::Directory;
use domain::finding::Finding;
use domain::order::{self, OrderRules};
use domain::paper::PaperTemplate;
use domain::routing::RuleBook;
use domain::supervision::{self, Supervision};
use domain::workflow::Definition;
use domain::workflow::agency_map::AgencyMap;
use domain::workflow::mapping::Mapping;
use domain::workflow::scenario::Scenarios;

use crate::checks;
use crate::schema::Schema;

/// A kind of file.
pub struct Kind<T> {
    /// Its name, that of its schema file.
    pub name: &'static str,
    schema: fn() -> &'static Schema,
    /// What must hold of a value beyond its shape.
    pub check: fn(&T) -> Vec<Finding>,
}

impl<T> Kind<T> {
    /// The schema that states its shape.
    pub fn schema(&self) -> &'static Schema {
        (self.schema)()
    }

    /// The same kind without its check, where the caller runs one over several files.
    #[must_use]
    pub const fn unchecked(self) -> Self {
        Self { check: nothing, ..self }
    }
}

impl<T> Clone for Kind<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kind<T> {}

impl<T> std::fmt::Debug for Kind<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Kind").field(&self.name).finish()
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident: $type:ty = $name:literal, $check:expr;)*) => {
        $(
            $(#[$doc])*
            pub const $constant: Kind<$type> = Kind {
                name: $name,
                schema: {
                    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
                        Schema::built_in(include_str!(concat!(
                            "../../../workflows/schema/", $name, ".schema.json"
                        )))
                    });
                    || &SCHEMA
                },
                check: $check,
            };
        )*

        /// Every schema with the name of its kind, to be printed or published.
        pub fn schemas() -> impl Iterator<Item = (&'static str, &'static Schema)> {
            [$(($name, $constant.schema())),*].into_iter()
        }
    };
}

/// For kinds whose check needs more than the file; see [`load`](crate::load).
fn nothing<T>(_value: &T) -> Vec<Finding> {
    Vec::new()
}

kinds! {
    /// `workflows/<name>/v<N>.yaml`.
    WORKFLOW: Definition = "workflow", nothing;
    /// `workflows/<name>/v<N>.scenarios.yaml`.
    SCENARIOS: Scenarios = "scenarios", nothing;
    /// Where running cases go in another version: `v<from>-v<to>.mapping.yaml`.
    MAPPING: Mapping = "mapping", nothing;
    /// What standings of an outside body mean: `workflows/agencies/<kind>.yaml`.
    AGENCY: AgencyMap = "agency", nothing;
    /// What a paper says: `workflows/papers/<kind>.yaml`.
    PAPER: PaperTemplate = "paper", nothing;
    /// How units are appraised: `workflows/appraisal/<name>.yaml`.
    APPRAISAL: Scheme = "appraisal", nothing;
    /// `workflows/calendars/<year>.yaml`.
    CALENDAR: YearFile = "calendar", checks::year;
    /// `workflows/calendars/office-hours.yaml`.
    OFFICE_HOURS: OfficeFile = "office-hours", checks::office_hours;
    /// `workflows/codes/<id>.yaml`.
    CODES: CodeTable = "codes", CodeTable::check;
    /// `workflows/codes/crosswalk.yaml`.
    CROSSWALK: Crosswalk = "crosswalk", nothing;
    /// `workflows/directories/<name>.yaml`.
    DIRECTORY: Directory = "directory", checks::directory;
    /// `workflows/routing/<name>.yaml`.
    ROUTING: RuleBook = "routing", nothing;
    /// `workflows/orders/<name>.yaml`.
    ORDERS: OrderRules = "orders", order::check;
    /// `workflows/supervision/<name>.yaml`.
    SUPERVISION: Supervision = "supervision", supervision::check;
}
