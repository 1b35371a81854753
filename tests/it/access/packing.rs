//! What is zipped on its way, and for whom: never for the page of another site, never files, streams or what has a tag.

use crate::support::{Answer, Call, Database, Site, both};

/// The same with all that a browser says of what it can unpack.
fn asking(path: &str) -> Call {
    Call::get(path).header("accept-encoding", "gzip, deflate, br")
}

fn is_zipped(answer: &Answer) -> bool {
    let said = answer.headers.get("content-encoding").map(String::as_str);
    let is_gzip = answer.body.starts_with(&[0x1f, 0x8b]);
    assert_eq!(said == Some("gzip"), is_gzip, "the header says what the body is: {answer:?}");
    is_gzip
}

/// How long the text was, which is how gzip ends.
fn length(zipped: &Answer) -> usize {
    let end = zipped.body.last_chunk::<4>().unwrap();
    u32::from_le_bytes(*end).try_into().unwrap()
}

both! {
    async fn text_is_zipped_for_whoever_can_unpack_it(database: Database) {
        let site = Site::on(&database).await;
        for path in ["/", "/notice", "/s/login", "/assets/app.css", "/assets/app.js", "/api/openapi.json"] {
            let (zipped, plain) = (site.call(asking(path)).await.expect(200), site.call(Call::get(path)).await);
            assert!(is_zipped(&zipped) && !is_zipped(&plain), "{path}");
            assert_eq!(length(&zipped), plain.body.len(), "{path}");
            assert!(zipped.body.len() * 3 < plain.body.len() * 2, "{path}: {}", zipped.body.len());
            assert!(zipped.headers["vary"].contains("accept-encoding"), "{:?}", zipped.headers);
        }
        let small = site.call(asking("/healthz")).await.expect(200);
        assert!(!is_zipped(&small), "what is short is not worth it");
    }

    async fn nothing_is_zipped_for_the_page_of_another_site(database: Database) {
        let site = Site::on(&database).await;
        for (said, expected) in [("cross-site", false), ("same-site", false), ("strange", false), ("same-origin", true), ("none", true)] {
            let answer = site.call(asking("/").header("sec-fetch-site", said)).await.expect(200);
            assert_eq!(is_zipped(&answer), expected, "{said}");
        }
    }

    async fn files_streams_and_what_has_a_tag_come_as_they_are(database: Database) {
        let site = Site::on(&database).await;
        let filing = serde_json::json!({ "workflow": "service", "title": "路灯".repeat(40), "form": { "account": "三盏".repeat(300) } });
        let case = site.ask("center.clerk", Call::post("/api/v1/cases", &filing).key("a")).await.expect(201).json();
        let case = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        let tagged = site.ask("center.clerk", asking(&case)).await.expect(200);
        assert!(tagged.headers.contains_key("etag") && !is_zipped(&tagged));
        let many = site.ask("center.clerk", asking("/api/v1/cases")).await.expect(200);
        assert!(is_zipped(&many), "a list has no tag");
        let files = format!("{case}/attachments");
        let uploaded = site.ask("center.clerk", Call::new("POST", &files).file("a.txt", &"路灯不亮".repeat(300))).await;
        let file = uploaded.expect(201).json()["id"].as_str().unwrap().to_owned();
        let file = site.ask("center.clerk", asking(&format!("{files}/{file}"))).await.expect(200);
        assert!(file.body.len() > 3000 && !is_zipped(&file));
        let stream = site.ask("center.clerk", asking("/api/v1/events")).await.expect(200);
        assert!(!stream.headers.contains_key("content-encoding"));
    }
}
