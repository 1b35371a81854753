//! Codes that people hold: receipt codes, one-time tokens, case numbers. Written in Crockford's base 32, which has no
//! letters that look alike.

use domain::id::{CaseId, PartyId, Timestamp};
use domain::text::halfwidth;
use store::record::Hash;

use crate::error::Error;
use crate::keys::{Keys, Purpose, random};

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters a receipt code has: 80 bits.
pub const RECEIPT_CHARACTERS: usize = 16;

/// How many characters a case number has: 50 bits, random, so that it says nothing of other cases.
pub const NUMBER_CHARACTERS: usize = 10;

/// How many characters a one-time token has: 130 bits.
pub const TOKEN_CHARACTERS: usize = 26;

/// The receipt code of a party. It is drawn from the installation's key, so that a repeated request gets the same one
/// although only its hash is kept.
pub fn receipt(keys: &Keys, case: CaseId, party: PartyId) -> String {
    let drawn = keys.draw(Purpose::ReceiptCodes, &[case.0.as_bytes(), party.0.as_bytes()]);
    encode(&drawn, RECEIPT_CHARACTERS)
}

/// What is kept of a receipt code.
pub fn receipt_hash(keys: &Keys, code: &str) -> Hash {
    keys.draw(Purpose::ReceiptHashes, &[code.as_bytes()])
}

/// The one-time token with which a party rates, issued at an instant.
pub fn rating_token(keys: &Keys, case: CaseId, party: PartyId, issued: Timestamp) -> String {
    let issued = store::moment::to_micros(issued).to_be_bytes();
    let from: [&[u8]; 3] = [case.0.as_bytes(), party.0.as_bytes(), &issued];
    encode(&keys.draw(Purpose::RatingTokens, &from), TOKEN_CHARACTERS)
}

/// What is kept of a one-time token.
pub fn rating_hash(keys: &Keys, token: &str) -> Hash {
    keys.draw(Purpose::RatingHashes, &[token.as_bytes()])
}

/// A case number that nobody can guess from another.
///
/// # Errors
///
/// Where the system gives no randomness.
pub fn case_number() -> Result<String, Error> {
    random_code(NUMBER_CHARACTERS)
}

/// A code that nobody can guess, of at most 51 characters.
pub(crate) fn random_code(characters: usize) -> Result<String, Error> {
    Ok(encode(&random::<32>()?, characters))
}

/// A code as it is typed, in full width perhaps, in the form in which it was given: without spaces and hyphens, in capitals,
/// `O` read as `0`, `I` and `L` as `1`. None if it has another length or other characters.
pub fn normalized(typed: &str, characters: usize) -> Option<String> {
    let read = |character: char| match character.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        other => DIGITS.contains(&u8::try_from(other).ok()?).then_some(other),
    };
    let is_mark = |c: &char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '—' | '−');
    let code: Option<String> =
        typed.chars().map(halfwidth).filter(|c| !is_mark(c)).map(read).collect();
    code.filter(|code| code.len() == characters)
}

/// A code in groups of four, as it is printed.
pub fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// The first characters of bytes in base 32, five bits each.
pub(crate) fn encode(bytes: &[u8; 32], characters: usize) -> String {
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    let digit =
        |place: usize| (0..5).fold(0u8, |value, offset| value << 1 | bit(place * 5 + offset));
    (0..characters).map(|place| char::from(DIGITS[usize::from(digit(place))])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(normalized("o1ab-CDEF lghj-kmnp", 16).as_deref(), Some("01ABCDEF1GHJKMNP"));
        assert_eq!(normalized("01AB", 16), None);
        assert_eq!(normalized("U1ABCDEF1GHJKMNP", 16), None);
        assert_eq!(grouped("01ABCDEF1GHJKMNP"), "01AB-CDEF-1GHJ-KMNP");
    }

    #[test]
    fn the_first_characters_are_the_first_bits() {
        let mut bytes = [0; 32];
        (bytes[0], bytes[1]) = (0b0000_1111, 0b1100_0000);
        assert_eq!(encode(&bytes, 3), "1Z0");
    }
}
