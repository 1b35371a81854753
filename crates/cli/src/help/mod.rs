//! The help: examples and exit codes in both languages, and all of it in Chinese where Chinese is spoken.

mod chinese;
mod examples;

use clap::{Arg, ArgAction, Command, CommandFactory};
use domain::text::Language;

use crate::args::Arguments;

/// The command line with its help in one language.
pub(crate) fn command(language: Language) -> Command {
    dress(Arguments::command(), "", language)
}

/// Adds examples, exit codes and, in Chinese, everything else to a command and those below it.
fn dress(command: Command, path: &str, language: Language) -> Command {
    let ending = ending(path, language);
    let with_flags = command.disable_help_flag(true).arg(help_flag(language));
    let command = match language {
        Language::Zh => translate(with_flags, path),
        Language::En => with_flags,
    };
    command.after_help(ending).mut_subcommands(|below| {
        let path = format!("{path} {}", below.get_name());
        dress(below, path.trim(), language)
    })
}

/// What every command takes stands behind what is its own.
const LAST: usize = 999;

fn help_flag(language: Language) -> Arg {
    let text = match language {
        Language::Zh => "显示帮助",
        Language::En => "Print help",
    };
    Arg::new("help").display_order(LAST).short('h').long("help").action(ArgAction::Help).help(text)
}

fn ending(path: &str, language: Language) -> String {
    let examples: Vec<String> =
        examples::of(path).iter().map(|example| format!("  {example}")).collect();
    let (heading, codes) = match language {
        Language::Zh => (
            "示例",
            "退出码：0 完成；1 答案为否（有错误、不一致、无建议）；2 命令写错；3 文件不能读写或不合要求",
        ),
        Language::En => (
            "Examples",
            "Exit codes: 0 done; 1 the answer is no (faulty, different, nothing to suggest);\n            2 the command line is wrong; 3 a file cannot be used",
        ),
    };
    if examples.is_empty() {
        return codes.to_owned();
    }
    format!("{heading}:\n{}\n\n{codes}", examples.join("\n"))
}

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

fn translate(command: Command, path: &str) -> Command {
    let about = chinese::about(path);
    let mut place = 0;
    let command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .disable_version_flag(true)
        .mut_args(|argument| {
            place += 1;
            translate_argument(argument, path, place)
        });
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    if path.is_empty() {
        let version = Arg::new("version")
            .display_order(LAST)
            .short('V')
            .long("version")
            .action(ArgAction::Version);
        return command.arg(version.help("显示版本").help_heading("选项"));
    }
    command
}

/// An argument in Chinese. Under a heading of ours those without a name would be sorted by their ids, so their places are
/// said.
fn translate_argument(argument: Arg, path: &str, place: usize) -> Arg {
    let is_positional = argument.is_positional();
    let argument = if is_positional { argument.display_order(place) } else { argument };
    let heading = if is_positional { "参数" } else { "选项" };
    let Some(text) = chinese::argument(path, argument.get_id().as_str()) else {
        return argument.help_heading(heading);
    };
    let defaults = argument.get_default_values().iter().map(|value| value.to_string_lossy());
    let shown: Vec<_> = defaults.filter(|value| !value.is_empty()).collect();
    let default =
        if shown.is_empty() { String::new() } else { format!("（默认 {}）", shown.join(" ")) };
    let takes_value = argument.get_action().takes_values();
    argument.hide_default_value(takes_value).help(format!("{text}{default}")).help_heading(heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_in_both_languages() {
        command(Language::Zh).debug_assert();
        command(Language::En).debug_assert();
    }

    #[test]
    fn every_command_and_argument_is_explained_in_chinese_and_has_an_example() {
        visit(&Arguments::command(), "");
    }

    #[test]
    fn arguments_stand_in_the_order_in_which_they_are_typed() {
        for language in [Language::Zh, Language::En] {
            let mut workflow = command(language);
            let diff = workflow.find_subcommand_mut("workflow").unwrap();
            let help = diff.find_subcommand_mut("diff").unwrap().render_help().to_string();
            let (_, arguments) = help.split_once("[OPTIONS]").unwrap();
            let (_, arguments) = arguments.split_once('\n').unwrap();
            assert!(arguments.find("<OLD>") < arguments.find("<NEW>"), "{help}");
        }
    }

    fn visit(command: &Command, path: &str) {
        assert!(chinese::about(path).is_some(), "`{path}` lacks Chinese");
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            assert!(chinese::argument(path, id).is_some(), "`{id}` of `{path}` lacks Chinese");
            assert!(argument.get_help().is_some(), "`{id}` of `{path}` lacks English");
        }
        if command.get_subcommands().next().is_none() {
            assert!(!examples::of(path).is_empty(), "`{path}` lacks an example");
        }
        for below in command.get_subcommands() {
            visit(below, format!("{path} {}", below.get_name()).trim());
        }
    }
}
