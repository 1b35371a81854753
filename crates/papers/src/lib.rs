//! Papers as PDF, in the layout of GB/T 9704—2012: what a paper says comes from [`domain::paper`], how it looks is decided
//! here. It reads font files where it is told to, and nothing else.
//!
//! Read in this order: measures ([`grid`]), faces of type ([`fonts`]), where lines break ([`lines`]), what stands on
//! which page ([`sheet`]), and the file ([`pdf()`]); beside them the code that leads to the page for checking ([`code`]).

pub mod code;
pub mod fonts;
pub mod grid;
pub mod lines;
pub mod pdf;
pub mod sheet;

pub use code::Code;
pub use fonts::{Fonts, FontsError, system_folders};
pub use grid::Size;
pub use pdf::{Pdf, PdfError, pdf};
pub use sheet::Verification;
