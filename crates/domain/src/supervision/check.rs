//! What can be wrong with what a county sets, beyond the shape of the file.

use super::Supervision;
use crate::clock::Point;
use crate::finding::{Finding, pointer};

/// All that is wrong with it.
pub fn check(supervision: &Supervision) -> Vec<Finding> {
    let mut findings = sources(supervision);
    findings.extend(colours(supervision));
    findings.extend(spans(supervision));
    findings.extend(phrases(supervision));
    findings
}

/// Every number rests on something that is named.
fn sources(supervision: &Supervision) -> Vec<Finding> {
    let of_suspicions = supervision.suspicions.sources();
    let of_suspicions =
        of_suspicions.map(|(key, source)| (pointer(["suspicions", key, "source"]), source));
    let all = [("/colours/source".to_owned(), &supervision.colours.source)];
    let named = all.into_iter().chain(of_suspicions);
    let missing = named.filter(|(_, source)| !supervision.sources.contains_key(*source));
    let finding = |(at, source)| {
        Finding::error(
            "source-unknown",
            at,
            format!("依据“{source}”不存在"),
            format!("this rests on `{source}`, which does not exist"),
        )
    };
    missing.map(finding).collect()
}

/// Yellow comes before the deadline, red does not.
fn colours(supervision: &Supervision) -> Vec<Finding> {
    let before = |point: Point| matches!(point, Point::PercentLeft(_) | Point::Left(_));
    let colours = &supervision.colours;
    let yellow = [
        ("share", colours.yellow.share),
        ("earliest", colours.yellow.earliest),
        ("latest", colours.yellow.latest),
    ];
    let late = yellow.into_iter().filter(|(_, point)| !before(*point)).map(|(key, point)| {
        Finding::error(
            "yellow-too-late",
            pointer(["colours", "yellow", key]),
            format!("黄色要在到期之前，而不是“{point}”"),
            format!("yellow comes before the deadline, not at `{point}`"),
        )
        .help("例如 `25% left`", "such as `25% left`")
    });
    let early = before(colours.red).then(|| {
        let red = colours.red;
        Finding::error(
            "red-too-early",
            "/colours/red",
            format!("红色从到期起，“{red}”还没有到期"),
            format!("red begins with the deadline; at `{red}` nothing is overdue"),
        )
        .help("例如 `due`", "such as `due`")
    });
    late.chain(early).collect()
}

/// A place says less than a telephone number, so it is not believed for longer.
fn spans(supervision: &Supervision) -> Option<Finding> {
    let rule = &supervision.suspicions.reported_again;
    (rule.same_place_days > rule.same_party_days).then(|| {
        Finding::warning(
            "place-longer-than-party",
            "/suspicions/reported_again/same_place_days",
            "同一地点的天数多于同一电话的天数，误报会增多",
            "a place is believed for longer than a telephone number, which finds much that is none",
        )
    })
}

/// A short phrase would be cut out of words that hold it by chance.
fn phrases(supervision: &Supervision) -> Vec<Finding> {
    let phrases = supervision.suspicions.answer_copied.phrases.iter().enumerate();
    let short = phrases.filter(|(_, phrase)| phrase.trim().chars().count() < PHRASE_MIN);
    let finding = |(place, phrase): (usize, &String)| {
        let place = place.to_string();
        Finding::error(
            "phrase-too-short",
            pointer(["suspicions", "answer_copied", "phrases", &place]),
            format!("固定用语“{phrase}”不足 {PHRASE_MIN} 个字"),
            format!("the phrase `{phrase}` has less than {PHRASE_MIN} characters"),
        )
    };
    short.map(finding).collect()
}

/// How many characters a phrase has at least.
const PHRASE_MIN: usize = 6;
