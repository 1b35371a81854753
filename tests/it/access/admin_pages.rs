//! Pages of the three administrators: each opens what is theirs and nothing else, and none of them comes by a case.

use domain::case::Respondents;

use super::county::{case, complaint, respondents};
use super::pages::Browser;
use crate::support::{Call, Database, Site, World, both};

/// Who asks, in the order of the columns.
const READERS: [&str; 7] = [
    "admin.system",
    "admin.security",
    "admin.audit",
    "center.director",
    "center.clerk",
    "housing.handler",
    "",
];

/// Pages, and what each reader is answered. Nobody is sent to sign in.
const PAGES: &str = "
/s/audit                      403 403 200 403 403 403 303
/s/audit?stream=identities    403 403 200 403 403 403 303
/s/audit/note                 403 403 200 403 403 403 303
/s/flow                       303 303 303 303 303 303 303
/s/flow/service               200 200 200 200 200 200 303
/s/flow/service?version=99    404 404 404 404 404 404 303
/s/flow/none                  404 404 404 404 404 404 303
/s/admin/calendar             200 403 403 403 403 403 303
/s/admin/rules                200 403 403 403 403 403 303
/s/admin/letters              200 403 403 403 403 403 303
/s/admin/agencies             200 403 403 403 403 403 303
/s/agencies                   403 403 403 200 200 403 303
/s/agencies?tab=dead          403 403 403 200 200 403 303
/s/cases/new                  403 403 403 200 200 403 303
/s/                           303 303 303 200 200 200 303
/s/admin/people               200 200 403 403 403 403 303
/s/admin/people?unit=housing  200 200 403 403 403 403 303
/s/admin/people/new           200 403 403 403 403 403 303
/s/admin/people/center.clerk  200 200 403 403 403 403 303
/s/admin/people/center.clerk/work 200 403 403 403 403 403 303
/s/admin/people/nobody        404 404 403 403 403 403 303
";

both! {
    async fn every_page_of_administrators_is_for_those_who_keep_it(database: Database) {
        let site = Site::on(&database).await;
        let mut browsers = Vec::new();
        for person in READERS.into_iter().filter(|person| !person.is_empty()) {
            browsers.push(Browser::of(&site, person).await);
        }
        let mut wrong = Vec::new();
        for row in PAGES.lines().filter(|line| !line.is_empty()) {
            let mut cells = row.split_whitespace();
            let path = cells.next().unwrap();
            for (column, expected) in cells.enumerate() {
                let answer = match browsers.get(column) {
                    Some(browser) => browser.get(path).await,
                    None => site.call(Call::get(path)).await,
                };
                if answer.status.to_string() != expected {
                    wrong.push(format!("{path} as `{}`: {}", READERS[column], answer.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn the_audit_is_filtered_paged_and_exported_and_its_chains_are_whole(database: Database) {
        let site = Site::on(&database).await;
        let auditor = Browser::of(&site, "admin.audit").await;
        let page = auditor.get("/s/audit").await.expect(200).text();
        assert!(page.contains("链完整"), "{page}");
        assert!(page.contains("登录") && page.contains("开通账号") && page.contains("壬一"), "{page}");
        for _ in 0..60 {
            let wrong = Call::new("POST", "/s/login").form("name=nobody&password=x&next=");
            _ = site.call(wrong).await;
            let entry = site.world.engine.entry("letters", None, "retried", serde_json::json!({}));
            site.world.engine.store().audit(entry).await.unwrap();
        }
        let letters = auditor.get("/s/audit?stream=letters").await.expect(200).text();
        assert_eq!(letters.matches("信件 #").count(), 50);
        let (_, rest) = letters.split_once("after=").unwrap();
        let after = rest.split('"').next().unwrap();
        let older = auditor.get(&format!("/s/audit?stream=letters&after={after}")).await.expect(200);
        let older = older.text();
        assert_eq!(older.matches("信件 #").count(), 10, "none is left out, none told twice");
        let none = auditor.get("/s/audit?contains=no-such-thing").await.expect(200).text();
        assert!(none.contains("没有符合条件的记录"), "{none}");
        let wrong = auditor.get("/s/audit?from=yesterday").await.expect(400).text();
        assert!(wrong.contains("value=\"yesterday\"") && wrong.contains("2026-11-26"), "{wrong}");
        let table = auditor.post("/s/audit/export", &[("stream", "letters")]).await.expect(200);
        assert_eq!(table.text().matches("信件 #").count(), 60);
        let exports = auditor.get("/s/audit?stream=exports").await.expect(200).text();
        assert!(exports.contains("导出 #1") && exports.contains("壬一"), "{exports}");
    }

    async fn the_last_note_of_the_log_is_printed_and_its_witness_told(database: Database) {
        let site = Site::on(&database).await;
        let auditor = Browser::of(&site, "admin.audit").await;
        let none = auditor.get("/s/audit/note").await.expect(200).text();
        assert!(none.contains("还没有检查点"), "{none}");
        let engine = &site.world.engine;
        let note = engine.log_everything().await.unwrap().unwrap();
        let printed = auditor.get("/s/audit/note").await.expect(200).text();
        let key = engine.log_key().unwrap().to_string();
        assert!(printed.contains(note.note.trim_end()) && printed.contains(&key), "{printed}");
        assert!(printed.contains("<svg"), "{printed}");
        let page = auditor.get("/s/audit").await.expect(200).text();
        assert!(page.contains("没有设置见证文件夹") && !page.contains("note stack bad"), "{page}");
        engine.witness_in(std::env::temp_dir().join("bihuan-no-such-witness"));
        engine.log_everything().await.unwrap();
        let page = auditor.get("/s/audit").await.expect(200).text();
        assert!(page.contains("见证文件夹读写不了") && page.contains("note stack bad"), "{page}");
    }

    async fn a_broken_chain_is_told_with_its_place(database: Database) {
        let site = Site::on(&database).await;
        let auditor = Browser::of(&site, "admin.audit").await;
        for _ in 0..3 {
            let entry = site.world.engine.entry("letters", None, "retried", serde_json::json!({}));
            site.world.engine.store().audit(entry).await.unwrap();
        }
        let alter = "UPDATE audit SET body = replace(body, 'retried', 'altered') WHERE stream = 'letters' AND seq = 2";
        crate::record::unlock(&database, "audit").await;
        assert_eq!(database.run(alter).await.unwrap(), 1);
        let page = auditor.get("/s/audit").await.expect(200).text();
        assert!(page.contains("letters #2</b>") && !page.contains("链完整"), "{page}");
    }

    async fn somebody_new_is_added_by_one_administrator_and_given_roles_by_another(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let security = Browser::of(&site, "admin.security").await;
        let person = [("zh", "张新"), ("en", "Zhang Xin"), ("id", "housing.new"), ("unit", "housing")];
        let without = system.post("/s/admin/people/new", &person).await.expect(400).text();
        assert!(without.contains("理由") && without.contains("value=\"张新\""), "{without}");
        let because = [person.as_slice(), &[("reason", "新调入")]].concat();
        let added = system.post("/s/admin/people/new", &because).await.expect(303);
        assert_eq!(added.headers["location"], "/s/admin/people/housing.new?done=added");
        system.post("/s/admin/people/new", &because).await.expect(409);
        let address = "/s/admin/people/housing.new";
        let open = [("do", "open"), ("sign_in", "housing.new"), ("reason", "新调入")];
        security.post(address, &open).await.expect(403);
        let opened = system.post(address, &open).await.expect(200).text();
        assert!(opened.contains("只显示这一次"), "{opened}");
        let roles = [("do", "roles"), ("role", "handler"), ("reason", "任命文件 3 号")];
        system.post(address, &roles).await.expect(403);
        security.post(address, &roles).await.expect(303);
        let mixed = [roles.as_slice(), &[("role", "audit_administrator")]].concat();
        let mixed = security.post(address, &mixed).await.expect(400).text();
        assert!(mixed.contains("三员须分设"), "{mixed}");
        let own = security.post("/s/admin/people/admin.security", &roles).await.expect(409).text();
        assert!(own.contains("不能调整自己的角色"), "{own}");
        let last = security.post("/s/admin/people/admin.system", &roles).await.expect(409).text();
        assert!(last.contains("最后一个"), "{last}");
        let auditor = Browser::of(&site, "admin.audit").await;
        let told = auditor.get("/s/audit?contains=%E5%BC%A0%E6%96%B0").await.expect(200).text();
        for word in ["新增人员", "调整角色", "开通账号", "任命文件 3 号", "新调入"] {
            assert!(told.contains(word), "{word} in {told}");
        }
    }

    async fn who_is_disabled_is_out_at_once_and_why_stands_in_the_audit(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let clerk = Browser::of(&site, "center.clerk").await;
        clerk.get("/s/").await.expect(200);
        let address = "/s/admin/people/center.clerk";
        let page = system.get(address).await.expect(200).text();
        assert!(page.contains("<dt>会话</dt><dd>1"), "{page}");
        let end = [("do", "end"), ("reason", "电脑丢失")];
        system.post(address, &end).await.expect(303);
        assert_eq!(clerk.get("/s/").await.status, 303, "the session has ended");
        let disable = [("do", "disable"), ("reason", "调离")];
        system.post(address, &disable).await.expect(303);
        let page = system.get(&format!("{address}?done=disable")).await.expect(200).text();
        assert!(page.contains("停用于") && page.contains("恢复账号"), "{page}");
        let oneself = system.post("/s/admin/people/admin.system", &disable).await.expect(409).text();
        assert!(oneself.contains("不能停用自己") && oneself.contains("value=\"调离\""), "{oneself}");
        let list = system.get("/s/admin/people?q=center.clerk").await.expect(200).text();
        assert!(list.contains("已停用"), "{list}");
        let auditor = Browser::of(&site, "admin.audit").await;
        let told = auditor.get("/s/audit?stream=accounts").await.expect(200).text();
        assert!(told.contains("调离") && told.contains("电脑丢失") && told.contains("停用账号"), "{told}");
    }

    async fn administrators_count_cases_in_a_procedure_and_see_none(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        let system = Browser::of(&site, "admin.system").await;
        let page = system.get("/s/flow/service").await.expect(200).text();
        assert!(page.contains("<svg") && page.contains("在办 1"), "{page}");
        assert!(!page.contains(&case.number) && !page.contains(&case.id.to_string()));
        // Nobody counts a case about themselves or somebody of their unit, administrators neither.
        let about = domain::case::Respondents { people: ["admin.security".into()].into(), ..Respondents::default() };
        _ = crate::access::county::case(&site, about).await;
        let director = Browser::of(&site, "center.director").await;
        let page = director.get("/s/flow/service").await.expect(200).text();
        assert!(page.contains("在办 2"), "{page}");
        let security = Browser::of(&site, "admin.security").await;
        for administrator in [&system, &security] {
            let page = administrator.get("/s/flow/service").await.expect(200).text();
            assert!(page.contains("在办 1") && !page.contains("在办 2"), "{page}");
        }
        // Of whom the case is hidden from, it is not even counted.
        let respondent = Browser::of(&site, "police-puqi.handler").await;
        let hidden = respondent.get("/s/flow/service").await.expect(200).text();
        assert!(!hidden.contains("在办 1"), "{hidden}");
    }

    async fn a_bottleneck_is_where_cases_have_used_most_of_the_limit(database: Database) {
        let site = Site::on(&database).await;
        let clerk = World::person("center.clerk");
        let file = async || {
            let filed = site.world.engine.file(Some(clerk.clone()), complaint(Respondents::default())).await;
            filed.unwrap().committed.stored.case.id
        };
        let (_, goes_on) = (file().await, file().await);
        let bottleneck = async || {
            let system = Browser::of(&site, "admin.system").await;
            let page = system.get("/s/flow/service").await.expect(200).text();
            let row = page.split("<tr id=\"state-").find(|row| row.contains("class=\"pill over\""));
            (row.map(|row| row.split('"').next().unwrap().to_owned()), page)
        };
        site.world.clock.set(site.world.now() + chrono::TimeDelta::hours(3));
        site.world.perform(&clerk, goes_on, "accept", domain::case::Input::None).await.unwrap();
        site.world.clock.set(site.world.now() + chrono::TimeDelta::hours(1));
        let (found, page) = bottleneck().await;
        let state = site.world.engine.read(&engine::Who::Engine, goes_on).await.unwrap().unwrap().case().state.clone();
        assert!(found.is_some() && found.as_deref() != Some(state.as_str()), "{found:?}: it has only come: {page}");
        assert!(page.contains("▲ 瓶颈") && page.contains("中位停留 4 小时"), "{page}");
        assert!(page.contains(&format!("#state-{state}\"")), "what has cases leads to its row: {page}");
    }

    async fn a_sample_is_led_through_a_procedure_and_leaves_nothing(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let begun = system.get("/s/flow/service").await.expect(200).text();
        let (_, rest) = begun.split_once("id=\"walk\"").unwrap();
        assert!(rest.contains("已登记") && rest.contains("steps=day"), "{rest}");
        let later = system.get("/s/flow/service?steps=day.accept").await.expect(200).text();
        let (_, rest) = later.split_once("id=\"walk\"").unwrap();
        assert!(rest.contains("研判中") && rest.contains("steps=day.accept."), "{rest}");
        let wrong = system.get("/s/flow/service?steps=no_such_step").await.expect(200).text();
        assert!(wrong.contains("此时没有人能这样做"), "{wrong}");
        let everything = site.world.engine.visible(&engine::Who::Engine).await.unwrap();
        let any = store::queries::CaseFilter::default();
        let none = site.world.engine.store().count_cases(&everything, &any);
        assert_eq!(none.await.unwrap(), 0);
    }

    async fn a_calendar_says_what_a_change_would_move_and_rules_are_tried(database: Database) {
        let site = Site::on(&database).await;
        _ = case(&site, respondents()).await;
        let system = Browser::of(&site, "admin.system").await;
        let year = system.get("/s/admin/calendar?year=2026").await.expect(200).text();
        assert!(year.contains("春节") && year.contains("国务院办公厅"), "{year}");
        let moved = system.get("/s/admin/calendar?day=2026-03-04&becomes=off").await.expect(200);
        assert!(moved.text().contains("期限的在办案件： 1 件"), "{}", moved.text());
        let same = system.get("/s/admin/calendar?day=2026-12-30&becomes=off").await.expect(200);
        assert!(same.text().contains("期限的在办案件： 0 件"), "{}", same.text());
        let wrong = system.get("/s/admin/calendar?day=1999-01-01").await.expect(400).text();
        assert!(wrong.contains("已载入年份") && wrong.contains("1999-01-01"), "{wrong}");
        let text = "text=%E8%B7%AF%E7%81%AF%E4%B8%8D%E4%BA%AE";
        let tried = system.get(&format!("/s/admin/rules?{text}")).await.expect(200).text();
        assert!(tried.contains("由人决定</b>") && !tried.contains("<ol class=\"plain\"><li><b>"), "no rule says it: {tried}");
        let tried = system.get(&format!("/s/admin/rules?{text}&category=1104")).await.expect(200).text();
        assert!(tried.contains("<ol class=\"plain\"><li><b>"), "a rule names a unit: {tried}");
        let wrong = system.get(&format!("/s/admin/rules?{text}&category=zz")).await.expect(400).text();
        assert!(wrong.contains("没有这个类别代码") && wrong.contains("路灯不亮"), "{wrong}");
        let letters = system.get("/s/admin/letters").await.expect(200).text();
        assert!(letters.contains("0000000000") && letters.contains("{case_number}"), "{letters}");
    }

    async fn a_body_is_believed_again_and_a_subscription_kept_with_a_reason(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let release = [("do", "release.court"), ("reason", "")];
        let without = system.post("/s/admin/agencies", &release).await.expect(400).text();
        assert!(without.contains("理由"), "{without}");
        system.post("/s/admin/agencies", &[("do", "release.court"), ("reason", "查明")]).await.expect(404);
        let clerk = Browser::of(&site, "center.clerk").await;
        clerk.post("/s/admin/agencies", &[("do", "release.court"), ("reason", "查明")]).await.expect(403);
        let id = uuid::Uuid::new_v4().to_string();
        clerk.post("/s/agencies", &[("retry", &id)]).await.expect(404);
        clerk.post("/s/agencies", &[("seen", "court m1")]).await.expect(404);
        system.post("/s/agencies", &[("retry", &id)]).await.expect(403);
        let handler = Browser::of(&site, "discipline.handler").await;
        for (browser, status) in [(&clerk, 200), (&handler, 403)] {
            let links = browser.get("/s/").await.expect(200).text().contains("href=\"/s/agencies\"");
            assert_eq!(links, status == 200, "whoever may go there is led there, and nobody else");
            browser.get("/s/agencies").await.expect(status);
        }
    }
}
