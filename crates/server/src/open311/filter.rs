//! Which requests somebody asks for, and how many.

use chrono::TimeDelta;
use domain::id::Timestamp;
use engine::codes::{NUMBER_CHARACTERS, normalized};
use store::queries::RequestFilter;

use super::parameters::Parameters;
use crate::api::input::instant;
use crate::problem::Problem;

/// How many days a list goes back, and how many it may span.
const DAYS_MAX: i64 = 90;

/// How many requests a list has if nothing is said.
const PAGE: u32 = 50;

/// How many requests a list has at most. `GeoReport` allows 1,000, each of which is a whole case to load, for anybody.
pub(super) const PAGE_MAX: u32 = 100;

/// The most services of a question.
const SERVICES_MAX: usize = 1000;

/// Numbers as they are kept, however they are typed; what is none is left out.
pub(super) fn numbers<'a>(typed: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let read = typed.into_iter().filter_map(|number| normalized(number, NUMBER_CHARACTERS));
    read.take(PAGE_MAX as usize).collect()
}

/// Which requests a query asks for.
pub(super) fn filter(query: &Parameters, now: Timestamp) -> Result<RequestFilter, Problem> {
    if let Some(typed) = query.list("service_request_id") {
        let numbers = Some(numbers(typed));
        return Ok(RequestFilter { numbers, ..RequestFilter::default() });
    }
    let (from, until) = window(query, now)?;
    let codes = query.list("service_code");
    let codes = codes.map(|codes| codes.into_iter().take(SERVICES_MAX).map(Into::into));
    Ok(RequestFilter {
        numbers: None,
        categories: codes.map(Iterator::collect),
        open: open(query)?,
        filed_from: Some(from),
        filed_until: Some(until),
    })
}

/// How many of them.
pub(super) fn page_size(query: &Parameters) -> Result<u32, Problem> {
    let size = query.one("page_size").map_or(Ok(PAGE), str::parse);
    size.ok().filter(|size| (1..=PAGE_MAX).contains(size)).ok_or_else(|| {
        Problem::malformed(
            format!("page_size 应在 1 至 {PAGE_MAX} 之间"),
            format!("page_size must be between 1 and {PAGE_MAX}"),
        )
    })
}

/// From when until when: what is not said is 90 days from what is, and the last 90 days if nothing is.
fn window(query: &Parameters, now: Timestamp) -> Result<(Timestamp, Timestamp), Problem> {
    // A plus sign that was not encoded arrives as a space.
    let at = |name| query.one(name).map(|text| instant(&text.replace(' ', "+"))).transpose();
    let days = TimeDelta::days(DAYS_MAX);
    let before = |at: Timestamp| at.checked_sub_signed(days).unwrap_or(Timestamp::MIN_UTC);
    let after = |at: Timestamp| at.checked_add_signed(days).unwrap_or(Timestamp::MAX_UTC);
    let (from, until) = match (at("start_date")?, at("end_date")?) {
        (Some(from), Some(until)) => (from, until),
        (Some(from), None) => (from, after(from)),
        (None, until) => (before(until.unwrap_or(now)), until.unwrap_or(now)),
    };
    if until > after(from) {
        return Err(Problem::malformed(
            format!("start_date 与 end_date 最多相隔 {DAYS_MAX} 日"),
            format!("start_date and end_date may lie at most {DAYS_MAX} days apart"),
        ));
    }
    Ok((from, until))
}

fn open(query: &Parameters) -> Result<Option<bool>, Problem> {
    let wanted = query.list("status").unwrap_or_default();
    if let Some(other) = wanted.iter().find(|status| !["open", "closed"].contains(status)) {
        return Err(Problem::malformed(
            format!("status 应为 open 或者 closed，不是“{other}”"),
            format!("status must be open or closed, not `{other}`"),
        ));
    }
    let (open, closed) = (wanted.contains(&"open"), wanted.contains(&"closed"));
    Ok((open != closed).then_some(open))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<RequestFilter, Problem> {
        let address = format!("/requests?{query}").parse().unwrap();
        filter(&Parameters::of_query(&address).unwrap(), "2026-04-01T00:00:00Z".parse().unwrap())
    }

    fn days(filter: &RequestFilter) -> [String; 2] {
        [filter.filed_from, filter.filed_until].map(|at| at.unwrap().date_naive().to_string())
    }

    #[test]
    fn a_list_spans_ninety_days_from_what_is_said() {
        assert_eq!(days(&read("").unwrap()), ["2026-01-01", "2026-04-01"]);
        assert_eq!(
            days(&read("start_date=2025-01-01T00:00:00Z").unwrap()),
            ["2025-01-01", "2025-04-01"]
        );
        assert_eq!(
            days(&read("end_date=2025-04-01T00:00:00+08:00").unwrap()),
            ["2024-12-31", "2025-03-31"]
        );
        assert!(read("start_date=2025-01-01T00:00:00Z&end_date=2025-06-01T00:00:00Z").is_err());
        assert!(read("start_date=yesterday").is_err());
    }

    #[test]
    fn numbers_override_everything_else() {
        let filter = read("service_request_id=abcdefghjk,%20nonsense&status=shut").unwrap();
        assert_eq!(filter.numbers, Some(vec!["ABCDEFGHJK".to_owned()]));
        assert_eq!(filter.filed_from, None);
    }

    #[test]
    fn a_status_narrows_unless_both_are_asked_for() {
        assert_eq!(read("status=open").unwrap().open, Some(true));
        assert_eq!(read("status=closed").unwrap().open, Some(false));
        assert_eq!(read("status=open,closed").unwrap().open, None);
        assert!(read("status=shut").is_err());
    }
    #[test]
    fn a_page_has_a_size_within_its_bounds() {
        let size = |query: &str| {
            let address = format!("/requests?{query}").parse().unwrap();
            page_size(&Parameters::of_query(&address).unwrap()).ok()
        };
        assert_eq!([size(""), size("page_size=100")], [Some(50), Some(100)]);
        for refused in ["page_size=0", "page_size=101", "page_size=all"] {
            assert_eq!(size(refused), None, "{refused}");
        }
    }
}
