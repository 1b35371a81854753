//! What proves a result, what whoever judges it sees, what the record tells, and which step comes next.

use serde_json::json;

use super::county::perform;
use super::pages::{Browser, hidden};
use crate::support::{Answer, Call, Database, Site, both};

const HANDLER: &str = "urban-management.handler";

/// The button that stands out on the page of a case.
fn onward(page: &Answer) -> String {
    let text = page.text();
    let button = text.split_once("class=\"btn pri\" href=\"").map(|(_, rest)| rest);
    button.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// A form with one file in it, as a browser sends it.
fn with_file(path: &str, form: &[(&str, &str)], file: Option<(&str, &str)>) -> Call {
    let named = |(name, value): &(&str, &str)| (format!("name=\"{name}\""), (*value).to_owned());
    let mut parts: Vec<_> = form.iter().map(named).collect();
    let (name, content) = file.unwrap_or_default();
    parts.push((format!("name=\"u.proof\"; filename=\"{name}\""), content.to_owned()));
    let parts: Vec<_> =
        parts.iter().map(|(what, content)| (what.as_str(), content.as_str())).collect();
    Call::new("POST", path).parts(&parts)
}

both! {
    async fn a_result_is_proved_by_the_unit_and_judged_with_open_eyes(database: Database) {
        let site = Site::on(&database).await;
        let filed = site.world.lamp().await;
        let stored = &filed.committed.stored;
        let (case, number) = (stored.case.id, stored.number.clone());
        let upload = |name: &str| Call::new("POST", format!("/api/v1/cases/{case}/attachments")).file(name, name);
        let before = site.ask("center.clerk", upload("before.txt")).await.expect(201).json()["id"].clone();
        site.world.dispatch(case, "urban-management").await;
        let of_center = site.ask("center.clerk", upload("center.txt")).await.expect(201).json()["id"].clone();
        let sheet = format!("/s/cases/{number}");
        let step = |name: &str| format!("{sheet}/do/{name}");
        let handler = Browser::of(&site, HANDLER).await;
        assert_eq!(onward(&handler.get(&sheet).await.expect(200)), step("sign"));
        perform(&site, HANDLER, case, &json!({ "command": "perform", "transition": "sign" })).await.expect(200);
        assert_eq!(onward(&handler.get(&sheet).await.expect(200)), step("contact"), "its deadline comes first");
        let contact = json!({ "command": "perform", "transition": "contact", "form": { "channel": "phone", "said": "今晚换灯" } });
        perform(&site, HANDLER, case, &contact).await.expect(200);
        assert_eq!(onward(&handler.get(&sheet).await.expect(200)), step("submit_resolved"));

        let form = json!({ "answer": "三盏已换", "measures": "换灯头" });
        for file in [&before, &of_center] {
            let verb = json!({ "command": "perform", "transition": "submit_resolved", "form": form, "evidence": { "proof": [file] } });
            let refused = perform(&site, HANDLER, case, &verb).await.expect(422).text();
            assert!(refused.contains("evidence_not_of_unit"), "{refused}");
        }
        let page = handler.get(&step("submit_resolved")).await.expect(200);
        assert!(!page.text().contains("before.txt") && !page.text().contains("center.txt"), "{}", page.text());
        let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
        let typed = [("version", version.as_str()), ("key", key.as_str()), ("f.answer", "三盏已换"), ("f.measures", "换灯头")];
        let refused = handler.send(with_file(&step("submit_resolved"), &typed, None)).await;
        assert!(refused.status >= 400 && refused.text().contains("换灯头"), "what was typed stays: {refused:?}");
        let faulty = handler.send(with_file(&step("submit_resolved"), &typed, Some(("a.exe", "MZ\u{1}")))).await.expect(415).text();
        assert!(faulty.contains("换灯头"), "{faulty}");
        for _ in 0..2 {
            let call = with_file(&step("submit_resolved"), &typed, Some(("after.txt", "fixed")));
            handler.send(call).await.expect(303);
        }
        let files = site.ask(HANDLER, Call::get(format!("/api/v1/cases/{case}/attachments"))).await.expect(200).json();
        assert_eq!(files["files"].as_array().unwrap().len(), 3, "a second click adds none: {files}");

        let clerk = Browser::of(&site, "center.clerk2").await;
        let page = clerk.get(&step("pass_verification")).await.expect(200);
        for said in ["三盏已换", "换灯头", "after.txt"] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        let pass = json!({ "command": "perform", "transition": "pass_verification", "input": { "verdict": "yes" } });
        perform(&site, "center.clerk2", case, &pass).await.expect(200);
        let heard = json!({ "command": "perform", "transition": "call_back", "input": { "solved": "yes" }, "form": { "channel": "phone", "said": "好了" } });
        perform(&site, "center.clerk", case, &heard).await.expect(200);
        let page = clerk.get(&sheet).await.expect(200);
        let text = page.text();
        let record = text.split_once("<ol class=\"tl\">").unwrap().1;
        for said in ["主办：</span>城管执法局", "结果：</span>通过", "问题解决了吗：</span>解决了"] {
            assert!(record.contains(said), "{said}: {record}");
        }
        assert_eq!(onward(&page), step("archive_resolved"));
    }
}
