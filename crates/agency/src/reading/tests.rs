//! Laws of reading: bounds, forms of times, and what is told of a fault.

use serde_json::json;

use super::*;

fn time(written: &Value) -> Result<DateTime<Utc>, String> {
    let message = json!({ "at": written });
    Fields::of(&message).and_then(|fields| fields.time("at"))
}

#[test]
fn a_time_is_read_in_each_of_its_forms() {
    let wanted: DateTime<Utc> = "2026-03-02T01:00:00Z".parse().unwrap();
    for written in [
        json!("2026-03-02T09:00:00+08:00"),
        json!("2026-03-02 09:00:00"),
        json!("20260302090000"),
        json!(1_772_413_200_000_i64),
        json!("1772413200000"),
    ] {
        assert_eq!(time(&written), Ok(wanted), "{written}");
    }
}

#[test]
fn a_time_of_no_year_of_ours_is_refused_by_the_name_of_its_field() {
    for written in [json!("1899-01-01 00:00:00"), json!(0), json!("soon"), json!([])] {
        assert!(time(&written).is_err_and(|why| why.contains("`at`")));
    }
}

#[test]
fn numbers_are_bounded_and_hold_nothing_invisible() {
    let message = json!({
        "good": "（2026）鄂1281民特12号", "long": "9".repeat(61), "dark": "1\u{202e}2", "empty": " "
    });
    let fields = Fields::of(&message).unwrap();
    assert!(fields.number("good").is_ok());
    for field in ["long", "dark", "empty", "absent"] {
        assert!(fields.number(field).is_err(), "{field}");
    }
}

#[test]
fn a_standing_that_nobody_knows_is_cut() {
    let message = json!({ "code": "77", "name": "某".repeat(500) });
    let fields = Fields::of(&message).unwrap();
    let Ok(Standing::Unrecognized(said)) = fields.standing("code", "name", &[]) else {
        panic!("it is unknown");
    };
    assert_eq!(said.chars().count(), 200);
}

#[test]
fn yuan_are_read_as_fen() {
    let message = json!({ "a": "1200.5", "b": 8000, "c": "0.07", "d": "1.234", "e": "-3" });
    let fields = Fields::of(&message).unwrap();
    let read = ["a", "b", "c", "d", "e"].map(|field| fields.fen(field));
    assert_eq!(read, [Some(120_050), Some(800_000), Some(7), None, None]);
}

#[test]
fn the_longest_beginning_counts() {
    let codes = [("04", "M06"), ("0402", "M17")];
    assert_eq!(by_beginning(&codes, "0402"), Some("M17"));
    assert_eq!(by_beginning(&codes, "0401"), Some("M06"));
    assert_eq!(by_beginning(&codes, "99"), None);
}
