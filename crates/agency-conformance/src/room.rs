//! A folder of its own for every pair, and the time in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use agency::http::Clock;
use agency_simulator::{Body, Course, Pace, Script, Settings, Step};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::side::{Played, UNKNOWN};

/// Thursday, 26 November 2026, 16:00 in Beijing.
const BEGINNING: i64 = 1_795_680_000;

/// A folder that is gone afterwards, and the time.
#[derive(Debug)]
pub(crate) struct Room {
    path: PathBuf,
    time: Arc<AtomicI64>,
}

impl Room {
    pub(crate) fn new() -> Self {
        let name = format!("bihuan-conformance-{}", Uuid::now_v7().simple());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the trial");
        Self { path, time: Arc::new(AtomicI64::new(BEGINNING)) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        instant(&self.time)
    }

    pub(crate) fn minute_passes(&self) {
        self.time.fetch_add(60, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let time = Arc::clone(&self.time);
        Clock::new(move || instant(&time))
    }

    /// The body of a script, with the course in which a standing comes that nobody knows.
    pub(crate) fn body(&self, script: &Script, played: &Played) -> Arc<Body> {
        let mut script = script.clone();
        script.standings.insert(UNKNOWN.to_owned(), script.unknown.clone());
        script.courses.insert(UNKNOWN.to_owned(), unknown());
        let settings = Settings {
            behaviour: played.behaviour,
            pace: Pace::AT_ONCE,
            course: played.course.clone(),
            hands_over_every: played.hands_over.then_some(std::time::Duration::from_secs(30)),
            clock: self.clock(),
            ..Settings::new(script, self.path.join("body"))
        };
        Arc::new(Body::open(settings).expect("the body can be played"))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.path);
    }
}

fn unknown() -> Course {
    let says = UNKNOWN.to_owned();
    let step = Step { after_hours: 0, says, with: serde_json::Map::new() };
    Course { workflows: Vec::new(), weight: 0, refuses: false, steps: vec![step] }
}

fn instant(time: &AtomicI64) -> DateTime<Utc> {
    DateTime::from_timestamp(time.load(Ordering::SeqCst), 0).unwrap_or_default()
}
