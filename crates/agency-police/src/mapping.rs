//! From our messages to those of a police station and back. Total: whatever it says is a report or a sentence.

use agency::reading::{Codes, Facts, Fields, local, message_id, named, names, risk_code, taken};
use agency::{
    AgencyError, Amendment, Change, ForeignNumber, Handover, Incoming, Receipt, Referral, Report,
    Said,
};
use serde_json::{Value, json};

/// Codes of 案件状态 with our names. `[M]`: the values of the county's own system are to be put here.
const STATES: [(&str, &str); 22] = [
    ("01", "received"),
    ("02", "accepted"),
    ("03", "not_accepted"),
    ("04", "transferred"),
    ("05", "not_police"),
    ("06", "civil_dispute"),
    ("11", "investigating"),
    ("21", "mediating"),
    ("22", "mediating_again"),
    ("23", "agreement_reached"),
    ("24", "agreement_performed"),
    ("25", "agreement_broken"),
    ("26", "mediation_failed"),
    ("27", "settled_on_site"),
    ("28", "reconciled"),
    ("31", "penalty_announced"),
    ("41", "penalised"),
    ("42", "not_penalised"),
    ("43", "terminated"),
    ("44", "criminal"),
    ("51", "closed"),
    ("90", "risk_raised"),
];

/// Every standing, in the order of the codes.
pub(crate) const STANDINGS: [&str; 22] = names(&STATES);

/// Suspected acts, by the list of 程序规定 art. 178.
const ACTS: &Codes = &[
    ("01", "beating"),
    ("02", "insult"),
    ("03", "damage"),
    ("04", "disturbance"),
    ("05", "privacy"),
    ("06", "trespass"),
    ("99", "other"),
];

/// Why a matter may be mediated: 程序规定 art. 178.
const SUITABLE: &Codes = &[("1", "trifles"), ("2", "victim_at_fault"), ("3", "easier_settled")];

/// How somebody was told.
const TOLD: &Codes = &[("1", "oral"), ("2", "written")];

/// The list of disputes that may turn into crimes, red to blue.
const RISKS: &Codes = &[("1", "high"), ("2", "high"), ("3", "medium"), ("4", "low")];

/// Classes of 110 calls about disputes that are no police matter, with the dispute categories of GB/T 31000. The kinds
/// are those of Huzhou's 双非 list and the usual first-level class 纠纷; the numbers are `[M]`.
const CALLS: &Codes = &[
    ("0601", "0999"),
    ("0602", "0804"),
    ("0603", "02"),
    ("0604", "0601"),
    ("0605", "07"),
    ("0606", "0402"),
    ("0607", "01"),
    ("0608", "0503"),
    ("0609", "0502"),
];

/// A referral in the words of a station.
pub(crate) fn referral(referral: &Referral) -> Value {
    let matter = &referral.matter;
    json!({
        "XXLX": "JB",
        "XXBH": referral.id,
        "ZZZXBH": referral.case_number,
        "JSDWDM": referral.unit,
        "YWLX": matter.workflow,
        "SJLBDM": matter.category,
        "XZQHDM": matter.place,
        "FXDJ": risk_code(RISKS, matter.risk),
        "BLQX": matter.due,
        "JBSJ": local(referral.at),
    })
}

/// A change in the words of a station.
pub(crate) fn amendment(amendment: &Amendment) -> Value {
    let kind = match amendment.change {
        Change::Recalled => "CH",
        Change::Urged => "CB",
        Change::Supplemented => "BC",
        Change::RiskRaised => "MZX",
    };
    json!({
        "XXLX": kind,
        "XXBH": amendment.id,
        "YXXBH": amendment.referral,
        "JJDBH": amendment.foreign_number,
        "CZSJ": local(amendment.at),
    })
}

/// A question in the words of a station.
pub(crate) fn inquiry(number: &ForeignNumber) -> Value {
    json!({ "XXLX": "CX", "JJDBH": number })
}

/// The answer to a referral. `01` says that it was there before, under the same number.
pub(crate) fn receipt(answer: &Value) -> Result<Receipt, AgencyError> {
    let fields = Fields::of(answer).map_err(AgencyError::temporary)?;
    let result = fields.text("JGDM").map_err(AgencyError::temporary)?;
    match result.as_str() {
        "00" | "01" => taken(fields, "JJDBH", "JSSJ"),
        "11" => Err(AgencyError::permanent("the police system knows no such unit")),
        "12" => Err(AgencyError::permanent("the police system refuses the form of the message")),
        "13" => Err(AgencyError::permanent("the station is not competent for the place")),
        code if code.starts_with('1') => {
            Err(AgencyError::permanent("the police system refuses the referral"))
        }
        _ => Err(AgencyError::temporary("the police system is busy or under maintenance")),
    }
}

/// A message of a station.
pub(crate) fn report(message: &Incoming) -> Result<Report, String> {
    let fields = Fields::of(&message.body)?;
    let said = match fields.text("XXLX")?.as_str() {
        "ZT" => stands(fields)?,
        "HZ" => acknowledged(fields)?,
        "YJ" => hands_over(fields)?,
        _ => return Err("the field `XXLX` names no kind of message that is known".to_owned()),
    };
    let (id, at) = (message_id(message)?, fields.time("CZSJ")?);
    Ok(Report { id, at, sequence: fields.count("LSH"), said })
}

fn stands(fields: Fields<'_>) -> Result<Said, String> {
    Ok(Said::Stands {
        foreign_number: fields.number("JJDBH")?,
        standing: fields.standing("AJZTDM", "AJZTMC", &STATES)?,
        facts: facts(fields).all(),
    })
}

/// The receipt that comes later, where messages are carried in files.
fn acknowledged(fields: Fields<'_>) -> Result<Said, String> {
    let (referral, result) = (fields.uuid("YXXBH")?, fields.text("JGDM")?);
    Ok(match result.as_str() {
        "00" | "01" => Said::Arrived { referral, foreign_number: fields.number("JJDBH")? },
        _ => Said::NotTaken { referral, reason: fields.number("JGDM")?.0 },
    })
}

/// The 110 desk hands over a dispute that is no police matter.
fn hands_over(fields: Fields<'_>) -> Result<Said, String> {
    Ok(Said::HandsOver(Handover {
        foreign_number: fields.number("JJDBH")?,
        category: fields.category("JQLBDM", CALLS),
        place: fields.place("XZQHDM")?,
        risk: fields.risk("FXDJ", RISKS),
    }))
}

fn facts(fields: Fields<'_>) -> Facts {
    let or_other = |code: String| named(ACTS, &code).unwrap_or("other");
    Facts::default()
        .with("case_reference", fields.maybe_number("AJBH"))
        .with("acceptance_receipt", fields.maybe_number("SAHZBH"))
        .with("suspected_act", fields.maybe("WFXWDM").map(or_other))
        .with("receiving_organ", fields.maybe_number("JSDWDM"))
        .yes_or_no("within_county", fields.yes_or_no("XNYS"))
        .with("told", fields.code("GZFS", TOLD))
        .with("suitable_because", fields.code("TJSYQX", SUITABLE))
        .yes_or_no("no_exclusion", fields.yes_or_no("PCHD"))
        .yes_or_no("minor_involved", fields.yes_or_no("SJWCNR"))
        .with("agreement_number", fields.maybe_number("XYBH"))
        .with("agreed_on", fields.day("XYRQ"))
        .with("perform_by", fields.day("LXQX"))
        .with("amount", fields.fen("PCJE"))
        .with("performed_on", fields.day("LXRQ"))
        .with("announced_on", fields.day("GZRQ"))
        .yes_or_no("hearing_asked", fields.yes_or_no("YQTZ"))
        .with("document", fields.maybe_number("WSH"))
        .with("decided_on", fields.day("JDRQ"))
        .with("risk", fields.code("FXDJ", RISKS))
}
