//! The list of work: its filters by name, code or first letters, and steps for several cases at once.

use domain::case::Respondents;

use super::county::complaint;
use super::pages::{Browser, escaped, hidden};
use crate::support::{Answer, Database, Site, World, both};

/// Files so many cases, and returns their numbers.
async fn filed(site: &Site, count: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for _ in 0..count {
        let intake = complaint(Respondents::default());
        let filed = site.world.engine.file(Some(World::person("center.clerk")), intake).await;
        numbers.push(filed.unwrap().committed.stored.number.clone());
    }
    numbers
}

/// The numbers of the rows of a list.
fn rows(list: &Answer) -> Vec<String> {
    let text = list.text();
    let rows = text.split("<tr id=\"row-").skip(1);
    rows.map(|row| row.split('"').next().unwrap().to_owned()).collect()
}

both! {
    async fn several_cases_take_one_step_and_each_is_decided_for_itself(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let numbers = filed(&site, 3).await;
        let list = clerk.get("/s/").await.expect(200).text();
        assert!(list.contains("<option value=\"service/accept\">受理 (3)</option>"), "{list}");
        let chosen: Vec<_> = numbers.iter().map(|number| format!("case={number}")).collect();
        let form = format!("/s/bulk?do=service%2Faccept&{}", chosen.join("&"));
        let page = clerk.get(&form).await.expect(200);
        let key = hidden(&page, "key");
        let versions: Vec<_> = numbers
            .iter()
            .map(|number| (format!("version.{number}"), hidden(&page, &format!("version.{number}"))))
            .collect();
        // One of them moves on while the form is open.
        let ahead = format!("/s/cases/{}/do/accept", numbers[0]);
        let alone = clerk.get(&ahead).await.expect(200);
        let posted = [("version", hidden(&alone, "version")), ("key", hidden(&alone, "key"))];
        let posted = posted.each_ref().map(|(name, value)| (*name, value.as_str()));
        clerk.post(&ahead, &posted).await.expect(303);
        let mut posted = vec![("do", "service/accept"), ("key", key.as_str())];
        posted.extend(numbers.iter().map(|number| ("case", number.as_str())));
        posted.extend(versions.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let done = clerk.post("/s/bulk", &posted).await.expect(200).text();
        assert!(done.contains("成功 2 · 未办成 1"), "{done}");
        assert!(done.find(&numbers[0]) < done.find(&numbers[1]), "what was not done stands first");
        // A second click does nothing more, and says the same.
        assert_eq!(clerk.post("/s/bulk", &posted).await.expect(200).text(), done);
        for number in &numbers {
            let sheet = clerk.get(&format!("/s/cases/{number}")).await.expect(200).text();
            assert_eq!(sheet.matches("<h3>受理</h3>").count(), 1, "{sheet}");
        }
    }

    async fn nobody_takes_a_step_for_several_that_they_could_not_take_for_one(database: Database) {
        let site = Site::on(&database).await;
        let numbers = filed(&site, 2).await;
        let handler = Browser::of(&site, "urban-management.handler").await;
        let form = format!("/s/bulk?do=service%2Faccept&case={}&case={}", numbers[0], numbers[1]);
        let hidden = handler.get(&form).await.expect(404);
        assert!(hidden.text().contains("class=\"side\""), "a refusal keeps its place: {hidden:?}");
        let absent = handler.get("/s/bulk?do=service%2Faccept&case=0000000000").await;
        assert_eq!(hidden, absent, "what is not theirs does not exist");
        let posted = [("do", "service/accept"), ("case", numbers[0].as_str()), ("version", "1")];
        handler.post("/s/bulk", &posted).await.expect(404);
        let clerk = Browser::of(&site, "center.clerk").await;
        for wrong in ["", "?do=accept", "?do=service%2Faccept"] {
            clerk.get(&format!("/s/bulk{wrong}")).await.expect(400);
        }
        let sneaked = [("do", "service/assess"), ("key", "k"), ("case", numbers[0].as_str())];
        let done = clerk.post("/s/bulk", &sneaked).await.expect(200).text();
        assert!(done.contains("成功 0 · 未办成 1"), "{done}");
    }

    async fn a_refused_step_for_several_keeps_the_ticks_and_what_was_typed(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let numbers = filed(&site, 3).await;
        let ticked = format!("case={}&case={}", numbers[0], numbers[2]);
        let back = escaped("/s/?tab=unassigned");
        let list = clerk.get(&format!("/s/bulk?do=service%2Fassess&back={back}&{ticked}")).await.expect(400);
        assert_eq!(rows(&list).len(), 3, "the list that it came from: {list:?}");
        let text = list.text();
        assert!(text.contains("class=\"errsum\"") && text.contains("现在都不能这样办"), "{text}");
        for (number, is_ticked) in numbers.iter().zip([true, false, true]) {
            let tick = format!("value=\"{number}\" checked>");
            assert_eq!(text.contains(&tick), is_ticked, "{number}: {text}");
        }
        // One that is gone meanwhile is named, and keeps nobody from the others.
        let form = clerk.get(&format!("/s/bulk?do=service%2Faccept&{ticked}&case=0000000000")).await.expect(200);
        assert!(form.text().contains("没有这件案件") && form.text().contains(&numbers[2]), "{form:?}");
        let accept: Vec<_> = numbers.iter().map(|number| (number.clone(), hidden(&form, "key"))).collect();
        for (number, key) in &accept {
            let path = format!("/s/cases/{number}/do/accept");
            let version = hidden(&clerk.get(&path).await.expect(200), "version");
            clerk.post(&path, &[("version", &version), ("key", &format!("{key}{number}"))]).await.expect(303);
        }
        // None is done by a form without a unit: it comes again, with the cases and what was typed.
        let form = clerk.get(&format!("/s/bulk?do=service%2Fassign&{ticked}")).await.expect(200);
        let versions: Vec<_> = [0, 2].map(|at| format!("version.{}", numbers[at])).into();
        let values: Vec<_> = versions.iter().map(|name| hidden(&form, name)).collect();
        let key = hidden(&form, "key");
        let mut posted = vec![("do", "service/assign"), ("key", key.as_str()), ("i.assistants", "司法局")];
        posted.extend([0, 2].map(|at| ("case", numbers[at].as_str())));
        posted.extend(versions.iter().zip(&values).map(|(name, value)| (name.as_str(), value.as_str())));
        let again = clerk.post("/s/bulk", &posted).await.expect(400);
        let text = again.text();
        assert!(text.contains("一件也没有办成") && text.contains("请填写主办单位"), "{text}");
        assert!(text.contains("value=\"司法局\"") && text.matches("name=\"case\"").count() == 2, "{text}");
    }

    async fn refusals_stand_in_their_place_and_say_what_to_do_next(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let number = filed(&site, 1).await.remove(0);
        for (path, status, said) in [
            ("/s/nowhere".to_owned(), 404, "也可以搜索"),
            ("/s/cases/0000000000".to_owned(), 404, "也可以搜索"),
            ("/s/admin/people".to_owned(), 403, "请联系本单位负责人"),
        ] {
            let text = clerk.get(&path).await.expect(status).text();
            assert!(text.contains("href=\"/s/triage\"") && text.contains(said), "{path}: {text}");
            assert!(!text.contains("回到案件"), "{path}: {text}");
        }
        let accept = format!("/s/cases/{number}/do/accept");
        let form = clerk.get(&accept).await.expect(200);
        let (version, key) = (hidden(&form, "version"), hidden(&form, "key"));
        clerk.post(&accept, &[("version", &version), ("key", &key)]).await.expect(303);
        let late = clerk.post(&accept, &[("version", &version), ("key", "another")]).await;
        assert!((400..500).contains(&late.status), "{late:?}");
        let text = late.text();
        assert!(text.contains("href=\"/s/triage\"") && text.contains(&format!("href=\"/s/cases/{number}\"")), "{text}");
        // Nobody is signed in: nothing to navigate to.
        let out = site.call(crate::support::Call::new("POST", "/s/views")).await;
        assert!(out.status >= 400 && !out.text().contains("class=\"side\""), "{out:?}");
    }

    async fn a_list_is_narrowed_by_names_codes_and_first_letters_and_says_what_it_cannot_read(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let numbers = filed(&site, 2).await;
        let accept = domain::case::Input::None;
        let id = site.world.engine.store().case_by_number(
            &site.world.engine.visible(&World::person("center.clerk")).await.unwrap(), &numbers[0]).await.unwrap();
        let id = id.unwrap().stored.case.id;
        site.world.perform(&World::person("center.clerk"), id, "accept", accept).await.unwrap();
        let lead = domain::case::Input::Assign(domain::case::Assignment {
            lead: "urban-management".into(), assistants: [].into() });
        site.world.perform(&World::person("center.clerk"), id, "assign", lead).await.unwrap();
        for typed in ["城管执法局", "urban-management", "cgzfj", "CGZFJ"] {
            let list = clerk.get(&format!("/s/?lead={}", escaped(typed))).await.expect(200);
            assert_eq!(rows(&list), [numbers[0].clone()], "{typed}");
        }
        assert_eq!(rows(&clerk.get("/s/?tab=unassigned").await), [numbers[1].clone()]);
        assert!(rows(&clerk.get("/s/?risk=high").await).is_empty());
        for wrong in ["lead=qqq", "risk=x", "place=zzz"] {
            let list = clerk.get(&format!("/s/?{wrong}")).await.expect(200);
            assert!(list.text().contains("class=\"errsum\"") && rows(&list).len() == 2, "{wrong}");
        }
        clerk.get("/s/?nothing=1").await.expect(400);
        let gone = clerk.get("/s/nowhere/at/all").await.expect(404);
        assert!(gone.headers["content-type"].starts_with("text/html"));
        assert_eq!(clerk.get("/s").await.expect(308).headers["location"], "/s/");
    }
}
