//! Putting values into the templates of a script.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::journal::Referred;
use crate::script::Script;

/// What other systems write without a zone is Beijing time.
const ZONE_HOURS: i64 = 8;

/// What can be put in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filling<'a> {
    /// `{id}` of the message.
    pub(crate) id: &'a str,
    /// `{number}` of the case there.
    pub(crate) number: &'a str,
    /// `{serial}` of the number.
    pub(crate) serial: &'a str,
    /// `{referral}`, our id.
    pub(crate) referral: Uuid,
    /// `{code}` of a standing.
    pub(crate) code: &'a str,
    /// `{name}` of a standing.
    pub(crate) name: &'a str,
    /// `{sequence}`, a number where it stands alone.
    pub(crate) sequence: u64,
    /// `{time}`, `{year}`, `{day}` and `{day+7}`.
    pub(crate) at: DateTime<Utc>,
    /// How times are written.
    pub(crate) form: &'a str,
}

impl<'a> Filling<'a> {
    /// For messages about a case, as it came.
    pub(crate) fn of(script: &'a Script, referred: &'a Referred, id: &'a str) -> Self {
        Self {
            id,
            number: &referred.number,
            serial: &referred.serial,
            referral: referred.referral,
            code: "",
            name: "",
            sequence: 0,
            at: referred.at,
            form: &script.time,
        }
    }
}

impl Filling<'_> {
    /// A template with everything put in. What is not known stays as it is.
    pub(crate) fn fill(&self, template: &Value) -> Value {
        match template {
            Value::String(text) if text == "{sequence}" => Value::from(self.sequence),
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(fields) => Value::Object(self.fields(fields)),
            Value::Null | Value::Bool(_) | Value::Number(_) => template.clone(),
        }
    }

    /// The same of each field.
    pub(crate) fn fields(&self, fields: &Map<String, Value>) -> Map<String, Value> {
        fields.iter().map(|(name, value)| (name.clone(), self.fill(value))).collect()
    }

    /// A text with everything put in.
    pub(crate) fn text(&self, template: &str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let known = after
                .split_once('}')
                .and_then(|(word, rest)| self.word(word).map(|value| (value, rest)));
            let Some((value, after)) = known else {
                filled.push('{');
                rest = after;
                continue;
            };
            filled.push_str(&value);
            rest = after;
        }
        filled + rest
    }

    fn word(&self, word: &str) -> Option<String> {
        Some(match word {
            "id" => self.id.to_owned(),
            "number" => self.number.to_owned(),
            "serial" => self.serial.to_owned(),
            "referral" => self.referral.to_string(),
            "code" => self.code.to_owned(),
            "name" => self.name.to_owned(),
            "sequence" => self.sequence.to_string(),
            "time" => self.there().format(self.form).to_string(),
            "year" => self.there().year().to_string(),
            _ => return Some(self.day(word)?.to_string()),
        })
    }

    /// `day`, `day+7`, `day-7`.
    fn day(&self, word: &str) -> Option<NaiveDate> {
        let (today, apart) = (self.there().date_naive(), word.strip_prefix("day")?);
        match apart.split_at_checked(1) {
            None => Some(today),
            Some(("+", days)) => today.checked_add_days(Days::new(days.parse().ok()?)),
            Some(("-", days)) => today.checked_sub_days(Days::new(days.parse().ok()?)),
            Some(_) => None,
        }
    }

    fn there(&self) -> DateTime<Utc> {
        self.at.checked_add_signed(TimeDelta::hours(ZONE_HOURS)).unwrap_or(self.at)
    }
}
