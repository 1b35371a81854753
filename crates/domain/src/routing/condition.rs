//! Whether a rule matches a case, and by what.

use crate::id::{CategoryCode, PlaceCode};

use super::route::Facts;
use super::rule::{Condition, Rule};

/// What made a rule match: the facts that its reason names.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Matched {
    /// What the matter is taken to be.
    pub matter: CategoryCode,
    /// The code of the case that matched.
    pub category: Option<CategoryCode>,
    /// The word that matched, if the rule asked for one.
    pub word: Option<String>,
    /// The place of the case, if it is known.
    pub place: Option<PlaceCode>,
}

impl Rule {
    /// What makes this rule match, none if it does not.
    pub(super) fn matched(&self, facts: &Facts) -> Option<Matched> {
        let when = &self.when;
        let (category, read_as, hint) = when.match_category(facts)?;
        let title_word = required(&when.title_words, &[&facts.title])?;
        let word = required(&when.words, &[&facts.title, &facts.text])?;
        when.match_rest(facts).then(|| Matched {
            matter: self.matter.clone().unwrap_or(read_as),
            category: (!category.as_str().is_empty()).then_some(category),
            word: hint.or(title_word).or(word),
            place: (!facts.place.as_str().is_empty()).then(|| facts.place.clone()),
        })
    }
}

impl Condition {
    /// The code of the case that matches, what it is read as, and the hint that did so.
    fn match_category(
        &self,
        facts: &Facts,
    ) -> Option<(CategoryCode, CategoryCode, Option<String>)> {
        if self.categories.is_empty() {
            let own = facts.codes().next().cloned().unwrap_or_default();
            return Some((own.clone(), own, None));
        }
        let within = facts.codes().find(|code| self.covers(code));
        if let Some(code) = within {
            return Some((code.clone(), code.clone(), None));
        }
        let hint = first_word(&self.hints, &[&facts.title])?;
        let read = |code: &CategoryCode| {
            let below = |known: &&CategoryCode| known.as_str().starts_with(code.as_str());
            Some((code.clone(), self.categories.iter().find(below)?.clone()))
        };
        let (code, read_as) = facts.codes().find_map(read)?;
        Some((code, read_as, Some(hint)))
    }

    /// True if the category is one of the rule's or stands below one.
    pub(super) fn covers(&self, category: &CategoryCode) -> bool {
        self.categories.iter().any(|known| category.as_str().starts_with(known.as_str()))
    }

    fn match_rest(&self, facts: &Facts) -> bool {
        let place = facts.place.as_str();
        let places = self.places.iter().any(|known| place.starts_with(known.as_str()));
        let workflow =
            facts.workflow.as_ref().is_some_and(|workflow| self.workflows.contains(workflow));
        (self.places.is_empty() || places)
            && (self.risks.is_empty() || self.risks.contains(&facts.risk))
            && (self.workflows.is_empty() || workflow)
    }
}

/// None if a word is required and absent; the inner one is none if no word is required.
#[expect(clippy::option_option, reason = "absent and not asked for are two answers")]
fn required<'a>(
    words: impl IntoIterator<Item = &'a String> + Clone,
    texts: &[&str],
) -> Option<Option<String>> {
    if words.clone().into_iter().next().is_none() {
        return Some(None);
    }
    first_word(words, texts).map(Some)
}

fn first_word<'a>(words: impl IntoIterator<Item = &'a String>, texts: &[&str]) -> Option<String> {
    words.into_iter().find(|word| texts.iter().any(|text| text.contains(word.as_str()))).cloned()
}
