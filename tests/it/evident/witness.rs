//! The folder of a witness: each note lies there once, continues the one before, and is never overwritten by another history.

use std::path::{Path, PathBuf};

use engine::witness::Witnessed;
use tlog::proof::is_continued;
use tlog::{Addition, Checkpoint};
use uuid::Uuid;

use super::County;
use crate::support::{Database, World, both};

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("bihuan-witness-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// The notes with their proofs, in order.
    fn additions(&self) -> Vec<Addition> {
        let mut paths = Vec::new();
        for day in std::fs::read_dir(&self.0).unwrap().map(|day| day.unwrap().path()) {
            if day.is_dir() {
                paths.extend(std::fs::read_dir(day).unwrap().map(|file| file.unwrap().path()));
            }
        }
        paths.sort();
        let read =
            |path: &PathBuf| Addition::read(&std::fs::read_to_string(path).unwrap()).unwrap();
        paths.iter().map(read).collect()
    }

    fn latest(&self) -> String {
        std::fs::read_to_string(self.0.join("latest.txt")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn witnessed(world: &World) -> Witnessed {
    world.engine.log_everything().await.unwrap();
    world.engine.log_standing().await.unwrap().witnessed
}

fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    let bytes = entries.iter().flat_map(|path| {
        if path.is_dir() { bytes_below(path) } else { std::fs::read(path).unwrap() }
    });
    bytes.collect()
}

both! {
    async fn each_note_lies_in_the_folder_and_continues_the_one_before(database: Database) {
        let county = County::on(&database).await;
        let folder = Folder::new();
        county.world.engine.witness_in(folder.0.clone());
        for _ in 0..5 {
            county.world.lamp().await;
            let last = county.world.engine.log_everything().await.unwrap().unwrap();
            let standing = county.world.engine.log_standing().await.unwrap();
            assert_eq!(standing.witnessed, Witnessed::Written { size: last.size });
            assert_eq!(folder.latest(), last.note);
        }
        let additions = folder.additions();
        assert_eq!(additions.len(), 5);
        let read = |addition: &Addition| Checkpoint::verified(&addition.note, &county.key).unwrap();
        for pair in additions.windows(2) {
            let (old, new) = (read(&pair[0]), read(&pair[1]));
            assert_eq!(pair[1].old, old.size);
            assert!(is_continued((old.size, &old.root), (new.size, &new.root), &pair[1].proof));
        }
        let key = std::fs::read_to_string(folder.0.join("key.txt")).unwrap();
        assert_eq!(key.parse(), Ok(county.key));
    }

    async fn another_history_is_never_written_over_what_lies_there(database: Database) {
        let county = County::on(&database).await;
        let folder = Folder::new();
        county.world.engine.witness_in(folder.0.clone());
        county.world.lamp().await;
        assert!(matches!(witnessed(&county.world).await, Witnessed::Written { .. }));
        let before = bytes_below(&folder.0);
        // A system with the same key that went another way: shorter first, longer then.
        let other = database.another().await;
        let fork = World::on(&other).await;
        fork.engine.witness_in(folder.0.clone());
        fork.lamp().await;
        assert!(matches!(witnessed(&fork).await, Witnessed::Ahead { .. }));
        for _ in 0..20 {
            fork.lamp().await;
        }
        assert!(matches!(witnessed(&fork).await, Witnessed::Forked { .. }));
        assert_eq!(bytes_below(&folder.0), before);
        // The right one goes on.
        county.world.lamp().await;
        assert!(matches!(witnessed(&county.world).await, Witnessed::Written { .. }));
    }

    async fn a_foreign_note_stays_and_a_folder_that_is_gone_is_not_made_anew(database: Database) {
        let county = County::on(&database).await;
        let folder = Folder::new();
        let latest = folder.0.join("latest.txt");
        std::fs::write(&latest, "somebody else's\n").unwrap();
        county.world.engine.witness_in(folder.0.clone());
        county.world.lamp().await;
        assert_eq!(witnessed(&county.world).await, Witnessed::Foreign);
        assert_eq!(folder.latest(), "somebody else's\n");
        std::fs::remove_dir_all(&folder.0).unwrap();
        assert_eq!(witnessed(&county.world).await, Witnessed::Unreachable);
        assert!(!folder.0.exists());
        std::fs::create_dir(&folder.0).unwrap();
        assert!(matches!(witnessed(&county.world).await, Witnessed::Written { .. }));
    }
}
