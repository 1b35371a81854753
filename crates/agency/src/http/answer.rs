//! What an answer means for the next try. Nothing that the other side wrote gets into an error.

use std::io::{self, ErrorKind};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};

use super::egress::{NameUnknown, NotAllowed};
use crate::error::{AgencyError, Retry};
use crate::fault::Fault;

/// The most of an answer that is read.
pub const ANSWER_BYTES_MAX: usize = 1 << 20;

/// The longest pause that the other side can ask for. Whoever asks for more is asked again after this.
pub const RETRY_AFTER_MAX: Duration = Duration::from_hours(24);

/// The body of an answer; none where it says that what was sent is under way or that there is nothing to say.
pub(super) async fn read(
    response: Response,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, AgencyError> {
    let status = response.status();
    let after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    if let Some(refusal) = refusal(status, after, now) {
        return Err(refusal);
    }
    if matches!(status, StatusCode::ACCEPTED | StatusCode::NO_CONTENT) {
        return Ok(None);
    }
    body(response).await.map(Some)
}

/// An answer that was there and cannot be used: the case may be there too.
pub(super) fn unreadable() -> AgencyError {
    AgencyError::of(Fault::Unreadable, Retry::Temporary(None))
}

/// A request without an answer.
pub(super) fn silence(error: &reqwest::Error) -> AgencyError {
    AgencyError::of(fault(error), Retry::Temporary(None))
}

/// What stood between: what the causes say, or else at which step it ended.
fn fault(error: &reqwest::Error) -> Fault {
    if error.is_timeout() {
        return if error.is_connect() { Fault::NoConnection } else { Fault::NoAnswer };
    }
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(fault) = of_cause(error) {
            return fault;
        }
        cause = error.source();
    }
    if error.is_connect() { Fault::NobodyListens } else { Fault::Broken }
}

/// What one cause says. An I/O error that wraps another hides it from `source`.
fn of_cause(error: &(dyn std::error::Error + 'static)) -> Option<Fault> {
    if error.is::<NotAllowed>() {
        return Some(Fault::NotAllowed);
    }
    if error.is::<NameUnknown>() {
        return Some(Fault::NameUnknown);
    }
    if error.is::<rustls::Error>() {
        return Some(Fault::Tls);
    }
    let error = error.downcast_ref::<io::Error>()?;
    let inside = error.get_ref().and_then(|inner| of_cause(inner));
    let kind = error.kind();
    let ways: [(Fault, &[ErrorKind]); 3] = [
        (Fault::NobodyListens, &[ErrorKind::ConnectionRefused]),
        (Fault::NoWay, &[ErrorKind::HostUnreachable, ErrorKind::NetworkUnreachable]),
        (Fault::NoConnection, &[ErrorKind::TimedOut]),
    ];
    let by_kind = || ways.into_iter().find(|(_, kinds)| kinds.contains(&kind));
    inside.or_else(|| by_kind().map(|(fault, _)| fault))
}

/// What speaks against the answer, by its status ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110), section 15).
fn refusal(status: StatusCode, after: Option<&str>, now: DateTime<Utc>) -> Option<AgencyError> {
    if status.is_success() {
        return None;
    }
    let again = is_undecided(status) || is_of_the_setting(status);
    let after = after.filter(|_| again).and_then(|text| pause(text, now));
    let retry = if again { Retry::Temporary(after) } else { Retry::Permanent };
    Some(AgencyError::of(Fault::Status(status.as_u16()), retry))
}

/// Overload, and what is not yet decided. 409 says that the first try with this key is still being worked on
/// (draft-ietf-httpapi-idempotency-key-header-07, section 2.7).
fn is_undecided(status: StatusCode) -> bool {
    let undecided = [
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::CONFLICT,
        StatusCode::TOO_EARLY,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    status.is_server_error() || status.is_informational() || undecided.contains(&status)
}

/// What speaks of how the two sides are set up and not of the message: a wrong address, key or certificate. The body has not
/// seen the case, and what waits goes on once somebody has mended that.
fn is_of_the_setting(status: StatusCode) -> bool {
    let unset = [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::PROXY_AUTHENTICATION_REQUIRED,
        StatusCode::MISDIRECTED_REQUEST,
    ];
    status.is_redirection() || unset.contains(&status)
}

/// `Retry-After`: seconds, or an instant (RFC 9110, section 10.2.3).
pub(super) fn pause(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    let asked = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_or(RETRY_AFTER_MAX, Duration::from_secs)
    } else {
        let until = DateTime::<Utc>::from(httpdate::parse_http_date(text).ok()?);
        until.signed_duration_since(now).to_std().unwrap_or_default()
    };
    Some(asked.min(RETRY_AFTER_MAX))
}

async fn body(mut response: Response) -> Result<Vec<u8>, AgencyError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| silence(&error))? {
        if bytes.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(AgencyError::temporary("the answer of the other side is too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-26T08:00:00Z";

    fn said(status: u16, after: Option<&str>) -> Option<Retry> {
        let status = StatusCode::from_u16(status).unwrap();
        refusal(status, after, NOW.parse().unwrap()).map(|error| error.retry)
    }

    #[test]
    fn every_status_has_one_meaning() {
        for status in 100..=599 {
            let expected = match status {
                200..=299 => None,
                // A wrong address or key: the body has refused nothing.
                100..=199
                | 300..=399
                | 401
                | 403..=405
                | 407..=409
                | 421
                | 425
                | 429
                | 500..=599 => Some(Retry::Temporary(None)),
                _ => Some(Retry::Permanent),
            };
            assert_eq!(said(status, None), expected, "{status}");
        }
    }

    #[test]
    fn a_pause_that_was_asked_for_is_kept_up_to_a_day() {
        let seconds = |seconds| Some(Retry::Temporary(Some(Duration::from_secs(seconds))));
        assert_eq!(said(503, Some("120")), seconds(120));
        assert_eq!(said(429, Some(" 0 ")), seconds(0));
        assert_eq!(said(503, Some("Thu, 26 Nov 2026 08:02:00 GMT")), seconds(120));
        assert_eq!(said(503, Some("Thu, 26 Nov 2026 07:00:00 GMT")), seconds(0));
        assert_eq!(said(503, Some("99999999999999999999")), seconds(86_400));
        assert_eq!(said(503, Some("Fri, 26 Nov 2027 08:02:00 GMT")), seconds(86_400));
        for unreadable in ["", "soon", "-5", "1.5"] {
            assert_eq!(said(503, Some(unreadable)), Some(Retry::Temporary(None)));
        }
        assert_eq!(said(422, Some("120")), Some(Retry::Permanent));
    }
}
