//! Bodies of all kinds that push whatever they like, on and on: nothing illegal comes of it, nothing is left out of the
//! records, and memory stays as it was.
//!
//! `BIHUAN_CALLBACKS` makes it longer, and then memory is measured, too: run it alone. `BIHUAN_CALLBACKS_SEED` makes it
//! other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use agency::http::egress::{AllowList, Allowed};
use agency::http::{Clock, HttpSettings, HttpWire};
use agency::webhook::{Keyring, SigningKey, VerifyingKey, shared_secret};
use agency::{
    Ability, Adapter, AgencyError, Dialect, Fetched, Incoming, Outgoing, Push, Refused, Registered,
    Registry, Wire,
};
use agency_simulator::{Answer, Body, Script, Settings, Stream};
use async_trait::async_trait;
use chrono::TimeDelta;
use domain::case::{Assignment, Command, Input, Perform, Value};
use domain::id::UnitId;
use engine::agencies::Heard;
use engine::execute::Order;
use engine::intake::Intake;
use engine::wording::Wording;
use serde_json::Value as Json;
use store::change::Complaint;
use store::verify;
use uuid::Uuid;

use super::{audited, push, times};
use crate::support::{Database, OPERATOR, World, both};

/// How many callbacks the short form has.
const CALLBACKS: usize = 2_000;

/// After so many callbacks another case is handed over.
const CASE_EVERY: usize = 100;

/// After so many callbacks what waits is carried out.
const WORK_EVERY: usize = 50;

/// After so many callbacks memory is measured for the first time.
const WARM: usize = 20_000;

/// By how much memory may differ between the two measurements, in kB. Between them two caches that have a bound fill: the
/// cases that a node remembers (40 MB, the streams hand thousands over) and the pages of `SQLite` (64 MB).
const GROWTH_KB_MAX: usize = (40 + 64) * 1024;

/// The bodies: which unit, and what is handed to it.
const BODIES: [(&str, &str, &str); 4] = [
    ("police-puqi", "police", "police"),
    ("mediation-puqi", "mediation", "dispute"),
    ("court", "court", "dispute"),
    ("arbitration", "arbitration", "dispute"),
];

/// The way to a body that is played in this process: it answers at once, and its pushes are read as any by HTTP.
#[derive(Debug)]
struct Near {
    body: Arc<Body>,
    http: HttpWire,
}

#[async_trait]
impl Wire for Near {
    fn abilities(&self) -> BTreeSet<Ability> {
        self.http.abilities()
    }

    async fn send(&self, message: &Outgoing) -> Result<Option<Json>, AgencyError> {
        match self.body.hear(message.purpose, &message.body, false).unwrap() {
            Answer::Says(answer) => Ok(Some(answer)),
            Answer::Unknown | Answer::Unreadable => Err(AgencyError::permanent("no such case")),
        }
    }

    async fn fetch(&self, _: Option<&str>) -> Result<Fetched, AgencyError> {
        Err(AgencyError::unsupported("be asked"))
    }

    fn open(&self, push: &Push<'_>) -> Result<Incoming, Refused> {
        self.http.open(push)
    }
}

/// The county, and what pours in.
struct Flood {
    world: World,
    folder: PathBuf,
    streams: Vec<Stream>,
    referred: Vec<usize>,
    /// Ids of messages that were taken, as numbers, for a test of memory must not remember much itself.
    kept: Vec<u64>,
    refused: usize,
}

impl Flood {
    async fn on(database: &Database, seed: u64, callbacks: usize) -> Self {
        let world = World::on(database).await;
        let folder =
            std::env::temp_dir().join(format!("bihuan-stream-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        let now = world.clock.clone();
        let clock = Clock::new(move || now.now());
        let mut registry = Registry::default();
        let mut streams = Vec::new();
        for (unit, kind, _) in BODIES {
            let registered = registered(unit, kind, (&folder, &clock));
            registry.register(unit.into(), registered).unwrap();
            let script = Script::shipped(kind).unwrap();
            let keys = Keyring::of(SigningKey::parse(&secret()).unwrap());
            streams.push(Stream::new(script, keys, seed, Vec::new(), clock.clone()));
        }
        world.engine.connect(registry, folder.clone(), "center".into()).await.unwrap();
        let kept = Vec::with_capacity(callbacks);
        Self { world, folder, streams, referred: vec![0; BODIES.len()], kept, refused: 0 }
    }

    /// Another case for a body, which from now on speaks of it.
    async fn hands_over(&mut self, place: usize) {
        let (unit, _, workflow) = BODIES[place];
        let engine = &self.world.engine;
        let clerk = World::person("center.clerk");
        let filed = engine.file(Some(clerk.clone()), complaint(workflow)).await.unwrap();
        let case = filed.committed.stored.case.id;
        let source = ("source_of_case".into(), Value::Choice("application".to_owned()));
        let accept = Perform {
            transition: "accept".into(),
            input: Input::None,
            form: (workflow == "dispute").then_some(source).into_iter().collect(),
            evidence: [].into(),
        };
        let accept = Order::new(clerk.clone(), case, Command::Perform(accept));
        engine.execute(accept).await.unwrap();
        let lead = Assignment { lead: unit.into(), assistants: [].into() };
        self.world.perform(&clerk, case, "assign", Input::Assign(lead)).await.unwrap();
        let unit = UnitId::from(unit);
        while engine.deliver_letters().await.unwrap() + engine.dispatch(&unit).await.unwrap() > 0 {}
        let everything = engine.visible(&engine::Who::Engine).await.unwrap();
        let referrals = engine.store().referrals_of(&everything, case).await.unwrap();
        let number = referrals[0].foreign_number.clone().expect("it arrived");
        self.streams[place].learn(number);
        self.referred[place] += 1;
    }

    /// One callback, and what it leads to.
    async fn hears(&mut self, place: usize) {
        let pushed = self.streams[place].next().unwrap();
        let unit = UnitId::from(BODIES[place].0);
        let engine = &self.world.engine;
        match push(engine, &unit, &pushed.headers, &pushed.body).await {
            Heard::Kept => {
                let id = pushed.headers.iter().find(|(name, _)| name == "webhook-id").unwrap();
                self.kept.push(number_of(unit.as_str(), &id.1));
            }
            Heard::Refused(_) => self.refused += 1,
            heard @ (Heard::Nobody | Heard::Quarantined) => panic!("{heard:?}"),
        }
    }

    /// Carries out what waits.
    async fn works(&self) {
        while self.world.engine.take_reports().await.unwrap() > 0 {}
    }

    /// Every message that was taken has a result, every one that was not stands in the audit, every record holds.
    async fn is_whole(&self, database: &Database) {
        let all =
            "SELECT agency || ' ' || message_id || ' ' || COALESCE(result, 'nothing') FROM inbox";
        let mut found = BTreeSet::new();
        for row in database.texts(all).await {
            let cells: Vec<_> = row.split(' ').collect();
            assert!(cells.len() == 3 && cells[2] != "nothing", "{row}");
            found.insert(number_of(cells[0], cells[1]));
        }
        let kept: BTreeSet<_> = self.kept.iter().copied().collect();
        assert!(kept == found, "{} were taken, {} are there", kept.len(), found.len());
        let refused = times(&audited(&self.world.engine, "message_refused").await);
        assert_eq!(refused, self.refused as u64, "each refusal is counted in the audit");
        self.records_hold().await;
    }

    async fn records_hold(&self) {
        let store = self.world.engine.store();
        let mut after = None;
        loop {
            let page = store.examine_cases(OPERATOR, after, 100).await.unwrap();
            let Some(last) = page.last() else { return };
            after = Some(last.export.case);
            for case in &page {
                assert!(case.fault.is_none(), "{}: {:?}", case.export.case, case.fault);
                verify::case(&case.export).unwrap();
            }
        }
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn registered(unit: &str, kind: &str, (folder, clock): (&Path, &Clock)) -> Registered {
    let script = Script::shipped(kind).unwrap();
    let course = script.courses.iter().find(|(_, course)| !course.refuses);
    let course = course.map(|(name, _)| name.clone());
    let settings = Settings::new(script, folder.join(unit));
    let body = Body::open(Settings { clock: clock.clone(), course, ..settings }).unwrap();
    let url = "http://127.0.0.1:9";
    let allowed = Allowed::for_address(url, vec!["127.0.0.0/8".parse().unwrap()], true).unwrap();
    let destination = AllowList::new(&[allowed], &[]).unwrap().destination(url).unwrap();
    let ours = Keyring::of(SigningKey::parse(&secret()).unwrap());
    let theirs = Keyring::of(VerifyingKey::parse(&secret()).unwrap());
    let mut settings = HttpSettings::new(destination, ours, theirs);
    settings.clock = clock.clone();
    let http = HttpWire::new(settings).unwrap();
    let dialect: Arc<dyn Dialect> = match kind {
        "police" => Arc::new(agency_police::Police),
        "mediation" => Arc::new(agency_mediation::Mediation),
        "court" => Arc::new(agency_court::Court),
        "arbitration" => Arc::new(agency_arbitration::Arbitration),
        other => unreachable!("no adapter of the kind {other}"),
    };
    Registered {
        kind: kind.to_owned(),
        person: format!("{unit}.system").as_str().into(),
        agency: Arc::new(Adapter::new(dialect, Arc::new(Near { body: Arc::new(body), http }))),
        calls: 8,
        poll_every: std::time::Duration::from_mins(1),
    }
}

fn complaint(workflow: &str) -> Intake {
    let mut wording = Wording::default();
    let mut text = |words: &str| Value::Text(wording.keep(words).unwrap());
    let (category, form) = if workflow == "police" {
        let happened = Value::Date("2026-03-01".parse().unwrap());
        let hurt = Value::YesNo(true);
        let form =
            [("summary", text("被推倒")), ("happened_on", happened), ("somebody_hurt", hurt)];
        ("0303", form)
    } else {
        let no = Value::YesNo(false);
        let form =
            [("summary", text("排水")), ("request", text("改管")), ("in_other_procedure", no)];
        ("0201", form)
    };
    let complaint = Complaint { title: "群众来件".to_owned(), ..Complaint::default() };
    Intake {
        category: category.into(),
        place: "421281001".into(),
        form: form.map(|(name, value)| (name.into(), value)).into(),
        wording,
        ..Intake::new(workflow.into(), "center".into(), complaint)
    }
}

fn secret() -> String {
    shared_secret(&[9; 32]).to_string()
}

/// What stands for a message (FNV-1a).
fn number_of(unit: &str, id: &str) -> u64 {
    let bytes = unit.bytes().chain([0]).chain(id.bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// How much memory this process has in use, in kB (`proc_pid_statm(5)`, pages of 4 KiB).
fn resident_kb() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

both! {
    async fn whatever_bodies_push_nothing_breaks_and_nothing_is_left_out(database: Database) {
        let asked = setting("BIHUAN_CALLBACKS").map(|count| usize::try_from(count).unwrap());
        let callbacks = asked.unwrap_or(CALLBACKS);
        let seed = setting("BIHUAN_CALLBACKS_SEED").unwrap_or(20_260_302);
        let begun = std::time::Instant::now();
        let mut flood = Flood::on(&database, seed, callbacks).await;
        let mut warm = None;
        for count in 0..callbacks {
            if count % CASE_EVERY == 0 {
                flood.hands_over(count / CASE_EVERY % BODIES.len()).await;
                flood.world.clock.set(flood.world.now() + TimeDelta::minutes(7));
            }
            flood.hears(count % BODIES.len()).await;
            if count % WORK_EVERY == 0 {
                flood.works().await;
            }
            if count == WARM {
                warm = Some(resident_kb());
            }
        }
        // What waits for messages before it is carried out once nobody brings these.
        flood.world.clock.set(flood.world.now() + TimeDelta::hours(1));
        flood.works().await;
        let full = resident_kb();
        flood.is_whole(&database).await;
        let (kept, refused) = (flood.kept.len(), flood.refused);
        eprintln!(
            "seed {seed}: {callbacks} callbacks in {:?}, {kept} taken, {refused} refused, resident {warm:?} and {full} kB",
            begun.elapsed()
        );
        assert!(kept > callbacks / 5 && refused > callbacks / 20, "{kept} and {refused}");
        if let Some(warm) = warm {
            assert!(full < warm + GROWTH_KB_MAX, "{warm} kB became {full} kB");
        }
    }
}
