//! Units, places and categories as people type them: by name, by code, or by the first letters of the name in pinyin
//! (`cbpcs` for 车埠派出所), which is how clerks of other systems are used to do it.

use domain::code_table::Scheme;
use domain::directory::Directory;
use domain::text::{Bilingual, Language};
use engine::Definitions;
use pinyin::ToPinyin as _;

use crate::problem::Problem;

/// How many are named where what was typed fits more than one.
const NAMED_MAX: usize = 5;

/// From how many characters on a part of a name is looked for; of Latin letters it takes more.
const PART_CHARACTERS_MIN: usize = 2;
const PART_LETTERS_MIN: usize = 3;

/// What was typed, as a code.
#[derive(Debug)]
pub(super) enum Typed {
    /// Nothing.
    Nothing,
    /// This one.
    One(String),
    /// None.
    None(String),
    /// Several, by their names.
    Several(String, Vec<String>),
}

impl Typed {
    /// The code, if anything was typed.
    ///
    /// # Errors
    ///
    /// Where it fits none, or more than one.
    pub(super) fn maybe(self) -> Result<Option<String>, Problem> {
        match self {
            Self::Nothing => Ok(None),
            Self::One(code) => Ok(Some(code)),
            Self::None(typed) => Err(Problem::malformed(
                format!("没有找到“{typed}”：请写名称、代码或拼音首字母"),
                format!(
                    "there is no `{typed}`: type a name, a code or the first letters of its pinyin"
                ),
            )),
            Self::Several(typed, names) => Err(Problem::malformed(
                format!("“{typed}”不止一个：{}，请写全名", names.join("、")),
                format!("`{typed}` fits more than one: {}; type the whole name", names.join(", ")),
            )),
        }
    }
}

/// The first letters of a name in pinyin; what is no Chinese stays, in small letters.
pub(super) fn initials(name: &str) -> String {
    let letter = |c: char| match c.to_pinyin() {
        Some(pinyin) => pinyin.first_letter().to_owned(),
        None if c.is_alphanumeric() => c.to_lowercase().to_string(),
        None => String::new(),
    };
    name.chars().map(letter).collect()
}

/// The units to choose from: the name of each, with the letters that may be typed for it.
pub(super) fn units(directory: &Directory, language: Language) -> Vec<(String, String)> {
    let names = directory.units.values().map(|unit| &unit.name);
    names.map(|name| (name.get(language).to_owned(), initials(&name.zh))).collect()
}

/// A unit.
pub(super) fn unit(directory: &Directory, typed: &str) -> Typed {
    let known = directory.units.iter().map(|(id, unit)| (id.as_str(), &unit.name));
    found(known, typed)
}

/// A place, of the table of divisions.
pub(super) fn place(definitions: &Definitions, typed: &str) -> Typed {
    let table = definitions.codes.tables.get("division");
    let codes = table.into_iter().flat_map(|table| &table.codes);
    found(codes.map(|(code, name)| (code.as_str(), name)), typed)
}

/// A category, of any scheme.
pub(super) fn category(definitions: &Definitions, typed: &str) -> Typed {
    let tables = Scheme::ALL.iter().filter_map(|scheme| definitions.codes.table(*scheme));
    let codes = tables.flat_map(|table| &table.codes);
    found(codes.map(|(code, name)| (code.as_str(), name)), typed)
}

fn found<'a>(known: impl Iterator<Item = (&'a str, &'a Bilingual)>, typed: &str) -> Typed {
    let typed = typed.trim();
    if typed.is_empty() {
        return Typed::Nothing;
    }
    // A list offers `code name`.
    let code = typed.split_whitespace().next().unwrap_or_default();
    let letters = typed.to_lowercase();
    let (mut by_letters, mut by_part) = (Vec::new(), Vec::new());
    let is_long = |text: &str, least: usize| text.chars().count() >= least;
    for (id, name) in known {
        let names = [Language::Zh, Language::En].map(|language| name.get(language));
        if id == typed || id == code || names.iter().any(|name| name.eq_ignore_ascii_case(typed)) {
            return Typed::One(id.to_owned());
        }
        let first = initials(&name.zh);
        if first == letters {
            by_letters.push((id, name));
        }
        let in_name = is_long(typed, PART_CHARACTERS_MIN) && name.zh.contains(typed)
            || is_long(&letters, PART_LETTERS_MIN) && name.en.to_lowercase().contains(&letters);
        if in_name || is_long(&letters, PART_LETTERS_MIN) && first.starts_with(&letters) {
            by_part.push((id, name));
        }
    }
    // Who means a part of a name is understood where nothing else begins or is called like it.
    let found = if by_letters.is_empty() { by_part } else { by_letters };
    match found.as_slice() {
        [] => Typed::None(typed.to_owned()),
        [(id, _)] => Typed::One((*id).to_owned()),
        several => {
            let names = several.iter().take(NAMED_MAX).map(|(_, name)| name.zh.clone());
            Typed::Several(typed.to_owned(), names.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str) -> Result<Option<String>, Problem> {
        let names =
            [("a.1", "车埠派出所"), ("b", "城北派出所"), ("c", "信访局"), ("d", "新蒲街道")]
                .map(|(id, zh)| (id, Bilingual::new(zh, id)));
        found(names.iter().map(|(id, name)| (*id, name)), typed).maybe()
    }

    #[test]
    fn names_codes_and_first_letters_find_one_and_never_guess() {
        for (typed, expected) in [
            ("", None),
            ("车埠派出所", Some("a.1")),
            ("a.1 车埠派出所", Some("a.1")),
            ("XFJ", Some("c")),
            ("xpjd", Some("d")),
        ] {
            assert_eq!(of(typed).unwrap().as_deref(), expected, "{typed}");
        }
        let several = of("cbpcs").unwrap_err().line(Language::Zh);
        assert!(several.contains("车埠派出所") && several.contains("城北派出所"), "{several}");
        assert!(of("xyz").is_err());
        for (part, expected) in [
            ("车埠", Some("a.1")),
            ("信访", Some("c")),
            ("新蒲", Some("d")),
            ("cbp", None),
            ("派出所", None),
        ] {
            assert_eq!(of(part).ok().flatten().as_deref(), expected, "{part}");
        }
    }
}
