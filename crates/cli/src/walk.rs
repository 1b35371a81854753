//! What may be typed on a walk.

use domain::clock::Length;
use domain::text::Bilingual;
use domain::workflow::scenario::{Step, With};
use serde_json::{Map, Value};

/// What to type, in both languages.
pub(crate) const HELP: (&str, &str) = (
    "输入编号或动作名办理，可附内容和席位：assign lead=urban-management；handle handler@lead\n\
     wait 2 work_day 让时间过去；why 期限 说明理由；show 现状；log 记录；ledger 台账；quit 结束",
    "type a number or a name, with what it needs and who: assign lead=urban-management; sign handler@lead\n\
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
        step: Box<Step>,
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

/// `lead=a assistants=b,c clerk@center form.channel=phone` as the input of a step.
fn action(what: &str, rest: &str) -> Result<Order, Bilingual> {
    let (step, seat) = step(rest.split_whitespace())?;
    Ok(Order::Do { what: what.to_owned(), seat, step: Box::new(step) })
}

/// The input of a step in words, and the seat if one is among them.
///
/// # Errors
///
/// What is wrong with them.
pub(crate) fn step<'w>(
    words: impl Iterator<Item = &'w str>,
) -> Result<(Step, Option<String>), Bilingual> {
    let (mut with, mut step, mut seat) = (Map::new(), Step::default(), None);
    for word in words {
        match word.split_once('=') {
            None if word.contains('@') => seat = Some(word.to_owned()),
            None => return Err(unclear(word)),
            Some((key, value)) => match key.strip_prefix("form.") {
                Some(field) => {
                    step.form.insert(field.into(), value.to_owned());
                }
                None => {
                    with.insert(key.to_owned(), input(key, value).ok_or_else(|| unclear(word))?);
                }
            },
        }
    }
    step.with = serde_json::from_value::<With>(Value::Object(with)).map_err(|error| {
        Bilingual::new(format!("写法不对：{error}"), format!("not understood: {error}"))
    })?;
    Ok((step, seat))
}

fn input(key: &str, value: &str) -> Option<Value> {
    if LISTS.contains(&key) {
        return Some(value.split(',').map(Value::from).collect());
    }
    if NUMBERS.contains(&key) {
        return value.parse::<u32>().ok().map(Value::from);
    }
    let is_joined = LENGTHS.contains(&key) && !value.contains(' ');
    let value = if is_joined { value.replacen('_', " ", 1) } else { value.to_owned() };
    Some(Value::from(value))
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
        let Ok(Order::Do { what, seat, step }) = order else { panic!("{order:?}") };
        assert_eq!((what.as_str(), seat.as_deref()), ("assign", Some("clerk@center")));
        assert_eq!(step.with.lead.unwrap().as_str(), "a");
        assert_eq!(step.with.assistants.len(), 2);
        assert_eq!(step.with.by.unwrap().to_string(), "5 work_day");
        assert_eq!(step.with.parties, Some(2));
        assert_eq!(step.form["note"], "x");
    }

    #[test]
    fn a_line_that_is_not_understood_is_said_so() {
        for line in ["wait", "wait long", "assign lead", "assign colour=red", "split parties=many"]
        {
            assert!(read(line).is_err(), "{line}");
        }
        assert_eq!(read("  # a comment"), Ok(Order::Nothing));
        assert_eq!(read("why handle"), Ok(Order::Why("handle".to_owned())));
    }
}
