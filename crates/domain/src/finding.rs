//! What a check says about a definition: where, what is wrong, and how to mend it, in both languages.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;

/// How grave a finding is. An error refuses the definition, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The definition is refused.
    Error,
    /// The definition is accepted, a person should look.
    Warning,
}

/// One finding about a definition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// Stable code, `kebab-case`, that scripts may rely on.
    pub code: &'static str,
    /// Where: an RFC 6901 JSON pointer into the definition, `/states/handling/limits/0`.
    pub at: String,
    /// What is wrong.
    pub message: Bilingual,
    /// How to mend it, if there is something better to say than the message.
    pub help: Option<Bilingual>,
}

impl Finding {
    /// A finding that refuses the definition.
    pub fn error(
        code: &'static str,
        at: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            code,
            at: at.into(),
            message: Bilingual::new(zh, en),
            help: None,
        }
    }

    /// A finding that a person should look at.
    pub fn warning(
        code: &'static str,
        at: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, at, zh, en) }
    }

    /// The same finding with advice.
    #[must_use]
    pub fn help(self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { help: Some(Bilingual::new(zh, en)), ..self }
    }
}

/// Builds a JSON pointer from its parts, escaping `~` and `/` (RFC 6901 section 3).
pub fn pointer<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().fold(String::new(), |mut path, part| {
        path.push('/');
        path.push_str(&part.replace('~', "~0").replace('/', "~1"));
        path
    })
}
