//! What mediators and courts find on the desk of their unit beside what every unit does.

use domain::id::CaseId;
use serde_json::{Value, json};

use super::county::{IDENTITY, perform};
use super::pages::Browser;
use crate::support::{Call, Database, Site, both};

const MEDIATOR: &str = "mediation-puqi.handler";

/// A dispute that mediators have in hand, with its number and receipt code.
async fn in_hand(site: &Site) -> (CaseId, String, String) {
    let filing = json!({ "workflow": "dispute", "title": "院墙雨水纠纷", "category": "0402", "place": "421281001",
        "parties": [{ "name": IDENTITY[0], "telephone": IDENTITY[1] }],
        "form": { "summary": "雨水流进院子", "request": "改管", "in_other_procedure": false } });
    let filed = site.ask("center.clerk", Call::post("/api/v1/cases", &filing).key("d")).await;
    let filed = filed.expect(201).json();
    let case = CaseId(filed["id"].as_str().unwrap().parse().unwrap());
    let number = filed["number"].as_str().unwrap().to_owned();
    let code = filed["receipts"][0]["code"].as_str().unwrap().to_owned();
    let lead = json!({ "assign": { "lead": "mediation-puqi" } });
    for (by, transition, input, form) in [
        ("center.clerk", "accept", Value::Null, json!({ "source_of_case": "application" })),
        ("center.clerk", "assign", lead, json!({})),
        (MEDIATOR, "sign", Value::Null, json!({})),
        (MEDIATOR, "contact", Value::Null, json!({ "manner": "telephone", "content": "已联系" })),
    ] {
        step(site, (by, case), transition, (input, form, json!({}))).await;
    }
    (case, number, code)
}

async fn step(
    site: &Site,
    (by, case): (&str, CaseId),
    transition: &str,
    (input, form, evidence): (Value, Value, Value),
) {
    let mut verb = json!({ "command": "perform", "transition": transition, "form": form, "evidence": evidence });
    if !input.is_null() {
        verb["input"] = input;
    }
    perform(site, by, case, &verb).await.expect(200);
}

async fn arrange(site: &Site, case: CaseId, (day, time): (&str, &str)) {
    let form = json!({ "day": day, "time": time, "place": "一号调解室" });
    step(site, (MEDIATOR, case), "arrange_mediation", (Value::Null, form, json!({}))).await;
}

async fn agree(site: &Site, case: CaseId) {
    let upload =
        || Call::new("POST", format!("/api/v1/cases/{case}/attachments")).file("a.txt", "text");
    let file = site.ask(MEDIATOR, upload()).await.expect(201).json()["id"].clone();
    let form = json!({ "form_of_agreement": "written", "effective_on": "2026-03-02", "content": "两周内改管" });
    let evidence = json!({ "mediation_record": [file], "agreement_document": [file] });
    step(site, (MEDIATOR, case), "reach_agreement", (Value::Null, form, evidence)).await;
}

both! {
    async fn mediators_find_the_mediations_of_today_with_their_papers(database: Database) {
        let site = Site::on(&database).await;
        let mediator = Browser::of(&site, MEDIATOR).await;
        let elsewhere = Browser::of(&site, "mediation-xindian.handler").await;
        let police = Browser::of(&site, "police-puqi.handler").await;
        let desk = async |browser: &Browser<'_>, tab: &str| {
            browser.get(&format!("/s/inbox?tab={tab}")).await.expect(200).text()
        };
        assert!(desk(&mediator, "sign").await.contains("今日调解"), "mediators look for it every day");
        assert!(!desk(&police, "sign").await.contains("今日调解"));
        let (case, number, code) = in_hand(&site).await;
        assert!(!desk(&mediator, "meetings").await.contains(&number));
        arrange(&site, case, ("2026-03-02", "t1430")).await;
        let today = desk(&mediator, "meetings").await;
        assert!(today.contains("14:30 · 一号调解室") && today.contains(&number), "{today}");
        assert!(today.contains("欧** ***5544") && !today.contains(IDENTITY[0]) && !today.contains(IDENTITY[1]), "{today}");
        assert!(!desk(&elsewhere, "meetings").await.contains(&number));
        let look = Call::post("/api/v1/public/receipts", &json!({ "code": code }));
        let told = site.call(look).await.expect(200).text();
        assert!(told.contains("一号调解室") && told.contains("14:30"), "the citizen is told: {told}");
        arrange(&site, case, ("2026-03-03", "t0900")).await;
        assert!(!desk(&mediator, "meetings").await.contains(&number), "the last appointment counts");
        arrange(&site, case, ("2026-03-02", "t0900")).await;
        assert!(desk(&mediator, "meetings").await.contains("9:00 · 一号调解室"));

        assert!(!desk(&mediator, "hand").await.contains("#agreement"), "there is nothing to write down yet");
        agree(&site, case).await;
        let hand = desk(&mediator, "hand").await;
        for paper in ["agreement", "confirmation", "file-list"] {
            assert!(hand.contains(&format!("/s/cases/{number}/papers#{paper}\"")), "{paper}: {hand}");
        }
        let papers = mediator.get(&format!("/s/cases/{number}/papers")).await.expect(200).text();
        assert!(papers.contains("id=\"agreement\"") && papers.contains("id=\"file-list\""), "{papers}");
    }

    async fn a_court_finds_what_it_is_asked_to_confirm_and_nothing_that_it_is_not_asked(database: Database) {
        let site = Site::on(&database).await;
        let court = Browser::of(&site, "court.handler").await;
        let tribunal = Browser::of(&site, "court-chebu.handler").await;
        let mediator = Browser::of(&site, MEDIATOR).await;
        let (case, number, _) = in_hand(&site).await;
        agree(&site, case).await;
        let desk = async |browser: &Browser<'_>, tab: &str| {
            browser.get(&format!("/s/inbox?tab={tab}")).await.expect(200).text()
        };
        assert!(!desk(&court, "confirm").await.contains(&number), "nobody has asked the court");
        let ask = (json!({ "unit": "court" }), json!({ "question": "请看能否确认" }), json!({}));
        step(&site, (MEDIATOR, case), "consult", ask.clone()).await;
        let listed = desk(&court, "confirm").await;
        assert!(listed.contains(&number) && listed.contains("可申请，窗口期内"), "{listed}");
        assert!(listed.contains("剩 30 天"), "the window, not the first deadline: {listed}");
        assert!(!listed.contains("#agreement"), "the papers are the mediator's: {listed}");
        assert!(!desk(&tribunal, "confirm").await.contains(&number));
        assert!(!desk(&mediator, "sign").await.contains("tab=confirm"), "the lists of a court are for courts");
        step(&site, ("court.handler", case), "answer", (Value::Null, json!({ "explanation": "可以" }), json!({}))).await;
        assert!(!desk(&court, "confirm").await.contains(&number), "who has answered has no part any more");
        let upload = Call::new("POST", format!("/api/v1/cases/{case}/attachments")).file("b.txt", "text");
        let file = site.ask(MEDIATOR, upload).await.expect(201).json()["id"].clone();
        let form = json!({ "court": "赤壁市人民法院", "reference": "1号" });
        let evidence = json!({ "confirmation_application": [file] });
        step(&site, (MEDIATOR, case), "apply_confirmation", (Value::Null, form, evidence)).await;
        step(&site, (MEDIATOR, case), "consult", ask).await;
        let listed = desk(&court, "confirm").await;
        assert!(listed.contains(&number) && listed.contains("已共同申请"), "{listed}");
        assert!(desk(&court, "suits").await.contains("诉讼转出"));
    }
}
