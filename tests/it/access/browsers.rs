//! What browsers do: they bring the cookie of a session along, whoever's page asks, and look at the server's own address.

use serde_json::json;

use crate::support::{Call, Database, Site, both};

both! {
    async fn a_page_of_another_site_does_nothing_with_the_cookie(database: Database) {
        let site = Site::on(&database).await;
        let engine = &site.world.engine;
        let password = engine.open_demo_account(&"center.clerk".into(), &"li".parse().unwrap()).await.unwrap().unwrap();
        let body = json!({ "sign_in": "li", "password": password });
        let signed_in = site.call(Call::post("/api/v1/sessions", &body)).await.expect(201).json();
        let token = signed_in["token"].as_str().unwrap();
        let cookie = format!("__Host-session={token}");
        let filing = json!({ "workflow": "service", "title": "路灯", "form": { "account": "三盏" } });
        let file = |key: &str| Call::post("/api/v1/cases", &filing).key(key);
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let forged = file("a").header("cookie", &cookie).header(name, value);
            assert_eq!(site.call(forged).await.expect(403).json()["code"], "cross_site");
            let out = Call::new("DELETE", "/api/v1/sessions/current").header("cookie", &cookie).header(name, value);
            site.call(out).await.expect(403);
            site.call(file(value).bearer(token).header(name, value)).await.expect(201);
            let read = Call::get("/api/v1/me").header("cookie", &cookie).header(name, value);
            site.call(read).await.expect(200);
        }
        for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", "http://localhost"), ("accept", "*/*")] {
            site.call(file(name).header("cookie", &cookie).header(name, value)).await.expect(201);
        }
    }

    async fn the_address_of_the_server_says_what_it_is(database: Database) {
        let site = Site::on(&database).await;
        let page = site.call(Call::get("/")).await.expect(200);
        assert!(page.headers["content-type"].starts_with("text/html"));
        let text = page.text();
        for link in ["/report", "/t", "/s/", "/api/openapi.json", "tel:110", "tel:0715-5336110"] {
            assert!(text.contains(&format!("href=\"{link}\"")), "{link} in {text}");
        }
        let links = text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        for link in links.filter(|link| link.starts_with('/')) {
            let status = site.call(Call::get(link.replace("&amp;", "&"))).await.status;
            assert!(matches!(status, 200 | 303), "{link}: {status}");
        }
    }

    async fn what_a_filing_needs_stands_with_its_workflow(database: Database) {
        let site = Site::on(&database).await;
        let workflows = site.call(Call::get("/api/v1/workflows").header("accept-language", "en")).await.json();
        let form = |id: &str| {
            let all = workflows["workflows"].as_array().unwrap();
            all.iter().find(|workflow| workflow["id"] == id).unwrap()["form"].as_array().unwrap().clone()
        };
        let required = |id: &str| {
            let needed = form(id).into_iter().filter(|field| field["required"] == true);
            needed.map(|field| field["field"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(required("service"), ["account"]);
        assert_eq!(required("dispute"), ["summary", "request", "in_other_procedure"]);
        let choices = |field: &serde_json::Value| field.get("choices").is_some();
        assert!(form("dispute").iter().all(|field| (field["kind"] == "choice") == choices(field)));
    }
}
