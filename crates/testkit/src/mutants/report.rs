//! The figures, as a page for people: how many mutants there are, and what becomes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use super::{Fate, HARMLESS, Matcher, Verdict};

/// What became of the mutants of one workflow.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The workflow.
    pub workflow: &'static str,
    /// All its mutants.
    pub total: usize,
    /// Refused by the check.
    pub refused: usize,
    /// Betrayed by each story, counted from 1.
    pub betrayed: BTreeMap<usize, usize>,
    /// Unnoticed and explained, by the place of the rule in [`HARMLESS`].
    pub explained: BTreeMap<usize, Vec<String>>,
    /// Unnoticed and not explained.
    pub survivors: Vec<String>,
    /// Patterns of explanations that some unnoticed mutant fits, with the place of their rule.
    used: BTreeSet<(usize, &'static str)>,
}

impl Report {
    pub(super) fn new(
        workflow: &'static str,
        fates: impl Iterator<Item = (String, Fate)>,
        matcher: &Matcher,
    ) -> Self {
        let mut report = Self { workflow, ..Self::default() };
        for (name, fate) in fates {
            report.total += 1;
            match (fate, matcher.rule(&name)) {
                (Fate::Refused, _) => report.refused += 1,
                (Fate::Betrayed { story }, _) => *report.betrayed.entry(story).or_default() += 1,
                (Fate::Unnoticed, Some((rule, pattern))) => {
                    report.used.insert((rule, pattern));
                    report.explained.entry(rule).or_default().push(name);
                }
                (Fate::Unnoticed, None) => report.survivors.push(name),
            }
        }
        report
    }

    fn betrayed_in_all(&self) -> usize {
        self.betrayed.values().sum()
    }

    /// Unnoticed ones with this verdict.
    fn with_verdict(&self, verdict: Verdict) -> usize {
        let rules = self.explained.iter().filter(|(rule, _)| HARMLESS[**rule].verdict == verdict);
        rules.map(|(_, mutants)| mutants.len()).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workflow, total, refused, survivors, .. } = self;
        let stories = self.betrayed_in_all();
        let [harmless, untold] =
            [Verdict::Harmless, Verdict::Untold].map(|verdict| self.with_verdict(verdict));
        let survivors = survivors.len();
        write!(
            f,
            "{workflow}: {total} mutants; {refused} refused by the check, {stories} noticed by \
             stories, {harmless} harmless, {untold} untold, {survivors} survive"
        )
    }
}

/// Patterns of explanations that no unnoticed mutant of any workflow fits: what they explained is noticed by now.
pub fn idle(reports: &[Report]) -> Vec<&'static str> {
    let all = HARMLESS.iter().enumerate();
    let patterns =
        all.flat_map(|(rule, harmless)| harmless.mutants.iter().map(move |p| (rule, *p)));
    let idle =
        patterns.filter(|pattern| !reports.iter().any(|report| report.used.contains(pattern)));
    idle.map(|(_, pattern)| pattern).collect()
}

/// The page `docs/reference/mutants.md`.
pub fn page(reports: &[Report]) -> String {
    let mut text = String::from(INTRODUCTION);
    text.push_str("\n| Workflow | Mutants | Refused by the check | Noticed by stories | Harmless | Untold | Survivors |\n");
    text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for report in reports {
        let stories = report.betrayed_in_all();
        let [harmless, untold] =
            [Verdict::Harmless, Verdict::Untold].map(|verdict| report.with_verdict(verdict));
        let Report { workflow, total, refused, survivors, .. } = report;
        let survivors = survivors.len();
        _ = writeln!(
            text,
            "| {workflow} | {total} | {refused} | {stories} | {harmless} | {untold} | {survivors} |"
        );
    }
    text.push_str("\n## Harmless\n");
    explanations(&mut text, Verdict::Harmless, reports);
    if reports.iter().any(|report| report.with_verdict(Verdict::Untold) > 0) {
        text.push_str(
            "\n## Untold\n\nThese would do harm. Each sentence is the story that would notice them.\n",
        );
        explanations(&mut text, Verdict::Untold, reports);
    }
    text
}

/// The rules of a verdict; rules with the same reason stand under one heading.
fn explanations(text: &mut String, verdict: Verdict, reports: &[Report]) {
    let mut heading = "";
    for (number, rule) in HARMLESS.iter().enumerate().filter(|(_, rule)| rule.verdict == verdict) {
        if rule.because != heading {
            heading = rule.because;
            _ = writeln!(text, "\n{heading}.\n");
        }
        for report in reports {
            for name in report.explained.get(&number).into_iter().flatten() {
                _ = writeln!(text, "* {}: `{name}`", report.workflow);
            }
        }
    }
}

const INTRODUCTION: &str = "\
# Mutants of the shipped workflows

`cargo xtask mutants` writes this page. A mutant is a shipped workflow with one thing changed: a transition, limit,
level, role, recipient, letter, notice, condition or end dropped, an edge redirected, a reference broken. For each of
them this must hold:

1. the check refuses it (`bihuan workflow check`), or
2. a story goes otherwise: its own expectations fail, or its record in `workflows/<name>/v1.played.txt` would read
   otherwise, or
3. it is harmless for a reason that stands below.

What is none of these is a survivor: a rule of the workflow that nobody would miss. The list must be empty. A mutant
that would do harm and that only no story tells of is untold: the story is named below and should be written.

## The record

`v1.played.txt` is what happened in the stories, one line per event, and after each step who may do what more (`+`) or
less (`-`) than before. It says nothing that is right or wrong; it is for the person who reviews a changed workflow:
its difference shows what changes for real cases. `PLAYED=write cargo test -p domain --test played` writes it anew.

## Figures
";
