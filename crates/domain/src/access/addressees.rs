//! Who a letter or a notice reaches, resolved when it is delivered. Between decision and delivery somebody may have been
//! named as a respondent, so the rule is asked again.

use super::{Conflicts, is_administrator};
use crate::case::{Case, Recipient};
use crate::directory::Directory;
use crate::id::PersonId;

/// The staff whom a recipient stands for now, without those for whom the case does not exist. Empty for the parties,
/// who are no staff.
pub fn addressees(recipient: &Recipient, case: &Case, directory: &Directory) -> Vec<PersonId> {
    let conflicts = Conflicts::new(directory, &case.respondents);
    let may_learn = |person: &&PersonId| {
        let staff = directory.staff(person);
        staff.is_some_and(|staff| !is_administrator(&staff) && !conflicts.bar(&staff))
    };
    match recipient {
        Recipient::Parties => Vec::new(),
        Recipient::Unit { unit, role } => {
            directory.staff_of(unit, *role).filter(may_learn).cloned().collect()
        }
        Recipient::Person(person) => Some(person).filter(may_learn).cloned().into_iter().collect(),
    }
}
