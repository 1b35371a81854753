//! A disk for tests. It keeps files as a disk with a cache does: what is written is seen at once, and survives a cut of the power
//! only if it was synced. What was not synced may survive whole, in part or not at all, in any order, as sectors of 512 bytes.
//! Names are kept apart from contents: a file whose folder was not synced since it was made may be gone with all that it holds
//! (POSIX promises no more; ext4 and XFS mostly do better).
//!
//! The rules are in [`disk`], without any system call; [`mounted`] puts such a disk into the file system by FUSE, which needs Linux,
//! `/dev/fuse` and the right to mount.

pub mod disk;
#[cfg(target_os = "linux")]
pub mod mounted;
#[cfg(target_os = "linux")]
mod served;

pub use disk::{Chance, Disk, Trouble};
#[cfg(target_os = "linux")]
pub use mounted::FaultDisk;
