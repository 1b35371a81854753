//! Every page that somebody reaches by links, with marks that occur nowhere else in every field of an identity.

use std::collections::{BTreeSet, VecDeque};

use super::county::{IDENTITY, NARRATIVE, case, respondents};
use super::pages::{Browser, hidden};
use super::routes::PERSONAS;
use crate::support::{Database, Site, both};

/// How many pages of one person are looked at. Filters make lists of lists without end.
const PAGES_MAX: usize = 250;

/// A page with its address, headers among them.
struct Looked {
    path: String,
    told: String,
}

/// The pages that the person reaches from where they begin.
async fn reached(reader: &Browser<'_>, person: &str) -> Vec<Looked> {
    let mut waiting: VecDeque<String> =
        ["/s/", "/s/me", "/s/search?q=灯"].map(str::to_owned).into();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut looked = Vec::new();
    while let Some(path) = waiting.pop_front().filter(|_| looked.len() < PAGES_MAX) {
        let answer = reader.get(&path).await;
        assert!(answer.status < 500, "{person} {path}: {answer:?}");
        let text = answer.text();
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = link.replace("&#38;", "&");
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if (link.starts_with("/s/") || link.starts_with('?')) && known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        if let Some(to) = answer.headers.get("location").filter(|to| known.insert((*to).clone())) {
            waiting.push_back(to.clone());
        }
        looked.push(Looked { told: format!("{path} {:?} {text}", answer.headers), path });
    }
    looked
}

both! {
    async fn no_page_shows_an_identity_and_none_shows_the_case_to_whom_it_concerns(database: Database) {
        let site = Site::on(&database).await;
        let mut readers = Vec::new();
        for (column, person) in PERSONAS.into_iter().filter(|(_, person)| !person.is_empty()) {
            readers.push((column, person, Browser::of(&site, person).await));
        }
        let case = case(&site, respondents()).await;
        let (_, _, clerk) = &readers[0];
        let papers = format!("/s/cases/{}/papers", case.number);
        let blank = clerk.get(&papers).await.expect(200);
        let issued = clerk.post(&papers, &[("kind", "acceptance"), ("key", &hidden(&blank, "key"))]).await;
        assert!(issued.status == 303, "{issued:?}");
        let (mut pages, mut saw) = (0, 0);
        for (column, person, reader) in &readers {
            let looked = reached(reader, person).await;
            assert!(looked.len() > 3, "{person} reaches {}", looked.len());
            pages += looked.len();
            saw += looked.iter().filter(|page| page.told.contains(NARRATIVE)).count();
            for Looked { path, told } in &looked {
                let identity = IDENTITY.iter().find(|mark| told.contains(**mark));
                assert_eq!(identity, None, "{person} {path}");
                if ["respo", "colle", "subor", "relat", "admsy", "admse", "admau", "stran"].contains(column) {
                    for mark in [case.number.as_str(), NARRATIVE] {
                        assert!(!told.contains(mark), "{person} {path} shows {mark}");
                    }
                }
            }
        }
        assert!(pages > 500 && saw > 5, "{pages} pages, {saw} with the story of the case");
    }
}
