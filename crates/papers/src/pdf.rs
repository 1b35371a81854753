//! The file: glyphs, the code as squares, page numbers. The same paper with the same faces gives the same bytes.

use domain::paper::Paper;
use krilla::Document;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use crate::code::Code;
use crate::fonts::{Fonts, Role};
use crate::grid::{
    CODE, HEIGHT, LEFT, PAGE_HEIGHT, PAGE_NUMBER, PAGE_NUMBER_BELOW, PAGE_WIDTH, Size, TOP, WIDTH,
};
use crate::lines::{Faces, Glyph, Line, Setting};
use crate::sheet::{Row, Verification, pages};

/// How far the baseline lies below the middle of a row, as a part of the type's size: Chinese characters stand in their
/// square with a little more than an eighth of it below the baseline.
const BELOW_MIDDLE: f32 = 0.38;

/// A paper as PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters that no face has: they are shown as 〓, and can be copied from the file as they are.
    pub absent: Vec<char>,
}

/// Why a paper cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The file cannot be written.
    #[error("the file cannot be written: {0:?}")]
    Unwritten(KrillaError),
    /// The address is too long for a code.
    #[error("the address of the page for checking is too long for a code")]
    AddressTooLong,
}

/// Sets a paper.
///
/// # Errors
///
/// Where the address for the code is too long, or a face is damaged.
pub fn pdf(
    paper: &Paper,
    verification: &Verification,
    size: Size,
    fonts: &Fonts,
) -> Result<Pdf, PdfError> {
    let code = Code::of(&verification.url).ok_or(PdfError::AddressTooLong)?;
    let mut faces = Faces::new(fonts);
    let pages = pages(paper, verification, size, &mut faces);
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(format!("{} {}", paper.title, paper.number))
            .language("zh-CN".to_owned()),
    );
    for (place, rows) in pages.iter().enumerate() {
        let Some(settings) = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT) else { continue };
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut draw = Drawing { surface: &mut surface, fonts };
        for (row, number) in rows.iter().zip(0u16..) {
            draw.row(row, TOP + size.pitch() * f32::from(number), size, &code);
        }
        draw.page_number(place + 1, &mut faces);
        surface.finish();
        page.finish();
    }
    let bytes = document.finish().map_err(PdfError::Unwritten)?;
    Ok(Pdf { bytes, pages: pages.len(), absent: faces.absent.into_iter().collect() })
}

/// A page on which is drawn.
struct Drawing<'a, 'b> {
    surface: &'a mut Surface<'b>,
    fonts: &'a Fonts,
}

impl Drawing<'_, '_> {
    fn row(&mut self, row: &Row, top: f32, size: Size, code: &Code) {
        for (text, line, points) in &row.set {
            let baseline = top + size.pitch() / 2.0 + points * BELOW_MIDDLE;
            self.line(text, line, Point::from_xy(LEFT + line.indent, baseline), *points);
        }
        if row.code {
            self.code(code, top);
        }
    }

    /// A line, in one piece for each stretch of one face.
    fn line(&mut self, text: &str, line: &Line, start: Point, points: f32) {
        let mut x = start.x;
        for run in line.glyphs.chunk_by(|before, after| before.face == after.face) {
            let Some(face) = run.first().and_then(|glyph| self.fonts.faces.get(glyph.face)) else {
                continue;
            };
            let glyph = |glyph: &Glyph| {
                let advance = glyph.advance / points;
                KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    advance,
                    0.0,
                    0.0,
                    0.0,
                    glyph.range.clone(),
                    None,
                )
            };
            let glyphs: Vec<_> = run.iter().map(glyph).collect();
            self.surface.draw_glyphs(
                Point::from_xy(x, start.y),
                &glyphs,
                face.font.clone(),
                text,
                points,
                false,
            );
            x += run.iter().map(|glyph| glyph.advance).sum::<f32>();
        }
    }

    /// The code at the left edge; its light edge lies outside of the area, so that its modules begin with the text.
    #[expect(clippy::cast_precision_loss, reason = "a code has fewer than 200 modules")]
    fn code(&mut self, code: &Code, top: f32) {
        let module = CODE / (code.width() as f32 - 8.0);
        let (left, top) = (LEFT - 4.0 * module, top - 4.0 * module);
        let mut path = PathBuilder::new();
        for run in code.runs() {
            let (x, y) = (left + run.x as f32 * module, top + run.y as f32 * module);
            if let Some(rect) = Rect::from_xywh(x, y, run.length as f32 * module, module) {
                path.push_rect(rect);
            }
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// The number of a page: below the area, at the outer side, one character from the edge (section 7.5).
    fn page_number(&mut self, number: usize, faces: &mut Faces<'_>) {
        let text = format!("— {number} —");
        let setting = Setting { role: Role::Text, cell: PAGE_NUMBER, width: WIDTH, indent: 0 };
        let Some(line) = faces.set(&text, setting).into_iter().next() else { return };
        let x = if number % 2 == 1 {
            LEFT + WIDTH - PAGE_NUMBER - line.width()
        } else {
            LEFT + PAGE_NUMBER
        };
        let y = TOP + HEIGHT + PAGE_NUMBER_BELOW + PAGE_NUMBER * BELOW_MIDDLE;
        self.line(&text, &line, Point::from_xy(x, y), PAGE_NUMBER);
    }
}
