//! What the system asks of a mounted disk, put to [`Disk`].
//!
//! The system may keep no attribute and no name: what a fault changes must be seen at once. It keeps pages, which it writes through.

use std::ffi::OsStr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fuser::{
    BsdFileFlags, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation,
    INodeNo, LockOwner, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData, ReplyDirectory,
    ReplyEmpty, ReplyEntry, ReplyOpen, ReplyStatfs, ReplyWrite, Request, TimeOrNow, WriteFlags,
};

use crate::disk::{Disk, Node, Trouble};
use crate::mounted::locked;

/// How long the system may believe what it was told.
const BELIEVED: Duration = Duration::ZERO;

/// The size of a block as programs are told, in bytes.
const BLOCK: u32 = 4096;

/// How many blocks a disk without a limit says it has: 16 GiB.
const BLOCKS: u64 = 1 << 22;

pub(crate) struct Served(pub(crate) Arc<Mutex<Disk>>);

impl Served {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        locked(&self.0)
    }

    fn attributes(&self, id: u64) -> Result<FileAttr, Errno> {
        self.disk().node(id).map(|node| attributes(id, node)).map_err(errno)
    }

    fn made(&self, at: (INodeNo, &OsStr), is_folder: bool, mode: u32) -> Result<FileAttr, Errno> {
        let (INodeNo(folder), name) = at;
        // Only the last twelve bits say what it may be used for.
        let mode = u16::try_from(mode & 0o7777).unwrap_or(0o600);
        let made = self.disk().make(folder, name, is_folder, mode).map_err(errno)?;
        self.attributes(made)
    }
}

fn errno(trouble: Trouble) -> Errno {
    match trouble {
        Trouble::Broken => Errno::EIO,
        Trouble::Full => Errno::ENOSPC,
        Trouble::Missing => Errno::ENOENT,
        Trouble::Taken => Errno::EEXIST,
    }
}

const fn kind(node: &Node) -> FileType {
    if node.is_folder { FileType::Directory } else { FileType::RegularFile }
}

fn attributes(id: u64, node: &Node) -> FileAttr {
    let size = node.now.len() as u64;
    // Nothing that is tested asks when a file changed.
    let never: SystemTime = UNIX_EPOCH;
    FileAttr {
        ino: INodeNo(id),
        size,
        blocks: size.div_ceil(512),
        atime: never,
        mtime: never,
        ctime: never,
        crtime: never,
        kind: kind(node),
        perm: node.mode,
        nlink: if node.is_folder { 2 } else { 1 },
        uid: 0,
        gid: 0,
        rdev: 0,
        blksize: BLOCK,
        flags: 0,
    }
}

fn ended(reply: ReplyEmpty, done: Result<(), Trouble>) {
    match done {
        Ok(()) => reply.ok(),
        Err(trouble) => reply.error(errno(trouble)),
    }
}

fn entered(reply: ReplyEntry, found: Result<FileAttr, Errno>) {
    match found {
        Ok(attributes) => reply.entry(&BELIEVED, &attributes, Generation(0)),
        Err(error) => reply.error(error),
    }
}

fn told(reply: ReplyAttr, found: Result<FileAttr, Errno>) {
    match found {
        Ok(attributes) => reply.attr(&BELIEVED, &attributes),
        Err(error) => reply.error(error),
    }
}

fn place(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl Filesystem for Served {
    fn lookup(&self, _request: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let found = self.disk().look_up(parent.0, name).map_err(errno);
        entered(reply, found.and_then(|found| self.attributes(found)));
    }

    fn forget(&self, _request: &Request, ino: INodeNo, _lookups: u64) {
        self.disk().forget(ino.0);
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        told(reply, self.attributes(ino.0));
    }

    fn setattr(
        &self,
        _request: &Request,
        ino: INodeNo,
        mode: Option<u32>,
        _uid: Option<u32>,
        _gid: Option<u32>,
        size: Option<u64>,
        _read: Option<TimeOrNow>,
        _written: Option<TimeOrNow>,
        _changed: Option<SystemTime>,
        _handle: Option<FileHandle>,
        _made: Option<SystemTime>,
        _asked: Option<SystemTime>,
        _kept: Option<SystemTime>,
        _flags: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let resized = size.map_or(Ok(()), |size| self.disk().resize(ino.0, place(size)));
        let mode = mode.and_then(|mode| u16::try_from(mode & 0o7777).ok());
        let allowed = mode.map_or(Ok(()), |mode| self.disk().allow(ino.0, mode));
        let done = resized.and(allowed).map_err(errno);
        told(reply, done.and_then(|()| self.attributes(ino.0)));
    }

    fn mknod(
        &self,
        _request: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        _umask: u32,
        _device: u32,
        reply: ReplyEntry,
    ) {
        entered(reply, self.made((parent, name), false, mode));
    }

    fn mkdir(
        &self,
        _request: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        _umask: u32,
        reply: ReplyEntry,
    ) {
        entered(reply, self.made((parent, name), true, mode));
    }

    fn create(
        &self,
        _request: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        _umask: u32,
        _flags: i32,
        reply: ReplyCreate,
    ) {
        match self.made((parent, name), false, mode) {
            Ok(attributes) => {
                let (handle, cached) = (FileHandle(0), FopenFlags::FOPEN_KEEP_CACHE);
                reply.created(&BELIEVED, &attributes, Generation(0), handle, cached);
            }
            Err(error) => reply.error(error),
        }
    }

    fn unlink(&self, _request: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        ended(reply, self.disk().remove(parent.0, name));
    }

    fn rmdir(&self, _request: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        ended(reply, self.disk().remove(parent.0, name));
    }

    fn rename(
        &self,
        _request: &Request,
        parent: INodeNo,
        name: &OsStr,
        new_parent: INodeNo,
        new_name: &OsStr,
        _flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        ended(reply, self.disk().move_to((parent.0, name), (new_parent.0, new_name)));
    }

    fn open(&self, _request: &Request, _ino: INodeNo, _flags: OpenFlags, reply: ReplyOpen) {
        // Nobody else changes the disk while it is mounted, so that what the system has in its cache stays true.
        reply.opened(FileHandle(0), FopenFlags::FOPEN_KEEP_CACHE);
    }

    fn read(
        &self,
        _request: &Request,
        ino: INodeNo,
        _handle: FileHandle,
        offset: u64,
        size: u32,
        _flags: OpenFlags,
        _owner: Option<LockOwner>,
        reply: ReplyData,
    ) {
        match self.disk().node(ino.0) {
            Ok(node) => {
                let from = place(offset).min(node.now.len());
                let until = (from + size as usize).min(node.now.len());
                reply.data(&node.now[from..until]);
            }
            Err(trouble) => reply.error(errno(trouble)),
        }
    }

    fn write(
        &self,
        _request: &Request,
        ino: INodeNo,
        _handle: FileHandle,
        offset: u64,
        data: &[u8],
        _how: WriteFlags,
        _flags: OpenFlags,
        _owner: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match self.disk().write(ino.0, place(offset), data) {
            // The system writes at most some megabytes at a time.
            Ok(()) => reply.written(u32::try_from(data.len()).unwrap_or_default()),
            Err(trouble) => reply.error(errno(trouble)),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        // To close a file is not to sync it.
        reply.ok();
    }

    fn fsync(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        ended(reply, self.disk().sync(ino.0));
    }

    fn fsyncdir(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        ended(reply, self.disk().sync(ino.0));
    }

    fn readdir(
        &self,
        _request: &Request,
        ino: INodeNo,
        _handle: FileHandle,
        offset: u64,
        mut reply: ReplyDirectory,
    ) {
        let disk = self.disk();
        let entries = disk.list(ino.0).zip(1..).skip(place(offset));
        for ((name, id), next) in entries {
            let Ok(node) = disk.node(id) else { continue };
            if reply.add(INodeNo(id), next, kind(node), name) {
                break;
            }
        }
        reply.ok();
    }

    fn statfs(&self, _request: &Request, _ino: INodeNo, reply: ReplyStatfs) {
        let (used, room) = {
            let disk = self.disk();
            (disk.used() as u64, disk.room())
        };
        let blocks = room.map_or(BLOCKS, |room| room as u64 / u64::from(BLOCK));
        let free = blocks.saturating_sub(used.div_ceil(u64::from(BLOCK)));
        reply.statfs(blocks, free, free, 1 << 20, 1 << 20, BLOCK, 255, BLOCK);
    }
}
