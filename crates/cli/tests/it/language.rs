//! Messages, findings, help and complaints in the language of the reader.

use crate::support::Folder;

#[test]
fn the_locale_chooses_the_language_and_the_option_overrides_it() {
    let folder = Folder::new("language");
    let complaint = |variables: &[(&str, &str)], arguments: &[&str]| {
        let all =
            [arguments, &["clock", "explain", "--limit", "x", "--from", "2026-03-02"]].concat();
        folder.run(&all, variables, "").err
    };
    let is_chinese = |text: &str| text.contains("不是期限");
    assert!(is_chinese(&complaint(&[], &[])));
    assert!(is_chinese(&complaint(&[("LANG", "zh_CN.UTF-8")], &[])));
    assert!(!is_chinese(&complaint(&[("LANG", "C")], &[])));
    assert!(!is_chinese(&complaint(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "fr_FR.UTF-8")], &[])));
    assert!(is_chinese(&complaint(&[("LANG", "C")], &["--lang", "zh"])));
    assert!(!is_chinese(&complaint(&[], &["--lang=en"])));
}

#[test]
fn help_shows_an_example_and_the_exit_codes_in_both_languages() {
    let folder = Folder::new("help");
    for command in [
        "workflow check",
        "workflow draw",
        "workflow diff",
        "workflow scenario",
        "workflow walk",
        "workflow import-digit",
        "clock explain",
        "clock batch",
        "calendar check",
        "calendar load",
        "routing try",
    ] {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let (chinese, english) = (folder.chinese(&arguments), folder.english(&arguments));
        assert_eq!((chinese.code, english.code), (0, 0), "{command}");
        assert!(chinese.out.contains("示例") && chinese.out.contains("退出码"), "{command}");
        assert!(
            english.out.contains("Examples") && english.out.contains("Exit codes"),
            "{command}"
        );
        let example = format!("bihuan {command}");
        assert!(chinese.out.contains(&example) && english.out.contains(&example), "{command}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2_and_says_what_was_meant() {
    let folder = Folder::new("usage");
    for arguments in [
        &["clok"][..],
        &["clock", "explain"],
        &["workflow"],
        &["--nothing"],
        &["clock", "batch", "--format", "json"],
    ] {
        let (chinese, english) = (folder.chinese(arguments), folder.english(arguments));
        assert_eq!((chinese.code, english.code), (2, 2), "{arguments:?}");
        assert_eq!((chinese.out.as_str(), english.out.as_str()), ("", ""), "{arguments:?}");
    }
    assert!(folder.chinese(&["clok"]).err.contains("是否想写“clock”"));
    assert!(folder.chinese(&["clock", "explain"]).err.contains("缺少：--limit"));
}
