//! What cannot be read is refused, and never taken for something near it: by its name, in the reader's language, in the form
//! that was asked for.

use serde_json::{Value, json};

use crate::support::{Answer, Call, Database, Site, both};

fn detail(answer: &Answer) -> String {
    answer.json()["detail"].as_str().unwrap_or_default().to_owned()
}

fn filing(body: &str) -> Call {
    Call::new("POST", "/api/v1/cases").raw("application/json", body).key("k")
}

fn described(answer: &Answer) -> String {
    answer.json()[0]["description"].as_str().unwrap().to_owned()
}

both! {
    async fn a_body_says_nothing_twice(database: Database) {
        let site = Site::on(&database).await;
        let twice = [
            r#"{"workflow":"service","title":"a","title":"b","form":{"account":"x"}}"#,
            r#"{"workflow":"service","title":"a","form":{"account":"x","account":"y"}}"#,
            r#"{"workflow":"service","title":"a","form":{"account":"x"},"parties":[{"name":"a","name":"b"}]}"#,
        ];
        for (body, name) in twice.into_iter().zip(["title", "account", "name"]) {
            let refused = site.ask("center.clerk", filing(body)).await.expect(400);
            assert!(detail(&refused).contains(name), "{refused:?}");
        }
        let all = site.ask("center.clerk", Call::get("/api/v1/cases")).await.json();
        assert_eq!(all["total"], 0);
    }

    async fn what_is_wrong_with_a_body_is_told_in_the_readers_language(database: Database) {
        let site = Site::on(&database).await;
        for (body, at, zh, en) in [
            (r#"{"workflow":"service","title":5}"#, "title", "应为文字", "expected: a text"),
            (r#"{"workflow":"service","title":"a","form":{"account":[]}}"#, "form.account", "应为文字", "expected: a text"),
            (r#"{"workflow":"service","title":"a","risk":"grave"}"#, "risk", "“grave”不可选", "`grave` is no choice"),
            (r#"{"workflow":"service","title":"a","parties":[{"nom":"x"}]}"#, "parties[0].nom", "没有“nom”这一项", "there is no `nom`"),
            (r#"{"workflow":"service"}"#, ".", "缺少“title”", "`title` is missing"),
            (r#"{"workflow":"#, "", "不是完整的 JSON", "no JSON"),
        ] {
            for (language, expected) in [("zh", zh), ("en", en)] {
                let refused = site.ask("center.clerk", filing(body).header("accept-language", language)).await.expect(400);
                assert!(detail(&refused).contains(expected), "{refused:?}");
                assert!(!refused.text().contains("struct") && !refused.text().contains("CaseIn"), "{refused:?}");
                assert!(at.is_empty() || refused.json()["facts"]["at"] == at, "{at}: {refused:?}");
            }
        }
    }

    async fn a_list_that_cannot_have_cases_is_refused_rather_than_empty(database: Database) {
        let site = Site::on(&database).await;
        site.world.lamp().await;
        for (query, named) in [
            ("place=zzz", "zzz"), ("category=99x", "99x"), ("workflow=none", "none"), ("state=nowhere", "nowhere"),
            ("risk=grave", "grave"), ("stage=never", "never"), ("limit=many", "limit"), ("strange=1", "strange"), ("sort=up", "up"),
        ] {
            let list = Call::get(format!("/api/v1/cases?{query}"));
            let refused = site.ask("center.clerk", list).await.expect(400);
            assert!(detail(&refused).contains(named), "{query}: {refused:?}");
        }
        for query in ["place=42", "place=421281", "place=421281001003", "category=11", "risk=low", "stage=screen", "state=registered"] {
            let list = site.ask("center.clerk", Call::get(format!("/api/v1/cases?{query}"))).await;
            assert_eq!(list.status, 200, "{query}: {list:?}");
        }
        site.ask("center.clerk", Call::get("/api/v1/search?q=%FF")).await.expect(400);
    }

    async fn a_page_goes_on_only_in_its_own_order(database: Database) {
        let site = Site::on(&database).await;
        site.world.lamp().await;
        site.world.lamp().await;
        let list = |query: &str| Call::get(format!("/api/v1/cases?limit=1&{query}"));
        for (sort, other) in [("due", "filed"), ("filed", "due")] {
            let first = site.ask("center.clerk", list(&format!("sort={sort}"))).await.expect(200).json();
            let next = first["next"].as_str().unwrap();
            let second = site.ask("center.clerk", list(&format!("sort={sort}&after={next}"))).await.expect(200).json();
            assert_ne!(first["cases"][0]["id"], second["cases"][0]["id"]);
            site.ask("center.clerk", list(&format!("sort={other}&after={next}"))).await.expect(400);
        }
    }

    async fn whoever_has_any_version_is_not_sent_one(database: Database) {
        let site = Site::on(&database).await;
        let case = site.world.lamp().await.committed.stored.case.id;
        let call = Call::get(format!("/api/v1/cases/{case}")).header("if-none-match", "*");
        let answer = site.ask("center.clerk", call).await.expect(304);
        assert!(answer.body.is_empty() && answer.headers.contains_key("etag"));
    }

    async fn open311_says_what_is_wrong_in_the_form_that_was_asked_for(database: Database) {
        let site = Site::on(&database).await;
        let file = |more: &str| {
            let form = format!("service_code=1104&address_string=a&{more}");
            Call::new("POST", "/open311/v2/requests.json").form(&form).header("accept-language", "en")
        };
        let bytes = site.call(file("description=%C2%B7%B5%C6")).await.expect(400);
        assert!(described(&bytes).contains("`description`: expected: text in UTF-8"), "{bytes:?}");
        let long = format!("description={}", "a".repeat(2001));
        for (more, expected) in [("description=x&attribute[nope]=1", "attribute[nope]: there is no such attribute"), (long.as_str(), "description: it has at most 2000 characters")] {
            let refused = described(&site.call(file(more)).await.expect(400));
            assert!(refused.contains(expected) && !refused.contains(['{', '"']), "{refused}");
        }
        let put = |path: &str| Call::new("PUT", format!("/open311/v2/{path}"));
        let refused = site.call(put("requests.json")).await.expect(405);
        assert_eq!(refused.json()[0]["code"], 405);
        let refused = site.call(put("requests.xml")).await.expect(405);
        assert!(refused.headers["content-type"].starts_with("text/xml") && refused.text().contains("<errors>"), "{refused:?}");
    }

    async fn a_citizen_who_may_not_do_something_is_told_so(database: Database) {
        let site = Site::on(&database).await;
        let complaint = json!({ "workflow": "service", "title": "灯", "form": { "account": "三盏" } });
        let filed = site.call(Call::post("/api/v1/public/complaints", &complaint).key("f")).await.expect(201).json();
        let perform = |code: &Value, transition: &str| {
            let body = json!({ "code": code, "perform": { "transition": transition } });
            Call::post("/api/v1/public/receipts/verbs", &body).key(transition)
        };
        let receipt = &filed["receipts"][0]["code"];
        for (transition, status, code) in [("nonsense", 422, "unknown_transition"), ("accept", 403, "not_yours")] {
            let refused = site.call(perform(receipt, transition)).await.expect(status);
            assert_eq!(refused.json()["code"], code);
        }
        site.call(perform(&json!("0".repeat(16)), "nonsense")).await.expect(404);
    }
}
