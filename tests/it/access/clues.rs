//! Clues: what becomes of a bad review. The center has it looked into or says why not, whoever was rated learns nothing, and its
//! author asks by the code that they got.

use serde_json::json;

use super::citizens::{cases, form, hidden, location, look};
use super::county::{IDENTITY, RESPONDENT};
use super::pages::Browser;
use super::reviews::{SAID, code_of, read, review};
use crate::support::{Call, Database, Site, both};

/// Sends a bad review by the sheet, and gives the code that its author is shown.
async fn sent(site: &Site, token: &str, fields: &[(&str, &str)]) -> String {
    let path = format!("/q/{token}/review");
    let sheet = site.call(look(&path)).await.expect(200).text();
    let key = hidden(&sheet, "key");
    let fields: Vec<_> = fields.iter().copied().chain([("key", key.as_str())]).collect();
    let thanked = site.call(form(&path, &fields)).await.expect(303);
    let thanks = site.call(look(location(&thanked))).await.expect(200).text();
    let (_, code) = thanks.split_once("class=\"code num\">").unwrap();
    let lines = code.split("</p>").next().unwrap().replace("</span>", " ");
    lines.replace("<span>", "").trim().to_owned()
}

async fn id_of(site: &Site, person: &str) -> String {
    let listed = read(site, person, "/api/v1/reviews?bad=true").await;
    listed["reviews"][0]["id"].as_str().unwrap().to_owned()
}

fn act(id: &str, what: &str) -> String {
    format!("/api/v1/reviews/{id}/{what}")
}

both! {
    async fn a_bad_review_is_looked_into_and_its_author_asks_by_the_code(database: Database) {
        let site = Site::on(&database).await;
        let director = Browser::of(&site, "center.director").await;
        let (_, token) = code_of(&site, &json!({ "person": RESPONDENT })).await;
        let fields = [("d.conduct", "very_bad"), ("text", SAID), ("name", IDENTITY[0]), ("telephone", IDENTITY[1])];
        let code = sent(&site, &token, &fields).await;
        let asked = || form("/t", &[("code", &code)]);
        let waits = site.call(asked()).await.expect(200).text();
        assert!(waits.contains("还没有决定怎么处理") && !waits.contains(SAID), "{waits}");
        let list = director.get("/s/reviews").await.expect(200).text();
        let (_, rest) = list.split_once("action=\"/s/reviews/").unwrap();
        let id = rest.split('/').next().unwrap().to_owned();
        director.post(&format!("/s/reviews/{id}/clue"), &[]).await.expect(303);
        let done = director.post(&format!("/s/reviews/{id}/clue"), &[]).await.expect(303);
        assert_eq!(location(&done), "/s/reviews?done=clue");
        let said = director.follow(&done).await.expect(200).text();
        assert!(said.contains("等待两人甄别") && !said.contains(SAID), "nothing waits any more: {said}");
        let found = cases(&site, "center.director").await;
        assert_eq!(found.len(), 1, "two clicks make one: {found:?}");
        let case = found[0]["id"].as_str().unwrap();
        let path = format!("/api/v1/cases/{case}");
        let full = site.ask("center.director", Call::get(&path)).await.expect(200).text();
        assert!(full.contains("\"review\"") && full.contains(RESPONDENT) && !full.contains(IDENTITY[0]), "{full}");
        let all = director.get("/s/reviews?tab=all").await.expect(200).text();
        assert!(all.contains("已转为线索") && all.contains(found[0]["number"].as_str().unwrap()), "{all}");
        for person in [RESPONDENT, "police-puqi.head", "police-puqi.handler2", "police-xindian.head"] {
            site.ask(person, Call::get(&path)).await.expect(404);
            assert_eq!(read(&site, person, "/api/v1/cases").await["total"], 0, "{person}");
        }
        // Its author sees how it stands, as with any receipt.
        let stands = site.call(asked()).await.expect(200).text();
        assert!(stands.contains("正在进行") && !stands.contains("还没有决定"), "{stands}");
        let wrong = site.call(form("/t", &[("code", "0000-0000-0000-0000")])).await.expect(404).text();
        assert!(!wrong.contains("还没有决定"), "{wrong}");
        // Two look at it first, and then a unit that is not complained about.
        for clerk in ["center.clerk", "center.clerk2"] {
            site.ask(clerk, Call::post(format!("{path}/verbs"), &json!({ "command": "screen" })).key(clerk).if_match(version(&site, &path).await)).await.expect(200);
        }
        let perform = |name: &str, rest: serde_json::Value| {
            let mut verb = json!({ "command": "perform", "transition": name });
            verb.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            Call::post(format!("{path}/verbs"), &verb)
        };
        site.ask("center.clerk", perform("accept", json!({})).key("a").if_match(version(&site, &path).await)).await.expect(200);
        for (lead, status) in [("police-puqi", 400..500), ("police-bureau", 200..201)] {
            let to = json!({ "input": { "assign": { "lead": lead } }, "form": { "instruction": "核查" } });
            let call = perform("assign", to).key(lead).if_match(version(&site, &path).await);
            let answer = site.ask("center.clerk", call).await;
            assert!(status.contains(&answer.status), "{lead}: {answer:?}");
        }
        let clues = director.get("/s/reviews/clues").await.expect(200).text();
        assert!(clues.contains("核查中") && clues.contains("交公安局核查"), "{clues}");
        let open = director.get("/s/reviews/clues?stands=open").await.expect(200).text();
        assert!(open.contains("交公安局核查"), "{open}");
        let none = director.get("/s/reviews/clues?stands=substantiated").await.expect(200).text();
        assert!(none.contains("没有线索") && none.contains("还没有核查结论"), "{none}");
        let bureau = Browser::of(&site, "police-bureau.head").await;
        bureau.get("/s/reviews/clues").await.expect(403);
        bureau.post(&format!("/s/reviews/{id}/clue"), &[]).await.expect(403);
    }

    async fn the_center_says_why_there_is_nothing_to_look_into(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "unit": "housing" })).await;
        let code = sent(&site, &token, &[("d.duty", "bad"), ("text", SAID)]).await;
        site.call(review(&token, &json!({ "duty": "good" })).key("good")).await.expect(201);
        let id = id_of(&site, "center.clerk").await;
        site.ask("center.clerk", Call::post(act(&id, "dismiss"), &json!({ "why": "perfect" }))).await.expect(400);
        let why = json!({ "why": "no_fact" });
        for person in ["housing.head", "housing.handler", "admin.system", "plc.handler", "police-bureau.head"] {
            for (what, body) in [("dismiss", &why), ("clue", &json!({}))] {
                site.ask(person, Call::post(act(&id, what), body)).await.expect(404);
            }
        }
        assert_eq!(read(&site, "center.clerk", "/api/v1/reviews").await["waiting"], 1);
        site.ask("center.clerk", Call::post(act(&id, "dismiss"), &why)).await.expect(204);
        site.ask("center.director", Call::post(act(&id, "dismiss"), &why)).await.expect(409);
        let told = async || site.call(form("/t", &[("code", &code)])).await.expect(200).text();
        let dismissed = told().await;
        assert!(dismissed.contains("没有可核实的具体事实") && !dismissed.contains(SAID), "{dismissed}");
        // Somebody may think otherwise later.
        site.ask("center.director", Call::post(act(&id, "clue"), &json!({}))).await.expect(200);
        assert!(told().await.contains("正在进行"));
        site.ask("center.director", Call::post(act(&id, "dismiss"), &why)).await.expect(409);
        let audit = site.ask("admin.audit", Call::get("/api/v1/audit?stream=reviews")).await.expect(200).text();
        assert!(audit.contains("review_dismissed") && audit.contains("no_fact") && !audit.contains(SAID), "{audit}");
        let good = read(&site, "center.clerk", "/api/v1/reviews").await;
        let good = good["reviews"].as_array().unwrap().iter().find(|one| one["levels"][0]["level"] == "good").unwrap();
        let good = good["id"].as_str().unwrap();
        site.ask("center.clerk", Call::post(act(good, "clue"), &json!({}))).await.expect(409);
        site.ask("center.clerk", Call::post(act(good, "dismiss"), &why)).await.expect(409);
    }

    async fn two_who_decide_at_once_make_one_case_and_who_is_rated_decides_nothing(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "person": RESPONDENT })).await;
        sent(&site, &token, &[("d.law", "bad"), ("text", SAID)]).await;
        let id = id_of(&site, "center.director").await;
        for person in ["center.clerk", RESPONDENT, "police-puqi.head", "police-bureau.head"] {
            site.ask(person, Call::post(act(&id, "clue"), &json!({}))).await.expect(404);
        }
        let open = || Call::post(act(&id, "clue"), &json!({}));
        let (one, other) = tokio::join!(site.ask("center.director", open()), site.ask("center.supervisor", open()));
        assert_eq!((one.clone().expect(200).json(), one.status), (other.json(), other.status));
        assert_eq!(cases(&site, "center.director").await.len(), 1);
        // A center that is reviewed itself runs no case of it.
        let (_, own) = code_of(&site, &json!({ "unit": "center" })).await;
        sent(&site, &own, &[("d.duty", "bad"), ("text", "中心也要评")]).await;
        let own = id_of(&site, "plc.head").await;
        site.ask("center.director", Call::post(act(&own, "clue"), &json!({}))).await.expect(404);
        site.ask("plc.head", Call::post(act(&own, "clue"), &json!({}))).await.expect(200);
        assert_eq!(cases(&site, "center.director").await.len(), 1, "the center learns nothing of it");
    }
}

async fn version(site: &Site, path: &str) -> u64 {
    site.ask("center.director", Call::get(path)).await.expect(200).json()["version"]
        .as_u64()
        .unwrap()
}
