//! Drafts of reports: nothing that was typed is lost, a photograph is drawn anew and its original sealed, nobody reads a
//! draft without its id, and all of it ends.

use chrono::TimeDelta;
use serde_json::json;

use super::citizens::{HOME, cases, draft, form, fresh, location, look, reported, sent};
use super::county::IDENTITY;
use crate::support::{Answer, Call, Database, Site, both};

/// A photograph as a camera writes it, with words of the camera beside the picture.
fn jpeg(words: &str) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([200, 160, 30]));
    let mut plain = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut plain, image::ImageFormat::Jpeg).unwrap();
    let beside = [b"Exif\0\0", words.as_bytes()].concat();
    let length = u16::try_from(beside.len() + 2).unwrap().to_be_bytes();
    let plain = plain.into_inner();
    [&plain[..2], &[0xff, 0xe1], &length, &beside, &plain[2..]].concat()
}

/// A form with photographs, as a browser posts it.
fn sending(path: &str, fields: &[(&str, &str)], photos: &[(&str, &[u8])]) -> Call {
    let call = Call::new("POST", path).multipart(fields, photos).from(HOME);
    call.header("sec-fetch-site", "same-origin")
}

async fn page(site: &Site, answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    site.call(look(location(answer))).await.expect(200).text()
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|part| part == mark)
}

both! {
    async fn a_citizen_reports_in_steps_and_loses_nothing_on_the_way(database: Database) {
        let site = Site::on(&database).await;
        let first = location(&site.call(look("/report")).await.expect(303));
        let address = first.strip_suffix("/1").unwrap().to_owned();
        let blank = site.call(look(&first)).await.expect(200).text();
        let place = |text: &str| blank.find(text).unwrap_or_else(|| panic!("{text} in {blank}"));
        assert!(place("name=\"kind\"") < place("id=\"title\""), "the kind comes before the text");
        assert_eq!(blank.matches("type=\"radio\" name=\"kind\"").count(), 6);
        assert_eq!(blank.matches("</li>").count(), 3, "three pages: {blank}");
        assert!(database.texts("SELECT CAST(expires_at AS text) FROM drafts").await.is_empty(), "nothing is kept yet");
        site.call(look(format!("{address}/2"))).await.expect(404);
        let typed = [("at", "1"), ("to", "2"), ("title", "老街\"路灯"), ("kind", "facilities")];
        let refused = site.call(form(&address, &typed)).await.expect(400).text();
        assert!(refused.contains("class=\"errsum\"") && refused.contains("href=\"#f.account\""), "{refused}");
        assert!(refused.contains("value=\"老街&#34;路灯\""), "what was typed stays: {refused}");
        assert!(refused.contains(&format!("action=\"{address}\"")), "{refused}");
        let larger = [("at", "1"), ("size", "huge"), ("language", "en"), ("f.account", "三盏灯不亮")];
        let larger = site.call(form(&address, &larger)).await;
        assert_eq!(location(&larger), format!("{address}/1"));
        let with = look(location(&larger)).header("cookie", "size=huge; language=en");
        let larger = site.call(with).await.expect(200).text();
        assert!(larger.contains("老街&#34;路灯") && larger.contains("三盏灯不亮") && larger.contains("citizen elder huge"));
        assert!(larger.contains("<html lang=\"en\">") && !larger.contains("errsum"));
        // The same page is posted again, as a telephone does that lost its answer: one draft.
        for _ in 0..2 {
            let second = site.call(form(&address, &typed)).await;
            assert_eq!(location(&second), format!("{address}/2"));
            assert!(page(&site, &second).await.contains("id=\"address\""));
        }
        let back = site.call(look(&first)).await.expect(200).text();
        assert!(back.contains("老街&#34;路灯") && back.contains("三盏灯不亮"), "back to the first step: {back}");
        let third = site.call(form(&address, &[("at", "2"), ("to", "3"), ("address", "12 号")])).await;
        let third = page(&site, &third).await;
        assert!(third.contains("id=\"telephone\"") && third.contains("路灯、道路") && third.contains("三盏灯不亮"), "{third}");
        assert!(third.contains("name=\"to\" value=\"1\"") && third.contains("12 号"), "each may be changed: {third}");
        let refused = site.call(form(&address, &[("at", "3"), ("to", "send"), ("name", "甲")])).await.expect(400).text();
        assert!(refused.contains("href=\"#telephone\"") && refused.contains("value=\"甲\""), "{refused}");
        let back = site.call(look(format!("{address}/2"))).await.expect(200).text();
        assert!(back.contains("12 号"), "the button of the browser loses nothing");
        assert_eq!(cases(&site, "center.clerk").await.len(), 0, "nothing is filed before it is sent");
        for _ in 0..2 {
            let sent = site.call(form(&address, &[("at", "3"), ("to", "send"), ("contact", "anonymous")])).await;
            assert_eq!(location(&sent), address);
            assert!(page(&site, &sent).await.contains("name=\"code\""));
        }
        assert_eq!(cases(&site, "center.clerk").await.len(), 1);
        // The first page, shown again by the browser, begins another matter.
        for step in ["1", "2", "3"] {
            let again = site.call(look(format!("{address}/{step}"))).await.expect(303);
            assert_eq!(location(&again), address, "what was sent is its receipt");
        }
        let anew = site.call(form(&address, &typed)).await.expect(400).text();
        assert!(!anew.contains(&address) && anew.contains("老街&#34;路灯"), "{anew}");
    }

    async fn a_draft_ends_and_nobody_reads_it_without_its_id(database: Database) {
        let site = Site::on(&database).await;
        let key = fresh(&site).await;
        let address = format!("/report/{key}");
        let all = reported("other");
        let typed: Vec<_> = all.iter().copied().filter(|(name, _)| *name != "to").collect();
        site.call(form(&address, &typed)).await.expect(303);
        let kept = database.bytes().await;
        for mark in [IDENTITY[0], IDENTITY[1], "老街路灯不亮", key.as_str()] {
            assert!(!holds(&kept, mark.as_bytes()), "{mark} lies open in the database");
        }
        for other in [draft('8'), format!("{key}0"), "x".to_owned(), "%00".to_owned()] {
            let answer = site.call(look(format!("/report/{other}"))).await;
            assert!(answer.status == 404 && !answer.text().contains("老街"), "{answer:?}");
        }
        site.call(look(format!("{address}/photos/1"))).await.expect(404);
        site.world.clock.set(site.world.now() + TimeDelta::hours(25));
        site.call(look(&address)).await.expect(404);
        site.world.engine.forget_drafts().await.unwrap();
        assert!(database.texts("SELECT CAST(expires_at AS text) FROM drafts").await.is_empty());
        // Who comes back later and sends a page that is still open loses nothing of it.
        let again = site.call(form(&address, &[("at", "1"), ("to", "2"), ("title", "还在")])).await.expect(400);
        assert!(again.text().contains("value=\"还在\""));
        site.call(form(&address, &[("to", "leave")])).await.expect(303);
        site.call(look(&address)).await.expect(404);
    }

    async fn an_address_that_is_found_later_says_neither_who_nor_what_could_do_harm(database: Database) {
        let site = Site::on(&database).await;
        let keys = [fresh(&site).await, fresh(&site).await];
        for (key, kind) in keys.iter().zip(["facilities", "violence"]) {
            let all = reported(kind);
            let typed: Vec<_> = all.iter().copied().filter(|(name, _)| *name != "to").collect();
            site.call(form(&format!("/report/{key}"), &typed)).await.expect(303);
            let check = site.call(look(format!("/report/{key}/3"))).await.expect(200).text();
            assert!(check.contains(IDENTITY[0]) && check.contains(IDENTITY[1]), "{check}");
        }
        site.world.clock.set(site.world.now() + TimeDelta::minutes(61));
        let address = format!("/report/{}", keys[0]);
        for step in ["1", "2", "3"] {
            let found = site.call(look(format!("{address}/{step}"))).await.expect(200).text();
            assert!(!found.contains(IDENTITY[0]) && !found.contains(IDENTITY[1]), "{found}");
        }
        // Its author is asked again, and nothing else is lost.
        let asked = site.call(form(&address, &[("at", "3"), ("to", "send")])).await.expect(400).text();
        assert!(asked.contains("请填写手机号，或者带区号的固定电话"), "{asked}");
        let what = page(&site, &site.call(look(&address)).await).await;
        assert!(what.contains("老街路灯不亮"), "{what}");
        site.call(look(format!("/report/{}", keys[1]))).await.expect(404);
    }

    async fn what_was_sent_leaves_nothing_but_its_receipt_and_that_for_an_hour(database: Database) {
        let site = Site::on(&database).await;
        let key = fresh(&site).await;
        let sending = site.call(sent(&key, "other")).await;
        let receipt = page(&site, &sending).await;
        assert!(!receipt.contains(IDENTITY[1]) && !receipt.contains("三盏灯不亮"), "{receipt}");
        assert_eq!(receipt, site.call(look(location(&sending))).await.text(), "reloading shows it again");
        site.world.clock.set(site.world.now() + TimeDelta::minutes(61));
        site.call(look(location(&sending))).await.expect(404);
        // The last page, sent once more, still files nothing.
        site.call(sent(&key, "other")).await;
        assert_eq!(cases(&site, "center.clerk").await.len(), 1);
    }

    async fn a_photograph_is_drawn_anew_and_its_original_opened_for_a_reason(database: Database) {
        let site = Site::on(&database).await;
        let camera = jpeg("GPS 29.7N 113.9E of Zhao Liu");
        let key = fresh(&site).await;
        let address = format!("/report/{key}");
        let all = reported("facilities");
        let typed: Vec<_> = all.iter().copied().filter(|(name, _)| !["to", "at"].contains(name)).collect();
        let step = [&typed[..], &[("at", "1"), ("to", "1")]].concat();
        let bad = b"MZ not a picture";
        let photos: [(&str, &[u8]); 3] = [("灯.jpg", &camera), ("x.exe.jpg", bad), ("", b"")];
        let refused = site.call(sending(&address, &step, &photos)).await.expect(400).text();
        assert!(refused.contains("x.exe.jpg：不是 JPG") && refused.contains("三盏灯不亮"), "{refused}");
        assert!(refused.contains("/photos/1\"") && !refused.contains("/photos/2\""), "the good one is kept: {refused}");
        // A second click sends the same photograph again.
        site.call(sending(&address, &[("at", "1"), ("to", "2")], &photos[..1])).await.expect(303);
        let shown = site.call(look(format!("{address}/photos/1"))).await.expect(200);
        assert!(!holds(&shown.body, b"GPS") && shown.body.starts_with(b"\xff\xd8"));
        assert_eq!(shown.headers["content-security-policy"], "sandbox; default-src 'none'");
        site.call(look(format!("{address}/photos/2"))).await.expect(404);
        let parallel = form(&address, &[("at", "3"), ("to", "send")]);
        let (one, other) = tokio::join!(site.call(parallel.clone()), site.call(parallel));
        assert_eq!((one.status, other.status), (303, 303));
        let listed = cases(&site, "center.clerk").await;
        assert_eq!(listed.len(), 1);

        let case = listed[0]["id"].as_str().unwrap();
        let files = format!("/api/v1/cases/{case}/attachments");
        let list = site.ask("center.clerk", look(&files)).await.expect(200).json();
        let list = list["files"].as_array().unwrap().clone();
        assert_eq!(list.len(), 2, "{list:?}");
        let (copy, original) = (list[0]["id"].as_str().unwrap(), list[1]["id"].as_str().unwrap());
        let copy = site.ask("center.clerk", look(format!("{files}/{copy}"))).await.expect(200);
        assert_eq!(copy.body, shown.body);
        site.ask("center.clerk", look(format!("{files}/{original}"))).await.expect(403);
        let why = json!({ "purpose": "verify", "reason": "核实拍摄地点" });
        let open = || Call::post(format!("{files}/{original}/original"), &why);
        site.ask("finance.handler", open()).await.expect(404);
        let opened = site.ask("center.clerk", open()).await.expect(200);
        assert_eq!(opened.body, camera, "the evidence is as it came");
        let audit = site.ask("admin.audit", look("/api/v1/audit?stream=identities")).await.expect(200).text();
        assert!(audit.contains("original_opened") && !audit.contains("核实拍摄地点"), "it commits to why: {audit}");
        let mut lies = Vec::new();
        for folder in std::fs::read_dir(site.files()).unwrap() {
            let files = std::fs::read_dir(folder.unwrap().path()).unwrap();
            lies.extend(files.map(|file| std::fs::read(file.unwrap().path()).unwrap()));
        }
        assert_eq!(lies.len(), 2, "the second click left no files");
        assert!(lies.iter().all(|file| !holds(file, b"GPS")), "no original lies open");
    }

    async fn who_must_leave_at_once_leaves_nothing_behind(database: Database) {
        let site = Site::on(&database).await;
        let first = page(&site, &site.call(look("/report")).await).await;
        assert!(first.contains("value=\"leave\""), "where the kind is chosen, for everybody: {first}");
        for (kind, offered) in [("violence", true), ("officials", true), ("facilities", false)] {
            let key = fresh(&site).await;
            let typed = [("at", "1"), ("title", "家里的事"), ("kind", kind)];
            let kept = site.call(form(&format!("/report/{key}"), &typed)).await;
            assert!(page(&site, &kept).await.contains("value=\"leave\""), "{kind}");
            let later = site.call(look(format!("/report/{key}/2"))).await.expect(200).text();
            assert_eq!(later.contains("value=\"leave\""), offered, "{kind}");
            let left = site.call(form(&format!("/report/{key}"), &[("at", "1"), ("to", "leave")])).await.expect(303);
            assert_eq!(location(&left), "/help");
            let neutral = site.call(look("/help")).await.expect(200).text();
            assert!(!neutral.contains("反映") && !neutral.contains("家里的事") && !neutral.contains("举报"), "{neutral}");
            site.call(look(format!("/report/{key}"))).await.expect(404);
        }
        let notice = site.call(look("/notice")).await.expect(200).text();
        assert!(notice.contains("24 小时") && notice.contains("我们不能保证的"));
    }
}
