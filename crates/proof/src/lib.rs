//! What can be proved of the records of an installation from outside. Nothing here opens a file or a database, so that the
//! same code examines a record where it is kept and on somebody else's machine.
//!
//! Read in this order: the [`record`] of a case as bytes that hash into each other, entries of the [`audit`], and whether
//! either is whole ([`verify`]); a [`checkpoint`] of all heads at a moment; the [`log`] over all chains, to which heads are
//! only ever added; an [`export`] as lines of a file; and the [`examine`] that goes through one.

pub mod audit;
pub mod checkpoint;
pub mod examine;
pub mod export;
pub mod log;
pub mod moment;
pub mod record;
pub mod verify;
pub mod words;
