//! The colours of the style sheet by themselves: what is written in one can be read on the other, and the fills of 绿, 黄 and
//! 红 stay apart for whoever sees colours otherwise, and on paper without colours.

#![expect(clippy::unwrap_used, reason = "a style sheet that cannot be read must fail the test")]

use std::collections::BTreeMap;

use palette::color_difference::{Ciede2000, Wcag21RelativeContrast};
use palette::{FromColor, Lab, LinSrgb, Srgb};

const STYLE: &str = include_str!("../assets/app.css");

/// The fills of deadlines that are kept, near and over.
const FILLS: [&str; 3] = ["s-ok-bg", "s-due-bg", "s-over-bg"];

/// How linear colours look without one of the three kinds of cones, wholly (Machado, Oliveira and Fernandes 2009, severity 1).
const BLINDNESS: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// What is written in which colour on which ground. Texts and grounds without a token stand as they are.
const TEXTS: [(&str, &str); 29] = [
    ("c-ink", "c-bg"),
    ("c-ink", "c-page"),
    ("c-ink", "c-sunk"),
    ("c-ink", "c-sel"),
    ("c-ink", "c-brand-bg"),
    ("c-ink2", "c-bg"),
    ("c-ink2", "c-page"),
    ("c-ink2", "c-sunk"),
    ("c-brand", "c-bg"),
    ("c-brand", "c-page"),
    ("c-brand", "c-sunk"),
    ("c-brand", "c-sel"),
    ("c-brand-d", "c-bg"),
    ("c-brand-d", "c-brand-bg"),
    ("c-onbrand", "c-brand"),
    ("c-onbrand", "c-brand-d"),
    ("c-bad", "c-bg"),
    ("c-bad", "c-page"),
    ("s-ok", "s-ok-bg"),
    ("s-due", "s-due-bg"),
    ("s-over", "s-over-bg"),
    ("s-pause", "s-pause-bg"),
    ("s-sup", "s-sup-bg"),
    ("c-ink", "h1"),
    ("c-ink", "h2"),
    ("c-ink", "h3"),
    ("#ffffff", "h4"),
    ("#ffffff", "c-top"),
    ("#1b2430", "c-focus"),
];

/// Edges of controls, on what lies around them.
const EDGES: [(&str, &str); 6] = [
    ("c-line", "c-bg"),
    ("c-line", "c-page"),
    ("c-brand", "c-bg"),
    ("c-brand", "c-page"),
    ("c-bad", "c-bg"),
    ("s-sup", "c-bg"),
];

/// The colours of a theme, by the names of their tokens.
struct Theme(&'static str, BTreeMap<&'static str, Srgb<u8>>);

impl Theme {
    /// Both: what the dark one does not say again, it has of the light one.
    fn both() -> [Self; 2] {
        let light = tokens(":root{");
        let mut dark = light.clone();
        dark.extend(tokens("color-scheme:dark;"));
        assert!(light.len() > 25 && dark != light, "the tokens are read");
        [Self("light", light), Self("dark", dark)]
    }

    fn linear(&self, token: &str) -> LinSrgb<f64> {
        let written = token.starts_with('#').then(|| token.parse().unwrap());
        written.unwrap_or_else(|| self.1[token]).into_linear()
    }

    fn contrast(&self, (one, other): (&str, &str)) -> f64 {
        self.linear(one).relative_contrast(self.linear(other))
    }
}

/// The colours that are declared in the rule that begins so.
fn tokens(rule: &str) -> BTreeMap<&'static str, Srgb<u8>> {
    let (_, rest) = STYLE.split_once(rule).unwrap();
    let declared = rest.split('}').next().unwrap().split(';');
    let token = |declared: &'static str| {
        let (name, value) = declared.trim().strip_prefix("--")?.split_once(':')?;
        Some((name, value.trim().parse().ok()?))
    };
    declared.filter_map(token).collect()
}

fn seen(color: LinSrgb<f64>, [red, green, blue]: [[f64; 3]; 3]) -> LinSrgb<f64> {
    let mixed =
        |by: [f64; 3]| (by[0] * color.red + by[1] * color.green + by[2] * color.blue).clamp(0., 1.);
    LinSrgb::new(mixed(red), mixed(green), mixed(blue))
}

fn lab(color: LinSrgb<f64>) -> Lab<palette::white_point::D65, f64> {
    Lab::from_color(color)
}

/// Two and two of the three fills.
fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    [(0, 1), (1, 2), (0, 2)].into_iter().map(|(one, other)| (FILLS[one], FILLS[other]))
}

#[test]
fn texts_can_be_read_on_their_grounds_in_both_themes() {
    for theme in Theme::both() {
        for pair in TEXTS {
            let found = theme.contrast(pair);
            assert!(found >= 4.5, "{} {pair:?}: {found:.2}", theme.0);
        }
        for pair in EDGES {
            let found = theme.contrast(pair);
            assert!(found >= 3.0, "{} {pair:?}: {found:.2}", theme.0);
        }
    }
}

#[test]
fn the_fills_of_deadlines_stay_apart_for_whoever_sees_colours_otherwise() {
    for theme in Theme::both() {
        for (name, matrix) in BLINDNESS {
            for (one, other) in pairs() {
                let as_seen = |token| lab(seen(theme.linear(token), matrix));
                let apart = as_seen(one).difference(as_seen(other));
                assert!(apart >= 15.0, "{} {name}, {one} and {other}: {apart:.1}", theme.0);
            }
        }
    }
}

#[test]
fn the_fills_of_deadlines_stay_apart_without_colours() {
    for theme in Theme::both() {
        for (one, other) in pairs() {
            let lightness = |token| lab(theme.linear(token)).l;
            let apart = (lightness(one) - lightness(other)).abs();
            assert!(apart >= 5.0, "{} {one} and {other}: {apart:.1} of 100", theme.0);
        }
    }
}
