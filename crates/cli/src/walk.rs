//! What may be typed on a walk.

use domain::clock::Length;
use domain::text::Bilingual;
use domain::workflow::scenario::{Step, With};
use serde_json::{Map, Value};

use crate::cases::Typed;

/// What to type, in both languages.
pub(crate) const HELP: (&str, &str) = (
    "输入编号或动作名办理，可附内容和席位：assign lead=urban-management；handle handler@lead\n\
     内容有空格的用引号：said=\"两 段\"；写法同 case do\n\
     wait 2 work_day 让时间过去；why 期限 说明理由；show 现状；log 记录；ledger 台账；quit 结束",
    "type a number or a name, with what it needs and who: assign lead=urban-management; sign handler@lead\n\
     what has blanks stands in quotes: said=\"two words\"; all as for case do\n\
     wait 2 work_day lets time pass; why LIMIT; show; log; ledger; quit",
);

/// A line that was understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// An empty line or a comment.
    Nothing,
    /// Stop.
    Quit,
    /// Say what may be typed.
    Help,
    /// Show where the case stands and what can be done.
    Show,
    /// Tell everything that happened.
    Log,
    /// Tell whose time it was.
    Ledger,
    /// Let time pass.
    Wait(Length),
    /// Explain a deadline.
    Why(String),
    /// Do something.
    Do {
        /// A number of the list, or a name.
        what: String,
        /// Who, if it is said: `clerk@center`, `clerk@center#2`.
        seat: Option<String>,
        /// What it needs.
        typed: Box<Typed>,
    },
}

/// Fields of a step's input that hold lists.
const LISTS: [&str; 4] = ["assistants", "units", "signers", "respondent_units"];

/// Fields that hold lengths; on this line without the space, `5_work_day`.
const LENGTHS: [&str; 2] = ["by", "answer_within"];

/// Fields that hold numbers.
const NUMBERS: [&str; 2] = ["parties", "order"];

/// Understands a line.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn read(line: &str) -> Result<Order, Bilingual> {
    let line = line.trim();
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    Ok(match word {
        "" => Order::Nothing,
        comment if comment.starts_with('#') => Order::Nothing,
        "quit" | "q" | "exit" => Order::Quit,
        "help" | "?" => Order::Help,
        "show" => Order::Show,
        "log" => Order::Log,
        "ledger" => Order::Ledger,
        "why" => Order::Why(rest.trim().to_owned()),
        "wait" => Order::Wait(
            rest.parse()
                .map_err(|_| Bilingual::new("请写作 wait 2 work_day", "write wait 2 work_day"))?,
        ),
        what => action(what, rest)?,
    })
}

/// `lead=a assistants=b,c clerk@center channel=phone said="two words"`: the words of `case do`, and a seat among them.
fn action(what: &str, rest: &str) -> Result<Order, Bilingual> {
    let (seats, words): (Vec<String>, Vec<String>) =
        parts(rest).into_iter().partition(|word| word.contains('@') && !word.contains('='));
    let typed = Typed::of(&words)?;
    Ok(Order::Do {
        what: what.to_owned(),
        seat: seats.into_iter().next_back(),
        typed: Box::new(typed),
    })
}

/// What was typed as a walk takes it: other cases and files it makes up, and it says how many leave, not who.
///
/// # Errors
///
/// Where something that was typed would be lost.
pub(crate) fn taken(typed: Typed) -> Result<Step, Bilingual> {
    let Typed { mut step, beyond, .. } = typed;
    let lost = ["respondent_people", "related"].into_iter().find(|name| beyond.contains_key(*name));
    if let Some(name) = lost {
        return Err(Bilingual::new(
            format!("演练中没有“{name}”，请用 respondent_units"),
            format!("a walk has no `{name}`; use respondent_units"),
        ));
    }
    if let Some(leaving) = beyond.get("leaving") {
        let count = leaving.split(',').filter(|id| !id.is_empty()).count();
        step.with.parties = step.with.parties.or(u32::try_from(count).ok());
    }
    Ok(step)
}

/// Words parted by white space, except between double quotes, which are taken away.
fn parts(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            blank if blank.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            character => word.push(character),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The input of a step in words: what verbs need by its names, and fields of the form behind `form.`.
///
/// # Errors
///
/// What is wrong with them.
pub(crate) fn step<'w>(words: impl Iterator<Item = &'w str>) -> Result<Step, Bilingual> {
    let (mut with, mut step) = (Map::new(), Step::default());
    for word in words {
        let (key, value) = word.split_once('=').ok_or_else(|| unclear(word))?;
        if let Some(field) = key.strip_prefix("form.") {
            step.form.insert(field.into(), value.to_owned());
        } else {
            with.insert(key.to_owned(), input(key, value).ok_or_else(|| misfit(key, value))?);
        }
    }
    // Each part was understood alone.
    step.with = serde_json::from_value(Value::Object(with)).unwrap_or_default();
    Ok(step)
}

/// A value as its part of the input takes it; none if it does not.
fn input(key: &str, value: &str) -> Option<Value> {
    let value = if LISTS.contains(&key) {
        value.split(',').map(Value::from).collect()
    } else if NUMBERS.contains(&key) {
        value.parse::<u32>().ok().map(Value::from)?
    } else if LENGTHS.contains(&key) && !value.contains(' ') {
        Value::from(value.replacen('_', " ", 1))
    } else {
        Value::from(value)
    };
    let alone = Value::Object([(key.to_owned(), value.clone())].into_iter().collect());
    serde_json::from_value::<With>(alone).is_ok().then_some(value)
}

/// What may be typed, where not every word may.
fn may_be(key: &str) -> (&'static str, &'static str) {
    match key {
        "solved" => (
            "yes（已解决）、partly（部分解决）或者 no（未解决）",
            "yes, partly or no: whether the citizen calls it solved",
        ),
        "verdict" => ("yes（通过）或者 no（不通过）", "yes or no"),
        "mode" => ("all（全部签署）或者 any（任一人签署）", "all or any"),
        "complexity" => {
            ("simple（简单）、general（一般）或者 complex（复杂）", "simple, general or complex")
        }
        "risk" => ("low（低）、medium（中）或者 high（高）", "low, medium or high"),
        "until" => ("日期，如 2026-03-02", "a day such as 2026-03-02"),
        "by" | "answer_within" => (
            "数目和单位，如 5_work_day；单位有 hour、work_hour、calendar_day、work_day、month",
            "a number and a unit such as 5_work_day; units are hour, work_hour, calendar_day, work_day and month",
        ),
        "parties" | "order" => ("整数", "a whole number"),
        _ => ("名称", "a name"),
    }
}

fn misfit(key: &str, value: &str) -> Bilingual {
    let (zh, en) = may_be(key);
    Bilingual::new(
        format!("{key} 不能是“{value}”，应为{zh}"),
        format!("`{key}` cannot be `{value}`; it is {en}"),
    )
}

fn unclear(word: &str) -> Bilingual {
    Bilingual::new(
        format!("“{word}”看不懂：请写作 名称=内容 或 席位（clerk@center）"),
        format!("`{word}` is unclear: write name=value, or a seat (clerk@center)"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_carries_input_form_and_seat() {
        let order =
            read("assign clerk@center lead=a assistants=b,c form.note=x by=5_work_day parties=2");
        let Ok(Order::Do { what, seat, typed }) = order else { panic!("{order:?}") };
        assert_eq!((what.as_str(), seat.as_deref()), ("assign", Some("clerk@center")));
        let step = taken(*typed).unwrap();
        assert_eq!(step.with.lead.unwrap().as_str(), "a");
        assert_eq!(step.with.assistants.len(), 2);
        assert_eq!(step.with.by.unwrap().to_string(), "5 work_day");
        assert_eq!(step.with.parties, Some(2));
        assert_eq!(step.form["note"], "x");
    }

    #[test]
    fn a_walk_takes_the_words_of_case_do() {
        let line = "split leaving=a,b basis=law evidence.plan=7 note=\"two words\" handler@lead#2";
        let Ok(Order::Do { seat, typed, .. }) = read(line) else { panic!("not understood") };
        let step = taken(*typed).unwrap();
        assert_eq!(seat.as_deref(), Some("handler@lead#2"));
        assert_eq!((step.form["note"].as_str(), step.with.parties), ("two words", Some(2)));
        let related = Typed::of(&["related=x".to_owned()]).unwrap();
        assert!(taken(related).is_err(), "a walk would lose it");
    }

    #[test]
    fn a_wrong_value_is_told_what_it_may_be() {
        for (word, said) in [
            ("solved=不", "yes, partly or no"),
            ("verdict=ok", "yes or no"),
            ("mode=most", "all or any"),
            ("complexity=hard", "simple, general or complex"),
            ("risk=none", "low, medium or high"),
            ("until=soon", "2026-03-02"),
            ("by=5_weeks", "5_work_day"),
            ("order=first", "a whole number"),
        ] {
            let why = read(&format!("call_back {word}")).unwrap_err();
            let (key, value) = word.split_once('=').unwrap();
            assert!(
                why.en.contains(said) && why.en.contains(key) && why.zh.contains(value),
                "{why:?}"
            );
            assert!(!why.en.contains("variant"), "no words of the program: {why:?}");
        }
        for key in ["solved", "verdict", "mode", "complexity", "risk"] {
            let words: Vec<_> = may_be(key).1.split([' ', ',', ':']).collect();
            let taken = words.iter().filter(|word| input(key, word).is_some()).count();
            assert!(taken >= 2, "{key}");
        }
    }

    #[test]
    fn a_line_that_is_not_understood_is_said_so() {
        for line in ["wait", "wait long", "assign lead", "split parties=many"] {
            assert!(read(line).is_err(), "{line}");
        }
        assert_eq!(read("  # a comment"), Ok(Order::Nothing));
        assert_eq!(read("why handle"), Ok(Order::Why("handle".to_owned())));
    }
}
