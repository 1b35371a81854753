//! A request that comes in. What it says goes into the case; who says it is sealed and never told here.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::id::PlaceCode;
use domain::text::{Bilingual, Language};
use domain::workflow::{FieldKind, Workflow};
use engine::intake::{Filed, Intake};
use engine::vault::Identity;
use engine::wording::Wording;
use serde::{Deserialize, Serialize};
use store::change::Complaint;
use store::visible::{PUBLIC_CHANNEL, PUBLIC_WORKFLOW};
use utoipa::ToSchema;

use super::answer::{Asking, Faults, Format};
use super::parameters::{Parameters, Sent};
use super::services::{ACCOUNT, attributes, of_code, workflow};
use crate::address::Address;
use crate::api::form::{self, FieldIn, FormIn};
use crate::extract::IdempotencyKey;
use crate::problem::Problem;
use crate::refusal::unfiled;
use crate::state::State as Shared;

/// How many characters of the description become the line by which lists show the case.
const TITLE_CHARACTERS: usize = 60;

/// The longest of what says where and who.
const CHARACTERS_MAX: usize = 200;

/// A request, as a form. Further values come as `attribute[code]`.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(title = "Open311Request")]
#[expect(dead_code, reason = "it is read as names and values; this describes it")]
pub(crate) struct RequestIn {
    /// Not needed, and not looked at.
    api_key: Option<String>,
    /// The county's division code; may be left out.
    jurisdiction_id: Option<String>,
    /// What is asked for.
    service_code: String,
    /// Latitude in degrees. With `long`, or `address_string`, one of which must be there.
    lat: Option<f64>,
    /// Longitude in degrees.
    long: Option<f64>,
    /// Where, in words.
    #[schema(max_length = 200)]
    address_string: Option<String>,
    /// What happened.
    #[schema(min_length = 1, max_length = 2000)]
    description: String,
    /// Sealed with the case.
    #[schema(max_length = 200)]
    email: Option<String>,
    /// Sealed with the case.
    #[schema(max_length = 200)]
    first_name: Option<String>,
    /// Sealed with the case.
    #[schema(max_length = 200)]
    last_name: Option<String>,
    /// Sealed with the case.
    #[schema(max_length = 200)]
    phone: Option<String>,
    /// Not kept.
    device_id: Option<String>,
    /// Not kept.
    account_id: Option<String>,
    /// Not fetched.
    media_url: Option<String>,
}

/// A request that was filed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiledRequestOut {
    /// The number of the case.
    service_request_id: String,
    /// The receipt code, by which the citizen sees more, adds to it and says whether it was solved. Told now and never
    /// again.
    service_notice: String,
    /// Always empty.
    account_id: Option<String>,
}

/// Files a request.
#[utoipa::path(post, path = "/open311/v2/requests.{format}", tag = "open311",
    request_body(content = RequestIn, content_type = "application/x-www-form-urlencoded"),
    params(("format" = inline(Format), Path),
        ("Idempotency-Key" = Option<String>, Header, description = "A fresh key for each new request, the same for a repeat; without one, a repeat is a second request")),
    responses((status = 200, description = "The request, alone in a list", content((Vec<FiledRequestOut> = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn file(
    State(state): State<Shared>,
    from: Address,
    asking: Asking,
    key: Result<Option<IdempotencyKey>, Problem>,
    sent: Sent,
) -> Response {
    let filed = filed(&state, from, &asking, key, sent).await;
    let filed = filed.map(|filed| [told(&filed, asking.language)]);
    let mut response = asking.answer("service_requests", filed);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn filed(
    state: &Shared,
    from: Address,
    asking: &Asking,
    key: Result<Option<IdempotencyKey>, Problem>,
    sent: Sent,
) -> Result<Filed, Problem> {
    let said = Parameters::of_form(sent)?;
    asking.jurisdiction(state, &said)?;
    let mut intake = intake(state, &said)?;
    // There is nobody to tell citizens apart by; two who chose the same key wrote different things.
    let hash = said.hash();
    let actor = || format!("public:{}", store::record::hex(&hash));
    intake.request = key?.map(|key| key.of(actor(), hash));
    state.limits.complain(from)?;
    let is_known = intake.request.is_some();
    let workflow = intake.workflow.clone();
    let filed = state.engine.file(None, intake).await;
    let filed = filed.map_err(|error| unfiled(&state.engine, &workflow, error));
    filed.map_err(|problem| if is_known { problem } else { doubtful(problem) })
}

/// Nothing tells a repeat without a key from a second request of the same words. What it says may be all that two
/// neighbours say of one lamp, so that none is guessed from it: the second would be handed the receipt of the first.
fn doubtful(problem: Problem) -> Problem {
    if problem.status() != StatusCode::SERVICE_UNAVAILABLE {
        return problem;
    }
    problem.with_detail(
        "本次没有带 Idempotency-Key，是否已登记尚不确定，重发可能重复登记",
        "this one had no Idempotency-Key: whether it was filed is not known, and sending it again may file it twice",
    )
}

fn told(filed: &Filed, language: Language) -> FiledRequestOut {
    let codes = filed.receipts.iter().map(|(_, code)| engine::codes::grouped(code));
    let codes = codes.collect::<Vec<_>>().join(", ");
    let notice = Bilingual::new(
        format!("查询码 {codes}，凭它查看办理情况、补充材料和评价，请保存，以后不再显示"),
        format!(
            "Receipt code {codes}: with it you follow, add to and rate the request. Keep it, it is not shown again."
        ),
    );
    FiledRequestOut {
        service_request_id: filed.committed.stored.number.clone(),
        service_notice: notice.get(language).to_owned(),
        account_id: None,
    }
}

fn intake(state: &Shared, said: &Parameters) -> Result<Intake, Problem> {
    let code = said.one("service_code").ok_or_else(|| missing("service_code"))?;
    let service = of_code(&state.engine.definitions().codes, code)?;
    let description = said.one("description").ok_or_else(|| missing("description"))?;
    let workflow = workflow(state)?;
    let mut wording = Wording::default();
    let values = values(workflow, said, description);
    let filing = workflow.definition().filing.form.as_ref();
    let form = form::read(workflow, filing, values, &mut wording)?;
    let party = party(said)?;
    let complaint = complaint(said, description)?;
    let intake = Intake {
        parties: if party.is_empty() { Vec::new() } else { vec![party] },
        category: service.code,
        place: PlaceCode::from(state.options.jurisdiction.as_str()),
        form,
        wording,
        ..Intake::new(PUBLIC_WORKFLOW.into(), state.options.center.clone(), complaint)
    };
    intake.check(&state.engine.definitions().codes)?;
    Ok(intake)
}

fn missing(name: &str) -> Problem {
    Problem::malformed(format!("缺少 {name}"), format!("{name} is missing"))
}

fn wrong(name: &str) -> Problem {
    Problem::malformed(format!("{name} 不符合要求"), format!("{name} is not as it should be"))
}

/// What was filled in, by the fields of the filing form. A name that the form does not know is left to the form to refuse.
fn values(workflow: &Workflow, said: &Parameters, description: &str) -> FormIn {
    let kinds: BTreeMap<_, _> =
        attributes(workflow).map(|(name, field)| (name, field.kind)).collect();
    let given = said.attributes().map(|(name, value)| {
        let value = kinds
            .get(name)
            .map_or_else(|| FieldIn::Text(value.to_owned()), |kind| read(*kind, value));
        (name.to_owned(), value)
    });
    given.chain([(ACCOUNT.to_owned(), FieldIn::Text(description.to_owned()))]).collect()
}

/// A value as the field wants it; what cannot be read stays a text, which the form refuses by its name.
fn read(kind: FieldKind, value: &str) -> FieldIn {
    let text = || FieldIn::Text(value.to_owned());
    match kind {
        FieldKind::Text | FieldKind::Choice => text(),
        FieldKind::Date => FieldIn::Text(value.split('T').next().unwrap_or(value).to_owned()),
        FieldKind::Number | FieldKind::Money => {
            value.parse().map_or_else(|_| text(), FieldIn::Number)
        }
        FieldKind::YesNo => value.parse().map_or_else(|_| text(), FieldIn::YesNo),
    }
}

fn complaint(said: &Parameters, description: &str) -> Result<Complaint, Problem> {
    let degrees =
        |name| said.one(name).map(|text| text.parse().map_err(|_| wrong(name))).transpose();
    let (latitude, longitude): (Option<f64>, Option<f64>) = (degrees("lat")?, degrees("long")?);
    let position = longitude.zip(latitude);
    let address = short(said, "address_string")?;
    if position.is_none() && address.is_empty() {
        return Err(missing("lat, long / address_string"));
    }
    let line = description.lines().next().unwrap_or_default();
    let title = line.chars().take(TITLE_CHARACTERS).collect();
    Ok(Complaint { title, address, position, channel: PUBLIC_CHANNEL.to_owned() })
}

fn party(said: &Parameters) -> Result<Identity, Problem> {
    let (first, last) = (short(said, "first_name")?, short(said, "last_name")?);
    let is_chinese = |name: &str| name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let name = if is_chinese(&first) || is_chinese(&last) {
        format!("{last}{first}")
    } else {
        format!("{first} {last}").trim().to_owned()
    };
    let (telephone, email) = (short(said, "phone")?, short(said, "email")?);
    Ok(Identity { name, telephone, email, ..Identity::default() })
}

fn short(said: &Parameters, name: &str) -> Result<String, Problem> {
    let value = said.one(name).unwrap_or_default();
    if value.chars().count() > CHARACTERS_MAX { Err(wrong(name)) } else { Ok(value.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(form: &str) -> Parameters {
        Parameters::of_query(&format!("/requests?{form}").parse().unwrap()).unwrap()
    }

    #[test]
    fn a_name_is_put_together_as_its_language_does() {
        let name = |form| party(&said(form)).unwrap().name;
        assert_eq!(name("first_name=%E5%B0%8F%E6%98%8E&last_name=%E5%BC%A0"), "张小明");
        assert_eq!(name("first_name=Ming&last_name=Zhang"), "Ming Zhang");
        assert_eq!(name("phone=1"), "");
    }

    #[test]
    fn somewhere_must_be_said() {
        assert!(complaint(&said("lat=29.7"), "x").is_err());
        assert_eq!(
            complaint(&said("lat=29.7&long=113.9"), "x").unwrap().position,
            Some((113.9, 29.7))
        );
        assert!(complaint(&said("address_string=Lushui+Road"), "x").is_ok());
    }

    #[test]
    fn a_title_is_the_beginning_of_the_first_line() {
        let description = format!("{}\nmore", "灯".repeat(80));
        let title = complaint(&said("address_string=a"), &description).unwrap().title;
        assert_eq!(title, "灯".repeat(60));
    }
}
