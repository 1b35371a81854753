//! Who a letter reaches is asked again when it is delivered.

use domain::access::addressees;
use domain::actor::Role;
use domain::case::Recipient;
use testkit::Shipped;

use crate::formulation::hidden_people;
use crate::situations;

#[test]
fn a_letter_reaches_nobody_for_whom_the_case_does_not_exist() {
    let shipped = Shipped::load();
    let directory = &shipped.directory;
    for situation in situations::all(&shipped).into_iter().step_by(16) {
        let hidden = hidden_people(directory, &situation.case.respondents);
        for unit in directory.units.keys() {
            for role in Role::ALL {
                let recipient = Recipient::Unit { unit: unit.clone(), role };
                let reached = addressees(&recipient, &situation.case, directory);
                let meant = directory.staff_of(unit, role);
                let wanted: Vec<_> = meant
                    .filter(|person| {
                        !hidden.contains(*person) && !person.as_str().starts_with("admin.")
                    })
                    .cloned()
                    .collect();
                assert_eq!(reached, wanted, "{unit}: {}", situation.name);
            }
        }
        for person in directory.people.keys() {
            let reached =
                addressees(&Recipient::Person(person.clone()), &situation.case, directory);
            let wanted = !hidden.contains(person) && !person.as_str().starts_with("admin.");
            assert_eq!(reached.len(), usize::from(wanted), "{person}: {}", situation.name);
        }
        assert!(addressees(&Recipient::Parties, &situation.case, directory).is_empty());
    }
}
