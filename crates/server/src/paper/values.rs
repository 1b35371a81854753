//! What the placeholders of a paper stand for: the case as it was when that happened of which the paper tells, what was
//! filled in then, and who the parties are. What is not recorded has no value, and stays blank.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::case::{Case, Entry, Event, Performed, Value};
use domain::id::{FieldName, PartyId, Timestamp};
use domain::paper::{PaperKind, PaperTemplate, Piece, Procedure, Slot, Stretch, stretches};
use domain::promise::promise;
use domain::text::Language;
use domain::workflow::{Field, Visibility};
use engine::reading::Seen;
use engine::vault::Identity;
use store::queries::Words;

use crate::api::names::Names;
use crate::api::progress::text;
use crate::problem::Problem;
use crate::state::State;

/// A day as papers write it (GB/T 9704—2012, section 7.3.5.4).
const DAY: &str = "%Y年%-m月%-d日";

/// What is read of a case once, for all kinds.
pub(super) struct Sources {
    pub(super) entries: Vec<Entry>,
    words: Words,
    /// Everybody who complained.
    pub(super) parties: Vec<(PartyId, Identity)>,
}

impl Sources {
    pub(super) async fn of(state: &State, seen: &Seen) -> Result<Self, Problem> {
        let (store, case) = (state.engine.store(), seen.case().id);
        let entries = store.timeline(&seen.visible, case, 0, u32::MAX).await?;
        let entries = entries.ok_or_else(Problem::not_found)?;
        let words = store.words(&seen.visible, case).await?;
        let parties = state.engine.parties_for_paper(seen).await?;
        Ok(Self { entries, words, parties })
    }

    pub(super) fn writing<'a>(
        &'a self,
        state: &'a State,
        seen: &'a Seen,
        moment: &'a Moment<'a>,
        named: &'a [PartyId],
    ) -> Writing<'a> {
        let definitions = state.engine.definitions();
        let names = Names::new(definitions, &seen.snapshot.directory, Language::Zh);
        let names = names.of_case(seen.case());
        Writing { sources: self, state, seen, moment, names, named }
    }
}

/// The case as it was at the last step after which a paper fits.
pub(super) struct Moment<'a> {
    case: Case,
    at: Timestamp,
    /// What was done then, before it those steps whose forms may be quoted, the last first.
    done: Vec<&'a Performed>,
    filing: Option<&'a BTreeMap<FieldName, Value>>,
}

fn performed(entry: &Entry) -> Option<&Performed> {
    if let Event::Performed(performed) = &entry.event { Some(performed) } else { None }
}

impl<'a> Moment<'a> {
    /// None if there was no such step. Of a case whose filing is not among the entries, it is the case as it is now.
    pub(super) fn of(entries: &'a [Entry], procedure: &Procedure, now: &Case) -> Option<Self> {
        let fits = |entry: &Entry| {
            performed(entry).is_some_and(|done| procedure.after.contains(&done.transition))
        };
        let place = entries.iter().rposition(fits)?;
        let step = entries.get(place)?;
        // What follows from the step belongs to it: a deadline begins, a suspension is noted.
        let follows = |entry: &&Entry| entry.at == step.at && performed(entry).is_none();
        let end = place + 1 + entries.iter().skip(place + 1).take_while(follows).count();
        let mut case: Option<Case> = None;
        let mut filing = None;
        for entry in entries.iter().take(end) {
            if let Event::Filed(filed) = &entry.event {
                case = Some(Case::open(entry.at, filed));
                filing = Some(&filed.file.form);
            } else if let Some(case) = &mut case {
                case.apply(entry.at, &entry.event);
            }
        }
        let before = entries.iter().take(place).rev().filter_map(performed);
        let quoted = before.filter(|done| procedure.quotes.contains(&done.transition));
        let done = performed(step).into_iter().chain(quoted).collect();
        Some(Self { case: case.unwrap_or_else(|| now.clone()), at: step.at, done, filing })
    }
}

/// By what a paper is written.
pub(super) struct Writing<'a> {
    sources: &'a Sources,
    state: &'a State,
    seen: &'a Seen,
    moment: &'a Moment<'a>,
    names: Names<'a>,
    /// The parties that are named.
    named: &'a [PartyId],
}

impl Writing<'_> {
    /// What is known of all that a template asks for.
    pub(super) fn all(&self, template: &PaperTemplate) -> BTreeMap<String, Vec<Piece>> {
        let slots = template.body.iter().flat_map(|line| stretches(line.text()));
        let named = slots.filter_map(|stretch| match stretch {
            Stretch::Slot(name) => Some((name.to_owned(), self.value(name, template.paper)?)),
            Stretch::Text(_) => None,
        });
        named.collect()
    }

    /// Who issues it: the unit that led the case then, before there was one the center.
    pub(super) fn issuer(&self) -> String {
        let case = &self.moment.case;
        self.names.unit(case.lead.as_ref().map_or(&case.center, |lead| &lead.unit)).name
    }

    /// Today, as it is written.
    pub(super) fn today(&self) -> String {
        self.day(self.state.engine.clock().now())
    }

    fn day(&self, at: Timestamp) -> String {
        self.names.definitions.calendar.local(at).format(DAY).to_string()
    }

    /// The last day before an instant that is too late.
    fn last_day(&self, deadline: Timestamp) -> String {
        self.day(deadline - TimeDelta::microseconds(1))
    }

    fn value(&self, name: &str, kind: PaperKind) -> Option<Vec<Piece>> {
        match Slot::named(name)? {
            Slot::Fixed("parties") => self.parties(|it| (it.name.clone(), it.masked().name)),
            Slot::Fixed("party_details") => self.parties(|it| details(it, kind)),
            Slot::Fixed(name) => self.fixed(name).map(plain),
            Slot::Form(key) => self.form(key).map(plain),
            Slot::Filing(key) => self.filing(key).map(plain),
            Slot::Write(_) => None,
        }
    }

    fn parties(&self, said: impl Fn(&Identity) -> (String, String)) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        let parties = self.sources.parties.iter().filter(|(id, _)| self.named.contains(id));
        for (full, masked) in parties.map(|(_, identity)| said(identity)) {
            if full.is_empty() {
                continue;
            }
            if !pieces.is_empty() {
                pieces.push(Piece::Text("、".to_owned()));
            }
            pieces.push(Piece::Identity { full, masked });
        }
        (!pieces.is_empty()).then_some(pieces)
    }

    fn fixed(&self, name: &str) -> Option<String> {
        let (case, options) = (&self.moment.case, &self.state.options);
        let terms = case.suspension.as_ref().map(|suspension| &suspension.terms);
        let known = match name {
            "case_number" => Some(self.seen.stored.number.clone()),
            "matter" => Some(self.seen.complaint.title.clone()),
            "category" => Some(self.names.category(&case.category).name),
            "filed_on" => Some(self.day(case.filed_at)),
            "unit" => case.lead.as_ref().map(|lead| self.names.unit(&lead.unit).name),
            "center" => Some(self.names.unit(&case.center).name),
            "phone" => Some(options.telephone.clone()),
            "link" => Some(options.public_url.clone()),
            "deadline" => {
                let promised = promise(case, self.names.workflow, self.moment.at);
                promised.map(|(at, _)| self.last_day(at))
            }
            "ground" => terms.map(|terms| self.names.ground(&terms.ground).name),
            "until" => terms.map(|terms| self.last_day(terms.until)),
            "outcome" => case.outcome.as_ref().map(|outcome| self.names.outcome(outcome).name),
            _ => None,
        };
        known.filter(|text| !text.is_empty())
    }

    /// What was filled in with the step, or with those before it that may be quoted, if it is for the citizen's eyes.
    fn form(&self, key: &str) -> Option<String> {
        let definition = self.names.workflow?.definition();
        self.moment.done.iter().find_map(|done| {
            let transition = definition.transitions.get(done.transition.as_str())?;
            let form = definition.forms.get(transition.form.as_ref()?.as_str())?;
            let field = form.fields.get(key)?;
            let shown = field.visible == Visibility::Citizen;
            self.said(done.form.get(key).filter(|_| shown)?, field)
        })
    }

    fn filing(&self, key: &str) -> Option<String> {
        let definition = self.names.workflow?.definition();
        let form = definition.forms.get(definition.filing.form.as_ref()?.as_str())?;
        let field = form.fields.get(key)?;
        self.said(self.moment.filing?.get(key)?, field)
    }

    fn said(&self, value: &Value, field: &Field) -> Option<String> {
        let said = match value {
            Value::Date(day) => Some(day.format(DAY).to_string()),
            Value::YesNo(yes) => Some((if *yes { "是" } else { "否" }).to_owned()),
            Value::Text(_) | Value::Number(_) | Value::Money(_) | Value::Choice(_) => {
                text(value, field, self.names, &self.sources.words)
            }
        };
        said.filter(|text| !text.is_empty())
    }
}

fn plain(text: String) -> Vec<Piece> {
    vec![Piece::Text(text)]
}

/// Name, number of the identity card, address and, where the kind asks for it, telephone number, as far as they are known.
fn details(identity: &Identity, kind: PaperKind) -> (String, String) {
    let said = |parts: &[(&str, &str)]| {
        let known = parts.iter().filter(|(_, text)| !text.is_empty());
        known.map(|(label, text)| format!("{label}{text}")).collect::<Vec<_>>().join("，")
    };
    let masked = identity.masked();
    let (telephone, hidden) = if kind.gives_telephones() {
        (identity.telephone.as_str(), masked.telephone.as_str())
    } else {
        ("", "")
    };
    let full = said(&[
        ("", &identity.name),
        ("身份证号码", &identity.identity_number),
        ("住址", &identity.address),
        ("电话", telephone),
    ]);
    (full, said(&[("", &masked.name), ("电话", hidden)]))
}
