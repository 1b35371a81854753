//! Suspicions 疑点: planted frauds are found through the real engine, found again they stay one row, somebody judges them who may,
//! and whoever must not know of a case finds no suspicion about it.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::case::{Assignment, Command, Input, Perform, Reasoned, Respondents};
use domain::id::{CaseId, PersonId};
use domain::suspicion::Indicator;
use engine::execute::Order;
use serde_json::{Value, json};
use store::suspicions::{SuspicionFilter, VisibleSuspicions};
use uuid::Uuid;

use crate::access::county::perform;
use crate::access::pages::{Browser, hidden};
use crate::support::{Call, Database, Site, World, both, lamp};

pub(crate) const UNIT: &str = "urban-management";
pub(super) const HANDLER: &str = "urban-management.handler";

/// An answer long enough to say something, which no county demands word for word.
const ANSWER: &str =
    "经现场查看，已更换损坏的灯具并加固灯杆，夜间巡查三次均正常亮灯，今后将纳入日常巡检范围";

/// What a copied answer hides behind: another number.
const COPIED: &str =
    "经现场查看，已更换损坏的灯具并加固灯杆，夜间巡查5次均正常亮灯，今后将纳入日常巡检范围";

/// A photograph of waves.
pub(super) fn photograph(seed: u32, quality: u8) -> Vec<u8> {
    let wave = |at: u32, length: u32| u8::try_from(at % length * 255 / length).unwrap();
    let picture = image::RgbImage::from_fn(320, 240, |x, y| {
        let at = x * seed / 7 + y * (seed + 3) / 5;
        image::Rgb([wave(at, 97), wave(x + seed, 61), wave(x * y / 50 + seed, 200)])
    });
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality);
    image::DynamicImage::ImageRgb8(picture).write_with_encoder(encoder).unwrap();
    bytes
}

/// A case, and what its citizen holds.
pub(crate) struct Planted {
    pub(crate) case: CaseId,
    receipt: String,
}

/// How a unit closes a case.
pub(super) struct Closed<'a> {
    pub(super) place: &'a str,
    pub(super) telephone: &'a str,
    pub(super) answer: &'a str,
    pub(super) photograph: Vec<u8>,
}

impl Closed<'_> {
    pub(super) fn honest(number: u32, answer: &str) -> Closed<'_> {
        let places = ["421281001", "421281002", "421281101", "421281102", "421281103"];
        Closed {
            place: places[number as usize % places.len()],
            telephone: "13800001234",
            answer,
            photograph: photograph(11 + number * 13, 90),
        }
    }
}

pub(super) async fn upload(site: &Site, person: &str, case: CaseId, content: &[u8]) -> Value {
    let mut body =
        b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n"
            .to_vec();
    body.extend(content.iter().copied().chain(*b"\r\n--b--\r\n"));
    let call = Call::new("POST", format!("/api/v1/cases/{case}/attachments"));
    let call = call.raw("multipart/form-data; boundary=b", body);
    site.ask(person, call).await.expect(201).json()["id"].clone()
}

pub(super) async fn step(site: &Site, person: &str, case: CaseId, mut verb: Value) {
    verb["command"] = json!("perform");
    perform(site, person, case, &verb).await.expect(200);
}

/// Files a case, has the unit close it and the center pass the result.
pub(super) async fn closed(site: &Site, how: Closed<'_>) -> Planted {
    let mut intake = lamp();
    how.telephone.clone_into(&mut intake.parties[0].telephone);
    intake.place = how.place.into();
    let filed = site.world.engine.file(Some(World::person("center.clerk")), intake).await.unwrap();
    let (case, receipt) = (filed.committed.stored.case.id, filed.receipts[0].1.clone());
    site.world.dispatch(case, UNIT).await;
    pass(site, TimeDelta::minutes(40));
    step(site, HANDLER, case, json!({ "transition": "sign" })).await;
    let contact = json!({ "channel": "phone", "said": "已联系" });
    step(site, HANDLER, case, json!({ "transition": "contact", "form": contact })).await;
    let file = upload(site, HANDLER, case, &how.photograph).await;
    let result = json!({ "answer": how.answer, "measures": "换灯" });
    let verb =
        json!({ "transition": "submit_resolved", "form": result, "evidence": { "proof": [file] } });
    step(site, HANDLER, case, verb).await;
    let verb = json!({ "transition": "pass_verification", "input": { "verdict": "yes" } });
    step(site, "center.clerk", case, verb).await;
    Planted { case, receipt }
}

pub(crate) fn pass(site: &Site, span: TimeDelta) {
    site.world.clock.set(site.world.now() + span);
}

/// The citizen says whether it was solved, from an address.
pub(super) async fn rates(site: &Site, planted: &Planted, solved: &str, from: &str) {
    let call = Call::post("/api/v1/public/receipts", &json!({ "code": planted.receipt }));
    // Looked up elsewhere: tries of codes are counted by network.
    let progress = site.call(call).await.expect(200).json();
    let token = progress["rating_token"].clone();
    assert!(token.is_string(), "{progress}");
    let body = json!({ "token": token, "solved": solved });
    let call = Call::post("/api/v1/public/ratings", &body).key(&Uuid::new_v4().to_string());
    site.call(call.from(&format!("{from}:1"))).await.expect(200);
}

/// Looks through the month as a worker does, until nothing is asked for.
pub(crate) async fn look(site: &Site) {
    site.world.engine.want_suspicions(&PersonId::from("center.supervisor"), 0).await.unwrap();
    while site.world.engine.look_for_suspicions().await.unwrap() > 0 {}
}

async fn list(site: &Site, person: &str, query: &str) -> Value {
    let call = Call::get(format!("/api/v1/suspicions?{query}"));
    site.ask(person, call).await.expect(200).json()
}

/// The suspicions by indicator, as somebody finds them.
async fn by_indicator(site: &Site, person: &str) -> BTreeMap<String, u64> {
    let found = list(site, person, "").await;
    serde_json::from_value(found["by_indicator"].clone()).unwrap()
}

pub(crate) async fn the_one(site: &Site, indicator: Indicator) -> Value {
    let found = list(site, "center.supervisor", &format!("indicator={}", indicator.as_str())).await;
    assert_eq!(found["all"], 1, "{} {found}", indicator.as_str());
    let address = format!("/api/v1/suspicions/{}", found["suspicions"][0]["id"].as_str().unwrap());
    site.ask("center.supervisor", Call::get(address)).await.expect(200).json()
}

/// Two cases with one answer and one photograph, of which the citizen says that nothing was solved.
pub(crate) async fn cheated(site: &Site) -> (Planted, Planted) {
    let one = closed(site, Closed::honest(0, ANSWER)).await;
    pass(site, TimeDelta::days(4));
    let copy = Closed::honest(1, COPIED);
    let two = Closed { photograph: photograph(11, 55), telephone: "13900005678", ..copy };
    let two = closed(site, two).await;
    rates(site, &two, "no", "203.0.113.9").await;
    (one, two)
}

pub(crate) async fn judges(
    site: &Site,
    person: &str,
    found: &Value,
    conclusion: &str,
    status: u16,
) -> Value {
    let said =
        json!({ "conclusion": conclusion, "reason": "现场看过照片", "version": found["version"] });
    let address = format!("/api/v1/suspicions/{}/judgements", found["id"].as_str().unwrap());
    site.ask(person, Call::post(address, &said)).await.expect(status).json()
}

both! {
    async fn what_a_unit_cheats_is_found_with_its_evidence(database: Database) {
        let site = Site::on(&database).await;
        let (one, two) = cheated(&site).await;
        look(&site).await;

        let copied = the_one(&site, Indicator::AnswerCopied).await;
        assert_eq!(copied["units"][0]["id"], UNIT);
        assert_eq!((copied["evidence"][0]["case"].clone(), copied["evidence"][0]["with"].clone()),
            (json!(two.case.0), json!(one.case.0)), "both cases stand there side by side");
        assert!(copied["evidence"][0]["words"].as_str().unwrap().contains('%'), "{copied}");

        let picture = the_one(&site, Indicator::PictureTwice).await;
        assert!(picture["evidence"][0]["words"].as_str().unwrap().contains("64"), "stored anew, it looks the same: {picture}");

        let opposite = the_one(&site, Indicator::Contradicted).await;
        assert_eq!(opposite["cases"], json!([two.case.0]));
        assert_eq!(opposite["evidence"].as_array().unwrap().len(), 2, "what the unit says and what the citizen says");
        assert_eq!((opposite["standing"].clone(), opposite["said"].clone()), (json!("open"), json!([])));
    }

    async fn honest_work_raises_nothing(database: Database) {
        let site = Site::on(&database).await;
        let other = "您反映的井盖松动问题，我们当天派人更换了新的井盖，周边路面也已平整，请您放心出行";
        let one = closed(&site, Closed::honest(0, ANSWER)).await;
        pass(&site, TimeDelta::days(4));
        let two = Closed { telephone: "13900005678", ..Closed::honest(1, other) };
        let two = closed(&site, two).await;
        pass(&site, TimeDelta::hours(3));
        rates(&site, &one, "yes", "203.0.113.9").await;
        pass(&site, TimeDelta::hours(3));
        rates(&site, &two, "yes", "198.51.100.7").await;
        look(&site).await;
        assert_eq!(by_indicator(&site, "center.supervisor").await, BTreeMap::new());
        assert!(!site.world.engine.suspicion_searches().await.unwrap().is_empty(), "it was looked for");
    }

    async fn ratings_that_were_pressed_are_found_by_their_network(database: Database) {
        let site = Site::on(&database).await;
        let mut planted = Vec::new();
        for number in 0..5 {
            let answer = format!("{}{number}", "甲乙丙丁戊己庚".repeat(number as usize + 1));
            let telephone = format!("1390000{number}{number}{number}{number}");
            let how = Closed { telephone: &telephone, ..Closed::honest(number, &answer) };
            planted.push(closed(&site, how).await);
        }
        for one in &planted {
            pass(&site, TimeDelta::minutes(1));
            rates(&site, one, "yes", "203.0.113.50").await;
        }
        look(&site).await;
        let source = the_one(&site, Indicator::RatedFromOneSource).await;
        assert_eq!(source["cases"].as_array().unwrap().len(), 5);
        let burst = the_one(&site, Indicator::RatedInBurst).await;
        assert_eq!(burst["units"][0]["id"], UNIT);
        let kept = database.texts("SELECT body FROM suspicions").await.join("");
        assert!(!kept.contains("203.0.113"), "no address is kept");
        let marks = database.texts("SELECT CAST(count(*) AS text) FROM rating_tokens WHERE network IS NOT NULL").await;
        assert_eq!(marks, ["5"]);
        // The network is known for as long as a month may be looked through, and no longer.
        pass(&site, TimeDelta::days(130));
        site.world.engine.forget().await.unwrap();
        let marks = database.texts("SELECT CAST(count(*) AS text) FROM rating_tokens WHERE network IS NOT NULL").await;
        assert_eq!(marks, ["0"]);
    }

    async fn a_rating_from_the_network_of_the_unit_comes_from_the_unit(database: Database) {
        let site = Site::on(&database).await;
        site.token(HANDLER).await;
        // Its handler signs in from there.
        database.run("UPDATE accounts SET signed_in_at = 1, signed_in_address = '198.51.100.77'").await.unwrap();
        for number in 0..2 {
            let answer = format!("{}{number}", "子丑寅卯辰巳".repeat(number as usize + 1));
            let telephone = format!("1370000{number}{number}{number}{number}");
            let how = Closed { telephone: &telephone, ..Closed::honest(number, &answer) };
            let one = closed(&site, how).await;
            pass(&site, TimeDelta::hours(2));
            rates(&site, &one, "yes", "198.51.100.77").await;
        }
        look(&site).await;
        let unit = the_one(&site, Indicator::RatedByUnit).await;
        assert_eq!(unit["units"][0]["id"], UNIT);
    }

    async fn found_again_it_is_one_row_and_gone_it_stays(database: Database) {
        let site = Site::on(&database).await;
        let (_, two) = cheated(&site).await;
        look(&site).await;
        let first = database.texts("SELECT key || version || found_at FROM suspicions ORDER BY key").await;
        pass(&site, TimeDelta::minutes(5));
        look(&site).await;
        assert_eq!(database.texts("SELECT key || version || found_at FROM suspicions ORDER BY key").await, first);
        let opposite = the_one(&site, Indicator::Contradicted).await;
        let judged = judges(&site, "center.supervisor", &opposite, "confirmed", 200).await;

        // Words that were erased read like nothing: who copied them is not found any more, and what is known stays.
        let version = site.world.engine.read(&World::person("center.clerk"), two.case).await.unwrap().unwrap().case().seq;
        let entry = site.world.engine.entry("identities", None, "erased", json!({ "case": two.case }));
        assert!(site.world.engine.store().erase_identities(two.case, version, entry).await.unwrap());
        pass(&site, TimeDelta::minutes(5));
        look(&site).await;
        let copied = the_one(&site, Indicator::AnswerCopied).await;
        assert!(copied["gone_at"].is_string() && copied["facts"] == 1, "{copied}");
        let still = the_one(&site, Indicator::Contradicted).await;
        assert_eq!((still["gone_at"].clone(), still["version"].clone()), (Value::Null, judged["version"].clone()));
    }

    async fn facts_that_come_after_a_judgement_ask_for_another_look(database: Database) {
        let site = Site::on(&database).await;
        let (one, two) = cheated(&site).await;
        look(&site).await;
        let copied = the_one(&site, Indicator::AnswerCopied).await;
        judges(&site, "center.supervisor", &copied, "confirmed", 200).await;
        let confirmed = async |site: &Site| {
            let (all, period) = (VisibleSuspicions::of_engine(), site.world.engine.suspicion_month(0));
            site.world.engine.store().confirmed_suspicions(&all, period, site.world.now()).await.unwrap()
        };
        let counted = confirmed(&site).await;
        assert_eq!(counted.len(), 1);
        assert_eq!((counted[0].indicator, counted[0].units.clone()), (Indicator::AnswerCopied, [UNIT.into()].into()));
        assert_eq!(counted[0].cases, [one.case, two.case].into());
        pass(&site, TimeDelta::days(4));
        let three = closed(&site, Closed::honest(2, COPIED)).await;
        look(&site).await;
        let grown = the_one(&site, Indicator::AnswerCopied).await;
        assert_eq!((grown["standing"].clone(), grown["grown"].clone(), grown["facts"].clone()), (json!("confirmed"), json!(true), json!(2)));
        assert!(grown["cases"].as_array().unwrap().contains(&json!(three.case.0)));
        assert_eq!(list(&site, "center.supervisor", "stands=to_judge&indicator=answer_copied").await["all"], 1);
        assert_eq!(confirmed(&site).await.len(), 1, "what was confirmed counts until somebody says otherwise");
        judges(&site, "center.supervisor", &copied, "dismissed", 409).await;
        let changed = judges(&site, "center.director", &grown, "dismissed", 200).await;
        assert_eq!((changed["standing"].clone(), changed["grown"].clone()), (json!("dismissed"), json!(false)));
        let said: Vec<_> = changed["said"].as_array().unwrap().iter().map(|it| it["conclusion"].clone()).collect();
        assert_eq!(said, [json!("confirmed"), json!("dismissed")], "what was said before stays");
        assert!(confirmed(&site).await.is_empty(), "and the last word counts");
    }
}

both! {
    async fn only_who_may_judges_and_only_once_on_what_they_saw(database: Database) {
        let site = Site::on(&database).await;
        cheated(&site).await;
        look(&site).await;
        let found = the_one(&site, Indicator::Contradicted).await;
        let address = format!("/api/v1/suspicions/{}", found["id"].as_str().unwrap());
        for stranger in ["center.clerk", HANDLER, "urban-management.head", "finance.handler", "admin.system", "admin.audit"] {
            site.ask(stranger, Call::get("/api/v1/suspicions")).await.expect(403);
            site.ask(stranger, Call::get(address.clone())).await.expect(404);
            judges(&site, stranger, &found, "dismissed", 404).await;
        }
        let said = |reason: &str| json!({ "conclusion": "confirmed", "reason": reason, "version": found["version"] });
        for reason in ["", "  ", "好", &"长".repeat(501)] {
            let call = Call::post(format!("{address}/judgements"), &said(reason));
            site.ask("center.supervisor", call).await.expect(400);
        }
        let (one, two) = tokio::join!(
            site.ask("center.supervisor", Call::post(format!("{address}/judgements"), &said("看过现场"))),
            site.ask("center.director", Call::post(format!("{address}/judgements"), &said("问过群众"))),
        );
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "of two one judges it");
        let entries = site.world.engine.store().audit_stream("suspicions", 0, 100).await.unwrap();
        let judged: Vec<_> = entries.iter().filter(|entry| entry.body.contains("suspicion_judged")).collect();
        assert_eq!(judged.len(), 1, "what did not happen is not written down");
        assert!(!judged[0].body.contains("看过现场") && !judged[0].body.contains("问过群众"));
        let kept = String::from_utf8_lossy(&database.bytes().await).into_owned();
        assert!(!kept.contains("看过现场") && !kept.contains("问过群众"), "the reason lies sealed");
    }

    async fn who_must_not_know_of_a_case_finds_no_suspicion_about_it(database: Database) {
        let site = Site::on(&database).await;
        let (_, two) = cheated(&site).await;
        look(&site).await;
        let reader = Browser::of(&site, "center.director").await;
        let found = the_one(&site, Indicator::Contradicted).await;
        assert_eq!(by_indicator(&site, "center.director").await.len(), 3);
        let named = Respondents { related: ["center.director".into()].into(), ..Respondents::default() };
        let command = Command::NameRespondents(named);
        site.world.engine.execute(Order::new(World::person("center.clerk"), two.case, command)).await.unwrap();
        assert_eq!(by_indicator(&site, "center.director").await, BTreeMap::new(), "all three name that case");
        assert_eq!(by_indicator(&site, "center.supervisor").await.len(), 3);
        let hidden = site.ask("center.director", Call::get(format!("/api/v1/suspicions/{}", found["id"].as_str().unwrap()))).await;
        let absent = site.ask("center.director", Call::get(format!("/api/v1/suspicions/{}", Uuid::now_v7()))).await;
        assert_eq!(hidden.expect(404).text(), absent.expect(404).text());
        judges(&site, "center.director", &found, "confirmed", 404).await;
        let page = reader.get("/s/quality?stands=all").await.expect(200).text();
        assert!(page.contains("没有新的疑点") && !page.contains(found["id"].as_str().unwrap()), "{page}");
        reader.get(&format!("/s/quality/{}", found["id"].as_str().unwrap())).await.expect(404);
        let desk = site.ask("center.director", Call::get("/api/v1/supervision")).await.expect(200).json();
        assert_eq!(desk["suspicions"], 0, "it is not counted either");
    }

    async fn the_condition_of_the_table_is_the_rule(database: Database) {
        let site = Site::on(&database).await;
        cheated(&site).await;
        look(&site).await;
        let engine = &site.world.engine;
        let all = VisibleSuspicions::of_engine();
        let mut rows = engine.store().suspicions(&all, &SuspicionFilter::default(), None, 50).await.unwrap();
        assert_eq!(rows.len(), 3);
        let snapshot = engine.directory();
        // The same rows about others: a unit with its people, the center, and a person of the center.
        for unit in ["center", "police-bureau", "county", "discipline"] {
            let body = format!("UPDATE suspicion_units SET unit = '{unit}'");
            database.run(&body).await.unwrap();
            let person = if unit == "center" { "'center.clerk2'" } else { "NULL" };
            database.run(&format!("UPDATE suspicions SET person = {person}")).await.unwrap();
            for row in &mut rows {
                row.found.units = [unit.into()].into();
                row.found.person = (unit == "center").then(|| "center.clerk2".into());
            }
            for person in snapshot.directory.people.keys() {
                let staff = snapshot.directory.staff(person).unwrap();
                let cases = engine.visible(&engine::Who::Engine).await.unwrap();
                let visible = VisibleSuspicions::of(&staff, &snapshot.directory, &cases);
                let told = engine.store().count_suspicions(&visible, &SuspicionFilter::default()).await.unwrap();
                let may = rows.iter().filter(|row| row.found.may_be_judged(&staff, &snapshot.directory, &row.center)).count();
                assert_eq!(told, may as u64, "{person} of a suspicion about {unit}");
            }
        }
    }

    async fn several_of_one_indicator_are_dismissed_for_one_reason(database: Database) {
        let site = Site::on(&database).await;
        let (one, _) = cheated(&site).await;
        rates(&site, &one, "no", "203.0.113.9").await;
        look(&site).await;
        let supervisor = Browser::of(&site, "center.supervisor").await;
        let desk = supervisor.get("/s/supervise").await.expect(200).text();
        assert!(desk.contains("href=\"/s/quality?stands=to_judge\""), "{desk}");
        let blank = supervisor.get("/s/quality?indicator=contradicted").await.expect(200);
        let picks: Vec<String> = blank.text().split("name=\"pick\" value=\"").skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        assert_eq!(picks.len(), 2, "{}", blank.text());
        let back = hidden(&blank, "back").replace("&amp;", "&").replace("&#38;", "&");
        let form = |reason: &'static str| {
            let picks = picks.iter().map(|pick| ("pick", pick.as_str()));
            picks.chain([("reason", reason), ("back", back.as_str())]).collect::<Vec<_>>()
        };
        let refused = supervisor.post("/s/quality/dismiss", &form("")).await.expect(400).text();
        assert!(refused.contains("请写明理由") && refused.matches(" checked>").count() == 2, "{refused}");
        let done = supervisor.post("/s/quality/dismiss", &form("同一件事，已合并处理")).await.expect(303);
        let page = supervisor.follow(&done).await.expect(200).text();
        assert!(page.contains("已标为不属实") && !page.contains("name=\"pick\""), "{page}");
        assert_eq!(list(&site, "center.supervisor", "stands=dismissed").await["all"], 2);
        // Of several indicators nothing is dismissed, and neither is what somebody has not seen as it is.
        let others = list(&site, "center.supervisor", "stands=to_judge").await["suspicions"].clone();
        let seen = |place: usize, older: i64| json!({ "id": others[place]["id"], "version": others[place]["version"].as_i64().unwrap() - older });
        let dismiss = |seen: Value| Call::post("/api/v1/suspicions/dismissals", &json!({ "suspicions": seen, "reason": "不属实" }));
        site.ask("center.supervisor", dismiss(json!([seen(0, 0), seen(1, 0)]))).await.expect(400);
        site.ask("center.supervisor", dismiss(json!([seen(0, 1)]))).await.expect(409);
        site.ask("center.supervisor", dismiss(json!([]))).await.expect(400);
        assert_eq!(list(&site, "center.supervisor", "stands=to_judge").await["all"], 2);
    }

    async fn somebody_looks_judges_and_reads_what_was_said_on_pages(database: Database) {
        let site = Site::on(&database).await;
        cheated(&site).await;
        let supervisor = Browser::of(&site, "center.supervisor").await;
        let empty = supervisor.get("/s/quality").await.expect(200).text();
        assert!(empty.contains("还没有查找过") && empty.contains("没有新的疑点"), "{empty}");
        supervisor.post("/s/quality/find", &[("months_back", "0")]).await.expect(303);
        let asked = supervisor.get("/s/quality").await.expect(200).text();
        assert!(asked.contains("已安排查找"), "{asked}");
        while site.world.engine.look_for_suspicions().await.unwrap() > 0 {}
        let page = supervisor.get("/s/quality?indicator=picture_twice").await.expect(200).text();
        assert!(page.contains("图片重复") && page.contains("最近一次查找"), "{page}");
        let id = page.split("name=\"pick\" value=\"").nth(1).unwrap().split(':').next().unwrap().to_owned();
        let address = format!("/s/quality/{id}");
        let blank = supervisor.get(&address).await.expect(200);
        let version = hidden(&blank, "version");
        let say = |conclusion: &'static str, reason: &'static str| [("version", version.clone()), ("conclusion", conclusion.to_owned()), ("reason", reason.to_owned())];
        let post = async |conclusion: &'static str, reason: &'static str| {
            let form = say(conclusion, reason);
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            supervisor.post(&address, &form).await
        };
        let refused = post("confirmed", "嗯").await.expect(400).text();
        assert!(refused.contains("请写明理由") && refused.contains(">嗯</textarea>"), "what was typed is kept: {refused}");
        post("confirmed", "两张照片同一角度").await.expect(303);
        let said = supervisor.get(&address).await.expect(200).text();
        assert!(said.contains("两张照片同一角度") && said.contains("改变结论"), "{said}");
        post("dismissed", "看错了").await.expect(409);
        let copied = supervisor.get("/s/quality?indicator=answer_copied").await.expect(200).text();
        let id = copied.split("name=\"pick\" value=\"").nth(1).unwrap().split(':').next().unwrap();
        let copied = supervisor.get(&format!("/s/quality/{id}")).await.expect(200).text();
        assert!(copied.contains(ANSWER) && copied.contains(COPIED), "side by side: {copied}");
        for stranger in ["center.clerk2", "urban-management.head", "admin.audit"] {
            let stranger = Browser::of(&site, stranger).await;
            for page in ["/s/quality", "/s/quality/transfers"] {
                stranger.get(page).await.expect(403);
            }
            stranger.get(&address).await.expect(404);
            assert!(!stranger.get("/s/").await.text().contains("\"/s/quality\""));
        }
    }

    async fn who_passes_cases_on_is_shown_with_the_cases(database: Database) {
        let site = Site::on(&database).await;
        let filed = site.world.lamp().await.committed.stored.clone();
        let case = filed.case.id;
        for unit in [UNIT, "housing"] {
            if unit == UNIT {
                site.world.dispatch(case, unit).await;
            } else {
                let lead = Assignment { lead: unit.into(), assistants: [].into() };
                site.world.perform(&World::person("center.clerk"), case, "assign", Input::Assign(lead)).await.unwrap();
            }
            pass(&site, TimeDelta::minutes(30));
            returned(&site, case, unit).await;
            pass(&site, TimeDelta::minutes(30));
        }
        look(&site).await;
        let supervisor = Browser::of(&site, "center.supervisor").await;
        let told = site.ask("center.supervisor", Call::get("/api/v1/suspicions/transfers")).await.expect(200).json();
        assert_eq!(told["hops"], json!([{ "from": told["hops"][0]["from"], "to": told["hops"][0]["to"], "times": 1, "cases": [case.0] }]));
        assert_eq!((told["hops"][0]["from"]["id"].clone(), told["hops"][0]["to"]["id"].clone()), (json!(UNIT), json!("housing")));
        assert_eq!(told["units"].as_array().unwrap().len(), 2);
        assert!(told["units"].as_array().unwrap().iter().all(|unit| unit["received"] == 1 && unit["over"] == false), "{told}");
        let round = the_one(&site, Indicator::PassedRound).await;
        assert_eq!(round["cases"], json!([case.0]));
        let page = supervisor.get(&format!("/s/quality/transfers?from={UNIT}&to=housing")).await.expect(200).text();
        assert!(page.contains(&filed.number), "{page}");
        let none = supervisor.get("/s/quality/transfers?from=housing&to=finance").await.expect(200).text();
        assert!(!none.contains(&filed.number));
        // Whoever must not know of the case sees no unit that passed it.
        let named = Respondents { related: ["center.director".into()].into(), ..Respondents::default() };
        let command = Command::NameRespondents(named);
        site.world.engine.execute(Order::new(World::person("center.clerk"), case, command)).await.unwrap();
        let told = site.ask("center.director", Call::get("/api/v1/suspicions/transfers")).await.expect(200).json();
        assert_eq!((told["hops"].clone(), told["units"].clone()), (json!([]), json!([])));
    }

    async fn one_node_looks_and_a_damaged_case_holds_up_no_other(database: Database) {
        let site = Site::on(&database).await;
        let (one, _) = cheated(&site).await;
        let other = site.world.lamp().await.committed.stored.case.id;
        let id = other.0.simple();
        let damage = if database.url.starts_with("postgres") {
            format!("UPDATE cases SET body = '{{' WHERE id = '{id}'")
        } else {
            format!("UPDATE cases SET body = '{{' WHERE id = x'{id}'")
        };
        database.run(&damage).await.unwrap();
        site.world.engine.want_suspicions(&PersonId::from("center.supervisor"), 0).await.unwrap();
        let (first, second) = tokio::join!(
            site.world.engine.look_for_suspicions(),
            site.world.engine.look_for_suspicions(),
        );
        assert!(first.unwrap() + second.unwrap() >= 1);
        while site.world.engine.look_for_suspicions().await.unwrap() > 0 {}
        let searches = site.world.engine.suspicion_searches().await.unwrap();
        assert!(searches.iter().all(|it| !it.run.is_wanted() && it.run.failures == 0), "{searches:?}");
        assert!(searches.iter().any(|it| it.run.skipped == 1), "{searches:?}");
        let rows = database.texts("SELECT key FROM suspicions ORDER BY key").await;
        assert_eq!(rows.len(), 3, "{rows:?} {}", one.case);
        let copies: std::collections::BTreeSet<_> = rows.iter().collect();
        assert_eq!(copies.len(), rows.len());
    }
}

/// The unit sends a case back.
pub(super) async fn returned(site: &Site, case: CaseId, unit: &str) {
    let seen = site.world.engine.read(&World::person("center.clerk"), case).await.unwrap().unwrap();
    let workflow = site.world.engine.workflow_of(seen.case()).unwrap();
    let definition = workflow.definition();
    let (name, transition) = definition
        .transitions
        .iter()
        .find(|(_, it)| {
            it.verb == domain::workflow::Verb::Return && it.from.contains(&seen.case().state)
        })
        .unwrap();
    let form = transition.form.as_ref().map(|form| &definition.forms[form]);
    let mut wording = engine::wording::Wording::default();
    let mut filled = BTreeMap::new();
    for (field, it) in form.into_iter().flat_map(|form| &form.fields).filter(|(_, it)| it.required)
    {
        let value = match it.choices.keys().next() {
            Some(choice) => domain::case::Value::Choice(choice.clone()),
            None => domain::case::Value::Text(wording.keep("不在本单位职责范围").unwrap()),
        };
        filled.insert(field.clone(), value);
    }
    let reason = definition.reasons.keys().next().unwrap().clone();
    let basis = wording.keep("职责清单第三条").unwrap();
    let perform = Perform {
        transition: name.clone(),
        input: Input::Reasoned(Reasoned { reason, basis }),
        form: filled,
        evidence: BTreeMap::new(),
    };
    let mut order =
        Order::new(World::person(&format!("{unit}.head")), case, Command::Perform(perform));
    order.texts = wording.finish();
    site.world.engine.execute(order).await.unwrap();
}
