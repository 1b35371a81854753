//! With what somebody comes, in two words: what a person needs to know their own sessions apart, and no more of what
//! browsers tell.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use crate::state::State;

/// The browser and its system, or the name of a program; empty where nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Browser(pub(crate) String);

impl FromRequestParts<State> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Infallible> {
        let said = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(said.map(in_two_words).unwrap_or_default()))
    }
}

/// The first that fits: most browsers name those that they are like, too.
const BROWSERS: [(&str, &str); 9] = [
    ("MicroMessenger", "WeChat"),
    ("QQBrowser", "QQ"),
    ("360SE", "360"),
    ("HuaweiBrowser", "Huawei"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("Trident", "IE"),
];

/// See [`BROWSERS`].
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

fn in_two_words(said: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| said.contains(mark)).map(|(_, word)| *word)
    };
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} {system}"),
        (Some(word), None) | (None, Some(word)) => word.to_owned(),
        // A program names itself before the slash: `curl/8.5.0`.
        (None, None) => said.chars().take_while(char::is_ascii_alphanumeric).take(20).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_are_left_of_what_a_browser_says() {
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36";
        for (said, words) in [
            (windows.to_owned(), "Chrome Windows"),
            (format!("{windows} Edg/124.0"), "Edge Windows"),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko Firefox/125.0".to_owned(),
                "Firefox Linux",
            ),
            ("curl/8.5.0".to_owned(), "curl"),
            ("<script>".to_owned(), ""),
        ] {
            assert_eq!(in_two_words(&said), words, "{said}");
        }
    }
}
