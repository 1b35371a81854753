//! What somebody probably meant who wrote a name that is none.

use crate::text::Bilingual;

/// The longest text that is taken for a slip, in characters. Comparing takes as long as both texts multiplied, and no name is
/// nearly as long.
const WANTED_CHARACTERS_MAX: usize = 64;

/// The existing name that was probably meant: at most one slip in three letters. None for what is too long to be a name.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.chars().nth(WANTED_CHARACTERS_MAX).is_some() {
        return None;
    }
    let slips_max = (wanted.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
        .filter(|(slips, _)| *slips <= slips_max)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// A sentence about a wrong name, with the name that was probably meant behind it if there is one. The names must be ones
/// that the reader may know.
pub fn with_meant<'a>(
    mut said: Bilingual,
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Bilingual {
    if let Some(meant) = nearest(wanted, names) {
        said.zh.push_str(&format!("；是否想写“{meant}”？"));
        said.en.push_str(&format!("; did you mean `{meant}`?"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_something_else_is_not() {
        let names = ["housing", "health", "ecology"];
        assert_eq!(nearest("huosing", names), Some("housing"));
        assert_eq!(nearest("moon", names), None);
        let said = || Bilingual::new("没有", "none");
        assert_eq!(with_meant(said(), "helth", names).en, "none; did you mean `health`?");
        assert_eq!(with_meant(said(), "moon", names), said());
    }

    #[test]
    fn what_is_too_long_to_be_a_name_is_compared_with_none() {
        let longest = "a".repeat(WANTED_CHARACTERS_MAX);
        let (same, longer) = ([longest.as_str()], format!("{longest}a"));
        assert_eq!(nearest(&longest, same), Some(longest.as_str()));
        assert_eq!(nearest(&longer, same), None, "one slip away, and yet not looked at");
    }
}
