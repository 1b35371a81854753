//! The bench by files: two folders, and somebody who carries between them.

use std::sync::Arc;

use agency::files::{Exchange, FileWire, HmacSeal, Party, Settings};
use agency::{Adapter, Dialect};
use agency_simulator::files::{Clerk, carry};
use agency_simulator::{Behaviour, Body, Pushed, Script};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::room::Room;
use crate::side::{Bench, OtherSide, Pair, Played};

/// A secret that must show nowhere, marked so that it would be found.
const SECRET: &str = "files-canary-files-canary-1234";

/// The names of the sides.
const CENTRE: &str = "centre";
const BODY: &str = "body";

/// Trials of a dialect by files.
#[derive(Clone, Debug)]
pub struct Files<D> {
    dialect: D,
    script: Script,
}

impl<D> Files<D> {
    /// With a body that is carried to.
    pub const fn carried(dialect: D, script: Script) -> Self {
        Self { dialect, script }
    }
}

#[async_trait]
impl<D: Dialect + Clone> Bench for Files<D> {
    fn script(&self) -> &Script {
        &self.script
    }

    async fn pair(&self, played: Played) -> Pair {
        let room = Room::new();
        let body = room.body(&self.script, &played);
        let centre = Arc::new(Exchange::open(settings(&room, CENTRE, BODY)).expect("a side"));
        let theirs = Exchange::open(settings(&room, BODY, CENTRE)).expect("a side");
        let clerk = Clerk::new(Arc::clone(&body), Arc::new(theirs));
        let wire = FileWire::new(Arc::clone(&centre));
        let agency = Arc::new(Adapter::new(Arc::new(self.dialect.clone()), Arc::new(wire)));
        Pair { agency, other: Arc::new(Side { room, body, centre, clerk }) }
    }
}

fn settings(room: &Room, us: &str, peer: &str) -> Settings {
    let party = |name| Party::new(name).expect("a name");
    let clock = room.clock();
    let now = Arc::new(move || clock.now());
    let settings = Settings::new(room.path().join(us), party(us), party(peer), now);
    Settings { seal: Arc::new(HmacSeal::new(SECRET.as_bytes().to_vec(), Vec::new())), ..settings }
}

#[derive(Debug)]
struct Side {
    room: Room,
    body: Arc<Body>,
    centre: Arc<Exchange>,
    clerk: Clerk,
}

#[async_trait]
impl OtherSide for Side {
    fn answers_at_once(&self) -> bool {
        false
    }

    fn cases(&self) -> usize {
        self.body.cases()
    }

    fn behave(&self, behaviour: Behaviour) {
        self.body.behave(behaviour);
    }

    /// Nobody asks it anything.
    fn hang(&self, _hangs: bool) {}

    /// Twice there and back, so that what was acknowledged is gone.
    async fn turn(&self) {
        self.room.minute_passes();
        let (here, there) = (self.room.path().join(CENTRE), self.room.path().join(BODY));
        for _ in 0..2 {
            while self.centre.close_batch().expect("a batch can be closed").is_some() {}
            carry(&here, &there).expect("it can be carried");
            self.clerk.round().expect("the clerk can work");
            carry(&there, &here).expect("it can be carried");
        }
    }

    fn pushed(&self) -> Vec<Pushed> {
        Vec::new()
    }

    fn signed(&self, _id: &str, _at: DateTime<Utc>, body: &[u8]) -> Pushed {
        Pushed { headers: Vec::new(), body: body.to_vec() }
    }

    fn now(&self) -> DateTime<Utc> {
        self.room.now()
    }

    fn secrets(&self) -> Vec<String> {
        vec![SECRET.to_owned(), format!("{:?}", SECRET.as_bytes())]
    }

    fn settings_shown(&self) -> String {
        let settings = settings(&self.room, CENTRE, BODY);
        format!("{settings:?} {settings:#?} {:?}", settings.seal)
    }
}
