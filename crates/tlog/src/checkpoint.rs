//! Checkpoints: what a log says of itself at a moment, as C2SP tlog-checkpoint has it.

use data_encoding::BASE64;

use crate::key::{Signer, Verifier};
use crate::note::{Note, NoteFault};
use crate::tree::Hash;

/// How many leaves a log has, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Of which log.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The note that the log signs; none if the origin has no place in it.
    pub fn signed(&self, signer: &Signer) -> Option<Note> {
        let Self { origin, size, root } = self;
        let is_line = !origin.is_empty() && !origin.contains('\n');
        let text = format!("{origin}\n{size}\n{}\n", BASE64.encode(root));
        is_line.then(|| Note::signed(&text, signer)).flatten()
    }

    /// Reads the text of a note, whoever signed it.
    ///
    /// # Errors
    ///
    /// Where it is no checkpoint.
    pub fn read(text: &str) -> Result<Self, NoteFault> {
        Self::of_text(text).ok_or(NoteFault::Malformed)
    }

    /// Reads a note, and verifies that the log of this key has signed it.
    ///
    /// # Errors
    ///
    /// Where it is no checkpoint of that log.
    pub fn verified(note: &str, key: &Verifier) -> Result<Self, NoteFault> {
        let note = Note::read(note)?;
        let checkpoint = Self::read(note.verify(key)?)?;
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(NoteFault::Unknown) }
    }

    fn of_text(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        let root = BASE64.decode(root.as_bytes()).ok()?.try_into().ok()?;
        let is_exact = !origin.is_empty() && number.to_string() == size;
        let extensions = lines.all(|line| !line.is_empty());
        (is_exact && extensions).then(|| Self { origin: origin.to_owned(), size: number, root })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard.
    const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

    #[test]
    fn the_example_of_the_standard_is_read() {
        let note = Note::read(EXAMPLE).unwrap();
        let read = Checkpoint::read(note.text()).unwrap();
        assert_eq!((read.origin.as_str(), read.size), ("example.com/behind-the-sofa", 20_852_163));
    }

    #[test]
    fn a_checkpoint_is_verified_by_the_key_of_its_log_alone() {
        let signer = Signer::new("bihuan/test", &[3; 32]).unwrap();
        let checkpoint = Checkpoint { origin: "bihuan/test".to_owned(), size: 7, root: [9; 32] };
        let note = checkpoint.signed(&signer).unwrap().to_string();
        assert_eq!(Checkpoint::verified(&note, signer.verifier()), Ok(checkpoint.clone()));
        let other = Signer::new("bihuan/test", &[4; 32]).unwrap();
        assert_eq!(Checkpoint::verified(&note, other.verifier()), Err(NoteFault::Unknown));
        let foreign = Checkpoint { origin: "bihuan/other".to_owned(), ..checkpoint };
        let note = foreign.signed(&signer).unwrap().to_string();
        assert_eq!(Checkpoint::verified(&note, signer.verifier()), Err(NoteFault::Unknown));
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        for wrong in [
            "",
            "a\n",
            "a\n1\n",
            "a\n01\nAA==\n",
            "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
        ] {
            assert_eq!(Checkpoint::read(wrong), Err(NoteFault::Malformed), "{wrong:?}");
        }
    }
}
