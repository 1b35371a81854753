//! Whether an earlier rule takes every case that a later one could match, so that the later one never comes first.

use std::collections::BTreeSet;

use super::rule::Condition;
use crate::id::CategoryCode;

impl Condition {
    /// True if every case that `later` matches is matched by this condition too. May miss a cover that needs more
    /// than one rule, never claims one that is not there.
    pub(super) fn includes(&self, later: &Self) -> bool {
        self.includes_categories(later)
            && self.includes_words(later)
            && includes_prefixes(&self.places, &later.places, |place| place.as_str())
            && includes_set(&self.risks, &later.risks)
            && includes_set(&self.workflows, &later.workflows)
    }

    fn includes_categories(&self, later: &Self) -> bool {
        if self.categories.is_empty() {
            return true;
        }
        let directly = !later.categories.is_empty()
            && later.categories.iter().all(|category| self.covers(category));
        directly && self.includes_hinted(later)
    }

    /// A hint takes in the classes above a category, so those must be covered as well.
    fn includes_hinted(&self, later: &Self) -> bool {
        let same_hints = implies(&later.hints, &self.hints) && !self.hints.is_empty();
        let classes_covered =
            || later.categories.iter().all(|category| self.covers(&class_of(category)));
        later.hints.is_empty()
            || classes_covered()
            || same_hints && self.categories == later.categories
    }

    fn includes_words(&self, later: &Self) -> bool {
        let title = self.title_words.is_empty() || implies(&later.title_words, &self.title_words);
        let anywhere = self.words.is_empty()
            || implies(&later.words, &self.words)
            || implies(&later.title_words, &self.words);
        title && anywhere
    }
}

/// The class a category stands in: two digits, after a letter where there is one.
fn class_of(category: &CategoryCode) -> CategoryCode {
    let text = category.as_str();
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    text.get(..letters + 2).unwrap_or(text).into()
}

/// True if a text with any of `words` always holds one of `wanted`.
fn implies(words: &BTreeSet<String>, wanted: &BTreeSet<String>) -> bool {
    let holds = |word: &String| wanted.iter().any(|part| word.contains(part.as_str()));
    !words.is_empty() && words.iter().all(holds)
}

fn includes_prefixes<T: Ord>(
    earlier: &BTreeSet<T>,
    later: &BTreeSet<T>,
    text: impl Fn(&T) -> &str,
) -> bool {
    let within = |code: &T| earlier.iter().any(|prefix| text(code).starts_with(text(prefix)));
    earlier.is_empty() || !later.is_empty() && later.iter().all(within)
}

fn includes_set<T: Ord>(earlier: &BTreeSet<T>, later: &BTreeSet<T>) -> bool {
    earlier.is_empty() || !later.is_empty() && later.is_subset(earlier)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<T: Ord + for<'a> From<&'a str>>(items: &[&str]) -> BTreeSet<T> {
        items.iter().map(|item| T::from(item)).collect()
    }

    fn on(categories: &[&str], title_words: &[&str], hints: &[&str]) -> Condition {
        Condition {
            categories: set(categories),
            title_words: set(title_words),
            hints: set(hints),
            ..Condition::default()
        }
    }

    #[test]
    fn a_prefix_covers_what_is_below_it_and_not_the_reverse() {
        assert!(on(&["P01"], &[], &[]).includes(&on(&["P0109"], &[], &[])));
        assert!(!on(&["P0109"], &[], &[]).includes(&on(&["P01"], &[], &[])));
        assert!(Condition::default().includes(&on(&["01"], &["物业"], &[])));
        assert!(!on(&["01"], &[], &[]).includes(&Condition::default()));
    }

    #[test]
    fn a_word_narrows_and_a_longer_word_narrows_more() {
        assert!(!on(&["P01"], &["物业"], &[]).includes(&on(&["P0109"], &[], &[])));
        assert!(on(&["P01"], &["物业"], &[]).includes(&on(&["P01"], &["物业公司"], &[])));
        assert!(!on(&["P01"], &["物业公司"], &[]).includes(&on(&["P01"], &["物业"], &[])));
    }

    #[test]
    fn a_hint_reaches_the_class_above_so_the_class_must_be_covered() {
        let hinted = on(&["P0109"], &[], &["物业"]);
        assert!(!on(&["P0109"], &[], &[]).includes(&hinted));
        assert!(on(&["P01"], &[], &[]).includes(&hinted));
        assert!(hinted.includes(&hinted));
    }
}
