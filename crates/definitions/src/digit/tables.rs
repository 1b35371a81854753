//! What DIGIT's actions and roles correspond to here. A best effort: whatever it guesses is said by a finding.

use domain::actor::{Relation, Role, Seat};
use domain::workflow::Verb;

/// Actions by a part of their name, with the verb and the Chinese label. The first that fits counts, so longer parts
/// stand first.
const VERBS: &[(&str, Verb, &str)] = &[
    ("SENDBACK", Verb::Return, "退回"),
    ("SENDBACKTOCITIZEN", Verb::Ask, "退回补正"),
    ("RETURN", Verb::Return, "退回"),
    ("REASSIGN", Verb::Transfer, "转办"),
    ("REOPEN", Verb::Reopen, "重启"),
    ("ESCALATE", Verb::Escalate, "提级"),
    ("FORWARD", Verb::Transfer, "转办"),
    ("TRANSFER", Verb::Transfer, "转办"),
    ("ASSIGN", Verb::Assign, "交办"),
    ("RESUBMIT", Verb::Supplement, "补充"),
    ("RESOLVE", Verb::Submit, "申报办结"),
    ("RATE", Verb::Rate, "评价"),
    ("FEEDBACK", Verb::Rate, "评价"),
    ("VERIFY", Verb::Verify, "核验"),
    ("INSPECT", Verb::Verify, "核验"),
    ("WITHDRAW", Verb::Withdraw, "撤回"),
    ("COMMENT", Verb::Record, "记录"),
    ("ARCHIVE", Verb::Archive, "归档"),
    ("APPLY", Verb::Advance, "提交"),
    ("INITIATE", Verb::Advance, "发起"),
    ("CREATE", Verb::Advance, "提交"),
    ("SUBMIT", Verb::Advance, "提交"),
    ("APPROVE", Verb::Advance, "同意"),
    ("REJECT", Verb::Advance, "不同意"),
    ("CANCEL", Verb::Advance, "取消"),
    ("ACCEPT", Verb::Advance, "受理"),
    ("CLOSE", Verb::Advance, "办结"),
    ("PAY", Verb::Advance, "缴费"),
];

/// The verb for an action and its Chinese label; none if the table does not know it.
pub(super) fn verb(action: &str) -> Option<(Verb, &'static str)> {
    let plain: String = action.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_uppercase();
    let known = VERBS.iter().filter(|(part, _, _)| plain.contains(part));
    known.max_by_key(|(part, _, _)| part.len()).map(|(_, verb, label)| (*verb, *label))
}

/// Roles of DIGIT's complaint module and of its approvals.
const ROLES: &[(&str, Role, Relation)] = &[
    ("CITIZEN", Role::Citizen, Relation::Party),
    ("CSR", Role::Clerk, Relation::Center),
    ("CFC", Role::Clerk, Relation::Center),
    ("COUNTER_EMPLOYEE", Role::Clerk, Relation::Center),
    ("GRO", Role::Clerk, Relation::Center),
    ("PGR_LME", Role::Handler, Relation::Lead),
    ("EMPLOYEE", Role::Handler, Relation::Lead),
    ("FIELD_INSPECTOR", Role::Handler, Relation::Lead),
    ("DOC_VERIFIER", Role::Handler, Relation::Lead),
    ("APPROVER", Role::UnitHead, Relation::Lead),
    ("DGRO", Role::UnitHead, Relation::Lead),
    ("SUPERVISOR", Role::Supervisor, Relation::Center),
    ("AUTO_ESCALATE", Role::Engine, Relation::Center),
    ("SYSTEM", Role::Engine, Relation::Center),
];

/// The seat for a role; none if the table does not know it.
pub(super) fn seat(role: &str) -> Option<Seat> {
    let role = role.to_ascii_uppercase();
    let exact = ROLES.iter().find(|(known, _, _)| *known == role);
    let within = || {
        ROLES
            .iter()
            .filter(|(known, _, _)| role.split('_').any(|part| part == *known))
            .max_by_key(|(known, _, _)| known.len())
    };
    let ending = || ROLES.iter().find(|(known, _, _)| role.ends_with(known));
    exact
        .or_else(within)
        .or_else(ending)
        .map(|(_, role, relation)| Seat { role: *role, relation: *relation })
}

/// A name as our definitions write it: `PENDINGATLME` becomes `pendingatlme`, `Sent Back` becomes `sent_back`.
pub(super) fn name(text: &str) -> String {
    let mut name = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        Some(first) if first.is_ascii_lowercase() => name.to_owned(),
        Some(_) => format!("x_{name}"),
        None => "unnamed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_known_part_of_an_action_counts() {
        assert_eq!(verb("REASSIGN").map(|(verb, _)| verb), Some(Verb::Transfer));
        assert_eq!(verb("ASSIGN").map(|(verb, _)| verb), Some(Verb::Assign));
        assert_eq!(verb("SEND-BACK-TO-CITIZEN").map(|(verb, _)| verb), Some(Verb::Ask));
        assert_eq!(verb("sendBack").map(|(verb, _)| verb), Some(Verb::Return));
        assert_eq!(verb("FROBNICATE"), None);
    }

    #[test]
    fn names_are_written_as_ours() {
        assert_eq!(name("Sent Back!"), "sent_back");
        assert_eq!(name("2ND"), "x_2nd");
        assert_eq!(name("待办"), "unnamed");
    }

    #[test]
    fn roles_are_known_by_their_ending() {
        assert_eq!(
            seat("TL_APPROVER").map(|seat| seat.to_string()).as_deref(),
            Some("unit_head@lead")
        );
        assert_eq!(seat("CITIZEN").map(|seat| seat.to_string()).as_deref(), Some("citizen@party"));
        assert_eq!(seat("WIZARD"), None);
    }
}
