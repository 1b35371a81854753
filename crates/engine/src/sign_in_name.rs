//! The name of an account: of characters that nobody can mistake for others.

use std::fmt;
use std::str::FromStr;

use domain::text::Bilingual;

/// The fewest characters of a sign-in name.
pub const SIGN_IN_NAME_MIN: usize = 2;

/// The most characters of a sign-in name.
pub const SIGN_IN_NAME_MAX: usize = 64;

/// A name for a new account: `[a-z0-9][a-z0-9._-]{1,63}`. Names of accounts that are older may be others. Nothing is
/// folded, at opening an account or at signing in: one name is one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInName(String);

/// Some text is no name for a new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a sign-in name has 2 to 64 of a-z, 0-9, `.`, `_` and `-`, and begins with a letter or a digit"
)]
pub struct BadSignInName;

impl BadSignInName {
    /// What is allowed, for people.
    pub fn text(self) -> Bilingual {
        let zh = "账号名应为 2 至 64 个字符，只用小写字母 a-z、数字、“.”“_”“-”，以字母或数字开头";
        Bilingual::new(zh, self.to_string())
    }
}

impl FromStr for SignInName {
    type Err = BadSignInName;

    fn from_str(text: &str) -> Result<Self, BadSignInName> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = (SIGN_IN_NAME_MIN..=SIGN_IN_NAME_MAX).contains(&text.len())
            && text.starts_with(plain)
            && text.chars().all(|c| plain(c) || matches!(c, '.' | '_' | '-'));
        if fits { Ok(Self(text.to_owned())) } else { Err(BadSignInName) }
    }
}

impl fmt::Display for SignInName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_be_told_apart_are_taken() {
        let longest = "a".repeat(SIGN_IN_NAME_MAX);
        for name in ["li", "center.clerk", "police-puqi.handler", "7_8", longest.as_str()] {
            assert_eq!(name.parse::<SignInName>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn look_alikes_unseen_characters_and_capitals_are_refused() {
        let long = "a".repeat(SIGN_IN_NAME_MAX + 1);
        let cyrillic = "\u{441}enter.clerk";
        let unseen = "li\u{200b}";
        for name in [
            "", "l", "Li", "李", ".li", "-li", "li ", " li", "l i", "li\n", "li@b", &long,
            cyrillic, unseen,
        ] {
            assert_eq!(name.parse::<SignInName>(), Err(BadSignInName), "{name:?}");
        }
    }
}
