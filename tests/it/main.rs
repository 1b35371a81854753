//! Tests from end to end, each on SQLite and, where `BIHUAN_TEST_POSTGRES` names a server, on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "the lints of tests do not reach helper functions of an integration test"
)]

mod access;
mod agencies;
mod appraisal;
mod calendar;
mod events;
mod evident;
mod faults;
mod migrations;
mod moving;
mod record;
mod requests;
mod roles;
mod seed;
mod store;
mod stories;
mod supervision;
mod support;
mod workers;
mod xianning;
