//! From our messages to those of a court and back. Total: whatever it says is a report or a sentence.

use agency::reading::{Codes, Facts, Fields, local, message_id, named, names, risk_code, taken};
use agency::{
    AgencyError, Amendment, Change, ForeignNumber, Handover, Incoming, Receipt, Referral, Report,
    Said,
};
use serde_json::{Value, json};

/// Codes of 办理状态 with our names. 50 to 56 are those of the court mediation platform; the others are `[M]`.
const STATES: [(&str, &str); 20] = [
    ("01", "received"),
    ("02", "declined"),
    ("11", "delegated"),
    ("12", "entrusted"),
    ("13", "mediated"),
    ("14", "mediation_ended"),
    ("21", "corrections"),
    ("22", "filed"),
    ("23", "not_filed"),
    ("31", "in_trial"),
    ("41", "judged"),
    ("42", "ruled"),
    ("43", "settled_in_court"),
    ("44", "claim_withdrawn"),
    ("52", "confirmation_accepted"),
    ("53", "confirmed"),
    ("54", "confirmation_refused"),
    ("55", "confirmation_not_accepted"),
    ("56", "confirmation_timeout"),
    ("90", "risk_raised"),
];

/// Every standing, in the order of the codes.
pub(crate) const STANDINGS: [&str; 20] = names(&STATES);

/// The ends of a mediation: 人民法院在线调解规则 art. 25.
const ENDS: &Codes = &[
    ("1", "agreed"),
    ("2", "settled_withdrawn"),
    ("3", "unreachable"),
    ("4", "party_unwilling"),
    ("5", "far_apart"),
    ("6", "expired"),
    ("7", "signature_refused"),
    ("9", "other"),
];

/// Why a court does not take a referral, as the reasons of the procedure.
const DECLINES: &Codes = &[
    ("1", "not_our_power"),
    ("2", "not_our_place"),
    ("3", "in_other_procedure"),
    ("4", "needs_other_lead"),
];

/// The form of an agreement.
const FORMS: &Codes = &[("1", "written"), ("2", "oral")];

/// Why a court does not confirm: 民诉解释 art. 355.
const NOT_CONFIRMABLE: &Codes = &[("1", "status"), ("2", "title"), ("3", "other_procedure")];

/// Procedures of first instance.
const PROCEDURES: &Codes = &[("1", "ordinary"), ("2", "simplified"), ("3", "small")];

/// Causes of action that courts hand to mediation before filing, with the dispute categories of GB/T 31000. `[M]`: the
/// first-level causes of 民事案件案由规定.
const CAUSES: &Codes = &[
    ("1", "03"),
    ("2", "01"),
    ("3", "04"),
    ("4", "06"),
    ("5", "1001"),
    ("6", "07"),
    ("7", "1003"),
    ("8", "10"),
    ("9", "05"),
];

/// Risk as the court writes it.
const RISKS: &Codes = &[("1", "low"), ("2", "medium"), ("3", "high")];

/// Days of a mediation after filing, from when the mediator signs for the file: 最高人民法院《关于严格依法规范民事案件立案与
/// 调解工作的意见》, in force 2025-01-01; 30 more if both agree.
const DAYS_ORDINARY: u64 = 15;
const DAYS_SIMPLIFIED: u64 = 7;
const DAYS_BY_CONSENT: u64 = 30;

/// A referral in the words of a court.
pub(crate) fn referral(referral: &Referral) -> Value {
    let matter = &referral.matter;
    json!({
        "xxlx": "tjyw",
        "xxid": referral.id,
        "ly": "zzzx",
        "lybh": referral.case_number,
        "fydm": referral.unit,
        "ywlx": matter.workflow,
        "jflb": matter.category,
        "xzqh": matter.place,
        "fxdj": risk_code(RISKS, matter.risk),
        "blqx": matter.due,
        "tjsj": local(referral.at),
    })
}

/// A change in the words of a court.
pub(crate) fn amendment(amendment: &Amendment) -> Value {
    let kind = match amendment.change {
        Change::Recalled => "chtz",
        Change::Urged => "cbtz",
        Change::Supplemented => "bccl",
        Change::RiskRaised => "fxtb",
    };
    json!({
        "xxlx": kind,
        "xxid": amendment.id,
        "yxxid": amendment.referral,
        "lsbh": amendment.foreign_number,
        "sj": local(amendment.at),
    })
}

/// A question in the words of a court.
pub(crate) fn inquiry(number: &ForeignNumber) -> Value {
    json!({ "xxlx": "jdcx", "lsbh": number })
}

/// The answer to a referral. `cf` says that it was there before, under the same number.
pub(crate) fn receipt(answer: &Value) -> Result<Receipt, AgencyError> {
    let fields = Fields::of(answer).map_err(AgencyError::temporary)?;
    let result = fields.text("jg").map_err(AgencyError::temporary)?;
    match result.as_str() {
        "cg" | "cf" => taken(fields, "lsbh", "jssj"),
        "bysl" => Err(AgencyError::permanent("the matter is none that the court takes")),
        "wgxq" => Err(AgencyError::permanent("the court has no jurisdiction")),
        "gscw" => Err(AgencyError::permanent("the court refuses the form of the message")),
        _ => Err(AgencyError::temporary("the court gives no answer that can be read")),
    }
}

/// A message of a court.
pub(crate) fn report(message: &Incoming) -> Result<Report, String> {
    let fields = Fields::of(&message.body)?;
    let said = match fields.text("xxlx")?.as_str() {
        "jdfk" => stands(fields)?,
        "hz" => acknowledged(fields)?,
        "wpyj" => hands_over(fields)?,
        _ => return Err("the field `xxlx` names no kind of message that is known".to_owned()),
    };
    let (id, at) = (message_id(message)?, fields.time("sj")?);
    Ok(Report { id, at, sequence: fields.count("xh"), said })
}

fn stands(fields: Fields<'_>) -> Result<Said, String> {
    Ok(Said::Stands {
        foreign_number: fields.number("lsbh")?,
        standing: fields.standing("ztdm", "ztmc", &STATES)?,
        facts: facts(fields).all(),
    })
}

/// The receipt that comes later, where messages are carried in files.
fn acknowledged(fields: Fields<'_>) -> Result<Said, String> {
    let (referral, result) = (fields.uuid("yxxid")?, fields.text("jg")?);
    Ok(match result.as_str() {
        "cg" | "cf" => Said::Arrived { referral, foreign_number: fields.number("lsbh")? },
        _ => Said::NotTaken { referral, reason: fields.number("jg")?.0 },
    })
}

/// 委派 before filing: the court hands a dispute to the center for mediation.
fn hands_over(fields: Fields<'_>) -> Result<Said, String> {
    Ok(Said::HandsOver(Handover {
        foreign_number: fields.number("lsbh")?,
        category: fields.category("aydm", CAUSES),
        place: fields.place("xzqh")?,
        risk: fields.risk("fxdj", RISKS),
    }))
}

fn facts(fields: Fields<'_>) -> Facts {
    let procedure = fields.code("sycx", PROCEDURES);
    let why_not = fields.code("bkqryy", NOT_CONFIRMABLE);
    let form = fields.code("xyxs", FORMS);
    Facts::default()
        .with("case_number", fields.maybe_number("ah"))
        .with("decline_reason", fields.code("thyy", DECLINES))
        .with("procedure", procedure)
        .with("mediation_days", procedure.map(|name| days(name, fields.yes_or_no("yqty"))))
        .yes_or_no("extended", fields.yes_or_no("yqty"))
        .with("until", fields.day("jzrq"))
        .with("form_of_agreement", form)
        .with("effective_on", fields.day("sxrq"))
        .with("agreement_number", fields.maybe_number("xybh"))
        .with("perform_by", fields.day("lxqx"))
        .with("amount", fields.fen("je"))
        .yes_or_no("confirmable", form.map(|_| why_not.is_none()))
        .with("why_not_confirmable", why_not)
        .with("end_reason", fields.maybe("zzyy").map(|code| named(ENDS, &code).unwrap_or("other")))
        .with("document", fields.maybe_number("wsh"))
        .with("decided_on", fields.day("cprq"))
        .with("risk", fields.code("fxdj", RISKS))
}

/// How long mediation after filing may last.
fn days(procedure: &str, extended: Option<bool>) -> u64 {
    let first = if procedure == "ordinary" { DAYS_ORDINARY } else { DAYS_SIMPLIFIED };
    if extended == Some(true) { first + DAYS_BY_CONSENT } else { first }
}

#[cfg(test)]
mod laws {
    use super::*;

    #[test]
    fn mediation_after_filing_lasts_fifteen_or_seven_days_and_thirty_more_by_consent() {
        assert_eq!(days("ordinary", None), 15);
        assert_eq!(days("simplified", Some(false)), 7);
        assert_eq!(days("ordinary", Some(true)), 45);
        assert_eq!(days("simplified", Some(true)), 37);
    }
}
