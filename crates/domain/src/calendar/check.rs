//! What can be wrong with calendar files: all of it at once, with a pointer into [`CalendarFiles`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

use super::file::{CalendarFiles, HolidayEntry, OfficeFile, OfficePeriod, YearFile, YearStatus};
use crate::finding::Finding;

/// Years a file may be about; others are typing errors and would make the table of days large.
const YEARS: std::ops::RangeInclusive<i32> = 1949..=2199;

/// Everything that is wrong with the files. Pointers begin with `/years/0` or `/office`.
pub fn check(files: &CalendarFiles) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut years = BTreeSet::new();
    let mut days = BTreeMap::new();
    for (index, file) in files.years.iter().enumerate() {
        let at = format!("/years/{index}");
        check_heading(file, &at, &mut findings);
        if !years.insert(file.year) {
            findings.push(Finding::error(
                "calendar-year-twice",
                format!("{at}/year"),
                format!("{} 年有两个文件", file.year),
                format!("the year {} has two files", file.year),
            ));
        }
        for (index, entry) in file.holidays.iter().enumerate() {
            check_entry(file, entry, &format!("{at}/holidays/{index}"), &mut days, &mut findings);
        }
    }
    check_office(&files.office, &mut findings);
    findings
}

fn check_heading(file: &YearFile, at: &str, findings: &mut Vec<Finding>) {
    if !YEARS.contains(&file.year) {
        findings.push(Finding::error(
            "calendar-year-invalid",
            format!("{at}/year"),
            format!("年份 {} 不在 {} 至 {} 之间", file.year, YEARS.start(), YEARS.end()),
            format!("the year {} is not within {} to {}", file.year, YEARS.start(), YEARS.end()),
        ));
    }
    if file.edition.trim().is_empty() {
        findings.push(missing_edition(at));
    }
    if file.notice.title.is_incomplete() {
        findings.push(Finding::error(
            "calendar-notice-missing",
            format!("{at}/notice/title"),
            "未写明放假通知的名称（中文和英文）",
            "the notice has no title in both languages",
        ));
    }
    if file.status == YearStatus::Official && file.notice.date.is_none() {
        findings.push(Finding::error(
            "calendar-notice-undated",
            format!("{at}/notice/date"),
            "正式日历未写明放假通知的日期",
            "an official calendar must give the date of its notice",
        ));
    }
    if file.holidays.is_empty() {
        findings.push(Finding::warning(
            "calendar-year-empty",
            format!("{at}/holidays"),
            format!("{} 年没有任何节假日", file.year),
            format!("the year {} has no holidays", file.year),
        ));
    }
}

fn missing_edition(at: &str) -> Finding {
    Finding::error(
        "calendar-edition-missing",
        format!("{at}/edition"),
        "未写明版本",
        "the file names no edition",
    )
}

/// What an earlier entry said about a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    Holiday,
    MakeUp,
}

fn check_entry(
    file: &YearFile,
    entry: &HolidayEntry,
    at: &str,
    days: &mut BTreeMap<NaiveDate, Claim>,
    findings: &mut Vec<Finding>,
) {
    if entry.name.is_incomplete() {
        findings.push(Finding::error(
            "calendar-name-missing",
            format!("{at}/name"),
            "节假日缺少中文或英文名称",
            "the holiday lacks its Chinese or English name",
        ));
    }
    let last = entry.to.unwrap_or(entry.from);
    if last < entry.from {
        findings.push(Finding::error(
            "calendar-days-reversed",
            format!("{at}/to"),
            format!("最后一天 {last} 早于第一天 {}", entry.from),
            format!("the last day {last} is before the first, {}", entry.from),
        ));
    }
    let mut ends = [("from", entry.from), ("to", last)].into_iter();
    if let Some((field, date)) = ends.find(|(_, date)| !belongs(file.year, *date)) {
        findings.push(outside_year(file.year, date, &format!("{at}/{field}")));
    } else {
        for date in entry.from.iter_days().take_while(|date| *date <= last) {
            findings.extend(claim(days, date, Claim::Holiday, at));
        }
    }
    for (index, date) in entry.make_up.iter().enumerate() {
        check_make_up(file.year, *date, &format!("{at}/make_up/{index}"), days, findings);
    }
}

fn check_make_up(
    year: i32,
    date: NaiveDate,
    at: &str,
    days: &mut BTreeMap<NaiveDate, Claim>,
    findings: &mut Vec<Finding>,
) {
    if !belongs(year, date) {
        findings.push(outside_year(year, date, at));
    }
    if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
        findings.push(Finding::error(
            "calendar-make-up-not-weekend",
            at,
            format!("调休上班日 {date} 不是周六或周日"),
            format!("the make-up day {date} is neither a Saturday nor a Sunday"),
        ));
    }
    findings.extend(claim(days, date, Claim::MakeUp, at));
}

/// A notice's days lie in its year or in December of the year before.
fn belongs(year: i32, date: NaiveDate) -> bool {
    date.year() == year || (date.year() == year - 1 && date.month() == 12)
}

fn outside_year(year: i32, date: NaiveDate, at: &str) -> Finding {
    Finding::error(
        "calendar-date-outside-year",
        at,
        format!("{date} 不在 {year} 年内，也不在上一年 12 月"),
        format!("{date} is neither in {year} nor in December of the year before"),
    )
}

/// Records what an entry says about a day, and objects if another has spoken.
fn claim(
    days: &mut BTreeMap<NaiveDate, Claim>,
    date: NaiveDate,
    claim: Claim,
    at: &str,
) -> Option<Finding> {
    match (days.insert(date, claim)?, claim) {
        (Claim::Holiday, Claim::Holiday) => Some(Finding::error(
            "calendar-holiday-twice",
            at,
            format!("{date} 重复列为节假日"),
            format!("{date} is given as a holiday twice"),
        )),
        (Claim::MakeUp, Claim::MakeUp) => Some(Finding::error(
            "calendar-make-up-twice",
            at,
            format!("{date} 重复列为调休上班日"),
            format!("{date} is given as a make-up day twice"),
        )),
        (Claim::Holiday, Claim::MakeUp) | (Claim::MakeUp, Claim::Holiday) => Some(Finding::error(
            "calendar-make-up-on-holiday",
            at,
            format!("{date} 既列为节假日又列为调休上班日"),
            format!("{date} is both a holiday and a make-up day"),
        )),
    }
}

fn check_office(file: &OfficeFile, findings: &mut Vec<Finding>) {
    if file.edition.trim().is_empty() {
        findings.push(missing_edition("/office"));
    }
    check_hours(&file.hours, "/office/hours", findings);
    let mut months = BTreeSet::new();
    for (index, season) in file.seasons.iter().enumerate() {
        let at = format!("/office/seasons/{index}");
        check_hours(&season.hours, &format!("{at}/hours"), findings);
        for month in &season.months {
            if !(1..=12).contains(month) || !months.insert(*month) {
                findings.push(Finding::error(
                    "office-month-invalid",
                    format!("{at}/months"),
                    format!("月份 {month} 无效或重复"),
                    format!("the month {month} is invalid or named twice"),
                ));
            }
        }
    }
}

fn check_hours(hours: &[OfficePeriod], at: &str, findings: &mut Vec<Finding>) {
    if hours.is_empty() {
        findings.push(Finding::error(
            "office-hours-missing",
            at,
            "没有工作时间",
            "there are no office hours",
        ));
    }
    for (index, period) in hours.iter().enumerate() {
        let valid = (0..=86_400).contains(&period.from) && period.until <= 86_400;
        if !valid || period.until <= period.from {
            findings.push(Finding::error(
                "office-hours-reversed",
                format!("{at}/{index}"),
                format!("{period} 的结束不晚于开始"),
                format!("{period} does not end after it begins"),
            ));
        }
    }
    for (index, pair) in hours.windows(2).enumerate() {
        if let [before, after] = pair
            && after.from < before.until
        {
            findings.push(Finding::error(
                "office-hours-overlap",
                format!("{at}/{}", index + 1),
                format!("{after} 与 {before} 重叠或次序颠倒"),
                format!("{after} overlaps {before} or is out of order"),
            ));
        }
    }
}
