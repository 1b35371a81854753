//! The faces of type: those that GB/T 9704 names where the operator has them, and those of Debian's packages else. Read once;
//! nothing is shipped, since most Chinese faces may not be handed on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use krilla::text::Font;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

/// What a face is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Text: 仿宋.
    Text,
    /// Titles: 小标宋.
    Title,
    /// Headings: 黑体.
    Heading,
}

/// Families for a role, the best first, in small letters without spaces; with what the name must end where several weights
/// share a family.
const TEXT: &[(&str, bool)] = &[
    ("仿宋", false),
    ("fangsong", false),
    ("朱雀仿宋", false),
    ("notoserifcjksc", false),
    ("sourcehanserifsc", false),
    ("lxgwwenkai", false),
];
const TITLE: &[(&str, bool)] = &[
    ("小标宋", false),
    ("xiaobiaosong", false),
    ("notoserifcjksc", true),
    ("sourcehanserifsc", true),
];
const HEADING: &[(&str, bool)] =
    &[("黑体", false), ("simhei", false), ("notosanscjksc", false), ("sourcehansanssc", false)];

/// In a folder of the system only files of such names are opened: there may be thousands of others.
const LIKELY: [&str; 10] = [
    "fang",
    "仿宋",
    "song",
    "hei",
    "黑体",
    "notoserifcjk",
    "notosanscjk",
    "sourcehan",
    "lxgw",
    "wenkai",
];

/// How deep folders are looked through.
const DEPTH_MAX: usize = 4;

/// The largest file that is read as a font, in bytes.
const FILE_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// Why there are no faces.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    /// No face for text was found.
    #[error(
        "no face for Chinese text in {looked}; install the package fonts-noto-cjk (Debian), or put a 仿宋 face into the folder that `[papers] fonts` names"
    )]
    NoText {
        /// Where it was looked for.
        looked: String,
    },
}

/// A face.
#[derive(Clone)]
pub struct Face {
    pub(crate) font: Font,
    bytes: Arc<Vec<u8>>,
    index: u32,
    family: String,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Face").field(&self.family).finish()
    }
}

impl Face {
    /// What tells its glyphs and their widths.
    pub(crate) fn reading(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }
}

/// The faces of an installation.
#[derive(Debug)]
pub struct Fonts {
    /// Each face once, the one for text first.
    pub(crate) faces: Vec<Face>,
    title: usize,
    heading: usize,
}

/// A face in a file, by its names.
struct Found {
    path: PathBuf,
    index: u32,
    family: String,
    bold: bool,
}

impl Fonts {
    /// Looks for faces, first in the operator's folder, then in those of the system, and reads the best of each kind.
    ///
    /// # Errors
    ///
    /// Where there is no face for text.
    pub fn read(own: Option<&Path>, system: &[PathBuf]) -> Result<Self, FontsError> {
        let mut found = Vec::new();
        for (folder, all) in own
            .map(|own| (own, true))
            .into_iter()
            .chain(system.iter().map(|it| (it.as_path(), false)))
        {
            look(folder, all, DEPTH_MAX, &mut found);
        }
        let looked = own.into_iter().chain(system.iter().map(PathBuf::as_path));
        let looked = looked.map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        let text = best(&found, TEXT).and_then(load).ok_or(FontsError::NoText { looked })?;
        let mut fonts = Self { faces: vec![text], title: 0, heading: 0 };
        fonts.title = fonts.add(best(&found, TITLE).and_then(load));
        fonts.heading = fonts.add(best(&found, HEADING).and_then(load));
        // What the chosen face lacks, another may have: faces of 仿宋 know few rare characters.
        for family in TEXT {
            fonts.add(
                best(&found, &[*family])
                    .filter(|it| fonts.faces.iter().all(|face| face.family != it.family || it.bold))
                    .and_then(load),
            );
        }
        Ok(fonts)
    }

    /// Takes a face in, and gives back its place; that of the text where there is none.
    fn add(&mut self, face: Option<Face>) -> usize {
        let Some(face) = face else { return 0 };
        self.faces.push(face);
        self.faces.len() - 1
    }

    /// The places of faces in which a character is looked for, in their order.
    pub(crate) fn order(&self, role: Role) -> impl Iterator<Item = usize> {
        let first = match role {
            Role::Text => 0,
            Role::Title => self.title,
            Role::Heading => self.heading,
        };
        std::iter::once(first).chain((0..self.faces.len()).filter(move |place| *place != first))
    }

    /// The families that are used, the one for text first.
    pub fn families(&self) -> Vec<&str> {
        self.faces.iter().map(|face| face.family.as_str()).collect()
    }
}

/// Where systems keep fonts: those that there are.
pub fn system_folders() -> Vec<PathBuf> {
    let usual =
        ["/usr/share/fonts", "/usr/local/share/fonts", "C:\\Windows\\Fonts", "/Library/Fonts"];
    usual.into_iter().map(PathBuf::from).filter(|folder| folder.is_dir()).collect()
}

fn look(folder: &Path, all: bool, depth: usize, found: &mut Vec<Found>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth > 0 {
                look(&path, all, depth - 1, found);
            }
        } else if is_font(&path) && (all || is_likely(&path)) {
            found.extend(faces_of(&path));
        }
    }
}

fn is_font(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_known =
        ["ttf", "otf", "ttc", "otc"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    is_known && path.metadata().is_ok_and(|file| file.len() <= FILE_BYTES_MAX)
}

fn is_likely(path: &Path) -> bool {
    let name = path.file_name().map(|name| folded(&name.to_string_lossy())).unwrap_or_default();
    LIKELY.iter().any(|part| name.contains(part))
}

/// In small letters, without what parts words.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
}

fn faces_of(path: &Path) -> Vec<Found> {
    let Ok(bytes) = std::fs::read(path) else { return Vec::new() };
    let read = |index| {
        let font = FontRef::from_index(&bytes, index).ok()?;
        let names = |id| {
            font.localized_strings(id).map(|name| folded(&name.to_string())).collect::<Vec<_>>()
        };
        let families =
            [names(StringId::TYPOGRAPHIC_FAMILY_NAME), names(StringId::FAMILY_NAME)].concat();
        let style =
            [names(StringId::TYPOGRAPHIC_SUBFAMILY_NAME), names(StringId::SUBFAMILY_NAME)].concat();
        let bold = style.iter().any(|name| name == "bold");
        Some(Found { path: path.to_owned(), index, family: families.join("|"), bold })
    };
    (0..).map_while(read).collect()
}

/// The best face for a role: by the order of families, then the plainest name.
fn best<'a>(found: &'a [Found], families: &[(&str, bool)]) -> Option<&'a Found> {
    families.iter().find_map(|(family, bold)| {
        let fits = |face: &&Found| {
            face.bold == *bold
                && face
                    .family
                    .split('|')
                    .any(|name| name.contains(family) && !name.contains("mono"))
        };
        found.iter().filter(fits).min_by_key(|face| face.family.len())
    })
}

fn load(found: &Found) -> Option<Face> {
    let bytes = Arc::new(std::fs::read(&found.path).ok()?);
    let font = Font::new(Arc::clone(&bytes).into(), found.index)?;
    Some(Face { font, bytes, index: found.index, family: found.family.clone() })
}
