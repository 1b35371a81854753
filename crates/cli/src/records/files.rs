//! The hash of a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use store::record::Hash;

/// How much is read at once, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// The hash of a file and its bytes.
pub(crate) fn file_hash(path: &Path) -> io::Result<(Hash, u64)> {
    let mut file = File::open(path)?;
    let (mut hash, mut size) = (Sha256::new(), 0);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok((hash.finalize().into(), size));
        }
        hash.update(&chunk[..read]);
        size += read as u64;
    }
}
