//! What the command line says.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use domain::text::{Bilingual, Language};
use lexopt::prelude::{Long, Short, Value, ValueExt as _};
use tlog::{Addition, Verifier};

/// What is to be examined.
#[derive(Debug)]
pub(crate) enum Subject {
    /// Nothing; how to use it.
    Help,
    /// The file of an export, or `-` for standard input.
    Export(PathBuf),
    /// The folder of a witness.
    Witness(PathBuf),
}

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// What is to be examined.
    pub(crate) subject: Subject,
    /// By which notes are verified; the one that comes with them if none is given.
    pub(crate) key: Option<Verifier>,
    /// Notes that somebody outside holds, by their files.
    pub(crate) since: Vec<(String, String)>,
    /// In which language it is told.
    pub(crate) language: Language,
}

/// Why nothing was examined.
#[derive(Debug, thiserror::Error)]
#[error("{}", .said.en)]
pub(crate) struct Failure {
    /// What to tell, in both languages.
    pub(crate) said: Bilingual,
}

impl Failure {
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { said: Bilingual::new(zh, en) }
    }

    /// A file or folder that cannot be read or written.
    pub(crate) fn file(path: &Path) -> impl Fn(std::io::Error) -> Self + '_ {
        |error| {
            let path = path.display();
            Self::new(format!("{path}：不能读写（{error}）"), format!("{path}: {error}"))
        }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::new(format!("参数有误：{error}；用法见 bihuan-verify --help"), error.to_string())
    }
}

/// Reads the arguments.
pub(crate) fn parse(mut arguments: lexopt::Parser) -> Result<Asked, Failure> {
    let (mut export, mut witness, mut key, mut since) = (None, None, None, Vec::new());
    let (mut language, mut is_help) = (language_of_system(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("key") => key = Some(read_key(arguments.value()?)?),
            Long("since") => since.push(read_note(&PathBuf::from(arguments.value()?))?),
            Long("witness") => witness = Some(PathBuf::from(arguments.value()?)),
            Long("lang") => language = read_language(&arguments.value()?.string()?)?,
            Short('h') | Long("help") => is_help = true,
            Value(path) if export.is_none() => export = Some(PathBuf::from(path)),
            Short(_) | Long(_) | Value(_) => return Err(argument.unexpected().into()),
        }
    }
    let subject = if is_help { Subject::Help } else { subject(export, witness)? };
    Ok(Asked { subject, key, since, language })
}

/// One thing is examined at a time; how to use this is told where nothing was named.
fn subject(export: Option<PathBuf>, witness: Option<PathBuf>) -> Result<Subject, Failure> {
    match (export, witness) {
        (Some(export), None) => Ok(Subject::Export(export)),
        (None, Some(witness)) => Ok(Subject::Witness(witness)),
        (None, None) => Ok(Subject::Help),
        (Some(_), Some(_)) => Err(Failure::new(
            "导出文件与 --witness 只能给其一",
            "give either an export or --witness",
        )),
    }
}

/// A key is given as it is, or by the file that holds it.
fn read_key(value: OsString) -> Result<Verifier, Failure> {
    let path = PathBuf::from(value);
    let typed = path.to_string_lossy().into_owned();
    if let Ok(key) = typed.parse() {
        return Ok(key);
    }
    let text = std::fs::read_to_string(&path).map_err(Failure::file(&path))?;
    text.parse().map_err(|why| {
        Failure::new(format!("{typed}：不是核验公钥（名称+编号+公钥）"), format!("{typed}: {why}"))
    })
}

/// A note, alone or with its proof, as a witness keeps it.
fn read_note(path: &Path) -> Result<(String, String), Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    Ok((path.display().to_string(), Addition::note_of(&text)))
}

fn read_language(value: &str) -> Result<Language, Failure> {
    match value {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err(Failure::new("--lang 只能是 zh 或 en", "--lang is zh or en")),
    }
}

/// Chinese unless the system asks for English.
fn language_of_system() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if set.is_some_and(|value| value.starts_with("en")) { Language::En } else { Language::Zh }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(arguments: &[&str]) -> Result<Asked, Failure> {
        parse(lexopt::Parser::from_args(arguments))
    }

    #[test]
    fn one_thing_is_examined_at_a_time() {
        assert!(matches!(asked(&[]).unwrap().subject, Subject::Help));
        assert!(matches!(asked(&["a.jsonl"]).unwrap().subject, Subject::Export(_)));
        assert!(matches!(asked(&["--witness", "a"]).unwrap().subject, Subject::Witness(_)));
        assert!(asked(&["a.jsonl", "--witness", "a"]).is_err());
        assert!(asked(&["a.jsonl", "b.jsonl"]).is_err());
        assert!(asked(&["a.jsonl", "--sinse", "b"]).is_err());
        assert!(asked(&["a.jsonl", "--lang", "fr"]).is_err());
    }

    #[test]
    fn a_key_is_given_as_it_is_or_by_its_file() {
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let asked_by = |key: &str| asked(&["a.jsonl", "--key", key]).map(|asked| asked.key);
        assert_eq!(asked_by(key).unwrap().unwrap().to_string(), key);
        assert!(asked_by("no-such-file").is_err());
    }
}
