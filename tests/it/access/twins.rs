//! Twin worlds: two counties that differ in one hidden case get the same requests from those whom the case concerns, and
//! every answer is the same. A failure prints its seed; `BIHUAN_TWIN_SEED` runs that one again.

use domain::case::{Input, Respondents};
use domain::id::CaseId;
use serde_json::json;
use testkit::Random;
use uuid::Uuid;

use super::county::{Case, case, complaint, happen, respondents, version};
use super::twin_steps::{PERSONAS, call};
use crate::support::{Answer, Database, Site, World, both};

/// How many requests one run has.
const STEPS: usize = 200;

/// One of the two worlds.
pub(super) struct Twin {
    pub(super) site: Site,
    /// Cases that are there in both.
    pub(super) cases: Vec<Case>,
    /// The hidden case; in the other world ids that name nothing.
    pub(super) hidden: Case,
    hides: bool,
    seen: Vec<String>,
}

impl Twin {
    async fn on(database: &Database, hides: bool) -> Self {
        let site = Site::on(database).await;
        for person in PERSONAS.into_iter().chain(["center.clerk"]) {
            site.token(person).await;
        }
        let mut cases = Vec::new();
        for lead in ["urban-management", "police-puqi", "police-xindian"] {
            cases.push(plain(&site, lead).await);
        }
        let hidden = if hides {
            case(&site, respondents()).await
        } else {
            let id = CaseId(Uuid::now_v7());
            let party = domain::id::PartyId(Uuid::now_v7());
            Case {
                id,
                number: "7777777777".to_owned(),
                party,
                receipt: String::new(),
                file: Uuid::now_v7(),
            }
        };
        let after = plain(&site, "police-puqi").await;
        cases.push(after);
        Self { site, cases, hidden, hides, seen: Vec::new() }
    }

    /// The answer with everything random replaced by the order in which it came.
    fn normal(&mut self, answer: &Answer) -> String {
        let ids = [
            self.hidden.id.to_string(),
            self.hidden.file.to_string(),
            self.hidden.party.to_string(),
        ];
        let hidden = ids.iter().chain([&self.hidden.number]).enumerate();
        let text = hidden.fold(format!("{answer:?}"), |text, (at, id)| {
            text.replace(id.as_str(), &format!("<h{at}>"))
        });
        let mut normal = String::new();
        for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if !is_random(word) {
                normal += part;
                continue;
            }
            let place = self.seen.iter().position(|known| known == word).unwrap_or_else(|| {
                self.seen.push(word.to_owned());
                self.seen.len() - 1
            });
            normal += &part.replace(word, &format!("<{place}>"));
        }
        normal
    }
}

/// A case about nobody here, led by a unit.
async fn plain(site: &Site, lead: &str) -> Case {
    let clerk = World::person("center.clerk");
    let filed =
        site.world.engine.file(Some(clerk), complaint(Respondents::default())).await.unwrap();
    let stored = filed.committed.stored;
    site.world.dispatch(stored.case.id, lead).await;
    let (party, receipt) = filed.receipts[0].clone();
    Case { id: stored.case.id, number: stored.number.clone(), party, receipt, file: Uuid::nil() }
}

/// Ids, numbers, codes and hashes.
fn is_random(word: &str) -> bool {
    let hex = |text: &str| text.chars().all(|c| c.is_ascii_hexdigit());
    let grouped = |lengths: &[usize]| {
        let parts: Vec<_> = word.split('-').collect();
        parts.iter().map(|part| part.len()).eq(lengths.iter().copied())
    };
    let number =
        word.len() == 10 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let uuid = grouped(&[8, 4, 4, 4, 12]) && word.split('-').all(hex);
    number
        || uuid
        || grouped(&[4, 4, 4, 4])
        || (matches!(word.len(), 16 | 26 | 32 | 64) && hex(&word.to_lowercase()))
}

/// What happens meanwhile: time passes and letters are carried out in both, and somebody handles the hidden case.
async fn meanwhile(twin: &Twin, random: &mut Random) {
    let site = &twin.site;
    let hours = i64::try_from(random.below(30)).unwrap();
    site.world.clock.set(site.world.now() + chrono::TimeDelta::hours(hours));
    if twin.hides {
        let note =
            json!({ "command": "perform", "transition": "record_note", "form": { "note": "n" } });
        super::county::perform(site, "center.clerk", twin.hidden.id, &note).await.expect(200);
        happen(site, twin.hidden.id, [domain::case::Event::Consulted("health".into())]).await;
        _ = site
            .world
            .perform(
                &World::person("urban-management.handler"),
                twin.hidden.id,
                "sign",
                Input::None,
            )
            .await;
    }
    while site.world.engine.sweep_clocks().await.unwrap()
        + site.world.engine.deliver_letters().await.unwrap()
        > 0
    {}
}

async fn run(first: &Database, second: &Database, seed: u64) {
    let (mut without, mut with) = (Twin::on(first, false).await, Twin::on(second, true).await);
    let mut random = Random::new(seed);
    let mut good = 0;
    for step in 0..STEPS {
        if random.one_in(8) {
            let mut same = random.clone();
            meanwhile(&without, &mut random).await;
            meanwhile(&with, &mut same).await;
        }
        let person = *random.pick(&PERSONAS).unwrap();
        let mut same = random.clone();
        let calls = (call(&without, &mut random, step).await, call(&with, &mut same, step).await);
        let what =
            format!("seed {seed}, step {step}: {} {} as {person}", calls.1.method, calls.1.path);
        let answers =
            (without.site.ask(person, calls.0).await, with.site.ask(person, calls.1).await);
        assert_eq!(without.normal(&answers.0), with.normal(&answers.1), "{what}");
        good += usize::from(answers.0.status < 300);
    }
    assert!(good > STEPS / 4, "seed {seed}: only {good} requests found something");
    assert!(version(&with.site, with.hidden.id).await > 10, "the hidden case lives");
}

async fn seeds(databases: impl AsyncFn() -> (Database, Database)) {
    let wanted = std::env::var("BIHUAN_TWIN_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in wanted.map_or(vec![1, 2], |seed| vec![seed]) {
        let (first, second) = databases().await;
        run(&first, &second, seed).await;
    }
}

both! {
    async fn a_hidden_case_changes_no_answer(database: Database) {
        seeds(async || (database.another().await, database.another().await)).await;
    }
}
