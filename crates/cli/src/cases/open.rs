//! A person at work on an installation: what they see is what the access rule gives them, and that somebody worked in
//! their name from the command line stands in the audit before anything is shown or done.

use domain::case::Rejection;
use domain::id::{CaseId, PersonId, TransitionName, UnitId};
use engine::reading::Seen;
use engine::{Definitions, Engine, Error, Who, codes};
use store::change::Refusal;
use store::visible::VisibleCases;
use uuid::Uuid;

use crate::args::ActingArguments;
use crate::data::Data;
use crate::failure::Failure;
use crate::installation::{Config, Installation, engine_failure, store_failure};
use crate::output::Output;
use crate::words::Words;

/// An open installation, and the person in whose name it is worked on.
pub(crate) struct Desk {
    pub(crate) installation: Installation,
    pub(crate) person: PersonId,
}

impl Desk {
    /// Opens the installation for a person of its directory.
    pub(crate) async fn open(
        arguments: &ActingArguments,
        data: &Data,
        output: Output,
    ) -> Result<Self, Failure> {
        let config = Config::read(&arguments.installation)?;
        let installation = Installation::existing(config, data, output).await?;
        match installation.person(&arguments.acting) {
            Ok(person) => Ok(Self { installation, person }),
            Err(unknown) => {
                installation.close().await;
                Err(unknown)
            }
        }
    }

    /// The engine.
    pub(crate) fn engine(&self) -> &Engine {
        &self.installation.engine
    }

    /// Procedures, calendar and codes.
    pub(crate) fn definitions(&self) -> &Definitions {
        self.engine().definitions()
    }

    /// Who asks.
    pub(crate) fn who(&self) -> Who {
        Who::Person(self.person.clone())
    }

    /// Writes into the audit that something is done in the person's name from the command line.
    pub(crate) async fn note(&self, act: &str, facts: serde_json::Value) -> Result<(), Failure> {
        let entry = self.engine().entry("command-line", Some(&self.person), act, facts);
        self.engine().store().audit(entry).await.map_err(store_failure)
    }

    /// The case of a number or an id, if it exists for the person.
    pub(crate) async fn find(&self, typed: &str) -> Result<Seen, Failure> {
        let visible = self.engine().visible(&self.who()).await.map_err(store_failure)?;
        let id = id_of(self.engine(), &visible, typed).await?;
        let seen = match id {
            Some(id) => self.engine().read(&self.who(), id).await.map_err(engine_failure)?,
            None => None,
        };
        seen.ok_or_else(not_found)
    }

    /// The center in whose line the person stands, or else the one of the installation.
    pub(crate) fn center(&self) -> UnitId {
        let snapshot = self.engine().directory();
        let unit = snapshot.directory.people.get(&self.person).map(|person| &person.unit);
        let center = unit.and_then(|unit| self.engine().center_of(unit));
        center.unwrap_or_else(|| self.installation.config.center.as_str().into())
    }

    /// Names as the version of a case gives them.
    pub(crate) fn words<'a>(
        &'a self,
        seen: &'a Seen,
        output: Output,
    ) -> Result<Words<'a>, Failure> {
        let world = self.engine().world_of(seen);
        let world = world.ok_or_else(|| refused_by(Rejection::WrongVersion))?;
        Ok(Words { world, language: output.language })
    }

    /// Lets what waits be written, and closes the database.
    pub(crate) async fn close(self) {
        self.installation.close().await;
    }
}

/// The id that a number or an id stands for among the cases that exist for somebody.
pub(crate) async fn id_of(
    engine: &Engine,
    visible: &VisibleCases,
    typed: &str,
) -> Result<Option<CaseId>, Failure> {
    if let Ok(id) = Uuid::parse_str(typed) {
        return Ok(Some(CaseId(id)));
    }
    let Some(number) = codes::normalized(typed, codes::NUMBER_CHARACTERS) else { return Ok(None) };
    let found = engine.store().case_by_number(visible, &number).await.map_err(store_failure)?;
    Ok(found.map(|view| view.stored.case.id))
}

/// For whoever asks there is no such case.
pub(crate) fn not_found() -> Failure {
    refused_by(Rejection::NotFound)
}

fn refused_by(rejection: Rejection) -> Failure {
    engine_failure(rejection.into())
}

/// A refusal in the words of the workflow; what is no refusal stays a failure.
pub(crate) fn refused(
    error: Error,
    tried: &TransitionName,
    words: Words<'_>,
) -> Result<String, Failure> {
    match error {
        Error::Refused(Refusal::Rejected(rejection)) => Ok(words.refusal(&rejection, Some(tried))),
        Error::Refused(Refusal::Stale { version }) => Ok(words.choose(
            format!("案件已有变化，现为第 {version} 版"),
            format!("the case has moved on, it is at version {version}"),
        )),
        other @ (Error::Refused(_)
        | Error::Store(_)
        | Error::Unsealable
        | Error::NoFolder(_)
        | Error::NoRandomness) => Err(engine_failure(other)),
    }
}
