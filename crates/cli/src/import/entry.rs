//! A row that was understood, or everything that is wrong with it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::calendar::Calendar;
use domain::code_table::Codes;
use domain::id::{CategoryCode, PlaceCode, Timestamp};
use domain::text::Bilingual;

use super::fault::Fault;
use super::mapping::{Key, Mapping};
use super::sheet::{Row, Sheet};

/// A row that was understood.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The line in the file.
    pub(crate) line: u64,
    /// The id in the source.
    pub(crate) id: String,
    /// Who complained; empty if the file does not say.
    pub(crate) party: String,
    /// One line.
    pub(crate) title: String,
    /// The complaint.
    pub(crate) text: String,
    /// The class; empty if the file does not say.
    pub(crate) class: CategoryCode,
    /// Where; empty if unknown.
    pub(crate) place: PlaceCode,
    /// When it was filed.
    pub(crate) filed: Moved,
    /// The answer and when it was given.
    pub(crate) answer: Option<(String, Moved)>,
    /// By how many days it was moved.
    pub(crate) days: i64,
}

/// An instant as the file has it, and as the case has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moved {
    /// As the file has it, local.
    pub(crate) original: NaiveDateTime,
    /// As the case has it.
    pub(crate) at: Timestamp,
}

/// Reads rows.
pub(crate) struct Reader<'a> {
    pub(super) mapping: &'a Mapping,
    codes: &'a Codes,
    pub(super) calendar: &'a Calendar,
    pub(super) now: Timestamp,
    headers: Vec<String>,
    places: BTreeMap<Key, usize>,
    /// The line of each id so far.
    seen: BTreeMap<String, u64>,
}

/// The columns in the order in which they are looked for.
const KEYS: [Key; 9] = [
    Key::Id,
    Key::Party,
    Key::Title,
    Key::Text,
    Key::Filed,
    Key::Class,
    Key::Place,
    Key::Answer,
    Key::Answered,
];

impl<'a> Reader<'a> {
    /// Finds the columns; the names of those that are missing otherwise.
    pub(crate) fn new(
        mapping: &'a Mapping,
        sheet: &Sheet,
        (codes, calendar): (&'a Codes, &'a Calendar),
        now: Timestamp,
    ) -> Result<Self, Vec<String>> {
        let (mut places, mut missing) = (BTreeMap::new(), Vec::new());
        for key in KEYS {
            let Some(name) = mapping.columns.name(key) else { continue };
            match sheet.headers.iter().position(|header| header == name) {
                Some(place) => _ = places.insert(key, place),
                None if mapping.may_lack.contains(&key) => {}
                None => missing.push(name.to_owned()),
            }
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let (headers, seen) = (sheet.headers.clone(), BTreeMap::new());
        Ok(Self { mapping, codes, calendar, now, headers, places, seen })
    }

    /// Reads a row.
    pub(crate) fn read(&mut self, row: &Row) -> Result<Entry, Vec<Fault>> {
        let mut reading = Reading { reader: self, row, faults: Vec::new() };
        let entry = reading.entry();
        let faults = reading.faults;
        match entry {
            Some(entry) if faults.is_empty() => Ok(entry),
            Some(_) | None => Err(faults),
        }
    }
}

/// One row while it is read.
pub(super) struct Reading<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    row: &'r Row,
    faults: Vec<Fault>,
}

impl Reading<'_, '_> {
    fn entry(&mut self) -> Option<Entry> {
        let (found, expected) = (self.row.cells.len(), self.reader.headers.len());
        if found != expected {
            self.fault(
                None,
                (
                    format!("有 {found} 格，表头有 {expected} 格"),
                    format!("{found} cells under {expected} headers"),
                ),
                ("请检查这一行的引号和逗号", "check the quotes and commas of this row"),
            );
            return None;
        }
        self.legible();
        let id = self.unique_id();
        let title = self.required(Key::Title);
        let text = self.required(Key::Text);
        let class = self.class();
        let place = self.place();
        let (filed, answer) = (self.time(Key::Filed, true), self.answer());
        let (filed, answer) = (filed?, answer?);
        let (filed, answer, days) = self.moved(filed, answer)?;
        let (line, party) = (self.row.line, self.cell(Key::Party).to_owned());
        let (id, title, text) = (id?, title?, text?);
        Some(Entry {
            line,
            id,
            party,
            title,
            text,
            class: class?,
            place: place?,
            filed,
            answer,
            days,
        })
    }

    /// Refuses cells with control characters: they come of a damaged file, and are no words of anybody.
    fn legible(&mut self) {
        let is_damage = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        let columns = self.reader.headers.iter().zip(&self.row.cells);
        let damaged = columns.filter(|(_, cell)| cell.contains(is_damage));
        let faults = damaged.map(|(header, _)| Fault {
            line: self.row.line,
            column: header.clone(),
            what: Bilingual::new(
                "含有控制字符（如 NUL）",
                "it holds control characters, such as NUL",
            ),
            mend: Bilingual::new(
                "请删去，或从原系统重新导出",
                "take them out, or export the table again",
            ),
        });
        let faults: Vec<Fault> = faults.collect();
        self.faults.extend(faults);
    }

    fn cell(&self, key: Key) -> &str {
        let place = self.reader.places.get(&key);
        place.and_then(|place| self.row.cells.get(*place)).map_or("", String::as_str)
    }

    pub(super) fn fault(
        &mut self,
        key: Option<Key>,
        what: (impl Into<String>, impl Into<String>),
        mend: (&str, &str),
    ) {
        let name = key.and_then(|key| self.reader.mapping.columns.name(key));
        self.faults.push(Fault {
            line: self.row.line,
            column: name.unwrap_or_default().to_owned(),
            what: Bilingual::new(what.0, what.1),
            mend: Bilingual::new(mend.0, mend.1),
        });
    }

    fn required(&mut self, key: Key) -> Option<String> {
        let text = self.cell(key).to_owned();
        if text.is_empty() {
            self.fault(Some(key), ("是空的", "is empty"), ("请填写", "fill it in"));
            return None;
        }
        Some(text)
    }

    fn unique_id(&mut self) -> Option<String> {
        let id = self.required(Key::Id)?;
        let before = self.reader.seen.get(&id).copied();
        let Some(line) = before else {
            self.reader.seen.insert(id.clone(), self.row.line);
            return Some(id);
        };
        self.fault(
            Some(Key::Id),
            (format!("与第 {line} 行的编号相同"), format!("has the id of line {line}")),
            (
                "同一件只留一行，不同件请改编号",
                "keep one row for one matter, or give the other its own id",
            ),
        );
        None
    }

    /// A class by its code or by its names, such as 城乡建设 or 城乡建设/安全生产.
    fn class(&mut self) -> Option<CategoryCode> {
        let text = self.cell(Key::Class).to_owned();
        let codes = self.reader.codes;
        if text.is_empty() || codes.category_name(&text.as_str().into()).is_some() {
            return Some(text.as_str().into());
        }
        let table =
            self.reader.mapping.class_table.as_ref().and_then(|name| codes.tables.get(name));
        let path: Vec<&str> = text.split('/').collect();
        if let Some(code) = table.and_then(|table| table.at_path(&path)) {
            return Some(code.into());
        }
        self.fault(
            Some(Key::Class),
            (
                format!("“{text}”不是类别的代码或名称"),
                format!("`{text}` is no code or name of a class"),
            ),
            (
                "请按代码表填写，下级以 / 连接",
                "write it as the code table does, levels joined by /",
            ),
        );
        None
    }

    fn place(&mut self) -> Option<PlaceCode> {
        let text = self.cell(Key::Place).to_owned();
        let mapping = self.reader.mapping;
        let is_code = text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        match mapping.places.get(&text) {
            Some(code) => return Some(code.clone()),
            None if text.is_empty() => return Some(mapping.place.clone()),
            None if is_code => return Some(text.as_str().into()),
            None => {}
        }
        self.fault(
            Some(Key::Place),
            (format!("“{text}”没有对应的区划代码"), format!("`{text}` has no division code")),
            (
                "请填代码，或在对照的 places 中加上这个名称",
                "write the code, or add the name under places of the mapping",
            ),
        );
        None
    }

    /// A local time; the outer none if it is faulty.
    #[expect(clippy::option_option, reason = "faulty and absent are two answers")]
    fn maybe_time(&mut self, key: Key) -> Option<Option<NaiveDateTime>> {
        let text = self.cell(key).to_owned();
        if text.is_empty() {
            return Some(None);
        }
        let forms = self.reader.mapping.times.iter().map(String::as_str);
        let mut times = forms.chain(["%Y-%m-%d %H:%M:%S"]).map(|form| parsed(&text, form));
        if let Some(time) = times.find_map(|time| time) {
            return self.plausible(key, time).map(Some);
        }
        let forms = self.reader.mapping.times.join(" | ");
        self.fault(
            Some(key),
            (format!("“{text}”不是时间（{forms}）"), format!("`{text}` is not a time ({forms})")),
            (
                "请改成这种写法，或在对照的 times 中加上",
                "write it so, or add its form under times of the mapping",
            ),
        );
        None
    }

    fn time(&mut self, key: Key, required: bool) -> Option<NaiveDateTime> {
        let time = self.maybe_time(key)?;
        if time.is_none() && required {
            self.fault(Some(key), ("是空的", "is empty"), ("请填写", "fill it in"));
        }
        time
    }

    /// The answer with its time; the outer none if one is faulty or stands without the other.
    #[expect(clippy::option_option, reason = "faulty and absent are two answers")]
    fn answer(&mut self) -> Option<Option<(String, NaiveDateTime)>> {
        let at = self.maybe_time(Key::Answered)?;
        let text = self.cell(Key::Answer).to_owned();
        match (at, text.is_empty()) {
            (None, true) => Some(None),
            (Some(at), false) => Some(Some((text, at))),
            (None, false) => {
                self.fault(
                    Some(Key::Answered),
                    ("有答复但没有答复时间", "there is an answer without its time"),
                    ("请补上时间", "add the time"),
                );
                None
            }
            (Some(_), true) => {
                self.fault(
                    Some(Key::Answer),
                    ("有答复时间但没有答复", "there is the time of an answer without it"),
                    ("请补上答复", "add the answer"),
                );
                None
            }
        }
    }
}

fn parsed(text: &str, form: &str) -> Option<NaiveDateTime> {
    let day = || Some(NaiveDate::parse_from_str(text, form).ok()?.and_time(NaiveTime::MIN));
    NaiveDateTime::parse_from_str(text, form).ok().or_else(day)
}
