//! The people on whose behalf pages are asked for. Pages open to who has signed in and to no token, so that their passwords are
//! kept beside the data, for the next measurement.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use domain::id::PersonId;
use engine::sign_in::{Typed, Visit};

use crate::bench::installed::Served;
use crate::failure::Failure;
use crate::installation::{engine_failure, sign_in_name};

/// The file of the passwords.
const KEPT: &str = "bench-sign-ins.txt";

/// A session of each of these people. Whoever has no account gets one.
///
/// # Errors
///
/// Where somebody has an account that no measurement has opened.
pub(crate) async fn sessions(
    served: &Served,
    folder: &Path,
    people: &[&'static str],
) -> Result<Vec<(&'static str, String)>, Failure> {
    let path = folder.join(KEPT);
    let mut kept = std::fs::read_to_string(&path).unwrap_or_default();
    let mut sessions = Vec::with_capacity(people.len());
    for person in people {
        let mut known = kept.lines().filter_map(|line| line.split_once(' '));
        let known = known.find(|(name, _)| name == person).map(|(_, kept)| kept.to_owned());
        let password = if let Some(password) = known {
            password
        } else {
            let password = opened(served, person).await?;
            kept.push_str(&format!("{person} {password}\n"));
            password
        };
        sessions.push((*person, session(served, person, &password).await?));
    }
    // Nothing is overwritten that others may read.
    _ = std::fs::remove_file(&path);
    let write = || engine::private::create(&path)?.write_all(kept.as_bytes());
    write().map_err(Failure::file(&path))?;
    Ok(sessions)
}

async fn opened(served: &Served, person: &str) -> Result<String, Failure> {
    let (id, sign_in) = (PersonId::from(person), sign_in_name(person)?);
    let opened = served.engine.open_demo_account(&id, &sign_in).await;
    opened.map_err(engine_failure)?.ok_or_else(|| not_ours(person))
}

async fn session(served: &Served, person: &str, password: &str) -> Result<String, Failure> {
    let visit = Visit { from: IpAddr::V4(Ipv4Addr::LOCALHOST), browser: "bench".to_owned() };
    let typed = Typed { sign_in: person, password, code: None };
    let entered = served.engine.sign_in(typed, &visit).await.map_err(engine_failure)?;
    entered.map(|(token, _)| token).map_err(|_| not_ours(person))
}

fn not_ours(person: &str) -> Failure {
    Failure::usage(
        format!("“{person}”已有账号，且不是测量开通的；请在专供测量的文件夹里测"),
        format!(
            "`{person}` has an account that no measurement has opened; measure in a folder of its own"
        ),
    )
}
