//! Files that serve as evidence: streamed to disk, judged by their content and never by their name, hashed, and given back
//! only as downloads.

use std::path::{Path, PathBuf};

use axum::extract::multipart::Field;
use domain::id::{CaseId, FileId};
use engine::evidence::place;
use sha2::{Digest, Sha256};
use store::record::Hash;
use tokio::io::AsyncWriteExt;

use crate::extract::too_large;
use crate::problem::Problem;

/// The most bytes of a file.
pub(crate) const FILE_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// The most bytes that are looked at to tell what a file is.
const LOOKED_AT_BYTES: usize = 8192;

/// What is taken: pictures, recordings, films, documents.
const TAKEN: [&str; 16] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heif",
    "audio/mpeg",
    "audio/m4a",
    "audio/amr",
    "audio/x-wav",
    "audio/ogg",
    "video/mp4",
    "video/quicktime",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword",
    "text/plain",
];

/// A file on disk that is not kept yet. It is removed unless it is.
#[derive(Debug)]
pub(crate) struct Incoming {
    path: PathBuf,
    kept: bool,
    /// What its content is.
    pub(crate) media_type: String,
    /// How many bytes.
    pub(crate) size: u64,
    /// The hash of its content.
    pub(crate) sha256: Hash,
}

impl Incoming {
    /// Receives a file to its place.
    pub(crate) async fn receive(
        folder: &Path,
        case: CaseId,
        id: FileId,
        field: &mut Field<'_>,
    ) -> Result<Self, Problem> {
        let path = place(folder, case, id);
        let parent = path.parent().unwrap_or(folder);
        tokio::fs::create_dir_all(parent).await.map_err(failed)?;
        let mut incoming =
            Self { path, kept: false, media_type: String::new(), size: 0, sha256: [0; 32] };
        let mut file = tokio::fs::File::create_new(&incoming.path).await.map_err(failed)?;
        let mut hash = Sha256::new();
        let mut head = Vec::with_capacity(LOOKED_AT_BYTES);
        let broken = |_| Problem::malformed("文件传输中断", "the file broke off");
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            incoming.size += chunk.len() as u64;
            if incoming.size > FILE_BYTES_MAX {
                return Err(too_large());
            }
            head.extend(chunk.iter().take(LOOKED_AT_BYTES - head.len()));
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(failed)?;
        }
        file.sync_all().await.map_err(failed)?;
        incoming.sha256 = hash.finalize().into();
        incoming.media_type = judged(&head).ok_or_else(not_taken)?;
        Ok(incoming)
    }

    /// Keeps the file, before its row is handed in: who waits for the row may be gone by the time it is written, and the
    /// row must find its file. A file without a row takes up room and nothing else.
    pub(crate) fn keep(mut self) -> Kept {
        self.kept = true;
        Kept(std::mem::take(&mut self.path))
    }
}

/// A file that is kept.
#[derive(Debug)]
pub(crate) struct Kept(PathBuf);

impl Kept {
    /// Removes it: it is sure that there is no row for it.
    pub(crate) async fn remove(self) {
        if let Err(error) = tokio::fs::remove_file(&self.0).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a file stays without a row");
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            _ = std::fs::remove_file(&self.path);
        }
    }
}

/// What the content is, if it is taken.
fn judged(head: &[u8]) -> Option<String> {
    let found = match infer::get(head) {
        Some(kind) => kind.mime_type(),
        None if is_text(head) => "text/plain",
        None => return None,
    };
    TAKEN.contains(&found).then(|| found.to_owned())
}

/// Text is UTF-8 without control characters beside those of lines; markup is not taken for text.
fn is_text(head: &[u8]) -> bool {
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may be cut in the middle.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    !whole.is_empty() && whole.chars().all(plain) && !whole.trim_start().starts_with('<')
}

fn not_taken() -> Problem {
    Problem::new(
        axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "file_not_taken",
        "不接收这种文件；可以上传照片、录音、录像、PDF、Word、Excel 或者纯文本",
        "files of this kind are not taken; send pictures, recordings, films, PDF, Word, Excel or plain text",
    )
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn failed(error: std::io::Error) -> Problem {
    tracing::error!(error = &error as &dyn std::error::Error, "a file cannot be kept");
    Problem::unavailable()
}
