//! One request to one destination, for what is told to others and asks for nothing back: what its status means, by Standard
//! Webhooks 1.0.0, "Deliverability and reliability". The same fences as for a wire hold.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, StatusCode};

use super::answer::{pause, silence};
use super::client::{ClientError, Trust, client};
use super::egress::{Destination, Lookup};

/// What sends to one destination.
#[derive(Debug)]
pub struct HttpPost {
    destination: Destination,
    client: Client,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The status of the answer; none where nobody answered.
    pub status: Option<u16>,
    /// What that means.
    pub verdict: Verdict,
}

/// What an answer, or none, means for what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The other side has it.
    Taken,
    /// There is nobody any more who wants it (410).
    Gone,
    /// It did not work and may work later: at the earliest after this, if it said so. Says what happened, and nothing that
    /// the other side wrote.
    Failed(String, Option<Duration>),
}

impl HttpPost {
    /// Sets it up. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// Where the certificates to trust cannot be read, or those of the system cannot be found.
    pub fn new(
        destination: Destination,
        trust: &Trust,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Self, ClientError> {
        let client = client(&destination, trust, lookup)?;
        Ok(Self { destination, client })
    }

    /// Sends a body with these headers. What the other side writes back is not read.
    pub async fn send(
        &self,
        headers: &[(&str, &str)],
        body: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Posted {
        let Some(headers) = map(headers) else {
            let what = "a header of the message cannot be written".to_owned();
            return Posted { status: None, verdict: Verdict::Failed(what, None) };
        };
        let request = self.client.post(self.destination.url().clone()).headers(headers);
        match request.body(body).send().await {
            Ok(response) => {
                let after = response.headers().get(RETRY_AFTER);
                let after = after.and_then(|value| value.to_str().ok());
                let verdict = verdict(response.status(), after, now);
                Posted { status: Some(response.status().as_u16()), verdict }
            }
            Err(error) => {
                Posted { status: None, verdict: Verdict::Failed(silence(&error).what, None) }
            }
        }
    }
}

/// Only 2xx is success. Everything else is tried again, also what says that the request is wrong: a receiver that is put
/// right within three days gets what it refused.
fn verdict(status: StatusCode, after: Option<&str>, now: DateTime<Utc>) -> Verdict {
    if status.is_success() {
        return Verdict::Taken;
    }
    if status == StatusCode::GONE {
        return Verdict::Gone;
    }
    let after = after.and_then(|text| pause(text, now));
    Verdict::Failed(format!("the other side answered {}", status.as_u16()), after)
}

fn map(headers: &[(&str, &str)]) -> Option<HeaderMap> {
    let read = |(name, value): &(&str, &str)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_str(value).ok()?))
    };
    headers.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_one_meaning() {
        let now: DateTime<Utc> = "2026-11-26T08:00:00Z".parse().unwrap();
        for code in 100..=599 {
            let said = verdict(StatusCode::from_u16(code).unwrap(), Some("90"), now);
            match code {
                200..=299 => assert_eq!(said, Verdict::Taken, "{code}"),
                410 => assert_eq!(said, Verdict::Gone),
                _ => assert!(
                    matches!(&said, Verdict::Failed(what, Some(after))
                        if what.ends_with(&code.to_string()) && after.as_secs() == 90),
                    "{code}: {said:?}"
                ),
            }
        }
    }
}
