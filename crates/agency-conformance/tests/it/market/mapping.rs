//! From our messages to those of a market supervision office and back. Total: whatever it says is a report or a sentence.

use agency::reading::{Codes, Facts, Fields, local, message_id, names, taken};
use agency::{AgencyError, Amendment, Change, Incoming, Receipt, Referral, Report, Said};
use serde_json::{Value, json};

/// Codes of its states, with our names.
const STATES: [(&str, &str); 7] = [
    ("10", "received"),
    ("11", "declined"),
    ("20", "accepted"),
    ("21", "not_accepted"),
    ("30", "mediating"),
    ("40", "settled"),
    ("41", "ended"),
];

/// Every standing, in the order of the codes.
pub(super) const STANDINGS: [&str; 7] = names(&STATES);

/// Why it does not take a referral, as the reasons of the procedure.
const DECLINES: &Codes = &[("1", "not_our_power"), ("2", "not_our_place")];

pub(super) fn referral(referral: &Referral) -> Value {
    let matter = &referral.matter;
    json!({
        "msg_type": "TS_SEND",
        "msg_id": referral.id,
        "source_no": referral.case_number,
        "org_code": referral.unit,
        "process": matter.workflow,
        "category": matter.category,
        "region": matter.place,
        "deadline": matter.due,
        "sent_at": local(referral.at),
    })
}

pub(super) fn amendment(amendment: &Amendment) -> Value {
    let kind = match amendment.change {
        Change::Recalled => "TS_RECALL",
        Change::Urged => "TS_URGE",
        Change::Supplemented => "TS_ADD",
        Change::RiskRaised => "TS_RISK",
    };
    json!({
        "msg_type": kind,
        "msg_id": amendment.id,
        "of_msg": amendment.referral,
        "tsbh": amendment.foreign_number,
        "sent_at": local(amendment.at),
    })
}

/// It says `ok` again for what it has already.
pub(super) fn receipt(answer: &Value) -> Result<Receipt, AgencyError> {
    let fields = Fields::of(answer).map_err(AgencyError::temporary)?;
    if fields.yes_or_no("ok") == Some(true) {
        return taken(fields, "tsbh", "at");
    }
    match fields.text("err").map_err(AgencyError::temporary)?.as_str() {
        "E01" => Err(AgencyError::permanent("the office is not competent for the matter")),
        _ => Err(AgencyError::temporary("the office gives no answer that can be read")),
    }
}

pub(super) fn report(message: &Incoming) -> Result<Report, String> {
    let fields = Fields::of(&message.body)?;
    let said = match fields.text("msg_type")?.as_str() {
        "TS_STATUS" => Said::Stands {
            foreign_number: fields.number("tsbh")?,
            standing: fields.standing("state", "state_name", &STATES)?,
            facts: facts(fields).all(),
        },
        "TS_ACK" => acknowledged(fields)?,
        _ => return Err("the field `msg_type` names no kind of message that is known".to_owned()),
    };
    let (id, at) = (message_id(message)?, fields.time("at")?);
    Ok(Report { id, at, sequence: None, said })
}

fn acknowledged(fields: Fields<'_>) -> Result<Said, String> {
    let referral = fields.uuid("of_msg")?;
    Ok(match fields.yes_or_no("ok") {
        Some(true) => Said::Arrived { referral, foreign_number: fields.number("tsbh")? },
        Some(false) | None => Said::NotTaken { referral, reason: fields.number("err")?.0 },
    })
}

fn facts(fields: Fields<'_>) -> Facts {
    Facts::default()
        .with("decline_reason", fields.code("why", DECLINES))
        .with("document", fields.maybe_number("doc_no"))
        .with("decided_on", fields.day("done_on"))
        .with("amount", fields.fen("paid"))
}
