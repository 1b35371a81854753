//! What twins are asked: a random request over all routes, the same in both but for the ids that each world has.

use serde_json::{Value, json};
use testkit::Random;

use super::county::{Case, version};
use super::twins::Twin;
use crate::support::Call;

/// Whom the hidden case concerns. All of them see something else.
pub(super) const PERSONAS: [&str; 4] =
    ["center.clerk2", "police-puqi.handler", "police-puqi.head", "police-xindian.head"];

/// A request; the same random numbers make the same in both worlds.
pub(super) async fn call(twin: &Twin, random: &mut Random, step: usize) -> Call {
    let target = target(twin, random);
    let other = self::target(twin, random);
    let at = |rest: &str| format!("/api/v1/cases/{}{rest}", target.id);
    match random.below(13) {
        0 | 1 => Call::get(list(random)),
        2 => Call::get(at(pick(
            random,
            &["", "", "/verbs", "/timeline", "/clocks", "/parties", "/attachments", "/routing"],
        ))),
        3 => Call::get(format!("/api/v1/search?q={}", searched(&target, random))),
        4 => Call::get(pick(
            random,
            &["/api/v1/notices", "/api/v1/due-not-escalated", "/api/v1/events"],
        )),
        5 => Call::get(pick(
            random,
            &["/api/v1/me", "/api/v1/units", "/api/v1/categories", "/api/v1/workflows", "/readyz"],
        )),
        6 => {
            let body = json!({ "purpose": "contact", "reason": "回访" });
            Call::post(at(&format!("/parties/{}/reveal", other.party)), &body)
        }
        7 => Call::get(at(&format!("/attachments/{}", other.file))),
        8 => Call::new("POST", at("/attachments")).file("t.txt", &format!("text {step}")),
        9 => {
            let filing =
                json!({ "workflow": "service", "title": "灯", "form": { "account": "三盏" } });
            let path = pick(random, &["/api/v1/cases", "/api/v1/public/complaints"]);
            Call::post(path, &filing).key(&format!("step {step}"))
        }
        10 => {
            let path = pick(
                random,
                &["/api/v1/audit?stream=identities", "/api/v1/me/tokens", "/api/v1/none"],
            );
            Call::get(path)
        }
        _ => {
            let verb = verb(&other, random);
            let expected = expected(twin, &target, random).await;
            Call::post(at("/verbs"), &verb).if_match(expected).key(&format!("step {step}"))
        }
    }
}

fn target(twin: &Twin, random: &mut Random) -> Case {
    if random.one_in(3) { twin.hidden.clone() } else { random.pick(&twin.cases).unwrap().clone() }
}

fn pick(random: &mut Random, from: &[&'static str]) -> &'static str {
    random.pick(from).copied().unwrap()
}

fn list(random: &mut Random) -> String {
    let filters = [
        "",
        "?sort=filed",
        "?limit=1",
        "?limit=2&sort=filed",
        "?open=true",
        "?unassigned=true",
        "?lead=urban-management",
        "?category=11",
        "?place=4212",
        "?stage=handle",
        "?due_before=2026-05-01T00:00:00Z",
    ];
    format!("/api/v1/cases{}", pick(random, &filters))
}

/// The number of the case, the telephone that all cases share, or words that all of them hold.
fn searched(case: &Case, random: &mut Random) -> String {
    let words = ["13977665544", "5544", "%E5%A4%9C%E5%B7%A1", "%E6%B0%91%E8%AD%A6", ""];
    match pick(random, &words) {
        "" => case.number.clone(),
        word => word.to_owned(),
    }
}

fn verb(other: &Case, random: &mut Random) -> Value {
    let note = json!({ "note": "n" });
    let perform = |transition: &str, input: Value| json!({ "command": "perform", "transition": transition, "input": input, "form": {} });
    match random.below(9) {
        0 => json!({ "command": "read" }),
        1 => json!({ "command": "screen" }),
        2 => perform("merge", json!({ "case": other.id })),
        3 => perform("link_repeat", json!({ "case": other.id })),
        4 => perform("sign", Value::Null),
        5 => {
            json!({ "command": "name_respondents", "respondents": { "related": ["center.clerk3"] } })
        }
        6 => {
            json!({ "command": "perform", "transition": "record_note", "form": note, "evidence": { "proof": [other.file] } })
        }
        _ => json!({ "command": "perform", "transition": "record_note", "form": note }),
    }
}

/// The version of a case that both worlds have; a guess for the hidden one.
async fn expected(twin: &Twin, target: &Case, random: &mut Random) -> u64 {
    let guess = random.below(30) as u64;
    if target.id == twin.hidden.id || random.one_in(6) {
        guess
    } else {
        version(&twin.site, target.id).await
    }
}
