//! Collects changes and words them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use indexmap::IndexMap;

use super::{Burdened, Change, Side, Weight};
use crate::finding::pointer;
use crate::id::StateName;
use crate::text::Bilingual;
use crate::workflow::Definition;
use crate::workflow::words::{Names, Words, listed};

/// The comparison as it goes.
pub(super) struct Report<'a> {
    pub(super) old: &'a Definition,
    pub(super) new: &'a Definition,
    /// States that only got another key, from the old key to the new one.
    pub(super) renamed: BTreeMap<StateName, StateName>,
    changes: Vec<Change>,
}

/// What a change is about: its place and its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Subject {
    pub(super) path: Vec<String>,
    pub(super) name: Bilingual,
}

impl Subject {
    /// A part of it, with the place of the part and the name of the whole.
    pub(super) fn part(&self, field: &str) -> Self {
        let mut part = self.clone();
        part.path.push(field.to_owned());
        part
    }

    fn at(&self) -> String {
        pointer(self.path.iter().map(String::as_str))
    }
}

/// What a field is called, how much it matters and under which code.
#[derive(Clone, Copy)]
pub(super) struct Aspect {
    pub(super) field: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) weight: Weight,
    pub(super) code: &'static str,
}

impl Aspect {
    pub(super) const fn new(
        field: &'static str,
        (zh, en): (&'static str, &'static str),
        weight: Weight,
        code: &'static str,
    ) -> Self {
        Self { field, zh, en, weight, code }
    }

    fn of(&self, subject: &Subject) -> Bilingual {
        if subject.name == Bilingual::default() {
            return Bilingual::new(self.zh, self.en);
        }
        Bilingual::new(
            format!("{}的{}", subject.name.zh, self.zh),
            format!("{} of {}", self.en, subject.name.en),
        )
    }
}

/// What a list gained and lost.
pub(super) struct Delta<T> {
    pub(super) gained: Vec<T>,
    pub(super) lost: Vec<T>,
}

impl<'a> Report<'a> {
    pub(super) fn new(old: &'a Definition, new: &'a Definition) -> Self {
        Self { old, new, renamed: renamed_states(old, new), changes: Vec::new() }
    }

    /// All changes, the gravest first, otherwise in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Change> {
        for change in &mut self.changes {
            if change.needs_mapping {
                change.weight = Weight::Cases;
            } else if !change.stricter_for.is_empty() {
                change.weight = Weight::Stricter;
            }
        }
        self.changes.sort_by_key(|change| change.weight);
        self.changes
    }

    pub(super) fn old_names(&self) -> Names<'a> {
        Names(self.old)
    }

    pub(super) fn new_names(&self) -> Names<'a> {
        Names(self.new)
    }

    /// The key in the new version of a state of the old one.
    pub(super) fn carried(&self, state: &StateName) -> StateName {
        self.renamed.get(state).unwrap_or(state).clone()
    }

    /// Records a change at a subject of the new file.
    pub(super) fn push(
        &mut self,
        subject: &Subject,
        aspect: Aspect,
        message: Bilingual,
    ) -> &mut Change {
        self.record(Side::New, &subject.part(aspect.field), (aspect.weight, aspect.code), message)
    }

    /// Records a change at exactly this place.
    pub(super) fn record(
        &mut self,
        side: Side,
        place: &Subject,
        (weight, code): (Weight, &'static str),
        message: Bilingual,
    ) -> &mut Change {
        let at = place.at();
        let (needs_mapping, stricter_for) = (false, BTreeSet::new());
        let index = self.changes.len();
        self.changes.push(Change { weight, code, side, at, message, needs_mapping, stricter_for });
        &mut self.changes[index]
    }

    /// Compares a value; returns the change if there is one.
    pub(super) fn value<T: Words + PartialEq>(
        &mut self,
        subject: &Subject,
        aspect: Aspect,
        (old, new): (&T, &T),
    ) -> Option<&mut Change> {
        if old == new {
            return None;
        }
        let message = from_to(&aspect.of(subject), &old.words(), &new.words());
        Some(self.push(subject, aspect, message))
    }

    /// Compares a reference or a key, named by the caller.
    pub(super) fn named<T: PartialEq>(
        &mut self,
        subject: &Subject,
        aspect: Aspect,
        (old, new): (&T, &T),
        names: (Bilingual, Bilingual),
    ) -> Option<&mut Change> {
        let (old_name, new_name) = names;
        if old == new {
            return None;
        }
        let message = from_to(&aspect.of(subject), &old_name, &new_name);
        Some(self.push(subject, aspect, message))
    }

    /// Compares a list; records what it gained, what it lost, or that only its order changed.
    pub(super) fn list<T: PartialEq + Clone>(
        &mut self,
        subject: &Subject,
        aspect: Aspect,
        (old, new): (&[T], &[T]),
        (old_name, new_name): (impl Fn(&T) -> Bilingual, impl Fn(&T) -> Bilingual),
    ) -> Delta<T> {
        let only = |these: &[T], those: &[T]| -> Vec<T> {
            these.iter().filter(|item| !those.contains(item)).cloned().collect()
        };
        let delta = Delta { gained: only(new, old), lost: only(old, new) };
        let of = aspect.of(subject);
        if !delta.gained.is_empty() {
            let items = listed(delta.gained.iter().map(new_name));
            self.push(subject, aspect, joined(&of, ("增加：", " gained: "), &items));
        }
        if !delta.lost.is_empty() {
            let items = listed(delta.lost.iter().map(old_name));
            self.push(subject, aspect, joined(&of, ("减少：", " lost: "), &items));
        }
        if delta.gained.is_empty() && delta.lost.is_empty() && old != new {
            let message = joined(
                &of,
                ("次序或重复有变", " is in another order or repeats"),
                &Bilingual::default(),
            );
            self.record(
                Side::New,
                &subject.part(aspect.field),
                (Weight::Wording, aspect.code),
                message,
            );
        }
        delta
    }

    /// Marks every change recorded since `since` as stricter for these.
    pub(super) fn stricter_since(&mut self, since: usize, whom: &BTreeSet<Burdened>) {
        for change in self.changes.iter_mut().skip(since) {
            change.stricter_for.extend(whom);
        }
    }

    /// Marks one change as stricter for these.
    pub(super) fn stricter_at(&mut self, index: usize, whom: &BTreeSet<Burdened>) {
        if let Some(change) = self.changes.get_mut(index) {
            change.stricter_for.extend(whom);
        }
    }

    /// Says who is meant where changes since `since` were marked as stricter for whoever it concerns.
    pub(super) fn readdress(&mut self, since: usize, whom: &BTreeSet<Burdened>) {
        let marked = self.changes.iter_mut().skip(since).filter(|c| !c.stricter_for.is_empty());
        marked.for_each(|change| change.stricter_for.clone_from(whom));
    }

    /// How many changes there are, for [`Self::stricter_since`].
    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    /// Compares the order of the keys that two tables share.
    pub(super) fn order<K: PartialEq + std::hash::Hash + Eq, V>(
        &mut self,
        subject: &Subject,
        aspect: Aspect,
        (old, new): (&IndexMap<K, V>, &IndexMap<K, V>),
    ) {
        let shared_old = old.keys().filter(|key| new.contains_key(*key));
        let shared_new = new.keys().filter(|key| old.contains_key(*key));
        if !shared_old.eq(shared_new) {
            let message = joined(
                &aspect.of(subject),
                ("次序有变", " in another order"),
                &Bilingual::default(),
            );
            self.push(subject, aspect, message);
        }
    }
}

/// "X: from A to B", telling apart values whose words differ in one language only.
pub(super) fn from_to(what: &Bilingual, old: &Bilingual, new: &Bilingual) -> Bilingual {
    let zh = if old.zh == new.zh && old.en != new.en {
        format!("{}的英文由“{}”改为“{}”", what.zh, old.en, new.en)
    } else {
        format!("{}由“{}”改为“{}”", what.zh, old.zh, new.zh)
    };
    let en = if old.en == new.en && old.zh != new.zh {
        format!("Chinese text of {}: from “{}” to “{}”", what.en, old.zh, new.zh)
    } else {
        format!("{}: from “{}” to “{}”", what.en, old.en, new.en)
    };
    Bilingual { zh, en }
}

pub(super) fn joined(what: &Bilingual, by: (&str, &str), items: &Bilingual) -> Bilingual {
    Bilingual::new(
        format!("{}{}{}", what.zh, by.0, items.zh),
        format!("{}{}{}", what.en, by.1, items.en),
    )
}

/// A thing with its kind: `状态“办理中”`.
pub(super) fn called(kind: (&str, &str), name: &Bilingual, key: &dyn Display) -> Bilingual {
    let or_key =
        |name: &str| if name.trim().is_empty() { key.to_string() } else { name.to_owned() };
    Bilingual::new(
        format!("{}“{}”", kind.0, or_key(&name.zh)),
        format!("{} “{}”", kind.1, or_key(&name.en)),
    )
}

/// States that were removed and added again under another key: with the same name, or wholly the same.
fn renamed_states(old: &Definition, new: &Definition) -> BTreeMap<StateName, StateName> {
    let mut renamed = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (key, state) in old.states.iter().filter(|(key, _)| !new.states.contains_key(*key)) {
        let same = new.states.iter().find(|(other, candidate)| {
            let named = candidate.name == state.name && !state.name.is_incomplete();
            (named || *candidate == state)
                && !old.states.contains_key(*other)
                && !taken.contains(*other)
        });
        if let Some((other, _)) = same {
            taken.insert(other.clone());
            renamed.insert(key.clone(), other.clone());
        }
    }
    renamed
}
