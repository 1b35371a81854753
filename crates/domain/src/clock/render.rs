//! Reads an [`Explanation`] aloud, in Chinese and in English.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::explanation::{Explanation, Reached, Span, Step};
use super::show::{clock_text, local_deadline_text, minute_text};
use super::{Length, TimeUnit};
use crate::calendar::OfficePeriod;
use crate::id::{DocumentNumber, GroundName};
use crate::text::{Bilingual, Language};

impl Explanation {
    /// One line for each step, the deadline last. Grounds of pauses stand as their codes; a page that knows the
    /// workflow uses [`Self::lines_naming`].
    pub fn lines(&self, language: Language) -> Vec<String> {
        self.lines_naming(language, &|ground| ground.to_string())
    }

    /// As [`Self::lines`], with the names of the grounds.
    pub fn lines_naming(
        &self,
        language: Language,
        name: &dyn Fn(&GroundName) -> String,
    ) -> Vec<String> {
        let Some(Step::Started { at, .. }) = self.steps.first() else { return Vec::new() };
        let year = at.date().year();
        let reader = Reader { language, year, name };
        let mut lines: Vec<String> = self.steps.iter().map(|step| reader.line(step)).collect();
        if let Some(absent) = self.absent(language) {
            lines.insert(lines.len() - 1, absent);
        }
        lines
    }

    /// That there was no pause or no extension is a fact a citizen asks for.
    fn absent(&self, language: Language) -> Option<String> {
        let paused = self.steps.iter().any(|step| matches!(step, Step::Paused { .. }));
        let extended =
            self.steps.iter().any(|step| matches!(step, Step::Added { extension: true, .. }));
        Some(match (paused, extended, language) {
            (true, true, _) => return None,
            (true, false, Language::Zh) => "延期 0".into(),
            (true, false, Language::En) => "extensions: 0".into(),
            (false, true, Language::Zh) => "暂停 0".into(),
            (false, true, Language::En) => "pauses: 0".into(),
            (false, false, Language::Zh) => "暂停 0；延期 0".into(),
            (false, false, Language::En) => "pauses: 0; extensions: 0".into(),
        })
    }
}

/// What all lines of one explanation have in common.
struct Reader<'a> {
    language: Language,
    /// The year of the anchor, which other dates leave out.
    year: i32,
    name: &'a dyn Fn(&GroundName) -> String,
}

impl Reader<'_> {
    fn line(&self, step: &Step) -> String {
        match step {
            Step::Started { at, from_next_day } => self.started(*at, *from_next_day),
            Step::Added { length, extension, until } => self.added(*length, *extension, *until),
            Step::Weekends { spans } => {
                let spans: Vec<String> = spans.iter().map(|span| self.span(*span)).collect();
                self.pick("不计 ", "not counted: ") + &spans.join(&self.pick("、", ", "))
            }
            Step::Holiday { span, name, notice } => {
                let (span, notice) = (self.span(*span), self.notice(notice));
                let name = name.get(self.language);
                self.pick("不计 ", "not counted: ")
                    + &format!("{span}{}{name}{notice}", self.comma())
            }
            Step::MakeUp { day, notice } => {
                let made_up = self.pick("，调休上班", ", a make-up working day");
                let day = self.day(*day);
                self.pick("计入 ", "counted: ") + &day + &made_up + &self.notice(notice)
            }
            Step::MoreRestDays { days } => match self.language {
                Language::Zh => format!("另有休息日 {days} 天不计"),
                Language::En => format!("not counted: {days} more rest days"),
            },
            Step::Paused { from, until, ground, document } => {
                self.paused(*from, *until, ground, document.as_ref())
            }
            Step::Moved { from, holiday, to } => self.moved(*from, holiday.as_deref(), *to),
            Step::Provisional { year } => match self.language {
                Language::Zh => {
                    format!("{year} 年放假安排尚未公布，暂按法定节假日计算，公布后可能变动")
                }
                Language::En => format!(
                    "provisional: the notice for {year} is not published, only statutory holidays are known; \
                     the deadline may move"
                ),
            },
            Step::Unpublished { first, last } => self.unpublished(*first, *last),
            Step::Due { at, hours } => {
                self.pick("＝ ", "= ") + &local_deadline_text(*at) + &self.hours(hours)
            }
        }
    }

    fn pick(&self, zh: &str, en: &str) -> String {
        match self.language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    fn comma(&self) -> &'static str {
        match self.language {
            Language::Zh => "，",
            Language::En => ", ",
        }
    }

    fn started(&self, at: NaiveDateTime, from_next_day: bool) -> String {
        let at = minute_text(at);
        match (self.language, from_next_day) {
            (Language::Zh, true) => format!("起算 {at}（次日起算）"),
            (Language::Zh, false) => format!("起算 {at}（即时起算）"),
            (Language::En, true) => format!("starts {at}, counted from the next day"),
            (Language::En, false) => format!("starts {at}, counted from this moment"),
        }
    }

    fn added(&self, length: Length, extension: bool, until: Reached) -> String {
        let until = match until {
            Reached::Day(date) => self.day(date),
            Reached::Moment(at) => format!("{} {}", self.day(at.date()), clock_text(at)),
        };
        let length = length_text(length, self.language);
        match (self.language, extension) {
            (Language::Zh, false) => format!("＋{length}，至 {until}"),
            (Language::Zh, true) => format!("延期 ＋{length}，至 {until}"),
            (Language::En, false) => format!("+ {length}, to {until}"),
            (Language::En, true) => format!("extended by {length}, to {until}"),
        }
    }

    fn paused(
        &self,
        from: NaiveDateTime,
        until: NaiveDateTime,
        ground: &GroundName,
        document: Option<&DocumentNumber>,
    ) -> String {
        let (from, until) = (minute_text(from), local_deadline_text(until));
        let ground = (self.name)(ground);
        match (self.language, document) {
            (Language::Zh, None) => format!("暂停 {from} 至 {until}，{ground}，其间不计"),
            (Language::Zh, Some(document)) => {
                format!("暂停 {from} 至 {until}，{ground}（{document}），其间不计")
            }
            (Language::En, None) => format!("paused {from} to {until}, {ground}, not counted"),
            (Language::En, Some(document)) => {
                format!("paused {from} to {until}, {ground} ({document}), not counted")
            }
        }
    }

    fn moved(&self, from: NaiveDate, holiday: Option<&Bilingual>, to: NaiveDate) -> String {
        let (from, to) = (self.day(from), self.day(to));
        let holiday = holiday.map(|name| name.get(self.language));
        match (self.language, holiday) {
            (Language::Zh, None) => format!("最后一日 {from}为休息日，顺延至 {to}"),
            (Language::Zh, Some(name)) => format!("最后一日 {from}遇{name}，顺延至 {to}"),
            (Language::En, None) => format!("the last day {from} is a rest day, moved to {to}"),
            (Language::En, Some(name)) => {
                format!("the last day {from} is a holiday ({name}), moved to {to}")
            }
        }
    }

    fn unpublished(&self, first: i32, last: i32) -> String {
        let years = if first == last { first.to_string() } else { format!("{first}–{last}") };
        match self.language {
            Language::Zh => format!("{years} 年没有放假安排数据，只按周末计算，公布后可能变动"),
            Language::En => format!(
                "provisional: there are no holidays on file for {years}, only weekends are known; \
                 the deadline may move"
            ),
        }
    }

    fn hours(&self, hours: &[OfficePeriod]) -> String {
        if hours.is_empty() {
            return String::new();
        }
        let periods: Vec<String> =
            hours.iter().map(|period| period.to_string().replace('-', "–")).collect();
        match self.language {
            Language::Zh => format!("（工作时间 {}）", periods.join("、")),
            Language::En => format!(" (office hours {})", periods.join(", ")),
        }
    }

    fn notice(&self, notice: &Bilingual) -> String {
        match self.language {
            Language::Zh => format!("（《{}》）", notice.zh),
            Language::En => format!(" ({})", notice.en),
        }
    }

    /// One day, two days, or from and to.
    fn span(&self, span: Span) -> String {
        let (first, last) = (self.day(span.first), self.day(span.last));
        match (span.last - span.first).num_days() {
            0 => first,
            1 => first + &self.pick("、", ", ") + &last,
            _more => first + &self.pick("至 ", " to ") + &last,
        }
    }

    /// `11-21 周六`, with the year if it is not the anchor's.
    fn day(&self, date: NaiveDate) -> String {
        let weekday = weekday_text(date, self.language);
        if date.year() == self.year {
            format!("{:02}-{:02} {weekday}", date.month(), date.day())
        } else {
            format!("{date} {weekday}")
        }
    }
}

fn weekday_text(date: NaiveDate, language: Language) -> &'static str {
    let names = match language {
        Language::Zh => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
        Language::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    let index = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
    names.get(index).copied().unwrap_or_default()
}

/// A length in words: `5 个工作日`, `5 working days`.
pub fn length_text(length: Length, language: Language) -> String {
    let amount = length.amount.get();
    let unit = match (language, length.unit) {
        (Language::Zh, TimeUnit::Hour) => "小时",
        (Language::Zh, TimeUnit::WorkHour) => "个工作小时",
        (Language::Zh, TimeUnit::CalendarDay) => "日",
        (Language::Zh, TimeUnit::WorkDay) => "个工作日",
        (Language::Zh, TimeUnit::Month) => "个月",
        (Language::En, TimeUnit::Hour) => "hour",
        (Language::En, TimeUnit::WorkHour) => "office hour",
        (Language::En, TimeUnit::CalendarDay) => "calendar day",
        (Language::En, TimeUnit::WorkDay) => "working day",
        (Language::En, TimeUnit::Month) => "month",
    };
    match language {
        Language::Zh => format!("{amount} {unit}"),
        Language::En => format!("{amount} {unit}{}", if amount == 1 { "" } else { "s" }),
    }
}
