//! How wide text is and where it breaks, estimated: no font is at hand, and the reader's is not known.

/// Width of a text in pixels at a font size. A full-width character is one em, others about half of one.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(character: char) -> f64 {
    match character {
        ' ' | '.' | ',' | ':' | ';' | '!' | '|' | '\'' | 'i' | 'j' | 'l' | 'I' | '(' | ')' => 0.34,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        'A'..='Z' => 0.70,
        character if is_wide(character) => 1.0,
        _ => 0.58,
    }
}

/// Chinese characters and punctuation, and everything unknown beyond Latin, Greek and Cyrillic.
fn is_wide(character: char) -> bool {
    u32::from(character) >= 0x1100
}

/// Breaks a text into lines no wider than `longest`, between words, or anywhere next to a full-width character. A
/// single word that is too wide is broken inside.
pub(super) fn wrap(text: &str, size: f64, longest: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let Some(line) = lines.last_mut() else { continue };
        if width(line, size) + width(piece.trim_end(), size) <= longest {
            line.push_str(piece);
        } else if width(piece, size) <= longest {
            lines.push(piece.to_owned());
        } else {
            break_inside(&mut lines, piece, size, longest);
        }
    }
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// Pieces that should stay whole: a word with the space after it, a full-width character with the closing
/// punctuation after it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (index, character) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, character)) {
            pieces.push(&text[start..index]);
            start = index;
        }
        before = Some(character);
    }
    pieces.push(&text[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if "、，。；：）”》！？".contains(after) || "（“《".contains(before) || after == ' '
    {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

fn break_inside(lines: &mut Vec<String>, piece: &str, size: f64, longest: f64) {
    for character in piece.chars() {
        let Some(line) = lines.last_mut() else { return };
        if line.is_empty() || width(line, size) + em(character) * size <= longest {
            line.push(character);
        } else {
            lines.push(character.to_string());
        }
    }
}
