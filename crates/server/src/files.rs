//! Files that serve as evidence: streamed to disk, judged by their content and never by their name, hashed, and given back
//! only as downloads.

use std::path::{Path, PathBuf};

use axum::extract::multipart::{Field, MultipartError};
use axum::http::header::CONTENT_DISPOSITION;
use domain::id::{CaseId, FileId};
use domain::text::Bilingual;
use engine::evidence::{FILE_BYTES_MAX, LOOKED_AT_BYTES, Unfit, file_name, judged, place};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use store::record::Hash;
use tokio::io::AsyncWriteExt;

use crate::extract::too_large;
use crate::pace::is_slowness;
use crate::problem::Problem;

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
        if incoming.size == 0 {
            return Err(empty());
        }
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

/// What the author called a file, as `filename` or `filename*` (RFC 5987) say it.
pub(crate) fn name_of(field: &Field<'_>) -> Result<String, Problem> {
    let disposition = field.headers().get(CONTENT_DISPOSITION);
    let disposition = disposition.map_or(&[][..], |value| value.as_bytes());
    let disposition = std::str::from_utf8(disposition).map_err(|_| bad_name())?;
    let extended = match extended_name(disposition) {
        Some(value) => Some(decoded(value).ok_or_else(bad_name)?),
        None => None,
    };
    Ok(file_name(extended.as_deref().or(field.file_name()).unwrap_or_default()))
}

/// The value of `filename*`, which no quotes may hide.
fn extended_name(disposition: &str) -> Option<&str> {
    let mut quoted = false;
    let mut parts = disposition.split(move |c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("filename*").then(|| value.trim())
    })
}

/// A value such as `UTF-8'zh'%E7%81%AF.jpg`. It must be UTF-8.
fn decoded(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let (charset, _language, encoded) = (parts.next()?, parts.next()?, parts.next()?);
    let text = percent_decode_str(encoded).decode_utf8().ok()?;
    charset.eq_ignore_ascii_case("utf-8").then(|| text.into_owned())
}

fn bad_name() -> Problem {
    Problem::malformed(
        "文件名无法读取：filename 应为 UTF-8，filename* 应如 UTF-8''%E7%81%AF.jpg",
        "the name of the file cannot be read: `filename` must be UTF-8, `filename*` such as UTF-8''%E7%81%AF.jpg",
    )
    .with("at", "filename")
}

/// A form that cannot be read to its end.
#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
pub(crate) fn broken(error: MultipartError) -> Problem {
    if is_slowness(&error) {
        Problem::timeout()
    } else if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Problem::malformed("表单不完整", "the form is not whole")
    }
}

fn empty() -> Problem {
    let Bilingual { zh, en } = Unfit::Empty.message();
    Problem::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "file_empty", zh, en)
}

fn not_taken() -> Problem {
    let Bilingual { zh, en } = Unfit::NotTaken.message();
    let status = axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Problem::new(status, "file_not_taken", zh, en)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn failed(error: std::io::Error) -> Problem {
    tracing::error!(error = &error as &dyn std::error::Error, "a file cannot be kept");
    Problem::unavailable()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extended_name_is_read_or_refused() {
        let name = |disposition| extended_name(disposition).map(decoded);
        let lamp = "form-data; name=\"file\"; filename=\"x\"; FILENAME* = utf-8'zh'%E7%81%AF.jpg";
        assert_eq!(name(lamp), Some(Some("灯.jpg".to_owned())));
        assert_eq!(name("form-data; filename*=iso-8859-1''%E4.jpg"), Some(None));
        assert_eq!(name("form-data; filename*=UTF-8''%FF"), Some(None));
        assert_eq!(name("form-data; filename*=a.jpg"), Some(None));
        assert_eq!(name("form-data; filename=\"a; filename*=UTF-8''b\""), None);
    }
}
