//! Reads definition files into domain types and says everything that is wrong with them, with file, line and column.
//!
//! A file passes four gates, and what is wrong at one does not hide what is wrong at the next:
//!
//! 1. [`source`] and [`yaml`]: text to a tree with places. Only a syntax error ends the reading.
//! 2. [`schema`] and `shape`: the tree against its JSON Schema; faults are said, then mended or taken out.
//! 3. [`mod@read`]: the tree as a type of the domain.
//! 4. The check of the [`kind`], and further ones by [`Read::check`](read::Read::check).
//!
//! [`mod@render`] shows findings to people, [`located::Row`] to scripts. [`folder`] finds the files,
//! [`load`] reads those that belong together and runs the checks that need them all, and [`digit`] imports workflows of another product.
//!
//! The schemas stand in `workflows/schema/` and are the single source for the shape of the files. A first line
//! `# yaml-language-server: $schema=../schema/workflow.schema.json` makes editors complete and check by them.

mod checks;
pub mod digit;
pub mod folder;
pub mod kind;
pub mod load;
pub mod located;
pub mod pointer;
pub mod read;
pub mod render;
pub mod schema;
mod shape;
pub mod source;
mod words;
pub mod yaml;

pub use kind::{
    AGENCY, APPRAISAL, CALENDAR, CODES, CROSSWALK, DIRECTORY, Kind, MAPPING, OFFICE_HOURS, ORDERS,
    PAPER, ROUTING, SCENARIOS, SUPERVISION, WORKFLOW,
};
pub use located::{Count, Located, Row};
pub use read::{Read, read};
pub use render::{Style, render, render_all, summary};
pub use source::{Opened, Position, SourceFile, Span};
