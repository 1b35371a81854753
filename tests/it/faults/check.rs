//! What the clients have written, held against what is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::actor::Actor;
use domain::id::CaseId;
use store::Store;
use store::queries::{CaseFilter, Sort};
use store::verify;
use store::visible::VisibleCases;

use super::ledger::{Outcome, Sent};
use super::load::tried;
use crate::support::Database;
use crate::support::client::Client;

/// How often something is sent again before it counts as not answered.
const REPEATS_MAX: usize = 40;

/// How long is waited before that.
const REPEATS_EVERY: Duration = Duration::from_millis(50);

/// What the clients have written.
pub(super) struct Check {
    sent: Vec<Sent>,
    seed: u64,
}

impl Check {
    pub(super) fn of(sent: Vec<Sent>, seed: u64) -> Self {
        Self { sent, seed }
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Done(_)))
    }

    /// How many were sent, acknowledged, and left without an answer that is known.
    pub(super) fn counts(&self) -> (usize, usize, usize) {
        let unknown = self.count(|outcome| *outcome == Outcome::Unknown) + self.broken_off();
        (self.sent.len(), self.acknowledged(), unknown)
    }

    pub(super) const fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn broken_off(&self) -> usize {
        self.count(|outcome| *outcome == Outcome::BrokenOff)
    }

    pub(super) fn summary(&self) -> String {
        format!(
            "seed {}: {} sent, {} acknowledged, {} refused, {} unknown, {} broken off",
            self.seed,
            self.sent.len(),
            self.acknowledged(),
            self.count(|outcome| matches!(outcome, Outcome::Refused(_))),
            self.count(|outcome| *outcome == Outcome::Unknown),
            self.broken_off()
        )
    }

    fn count(&self, which: impl Fn(&Outcome) -> bool) -> usize {
        self.sent.iter().filter(|sent| which(&sent.outcome)).count()
    }

    /// Sends everything again with its key: what was acknowledged gets the same answer, what was refused is refused, and
    /// what nobody knew is known from now on.
    pub(super) async fn repeats_answer_the_same(&mut self, client: Client) {
        for sent in &mut self.sent {
            let again = answered(client, sent).await;
            match &sent.outcome {
                Outcome::Done(_) | Outcome::Refused(_) => {
                    assert_eq!(again, sent.outcome, "seed {}: {sent:?}", self.seed);
                }
                Outcome::Unknown | Outcome::BrokenOff => {
                    let known = matches!(again, Outcome::Done(_) | Outcome::Refused(_));
                    assert!(known, "seed {}: {sent:?}: {again:?}", self.seed);
                    sent.outcome = again;
                }
            }
        }
    }

    /// Acknowledged is stored once, refused never, unknown once or never, and nothing is stored that was not sent. Returns how
    /// many texts are stored.
    pub(super) async fn holds_against(&self, database: &Database) -> usize {
        let stored = Stored::read(database).await;
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        for sent in &self.sent {
            let text = text(sent);
            texts.insert(text);
            let found = stored.texts.get(text).map_or(&[][..], Vec::as_slice);
            let fits = match &sent.outcome {
                Outcome::Done(answer) => {
                    found.len() == 1 && found[0].0.to_string() == answer["id"].as_str().unwrap()
                }
                Outcome::Refused(_) => found.is_empty(),
                Outcome::Unknown | Outcome::BrokenOff => found.len() <= 1,
            };
            assert!(fits, "seed {}: {sent:?} is stored as {found:?}", self.seed);
        }
        let stranger = stored.texts.keys().find(|text| !texts.contains(text.as_str()));
        assert_eq!(stranger, None, "seed {}: nobody has sent it", self.seed);
        assert_eq!(stored.cases as u64, stored.counted, "seed {}: list and count", self.seed);
        stored.texts.len()
    }

    /// Of what is stored at an earlier moment: what was acknowledged before it is there once, the rest once or never, and
    /// nothing that was refused or not sent.
    pub(super) async fn holds_a_beginning(&self, database: &Database, before: &BTreeSet<String>) {
        let stored = Stored::read(database).await;
        for sent in &self.sent {
            let found = stored.texts.get(text(sent)).map_or(0, Vec::len);
            let fits = match &sent.outcome {
                Outcome::Refused(_) => found == 0,
                Outcome::Done(_) if before.contains(&sent.key) => found == 1,
                Outcome::Done(_) | Outcome::Unknown | Outcome::BrokenOff => found <= 1,
            };
            assert!(fits, "seed {}: {sent:?} is stored {found} times", self.seed);
        }
        let sent: BTreeSet<_> = self.sent.iter().map(text).collect();
        let stranger = stored.texts.keys().find(|text| !sent.contains(text.as_str()));
        assert_eq!(stranger, None, "seed {}: nobody has sent it", self.seed);
    }
}

/// What comes of it, tried again for a while where nobody knows: a node whose database was stopped finds a connection that is
/// dead before one that is not.
async fn answered(client: Client, sent: &Sent) -> Outcome {
    let mut outcome = tried(client, sent).await;
    for _ in 0..REPEATS_MAX {
        if matches!(outcome, Outcome::Done(_) | Outcome::Refused(_)) {
            break;
        }
        tokio::time::sleep(REPEATS_EVERY).await;
        outcome = tried(client, sent).await;
    }
    outcome
}

/// The text by which a request is known.
fn text(sent: &Sent) -> &str {
    let note = sent.body["form"]["note"].as_str();
    note.or(sent.body["title"].as_str()).unwrap()
}

/// What is stored.
struct Stored {
    /// Titles and notes, with the cases in which they stand.
    texts: BTreeMap<String, Vec<CaseId>>,
    /// How many cases the list has, page by page.
    cases: usize,
    /// How many cases are counted.
    counted: u64,
}

impl Stored {
    async fn read(database: &Database) -> Self {
        let store = database.open().await;
        let directory = store.directory().await.unwrap().directory;
        let everything = VisibleCases::of(&Actor::Engine, &directory);
        let filter = CaseFilter::default();
        let counted = store.count_cases(&everything, &filter).await.unwrap();
        let mut stored = Self { texts: BTreeMap::new(), cases: 0, counted };
        let mut after = None;
        loop {
            let page = store.cases(&everything, &filter, Sort::Filed, after, 100).await.unwrap();
            for line in page.lines {
                stored.cases += 1;
                stored.texts.entry(line.title).or_default().push(line.id);
                stored.case(&store, &everything, line.id).await;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        store.close().await;
        stored
    }

    /// The record of a case must hold; its notes are taken from it.
    async fn case(&mut self, store: &Store, everything: &VisibleCases, id: CaseId) {
        let export = store.export_case(everything, id, true).await.unwrap().unwrap();
        verify::case(&export).unwrap_or_else(|fault| panic!("{id}: {fault}"));
        for content in
            export.contents.into_iter().filter(|content| content.words.starts_with("note-"))
        {
            self.texts.entry(content.words).or_default().push(id);
        }
    }
}
