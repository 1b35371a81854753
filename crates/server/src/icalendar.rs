//! Days in a calendar, as text (RFC 5545). The package for it (`icalendar` 0.17) names two programs in one calendar and lets
//! a day end on the day on which it begins, both against the RFC, and brings a parser along; what is needed is this little.

use chrono::NaiveDate;
use domain::id::Timestamp;

/// A day in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// By what it is known again when it moves.
    pub(crate) uid: String,
    /// When it was last made anew.
    pub(crate) stamp: Timestamp,
    /// Which day.
    pub(crate) date: NaiveDate,
    /// What for, in one line.
    pub(crate) summary: String,
}

/// The longest line, in octets, without its end (section 3.1).
const LINE_OCTETS_MAX: usize = 75;

/// A calendar of that name.
pub(crate) fn calendar(name: &str, days: &[Day]) -> String {
    let mut text = String::new();
    let opening = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bihuan//Deadlines//ZH",
        "CALSCALE:GREGORIAN",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ];
    opening.iter().for_each(|line| fold(line, &mut text));
    fold(&format!("X-WR-CALNAME:{}", escaped(name)), &mut text);
    for day in days {
        fold("BEGIN:VEVENT", &mut text);
        fold(&format!("UID:{}", day.uid), &mut text);
        fold(&format!("DTSTAMP:{}", basic_time(day.stamp)), &mut text);
        fold(&format!("DTSTART;VALUE=DATE:{}", basic_date(day.date)), &mut text);
        fold(&format!("SUMMARY:{}", escaped(&day.summary)), &mut text);
        // A deadline takes up nobody's day.
        fold("TRANSP:TRANSPARENT", &mut text);
        fold("END:VEVENT", &mut text);
    }
    fold("END:VCALENDAR", &mut text);
    text
}

/// `20261126`.
fn basic_date(date: NaiveDate) -> String {
    date.to_string().replace('-', "")
}

/// `20261126T080000Z`.
fn basic_time(at: Timestamp) -> String {
    let text = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    text.replace(['-', ':'], "")
}

/// A text as a value (section 3.3.11). What cannot be seen is left out.
fn escaped(text: &str) -> String {
    let mut value = String::new();
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => value.extend(['\\', character]),
            '\n' => value.push_str("\\n"),
            hidden if hidden.is_control() => {}
            other => value.push(other),
        }
    }
    value
}

/// Adds a line in as many pieces as it needs; no character is cut.
fn fold(line: &str, text: &mut String) {
    let mut room = LINE_OCTETS_MAX;
    for character in line.chars() {
        if character.len_utf8() > room {
            text.push_str("\r\n ");
            room = LINE_OCTETS_MAX - 1;
        }
        text.push(character);
        room -= character.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader makes of folded lines (section 3.1).
    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn whatever_a_line_holds_it_is_folded_within_75_octets_and_unfolds_to_itself() {
        // Characters of one to four octets, so that a cut falls on every place within one.
        let alphabet = ['a', 'é', '案', '🚓', ' ', ';'];
        for length in 0..200 {
            for step in 1..=alphabet.len() {
                let line: String =
                    (0..length).map(|place| alphabet[place * step % alphabet.len()]).collect();
                let mut text = String::new();
                fold(&line, &mut text);
                assert!(text.ends_with("\r\n"));
                let body = text.strip_suffix("\r\n").unwrap();
                for piece in body.split("\r\n") {
                    assert!(piece.len() <= LINE_OCTETS_MAX, "{} octets: {piece}", piece.len());
                }
                assert_eq!(unfolded(body), line);
            }
        }
    }

    #[test]
    fn a_line_is_folded_no_sooner_than_it_must_be() {
        let mut text = String::new();
        fold(&"x".repeat(75), &mut text);
        assert_eq!(text.matches("\r\n").count(), 1);
        let mut text = String::new();
        fold(&"x".repeat(76), &mut text);
        assert_eq!(text, format!("{}\r\n x\r\n", "x".repeat(75)));
    }

    #[test]
    fn what_has_a_meaning_in_a_value_is_escaped_and_nothing_ends_a_line() {
        assert_eq!(escaped("a,b;c\\d\ne\r\u{7}f"), "a\\,b\\;c\\\\d\\nef");
        let day = Day {
            uid: "1@x".to_owned(),
            stamp: "2026-03-02T01:02:03Z".parse().unwrap(),
            date: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
            summary: "x\r\nEND:VCALENDAR".to_owned(),
        };
        let text = calendar("n", &[day]);
        assert_eq!(text.matches("\r\nEND:VCALENDAR").count(), 1);
        assert!(text.contains("\r\nDTSTART;VALUE=DATE:20260309\r\n"));
        assert!(text.contains("\r\nDTSTAMP:20260302T010203Z\r\n"));
        assert!(!text.contains("METHOD"));
    }
}
