//! From our messages to those of a mediation committee and back. Total: whatever it says is a report or a sentence.

use agency::reading::{
    Codes, Facts, Fields, by_beginning, local, message_id, names, risk_code, taken,
};
use agency::{
    AgencyError, Amendment, Change, ForeignNumber, Incoming, Receipt, Referral, Report, Said,
};
use chrono::{Days, NaiveDate};
use domain::case::Complexity;
use serde_json::{Value, json};

/// Status codes with our names. 03 to 08 and 50 to 56 are those of the mediation platform; the others are `[M]`.
const STATES: [(&str, &str); 20] = [
    ("03", "pending"),
    ("04", "accepted"),
    ("08", "declined"),
    ("11", "scheduled"),
    ("12", "recorded"),
    ("06", "agreed"),
    ("21", "performing"),
    ("22", "performed"),
    ("23", "defaulted"),
    ("05", "failed"),
    ("07", "ended_otherwise"),
    ("31", "filed"),
    ("50", "confirmation_open"),
    ("51", "confirmation_requested"),
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

/// Why a committee does not take a case, as the reasons of the procedure.
const DECLINES: &Codes = &[
    ("1", "not_our_power"),
    ("2", "not_our_place"),
    ("3", "in_other_procedure"),
    ("4", "needs_other_lead"),
];

/// The form of an agreement: 人民调解法 art. 28.
const FORMS: &Codes = &[("1", "written"), ("2", "oral")];

/// Why a court does not confirm: 民诉解释 art. 355.
const NOT_CONFIRMABLE: &Codes = &[("1", "status"), ("2", "title"), ("3", "other_procedure")];

/// How the parties were reached.
const MANNERS: &Codes = &[("1", "telephone"), ("2", "visit"), ("3", "office"), ("4", "message")];

/// Risk as the platform writes it.
const RISKS: &Codes = &[("1", "low"), ("2", "medium"), ("3", "high")];

/// The 13 entries of the file, in the format of the Ministry of Justice (2010), and whether each must be there.
const DOCUMENTS: [(u64, bool); 13] = [
    (1, true),
    (2, true),
    (3, true),
    (4, false),
    (5, false),
    (6, false),
    (7, true),
    (8, true),
    (9, false),
    (10, false),
    (11, false),
    (12, false),
    (13, true),
];

/// Our categories (GB/T 31000) with the 18 types of the statistics, after `workflows/codes/crosswalk.yaml`, whose numbers
/// are local. Where that table gives several, the widest stands here; where it gives none, 99. `[M]`.
const TYPES: &Codes = &[
    ("01", "M01"),
    ("02", "M02"),
    ("03", "M06"),
    ("04", "M06"),
    ("0402", "M17"),
    ("0403", "M03"),
    ("05", "M06"),
    ("0502", "M15"),
    ("0503", "M16"),
    ("0504", "M09"),
    ("06", "M04"),
    ("0601", "M14"),
    ("07", "M11"),
    ("08", "M04"),
    ("09", "M07"),
    ("0902", "M03"),
    ("10", "M05"),
    ("11", "M08"),
];

/// Days within which both parties ask the court together: 人民调解法 art. 33, 民诉法 art. 205.
const CONFIRMATION_DAYS: Days = Days::new(30);

/// A referral in the words of a committee.
pub(crate) fn referral(referral: &Referral) -> Value {
    let matter = &referral.matter;
    json!({
        "messageType": "CASE_REFER",
        "requestId": referral.id,
        "sourceCaseNo": referral.case_number,
        "orgCode": referral.unit,
        "businessType": matter.workflow,
        "disputeType": by_beginning(TYPES, matter.category.as_str()).unwrap_or("M99"),
        "gbCategory": matter.category,
        "areaCode": matter.place,
        "difficulty": complexity(matter.complexity),
        "riskLevel": risk_code(RISKS, matter.risk),
        "deadline": matter.due,
        "referTime": local(referral.at),
        // 案件来源: referred, not applied for by a party and not on own initiative.
        "caseSource": "ENTRUSTED",
    })
}

/// A change in the words of a committee.
pub(crate) fn amendment(amendment: &Amendment) -> Value {
    let kind = match amendment.change {
        Change::Recalled => "CASE_RECALL",
        Change::Urged => "CASE_URGE",
        Change::Supplemented => "CASE_SUPPLEMENT",
        Change::RiskRaised => "RISK_WARNING",
    };
    json!({
        "messageType": kind,
        "requestId": amendment.id,
        "referId": amendment.referral,
        "disputeNo": amendment.foreign_number,
        "time": local(amendment.at),
    })
}

/// A question in the words of a committee.
pub(crate) fn inquiry(number: &ForeignNumber) -> Value {
    json!({ "messageType": "CASE_QUERY", "disputeNo": number })
}

/// The answer to a referral. The platform says 200 again for what it has already.
pub(crate) fn receipt(answer: &Value) -> Result<Receipt, AgencyError> {
    let fields = Fields::of(answer).map_err(AgencyError::temporary)?;
    match fields.count("code") {
        Some(200) => {
            let data = fields.inside("data");
            let data = data.ok_or_else(|| AgencyError::temporary("the field `data` is missing"))?;
            taken(data, "disputeNo", "acceptTime")
        }
        Some(1001) => {
            Err(AgencyError::permanent("the platform does not take this type of dispute"))
        }
        Some(1002) => Err(AgencyError::permanent("the platform knows no such committee")),
        Some(400..=428 | 430..=499 | 1000 | 1003..=1999) => {
            Err(AgencyError::permanent("the platform refuses the referral"))
        }
        Some(_) => Err(AgencyError::temporary("the platform is busy")),
        None => Err(AgencyError::temporary("the field `code` is missing")),
    }
}

/// A message of a committee.
pub(crate) fn report(message: &Incoming) -> Result<Report, String> {
    let fields = Fields::of(&message.body)?;
    let said = match fields.text("messageType")?.as_str() {
        "STATUS" => stands(fields)?,
        "RECEIPT" => acknowledged(fields)?,
        _ => {
            return Err("the field `messageType` names no kind of message that is known".to_owned());
        }
    };
    let (id, at) = (message_id(message)?, fields.time("eventTime")?);
    Ok(Report { id, at, sequence: fields.count("seq"), said })
}

fn stands(fields: Fields<'_>) -> Result<Said, String> {
    let facts = fields.inside("data").map(facts).unwrap_or_default();
    Ok(Said::Stands {
        foreign_number: fields.number("disputeNo")?,
        standing: fields.standing("status", "statusName", &STATES)?,
        facts: facts.all(),
    })
}

/// The receipt that comes later, where messages are carried in files.
fn acknowledged(fields: Fields<'_>) -> Result<Said, String> {
    let referral = fields.uuid("referId")?;
    Ok(match fields.count("code") {
        Some(200) => Said::Arrived { referral, foreign_number: fields.number("disputeNo")? },
        Some(_) | None => Said::NotTaken { referral, reason: fields.number("code")?.0 },
    })
}

fn facts(data: Fields<'_>) -> Facts {
    let (effective_on, requested_on) = (data.day("effectiveDate"), data.day("confirmApplyDate"));
    let why_not = data.code("notConfirmableReason", NOT_CONFIRMABLE);
    let form = data.code("agreementForm", FORMS);
    Facts::default()
        .with("decline_reason", data.code("declineReason", DECLINES))
        .with("meeting_on", data.day("mediationDate"))
        .with("contact_manner", data.code("contactManner", MANNERS))
        .with("sessions", data.count("sessionCount"))
        .with("form_of_agreement", form)
        .with("effective_on", effective_on)
        .with("file_number", data.maybe_number("fileNo"))
        .with("perform_by", data.day("performDeadline"))
        .with("amount", data.fen("agreementAmount"))
        .yes_or_no("confirmable", form.map(|_| why_not.is_none()))
        .with("why_not_confirmable", why_not)
        .with("performed_on", data.day("performDate"))
        .yes_or_no("danger_left", data.yes_or_no("hiddenRisk"))
        .with("end_reason", data.maybe("endReason").map(|code| end(&code)))
        .yes_or_no("routes_told", data.yes_or_no("routesTold"))
        .with("court", data.maybe_number("courtCode"))
        .with("confirmation_number", data.maybe_number("confirmNo"))
        .with("requested_on", requested_on)
        .yes_or_no("in_time", effective_on.zip(requested_on).map(in_time))
        .with("ruling_number", data.maybe_number("rulingNo"))
        .with("missing_documents", data.maybe("fileList").map(|list| missing(&list)))
        .yes_or_no("file_whole", data.maybe("fileList").map(|list| missing(&list).is_empty()))
        .with("risk", data.code("riskLevel", RISKS))
}

fn end(code: &str) -> &'static str {
    agency::reading::named(ENDS, code).unwrap_or("other")
}

/// Whether the joint request was made within the 30 days. The day of the agreement does not count.
fn in_time((effective_on, requested_on): (NaiveDate, NaiveDate)) -> bool {
    let last = effective_on.checked_add_days(CONFIRMATION_DAYS);
    last.is_some_and(|last| (effective_on..=last).contains(&requested_on))
}

/// The numbers of required documents that a list such as `1,2,3,7` lacks.
fn missing(list: &str) -> String {
    let there: Vec<u64> = list.split(',').filter_map(|entry| entry.trim().parse().ok()).collect();
    let lacks = |(number, required): &&(u64, bool)| *required && !there.contains(number);
    let missing = DOCUMENTS.iter().filter(lacks).map(|(number, _)| number.to_string());
    missing.collect::<Vec<_>>().join(",")
}

fn complexity(complexity: Complexity) -> &'static str {
    match complexity {
        Complexity::Simple => "1",
        Complexity::General => "2",
        Complexity::Complex => "3",
    }
}

#[cfg(test)]
mod laws {
    use super::*;

    #[test]
    fn the_request_is_in_time_on_the_thirtieth_day_and_not_on_the_next() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(in_time((day("2026-03-02"), day("2026-04-01"))));
        assert!(!in_time((day("2026-03-02"), day("2026-04-02"))));
        assert!(!in_time((day("2026-03-02"), day("2026-03-01"))));
    }

    #[test]
    fn a_file_lacks_what_is_required_only() {
        assert_eq!(missing("1,2,3,7,8,13"), "");
        assert_eq!(missing("1, 3, 7, 9"), "2,8,13");
        assert_eq!(missing("?"), "1,2,3,7,8,13");
    }

    #[test]
    fn every_category_is_one_of_the_eighteen_types() {
        for category in ["01", "0402", "0601", "1303", "99", ""] {
            let kind = by_beginning(TYPES, category).unwrap_or("M99");
            let number: u32 = kind[1..].parse().unwrap();
            assert!((1..=17).contains(&number) || number == 99, "{category}: {kind}");
        }
    }
}
