//! From our messages to those of an arbitration tribunal and back. Total: whatever it says is a report or a sentence.

use agency::reading::{Codes, Facts, Fields, local, message_id, names, risk_code, taken};
use agency::{
    AgencyError, Amendment, Change, ForeignNumber, Incoming, Receipt, Referral, Report, Said,
};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

/// Codes of 案件状态 with our names. `[M]`: the values of the county's own system are to be put here.
const STATES: [(&str, &str); 14] = [
    ("SD", "received"),
    ("TH", "declined"),
    ("SL", "accepted"),
    ("BYSL", "not_accepted"),
    ("ZT", "panel_formed"),
    ("KT", "hearing_set"),
    ("YQ", "extended"),
    ("CJ", "awarded"),
    ("TJ", "settled"),
    ("CH", "withdrawn"),
    ("YQWC", "overdue"),
    ("QS", "sued"),
    ("JA", "closed"),
    ("FX", "risk_raised"),
];

/// Every standing, in the order of the codes.
pub(crate) const STANDINGS: [&str; 14] = names(&STATES);

/// Why a tribunal does not take a referral, as the reasons of the procedure.
const DECLINES: &Codes = &[
    ("1", "not_our_power"),
    ("2", "not_our_place"),
    ("3", "in_other_procedure"),
    ("4", "needs_other_lead"),
];

/// Risk as the tribunal writes it.
const RISKS: &Codes = &[("1", "low"), ("2", "medium"), ("3", "high")];

/// Days from acceptance within which the award is made, and the longest extension: 劳动争议调解仲裁法 art. 43.
const AWARD_DAYS: u64 = 45;
const EXTENSION_DAYS: u64 = 15;

/// A referral in the words of a tribunal.
pub(crate) fn referral(referral: &Referral) -> Value {
    let matter = &referral.matter;
    json!({
        "bizType": "REFER",
        "bizId": referral.id,
        "lyajbh": referral.case_number,
        "zcjgbm": referral.unit,
        "lylc": matter.workflow,
        "zylx": matter.category,
        "xzqh": matter.place,
        "fxdj": risk_code(RISKS, matter.risk),
        "qwbjrq": matter.due,
        "ydsj": local(referral.at),
    })
}

/// A change in the words of a tribunal.
pub(crate) fn amendment(amendment: &Amendment) -> Value {
    let kind = match amendment.change {
        Change::Recalled => "RECALL",
        Change::Urged => "URGE",
        Change::Supplemented => "SUPPLEMENT",
        Change::RiskRaised => "RISK",
    };
    json!({
        "bizType": kind,
        "bizId": amendment.id,
        "referId": amendment.referral,
        "sqbh": amendment.foreign_number,
        "sj": local(amendment.at),
    })
}

/// A question in the words of a tribunal.
pub(crate) fn inquiry(number: &ForeignNumber) -> Value {
    json!({ "bizType": "QUERY", "sqbh": number })
}

/// The answer to a referral. A repeat is answered as the first time.
pub(crate) fn receipt(answer: &Value) -> Result<Receipt, AgencyError> {
    let fields = Fields::of(answer).map_err(AgencyError::temporary)?;
    let result = fields.text("result").map_err(AgencyError::temporary)?;
    match result.as_str() {
        "OK" => taken(fields, "sqbh", "sj"),
        "NOT_LABOUR" => Err(AgencyError::permanent("the matter is no labour dispute")),
        "NO_JURISDICTION" => Err(AgencyError::permanent("the tribunal has no jurisdiction")),
        "BAD_REQUEST" => {
            Err(AgencyError::permanent("the tribunal refuses the form of the message"))
        }
        _ => Err(AgencyError::temporary("the tribunal gives no answer that can be read")),
    }
}

/// A message of a tribunal.
pub(crate) fn report(message: &Incoming) -> Result<Report, String> {
    let fields = Fields::of(&message.body)?;
    let said = match fields.text("bizType")?.as_str() {
        "STATUS" => stands(fields)?,
        "ACK" => acknowledged(fields)?,
        _ => return Err("the field `bizType` names no kind of message that is known".to_owned()),
    };
    let (id, at) = (message_id(message)?, fields.time("sj")?);
    Ok(Report { id, at, sequence: fields.count("xh"), said })
}

fn stands(fields: Fields<'_>) -> Result<Said, String> {
    Ok(Said::Stands {
        foreign_number: fields.number("sqbh")?,
        standing: fields.standing("ajzt", "ajztmc", &STATES)?,
        facts: facts(fields).all(),
    })
}

/// The receipt that comes later, where messages are carried in files.
fn acknowledged(fields: Fields<'_>) -> Result<Said, String> {
    let (referral, result) = (fields.uuid("referId")?, fields.text("result")?);
    Ok(match result.as_str() {
        "OK" => Said::Arrived { referral, foreign_number: fields.number("sqbh")? },
        _ => Said::NotTaken { referral, reason: fields.number("result")?.0 },
    })
}

fn facts(fields: Fields<'_>) -> Facts {
    let accepted_on = fields.day("slrq");
    let extended_by = fields.count("yqts");
    Facts::default()
        .with("case_number", fields.maybe_number("zcah"))
        .with("decline_reason", fields.code("thyy", DECLINES))
        .with("accepted_on", accepted_on)
        .with("award_by", accepted_on.and_then(|day| award_by(day, extended_by)))
        .with("hearing_on", fields.day("ktrq"))
        .with("extended_by", extended_by)
        .yes_or_no("extension_lawful", extended_by.map(|days| (1..=EXTENSION_DAYS).contains(&days)))
        .with("notice_number", fields.maybe_number("tzsh"))
        .with("document", fields.maybe_number("wsh"))
        .with("decided_on", fields.day("cprq"))
        .yes_or_no("final", fields.yes_or_no("zjcj"))
        .with("court_number", fields.maybe_number("fyah"))
        .with("risk", fields.code("fxdj", RISKS))
}

/// The last day for the award. An extension beyond what the law allows counts as the longest that it allows.
fn award_by(accepted_on: NaiveDate, extended_by: Option<u64>) -> Option<NaiveDate> {
    let days = AWARD_DAYS + extended_by.unwrap_or(0).min(EXTENSION_DAYS);
    accepted_on.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod laws {
    use super::*;

    #[test]
    fn the_award_is_due_forty_five_days_after_acceptance_and_fifteen_later_at_most() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let accepted = day("2026-03-02");
        assert_eq!(award_by(accepted, None), Some(day("2026-04-16")));
        assert_eq!(award_by(accepted, Some(10)), Some(day("2026-04-26")));
        assert_eq!(award_by(accepted, Some(90)), Some(day("2026-05-01")));
    }
}
