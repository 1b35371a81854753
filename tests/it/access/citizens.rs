//! Pages of citizens: a problem is reported, followed and judged without an account or a script; the code stands in no
//! address and no title, no identity comes back, and who has no code learns nothing.

use serde_json::json;

use super::county::{IDENTITY, NOTE, RESPONDENT, case, perform, respondents};
use super::pages::OUR_SCRIPT;
use crate::support::{Answer, Call, Database, Site, both};

pub(super) fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(super) fn form(path: &str, fields: &[(&str, &str)]) -> Call {
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let call = Call::new("POST", path).form(&pairs.join("&")).from(HOME);
    call.header("sec-fetch-site", "same-origin")
}

/// From where somebody types and looks who does not move about.
pub(super) const HOME: &str = "192.0.2.77:1000";

/// A page as they look at it.
pub(super) fn look(path: impl Into<String>) -> Call {
    Call::get(path).from(HOME)
}

/// The id of a draft that was given out to them.
pub(super) async fn fresh(site: &Site) -> String {
    let first = location(&site.call(look("/report")).await.expect(303));
    first.split('/').nth(2).unwrap().to_owned()
}

/// What stands in a hidden field of a page.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub(super) fn title(page: &str) -> &str {
    page.split_once("<title>").unwrap().1.split("</title>").next().unwrap()
}

/// What is reported, as if all steps were one.
pub(super) fn reported(kind: &str) -> Vec<(&str, &str)> {
    vec![
        ("at", "3"),
        ("to", "send"),
        ("title", "老街路灯不亮"),
        ("f.account", "三盏灯不亮"),
        ("kind", kind),
        ("place", "421281101"),
        ("address", "老街 12 号"),
        ("contact", "named"),
        ("name", IDENTITY[0]),
        ("telephone", IDENTITY[1]),
    ]
}

/// The same as it is sent, from the draft of that id.
pub(super) fn sent(key: &str, kind: &str) -> Call {
    form(&format!("/report/{key}"), &reported(kind))
}

/// An id as an address holds it, which nobody gave out.
pub(super) fn draft(digit: char) -> String {
    std::iter::repeat_n(digit, 26).collect()
}

/// Where a form that was taken leads.
pub(super) fn location(answer: &Answer) -> String {
    answer.headers["location"].clone()
}

/// Reports it all at once, and gives the page with the receipt and the code.
pub(super) async fn receipt_of(site: &Site, key: &str, kind: &str) -> (Answer, String) {
    let sent = site.call(sent(key, kind)).await.expect(303);
    let answer = site.call(Call::get(location(&sent))).await.expect(200);
    let code = hidden(&answer.text(), "code");
    (answer, code)
}

pub(super) async fn receipt(site: &Site, kind: &str) -> (Answer, String) {
    receipt_of(site, &draft('1'), kind).await
}

pub(super) async fn cases(site: &Site, person: &str) -> Vec<serde_json::Value> {
    let listed = site.ask(person, Call::get("/api/v1/cases")).await.expect(200).json();
    listed["cases"].as_array().unwrap().clone()
}

/// The unit mends it, and the center finds that it did.
pub(super) async fn answered(site: &Site, id: domain::id::CaseId) {
    let handler = "urban-management.handler";
    let does = async |person: &str, transition: &str, rest: serde_json::Value| {
        let mut verb = json!({ "command": "perform", "transition": transition });
        verb.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        perform(site, person, id, &verb).await.expect(200);
    };
    does(handler, "sign", json!({})).await;
    does(handler, "contact", json!({ "form": { "channel": "phone", "said": "今晚换灯" } })).await;
    let upload =
        Call::new("POST", format!("/api/v1/cases/{id}/attachments")).file("a.txt", "mended");
    let proof = site.ask(handler, upload).await.expect(201).json()["id"].clone();
    let form = json!({ "answer": "三盏路灯已换好", "measures": "换了三个灯头" });
    let result = json!({ "form": form, "evidence": { "proof": [proof] } });
    does(handler, "submit_resolved", result).await;
    does("center.clerk2", "pass_verification", json!({ "input": { "verdict": "yes" } })).await;
}

/// Nothing comes from elsewhere or runs, nothing is kept, and nobody's identity or code stands where it is passed on.
pub(super) fn is_safe(page: &Answer, code: &str) {
    let text = page.text();
    let policy = &page.headers["content-security-policy"];
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(page.headers["cache-control"].contains("no-store"));
    assert!(!text.contains(" style="), "{text}");
    assert_eq!(text.matches("<script").count(), text.matches(OUR_SCRIPT).count(), "{text}");
    for mark in IDENTITY {
        assert!(!text.contains(mark), "{mark} in {text}");
    }
    assert!(!title(&text).contains(code), "{}", title(&text));
    let addresses = ["href=\"", "action=\"", "src=\""];
    let mut addresses = addresses.iter().flat_map(|name| text.split(name).skip(1));
    assert!(addresses.all(|rest| !rest.split('"').next().unwrap().contains(code)));
    assert!(!format!("{:?}", page.headers).contains(code), "{:?}", page.headers);
}

both! {
    async fn a_second_click_makes_no_second_case_and_the_receipt_comes_again(database: Database) {
        let site = Site::on(&database).await;
        let (first, code) = receipt(&site, "facilities").await;
        let (again, _) = receipt(&site, "facilities").await;
        assert_eq!(first, again);
        is_safe(&first, &code);
        assert!(first.text().contains("最晚答复您：<b>2026年3月"), "{}", first.text());
        let listed = cases(&site, "center.clerk").await;
        assert_eq!((listed.len(), listed[0]["title"].as_str()), (1, Some("老街路灯不亮")));
        let other = draft('2');
        let parallel = sent(&other, "facilities");
        let (one, other) = tokio::join!(site.call(parallel.clone()), site.call(parallel));
        assert_eq!((one.status, other.status), (303, 303));
        assert_eq!(cases(&site, "center.clerk").await.len(), 2);
    }

    async fn a_citizen_sees_how_it_stands_adds_to_it_and_judges_the_result(database: Database) {
        let site = Site::on(&database).await;
        let (_, code) = receipt(&site, "facilities").await;
        let look = || form("/t", &[("code", &code)]);
        let page = site.call(look()).await.expect(200);
        is_safe(&page, &code);
        assert!(page.text().contains("正在进行") && page.text().contains("补充情况"), "{}", page.text());
        assert!(!page.text().contains("这件事解决了吗"));
        let key = hidden(&page.text(), "key");
        let without = [("code", code.as_str()), ("key", key.as_str()), ("transition", "reopen"), ("f.reason", "等不及")];
        let refused = site.call(form("/t", &without)).await;
        assert!((400..500).contains(&refused.status) && refused.text().contains("errsum"), "{refused:?}");
        is_safe(&refused, &code);

        let id = cases(&site, "center.clerk").await[0]["id"].as_str().unwrap().parse().map(domain::id::CaseId).unwrap();
        site.world.dispatch(id, "urban-management").await;
        answered(&site, id).await;
        let page = site.call(look()).await.expect(200);
        is_safe(&page, &code);
        assert!(page.text().contains("这件事解决了吗"), "{}", page.text());
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        site.call(form("/t", &[("code", &wide)])).await.expect(200);
        let (token, key) = (hidden(&page.text(), "token"), hidden(&page.text(), "key"));
        let judged = [("code", code.as_str()), ("token", token.as_str()), ("key", key.as_str()), ("transition", "rate"),
            ("solved", "no"), ("f.comment", "只修了一盏")];
        for _ in 0..2 {
            let thanked = site.call(form("/t", &judged)).await.expect(200);
            assert!(thanked.text().contains("您的评价已记下") && !thanked.text().contains("这件事解决了吗"));
        }
        let again = [&judged[..2], &[("key", "other")], &judged[3..]].concat();
        assert!((400..500).contains(&site.call(form("/t", &again)).await.status), "the token serves once");
        let timeline = site.ask("center.clerk", Call::get(format!("/api/v1/cases/{}/timeline", id.0))).await;
        assert!(timeline.expect(200).text().contains("只修了一盏"));
    }

    async fn who_has_no_code_learns_nothing_and_cannot_try_for_long(database: Database) {
        let site = Site::on(&database).await;
        let (_, code) = receipt(&site, "facilities").await;
        let of = |code: &str| form("/t", &[("code", code)]);
        let mut wrong = code.clone().into_bytes();
        wrong[0] = if wrong[0] == b'0' { b'1' } else { b'0' };
        let wrong = String::from_utf8(wrong).unwrap();
        let (near, far) = (site.call(of(&wrong)).await.expect(404), site.call(of("ABC")).await.expect(404));
        assert_eq!(near.text().replace(&wrong, ""), far.text().replace("ABC", ""));
        let deed = [("code", wrong.as_str()), ("key", "k"), ("transition", "withdraw")];
        assert_eq!(site.call(form("/t", &deed)).await.expect(404).text(), near.text());
        let from = |code: &str| of(code).from("192.0.2.7:1");
        for _ in 0..60 {
            site.call(from("ABC")).await.expect(404);
        }
        let refused = site.call(from(&code)).await.expect(429);
        assert!(refused.headers.contains_key("retry-after") && !refused.text().contains("老街"));
        assert!(!site.metrics().await.contains(&code.replace('-', "")));
    }

    async fn what_is_about_officials_looks_like_any_other_and_few_see_it(database: Database) {
        let site = Site::on(&database).await;
        let number = |page: &str| page.split_once("<dd class=\"num\">").unwrap().1[..10].to_owned();
        let mut seen = Vec::new();
        for (key, kind) in [('3', "other"), ('4', "officials")] {
            let (_, code) = receipt_of(&site, &draft(key), kind).await;
            let page = site.call(form("/t", &[("code", &code)])).await.expect(200).text();
            let plain = page.replace(&code, "").replace(&number(&page), "");
            seen.push((number(&page), plain.replace(&hidden(&page, "key"), "")));
        }
        assert_eq!(seen[0].1, seen[1].1);
        let listed = |person| { let site = &site; async move {
            let cases = cases(site, person).await.into_iter();
            cases.map(|case| case["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        } };
        assert_eq!(listed("center.supervisor").await, [seen[0].0.clone()]);
        assert!(listed("center.director").await.contains(&seen[1].0));
        // A case with everybody in it tells its citizen no more by a page than over the API.
        let full = case(&site, respondents()).await;
        let page = site.call(form("/t", &[("code", &full.receipt)])).await.expect(200);
        is_safe(&page, &full.receipt);
        let names = ["丁四", "己四", "城管", "urban-management", NOTE, RESPONDENT];
        assert_eq!(names.iter().find(|name| page.text().contains(**name)), None);
    }

    async fn a_form_of_another_site_does_nothing(database: Database) {
        let site = Site::on(&database).await;
        let foreign = |path: &str, fields: &[(&str, &str)]| {
            let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
            Call::new("POST", path).form(&pairs.join("&"))
        };
        let address = format!("/report/{}", draft('5'));
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
            let call = foreign(&address, &reported("other")).header(name, value);
            assert!(site.call(call).await.expect(403).headers["content-type"].starts_with("text/html"));
            site.call(foreign("/t", &[("code", "x")]).header(name, value)).await.expect(403);
        }
        assert_eq!(cases(&site, "center.clerk").await.len(), 0);
        let nul = foreign(&address, &[("title", "\0")]).header("sec-fetch-site", "same-origin");
        site.call(nul).await.expect(400);
    }

    async fn size_and_language_are_all_that_a_browser_keeps(database: Database) {
        let site = Site::on(&database).await;
        for (path, cookie, to) in [("/size?to=huge&back=%2Ft", "size=huge", "/t"),
            ("/size?to=large&back=%2Fv%2F3F7Q-ABCD", "size=large", "/v/3F7Q-ABCD"),
            ("/size?to=large&back=%2Ff%2Fabc123", "size=large", "/f/abc123"),
            ("/size?to=large&back=%2Fv%2F..%2Fs", "size=large", "/"),
            ("/language?to=en&back=https%3A%2F%2Fevil.example", "language=en", "/")] {
            let answer = site.call(Call::get(path)).await.expect(303);
            assert_eq!(answer.headers["location"], to);
            assert!(answer.headers["set-cookie"].starts_with(&format!("{cookie}; Path=/")));
        }
        assert!(!site.call(Call::get("/size?to=%22")).await.expect(303).headers.contains_key("set-cookie"));
        let large = site.call(Call::get("/").header("cookie", "size=large; language=en")).await.expect(200).text();
        assert!(large.contains("<html lang=\"en\">") && large.contains("class=\"citizen elder\""), "{large}");
        let (filed, code) = receipt(&site, "other").await;
        let looked = site.call(form("/t", &[("code", &code)])).await;
        for page in [filed, looked, site.call(Call::get("/")).await, site.call(Call::get("/t")).await] {
            assert!(!page.headers.contains_key("set-cookie"), "{:?}", page.headers);
        }
    }
}
