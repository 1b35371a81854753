//! Notes: text that is signed, as C2SP signed-note has it. Nothing is to be believed of one before it was verified.

use data_encoding::BASE64;

use crate::key::{KeyId, Signer, Verifier, is_name};

/// How many signatures are read at most. The standard asks for 16.
const SIGNATURES_MAX: usize = 64;

/// A text with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A line of a note: whose key, and what it made of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signature {
    name: String,
    id: KeyId,
    bytes: Vec<u8>,
}

/// Why a note is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteFault {
    /// It is no signed note.
    #[error("it is no signed note")]
    Malformed,
    /// Nobody whose key is known has signed it.
    #[error("it is signed by another key")]
    Unknown,
    /// A signature in the name of a known key does not fit the text.
    #[error("its signature does not fit: the text was altered, or the signature was forged")]
    Forged,
}

impl Note {
    /// A text of whole lines, signed; none if it is none.
    pub fn signed(text: &str, signer: &Signer) -> Option<Self> {
        let key = signer.verifier();
        let bytes = signer.sign(text.as_bytes());
        let signature = Signature { name: key.name().to_owned(), id: key.id(), bytes };
        is_text(text).then(|| Self { text: text.to_owned(), signatures: vec![signature] })
    }

    /// Reads one. It is not verified yet.
    ///
    /// # Errors
    ///
    /// Where it is none.
    pub fn read(note: &str) -> Result<Self, NoteFault> {
        // The last empty line parts the text from the signatures.
        let end = note.rfind("\n\n").ok_or(NoteFault::Malformed)?;
        let (text, lines) = (&note[..=end], &note[end + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteFault::Malformed)?;
        if !is_text(text) || lines.lines().count() > SIGNATURES_MAX {
            return Err(NoteFault::Malformed);
        }
        let signatures = lines.split('\n').map(Signature::read).collect::<Option<_>>();
        let signatures = signatures.ok_or(NoteFault::Malformed)?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// What was signed, unverified.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the holder of this key has signed it. Signatures of others are nobody's business.
    ///
    /// # Errors
    ///
    /// Where it is not so.
    pub fn verify(&self, key: &Verifier) -> Result<&str, NoteFault> {
        let of_key =
            |signature: &&Signature| signature.name == key.name() && signature.id == key.id();
        let mut signatures = self.signatures.iter().filter(of_key).peekable();
        if signatures.peek().is_none() {
            return Err(NoteFault::Unknown);
        }
        let fits = |signature: &Signature| key.verifies(self.text.as_bytes(), &signature.bytes);
        if signatures.all(fits) { Ok(&self.text) } else { Err(NoteFault::Forged) }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|Signature { name, id, bytes }| {
            writeln!(f, "— {name} {}", BASE64.encode(&[id.as_slice(), bytes].concat()))
        })
    }
}

impl Signature {
    fn read(line: &str) -> Option<Self> {
        let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = BASE64.decode(bytes.as_bytes()).ok()?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        (is_name(name) && !bytes.is_empty()).then(|| Self {
            name: name.to_owned(),
            id: *id,
            bytes: bytes.to_vec(),
        })
    }
}

/// Whether a text may be signed: whole lines without control characters.
fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.contains(|c: char| c < ' ' && c != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the documentation of golang.org/x/mod/sumdb/note.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const SECRET: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n";
    const LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn note() -> String {
        format!("{TEXT}\n{LINE}")
    }

    #[test]
    fn a_note_of_another_program_is_verified() {
        let note = Note::read(&note()).unwrap();
        assert_eq!(note.verify(&KEY.parse().unwrap()), Ok(TEXT));
        assert_eq!(note.to_string(), super::tests::note());
    }

    #[test]
    fn what_is_signed_is_what_another_program_signs() {
        let secret = BASE64.decode(SECRET.as_bytes()).unwrap();
        let signer = Signer::new("PeterNeumann", secret[1..].try_into().unwrap()).unwrap();
        assert_eq!(signer.verifier().to_string(), KEY);
        assert_eq!(Note::signed(TEXT, &signer).unwrap().to_string(), note());
        assert_eq!(Note::signed("no line", &signer), None);
    }

    #[test]
    fn an_altered_text_a_forged_signature_and_a_foreign_key_are_told_apart() {
        let key: Verifier = KEY.parse().unwrap();
        let altered = Note::read(&note().replace("problem is", "problem was")).unwrap();
        assert_eq!(altered.verify(&key), Err(NoteFault::Forged));
        let other = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
        let read = Note::read(&note()).unwrap();
        assert_eq!(read.verify(&other.parse().unwrap()), Err(NoteFault::Unknown));
        // Somebody who takes the name has another id, and whoever takes both has no signature.
        let signer = Signer::new("PeterNeumann", &[1; 32]).unwrap();
        let taken = Note::signed(TEXT, &signer).unwrap();
        assert_eq!(taken.verify(&key), Err(NoteFault::Unknown));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let whole = note();
        for wrong in [
            "",
            "text\n",
            TEXT,
            whole.trim_end(),
            &whole.replace("— ", "- "),
            &whole.replace("PeterNeumann ", "Peter+Neumann "),
            &whole.replace("x08g", "!08g"),
            &whole.replace('\u{2019}', "\u{7}").replace("If you", "If\tyou"),
            &format!("{TEXT}\n"),
            &format!("{TEXT}\n— PeterNeumann x08gow==\n"),
            &format!("{TEXT}\n{}", LINE.repeat(SIGNATURES_MAX + 1)),
        ] {
            assert_eq!(Note::read(wrong), Err(NoteFault::Malformed), "{wrong:?}");
        }
        assert!(Note::read(&format!("{TEXT}\n{}", LINE.repeat(16))).is_ok());
    }
}
