//! What is wrong with a command line, in the language of the reader.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ErrorKind};
use domain::text::Language;

use crate::output::Output;

/// The code for a wrong command line.
const USAGE: u8 = 2;

/// Prints help where it was asked for, and otherwise what is wrong.
pub(crate) fn explain(error: &Error, output: Output) -> ExitCode {
    if !error.use_stderr() {
        // Whoever closes the pipe has read enough of the help.
        _ = io::stdout().lock().write_all(error.render().to_string().as_bytes());
        return ExitCode::SUCCESS;
    }
    match (output.language, chinese(error)) {
        (Language::Zh, Some(text)) => {
            output.note(format!("bihuan: {text}\n\n详见 bihuan --help，或在子命令后加 --help"));
        }
        (Language::Zh | Language::En, _) => output.note(error.render().to_string().trim_end()),
    }
    ExitCode::from(USAGE)
}

/// The complaint in Chinese; none for kinds that are rare enough to stay as they are.
fn chinese(error: &Error) -> Option<String> {
    let context = |kind: ContextKind| error.get(kind).map(ToString::to_string);
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let meant =
        |kind| context(kind).map_or_else(String::new, |meant| format!("，是否想写“{meant}”？"));
    let why =
        || std::error::Error::source(error).map(|why| format!("（{why}）")).unwrap_or_default();
    let table: [(ErrorKind, String); 11] = [
        (
            ErrorKind::InvalidSubcommand,
            format!(
                "没有“{}”这个命令{}",
                context(ContextKind::InvalidSubcommand).unwrap_or_default(),
                meant(ContextKind::SuggestedSubcommand)
            ),
        ),
        (
            ErrorKind::UnknownArgument,
            format!("没有“{argument}”这个选项{}", meant(ContextKind::SuggestedArg)),
        ),
        (
            ErrorKind::InvalidValue,
            format!(
                "“{argument}”的值“{value}”不可用；可用的有：{}",
                context(ContextKind::ValidValue).unwrap_or_default()
            ),
        ),
        (ErrorKind::ValueValidation, format!("“{argument}”的值“{value}”不可用{}", why())),
        (ErrorKind::TooManyValues, format!("“{argument}”写了过多的值，多出“{value}”")),
        (ErrorKind::TooFewValues, format!("“{argument}”的值不够")),
        (ErrorKind::WrongNumberOfValues, format!("“{argument}”的值的个数不对")),
        (ErrorKind::NoEquals, format!("“{argument}”与它的值之间要写等号")),
        (ErrorKind::InvalidUtf8, "命令行中有不是 UTF-8 的文字".to_owned()),
        (ErrorKind::MissingRequiredArgument, format!("缺少：{argument}")),
        (ErrorKind::ArgumentConflict, format!("“{argument}”写重了，或与其他选项冲突")),
    ];
    table.into_iter().find(|(kind, _)| *kind == error.kind()).map(|(_, text)| text)
}
