//! Shows findings to a person: the line of the file, what is meant in it, what is wrong and how to mend it.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, normalize_untrusted_str};
use domain::finding::Severity;
use domain::text::Language;

use crate::located::{Count, Located};
use crate::source::{SourceFile, Span};

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// In which language.
    pub language: Language,
    /// Whether with colour; nothing is told by colour alone.
    pub colour: bool,
    /// How many columns the terminal has.
    pub columns: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { language: Language::Zh, colour: false, columns: 100 }
    }
}

/// One finding, with a line break at its end. The source must be the file it was found in.
pub fn render(source: &SourceFile, located: &Located, style: Style) -> String {
    let finding = &located.finding;
    let help = finding.help.as_ref().map(|help| help.get(style.language));
    let span = visible(source, located.span).range();
    let snippet = Snippet::source(source.text())
        .path(source.name())
        .annotation(AnnotationKind::Primary.span(span));
    let group = level(finding.severity, style.language)
        .primary_title(finding.message.get(style.language))
        .id(finding.code)
        .element(snippet)
        .elements(help.map(|help| {
            Level::HELP.with_name(help_name(style.language)).message(normalize_untrusted_str(help))
        }));
    let mut text = renderer(style).render(&[group]);
    text.push('\n');
    text
}

/// All findings of a file, parted by empty lines, and a last line that counts them. Empty if there are none.
pub fn render_all(source: &SourceFile, findings: &[Located], style: Style) -> String {
    findings.iter().map(|located| render(source, located, style) + "\n").collect()
}

/// The line that counts findings.
pub fn summary(count: Count, language: Language) -> String {
    let plural = |number: usize| if number == 1 { "" } else { "s" };
    match language {
        Language::Zh => format!("{} 个错误,{} 个警告", count.errors, count.warnings),
        Language::En => format!(
            "{} error{}, {} warning{}",
            count.errors,
            plural(count.errors),
            count.warnings,
            plural(count.warnings)
        ),
    }
}

fn renderer(style: Style) -> Renderer {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Unicode).term_width(style.columns)
}

fn level(severity: Severity, language: Language) -> Level<'static> {
    match (severity, language) {
        (Severity::Error, Language::Zh) => Level::ERROR.with_name("错误"),
        (Severity::Error, Language::En) => Level::ERROR,
        (Severity::Warning, Language::Zh) => Level::WARNING.with_name("警告"),
        (Severity::Warning, Language::En) => Level::WARNING,
    }
}

fn help_name(language: Language) -> &'static str {
    match language {
        Language::Zh => "帮助",
        Language::En => "help",
    }
}

/// The span as it can be shown: whole characters within the text.
fn visible(source: &SourceFile, span: Span) -> Span {
    let text = source.text();
    let floor = |byte: usize| {
        let byte = byte.min(text.len());
        (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    Span { start: floor(span.start), end: floor(span.end.max(span.start)) }
}
