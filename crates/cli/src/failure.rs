//! Why a command could not be carried out, and with which code the program then ends.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use domain::text::{Bilingual, Language};

use crate::causes::{beside, of_engine, of_store, of_system};

/// Whether the answer was yes or no; a script reads it from the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done; nothing is wrong.
    Yes,
    /// Refused, failed, or nothing found.
    No,
}

impl Answer {
    /// Yes if it holds.
    pub(crate) const fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// This answer once it was printed. Who stops reading in the middle, as `head` does, gets it all the same.
    pub(crate) fn once(self, printed: Result<(), Failure>) -> Result<Self, Failure> {
        match printed {
            Ok(()) | Err(Failure::Closed) => Ok(self),
            Err(failure) => Err(failure),
        }
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something on the command line is not written as it should be.
    #[error("{}", .0.en)]
    Usage(Bilingual),
    /// A file cannot be read or written.
    #[error("cannot use `{}`: {}", path.display(), of_system(source, Language::En))]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not what the command needs.
    #[error("`{}`: {}", path.display(), why.en)]
    Unfit {
        /// Which.
        path: PathBuf,
        /// Why not.
        why: Bilingual,
    },
    /// A definition that the command needs is faulty; its findings have been shown.
    #[error("`{}` is faulty and cannot be used", .0.display())]
    Faulty(PathBuf),
    /// The reader of our output has gone.
    #[error("the output was closed")]
    Closed,
    /// The database failed.
    #[error("the database: {}", of_store(.0, Language::En))]
    Store(Box<store::StoreError>),
    /// The engine refused or failed.
    #[error("{}", of_engine(.0, Language::En))]
    Engine(Box<engine::Error>),
    /// Nothing can listen there.
    #[error("cannot listen on {address}: {}", of_system(source, Language::En))]
    Listen {
        /// Where.
        address: std::net::SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The output cannot be written.
    #[error("cannot write: {}", of_system(.0, Language::En))]
    Write(io::Error),
}

impl Failure {
    /// A fault on the command line.
    pub(crate) fn usage(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Usage(Bilingual::new(zh, en))
    }

    /// A file that is not what it should be.
    pub(crate) fn unfit(path: &Path, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Unfit { path: path.to_owned(), why: Bilingual::new(zh, en) }
    }

    /// A file that is not written as it should be, with what its reader says of it.
    pub(crate) fn unread(path: &Path, (zh, en): (&str, &str), raw: impl std::fmt::Display) -> Self {
        let en = format!("{en}: {}", raw.to_string().trim_end());
        Self::unfit(path, beside(zh, raw), en)
    }

    /// What turns an I/O error into the failure of this file.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<'_> {
        move |source| Self::File { path: path.to_owned(), source }
    }

    /// 0 where nobody reads on, 1 for a faulty definition, 2 for the command line, 3 for files.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Faulty(_) | Self::Engine(_) => 1,
            Self::Usage(_) => 2,
            Self::File { .. }
            | Self::Unfit { .. }
            | Self::Store(_)
            | Self::Listen { .. }
            | Self::Write(_) => 3,
        }
    }

    /// What a person is told.
    pub(crate) fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Usage(text), _) => text.get(language).to_owned(),
            (Self::File { path, source }, Language::Zh) => {
                format!("“{}”不能使用：{}", path.display(), of_system(source, language))
            }
            (Self::Unfit { path, why }, Language::Zh) => {
                format!("“{}”：{}", path.display(), why.zh)
            }
            (Self::Faulty(path), Language::Zh) => format!("“{}”有错误，不能使用", path.display()),
            (Self::Store(error), Language::Zh) => format!("数据库：{}", of_store(error, language)),
            (Self::Engine(error), _) => of_engine(error, language),
            (Self::Listen { address, source }, Language::Zh) => {
                format!("无法监听 {address}：{}", of_system(source, language))
            }
            (Self::Write(source), Language::Zh) => {
                format!("无法输出：{}", of_system(source, language))
            }
            (Self::Closed, _) | (_, Language::En) => self.to_string(),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe { Self::Closed } else { Self::Write(error) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}
