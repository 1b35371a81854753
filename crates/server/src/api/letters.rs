//! The texts of the letters that went to a citizen, each as the case was when it was told.

use domain::case::{Case, Entry, Event, Extend, Performed};
use domain::id::{Timestamp, UnitId};
use domain::letter::Writing;
use domain::scenario::World;
use domain::workflow::{Letter, Visibility};
use store::queries::Words;

use super::names::Names;
use super::progress::text;

/// What all letters of a case are written on.
#[derive(Clone, Copy)]
pub(super) struct Paper<'a> {
    /// What things are called.
    pub(super) names: Names<'a>,
    /// The words of the case.
    pub(super) words: &'a Words,
    /// The center of this installation.
    pub(super) center: &'a UnitId,
    /// The public number.
    pub(super) number: &'a str,
    /// The center's telephone number.
    pub(super) phone: &'a str,
    /// Where the case is followed.
    pub(super) link: &'a str,
}

/// The case as it was at one event after another.
pub(super) struct Letters<'a> {
    pub(super) paper: Paper<'a>,
    case: Case,
    /// Whether `case` is followed from its filing; else it is the case as it is now.
    followed: bool,
    performed: Option<(Timestamp, &'a Performed)>,
    extend: Option<&'a Extend>,
}

impl<'a> Letters<'a> {
    /// Before the first event. Of a case whose filing is not among the events, letters are written as it is now.
    pub(super) fn new(paper: Paper<'a>, now: &Case) -> Self {
        Self { paper, case: now.clone(), followed: false, performed: None, extend: None }
    }

    /// Takes in the next event.
    pub(super) fn follow(&mut self, entry: &'a Entry) {
        if let Event::Filed(filed) = &entry.event {
            self.case = Case::open(entry.at, filed);
            self.followed = true;
        } else if self.followed {
            self.case.apply(entry.at, &entry.event);
        }
        if let Event::Performed(performed) = &entry.event {
            self.performed = Some((entry.at, performed));
        }
        if let Event::ExtensionRequested { extend, .. } = &entry.event {
            self.extend = Some(extend);
        }
    }

    /// The text of a letter that is told now, in the reader's language.
    pub(super) fn text(&self, letter: &Letter, at: Timestamp) -> Option<String> {
        let Paper { names, center, number, phone, link, .. } = self.paper;
        let world = World {
            workflow: names.workflow?,
            calendar: &names.definitions.calendar,
            directory: names.directory,
            center,
        };
        let (case, extend) = (&self.case, self.extend);
        let category = names.definitions.codes.category_name(&case.category);
        let reason = self.reason(at);
        let reason = reason.as_deref();
        let writing = Writing { world, case, at, number, phone, link, category, extend, reason };
        Some(writing.text(letter).get(names.language).to_owned())
    }

    /// The reason in the form of what was done at that moment, if it is for the citizen's eyes.
    fn reason(&self, at: Timestamp) -> Option<String> {
        let (_, performed) = self.performed.filter(|(then, _)| *then == at)?;
        let definition = self.paper.names.workflow?.definition();
        let form = definition.transitions.get(performed.transition.as_str())?.form.as_ref()?;
        let field = definition.forms.get(form.as_str())?.fields.get("reason")?;
        let value = performed.form.get("reason")?;
        let shown = field.visible == Visibility::Citizen;
        shown.then(|| text(value, field, self.paper.names, self.paper.words)).flatten()
    }
}
