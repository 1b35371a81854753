//! In which language the program speaks: as asked, else as the locale says.

use domain::text::Language;

/// The language for these arguments and this environment. Looked for before the arguments are parsed, because what
/// parsing complains about is said in it too.
pub(crate) fn of(arguments: &[String], variable: impl Fn(&str) -> Option<String>) -> Language {
    asked(arguments).unwrap_or_else(|| of_locale(variable))
}

fn asked(arguments: &[String]) -> Option<Language> {
    let after = |at: usize| arguments.get(at + 1).map(String::as_str);
    let found = arguments.iter().enumerate().find_map(|(at, argument)| {
        argument.strip_prefix("--lang=").or_else(|| after(at).filter(|_| argument == "--lang"))
    });
    match found? {
        "zh" => Some(Language::Zh),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// Chinese where the locale is Chinese or says nothing, English in every other.
fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable);
    let locale = set.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    if locale.is_empty() || locale.starts_with("zh") { Language::Zh } else { Language::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(arguments: &[&str], variables: &[(&str, &str)]) -> Language {
        let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        of(&arguments, variable)
    }

    #[test]
    fn the_locale_decides_unless_a_language_is_asked_for() {
        assert_eq!(language(&[], &[]), Language::Zh);
        assert_eq!(language(&[], &[("LANG", "zh_CN.UTF-8")]), Language::Zh);
        assert_eq!(language(&[], &[("LANG", "C")]), Language::En);
        assert_eq!(
            language(&[], &[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "de_DE.UTF-8")]),
            Language::En
        );
        assert_eq!(language(&[], &[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")]), Language::Zh);
        assert_eq!(language(&["clock", "--lang", "en"], &[]), Language::En);
        assert_eq!(language(&["--lang=zh"], &[("LANG", "C")]), Language::Zh);
        assert_eq!(language(&["--lang=fr"], &[]), Language::Zh);
    }
}
