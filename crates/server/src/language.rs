//! In which language the reader is answered: the one chosen on a page, or what `Accept-Language` prefers of the two there
//! are; Chinese if neither says.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use domain::text::Language;

/// The language that the headers ask for (`Accept-Language`: RFC 9110, 12.5.4).
pub(crate) fn of(headers: &HeaderMap) -> Language {
    chosen(headers).unwrap_or_else(|| preferred(headers))
}

/// The language that somebody chose on a page.
fn chosen(headers: &HeaderMap) -> Option<Language> {
    named(cookie(headers, LANGUAGE_COOKIE)?)
}

/// The language that this word in a cookie or a form means.
pub(crate) fn named(word: &str) -> Option<Language> {
    match word {
        "zh" => Some(Language::Zh),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut named =
        lines.flat_map(|line| line.split(';')).filter_map(|one| one.trim().split_once('='));
    named.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// The name of the cookie in which a browser keeps the language that somebody chose.
pub(crate) const LANGUAGE_COOKIE: &str = "language";

fn preferred(headers: &HeaderMap) -> Language {
    let wanted =
        headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weighed = wanted.split(',').filter_map(|part| {
        let (range, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok())?;
        let primary = range.trim().split('-').next()?.to_ascii_lowercase();
        let language = match primary.as_str() {
            "zh" => Language::Zh,
            "en" => Language::En,
            _ => return None,
        };
        Some((language, weight))
    });
    let best = weighed.fold(None, |best: Option<(Language, f64)>, (language, weight)| match best {
        Some((_, highest)) if highest >= weight => best,
        _ => Some((language, weight)),
    });
    best.map_or(Language::Zh, |(language, _)| language)
}

/// The word for a language in `Content-Language`.
pub(crate) const fn tag(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}
