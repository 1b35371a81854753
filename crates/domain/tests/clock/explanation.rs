//! Explanations in both languages, as the page "why this day" shows them.

use crate::support::{at, calendar, pause, rule};
use domain::calendar::Calendar;
use domain::clock::{
    DayEnd, Explanation, Length, Pause, compute, deadline_rfc3339, deadline_text,
    last_instant_in_time,
};
use domain::id::DocumentNumber;
use domain::text::Language;

fn lines(length: &str, rolls: bool, day_end: DayEnd, from: &str, language: Language) -> String {
    let rule = rule(length, rolls, day_end);
    compute(&calendar(), &rule, at(from), &[], &[]).explanation.lines(language).join("\n")
}

#[test]
fn working_days_name_the_weekend_they_skip_and_the_hours_that_end_them() {
    let text = lines("5 work_day", false, DayEnd::Close, "2026-11-18 10:40", Language::Zh);
    assert_eq!(
        text,
        "起算 2026-11-18 10:40（次日起算）\n\
         ＋5 个工作日，至 11-25 周三\n\
         不计 11-21 周六、11-22 周日\n\
         暂停 0；延期 0\n\
         ＝ 2026-11-25 17:30（工作时间 08:30–12:00、14:30–17:30）"
    );
    let text = lines("5 work_day", false, DayEnd::Close, "2026-11-18 10:40", Language::En);
    assert_eq!(
        text,
        "starts 2026-11-18 10:40, counted from the next day\n\
         + 5 working days, to 11-25 Wed\n\
         not counted: 11-21 Sat, 11-22 Sun\n\
         pauses: 0; extensions: 0\n\
         = 2026-11-25 17:30 (office hours 08:30–12:00, 14:30–17:30)"
    );
}

#[test]
fn holidays_and_make_up_days_name_the_notice_that_declares_them() {
    let text = lines("5 work_day", false, DayEnd::Midnight, "2026-02-13 10:00", Language::Zh);
    assert_eq!(
        text,
        "起算 2026-02-13 10:00（次日起算）\n\
         ＋5 个工作日，至 02-27 周五\n\
         计入 02-14 周六，调休上班（《国务院办公厅关于2026年部分节假日安排的通知》）\n\
         不计 02-15 周日至 02-23 周一，春节（《国务院办公厅关于2026年部分节假日安排的通知》）\n\
         暂停 0；延期 0\n\
         ＝ 2026-02-27 24:00"
    );
}

#[test]
fn a_last_day_on_a_holiday_names_the_holiday_and_the_day_in_its_place() {
    let text = lines("60 calendar_day", true, DayEnd::Midnight, "2026-08-04 09:00", Language::Zh);
    assert_eq!(
        text,
        "起算 2026-08-04 09:00（次日起算）\n\
         ＋60 日，至 10-03 周六\n\
         最后一日 10-03 周六遇国庆节，顺延至 10-08 周四\n\
         暂停 0；延期 0\n\
         ＝ 2026-10-08 24:00"
    );
}

#[test]
fn pauses_and_extensions_are_told_with_ground_and_document() {
    let rule = rule("15 calendar_day", true, DayEnd::Midnight);
    let pauses = [Pause {
        document: Some(DocumentNumber::new("鉴字〔2026〕3号")),
        ..pause("2026-03-04 10:00", "2026-03-06 11:00")
    }];
    let extensions: [Length; 1] = ["1 month".parse().unwrap()];
    let computed = compute(&calendar(), &rule, at("2026-03-02 09:00"), &extensions, &pauses);
    let name = |_: &_| String::from("鉴定");
    assert_eq!(
        computed.explanation.lines_naming(Language::Zh, &name).join("\n"),
        "起算 2026-03-02 09:00（次日起算）\n\
         ＋15 日，至 03-19 周四\n\
         延期 ＋1 个月，至 04-19 周日\n\
         暂停 2026-03-04 10:00 至 2026-03-06 11:00，鉴定（鉴字〔2026〕3号），其间不计\n\
         最后一日 04-19 周日为休息日，顺延至 04-20 周一\n\
         ＝ 2026-04-20 24:00"
    );
    let english = computed.explanation.lines(Language::En).join("\n");
    assert!(english.contains("extended by 1 month, to 04-19 Sun"), "{english}");
    assert!(english.contains("appraisal (鉴字〔2026〕3号), not counted"), "{english}");
}

#[test]
fn a_deadline_on_provisional_or_missing_data_says_so() {
    let midnight = DayEnd::Midnight;
    let provisional = lines("5 work_day", false, midnight, "2027-02-03 09:00", Language::Zh);
    assert!(provisional.contains("2027 年放假安排尚未公布"), "{provisional}");
    let missing = lines("5 work_day", false, midnight, "2028-02-03 09:00", Language::En);
    assert!(missing.contains("no holidays on file for 2028"), "{missing}");
    let moved = lines("5 calendar_day", true, midnight, "2027-02-03 09:00", Language::Zh);
    assert!(moved.contains("2027 年放假安排尚未公布"), "{moved}");
}

#[test]
fn a_deadline_that_no_calendar_data_decides_is_not_called_provisional() {
    let text = lines("5 calendar_day", false, DayEnd::Midnight, "2027-02-03 09:00", Language::Zh);
    assert!(!text.contains("尚未公布"), "{text}");
    let text = lines("24 hour", false, DayEnd::Midnight, "2028-02-03 09:00", Language::En);
    assert!(!text.contains("provisional"), "{text}");
    let text = lines("5 work_day", false, DayEnd::Midnight, "2026-12-01 09:00", Language::En);
    assert!(!text.contains("provisional"), "{text}");
}

#[test]
fn a_long_limit_is_summed_up_and_stays_short() {
    let text = lines("500 work_day", false, DayEnd::Midnight, "2025-01-02 09:00", Language::Zh);
    assert!(text.contains("另有休息日"), "{text}");
    assert!(text.lines().count() < 30, "{text}");
}

#[test]
fn an_explanation_survives_storage_and_reads_without_a_calendar() {
    let rule = rule("7 work_day", true, DayEnd::Close);
    let pauses = [pause("2026-09-28 10:00", "2026-09-30 09:00")];
    let computed = compute(&calendar(), &rule, at("2026-09-23 09:00"), &[], &pauses);
    let stored = serde_json::to_string(&computed.explanation).unwrap();
    let read: Explanation = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, computed.explanation);
    assert_eq!(&*read.edition, "cn-2025.1, cn-2026.1, cn-2027.0, office-hours.1");
}

#[test]
fn an_empty_explanation_has_no_lines() {
    assert!(Explanation::default().lines(Language::Zh).is_empty());
}

#[test]
fn a_midnight_deadline_is_shown_as_the_day_it_ends() {
    let calendar = Calendar::default();
    let midnight = at("2026-02-28 00:00");
    assert_eq!(deadline_text(&calendar, midnight), "2026-02-27 24:00");
    assert_eq!(deadline_rfc3339(&calendar, midnight), "2026-02-27T23:59:59+08:00");
    assert_eq!(last_instant_in_time(&calendar, midnight), at("2026-02-27 23:59:59"));
    let close = at("2026-02-27 17:30");
    assert_eq!(deadline_text(&calendar, close), "2026-02-27 17:30");
    assert_eq!(deadline_rfc3339(&calendar, close), "2026-02-27T17:30:00+08:00");
}
