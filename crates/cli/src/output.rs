//! What the program says: results to standard output, complaints to standard error, in one language and one voice.

use std::io::{self, IsTerminal, Write};

use definitions::Style;
use domain::text::{Bilingual, Language};
use serde::Serialize;

use crate::cells::{shown, shown_json};
use crate::failure::Failure;
use crate::findings::Findings;

/// Where the program speaks, and in which language. Speaking asks for it, so that who cannot speak has none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    /// The language of everything it says.
    pub(crate) language: Language,
}

#[expect(clippy::unused_self, reason = "speaking asks for the voice, whichever language it has")]
impl Output {
    /// One of two texts.
    pub(crate) fn say<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// One of two texts that were made for the occasion.
    pub(crate) fn choose(self, zh: String, en: String) -> String {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A text in the language.
    pub(crate) fn get(self, text: &Bilingual) -> &str {
        text.get(self.language)
    }

    /// A line of the result. Words of others in it cannot steer the terminal.
    pub(crate) fn line(self, text: impl AsRef<str>) -> Result<(), Failure> {
        Ok(writeln!(io::stdout().lock(), "{}", shown(text.as_ref()))?)
    }

    /// Text of the result as it is.
    pub(crate) fn text(self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    /// The result as one JSON document.
    pub(crate) fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        let document = serde_json::to_string_pretty(value)?;
        Ok(writeln!(io::stdout().lock(), "{}", shown_json(&document))?)
    }

    /// Findings as the result.
    pub(crate) fn findings(self, findings: &Findings) -> Result<(), Failure> {
        self.text(&findings.render(self.style(io::stdout().is_terminal())))
    }

    /// Findings that keep the command from its result; they must not stand in it.
    pub(crate) fn complain_of(self, findings: &Findings) {
        let text = findings.render(self.style(io::stderr().is_terminal()));
        // If even this cannot be written, the exit code still tells.
        _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// A complaint, which nobody must lose in a pipe.
    pub(crate) fn complain(self, failure: &Failure) {
        self.note(format!("bihuan: {}", failure.text(self.language)));
    }

    /// A note beside the result, to standard error.
    pub(crate) fn note(self, text: impl AsRef<str>) {
        _ = writeln!(io::stderr().lock(), "{}", shown(text.as_ref()));
    }

    fn style(self, is_terminal: bool) -> Style {
        let colour = is_terminal && std::env::var_os("NO_COLOR").is_none();
        Style { language: self.language, colour, ..Style::default() }
    }
}
