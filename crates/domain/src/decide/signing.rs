//! `open_signing` 会签/或签, `countersign` 签署, `add_signer` 加签, `drop_signer` 减签.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::access::Conflicts;
use crate::case::{Event, Input, Rejection, Verdict};
use crate::id::PersonId;
use crate::workflow::Verb;

pub(super) fn open(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Signing(round) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::OpenSigning });
    };
    if round.signers.is_empty() {
        return Err(Rejection::NobodyNamed);
    }
    round.signers.iter().try_for_each(|signer| admit(draft, signer))?;
    draft.emit(Event::SigningOpened(round.clone()));
    Ok(())
}

pub(super) fn countersign(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Verdict(verdict) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::Countersign });
    };
    let signer = draft.context.actor.person().cloned().ok_or(Rejection::NotSigner)?;
    draft.emit(Event::Countersigned { signer, verdict: *verdict });
    Ok(())
}

pub(super) fn add(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Person(signer) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::AddSigner });
    };
    admit(draft, signer)?;
    if round(draft)?.contains_key(signer) {
        return Err(Rejection::AlreadySigner);
    }
    draft.emit(Event::SignerAdded(signer.clone()));
    Ok(())
}

/// Only somebody who has not answered: an answer given stays in the record.
pub(super) fn drop(draft: &mut Draft<'_>, input: &Input) -> Result<(), Rejection> {
    let Input::Person(signer) = input else {
        return Err(Rejection::InputMismatch { verb: Verb::DropSigner });
    };
    if round(draft)?.get(signer) != Some(&None) {
        return Err(Rejection::NotSigner);
    }
    draft.emit(Event::SignerDropped(signer.clone()));
    Ok(())
}

fn admit(draft: &Draft<'_>, signer: &PersonId) -> Result<(), Rejection> {
    let directory = draft.context.directory;
    let unknown = || Rejection::UnknownPerson { person: signer.clone() };
    let person = directory.people.get(signer).ok_or_else(unknown)?;
    if person.roles.iter().any(|role| role.is_administrator()) {
        return Err(unknown());
    }
    if Conflicts::new(directory, &draft.case.respondents).bar_person(signer) {
        return Err(Rejection::ConflictOfInterest);
    }
    Ok(())
}

fn round<'a>(draft: &'a Draft<'_>) -> Result<&'a BTreeMap<PersonId, Option<Verdict>>, Rejection> {
    draft.case.signing.as_ref().map(|signing| &signing.signers).ok_or(Rejection::NoSigning)
}
