//! Files that serve as evidence: streamed to disk, judged by their content and never by their name, hashed, and given back
//! only as downloads.

use std::path::{Path, PathBuf};

use axum::extract::multipart::{Field, MultipartError};
use axum::http::header::CONTENT_DISPOSITION;
use domain::id::{CaseId, FileId};
use engine::evidence::place;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use store::record::Hash;
use tokio::io::AsyncWriteExt;

use crate::extract::too_large;
use crate::pace::is_slowness;
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

/// The longest name of a file, in characters.
const NAME_CHARACTERS_MAX: usize = 200;

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

/// What the author called a file, as `filename` or `filename*` (RFC 5987) say it.
pub(crate) fn name_of(field: &Field<'_>) -> Result<String, Problem> {
    let disposition = field.headers().get(CONTENT_DISPOSITION);
    let disposition = disposition.map_or(&[][..], |value| value.as_bytes());
    let disposition = std::str::from_utf8(disposition).map_err(|_| bad_name())?;
    let extended = match extended_name(disposition) {
        Some(value) => Some(decoded(value).ok_or_else(bad_name)?),
        None => None,
    };
    Ok(cleaned(extended.as_deref().or(field.file_name()).unwrap_or_default()))
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

/// A name that shows what it is: one line without a path, and without what is not seen or turns around what is, by which
/// `gpj.exe` passes for a picture.
fn cleaned(name: &str) -> String {
    let bare = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = bare.chars().filter(|c| !c.is_control() && !is_unseen(*c)).collect();
    let name = seen.trim();
    if name.is_empty() {
        "file".to_owned()
    } else {
        name.chars().take(NAME_CHARACTERS_MAX).collect()
    }
}

/// Characters of no width, marks of direction, and separators of lines.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
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
    // A reader that takes markup for markup skips a byte order mark and blanks before it.
    let begins = whole.trim_start_matches(|c: char| c.is_whitespace() || is_unseen(c));
    !whole.is_empty() && whole.chars().all(plain) && !begins.starts_with('<')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_no_text_whatever_stands_before_it() {
        let (html, svg) = ("<!doctype html><script>", "<svg onload='x'>");
        for before in ["", "\u{feff}", " \r\n", "\u{feff} \u{200b}", "\u{2060}\t"] {
            for markup in [html, svg, "<?xml version='1.0'?>", "<x>"] {
                let text = format!("{before}{markup}");
                assert_eq!(judged(text.as_bytes()), None, "{text:?}");
            }
        }
        for text in ["灯不亮", "\u{feff}灯", "1 < 2"] {
            assert_eq!(judged(text.as_bytes()).as_deref(), Some("text/plain"), "{text:?}");
        }
    }

    #[test]
    fn a_name_shows_what_it_is() {
        for (given, kept) in [
            ("灯.jpg", "灯.jpg"),
            ("invoice\u{202e}gpj.exe", "invoicegpj.exe"),
            ("a\u{200b}b\u{2066}c\u{feff}\r\n\0.txt", "abc.txt"),
            ("C:\\fake path\\a.pdf", "a.pdf"),
            ("../../etc/passwd", "passwd"),
            (" \u{200b} ", "file"),
            ("", "file"),
        ] {
            assert_eq!(cleaned(given), kept, "{given:?}");
        }
        assert_eq!(cleaned(&"灯".repeat(300)).chars().count(), NAME_CHARACTERS_MAX);
    }

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
