//! Who may sponsor a case, and who sees to that.

use domain::actor::{Actor, Relation, Role};
use domain::decide::may_sponsor;
use domain::id::PersonId;

use crate::engine::Engine;
use crate::reading::Seen;

impl Engine {
    /// The leaders who could sponsor a case: each sees it already.
    pub fn leaders(&self, seen: &Seen) -> Vec<PersonId> {
        let directory = &seen.snapshot.directory;
        let people = directory.people.keys();
        people.filter(|person| may_sponsor(directory, seen.case(), person)).cloned().collect()
    }

    /// Whether who looks at a case may name a leader for it or let one go, or come forward.
    pub fn may_see_to_sponsor(&self, seen: &Seen) -> bool {
        let supervises = seen.view.relations.contains(Relation::Center)
            && (seen.actor.holds(Role::Supervisor) || seen.actor.holds(Role::Director));
        let comes_forward = match &seen.actor {
            Actor::Person(staff) => {
                may_sponsor(&seen.snapshot.directory, seen.case(), &staff.person)
            }
            Actor::Citizen(_) | Actor::Engine => false,
        };
        supervises || (comes_forward && seen.case().sponsor.is_none())
    }
}
