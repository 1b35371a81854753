//! What a witness is told: a checkpoint, and the proof that it continues the one before, in the form that C2SP tlog-witness
//! asks for. Whoever keeps these files needs nothing else to see that a log only grew.

use std::fmt;

use data_encoding::BASE64;

use crate::proof::HASHES_MAX;
use crate::tree::Hash;

/// A checkpoint with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// How many leaves the checkpoint before had.
    pub old: u64,
    /// That it continues that one.
    pub proof: Vec<Hash>,
    /// The checkpoint, as a signed note.
    pub note: String,
}

impl Addition {
    /// Reads one; none if it is none. Whether note and proof hold is not examined.
    pub fn read(text: &str) -> Option<Self> {
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = lines.next()?.strip_prefix("old ")?.parse().ok()?;
        let hash = |line: &str| BASE64.decode(line.as_bytes()).ok()?.try_into().ok();
        let proof: Vec<Hash> = lines.map(hash).collect::<Option<_>>()?;
        (proof.len() <= HASHES_MAX).then(|| Self { old, proof, note: note.to_owned() })
    }

    /// The note of a file that holds one alone, or with its proof.
    pub fn note_of(text: &str) -> String {
        Self::read(text).map_or_else(|| text.to_owned(), |addition| addition.note)
    }
}

impl fmt::Display for Addition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", BASE64.encode(hash)))?;
        write!(f, "\n{}", self.note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_written() {
        let note = "a\n1\nb\n\n— a xx\n".to_owned();
        for proof in [vec![], vec![[1; 32], [2; 32]]] {
            let addition = Addition { old: 3, proof, note: note.clone() };
            assert_eq!(Addition::read(&addition.to_string()), Some(addition.clone()));
            assert_eq!(Addition::note_of(&addition.to_string()), note);
        }
        assert_eq!(Addition::note_of(&note), note);
        assert_eq!(Addition::read("old x\n\nnote"), None);
        assert_eq!(Addition::read("old 3\nAA==\n\nnote"), None);
    }
}
