//! The QR code that leads to the page for checking, as squares to be filled.

use qrcode::{Color, EcLevel, QrCode};

/// A code: dark and light modules, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    width: usize,
    dark: Vec<bool>,
}

/// A run of dark modules in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first column.
    pub x: usize,
    /// The row.
    pub y: usize,
    /// How many modules.
    pub length: usize,
}

/// The light edge around a code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

impl Code {
    /// The code of a text; a quarter of it may be soiled or folded and it is still read. None if the text is too long.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::Q).ok()?;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Some(Self { width: code.width(), dark })
    }

    /// How many modules it is wide with its light edge.
    pub const fn width(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// The dark modules, in runs, placed within the light edge.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (place, _) in self.dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let (x, y) = (place % self.width + QUIET, place / self.width + QUIET);
            match runs.last_mut() {
                Some(run) if run.y == y && run.x + run.length == x => run.length += 1,
                _ => runs.push(Run { x, y, length: 1 }),
            }
        }
        runs
    }

    /// The same as the `d` of a path in SVG, one unit a module.
    pub fn path(&self) -> String {
        let run = |Run { x, y, length }: &Run| format!("M{x} {y}h{length}v1h-{length}z");
        self.runs().iter().map(run).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_within_a_light_edge() {
        let code = Code::of("https://bihuan.example/v/0123456789ABCDEF").unwrap();
        let first = code.runs()[0];
        assert_eq!(first, Run { x: 4, y: 4, length: 7 });
        assert!(code.path().starts_with("M4 4h7v1h-7z"));
        assert!(code.runs().iter().all(|run| run.x + run.length + 4 <= code.width()));
    }

    #[test]
    fn a_text_that_fits_no_code_has_none() {
        assert_eq!(Code::of(&"x".repeat(5000)), None);
    }
}
