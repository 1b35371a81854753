//! Mutants that neither the check nor a story notices, and why. Each rule names one class of mutants; a rule that
//! explains nothing any more is an error, so that no explanation outlives what it was for.

/// A class of mutants that nothing notices.
#[derive(Clone, Copy, Debug)]
pub struct Harmless {
    /// The workflows, by name; all if empty.
    pub of: &'static [&'static str],
    /// Names of mutants, with `*` for any words.
    pub mutants: &'static [&'static str],
    /// Whether it does no harm.
    pub verdict: Verdict,
    /// Why, or which story would notice.
    pub because: &'static str,
}

/// What is to be thought of mutants that nothing notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody loses anything they are owed.
    Harmless,
    /// It would do harm, and only no story tells of it.
    Untold,
}

/// All explanations, in the order in which they are tried.
pub const HARMLESS: &[Harmless] = &[
    Harmless {
        of: &[],
        mutants: &["drop required notice * through *"],
        verdict: Verdict::Harmless,
        because: "A required notice is the premise of a proof and no step of a case: the letters still go out, and whatever would stop one of them is a mutant of its own that a story notices",
    },
    Harmless {
        of: &["dispute"],
        mutants: &[
            "drop from studying of discharge",
            "drop from returned of discharge",
            "drop from conferring of discharge",
            "drop from objected of discharge",
            "drop from confirming of discharge",
            "drop from feedback of discharge",
            "drop from answered of discharge",
        ],
        verdict: Verdict::Harmless,
        because: "An order to a unit holds nothing up: what cannot be struck off in this state was or will be in the one beside it",
    },
    Harmless {
        of: &["review", "service"],
        mutants: &[
            "drop from verifying of discharge",
            "drop from feedback of discharge",
            "drop from answered of discharge",
        ],
        verdict: Verdict::Harmless,
        because: "An order to a unit holds nothing up: what cannot be struck off in this state was or will be in the one beside it",
    },
    Harmless {
        of: &["petition"],
        mutants: &["drop from verifying of discharge"],
        verdict: Verdict::Harmless,
        because: "An order to a unit holds nothing up: what cannot be struck off in this state was or will be in the one beside it",
    },
    Harmless {
        of: &["police"],
        mutants: &[
            "drop from reported of discharge",
            "drop from studying of discharge",
            "drop from verifying of discharge",
            "drop from feedback of discharge",
            "drop from answered of discharge",
            "drop from conferring of discharge",
        ],
        verdict: Verdict::Harmless,
        because: "An order to a unit holds nothing up: what cannot be struck off in this state was or will be in the one beside it",
    },
    Harmless {
        of: &["dispute"],
        mutants: &[
            "drop from assigned of answer",
            "drop from appointed of answer",
            "drop from failed of answer",
            "drop from following_up of answer",
            "drop from verifying of answer",
        ],
        verdict: Verdict::Harmless,
        because: "A consultation holds nothing up: the unit answers in the state before or after this one",
    },
    Harmless {
        of: &["review"],
        mutants: &[
            "drop from assigned of answer",
            "drop from appointed of answer",
            "drop from heard of answer",
        ],
        verdict: Verdict::Harmless,
        because: "A consultation holds nothing up: the unit answers in the state before or after this one",
    },
    Harmless {
        of: &["service"],
        mutants: &["drop from assigned of answer", "drop from appointed of answer"],
        verdict: Verdict::Harmless,
        because: "A consultation holds nothing up: the unit answers in the state before or after this one",
    },
    Harmless {
        of: &["petition"],
        mutants: &["drop from objected of contribute", "drop from objected of release"],
        verdict: Verdict::Harmless,
        because: "While an objection is decided nothing is filed that would wait for the part; it is finished once the case is assigned again",
    },
    Harmless {
        of: &["dispute"],
        mutants: &[
            "drop condition contacted of submit_performed",
            "drop condition contacted of submit_performing",
            "drop condition contacted of submit_failed",
        ],
        verdict: Verdict::Harmless,
        because: "Every way into the states in which this is filed asks for the contact, and a new lead unit leads away from them",
    },
    Harmless {
        of: &["dispute", "review", "service"],
        mutants: &["drop limit promise of state answered"],
        verdict: Verdict::Harmless,
        because: "The promise was met when the verification passed, and what leads back to work from here starts it anew whether this state lists it or not",
    },
];

/// The explanations of one workflow.
#[derive(Debug)]
pub struct Matcher {
    rules: Vec<(usize, &'static str)>,
}

impl Matcher {
    /// The explanations of this workflow.
    pub fn new(workflow: &str) -> Self {
        let own = HARMLESS
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.of.is_empty() || rule.of.contains(&workflow));
        let rules = own
            .flat_map(|(number, rule)| rule.mutants.iter().map(move |pattern| (number, *pattern)));
        Self { rules: rules.collect() }
    }

    /// The place in [`HARMLESS`] of the rule that explains a mutant, and its pattern.
    pub fn rule(&self, mutant: &str) -> Option<(usize, &'static str)> {
        self.rules.iter().find(|(_, pattern)| fits(pattern, mutant)).copied()
    }
}

/// Whether a name is the pattern, `*` standing for anything.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(start) else { return false };
    name.char_indices().map(|(at, _)| at).chain([name.len()]).any(|at| fits(rest, &name[at..]))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_words_and_everything_else_for_itself() {
        assert!(fits("drop * of limit promise", "drop level 1 of limit promise"));
        assert!(fits("drop required notice * through *", "drop required notice 2 through filed"));
        assert!(!fits("drop letter a of b", "drop letter a of bc"));
        assert!(!fits("drop letter * of b", "drop letter a of bc"));
    }
}
