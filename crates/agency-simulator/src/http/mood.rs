//! How the body takes a request, by its behaviour and by how often it was asked the same.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::behaviour::Behaviour;
use crate::chance::Chance;

/// After so many tries of the same request it is answered as it should be.
const TRIES_MAX: u32 = 2;

/// How many different requests are counted. Then counting begins anew.
const COUNTED_MAX: usize = 100_000;

/// How the body takes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// As it should.
    Fair,
    /// As it should, but so much later.
    Late(Duration),
    /// It is not there.
    Away,
    /// It is too busy to listen.
    Busy,
    /// It listens, and answers what nobody can read.
    Garbled(usize),
}

/// How often each request came.
#[derive(Debug, Default)]
pub(super) struct Moods(Mutex<BTreeMap<String, u32>>);

impl Moods {
    /// How this request is taken, the next time that it comes perhaps otherwise.
    pub(super) fn next(
        &self,
        behaviour: Behaviour,
        seed: u64,
        request: &str,
        late_at_most: Duration,
    ) -> Mood {
        let tries = self.count(request);
        let mut chance = Chance::of(seed, &format!("mood {request} {tries}"));
        let late = |chance: &mut Chance| {
            let milliseconds = usize::try_from(late_at_most.as_millis()).unwrap_or(0);
            let drawn = chance.below(milliseconds.saturating_add(1));
            Mood::Late(Duration::from_millis(u64::try_from(drawn).unwrap_or(0)))
        };
        match behaviour {
            Behaviour::Down => Mood::Away,
            Behaviour::Slow if tries < TRIES_MAX => late(&mut chance),
            Behaviour::Garbage if tries < TRIES_MAX => Mood::Garbled(chance.below(GARBLES)),
            Behaviour::Byzantine if tries < TRIES_MAX => match chance.below(6) {
                0 => late(&mut chance),
                1 => Mood::Away,
                2 => Mood::Busy,
                3 => Mood::Garbled(chance.below(GARBLES)),
                _ => Mood::Fair,
            },
            Behaviour::Normal
            | Behaviour::Slow
            | Behaviour::Garbage
            | Behaviour::Duplicate
            | Behaviour::OutOfOrder
            | Behaviour::Forged
            | Behaviour::WrongCase
            | Behaviour::Byzantine => Mood::Fair,
        }
    }

    fn count(&self, request: &str) -> u32 {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= COUNTED_MAX {
            counts.clear();
        }
        let count = counts.entry(request.to_owned()).or_default();
        let before = *count;
        *count = count.saturating_add(1);
        before
    }
}

/// How many garbled answers there are.
const GARBLES: usize = 5;

/// A garbled answer: its content type and its bytes.
pub(super) fn garbled(which: usize) -> (&'static str, &'static [u8]) {
    match which {
        0 => ("application/json", b"{\"half\": "),
        1 => ("text/html", b"<html><body>login</body></html>"),
        2 => ("application/json", b""),
        3 => ("application/json", b"[1, \"two\", null]"),
        _ => ("application/octet-stream", b"\xFF\xFE\x00\xD8"),
    }
}
