//! The measures of GB/T 9704—2012, in points (1/72 inch) from the upper left corner: A4, 37 mm above, 28 mm at the side of
//! the binding, a type area of 156 × 225 mm with 22 lines of 28 characters.

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

/// How wide a page is.
pub const PAGE_WIDTH: f32 = 210.0 * MM;

/// How high a page is.
pub const PAGE_HEIGHT: f32 = 297.0 * MM;

/// Where the type area begins from the left (section 5.2.1).
pub const LEFT: f32 = 28.0 * MM;

/// Where the type area begins from above (section 5.2.1).
pub const TOP: f32 = 37.0 * MM;

/// How wide the type area is.
pub const WIDTH: f32 = 156.0 * MM;

/// How high the type area is.
pub const HEIGHT: f32 = 225.0 * MM;

/// Title: 2号, in points.
pub const TITLE: f32 = 22.0;

/// Page number: 4号, in points.
pub const PAGE_NUMBER: f32 = 14.0;

/// What stands beside the code, in points.
pub const CAPTION: f32 = 10.5;

/// How far the page number stands below the type area (section 7.5).
pub const PAGE_NUMBER_BELOW: f32 = 7.0 * MM;

/// How wide the code is. A module of a code of version 5 is then 0.6 mm, which the cameras of old telephones read.
pub const CODE: f32 = 24.0 * MM;

/// How large the text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 3号, 16 points: 22 lines of 28 characters (section 5.2.3).
    #[default]
    Normal,
    /// 2号, 22 points, for readers whose eyes are weak: 16 lines of 20 characters in the same area.
    Large,
}

impl Size {
    /// The size of the type, in points.
    pub const fn points(self) -> f32 {
        match self {
            Self::Normal => 16.0,
            Self::Large => 22.0,
        }
    }

    /// How many full characters a line has.
    pub const fn characters(self) -> u16 {
        match self {
            Self::Normal => 28,
            Self::Large => 20,
        }
    }

    /// How many lines a page has.
    pub const fn lines(self) -> u16 {
        match self {
            Self::Normal => 22,
            Self::Large => 16,
        }
    }

    /// How wide a full character is with the space around it: the area divided, a little less than the type is high.
    pub fn cell(self) -> f32 {
        WIDTH / f32::from(self.characters())
    }

    /// From one line to the next.
    pub fn pitch(self) -> f32 {
        HEIGHT / f32::from(self.lines())
    }
}
