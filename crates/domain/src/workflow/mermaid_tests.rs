//! Laws of the Mermaid diagram. That Mermaid accepts it was tried with Mermaid itself.

use super::fixture::{large, small};
use super::mermaid;
use crate::text::Language;

#[test]
fn every_state_is_declared_once_and_every_pair_of_states_is_linked_once() {
    for definition in [small(), large(40)] {
        let diagram = mermaid(&definition, Language::Zh);
        for name in definition.states.keys() {
            let declared =
                diagram.lines().filter(|line| line.ends_with(&format!("\" as s_{name}")));
            assert_eq!(declared.count(), 1, "{name}");
        }
        for transition in definition.transitions.values() {
            let Some(to) = &transition.to else { continue };
            for from in transition.from.iter().filter(|from| *from != to) {
                let start = format!("s_{from} --> s_{to} : ");
                let line: Vec<_> =
                    diagram.lines().filter(|line| line.trim().starts_with(&start)).collect();
                assert_eq!(line.len(), 1, "{start}");
                assert!(line[0].contains(&transition.label.zh), "{start}");
            }
        }
    }
}

#[test]
fn the_beginning_and_every_end_are_marked() {
    let diagram = mermaid(&small(), Language::En);
    assert!(diagram.contains("[*] --> s_registered"));
    for end in ["closed", "refused", "withdrawn"] {
        assert!(diagram.contains(&format!("s_{end} --> [*]")));
    }
}

#[test]
fn what_leads_backwards_bears_a_mark() {
    let diagram = mermaid(&small(), Language::Zh);
    assert!(diagram.contains("s_assigned --> s_study : ↩ 退回"));
    assert!(!diagram.contains("↩ 交办"));
}

#[test]
fn no_name_can_become_syntax() {
    let mut definition = small();
    definition.states["study"].name.zh = "a\"b : c\n--> [*] {x} #35; <br>".into();
    let diagram = mermaid(&definition, Language::Zh);
    let count = |text: &str| text.lines().count();
    assert_eq!(count(&diagram), count(&mermaid(&small(), Language::Zh)));
    assert!(diagram.contains(
        "state \"a#34;b #58; c --#62; #91;#42;#93; #123;x#125; #35;35#59; #60;br#62;\" as s_study"
    ));
}
