//! What outside bodies push to us: kept once it is known to be theirs, decided later.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use engine::agencies::{Heard, Pushed, Refused};

use crate::address::Address;
use crate::extract::{Path, Raw};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Takes a report in the form of Standard Webhooks: signed over `webhook-id`, `webhook-timestamp` and the body. A repeat is
/// the same report. Nothing is decided yet when this answers.
#[utoipa::path(post, path = "/agencies/{unit}/reports", tag = "agencies", params(("unit" = String, Path)),
    request_body(content = serde_json::Value, content_type = "application/json"),
    responses((status = 202, description = "It is kept, now or before"), Refusals))]
pub(crate) async fn report(
    State(state): State<Shared>,
    from: Address,
    Path(unit): Path<String>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<StatusCode, Problem> {
    state.limits.report(from)?;
    let headers = readable(&headers);
    let pushed = Pushed { from: Some(from.0), headers: &headers, body: &body };
    let heard = state.engine.hear(&unit.as_str().into(), pushed).await?;
    match heard {
        Heard::Kept => Ok(StatusCode::ACCEPTED),
        Heard::Nobody => Err(Problem::not_found()),
        Heard::Quarantined => Err(Problem::unavailable()),
        Heard::Refused(Refused::Signature | Refused::Time) => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "not_theirs",
            "签名或者时间不对：不是这个单位现在发出的",
            "the signature or the time is wrong: this is not the body's own word of now",
        )),
        Heard::Refused(refused @ (Refused::Header(_) | Refused::Unreadable(_))) => {
            Err(Problem::malformed(format!("报文不能读取：{refused}"), refused.to_string()))
        }
    }
}

/// Headers that are text, by their names in lower case.
fn readable(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = headers.iter().filter_map(|(name, value)| Some((name, value.to_str().ok()?)));
    text.map(|(name, value)| (name.as_str().to_owned(), value.to_owned())).collect()
}
