//! How findings name things: the nearest existing name, and paths as people read them.

use crate::finding::Finding;
use crate::text::Bilingual;

/// The existing name that was probably meant: at most one slip in three letters.
pub(in crate::workflow) fn nearest<'a>(
    wanted: &str,
    names: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let slips_max = (wanted.chars().count() / 3).max(1);
    names
        .map(|name| (strsim::damerau_levenshtein(wanted, name), name))
        .filter(|(slips, _)| *slips <= slips_max)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

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
