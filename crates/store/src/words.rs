//! The words by which a text is found: overlapping pairs and single characters of Chinese runs, whole words of other
//! scripts and numbers in lower case. One meaning on both databases, since the database only compares them: a character
//! beyond ASCII stands there as its number, so that no tokenizer has a mind of its own about what parts words.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How many words a text is indexed by at most; the longest complaint has about a fifth of that.
const WORDS_MAX: usize = 20_000;

/// All words by which texts are found, each once.
pub fn index<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        for run in runs(text) {
            if run.han {
                words.extend(run.characters.chunks(1).map(spelled));
                words.extend(run.characters.windows(2).map(spelled));
            } else {
                words.insert(spelled(&run.characters));
            }
        }
    }
    words.into_iter().take(WORDS_MAX).collect()
}

/// The words that all must be there for a query. Empty if the query holds nothing that could be found.
pub fn query(text: &str) -> Vec<String> {
    let mut words = BTreeSet::new();
    for run in runs(text) {
        match run.characters.as_slice() {
            pairs @ [_, _, ..] if run.han => words.extend(pairs.windows(2).map(spelled)),
            word => _ = words.insert(spelled(word)),
        }
    }
    words.into_iter().collect()
}

/// A word as the databases compare it.
fn spelled(word: &[char]) -> String {
    let mut text = String::new();
    for character in word {
        if character.is_ascii() {
            text.push(*character);
        } else {
            _ = write!(text, "u{:x}", u32::from(*character));
        }
    }
    text
}

struct Run {
    han: bool,
    characters: Vec<char>,
}

/// Runs of characters of one kind; what is neither a letter nor a digit parts them.
fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut parted = true;
    for character in text.chars().flat_map(char::to_lowercase) {
        if !character.is_alphanumeric() {
            parted = true;
            continue;
        }
        let han = is_han(character);
        match runs.last_mut() {
            Some(run) if !parted && run.han == han => run.characters.push(character),
            _ => runs.push(Run { han, characters: vec![character] }),
        }
        parted = false;
    }
    runs
}

/// Characters that are written without spaces between words.
fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}'
        | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_two_characters_is_found_wherever_it_stands() {
        let words = index(["夜间噪音扰民，请管一管 No.12"]);
        for found in ["噪音", "扰民", "夜间噪音", "噪", "no", "12"] {
            assert!(query(found).iter().all(|word| words.contains(word)), "{found}");
        }
        for absent in ["音民", "噪声", "1"] {
            assert!(!query(absent).iter().all(|word| words.contains(word)), "{absent}");
        }
    }

    #[test]
    fn no_tokenizer_finds_anything_to_part() {
        for word in index(["aⓐb कि 龘\u{2ceb0} Ünïcode"]) {
            assert!(word.chars().all(|c| c.is_ascii_alphanumeric()), "{word}");
        }
    }

    #[test]
    fn what_holds_no_letter_asks_for_nothing() {
        assert!(query("——，。 \u{200b}").is_empty());
    }
}
