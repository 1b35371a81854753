//! Laws of breaking text.

use super::text::{width, wrap};

const TEXTS: [&str; 5] = [
    "承诺办出结果的时限 1 个月（对群众承诺）",
    "Ask the citizen whether it was solved, then archive",
    "一个、两个，三个；（四个）",
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "",
];

#[test]
fn no_line_is_wider_than_allowed() {
    for text in TEXTS {
        for longest in [40.0, 90.0, 180.0] {
            // A closing mark may hang over, never a whole character more.
            let widest =
                wrap(text, 13.0, longest).iter().map(|line| width(line, 13.0)).fold(0.0, f64::max);
            assert!(widest <= longest, "{text}: {widest} > {longest}");
        }
    }
}

#[test]
fn no_character_is_lost() {
    let bare = |text: &str| text.replace(' ', "");
    for text in TEXTS {
        assert_eq!(bare(&wrap(text, 13.0, 60.0).concat()), bare(text));
    }
}

#[test]
fn no_line_begins_with_closing_punctuation() {
    for line in wrap(TEXTS[2], 13.0, 40.0) {
        assert!(!line.starts_with(['、', '，', '；', '）']), "{line}");
    }
}
