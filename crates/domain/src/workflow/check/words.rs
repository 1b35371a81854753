//! How findings name things, and paths as people read them.

use crate::finding::Finding;
use crate::text::Bilingual;

/// A thing by its name for people, or by its id where it has none.
pub(super) fn shown(name: &Bilingual, id: &str) -> Bilingual {
    let or_id = |text: &str| if text.trim().is_empty() { id.to_owned() } else { text.to_owned() };
    Bilingual::new(or_id(&name.zh), or_id(&name.en))
}

/// Stops of a path with arrows between them.
pub(super) fn arrows(stops: &[Bilingual]) -> Bilingual {
    let join =
        |text: fn(&Bilingual) -> &str| stops.iter().map(text).collect::<Vec<_>>().join(" → ");
    Bilingual::new(join(|stop| &stop.zh), join(|stop| &stop.en))
}

/// Ids in backticks with commas, in the way of each language.
pub(super) fn listed<'a>(ids: impl IntoIterator<Item = &'a str>) -> Bilingual {
    let quoted: Vec<String> = ids.into_iter().map(|id| format!("`{id}`")).collect();
    Bilingual::new(quoted.join("、"), quoted.join(", "))
}

/// Adds a witness path to what a finding says.
pub(super) fn with_path(mut finding: Finding, path: &Bilingual) -> Finding {
    finding.message.zh.push_str("；路径：");
    finding.message.zh.push_str(&path.zh);
    finding.message.en.push_str("; path: ");
    finding.message.en.push_str(&path.en);
    finding
}
