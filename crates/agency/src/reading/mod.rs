//! Reading the JSON of other people: bounded, total, and silent about what it says.
//!
//! What goes wrong is told by names of fields only. A number is at most 60 characters without anything that cannot be
//! seen, a time lies in the years 2000 to 2199, and a field that is empty counts as absent.

mod json;
#[cfg(test)]
mod tests;

pub use json::json;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use domain::case::Risk;
use domain::id::{CategoryCode, PlaceCode};
use domain::text::is_unseen;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::error::AgencyError;
use crate::message::{ForeignNumber, Receipt, Standing};
use crate::wire::Incoming;

/// The greatest number of characters of a number, as of documents in the core.
const LONGEST_NUMBER_CHARACTERS: usize = 60;

/// The greatest number of characters of the id of a message.
const LONGEST_ID_CHARACTERS: usize = 200;

/// The greatest number of characters of a standing that nobody knows.
const LONGEST_STANDING_CHARACTERS: usize = 200;

/// What other systems write without a zone is Beijing time.
const ZONE_HOURS: i64 = 8;

/// Codes of another system with what they are called here.
pub type Codes = [(&'static str, &'static str)];

/// The fields of one object.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The fields of a message.
    ///
    /// # Errors
    ///
    /// It is no object.
    pub fn of(message: &'a Value) -> Result<Self, String> {
        message
            .as_object()
            .map(|object| Self { object })
            .ok_or_else(|| "it is no object".to_owned())
    }

    /// The fields of an object inside; none of any if there is no such object.
    #[must_use]
    pub fn inside(&self, field: &str) -> Option<Self> {
        self.object.get(field)?.as_object().map(|object| Self { object })
    }

    /// A text or number, as text on one line; none where it is absent, empty or something else.
    pub fn maybe(&self, field: &str) -> Option<String> {
        let text = match self.object.get(field)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// A text or number that must be there.
    ///
    /// # Errors
    ///
    /// It is not.
    pub fn text(&self, field: &str) -> Result<String, String> {
        self.maybe(field).ok_or_else(|| missing(field))
    }

    /// The number of a document or a case, if there is one that can be kept.
    pub fn maybe_number(&self, field: &str) -> Option<String> {
        self.maybe(field).filter(|number| is_number(number))
    }

    /// The number under which a referral is known there.
    ///
    /// # Errors
    ///
    /// It is missing, too long, or holds what cannot be seen.
    pub fn number(&self, field: &str) -> Result<ForeignNumber, String> {
        let number = self.text(field)?;
        if is_number(&number) { Ok(ForeignNumber(number)) } else { Err(unreadable(field)) }
    }

    /// The id of a referral of ours.
    ///
    /// # Errors
    ///
    /// It is missing or no UUID.
    pub fn uuid(&self, field: &str) -> Result<Uuid, String> {
        self.text(field)?.parse().map_err(|_| unreadable(field))
    }

    /// An instant: RFC 3339, or Beijing time as `2026-03-02 09:00:00`, `20260302090000` or milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// It is missing or lies in no year in which a case could.
    pub fn time(&self, field: &str) -> Result<DateTime<Utc>, String> {
        let time = instant(&self.text(field)?);
        time.filter(|at| is_our_year(at.year())).ok_or_else(|| unreadable(field))
    }

    /// A day, or the day of a time.
    pub fn day(&self, field: &str) -> Option<NaiveDate> {
        let text = self.maybe(field)?;
        let day = text.parse().ok().or_else(|| NaiveDate::parse_from_str(&text, "%Y%m%d").ok());
        let of_time =
            || Some(instant(&text)?.checked_add_signed(TimeDelta::hours(ZONE_HOURS))?.date_naive());
        day.or_else(of_time).filter(|day| is_our_year(day.year()))
    }

    /// A count.
    pub fn count(&self, field: &str) -> Option<u64> {
        self.maybe(field)?.parse().ok()
    }

    /// Yes or no, in any of the ways in which systems say so.
    pub fn yes_or_no(&self, field: &str) -> Option<bool> {
        if let Some(Value::Bool(said)) = self.object.get(field) {
            return Some(*said);
        }
        match self.maybe(field)?.as_str() {
            "1" | "Y" | "y" | "true" | "是" => Some(true),
            "0" | "N" | "n" | "false" | "否" => Some(false),
            _ => None,
        }
    }

    /// Yuan with at most two places, as fen.
    pub fn fen(&self, field: &str) -> Option<u64> {
        let text = self.maybe(field)?;
        let (yuan, rest) = text.split_once('.').unwrap_or((&text, ""));
        let fen: u64 = match rest.len() {
            0 => 0,
            1 => rest.parse::<u64>().ok()? * 10,
            2 => rest.parse().ok()?,
            _ => return None,
        };
        yuan.parse::<u64>().ok()?.checked_mul(100)?.checked_add(fen)
    }

    /// What a code is called here; none where it is not listed.
    pub fn code(&self, field: &str, codes: &Codes) -> Option<&'static str> {
        named(codes, &self.maybe(field)?)
    }

    /// A standing by its code. One that is not listed is kept as it is called there, by its name if it has one.
    ///
    /// # Errors
    ///
    /// There is no code.
    pub fn standing(&self, code: &str, name: &str, known: &Codes) -> Result<Standing, String> {
        let said = self.text(code)?;
        Ok(match named(known, &said) {
            Some(standing) => Standing::Known(standing.to_owned()),
            None => Standing::Unrecognized(cut(&self.maybe(name).unwrap_or(said))),
        })
    }

    /// A place by its division code.
    ///
    /// # Errors
    ///
    /// It is missing or no code of 2 to 12 digits.
    pub fn place(&self, field: &str) -> Result<PlaceCode, String> {
        let code = self.text(field)?;
        let is_code =
            (2..=12).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(PlaceCode::from(code.as_str())) } else { Err(unreadable(field)) }
    }

    /// A category by the other side's code; `99`, other, where theirs answers to none.
    pub fn category(&self, field: &str, codes: &Codes) -> CategoryCode {
        CategoryCode::from(self.code(field, codes).unwrap_or("99"))
    }

    /// How dangerous it looks there, by `low`, `medium` and `high`. What is not listed counts as high.
    pub fn risk(&self, field: &str, codes: &Codes) -> Risk {
        match self.code(field, codes) {
            Some("low") => Risk::Low,
            Some("medium") => Risk::Medium,
            Some(_) | None => Risk::High,
        }
    }
}

/// What a standing brings, by name. What is absent is left out.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    said: BTreeMap<String, String>,
}

impl Facts {
    /// Adds a code or a number.
    #[must_use]
    pub fn with(mut self, name: &str, said: Option<impl ToString>) -> Self {
        if let Some(said) = said {
            self.said.insert(name.to_owned(), said.to_string());
        }
        self
    }

    /// Adds yes or no.
    #[must_use]
    pub fn yes_or_no(self, name: &str, said: Option<bool>) -> Self {
        self.with(name, said.map(|said| if said { "yes" } else { "no" }))
    }

    /// All of them.
    pub fn all(self) -> BTreeMap<String, String> {
        self.said
    }
}

/// The id of a message.
///
/// # Errors
///
/// It is none that `is_id` takes.
pub fn message_id(message: &Incoming) -> Result<String, String> {
    let id = message.id.trim();
    if is_id(id) {
        Ok(id.to_owned())
    } else {
        Err("the id of the message is unreadable".to_owned())
    }
}

/// Whether an id can be kept, shown to people and put into an address: 1 to 200 characters that are seen, and not the names
/// of folders `.` and `..`, which addresses resolve.
pub(crate) fn is_id(id: &str) -> bool {
    !matches!(id, "" | "." | "..")
        && id.chars().nth(LONGEST_ID_CHARACTERS).is_none()
        && !id.chars().any(|c| c.is_control() || is_unseen(c))
}

/// The names of codes, in their order: the standings of a dialect from its table of codes.
pub const fn names<const N: usize>(codes: &[(&'static str, &'static str); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut index = 0;
    while index < N {
        names[index] = codes[index].1;
        index += 1;
    }
    names
}

/// The receipt for a referral that was taken: the number that it has there, and since when, from these two fields.
///
/// # Errors
///
/// `Temporary` where one of them cannot be read: the case may be there.
pub fn taken(fields: Fields<'_>, number: &str, at: &str) -> Result<Receipt, AgencyError> {
    let foreign_number = Some(fields.number(number).map_err(AgencyError::temporary)?);
    let at = fields.time(at).map_err(AgencyError::temporary)?;
    Ok(Receipt { foreign_number, at })
}

/// The code of a risk, by `low`, `medium` and `high`; none where the other side has no such level.
pub fn risk_code(codes: &Codes, risk: Risk) -> Option<&'static str> {
    let level = match risk {
        Risk::Low => "low",
        Risk::Medium => "medium",
        Risk::High => "high",
    };
    code_of(codes, level)
}

/// What a code is called.
pub fn named(codes: &Codes, code: &str) -> Option<&'static str> {
    codes.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The code of what is called so.
pub fn code_of(codes: &Codes, name: &str) -> Option<&'static str> {
    codes.iter().find(|(_, known)| *known == name).map(|(code, _)| *code)
}

/// The code of the longest listed beginning, as tables of categories are read: `0402` before `04`.
pub fn by_beginning(codes: &Codes, of: &str) -> Option<&'static str> {
    let fitting = codes.iter().filter(|(beginning, _)| of.starts_with(beginning));
    fitting.max_by_key(|(beginning, _)| beginning.len()).map(|(_, code)| *code)
}

/// Beijing time as most systems write it.
pub fn local(at: DateTime<Utc>) -> String {
    let there = at.checked_add_signed(TimeDelta::hours(ZONE_HOURS)).unwrap_or(at);
    there.format("%Y-%m-%d %H:%M:%S").to_string()
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let written = ["%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S"];
    let local = written.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    if let Some(local) = local.filter(|_| text.len() != 13) {
        return local.and_utc().checked_sub_signed(TimeDelta::hours(ZONE_HOURS));
    }
    DateTime::from_timestamp_millis(text.parse().ok()?)
}

fn is_our_year(year: i32) -> bool {
    (2000..=2199).contains(&year)
}

fn is_number(text: &str) -> bool {
    text.chars().nth(LONGEST_NUMBER_CHARACTERS).is_none()
        && domain::text::cleaned_line(text) == text
}

fn cut(text: &str) -> String {
    domain::text::cleaned_line(text).chars().take(LONGEST_STANDING_CHARACTERS).collect()
}

fn missing(field: &str) -> String {
    format!("the field `{field}` is missing")
}

fn unreadable(field: &str) -> String {
    format!("the field `{field}` is unreadable")
}
