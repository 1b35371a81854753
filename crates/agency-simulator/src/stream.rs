//! An endless stream of pushes of a body that does whatever it likes, without a network.

use std::collections::VecDeque;

use agency::http::Clock;
use agency::webhook::{Keyring, SigningKey};

use crate::behaviour::Behaviour;
use crate::chance::Chance;
use crate::mischief::Mischief;
use crate::posting::{Posting, Pushed};
use crate::script::Script;

/// How many earlier messages may come again.
const EARLIER_MAX: usize = 64;

/// Pushes of a byzantine body, one after the other for ever: forged, old, unreadable, repeated, on cases that are ours and
/// on others, with any standing and any facts. The same seed gives the same. Memory does not grow.
#[derive(Debug)]
pub struct Stream {
    script: Script,
    keys: Keyring<SigningKey>,
    seed: u64,
    clock: Clock,
    numbers: Vec<String>,
    count: u64,
    earlier: VecDeque<Posting>,
}

impl Stream {
    /// Of a kind of body, that has these keys, on cases with these numbers there.
    pub fn new(
        script: Script,
        keys: Keyring<SigningKey>,
        seed: u64,
        numbers: Vec<String>,
        clock: Clock,
    ) -> Self {
        Self { script, keys, seed, clock, numbers, count: 0, earlier: VecDeque::new() }
    }

    /// With another number from now on, as cases come.
    pub fn learn(&mut self, number: String) {
        self.numbers.push(number);
    }

    fn posting(&mut self) -> Posting {
        let mut chance = Chance::of(self.seed, &format!("stream {}", self.count));
        let id = format!("{}-{}-{}", self.script.kind, self.seed, self.count);
        self.count += 1;
        let repeated = self.earlier.get(chance.below(EARLIER_MAX * 8)).cloned();
        repeated.unwrap_or_else(|| {
            let Self { script, seed, clock, numbers, .. } = self;
            let (behaviour, now) = (Behaviour::Byzantine, clock.now());
            Mischief { script, seed: *seed, behaviour, numbers, now }.any(&mut chance, id)
        })
    }
}

impl Iterator for Stream {
    type Item = Pushed;

    fn next(&mut self) -> Option<Pushed> {
        let posting = self.posting();
        let pushed = posting.push(&self.keys, self.clock.now());
        self.earlier.push_front(posting);
        self.earlier.truncate(EARLIER_MAX);
        Some(pushed)
    }
}
