//! The names for people of the things that a definition refers to.

use indexmap::IndexMap;

use crate::id::{
    CounterName, EvidenceName, FormName, GroundName, LetterName, LimitName, OutcomeName,
    SourceName, StateName, TransitionName,
};
use crate::text::Bilingual;
use crate::workflow::Definition;

/// Looks up names; where a reference leads nowhere or has no name, its key stands for it.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a>(pub(crate) &'a Definition);

macro_rules! lookups {
    ($($method:ident: $key:ident in $table:ident by $field:ident;)*) => {$(
        pub(crate) fn $method(self, key: &$key) -> Bilingual {
            named(&self.0.$table, key, key.as_str(), |item| &item.$field)
        }
    )*};
}

impl Names<'_> {
    lookups! {
        counter: CounterName in counters by name;
        evidence: EvidenceName in evidence by name;
        form: FormName in forms by name;
        ground: GroundName in grounds by name;
        letter: LetterName in letters by name;
        limit: LimitName in limits by name;
        outcome: OutcomeName in outcomes by name;
        source: SourceName in sources by cite;
        state: StateName in states by name;
        transition: TransitionName in transitions by label;
    }
}

fn named<K, V>(
    table: &IndexMap<K, V>,
    key: &K,
    text: &str,
    name: impl Fn(&V) -> &Bilingual,
) -> Bilingual
where
    K: std::hash::Hash + Eq,
{
    let found = table.get(key).map(name).cloned().unwrap_or_default();
    let or_key = |name: String| if name.trim().is_empty() { text.to_owned() } else { name };
    Bilingual { zh: or_key(found.zh), en: or_key(found.en) }
}
