//! Papers: issued once however often somebody clicks, masked until a reason is written down, read by nobody for whom the case
//! does not exist, checked by anybody without learning of anybody, and gone with what the case said of people.

use domain::case::Respondents;
use engine::vault::Identity;
use serde_json::json;

use super::county::{Case, IDENTITY, NARRATIVE, RESPONDENT, case, complaint, respondents};
use super::pages::{Browser, hidden};
use crate::support::{Call, Database, Site, World, both};

/// Issues a notice of acceptance twice, as a double click does, and returns its address.
async fn issued(clerk: &Browser<'_>, number: &str) -> String {
    let papers = format!("/s/cases/{number}/papers");
    let list = clerk.get(&papers).await.expect(200);
    assert!(
        list.text().contains("受理告知书") && !list.text().contains("答复书"),
        "{}",
        list.text()
    );
    let key = hidden(&list, "key");
    let form = [("kind", "acceptance"), ("key", key.as_str())];
    let (one, other) = tokio::join!(clerk.post(&papers, &form), clerk.post(&papers, &form));
    let address = one.expect(303).headers["location"].clone();
    assert_eq!(other.expect(303).headers["location"], address, "two clicks, one paper");
    assert_eq!(clerk.post(&papers, &form).await.headers["location"], address);
    address
}

/// The code that is printed on a paper.
fn code(page: &str) -> String {
    let (_, rest) = page.split_once("核验码 ").unwrap();
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

async fn in_full(clerk: &Browser<'_>, address: &str) -> String {
    clerk.post(address, &[("reason", "当面送达")]).await.expect(200).text()
}

fn names_somebody(text: &str) -> bool {
    IDENTITY.iter().any(|part| text.contains(part))
}

both! {
    async fn a_paper_is_issued_once_and_shown_in_full_for_a_reason(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let Case { number, .. } = case(&site, Respondents::default()).await;
        let address = issued(&clerk, &number).await;
        assert_eq!(address, format!("/s/cases/{number}/papers/1"));
        let list = clerk.get(&format!("/s/cases/{number}/papers")).await.expect(200).text();
        assert!(list.contains(&format!("受告字〔2026〕{number}-1号")) && !list.contains("-2号"), "{list}");

        let masked = clerk.get(&address).await.expect(200).text();
        assert!(masked.contains("欧**：") && !names_somebody(&masked), "{masked}");
        assert!(!masked.contains("核验码") && !masked.contains("/v/"), "a masked page is no paper");
        let pdf = clerk.get(&format!("{address}/pdf")).await.expect(303);
        assert_eq!(pdf.headers["location"], address, "a file without a reason is not given");
        for path in [address.clone(), format!("{address}/pdf")] {
            let refused = clerk.post(&path, &[("reason", " ")]).await.expect(400).text();
            assert!(refused.contains("class=\"errsum\"") && !names_somebody(&refused), "{refused}");
        }
        let full = in_full(&clerk, &address).await;
        assert!(full.contains("欧阳麒麟兽：") && full.contains("2026年3月"), "{full}");
        assert!(full.contains("<svg") && full.contains(&format!("/v/{}", code(&full).replace('-', ""))));
        let file = clerk.post(&format!("{address}/pdf"), &[("reason", "打印存档"), ("size", "large")]).await;
        let words = String::from_utf8_lossy(&file.body).into_owned();
        assert!(file.status == 200 && words.starts_with("%PDF") || words.contains("fonts-noto-cjk"), "{words}");

        let store = site.world.engine.store();
        let entries = store.audit_stream("papers", 0, 10).await.unwrap();
        assert!(entries.len() == 1 && entries[0].body.contains("paper_issued"), "{entries:?}");
        let reads = store.audit_stream("identities", 0, 10).await.unwrap();
        assert_eq!(reads.iter().filter(|entry| entry.body.contains("paper_read")).count(), 2, "{reads:?}");
        assert!(reads.iter().all(|entry| !entry.body.contains("当面送达")), "the audit commits to the reason");
        let kept = database.bytes().await;
        for mark in [IDENTITY[0], &code(&full).replace('-', "")] {
            assert!(!kept.windows(mark.len()).any(|part| part == mark.as_bytes()), "{mark} lies open");
        }
    }

    async fn a_notice_names_the_one_whom_it_is_for_and_no_co_complainant(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let mut intake = complaint(Respondents::default());
        intake.parties = ["褚一", "郑二"].map(|name| Identity { name: name.to_owned(), ..Identity::default() }).into();
        let filed = site.world.engine.file(Some(World::person("center.clerk")), intake).await.unwrap();
        let (id, number) = (filed.committed.stored.case.id, filed.committed.stored.number.clone());
        site.world.perform(&World::person("center.clerk"), id, "accept", domain::case::Input::None).await.unwrap();
        let papers = format!("/s/cases/{number}/papers");
        let list = clerk.get(&papers).await.expect(200);
        assert!(list.text().contains("type=\"radio\" name=\"party\"") && list.text().contains("褚**"), "{}", list.text());
        let key = hidden(&list, "key");
        let form = [("kind", "acceptance"), ("key", key.as_str())];
        let nobody = clerk.post(&papers, &form).await.expect(400).text();
        assert!(nobody.contains("几个人要分别出具"), "{nobody}");
        let parties: Vec<_> = filed.receipts.iter().map(|(party, _)| party.0.to_string()).collect();
        let both = [&form[..], &[("party", parties[0].as_str()), ("party", parties[1].as_str())]].concat();
        clerk.post(&papers, &both).await.expect(400);
        let stranger = uuid::Uuid::new_v4().to_string();
        clerk.post(&papers, &[&form[..], &[("party", stranger.as_str())]].concat()).await.expect(400);
        let mut named = Vec::new();
        for party in &parties {
            let one = [&form[..], &[("party", party.as_str())]].concat();
            let address = clerk.post(&papers, &one).await.expect(303).headers["location"].clone();
            let full = in_full(&clerk, &address).await;
            named.push((full.contains("褚一"), full.contains("郑二")));
        }
        named.sort_unstable();
        assert_eq!(named, [(false, true), (true, false)], "each gets their own");
    }

    async fn nobody_issues_or_reads_a_paper_of_a_case_that_is_not_theirs(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let Case { number, .. } = case(&site, respondents()).await;
        let address = issued(&clerk, &number).await;
        let papers = format!("/s/cases/{number}/papers");
        let form = [("kind", "acceptance"), ("key", "k"), ("reason", "想看看")];
        for person in [RESPONDENT, "center.clerk2", "finance.handler", "admin.system", "admin.audit"] {
            let browser = Browser::of(&site, person).await;
            for path in [papers.clone(), address.clone(), format!("{address}/pdf")] {
                let (read, done) = (browser.get(&path).await, browser.post(&path, &form).await);
                assert_eq!((read.status, done.status), (404, 404), "{person} {path}");
                assert!(!read.text().contains("受理告知书") && !done.text().contains("受理告知书"));
            }
        }
        // Who has done their part may read what is masked, and no more.
        let done = Browser::of(&site, "ecology.handler").await;
        assert!(!names_somebody(&done.get(&address).await.expect(200).text()));
        for path in [papers.clone(), address.clone(), format!("{address}/pdf")] {
            let refused = done.post(&path, &form).await;
            assert!(refused.status == 403 && !names_somebody(&refused.text()), "{path}: {}", refused.status);
        }
        let visitor = site.call(Call::get(&address)).await.expect(303);
        assert!(visitor.headers["location"].starts_with("/s/login"));
        clerk.get(&format!("{papers}/2")).await.expect(404);
        let unfit = clerk.post(&papers, &[("kind", "answer"), ("key", "k")]).await.expect(409).text();
        assert!(unfit.contains("还没有办到"), "{unfit}");
    }

    async fn a_paper_is_checked_by_anybody_and_tells_of_nobody(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let Case { id, number, receipt, .. } = case(&site, Respondents::default()).await;
        let address = issued(&clerk, &number).await;
        let printed = in_full(&clerk, &address).await;
        let digest = printed.split_once("摘要 ").unwrap().1.chars().take(16).collect::<String>();
        for typed in [code(&printed), code(&printed).replace('-', "").to_lowercase()] {
            let found = site.call(Call::get(format!("/v/{typed}"))).await.expect(200).text();
            assert!(found.contains("受理告知书") && found.contains(&format!("受告字〔2026〕{number}-1号")));
            assert!(found.contains(&format!("<b>{digest}</b>")), "{digest}: {found}");
            let private = [NARRATIVE, "夜巡收费", receipt.as_str(), "欧**", "center.clerk"];
            assert!(!names_somebody(&found) && private.iter().all(|mark| !found.contains(mark)), "{found}");
        }
        for wrong in ["0000-0000-0000-0000", "x", &number, &receipt] {
            let answer = site.call(Call::get(format!("/v/{wrong}"))).await.expect(404);
            assert!(answer.text().contains("查无此文书"), "{wrong}");
        }

        let entry = site.world.engine.entry("identities", None, "erased", json!({ "case": id }));
        let seen = site.world.engine.read(&World::person("center.clerk"), id).await.unwrap().unwrap();
        let version = seen.case().seq;
        assert!(site.world.engine.store().erase_identities(id, version, entry).await.unwrap());
        let list = clerk.get(&format!("/s/cases/{number}/papers")).await.expect(200).text();
        assert!(list.contains("（已删除）") && !list.contains(&format!("href=\"{address}\"")), "{list}");
        clerk.get(&address).await.expect(404);
        clerk.post(&address, &[("reason", "当面送达")]).await.expect(404);
        let found = site.call(Call::get(format!("/v/{}", code(&printed)))).await.expect(200).text();
        assert!(found.contains("内容已依法删除") && !found.contains(&digest), "{found}");
        let sealed = database.texts("SELECT number FROM papers WHERE sealed IS NULL").await;
        assert_eq!(sealed.len(), 1, "what it said is gone, that it was issued stays");
        clerk.post(&format!("/s/cases/{number}/papers"), &[("kind", "acceptance"), ("key", "n")]).await.expect(404);
    }

    async fn a_paper_is_declared_void_once_for_a_reason(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let Case { number, .. } = case(&site, Respondents::default()).await;
        let address = issued(&clerk, &number).await;
        let printed = in_full(&clerk, &address).await;
        let void = format!("{address}/void");
        let refused = clerk.post(&void, &[("why", " ")]).await.expect(400).text();
        assert!(refused.contains("class=\"errsum\""), "{refused}");
        for (person, status) in [("ecology.handler", 403), ("finance.handler", 404)] {
            let browser = Browser::of(&site, person).await;
            assert_eq!(browser.post(&void, &[("why", "不归我管")]).await.status, status, "{person}");
        }
        let still = site.call(Call::get(format!("/v/{}", code(&printed)))).await.expect(200).text();
        assert!(still.contains("出具过这份文书") && !still.contains("已经作废"), "{still}");
        let why = [("why", "填错了期限")];
        let (one, other) = tokio::join!(clerk.post(&void, &why), clerk.post(&void, &why));
        assert_eq!((one.status, other.status), (303, 303));
        let entries = site.world.engine.store().audit_stream("papers", 0, 10).await.unwrap();
        let voided = entries.iter().filter(|entry| entry.body.contains("paper_voided"));
        assert!(voided.clone().count() == 1 && voided.clone().all(|entry| !entry.body.contains("填错了期限")));
        let told = site.call(Call::get(format!("/v/{}", code(&printed)))).await.expect(200).text();
        assert!(told.contains("已经作废") && !told.contains("填错了期限"), "{told}");
        assert!(clerk.get(&format!("/s/cases/{number}/papers")).await.text().contains("已作废"));
        let page = clerk.get(&address).await.expect(200).text();
        assert!(page.contains("已经作废") && !page.contains("/void\"") && !page.contains("/pdf\""), "{page}");
        clerk.post(&format!("{address}/pdf"), &[("reason", "打印存档")]).await.expect(303);
    }

    async fn what_is_not_recorded_is_typed_or_stays_a_blank(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let mut intake = complaint(Respondents::default());
        intake.parties = vec![Identity::default()];
        let filed = site.world.engine.file(Some(World::person("center.clerk")), intake).await.unwrap();
        let number = filed.committed.stored.number.clone();
        let papers = format!("/s/cases/{number}/papers");
        assert!(!clerk.get(&papers).await.expect(200).text().contains("受理告知书"), "nothing fits yet");
        let accepted = domain::case::Input::None;
        let case = filed.committed.stored.case.id;
        site.world.perform(&World::person("center.clerk"), case, "accept", accepted).await.unwrap();
        let list = clerk.get(&papers).await.expect(200);
        assert!(list.text().contains("name=\"b.parties\""), "{}", list.text());
        let key = hidden(&list, "key");
        let long = "长".repeat(501);
        let typed = [("kind", "acceptance"), ("key", key.as_str()), ("b.parties", long.as_str())];
        let refused = clerk.post(&papers, &typed).await.expect(400).text();
        assert!(refused.contains(&long) && refused.contains("最多 500 个字"), "what was typed stays");
        let typed = [("kind", "acceptance"), ("key", key.as_str()), ("b.parties", "王<b>五"), ("b.law", "凭空之法")];
        let done = clerk.post(&papers, &typed).await.expect(303).headers["location"].clone();
        let masked = clerk.get(&done).await.expect(200).text();
        assert!(masked.contains("＊＊＊：") && !masked.contains("王"), "{masked}");
        let full = in_full(&clerk, &done).await;
        assert!(full.contains("王&#60;b&#62;五：") && !full.contains("凭空之法"), "{full}");
        let blank = [("kind", "acceptance"), ("key", "another")];
        let blank = clerk.post(&papers, &blank).await.expect(303).headers["location"].clone();
        let blank = clerk.get(&blank).await.expect(200).text();
        assert!(blank.contains("＿＿＿＿：") && blank.contains("/pdf?size=large"), "it names nobody: {blank}");
    }
}
