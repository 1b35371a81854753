//! The county around the bodies: citizens who complain, a center that hands their cases over and takes them back, and the
//! work in between, done until nothing waits any more.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use agency::Registry;
use agency_simulator::Behaviour;
use chrono::Utc;
use futures::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::body::{Body, Cast, Way};
use crate::stories::{Story, looked_at};
use crate::support::Database;

/// How long everything together may take before the test gives up.
const PATIENCE: Duration = Duration::from_mins(3);

/// The four bodies.
pub(super) const CAST: [Cast; 4] = [
    Cast {
        unit: "police-puqi",
        kind: "police",
        course: "mediated_and_performed",
        workflow: "police",
        category: "0303",
        done: &[
            "sign",
            "accept_case",
            "record_work",
            "contact",
            "open_mediation",
            "reach_agreement",
            "submit_mediated",
            "record_note",
        ],
    },
    Cast {
        unit: "mediation-puqi",
        kind: "mediation",
        course: "agreed_and_performed",
        workflow: "dispute",
        category: "0201",
        done: &[
            "record_note",
            "sign",
            "contact",
            "record_work",
            "reach_agreement",
            "record_follow_up",
            "submit_performed",
            "record_note",
        ],
    },
    Cast {
        unit: "court",
        kind: "court",
        course: "entrusted_and_settled",
        workflow: "dispute",
        category: "0401",
        done: &["sign", "record_work", "contact", "submit_duty_done"],
    },
    Cast {
        unit: "arbitration",
        kind: "arbitration",
        course: "settled",
        workflow: "dispute",
        category: "0499",
        done: &["sign", "contact", "record_work", "submit_duty_done"],
    },
];

/// What the people of the center do before a body has its case, and when it is back.
pub(super) const BEFORE: [&str; 3] = ["classify", "accept", "assign"];
pub(super) const AFTER: [&str; 2] = ["pass_verification", "rate"];

/// Procedures in which no table says what a body's word means, each led by the station.
const ELSEWHERE: [(&str, &str); 2] = [("service", "1104"), ("petition", "0602")];

/// A case of a citizen.
#[derive(Clone, Debug)]
pub(super) struct Filed {
    pub(super) case: String,
    code: String,
    /// The body that has it, with its place among the bodies.
    pub(super) body: usize,
    /// Whether the tables of the body know its procedure.
    pub(super) known: bool,
}

/// A county with bodies that behave in one way.
pub(super) struct County {
    pub(super) story: Story,
    pub(super) bodies: Vec<Body>,
    pub(super) behaviour: Behaviour,
    pub(super) way: Way,
    pub(super) filed: Vec<Filed>,
    pub(super) database: Database,
    folder: PathBuf,
}

impl County {
    pub(super) async fn open(database: Database, way: Way, behaviour: Behaviour) -> Self {
        let story = Story::at_instant(&database, Utc::now()).await;
        let folder =
            std::env::temp_dir().join(format!("bihuan-played-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        let address = story.client.address();
        let mut bodies: Vec<_> =
            CAST.iter().map(|cast| Body::configured(cast, way, (&folder, address))).collect();
        let mut registry = Registry::default();
        for body in &bodies {
            registry.register(body.cast.unit.into(), body.registered()).unwrap();
        }
        let files = folder.join("evidence");
        std::fs::create_dir(&files).unwrap();
        story.world.engine.connect(registry, files, "center".into()).await.unwrap();
        bodies.iter_mut().for_each(|body| body.start(behaviour));
        Self { story, bodies, behaviour, way, filed: Vec::new(), database, folder }
    }

    /// A citizen complains for each body, and the center hands the case over; two come to a body in procedures that it has
    /// no table for.
    pub(super) async fn hands_over_all(&mut self) {
        for (body, cast) in CAST.iter().enumerate() {
            self.hands_over(body, (cast.workflow, cast.category)).await;
        }
        for procedure in ELSEWHERE {
            self.hands_over(0, procedure).await;
        }
    }

    async fn hands_over(&mut self, body: usize, (workflow, category): (&'static str, &str)) {
        let known = workflow == CAST[body].workflow;
        self.keeps_time();
        let story = &mut self.story;
        let form = match workflow {
            "police" => {
                json!({ "summary": "因停车争吵被推倒", "happened_on": "2026-03-01", "somebody_hurt": true })
            }
            "dispute" => {
                json!({ "summary": "邻居把雨水排到我家院子", "request": "改排水管", "in_other_procedure": false })
            }
            _ => json!({ "account": "请处理" }),
        };
        let party = json!({ "name": "李大嫂", "telephone": "13900005678" });
        story.complains(json!({
            "workflow": workflow, "title": "群众来件", "category": category, "place": "421281001",
            "party": party, "form": form,
        })).await;
        if workflow == "petition" {
            story.staff("center.clerk").does("begin_study").await;
        }
        let class = json!({ "classify": { "complexity": "general", "risk": "low" } });
        story.staff("center.clerk").with(class).does("classify").await;
        if workflow != "petition" {
            story.staff("center.clerk").does("accept").await;
        }
        let lead = json!({ "assign": { "lead": CAST[body].unit } });
        story.staff("center.clerk").with(lead).does("assign").await;
        let (case, code) = (story.case.clone(), story.code.clone());
        self.filed.push(Filed { case, code, body, known });
    }

    /// Goes on with a case.
    pub(super) fn turns_to(&mut self, filed: &Filed) {
        self.story.case.clone_from(&filed.case);
        self.story.code.clone_from(&filed.code);
        self.story.protocol.done.clear();
    }

    /// The time of the county is that of the processes around it.
    fn keeps_time(&self) {
        self.story.world.clock.set(Utc::now());
    }

    /// Does whatever can be done now.
    pub(super) async fn works(&self) {
        self.keeps_time();
        self.story.work().await;
        let engine = &self.story.world.engine;
        let reach = self.bodies.iter().map(|body| async move {
            let unit = body.cast.unit.into();
            engine.dispatch(&unit).await.unwrap();
            if !body.pushes() {
                engine.poll_agency(&unit).await.unwrap();
            }
        });
        join_all(reach).await;
        while engine.take_reports().await.unwrap() > 0 {}
    }

    /// Works until the bodies have said all that they will ever say, and everything of it is decided.
    pub(super) async fn waits_until_all_is_said(&mut self) {
        if self.behaviour == Behaviour::Down {
            self.finds_everybody_down().await;
        }
        let begun = Instant::now();
        loop {
            self.hurries().await;
            self.works().await;
            if self.all_is_said() && self.nothing_waits().await {
                return;
            }
            let left = self.waiting().await;
            assert!(begun.elapsed() < PATIENCE, "{:?}: {left:#?}", self.behaviour);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Every body was tried in vain; then its machine is lost, and another one takes over what it remembers.
    async fn finds_everybody_down(&mut self) {
        let begun = Instant::now();
        while self.way == Way::Http && self.tried_in_vain().await < self.bodies.len() {
            self.works().await;
            assert!(begun.elapsed() < PATIENCE, "nobody was tried");
        }
        self.works().await;
        for body in &mut self.bodies {
            assert_eq!(body.remembers().cases, 0, "{} was down", body.cast.unit);
            body.kill();
            body.start(Behaviour::Normal);
        }
    }

    async fn tried_in_vain(&self) -> usize {
        let tried =
            "SELECT DISTINCT unit FROM dispatches WHERE sent_at IS NULL AND failure IS NOT NULL";
        self.database.texts(tried).await.len()
    }

    /// Whoever failed is tried again at once, for a test has no hours. The pauses are tested where they are made.
    async fn hurries(&self) {
        let now = "UPDATE dispatches SET due_at = 0 WHERE sent_at IS NULL AND dead_at IS NULL";
        self.database.run(now).await.unwrap();
        if self.behaviour == Behaviour::Byzantine && self.all_is_said() {
            // Nobody will bring what others wait for: a quarter of an hour goes by for these.
            let over = "UPDATE inbox SET received_at = received_at - 900000000, held_until = 0 \
                        WHERE held_until > 0 AND handled_at IS NULL";
            self.database.run(over).await.unwrap();
        }
    }

    fn all_is_said(&self) -> bool {
        self.bodies.iter().enumerate().all(|(place, body)| {
            let cases = self.filed.iter().filter(|filed| filed.body == place).count();
            let remembered = body.remembers();
            let expected = cases * body.messages_of_a_case();
            remembered.said.len() == expected && remembered.delivered.len() == expected || {
                // One that is asked is never told that its messages have arrived.
                self.way == Way::Http && !body.pushes() && remembered.said.len() == expected
            }
        })
    }

    async fn nothing_waits(&self) -> bool {
        self.waiting().await.is_empty() && self.heard_all().await
    }

    /// What waits in the outbox and in the inbox.
    pub(super) async fn waiting(&self) -> Vec<String> {
        let sent = "SELECT unit || ' ' || purpose || ': ' || COALESCE(failure, '') FROM dispatches \
                    WHERE sent_at IS NULL AND dead_at IS NULL";
        let come = "SELECT agency || ' ' || message_id FROM inbox WHERE handled_at IS NULL";
        [self.database.texts(sent).await, self.database.texts(come).await].concat()
    }

    /// Ends the cases that the bodies brought back: checked, rated by the citizen, archived.
    pub(super) async fn ends_what_came_back(&mut self) {
        for filed in self.filed.clone() {
            self.turns_to(&filed);
            let case = looked_at(&mut self.story).await;
            if case["state"]["id"] != "verifying" {
                assert!(!self.must_come_back(&filed), "{:?} {filed:?}: {case:#}", self.behaviour);
                self.is_left_to_people(&filed, &case).await;
                continue;
            }
            self.checks_and_archives().await;
            if self.must_come_back(&filed) {
                self.went_through_all(&filed).await;
            }
        }
    }

    /// Whether the case comes back by itself, whatever the fault. A byzantine body may say anything of its own cases.
    pub(super) fn must_come_back(&self, filed: &Filed) -> bool {
        filed.known && self.behaviour != Behaviour::Byzantine
    }

    async fn checks_and_archives(&mut self) {
        self.keeps_time();
        let checked = json!({ "verdict": "yes" });
        self.story.staff("center.supervisor").with(checked).does("pass_verification").await;
        self.story.rates("rate", "yes").await;
        let path = self.story.of_case("/verbs");
        let verbs: Value = self.story.read("center.clerk", &path).await;
        let archives =
            verbs["verbs"].as_array().unwrap().iter().filter(|verb| verb["lacks"].is_null());
        let mut names = archives.filter_map(|verb| verb["transition"]["id"].as_str());
        let name = names.find(|name| name.starts_with("archive_")).unwrap().to_owned();
        // The protocol keeps names that stand in the program; this one is chosen by what is offered.
        self.story.staff("center.clerk").does(name.leak()).await;
        let ended = looked_at(&mut self.story).await;
        assert_eq!(ended["state"]["id"], "archived", "{ended:#}");
    }
}

impl Drop for County {
    fn drop(&mut self) {
        self.bodies.clear();
        _ = std::fs::remove_dir_all(&self.folder);
    }
}
