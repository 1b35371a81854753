//! What is on the disk, what of it would survive now, and which call fails.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// The size of what a disk writes whole or not at all, in bytes.
const SECTOR: usize = 512;

/// The folder that all others are in.
pub const ROOT: u64 = 1;

/// Draws a number below another. A seeded one makes a cut that can be repeated.
pub type Chance<'a> = &'a mut dyn FnMut(u64) -> u64;

/// Why a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The disk answers with an error (EIO).
    Broken,
    /// There is no room (ENOSPC).
    Full,
    /// There is no such name (ENOENT).
    Missing,
    /// The name is taken, or the folder holds something (EEXIST, ENOTEMPTY).
    Taken,
}

/// A file or a folder.
#[derive(Clone, Debug)]
pub struct Node {
    /// True for a folder.
    pub is_folder: bool,
    /// What it may be used for, as the system counts it.
    pub mode: u16,
    /// What is read from it.
    pub now: Vec<u8>,
    /// What of it was synced.
    synced: Vec<u8>,
    /// What changed since, in its order.
    since: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Written { at: usize, bytes: Vec<u8> },
    Sized(usize),
}

/// A name in a folder.
type Name = (u64, OsString);

/// Names that change at once: they lead to these nodes, or nowhere.
type Renaming = Vec<(Name, Option<u64>)>;

/// A call that is to fail.
#[derive(Clone, Copy, Debug)]
struct Failure {
    /// At which of the calls that change something.
    at: u64,
    /// With what.
    with: Trouble,
    /// Every one from there on, or this one only.
    lasts: bool,
}

/// The disk.
#[derive(Clone, Debug)]
pub struct Disk {
    nodes: BTreeMap<u64, Node>,
    next: u64,
    names: BTreeMap<Name, u64>,
    named: BTreeMap<Name, u64>,
    renamings: Vec<Renaming>,
    calls: u64,
    syncs: u64,
    failure: Option<Failure>,
    dies_after: Option<u64>,
    dead: bool,
    room: Option<usize>,
    lies: bool,
}

impl Default for Disk {
    fn default() -> Self {
        Self {
            nodes: BTreeMap::from([(ROOT, Node::new(true, 0o755))]),
            next: ROOT + 1,
            names: BTreeMap::new(),
            named: BTreeMap::new(),
            renamings: Vec::new(),
            calls: 0,
            syncs: 0,
            failure: None,
            dies_after: None,
            dead: false,
            room: None,
            lies: false,
        }
    }
}

impl Node {
    const fn new(is_folder: bool, mode: u16) -> Self {
        Self { is_folder, mode, now: Vec::new(), synced: Vec::new(), since: Vec::new() }
    }
}

/// Faults, and what they are counted by.
impl Disk {
    /// Lets one of the calls that change something fail: the `nth` from now, counted from 1, and if it `lasts` all after it.
    pub const fn fail(&mut self, nth: u64, with: Trouble, lasts: bool) {
        self.failure = Some(Failure { at: self.calls + nth, with, lasts });
    }

    /// Lets the power fail just after the `nth` sync from now, counted from 1: no call succeeds from there on.
    pub const fn die_after_sync(&mut self, nth: u64) {
        self.dies_after = Some(self.syncs + nth);
    }

    /// A disk that says it has synced and has not, as some do: nothing that stands on it can be trusted.
    pub fn lying() -> Self {
        Self { lies: true, ..Self::default() }
    }

    /// Leaves so much room in all files together, in bytes; none for as much as there is memory.
    pub const fn leave_room(&mut self, room: Option<usize>) {
        self.room = room;
    }

    /// Takes all faults back.
    pub const fn heal(&mut self) {
        self.failure = None;
        self.dies_after = None;
        self.dead = false;
        self.room = None;
    }

    /// How many calls have changed something, and how many have synced something.
    pub const fn counts(&self) -> (u64, u64) {
        (self.calls, self.syncs)
    }

    /// How much room there is for all files together; none where there is no limit.
    pub const fn room(&self) -> Option<usize> {
        self.room
    }

    /// How many bytes all files hold.
    pub fn used(&self) -> usize {
        self.nodes.values().map(|node| node.now.len()).sum()
    }

    /// The power is cut, and comes back: what was synced is there, and chance says what else is. Faults are over.
    pub fn cut(&mut self, chance: Chance<'_>) {
        self.heal();
        let kept = draw(chance, self.renamings.len() + 1);
        for renaming in self.renamings.drain(..).take(kept) {
            rename(&mut self.named, renaming);
        }
        self.names = self.named.clone();
        for node in self.nodes.values_mut() {
            let mut left = std::mem::take(&mut node.synced);
            for change in std::mem::take(&mut node.since) {
                change.survive(&mut left, chance);
            }
            node.now.clone_from(&left);
            node.synced = left;
        }
        let names = &self.names;
        self.nodes.retain(|node, _| *node == ROOT || names.values().any(|named| named == node));
    }

    /// As if a long time had passed: everything is synced.
    pub fn settle(&mut self) {
        self.sync_names();
        self.nodes.values_mut().for_each(Node::sync);
    }

    fn sync_names(&mut self) {
        self.renamings.clear();
        self.named = self.names.clone();
    }

    /// A call that changes something begins.
    fn change(&mut self) -> Result<(), Trouble> {
        self.alive()?;
        self.calls += 1;
        match self.failure {
            Some(Failure { at, with, lasts }) if self.calls == at || lasts && self.calls > at => {
                Err(with)
            }
            Some(_) | None => Ok(()),
        }
    }

    const fn alive(&self) -> Result<(), Trouble> {
        if self.dead { Err(Trouble::Broken) } else { Ok(()) }
    }

    fn fits(&self, more: usize) -> Result<(), Trouble> {
        match self.room {
            Some(room) if more > 0 && self.used() + more > room => Err(Trouble::Full),
            Some(_) | None => Ok(()),
        }
    }
}

/// What is done with files and folders.
impl Disk {
    /// A node.
    ///
    /// # Errors
    ///
    /// Where there is none, or the disk is dead.
    pub fn node(&self, id: u64) -> Result<&Node, Trouble> {
        self.alive()?;
        self.nodes.get(&id).ok_or(Trouble::Missing)
    }

    fn node_mut(&mut self, id: u64) -> Result<&mut Node, Trouble> {
        self.nodes.get_mut(&id).ok_or(Trouble::Missing)
    }

    /// What a name leads to.
    ///
    /// # Errors
    ///
    /// Where it leads nowhere.
    pub fn look_up(&self, folder: u64, name: &OsStr) -> Result<u64, Trouble> {
        self.alive()?;
        self.names.get(&(folder, name.to_owned())).copied().ok_or(Trouble::Missing)
    }

    /// Nobody has a node open any more: without a name it is gone.
    pub fn forget(&mut self, id: u64) {
        let is_named = |names: &BTreeMap<Name, u64>| names.values().any(|named| *named == id);
        if id != ROOT && !is_named(&self.names) && !is_named(&self.named) {
            self.nodes.remove(&id);
        }
    }

    /// What is in a folder.
    pub fn list(&self, folder: u64) -> impl Iterator<Item = (&OsStr, u64)> {
        let begin = (folder, OsString::new());
        let within = self.names.range(begin..).take_while(move |((of, _), _)| *of == folder);
        within.map(|((_, name), node)| (name.as_os_str(), *node))
    }

    /// Makes a file or a folder.
    ///
    /// # Errors
    ///
    /// Where the name is taken, or by a fault.
    pub fn make(
        &mut self,
        folder: u64,
        name: &OsStr,
        is_folder: bool,
        mode: u16,
    ) -> Result<u64, Trouble> {
        self.change()?;
        if self.look_up(folder, name).is_ok() {
            return Err(Trouble::Taken);
        }
        let id = self.next;
        self.next += 1;
        self.nodes.insert(id, Node::new(is_folder, mode));
        self.rename(vec![((folder, name.to_owned()), Some(id))]);
        Ok(id)
    }

    /// Takes a name away. What it led to stays for who has it open.
    ///
    /// # Errors
    ///
    /// Where there is none, or it is that of a folder with something in it, or by a fault.
    pub fn remove(&mut self, folder: u64, name: &OsStr) -> Result<(), Trouble> {
        self.change()?;
        let node = self.look_up(folder, name)?;
        if self.list(node).next().is_some() {
            return Err(Trouble::Taken);
        }
        self.rename(vec![((folder, name.to_owned()), None)]);
        Ok(())
    }

    /// Gives a node another name, which leads nowhere else from then on.
    ///
    /// # Errors
    ///
    /// Where the name leads nowhere, or by a fault.
    pub fn move_to(&mut self, from: (u64, &OsStr), to: (u64, &OsStr)) -> Result<(), Trouble> {
        self.change()?;
        let node = self.look_up(from.0, from.1)?;
        let name = |(folder, name): (u64, &OsStr)| (folder, name.to_owned());
        self.rename(vec![(name(from), None), (name(to), Some(node))]);
        Ok(())
    }

    fn rename(&mut self, renaming: Renaming) {
        rename(&mut self.names, renaming.clone());
        self.renamings.push(renaming);
    }

    /// Writes into a file.
    ///
    /// # Errors
    ///
    /// Where there is no room, or by a fault.
    pub fn write(&mut self, id: u64, at: usize, bytes: &[u8]) -> Result<(), Trouble> {
        self.change()?;
        let size = self.node(id)?.now.len();
        self.fits((at + bytes.len()).saturating_sub(size))?;
        self.node_mut(id)?.change(Change::Written { at, bytes: bytes.to_owned() });
        Ok(())
    }

    /// Cuts or lengthens a file.
    ///
    /// # Errors
    ///
    /// As [`Disk::write`].
    pub fn resize(&mut self, id: u64, size: usize) -> Result<(), Trouble> {
        self.change()?;
        let present = self.node(id)?.now.len();
        self.fits(size.saturating_sub(present))?;
        self.node_mut(id)?.change(Change::Sized(size));
        Ok(())
    }

    /// Changes what a node may be used for.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn allow(&mut self, id: u64, mode: u16) -> Result<(), Trouble> {
        self.alive()?;
        self.node_mut(id)?.mode = mode;
        Ok(())
    }

    /// Syncs the contents of a file, or the names in a folder: those of all folders, as journals do it.
    ///
    /// # Errors
    ///
    /// By a fault; then nothing is synced.
    pub fn sync(&mut self, id: u64) -> Result<(), Trouble> {
        self.change()?;
        self.syncs += 1;
        if !self.lies {
            if self.node(id)?.is_folder {
                self.sync_names();
            } else {
                self.node_mut(id)?.sync();
            }
        }
        self.dead = self.dies_after == Some(self.syncs);
        Ok(())
    }
}

impl Node {
    fn change(&mut self, change: Change) {
        change.apply(&mut self.now);
        self.since.push(change);
    }

    fn sync(&mut self) {
        for change in std::mem::take(&mut self.since) {
            change.apply(&mut self.synced);
        }
    }
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Written { at, bytes } => put(to, *at, bytes),
            Self::Sized(size) => to.resize(*size, 0),
        }
    }

    /// Applies what chance leaves of it.
    fn survive(&self, to: &mut Vec<u8>, chance: Chance<'_>) {
        match (draw(chance, 3), self) {
            (0, Self::Written { .. } | Self::Sized(_)) => {}
            (1, Self::Written { at, bytes }) => {
                let mut at = *at;
                let mut left = bytes.as_slice();
                while !left.is_empty() {
                    let (sector, rest) = left.split_at((SECTOR - at % SECTOR).min(left.len()));
                    if draw(chance, 2) == 0 {
                        put(to, at, sector);
                    }
                    at += sector.len();
                    left = rest;
                }
            }
            (_, Self::Written { .. } | Self::Sized(_)) => self.apply(to),
        }
    }
}

fn put(to: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if to.len() < end {
        to.resize(end, 0);
    }
    to[at..end].copy_from_slice(bytes);
}

fn rename(names: &mut BTreeMap<Name, u64>, renaming: Renaming) {
    for (name, node) in renaming {
        match node {
            Some(node) => names.insert(name, node),
            None => names.remove(&name),
        };
    }
}

fn draw(chance: Chance<'_>, below: usize) -> usize {
    usize::try_from(chance(below as u64)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(disk: &mut Disk) -> u64 {
        disk.make(ROOT, OsStr::new("a"), false, 0o600).unwrap()
    }

    /// Of what was not synced, always the first of its fates: nothing is left.
    fn nothing(_: u64) -> u64 {
        0
    }

    #[test]
    fn what_was_synced_survives_and_what_was_not_is_left_to_chance() {
        let mut disk = Disk::default();
        let a = file(&mut disk);
        disk.write(a, 0, b"kept").unwrap();
        disk.sync(a).unwrap();
        disk.sync(ROOT).unwrap();
        disk.write(a, 4, b" lost").unwrap();
        assert_eq!(disk.node(a).unwrap().now, b"kept lost");
        let mut other = disk.clone();
        disk.cut(&mut nothing);
        assert_eq!(disk.node(a).unwrap().now, b"kept");
        other.cut(&mut |below| below - 1);
        assert_eq!(other.node(a).unwrap().now, b"kept lost");
    }

    #[test]
    fn a_synced_file_without_a_synced_name_may_be_gone() {
        let mut disk = Disk::default();
        let a = file(&mut disk);
        disk.write(a, 0, b"x").unwrap();
        disk.sync(a).unwrap();
        disk.cut(&mut nothing);
        assert_eq!(disk.look_up(ROOT, OsStr::new("a")), Err(Trouble::Missing));
    }

    #[test]
    fn a_write_is_torn_at_sectors() {
        let mut disk = Disk::default();
        let a = file(&mut disk);
        disk.write(a, 0, &[1; 4 * SECTOR]).unwrap();
        disk.sync(a).unwrap();
        disk.sync(ROOT).unwrap();
        disk.write(a, 0, &[2; 4 * SECTOR]).unwrap();
        // The renamings, then one write that is torn, of which every other sector survives.
        let mut draws = [0, 1, 0, 1, 0, 1].into_iter();
        disk.cut(&mut |_| draws.next().unwrap());
        let left: Vec<u8> = disk.node(a).unwrap().now.chunks(SECTOR).map(|one| one[0]).collect();
        assert_eq!(left, [2, 1, 2, 1]);
    }

    #[test]
    fn a_name_is_moved_whole_or_not_at_all() {
        for kept in 0..2 {
            let mut disk = Disk::default();
            let a = file(&mut disk);
            disk.sync(ROOT).unwrap();
            disk.move_to((ROOT, OsStr::new("a")), (ROOT, OsStr::new("b"))).unwrap();
            disk.cut(&mut |_| kept);
            let names: Vec<_> = disk.list(ROOT).collect();
            assert_eq!(names, [(OsStr::new(if kept == 1 { "b" } else { "a" }), a)]);
        }
    }

    #[test]
    fn faults_come_when_they_were_asked_for_and_go_when_healed() {
        let mut disk = Disk::default();
        let a = file(&mut disk);
        disk.fail(2, Trouble::Full, false);
        disk.write(a, 0, b"1").unwrap();
        assert_eq!(disk.write(a, 1, b"2"), Err(Trouble::Full));
        disk.write(a, 1, b"2").unwrap();
        disk.leave_room(Some(3));
        assert_eq!(disk.write(a, 2, b"34"), Err(Trouble::Full));
        disk.write(a, 0, b"98").unwrap();
        disk.die_after_sync(1);
        disk.sync(a).unwrap();
        assert_eq!(disk.write(a, 0, b"7"), Err(Trouble::Broken));
        disk.heal();
        disk.write(a, 0, b"7").unwrap();
    }

    #[test]
    fn a_disk_that_lies_keeps_nothing() {
        let mut disk = Disk::lying();
        let a = file(&mut disk);
        disk.settle();
        disk.write(a, 0, b"acknowledged").unwrap();
        disk.sync(a).unwrap();
        disk.cut(&mut nothing);
        assert_eq!(disk.node(a).unwrap().now, b"");
    }
}
