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
        for wrong in ["lead=zzz", "risk=x", "place=zzz"] {
            let list = clerk.get(&format!("/s/?{wrong}")).await.expect(200);
            assert!(list.text().contains("class=\"errsum\"") && rows(&list).len() == 2, "{wrong}");
        }
        clerk.get("/s/?nothing=1").await.expect(400);
        let gone = clerk.get("/s/nowhere/at/all").await.expect(404);
        assert!(gone.headers["content-type"].starts_with("text/html"));
        assert_eq!(clerk.get("/s").await.expect(308).headers["location"], "/s/");
    }
}
