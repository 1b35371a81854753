//! People of the directory, kept while the system runs: added by the system administrator, given roles by the security
//! administrator. Who is in the directory is never removed: the record names them.

use std::collections::BTreeSet;

use domain::actor::Role;
use domain::directory::Person;
use domain::directory_check::check;
use domain::id::PersonId;
use domain::text::Bilingual;
use serde_json::json;
use store::accounts::Ended;

use crate::accounts::about;
use crate::engine::Engine;
use crate::error::Error;

/// Why a person is not put into the directory as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPut {
    /// Nobody changes their own roles.
    Oneself,
    /// Nobody else could administer the system.
    LastAdministrator,
    /// There is somebody of this id, or what is known of them has changed meanwhile.
    Moved,
    /// The directory would be wrong.
    Wrong(Bilingual),
}

/// A person without a role is added before the security administrator gives them one; they can do nothing until then.
const ROLES_LATER: &str = "person-without-role";

impl Engine {
    /// Puts somebody new into the directory, without a role.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn add_person(
        &self,
        id: &PersonId,
        person: Person,
        (by, reason): (&PersonId, &str),
    ) -> Result<Result<(), NotPut>, Error> {
        let mut facts = about(id, Some(reason));
        facts["unit"] = json!(person.unit);
        self.put_person(id, (None, person), (by, "person_added", facts)).await
    }

    /// Gives somebody other roles. The three administrators stay apart, and nobody changes their own roles.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn set_roles(
        &self,
        id: &PersonId,
        roles: BTreeSet<Role>,
        (by, reason): (&PersonId, &str),
    ) -> Result<Result<(), NotPut>, Error> {
        if id == by {
            return Ok(Err(NotPut::Oneself));
        }
        let snapshot = self.reread_directory().await?;
        let Some(known) = snapshot.directory.people.get(id) else {
            return Ok(Err(NotPut::Moved));
        };
        if !roles.contains(&Role::SystemAdministrator) && self.is_last_administrator(id).await? {
            return Ok(Err(NotPut::LastAdministrator));
        }
        let mut facts = about(id, Some(reason));
        facts["from"] = json!(known.roles);
        facts["to"] = json!(roles);
        let changed = Person { roles, ..known.clone() };
        self.put_person(id, (Some(known.clone()), changed), (by, "roles_changed", facts)).await
    }

    /// Whether they administer the system, and nobody else who can sign in does.
    async fn is_last_administrator(&self, id: &PersonId) -> Result<bool, Error> {
        let mut others = self.administrators();
        if !others.remove(id) {
            return Ok(false);
        }
        let accounts = self.store.accounts().await?;
        let mut usable = accounts.iter().filter(|account| account.disabled_at.is_none());
        Ok(!usable.any(|account| others.contains(&account.person)))
    }

    async fn put_person(
        &self,
        id: &PersonId,
        (known, person): (Option<Person>, Person),
        (by, act, facts): (&PersonId, &str, serde_json::Value),
    ) -> Result<Result<(), NotPut>, Error> {
        let mut directory = self.reread_directory().await?.directory.clone();
        directory.people.insert(id.clone(), person.clone());
        let own = format!("/people/{}/", id.as_str().replace('~', "~0").replace('/', "~1"));
        let wrong = check(&directory).into_iter().find(|finding| {
            let excused = known.is_none() && finding.code == ROLES_LATER;
            finding.at.starts_with(&own) && !excused
        });
        if let Some(wrong) = wrong {
            return Ok(Err(NotPut::Wrong(wrong.message)));
        }
        let entry = self.entry("rights", Some(by), act, facts);
        let put = self.store.put_person(id.clone(), (known, person), entry).await?;
        self.reread_directory().await?;
        self.holders.forget();
        Ok(if put { Ok(()) } else { Err(NotPut::Moved) })
    }

    /// Ends every session, API token and calendar feed of somebody.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn end_access(
        &self,
        person: &PersonId,
        (by, reason): (&PersonId, &str),
    ) -> Result<Ended, Error> {
        let entry = self.entry("accounts", Some(by), "access_ended", about(person, Some(reason)));
        let ended = self.store.end_access(person.clone(), entry).await?;
        self.holders.forget();
        Ok(ended)
    }
}
