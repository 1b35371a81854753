//! Proof: everybody who may act or is told can exist. No administrator sees a case, and the engine passes nothing.

use super::Ground;
use crate::actor::{Relation, Role, Seat};
use crate::finding::{Finding, pointer};

/// One finding for each seat that nobody can or may take, and for each list that lacks one.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let definition = ground.definition;
    let mut findings = filers(ground);
    for (name, transition) in &definition.transitions {
        findings.extend(list(&["transitions", name.as_str(), "by"], &transition.by));
        if transition.by.is_empty() {
            findings.push(nobody_may(name.as_str()));
        }
    }
    for (name, letter) in &definition.letters {
        findings.extend(list(&["letters", name.as_str(), "to"], &letter.to));
    }
    for (name, limit) in &definition.limits {
        for (index, level) in limit.ladder.iter().enumerate() {
            findings.extend(list(
                &["limits", name.as_str(), "ladder", &index.to_string(), "to"],
                &level.to,
            ));
        }
    }
    findings
}

fn filers(ground: &Ground<'_>) -> Vec<Finding> {
    let by = &ground.definition.filing.by;
    if by.is_empty() {
        return vec![
            Finding::error(
                "nobody-files",
                "/filing/by",
                "没有人可以登记",
                "nobody may file a case",
            )
            .help("至少写 `citizen` 或 `clerk`", "name at least `citizen` or `clerk`"),
        ];
    }
    let wrong =
        by.iter().enumerate().filter(|(_, role)| role.is_administrator() || **role == Role::Engine);
    wrong
        .map(|(index, role)| outsider(pointer(["filing", "by", &index.to_string()]), *role))
        .collect()
}

fn nobody_may(name: &str) -> Finding {
    Finding::error(
        "nobody-may",
        pointer(["transitions", name, "by"]),
        format!("没有人可以办理 `{name}`"),
        format!("nobody may do `{name}`"),
    )
    .help(
        "请写明角色与关系，如 `handler@lead`",
        "name a role and a relation, such as `handler@lead`",
    )
}

fn list(path: &[&str], seats: &[Seat]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, seat) in seats.iter().enumerate() {
        let place = index.to_string();
        let at = pointer(path.iter().copied().chain([place.as_str()]));
        if seat.role.is_administrator() || seat.role == Role::Engine {
            findings.push(outsider(at, seat.role));
        } else if !fits(*seat) {
            findings.push(misfit(at, *seat));
        } else if seats[..index].contains(seat) {
            findings.push(twice(at, *seat));
        }
    }
    findings
}

fn outsider(at: String, role: Role) -> Finding {
    let role_name = role.as_str();
    if role == Role::Engine {
        return Finding::error(
            "engine-acts",
            at,
            "系统不得代替人办理，不得超时自动通过",
            "the engine does nothing in a person's place: nothing passes by timeout",
        )
        .help(
            "请由人办理；超时只能逐级提醒",
            "let a person do it; a limit that runs out only escalates",
        );
    }
    Finding::error(
        "administrator-acts",
        at,
        format!("三员 `{role_name}` 不得接触案件"),
        format!("administrator `{role_name}` sees no case"),
    )
    .help("请改为办案角色", "name a role that works on cases")
}

/// Whether people of this role can stand in this relation to a case.
const fn fits(seat: Seat) -> bool {
    match seat.role {
        Role::Citizen => matches!(seat.relation, Relation::Party),
        Role::Clerk | Role::Supervisor | Role::Director => {
            matches!(seat.relation, Relation::Center | Relation::Signer)
        }
        Role::Handler | Role::UnitHead => {
            matches!(
                seat.relation,
                Relation::Lead
                    | Relation::Assistant
                    | Relation::Consulted
                    | Relation::Superior
                    | Relation::Signer
            )
        }
        Role::SystemAdministrator
        | Role::SecurityAdministrator
        | Role::AuditAdministrator
        | Role::Engine => false,
    }
}

fn misfit(at: String, seat: Seat) -> Finding {
    let (role, relation) = (seat.role.as_str(), seat.relation.as_str());
    let fitting =
        Relation::ALL.into_iter().filter(|relation| fits(Seat { relation: *relation, ..seat }));
    let seats: Vec<String> =
        fitting.map(|relation| format!("`{}`", Seat { relation, ..seat })).collect();
    Finding::error(
        "impossible-seat",
        at,
        format!("角色 `{role}` 不可能处于 `{relation}` 关系"),
        format!("a `{role}` cannot stand in relation `{relation}` to a case"),
    )
    .help(format!("可用：{}", seats.join("、")), format!("there are {}", seats.join(", ")))
}

fn twice(at: String, seat: Seat) -> Finding {
    Finding::error(
        "named-twice",
        at,
        format!("`{seat}` 写了两次"),
        format!("`{seat}` is named twice"),
    )
}
