//! The program from outside: what is typed in, what is printed, and the code it ends with.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests may fail loudly; the switch for tests does not reach them"
)]

mod agency;
mod calendar;
mod cases;
mod check;
mod clock;
mod complaints;
mod diff;
mod draw;
mod events;
mod evident;
mod faults;
mod ground;
mod import;
mod language;
mod mining;
mod qr;
mod routing;
mod scenario;
mod support;
mod walk;
mod whatif;
