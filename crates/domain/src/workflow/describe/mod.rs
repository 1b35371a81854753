//! A workflow as a Markdown page: the same as the drawing in tables, which can be read aloud, printed and compared.

mod tables;
#[cfg(test)]
mod tests;

use super::Definition;
use super::words::Words;
use crate::text::{Bilingual, Language};
use tables::Page;

/// Writes the page for the generated reference. The drawing is not part of it.
pub fn describe(definition: &Definition, language: Language) -> String {
    let mut page = Page::new(definition, language);
    page.heading(1, &definition.name);
    page.paragraph(&definition.summary);
    page.paragraph(&scope(definition));
    page.states();
    page.transitions();
    page.limits();
    page.ladders();
    page.counters();
    page.grounds();
    page.forms();
    page.letters();
    page.notices();
    page.sources();
    page.finish()
}

/// Version, place and time of force.
fn scope(definition: &Definition) -> Bilingual {
    let Definition { workflow, version, jurisdiction, effective_from, effective_until, .. } =
        definition;
    let from = effective_from.words();
    let until =
        effective_until.map_or_else(|| Bilingual::new("现行有效", "in force"), |day| day.words());
    Bilingual::new(
        format!(
            "标识 `{workflow}`，第 {version} 版；适用地区 {jurisdiction}；启用日期：{}；停用日期：{}。",
            from.zh, until.zh
        ),
        format!(
            "Key `{workflow}`, version {version}; jurisdiction {jurisdiction}; first day: {}; last day: {}.",
            from.en, until.en
        ),
    )
}
