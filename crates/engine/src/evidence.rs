//! Files of evidence: where they lie, what is taken, and how one is added from a file of this machine.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use domain::id::{CaseId, FileId, PersonId};
use domain::text::{Bilingual, cleaned_line, is_unseen};
use sha2::{Digest, Sha256};
use store::queries::Attachment;
use store::record::Hash;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::Error;
use crate::reading::Seen;

/// The most bytes of a file.
pub const FILE_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// How many files a case has at most.
pub const FILES_MAX: usize = 200;

/// The longest name of a file, in characters.
const NAME_CHARACTERS_MAX: usize = 200;

/// The most bytes that are looked at to tell what a file is.
pub const LOOKED_AT_BYTES: usize = 8192;

/// How much is read at once, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

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

/// The folder of a case's files. No part of it is anybody's choice: no name that somebody typed becomes a path.
pub fn folder_of(folder: &Path, case: CaseId) -> PathBuf {
    folder.join(case.0.simple().to_string())
}

/// Where a file lies.
pub fn place(folder: &Path, case: CaseId, id: FileId) -> PathBuf {
    folder_of(folder, case).join(id.0.simple().to_string())
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Whoever brings it has done their part.
    NoPart,
    /// The case has as many as it may.
    TooMany,
    /// It is too large.
    TooLarge,
    /// It holds nothing.
    Empty,
    /// It is of another kind, whatever its name says.
    NotTaken,
}

impl Unfit {
    /// Why, for people.
    pub fn message(self) -> Bilingual {
        match self {
            Self::NoPart => Bilingual::new(
                "您已不在办理这件案件，只能查看",
                "you have no part in this case any more and may only read it",
            ),
            Self::TooMany => Bilingual::new(
                format!("一件案件最多 {FILES_MAX} 个文件"),
                format!("a case has at most {FILES_MAX} files"),
            ),
            Self::TooLarge => {
                let mebibytes = FILE_BYTES_MAX / 1024 / 1024;
                Bilingual::new(
                    format!("文件超过 {mebibytes} MiB"),
                    format!("the file has more than {mebibytes} MiB"),
                )
            }
            Self::Empty => Bilingual::new("文件是空的", "the file is empty"),
            Self::NotTaken => Bilingual::new(
                "不接收这种文件；可以上传照片、录音、录像、PDF、Word、Excel 或者纯文本",
                "files of this kind are not taken; send pictures, recordings, films, PDF, Word, Excel or plain text",
            ),
        }
    }
}

/// A file that lies in its place and of which there is no row yet. It is removed unless there comes to be one.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    kept: bool,
    /// Whether it has an id that a repeat gives again: then its row may be somebody else's, and it stays.
    repeats: bool,
    id: FileId,
    case: CaseId,
    media_type: String,
    size: u64,
    sha256: Hash,
}

impl Incoming {
    /// Copies what is read to its place, hashed on the way; what it is, is judged by its content.
    ///
    /// # Errors
    ///
    /// Where it cannot be read or written.
    pub fn receive(
        folder: &Path,
        case: CaseId,
        from: &mut impl Read,
    ) -> io::Result<Result<Self, Unfit>> {
        crate::private::create_folder(&folder_of(folder, case))?;
        let id = FileId(Uuid::now_v7());
        let path = place(folder, case, id);
        let mut file = crate::private::create(&path)?;
        let (media_type, sha256) = (String::new(), [0; 32]);
        let (kept, repeats) = (false, false);
        let mut incoming = Self { path, kept, repeats, id, case, media_type, size: 0, sha256 };
        let Some(head) = incoming.copy(from, &mut file)? else { return Ok(Err(Unfit::TooLarge)) };
        file.sync_all()?;
        if incoming.size == 0 {
            return Ok(Err(Unfit::Empty));
        }
        let Some(media_type) = judged(&head) else { return Ok(Err(Unfit::NotTaken)) };
        incoming.media_type = media_type;
        Ok(Ok(incoming))
    }

    /// The same under an id that a repeat gives again; in the place of the same file, if that is there already.
    ///
    /// # Errors
    ///
    /// Where it cannot be moved.
    pub(crate) fn known_as(mut self, folder: &Path, id: FileId) -> io::Result<Self> {
        let path = place(folder, self.case, id);
        std::fs::rename(&self.path, &path)?;
        (self.path, self.id, self.repeats, self.kept) = (path, id, true, true);
        Ok(self)
    }

    /// The beginning of what was copied; none if there is more than may be.
    fn copy(&mut self, from: &mut impl Read, to: &mut File) -> io::Result<Option<Vec<u8>>> {
        let mut hash = Sha256::new();
        let mut head = Vec::with_capacity(LOOKED_AT_BYTES);
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let read = from.read(&mut chunk)?;
            if read == 0 {
                self.sha256 = hash.finalize().into();
                return Ok(Some(head));
            }
            let chunk = &chunk[..read];
            self.size += chunk.len() as u64;
            if self.size > FILE_BYTES_MAX {
                return Ok(None);
            }
            head.extend(chunk.iter().take(LOOKED_AT_BYTES - head.len()));
            hash.update(chunk);
            to.write_all(chunk)?;
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

/// A name that shows what it is: one line without a path, and without what is not seen or turns around what is, by which
/// `gpj.exe` passes for a picture.
pub fn file_name(name: &str) -> String {
    let bare = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let line = cleaned_line(bare);
    if line.trim_matches('.').is_empty() {
        "file".to_owned()
    } else {
        line.chars().take(NAME_CHARACTERS_MAX).collect()
    }
}

/// How the names of files end, by what their content is; the first is given to those that end otherwise.
const ENDINGS: [(&str, &[&str]); 16] = [
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/webp", &["webp"]),
    ("image/heif", &["heic", "heif"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/m4a", &["m4a"]),
    ("audio/amr", &["amr"]),
    ("audio/x-wav", &["wav"]),
    ("audio/ogg", &["ogg", "oga", "opus"]),
    ("video/mp4", &["mp4", "m4v"]),
    ("video/quicktime", &["mov"]),
    ("application/pdf", &["pdf"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/msword", &["doc"]),
    ("text/plain", &["txt", "csv", "log", "md"]),
];

/// The name under which a file is given back: it ends as its content does, whatever it was called. A picture called `x.html`
/// or `x.exe` would else be opened as what it calls itself.
pub fn named_as(name: &str, media_type: &str) -> String {
    let known = ENDINGS.iter().find(|(known, _)| *known == media_type);
    let endings = known.map_or(&["bin"][..], |(_, endings)| endings);
    let own = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match (own, endings.first()) {
        (Some(own), _) if endings.contains(&own.as_str()) => name.to_owned(),
        (_, Some(ending)) => format!("{name}.{ending}"),
        (_, None) => name.to_owned(),
    }
}

/// What the content is, if it is taken.
pub fn judged(head: &[u8]) -> Option<String> {
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
    // A reader that takes markup for markup skips a byte order mark and blanks before it.
    let begins = whole.trim_start_matches(|c: char| c.is_whitespace() || is_unseen(c));
    !whole.is_empty() && whole.chars().all(plain) && !begins.starts_with('<')
}

impl Engine {
    /// Why whoever sees the case may add no file to it, if they may not.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn admits_file(&self, seen: &Seen) -> Result<Option<Unfit>, Error> {
        if seen.view.relations.is_empty() {
            return Ok(Some(Unfit::NoPart));
        }
        let files = self.store.attachments(&seen.visible, seen.case().id).await?;
        let is_full = files.is_some_and(|files| files.len() >= FILES_MAX);
        Ok(is_full.then_some(Unfit::TooMany))
    }

    /// Adds a file that came in to its case. None, and the file is gone again, if the case does not exist for its author
    /// by then.
    ///
    /// # Errors
    ///
    /// Where the database fails; the file stays then, since nobody knows whether there is a row for it.
    pub async fn attach(
        &self,
        seen: &Seen,
        author: &PersonId,
        name: &str,
        mut incoming: Incoming,
    ) -> Result<Option<Attachment>, Error> {
        let attachment = Attachment {
            id: incoming.id,
            case: incoming.case,
            name: file_name(name),
            media_type: incoming.media_type.clone(),
            size: incoming.size,
            sha256: incoming.sha256,
            author: author.as_str().to_owned(),
            created_at: self.clock.now(),
            look: None,
        };
        incoming.kept = true;
        let attached = self.store.put_attachment(&seen.visible, attachment.clone()).await?;
        incoming.kept = attached || incoming.repeats;
        Ok(attached.then_some(attachment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_judged_by_its_content() {
        assert_eq!(judged(b"%PDF-1.7\n").as_deref(), Some("application/pdf"));
        assert_eq!(judged("修好了\n".as_bytes()).as_deref(), Some("text/plain"));
        assert_eq!(judged(&"修好了".as_bytes()[..8]).as_deref(), Some("text/plain"), "cut");
        for refused in [&b""[..], b"<html>", b"MZ\x90\x00", b"a\x1bb", b"\xff\xfe"] {
            assert_eq!(judged(refused), None, "{refused:?}");
        }
    }

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
            ("a\u{200b}b\u{2066}c\u{feff}\0.txt", "abc.txt"),
            ("C:\\fake path\\a.pdf", "a.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..", "file"),
            (" \u{200b} ", "file"),
            ("", "file"),
        ] {
            assert_eq!(file_name(given), kept, "{given:?}");
        }
        assert_eq!(file_name(&"灯".repeat(300)).chars().count(), NAME_CHARACTERS_MAX);
    }
}
