//! Colours, type and spacing of the drawing: the tokens of the product's visual language, light theme.

pub(super) const INK: &str = "#1B2430";
pub(super) const INK_SECOND: &str = "#4A5666";
pub(super) const LINE: &str = "#737E8C";
pub(super) const HAIR: &str = "#D5DBE3";
pub(super) const BRAND: &str = "#1A4F8B";
pub(super) const TOP: &str = "#123A67";
pub(super) const PAGE: &str = "#F4F6F9";
pub(super) const WHITE: &str = "#FFFFFF";
pub(super) const LATE: &str = "#B3141D";

/// The stack of fonts found on the machines in offices; no font is loaded.
pub(super) const FONTS: &str = "'PingFang SC','Microsoft YaHei UI','Microsoft YaHei','HarmonyOS Sans SC',\
'Source Han Sans SC','Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif";

/// A size and weight of type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Type {
    /// Font size.
    pub(super) size: f64,
    /// From one line to the next.
    pub(super) leading: f64,
    /// Whether bold.
    pub(super) bold: bool,
    /// Colour.
    pub(super) fill: &'static str,
}

const fn kind(size: f64, leading: f64, bold: bool, fill: &'static str) -> Type {
    Type { size, leading, bold, fill }
}

pub(super) const HEADING: Type = kind(20.0, 30.0, true, INK);
pub(super) const SUMMARY: Type = kind(14.0, 21.0, false, INK_SECOND);
pub(super) const BAND: Type = kind(16.0, 24.0, true, TOP);
pub(super) const BAND_CHARACTER: Type = kind(20.0, 30.0, true, WHITE);
pub(super) const STATE: Type = kind(16.0, 23.0, true, INK);
pub(super) const HOLDER: Type = kind(13.0, 20.0, false, INK_SECOND);
pub(super) const LIMIT: Type = kind(13.0, 20.0, false, INK);
pub(super) const MINOR: Type = kind(12.0, 18.0, false, INK_SECOND);
pub(super) const LABEL: Type = kind(13.0, 18.0, false, INK);
pub(super) const LATE_COUNT: Type = kind(13.0, 20.0, true, LATE);
pub(super) const TAG: Type = kind(12.0, 18.0, true, TOP);

/// Room between a box's edge and its text.
pub(super) const PADDING: f64 = 12.0;
/// Room around the whole drawing.
pub(super) const MARGIN: f64 = 24.0;
/// How far a stage's band reaches beyond its columns.
pub(super) const BAND_REACH: f64 = 12.0;
/// The widest a label may be.
pub(super) const LABEL_WIDTH: f64 = 136.0;
