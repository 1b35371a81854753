//! Accounts: opened, disabled, and their passwords changed or given anew.

use std::collections::BTreeSet;

use domain::actor::Role;
use domain::id::{PersonId, UnitId};
use serde_json::json;
use store::accounts::{Account, Ended};

use crate::engine::Engine;
use crate::error::Error;
use crate::passwords::{BadPassword, first_password};
use crate::sign_in_name::SignInName;

/// What came of disabling an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disabling {
    /// It is done.
    Done,
    /// It is the account of whoever asked, and stays.
    Oneself,
    /// No other account could administer the system, and it stays.
    LastAdministrator,
}

impl Engine {
    /// Opens an account with a password that must be changed at the first sign-in, and returns it. False as `Ok(None)`
    /// if the person has an account or the name is taken.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_account(
        &self,
        person: &PersonId,
        sign_in: &SignInName,
        by: Option<&PersonId>,
    ) -> Result<Option<String>, Error> {
        self.open(person, sign_in, (by, None), true).await
    }

    /// The same for a reason that stands in the audit.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_account_because(
        &self,
        person: &PersonId,
        sign_in: &SignInName,
        (by, reason): (&PersonId, &str),
    ) -> Result<Option<String>, Error> {
        self.open(person, sign_in, (Some(by), Some(reason)), true).await
    }

    /// Opens an account of a demo, whose password need not be changed before somebody can look around.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_demo_account(
        &self,
        person: &PersonId,
        sign_in: &SignInName,
    ) -> Result<Option<String>, Error> {
        self.open(person, sign_in, (None, None), false).await
    }

    async fn open(
        &self,
        person: &PersonId,
        sign_in: &SignInName,
        (by, reason): (Option<&PersonId>, Option<&str>),
        must_change: bool,
    ) -> Result<Option<String>, Error> {
        let password = first_password()?;
        let account = Account {
            person: person.clone(),
            sign_in: sign_in.to_string(),
            password: self.passwords.hash(password.clone()).await?,
            must_change,
            disabled_at: None,
        };
        let mut facts = about(person, reason);
        facts["sign_in"] = json!(account.sign_in);
        let opened =
            self.store.open_account(account, self.entry("accounts", by, "opened", facts)).await?;
        Ok(opened.then_some(password))
    }

    /// Disables an account and ends its sessions and tokens at once, or lets it be used again. Nobody disables their own
    /// account, and one that administers the system always stays: without it no account could be enabled any more.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn disable_account(
        &self,
        person: PersonId,
        disabled: bool,
        by: &PersonId,
        reason: Option<&str>,
    ) -> Result<Disabling, Error> {
        if !disabled {
            return self.enable_account(person, Some(by), reason).await.map(|()| Disabling::Done);
        }
        if person == *by {
            return Ok(Disabling::Oneself);
        }
        let entry = self.entry("accounts", Some(by), "disabled", about(&person, reason));
        let mut administrators = self.administrators();
        if administrators.remove(&person) {
            if !self.store.disable_account_beside(person, administrators, entry).await? {
                return Ok(Disabling::LastAdministrator);
            }
        } else {
            self.store.disable_account(person, true, entry).await?;
        }
        self.holders.forget();
        Ok(Disabling::Done)
    }

    /// Lets an account be used again; by nobody of the directory where whoever holds the machine does it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn enable_account(
        &self,
        person: PersonId,
        by: Option<&PersonId>,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let entry = self.entry("accounts", by, "enabled", about(&person, reason));
        self.store.disable_account(person, false, entry).await?;
        self.holders.forget();
        Ok(())
    }

    pub(crate) fn administrators(&self) -> BTreeSet<PersonId> {
        let snapshot = self.directory();
        let people = snapshot.directory.people.iter();
        let administer =
            people.filter(|(_, person)| person.roles.contains(&Role::SystemAdministrator));
        administer.map(|(id, _)| id.clone()).collect()
    }

    /// Checks a new password of the person: by its length and by what is tried first, names of this county among it.
    ///
    /// # Errors
    ///
    /// Where it could not be computed.
    pub async fn check_password(
        &self,
        person: &PersonId,
        password: &str,
    ) -> Result<Result<(), BadPassword>, Error> {
        let account = self.store.account_of(person).await?;
        let sign_in = account.map(|account| account.sign_in).unwrap_or_default();
        let snapshot = self.directory();
        let directory = &snapshot.directory;
        let own = directory.people.get(person).map(|person| &person.name);
        let names = directory.units.values().map(|unit| &unit.name).chain(own);
        let named = names.flat_map(|name| {
            [name.zh.as_str(), name.en.as_str()].into_iter().chain(name.en.split(' '))
        });
        let ids = directory.units.keys().map(UnitId::as_str).chain([person.as_str()]);
        let words = named.chain(ids).filter(|word| !word.is_empty());
        let words = words.map(str::to_owned).collect();
        self.passwords.check(password.to_owned(), sign_in, words).await
    }

    /// Changes the person's own password, and ends their sessions and API tokens. None if the present one is another.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn change_password(
        &self,
        person: &PersonId,
        present: &str,
        new: &str,
    ) -> Result<Option<Ended>, Error> {
        let Some(account) = self.store.account_of(person).await? else { return Ok(None) };
        if !self.passwords.verify(present.to_owned(), Some(account.password)).await? {
            return Ok(None);
        }
        let password = self.passwords.hash(new.to_owned()).await?;
        let entry = self.entry("accounts", Some(person), "password_changed", json!({}));
        let ended = self.store.set_password(person.clone(), password, false, entry).await?;
        self.holders.forget();
        Ok(Some(ended))
    }

    /// Gives somebody a new first password, and ends their sessions and API tokens.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn reset_password(
        &self,
        person: &PersonId,
        by: Option<&PersonId>,
        reason: Option<&str>,
    ) -> Result<String, Error> {
        let password = first_password()?;
        let hashed = self.passwords.hash(password.clone()).await?;
        let entry = self.entry("accounts", by, "password_reset", about(person, reason));
        self.store.set_password(person.clone(), hashed, true, entry).await?;
        self.holders.forget();
        Ok(password)
    }
}

/// The facts of what was done about somebody, with the reason where one was asked for.
pub(crate) fn about(person: &PersonId, reason: Option<&str>) -> serde_json::Value {
    let mut facts = json!({ "person": person });
    if let Some(reason) = reason {
        facts["reason"] = json!(reason);
    }
    facts
}
