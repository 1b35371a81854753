//! A private database server for tests: found or installed, started in a temporary folder, gone when the tests have run.

mod account;
mod folder;
mod programs;
mod server;

use std::ffi::OsStr;

use self::account::Account;
pub(crate) use self::account::is_root;
use self::programs::Programs;
use self::server::{Promise, Server};
use crate::run::{self, Error, Outcome, Steps};

/// The address at which tests find a server. Without it they leave out their half on this database.
const ADDRESS: &str = "BIHUAN_TEST_POSTGRES";

/// Lets the store open a server without fsync, which it refuses otherwise.
const UNSAFE: &str = "BIHUAN_UNSAFE_POSTGRES";

/// Makes a run without a server fail instead of leaving those tests out.
const REQUIRE: &str = "BIHUAN_REQUIRE_POSTGRES";

/// The command by which the tests stop the server at once and start it again.
const STOP: &str = "BIHUAN_FAULT_DATABASE_STOP";

/// What the processes of the tests must find in their environment: names and values.
pub(crate) type Variables = Vec<(&'static str, String)>;

/// Starts a server as a step of its own, does the work, and stops the server, also if the work panics.
///
/// The work is done without a server, too, and is then given no variables; the summary says why. A server that the
/// caller names in `BIHUAN_TEST_POSTGRES` is used as it is, and none is started.
pub(crate) fn with_postgres<T>(
    steps: &mut Steps,
    work: impl FnOnce(&mut Steps, &Variables) -> Result<T, Error>,
) -> Result<T, Error> {
    with_server(steps, ("postgresql", begin), variables, work)
}

/// The same with a server of its own that keeps what it has committed, and that the work may stop and start again.
pub(crate) fn with_durable_postgres<T>(
    steps: &mut Steps,
    work: impl FnOnce(&mut Steps, &Variables) -> Result<T, Error>,
) -> Result<T, Error> {
    let begin = || start(Promise::Durable).map(Some);
    let variables =
        |server: &Server| vec![(ADDRESS, server.address()), (STOP, server.stop_and_start())];
    with_server(steps, ("durable postgresql", begin), variables, work)
}

fn with_server<T>(
    steps: &mut Steps,
    (name, begin): (&'static str, impl FnOnce() -> Result<Option<Server>, Error>),
    variables: impl Fn(&Server) -> Variables,
    work: impl FnOnce(&mut Steps, &Variables) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut server = None;
    let mut missing = None;
    steps.step(name, || match begin() {
        Ok(begun) => {
            server = begun;
            Ok(Outcome::Passed)
        }
        Err(error) => {
            let reason = format!("PostgreSQL tests: {error}");
            missing = Some(reason.clone());
            Ok(without_server(reason, is_on(std::env::var_os(REQUIRE).as_deref())))
        }
    })?;
    steps.keep(missing.into_iter().map(|reason| format!("left out: {reason}")).collect());
    work(steps, &server.as_ref().map(variables).unwrap_or_default())
}

/// The server, or nothing if the caller names one.
fn begin() -> Result<Option<Server>, Error> {
    if std::env::var_os(ADDRESS).is_some_and(|address| !address.is_empty()) {
        run::say(&format!("the server in `{ADDRESS}` is used, none is started"));
        return Ok(None);
    }
    start(Promise::None).map(Some)
}

fn start(promise: Promise) -> Result<Server, Error> {
    let programs = Programs::find_or_install()?;
    let server = Server::start(programs, Account::for_server()?, promise)?;
    run::say(&format!("{} answers at {}", server.version(), server.address()));
    Ok(server)
}

fn variables(server: &Server) -> Variables {
    vec![(ADDRESS, server.address()), (UNSAFE, "1".to_owned())]
}

fn without_server(reason: String, is_required: bool) -> Outcome {
    if !is_required {
        return Outcome::Skipped(reason);
    }
    run::say(&format!("{reason}; `{REQUIRE}` does not let them be left out"));
    Outcome::Failed
}

/// True for a switch that is set to anything but nothing and `0`.
fn is_on(switch: Option<&OsStr>) -> bool {
    switch.is_some_and(|value| !value.is_empty() && value != "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_server_fails_the_run_only_where_it_is_required() {
        let reason = || "PostgreSQL tests: not installed".to_owned();
        assert_eq!(without_server(reason(), false), Outcome::Skipped(reason()));
        assert_eq!(without_server(reason(), true), Outcome::Failed);
    }

    #[test]
    fn a_switch_is_off_if_unset_empty_or_zero() {
        let on = |value: &'static str| is_on(Some(OsStr::new(value)));
        assert!(on("1") && on("true"));
        assert!(!is_on(None) && !on("") && !on("0"));
    }
}
