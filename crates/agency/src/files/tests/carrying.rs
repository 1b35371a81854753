//! Two sides, and a carrier who does everything wrong that can be done with a disk. Each failure names its seed.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::Exchange;
use super::support::{Random, Reader, Room, carry, close_all, copy, letter, names};

struct Play {
    room: Room,
    random: Random,
    sides: [Exchange; 2],
    readers: [Reader; 2],
    sent: [Vec<String>; 2],
    refused: [usize; 2],
    seed: u64,
}

#[test]
fn whatever_the_carrier_does_each_message_is_read_once_and_in_order() {
    for seed in 0..20 {
        let room = Room::new();
        let (centre, police) = room.sides();
        let mut play = Play {
            room,
            random: Random(seed),
            sides: [centre, police],
            readers: <_>::default(),
            sent: <_>::default(),
            refused: [0; 2],
            seed,
        };
        for _ in 0..120 {
            play.something_happens();
        }
        play.come_to_rest();
        play.hold_the_law();
    }
}

impl Play {
    fn something_happens(&mut self) {
        let side = self.random.below(2);
        match self.random.below(12) {
            0..=2 => self.post(side),
            3 => _ = self.sides[side].close_batch().unwrap(),
            4 => self.carry_one(side),
            5 => self.carry_part(side),
            6 => self.damage(side),
            7 => self.lose(side),
            8 => self.leave_things(side),
            9 => self.copy_beside(side),
            10 => self.room.minutes_pass(7),
            _ => self.read(side),
        }
    }

    fn post(&mut self, side: usize) {
        let id = format!("{side}-{}", self.sent[side].len());
        self.sides[side].post(&letter(&id)).unwrap();
        if self.random.below(4) == 0 {
            self.sides[side].post(&letter(&id)).unwrap();
        }
        self.sent[side].push(id);
    }

    /// One of the folders in `out`, and where the carrier puts it.
    fn one(&mut self, side: usize) -> Option<(PathBuf, PathBuf)> {
        let out = self.sides[side].folders.outgoing();
        let found = names(&out);
        let name = found.get(self.random.below(found.len().max(1)))?;
        Some((out.join(name), self.sides[1 - side].folders.incoming().join(name)))
    }

    fn carry_one(&mut self, side: usize) {
        if let Some((from, to)) = self.one(side) {
            copy(&from, &to);
        }
    }

    /// Some files of a folder in any order, the last of them cut short.
    fn carry_part(&mut self, side: usize) {
        let Some((from, to)) = self.one(side) else { return };
        fs::create_dir_all(&to).unwrap();
        let mut files = names(&from);
        while files.len() > 1 {
            let name = files.remove(self.random.below(files.len()));
            let bytes = fs::read(from.join(&name)).unwrap();
            let cut = self.random.below(3) == 0;
            let much = if cut { self.random.below(bytes.len() + 1) } else { bytes.len() };
            fs::write(to.join(name), &bytes[..much]).unwrap();
            if cut {
                return;
            }
        }
    }

    /// A whole copy with one bit flipped or its end cut off, that nobody mends in time: it must be in quarantine.
    fn damage(&mut self, side: usize) {
        let Some((from, to)) = self.one(side) else { return };
        let other = 1 - side;
        self.look(other);
        copy(&from, &to);
        let found = names(&to);
        spoil(&to.join(&found[self.random.below(found.len())]), &mut self.random);
        let before = self.refused[other];
        self.look(other);
        self.room.minutes_pass(11);
        self.look(other);
        assert!(self.refused[other] > before, "seed {}: damage was not found", self.seed);
        assert!(!to.exists(), "seed {}: what is damaged still lies there", self.seed);
    }

    /// Takes a folder out of `out` for good; sometimes the side notices.
    fn lose(&mut self, side: usize) {
        let Some((from, _)) = self.one(side) else { return };
        fs::remove_dir_all(&from).unwrap();
        if self.random.below(2) == 0 {
            self.resend(side);
        }
    }

    fn resend(&self, side: usize) {
        for waits in self.sides[side].station().unwrap().unacknowledged {
            self.sides[side].resend(waits.number).unwrap();
        }
    }

    fn leave_things(&mut self, side: usize) {
        let incoming = self.sides[side].folders.incoming();
        fs::write(incoming.join(".DS_Store"), b"x").unwrap();
        fs::create_dir_all(incoming.join("System Volume Information")).unwrap();
        if let Some(name) = names(&incoming).iter().find(|name| name.contains("-0000")) {
            fs::write(incoming.join(name).join("Thumbs.db"), b"x").unwrap();
            fs::write(incoming.join(name).join("~$0001.json"), b"x").unwrap();
        }
    }

    /// Under another name, or in another case: a second copy.
    fn copy_beside(&mut self, side: usize) {
        let Some((from, to)) = self.one(side) else { return };
        let name = to.file_name().unwrap().to_str().unwrap().to_owned();
        copy(&from, &to.with_file_name(format!("{name} (2)")));
        copy(&from, &to.with_file_name(name.to_uppercase()));
    }

    fn look(&mut self, side: usize) {
        self.refused[side] += self.sides[side].collect().unwrap().quarantined;
    }

    /// Looks and reads; now and then whoever reads forgets it before it is stored.
    fn read(&mut self, side: usize) {
        self.look(side);
        if self.random.below(3) == 0 {
            let cursor = self.readers[side].cursor.clone();
            self.sides[side].letters(cursor.as_deref()).unwrap();
        }
        self.readers[side].read(&self.sides[side]).unwrap();
    }

    /// The carrier comes to reason: whole copies of everything, until both sides know that all has arrived.
    fn come_to_rest(&mut self) {
        self.sides.iter().for_each(close_all);
        for _ in 0..6 {
            for side in [0, 1] {
                self.resend(side);
                carry(&self.sides[side], &self.sides[1 - side]);
                self.read(1 - side);
                self.room.minutes_pass(11);
            }
        }
    }

    fn hold_the_law(&self) {
        let seed = self.seed;
        for side in [0, 1] {
            let station = self.sides[side].station().unwrap();
            assert_eq!(self.readers[side].ids, self.sent[1 - side], "seed {seed}, side {side}");
            assert_eq!(station.unacknowledged, [], "seed {seed}, side {side}");
            assert_eq!((station.waiting, station.missing), (0, vec![]), "seed {seed}, side {side}");
            assert_eq!(station.quarantined.len(), self.refused[side], "seed {seed}, side {side}");
            for refused in &station.quarantined {
                let folder = self.sides[side].folders.quarantine().join(&refused.folder);
                let text = fs::read_to_string(folder.join("reason.txt")).unwrap();
                assert!(text.contains(&refused.reason.chinese()), "seed {seed}");
                assert!(text.contains(&refused.reason.english()), "seed {seed}");
            }
        }
    }
}

fn spoil(path: &Path, random: &mut Random) {
    let mut bytes = fs::read(path).unwrap();
    let place = random.below(bytes.len());
    if random.below(2) == 0 {
        bytes[place] ^= 1 << random.below(8);
    } else {
        bytes.truncate(place);
    }
    fs::write(path, bytes).unwrap();
}
