//! The simulator by itself: what it remembers, what it says under each behaviour, and how it takes requests.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod carried;
mod pushed;
mod remembering;
mod requests;
mod scripts;
mod streamed;
mod support;
