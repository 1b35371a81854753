//! Where a text breaks into lines: Chinese between any two characters but at marks that may not begin or end a line
//! (GB/T 15834—2011, section 5.1), other writing between words.

use std::collections::BTreeSet;
use std::ops::Range;

use skrifa::MetadataProvider;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size as FontSize};
use skrifa::metrics::GlyphMetrics;

use crate::fonts::{Fonts, Role};

/// What stands for a character that no face has (U+3013, the geta mark).
const ABSENT: char = '〓';

/// Marks with which no line begins.
const NOT_FIRST: &str = "，。、；：？！）》」』】〉〕”’…—％%,.;:?!)]}·～";

/// Marks with which no line ends.
const NOT_LAST: &str = "（《「『【〈〔“‘([{";

/// How many characters are at most carried over so that a mark does not stand alone.
const CARRIED_MAX: usize = 4;

/// A character in its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Glyph {
    /// Which face.
    pub(crate) face: usize,
    /// Which glyph of it.
    pub(crate) id: u32,
    /// How wide, in points.
    pub(crate) advance: f32,
    /// What it stands for, as bytes of the text.
    pub(crate) range: Range<usize>,
    /// The character itself.
    pub(crate) character: char,
}

/// A line with its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    /// The glyphs, from left to right.
    pub(crate) glyphs: Vec<Glyph>,
    /// How far it begins from the edge, in points.
    pub(crate) indent: f32,
}

impl Line {
    /// How wide it is.
    pub(crate) fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }
}

/// The faces, opened to look up characters.
pub(crate) struct Faces<'a> {
    fonts: &'a Fonts,
    open: Vec<Option<(Charmap<'a>, GlyphMetrics<'a>)>>,
    /// Characters that no face has.
    pub(crate) absent: BTreeSet<char>,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// In which face.
    pub(crate) role: Role,
    /// How wide a full character is with the space around it, in points.
    pub(crate) cell: f32,
    /// How wide a line is at most, in points.
    pub(crate) width: f32,
    /// How many cells the first line is indented.
    pub(crate) indent: u8,
}

impl<'a> Faces<'a> {
    /// Opens them.
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        let open = fonts.faces.iter().map(|face| {
            let reading = face.reading()?;
            let metrics = reading.glyph_metrics(FontSize::new(1.0), LocationRef::default());
            Some((reading.charmap(), metrics))
        });
        Self { fonts, open: open.collect(), absent: BTreeSet::new() }
    }

    /// The face and the glyph of a character, with its width for a size of one.
    fn find(&self, character: char, role: Role) -> Option<(usize, u32, f32)> {
        self.fonts.order(role).find_map(|place| {
            let (map, metrics) = self.open.get(place)?.as_ref()?;
            let id = map.map(character).filter(|id| id.to_u32() != 0)?;
            Some((place, id.to_u32(), metrics.advance_width(id).unwrap_or(1.0)))
        })
    }

    /// The glyph of a character. One that no face has is shown as such, and stays in the text of the file as it is.
    fn glyph(&mut self, at: usize, character: char, setting: Setting) -> Glyph {
        let range = at..at + character.len_utf8();
        let found = self.find(character, setting.role).or_else(|| {
            if is_joined(character) {
                return self.find(' ', setting.role).map(|(face, id, _)| (face, id, 0.0));
            }
            self.absent.insert(character);
            self.find(ABSENT, setting.role)
        });
        let (face, id, width) = found.unwrap_or((0, 0, 1.0));
        // A full character takes its cell of the grid; others keep their width, in the same proportion.
        let advance = width * setting.cell;
        Glyph { face, id, advance, range, character }
    }

    /// The text as lines, each as wide as the area where it was broken.
    pub(crate) fn set(&mut self, text: &str, setting: Setting) -> Vec<Line> {
        let glyphs: Vec<_> =
            text.char_indices().map(|(at, c)| self.glyph(at, c, setting)).collect();
        let first = f32::from(setting.indent) * setting.cell;
        let (mut lines, mut rest) = (Vec::new(), glyphs.as_slice());
        while !rest.is_empty() {
            let indent = if lines.is_empty() { first } else { 0.0 };
            let room = setting.width - indent;
            let taken = fitting(rest, room);
            let (now, after) = rest.split_at(taken);
            let mut line = Line { glyphs: now.to_vec(), indent };
            if !after.is_empty() {
                spread(&mut line, room);
            }
            lines.push(line);
            rest = after;
        }
        lines
    }
}

/// Marks that change the character before and take no room.
fn is_joined(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}' | '\u{e0100}'..='\u{e01ef}')
}

/// How many glyphs stand on a line.
fn fitting(glyphs: &[Glyph], room: f32) -> usize {
    let mut width = 0.0;
    let full = glyphs.iter().position(|glyph| {
        width += glyph.advance;
        // Sums of cells are a little off.
        width > room + 0.05
    });
    let Some(full) = full else { return glyphs.len() };
    let least = full.saturating_sub(CARRIED_MAX).max(1);
    let broken = (least..=full).rev().find(|place| may_break(glyphs, *place));
    // A word longer than a line is broken where the line ends; nothing is lost.
    let word = (1..=full).rev().find(|place| may_break(glyphs, *place));
    broken.or(word).unwrap_or(full).max(1)
}

/// Whether a line may end before a place.
fn may_break(glyphs: &[Glyph], place: usize) -> bool {
    let (Some(before), Some(after)) =
        (place.checked_sub(1).and_then(|it| glyphs.get(it)), glyphs.get(place))
    else {
        return true;
    };
    let (before, after) = (before.character, after.character);
    let within_word = is_of_word(before) && is_of_word(after);
    let doubled = before == after && matches!(after, '…' | '—');
    !(NOT_FIRST.contains(after)
        || NOT_LAST.contains(before)
        || is_joined(after)
        || within_word
        || doubled)
}

/// Letters and digits of other writing, and what stands within numbers and addresses.
fn is_of_word(character: char) -> bool {
    character.is_ascii_graphic() && !matches!(character, ',' | ';' | '(' | ')')
        || character.is_alphabetic() && u32::from(character) < 0x2e80
}

/// Spreads what is left of a line between its glyphs, so that it ends at the edge.
fn spread(line: &mut Line, room: f32) {
    let left = room - line.width();
    let gaps = line.glyphs.len().saturating_sub(1);
    // A line that is far from full was broken at a long word; torn apart it would be harder to read.
    let largest = line.glyphs.iter().map(|glyph| glyph.advance).fold(0.0, f32::max);
    if gaps == 0 || left <= 0.0 || left > largest * 5.0 {
        return;
    }
    let count = u16::try_from(gaps).unwrap_or(u16::MAX);
    let each = left / f32::from(count);
    line.glyphs.iter_mut().take(gaps).for_each(|glyph| glyph.advance += each);
}
