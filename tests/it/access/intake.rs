//! Taking cases in by the pages: what may be the same matter and who should lead are shown before anything is filed, nobody
//! learns there of a case that is hidden from them, and a second click files nothing more. Triage, and the desk of a unit.

use domain::case::{Input, Respondents};

use super::citizens::escaped;
use super::county::{IDENTITY, RESPONDENT, case, complaint, respondents};
use super::pages::{Browser, hidden};
use crate::support::{Answer, Database, Site, World, both};

/// A form of intake as it is typed, with its key.
pub(super) fn typed<'a>(key: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let form = [
        ("workflow", "service"),
        ("key", key),
        ("channel", "phone"),
        ("title", "陆水路路灯不亮"),
        ("telephone", "13812345678"),
        ("place", "pqjd"),
        ("category", "1104"),
        ("name", "张小明"),
    ];
    let named = |name: &str| more.iter().any(|(known, _)| *known == name);
    form.into_iter().filter(|(name, _)| !named(name)).chain(more.iter().copied()).collect()
}

/// Sends the form to be checked, and then as it stands there.
pub(super) async fn checked_and<'a>(
    browser: &Browser<'_>,
    form: &[(&'a str, &'a str)],
    more: &[(&str, &str)],
) -> Answer {
    let check = browser.post("/s/cases/new", form).await.expect(200);
    let checked = hidden(&check, "checked");
    let mut again = form.to_vec();
    again.push(("checked", checked.as_str()));
    again.extend(more.iter().copied());
    browser.post("/s/cases/new", &again).await
}

pub(super) fn number_of(filed: &Answer) -> String {
    let text = filed.text();
    let links = text.split("href=\"/s/cases/").skip(1).map(|rest| rest.split('"').next().unwrap());
    let number = links.into_iter().find(|to| to.len() == 10 && !to.contains('/'));
    number.unwrap_or_else(|| panic!("{text}")).to_owned()
}

/// How many cases the center has.
async fn cases(site: &Site) -> u64 {
    let visible = site.world.engine.visible(&World::person("center.clerk")).await.unwrap();
    site.world
        .engine
        .store()
        .count_cases(&visible, &store::queries::CaseFilter::default())
        .await
        .unwrap()
}

both! {
    async fn what_is_missing_is_named_by_its_field_and_nothing_typed_is_lost(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        for (field, value, said) in [("telephone", "", "勾选“匿名”"), ("place", "", "请填写地点"), ("category", "", "请填写类别"),
            ("title", "", "请填写事项"), ("place", "zzz", "没有找到“zzz”"), ("category", "zzz", "没有找到“zzz”"),
            ("anonymous", "yes", "就不能留电话")] {
            let form = typed("k", &[(field, value), ("address", "九号楼前")]);
            let refused = clerk.post("/s/cases/new", &form).await.expect(400).text();
            let at = if field == "anonymous" { "telephone" } else { field };
            assert!(refused.contains(&format!("href=\"#{at}\"")) && refused.contains(said), "{field}: {refused}");
            assert!(refused.contains("九号楼前"), "what was written stays");
        }
        assert_eq!(cases(&site).await, 0);
        let form = typed("a", &[("anonymous", "yes"), ("telephone", ""), ("name", "")]);
        checked_and(&clerk, &form, &[("then", "save")]).await.expect(201);
        assert_eq!(cases(&site).await, 1);
    }

    async fn the_check_files_nothing_and_a_second_click_files_one_case_and_assigns_it_once(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let form = typed("once", &[]);
        let check = clerk.post("/s/cases/new", &form).await.expect(200);
        let text = check.text();
        assert!(text.contains("还没有登记") && text.contains("没有发现重复") && text.contains("规则 R-"), "{text}");
        assert!(text.contains("value=\"13812345678\"") && text.contains("value=\"pqjd\""), "what was written stays");
        assert_eq!(cases(&site).await, 0, "looking files nothing");
        let nobody = checked_and(&clerk, &form, &[("then", "assign"), ("lead", "")]).await.expect(400).text();
        assert!(nobody.contains("请选择承办单位"), "{nobody}");
        let more = [("then", "assign"), ("lead", "urban-management")];
        let filed = checked_and(&clerk, &form, &more).await.expect(201);
        let text = filed.text();
        assert!(text.contains("已交办 城管执法局") && text.contains("期限") && text.contains("class=\"code\""), "{text}");
        assert_eq!(checked_and(&clerk, &form, &more).await.expect(201), filed, "a second click says the same");
        let other = checked_and(&clerk, &form, &[("then", "save")]).await.expect(201);
        assert_eq!(number_of(&other), number_of(&filed), "another button of the same form files no other case");
        assert_eq!(cases(&site).await, 1);
        let sheet = clerk.get(&format!("/s/cases/{}", number_of(&filed))).await.expect(200).text();
        assert_eq!(sheet.matches("<h3>交办</h3>").count(), 1, "{sheet}");
        // What likely duplicates hang on has changed since the check: it is shown anew instead of filed.
        let mut moved = typed("moved", &[("telephone", "13900000000")]);
        let stale = hidden(&check, "checked");
        moved.push(("checked", stale.as_str()));
        clerk.post("/s/cases/new", &moved).await.expect(200);
        assert_eq!(cases(&site).await, 1);
    }

    async fn an_assignment_that_fails_is_told_and_the_case_is_filed_all_the_same(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let form = typed("k", &[]);
        let filed = checked_and(&clerk, &form, &[("then", "assign"), ("lead", "no-such-unit")]).await.expect(201);
        let text = filed.text();
        assert!(text.contains("但没有交办") && text.contains("class=\"code\""), "{text}");
        assert_eq!(cases(&site).await, 1);
        let next = checked_and(&clerk, &typed("n", &[("title", "井盖丢失")]), &[("then", "next")]).await.expect(201).text();
        assert!(next.contains("class=\"code\"") && next.contains("name=\"telephone\""), "{next}");
        assert!(!next.contains("value=\"13812345678\"") && !next.contains("井盖丢失\""), "the next citizen is another");
    }

    async fn likely_duplicates_are_found_and_merged_by_the_procedure(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let first = checked_and(&clerk, &typed("1", &[]), &[("then", "save")]).await.expect(201);
        let older = number_of(&first);
        for (name, form) in [
            ("同号码", typed("2", &[("title", "别的事情"), ("place", "新店镇"), ("category", "1101")])),
            ("同地点同类别", typed("2", &[("title", "别的事情"), ("telephone", "13700000000")])),
            ("说法相近", typed("2", &[("telephone", "13700000000"), ("category", "1101")])),
            ("说法相近", typed("2", &[("telephone", "13700000000"), ("place", "新店镇"), ("title", "陆水路路灯")])),
        ] {
            let check = clerk.post("/s/cases/new", &form).await.expect(200).text();
            assert!(check.contains(&older) && check.contains(name), "{name}: {check}");
        }
        for same in ["１３８１２３４５６７８", "+86 138-1234-5678", "008613812345678", "８６１３８１２３４５６７８"] {
            let more = [("telephone", same), ("title", "别的事情"), ("place", "新店镇"), ("category", "1101")];
            let check = clerk.post("/s/cases/new", &typed("2", &more)).await.expect(200).text();
            assert!(check.contains(&older) && check.contains("同号码"), "{same}: {check}");
            let found = clerk.get(&format!("/s/search?q={}", escaped(same))).await.expect(200).text();
            assert!(found.contains(&older), "{same}: {found}");
        }
        let unknown = typed("2", &[("telephone", "电话不详")]);
        let check = clerk.post("/s/cases/new", &unknown).await.expect(400).text();
        assert!(check.contains("href=\"#telephone\"") && check.contains("请留空"), "{check}");
        let none = typed("2", &[("telephone", "13700000000"), ("place", "新店镇"), ("title", "夜里太吵")]);
        assert!(!clerk.post("/s/cases/new", &none).await.expect(200).text().contains(&older));
        let joined = checked_and(&clerk, &typed("3", &[]), &[("then", "assign"), ("same", older.as_str())]).await.expect(201);
        let text = joined.text();
        let newer = number_of(&joined);
        let to = format!("/s/cases/{newer}/do/merge?i.case={older}");
        assert!(text.contains(&to), "{text}");
        let merge = clerk.get(&to).await.expect(200);
        assert!(merge.text().contains(&format!("value=\"{older}\"")), "the number is filled in");
        let posted = [("version", hidden(&merge, "version")), ("key", hidden(&merge, "key")), ("i.case", older)];
        let posted = posted.each_ref().map(|(name, value)| (*name, value.as_str()));
        clerk.post(&format!("/s/cases/{newer}/do/merge"), &posted).await.expect(303);
    }

    async fn a_clerk_never_learns_of_a_case_that_is_hidden_from_them(database: Database) {
        let site = Site::on(&database).await;
        let form = typed("k", &[("telephone", IDENTITY[1]), ("title", "夜巡收费没有票据"), ("place", "421281")]);
        let clerk = Browser::of(&site, "center.clerk").await;
        let barred = Browser::of(&site, "center.clerk2").await;
        let before = barred.post("/s/cases/new", &form).await.expect(200).text();
        let secret = case(&site, respondents()).await;
        let after = barred.post("/s/cases/new", &form).await.expect(200).text();
        assert_eq!(before, after, "the page is the same to the letter");
        for path in ["/s/triage", "/s/inbox", "/s/inbox?tab=today", "/s/inbox?tab=ended"] {
            assert!(!barred.get(path).await.expect(200).text().contains(&secret.number), "{path}");
        }
        let (hidden, absent) =
            (barred.get(&format!("/s/triage?no={}", secret.number)).await, barred.get("/s/triage?no=0000000000").await);
        assert_eq!(hidden.expect(404), absent);
        let seen = clerk.post("/s/cases/new", &form).await.expect(200).text();
        assert!(seen.contains(&secret.number) && seen.contains("同号码"), "{seen}");
        // The lists to choose from name everybody of the directory.
        let seen = seen.split("<datalist").next().unwrap();
        let known = [IDENTITY[0], IDENTITY[2], IDENTITY[3], RESPONDENT];
        assert!(known.iter().all(|word| !seen.contains(word)), "who complained stays sealed: {seen}");
    }

    async fn nobody_takes_in_or_studies_whose_part_it_is_not(database: Database) {
        let site = Site::on(&database).await;
        for person in ["urban-management.handler", "center.supervisor"] {
            let browser = Browser::of(&site, person).await;
            browser.post("/s/cases/new", &typed("k", &[])).await.expect(403);
            browser.get("/s/triage").await.expect(403);
            let links = browser.get("/s/inbox").await.expect(200).text();
            assert!(!links.contains("/s/triage") && !links.contains("/s/cases/new"), "{person}");
        }
        assert_eq!(cases(&site).await, 0);
    }

    async fn a_unit_finds_at_its_desk_what_is_to_be_signed_for_and_what_it_has_in_hand(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let more = [("then", "assign"), ("lead", "urban-management")];
        let number = number_of(&checked_and(&clerk, &typed("k", &[]), &more).await.expect(201));
        let other = Browser::of(&site, "housing.handler").await;
        assert!(!other.get("/s/inbox").await.expect(200).text().contains(&number));
        let handler = Browser::of(&site, "urban-management.handler").await;
        let desk = handler.get("/s/inbox").await.expect(200).text();
        let sign = format!("/s/cases/{number}/do/sign");
        assert!(desk.contains(&sign), "one tap to the step: {desk}");
        let page = handler.get(&sign).await.expect(200);
        let posted = [("version", hidden(&page, "version")), ("key", hidden(&page, "key"))];
        let posted = posted.each_ref().map(|(name, value)| (*name, value.as_str()));
        handler.post(&sign, &posted).await.expect(303);
        assert!(!handler.get("/s/inbox").await.expect(200).text().contains(&number));
        let hand = handler.get("/s/inbox?tab=hand").await.expect(200).text();
        assert!(hand.contains(&format!("/s/cases/{number}/do/record_note")), "{hand}");
        assert!(!handler.get("/s/inbox?tab=order").await.expect(200).text().contains(&number));
        handler.get("/s/inbox?tab=nothing").await.expect(400);
    }

    async fn triage_tells_who_sent_a_case_back_and_why_and_links_what_ends_it(database: Database) {
        let site = Site::on(&database).await;
        let filed = site.world.engine.file(Some(World::person("center.clerk")), complaint(Respondents::default())).await.unwrap();
        let (id, number) = (filed.committed.stored.case.id, filed.committed.stored.number.clone());
        let clerk = World::person("center.clerk");
        site.world.perform(&clerk, id, "accept", Input::None).await.unwrap();
        for unit in ["housing", "urban-management"] {
            let lead = Input::Assign(domain::case::Assignment { lead: unit.into(), assistants: [].into() });
            site.world.perform(&clerk, id, "assign", lead).await.unwrap();
            sent_back(&site, &number, unit).await;
        }
        let browser = Browser::of(&site, "center.clerk").await;
        let queue = browser.get("/s/triage").await.expect(200).text();
        assert!(queue.contains(&number) && queue.contains("退回 2 次"), "{queue}");
        assert!(queue.contains("蒲圻所民警收受好处") && !queue.contains("section class=\"hide-s\""), "the first is open: {queue}");
        let case = browser.get(&format!("/s/triage?no={number}")).await.expect(200).text();
        assert!(case.contains("已退回多次") && case.contains("不归我们管"), "{case}");
        assert!(case.contains("蒲圻所民警收受好处"), "what was said");
        assert!(case.contains(&format!("/s/cases/{number}/do/redirect")), "{case}");
        let assign = browser.get(&format!("/s/cases/{number}/do/assign?from=triage")).await.expect(200);
        let (version, key) = (hidden(&assign, "version"), hidden(&assign, "key"));
        let unknown = [("version", version.as_str()), ("key", key.as_str()), ("from", "triage"), ("i.lead", "局")];
        let refused = browser.post(&format!("/s/cases/{number}/do/assign"), &unknown).await.expect(400).text();
        assert!(refused.contains("没有找到“局”") && refused.contains("name=\"from\" value=\"triage\""), "{refused}");
        let part = [("version", version.as_str()), ("key", key.as_str()), ("from", "triage"), ("i.lead", "城管")];
        let done = browser.post(&format!("/s/cases/{number}/do/assign"), &part).await.expect(303);
        assert!(done.headers["location"].starts_with("/s/triage?done=assign"), "{:?}", done.headers);
    }

    async fn a_batch_with_a_mistake_files_nothing_and_a_second_click_nothing_more(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let blank = clerk.get("/s/cases/batch").await.expect(200);
        let key = hidden(&blank, "key");
        let mut form = vec![("key", key.as_str()), ("workflow", "service"), ("channel", "evening_talk"), ("at", "2026-03-02"),
            ("place", "pqjd"), ("host", "主持人甲"), ("people", "23"), ("rows", "20"),
            ("r1.matter", "路灯不亮"), ("r1.category", "1104"), ("r1.name", "张小明"),
            ("r3.matter", "水沟堵了"), ("r3.category", "zzz"), ("r3.solved", "yes")];
        let refused = clerk.post("/s/cases/batch", &form).await.expect(400).text();
        for said in ["行 3 · 类别：没有找到“zzz”", "行 3 · 怎么解决的", "href=\"#r3.category\"", "水沟堵了", "主持人甲"] {
            assert!(refused.contains(said), "{said}: {refused}");
        }
        assert_eq!(cases(&site).await, 0);
        form.retain(|(name, _)| *name != "r3.category");
        form.extend([("r3.category", "1104"), ("r3.how", "当场清掏")]);
        let done = clerk.post("/s/cases/batch", &form).await.expect(201);
        assert!(done.text().contains("成功 2 · 未办成 0"), "{}", done.text());
        assert_eq!(clerk.post("/s/cases/batch", &form).await.expect(201), done, "a second click says the same");
        assert_eq!(cases(&site).await, 2);
        let number = number_of(&done);
        let sheet = clerk.get(&format!("/s/triage?no={number}")).await.expect(200).text();
        assert!(sheet.contains("主持人：主持人甲") && sheet.contains("参加人数：23"), "{sheet}");
        let empty = [("key", "e"), ("workflow", "service"), ("place", "pqjd")];
        assert!(clerk.post("/s/cases/batch", &empty).await.expect(400).text().contains("请至少填写一行"));
        for person in ["urban-management.handler", "center.supervisor"] {
            let other = Browser::of(&site, person).await;
            other.get("/s/cases/batch").await.expect(403);
            other.post("/s/cases/batch", &form).await.expect(403);
            other.upload("/s/cases/batch/import", &[], b"x").await.expect(403);
        }
    }

    async fn a_table_is_read_into_the_sheet_with_what_was_typed_and_files_nothing(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let typed = [("key", "k"), ("workflow", "service"), ("place", "pqjd"), ("host", "主持人甲"), ("rows", "20"),
            ("r1.matter", "先写的"), ("r1.category", "1104")];
        let table = "姓名,电话,事项,类别,现场已解决,怎么解决的\n张三,13812345678,=HYPERLINK(\"http://x\"),1104,,\n李四,,<script>x</script>,zzz,也许,\n";
        let (legacy, _, broken) = encoding_rs::GB18030.encode(table);
        assert!(!broken);
        for bytes in [table.as_bytes(), &legacy] {
            let read = clerk.upload("/s/cases/batch/import", &typed, bytes).await.expect(200).text();
            for said in ["先写的", "主持人甲", "=HYPERLINK(", "行 3（表格行号 3） · 类别：没有找到“zzz”", "现场已解决：“也许”"] {
                assert!(read.contains(said), "{said}: {read}");
            }
            assert!(!read.contains("<script>x"), "{read}");
        }
        let huge = "事项\n".to_owned() + &"很长".repeat(600_000);
        for (bytes, status, said) in [("事项\n".to_owned() + &"a\n".repeat(201), 400, "拆成几个文件"),
            ("事项,身份证\na,b\n".to_owned(), 400, "身份证"), (huge, 413, "")] {
            let refused = clerk.upload("/s/cases/batch/import", &typed, bytes.as_bytes()).await.expect(status).text();
            assert!(refused.contains(said), "{said}: {refused}");
            assert!(status == 413 || refused.contains("先写的"), "what was typed stays");
        }
        let long = format!("事项,姓名\na,{}\n", "名".repeat(101));
        let long = clerk.upload("/s/cases/batch/import", &typed, long.as_bytes()).await.expect(400).text();
        assert!(long.contains("第 2 行第 2 列的内容太长：这一格最多 100 字"), "{long}");
        let rubbish = clerk.upload("/s/cases/batch/import", &typed, b"PK\x03\x04rubbish").await.expect(400).text();
        assert!(rubbish.contains("不是完好的 xlsx"), "{rubbish}");
        assert_eq!(cases(&site).await, 0);
    }
}

/// The head of the unit sends the case back by the page.
async fn sent_back(site: &Site, number: &str, unit: &str) {
    let head = Browser::of(site, &format!("{unit}.head")).await;
    let path = format!("/s/cases/{number}/do/return_case");
    let page = head.get(&path).await.expect(200);
    let text = page.text();
    let (_, reasons) = text.split_once("name=\"i.reason\"").unwrap();
    let reason =
        reasons.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
    let posted = [
        ("version", version.as_str()),
        ("key", key.as_str()),
        ("i.reason", reason.as_str()),
        ("i.basis", "不归我们管"),
        ("f.suggestion", "另一个单位"),
    ];
    head.post(&path, &posted).await.expect(303);
}
