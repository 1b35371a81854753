//! An event as it is written into a request: `CloudEvents` 1.0.2 with the HTTP protocol binding, in either mode.

use serde_json::{Value, json};
use store::subscriptions::{DueDelivery, Mode};

/// The media type of the structured mode.
const STRUCTURED: &str = "application/cloudevents+json";

/// The media type of the data.
const JSON: &str = "application/json";

/// What goes into a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Headers by their names.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body. Every try of a delivery has the same.
    pub(super) body: Vec<u8>,
}

/// Writes an event. Its subject is the case.
///
/// # Errors
///
/// Where what is stored of it is damaged: nothing is told in its place.
pub(super) fn written(
    delivery: &DueDelivery,
    mode: Mode,
    source: &str,
) -> Result<Written, serde_json::Error> {
    let DueDelivery { id, topic, data, case, .. } = delivery;
    let at = delivery.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let read: Value = serde_json::from_str(data)?;
    Ok(match mode {
        Mode::Structured => {
            let event = json!({
                "specversion": "1.0", "id": id, "source": source, "type": topic, "time": at,
                "subject": case, "datacontenttype": JSON, "data": read,
            });
            let headers = vec![("content-type", STRUCTURED.to_owned())];
            Written { headers, body: event.to_string().into_bytes() }
        }
        Mode::Binary => {
            let headers = vec![
                ("content-type", JSON.to_owned()),
                ("ce-specversion", "1.0".to_owned()),
                ("ce-id", id.to_string()),
                ("ce-source", source.to_owned()),
                ("ce-type", topic.clone()),
                ("ce-time", at),
                ("ce-subject", case.to_string()),
            ];
            Written { headers, body: data.clone().into_bytes() }
        }
    })
}
