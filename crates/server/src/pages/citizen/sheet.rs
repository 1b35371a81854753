//! The page of a step of a report, with what was typed so far.

use askama::Template;
use domain::text::Bilingual;
use engine::drafts::DraftId;

use super::steps::{Fault, KINDS, Step, asked, is_sensitive};
use crate::api::names::Named;
use crate::api::offers::FieldOut;
use crate::pages::posted::{Posted, named};
use crate::pages::shell::Shell;
use crate::pages::words::Words;
use crate::problem::Problem;
use crate::state::State;

/// What was given, to be looked over.
#[derive(Debug)]
struct Given {
    label: String,
    text: String,
    step: Step,
}

/// What a page shows beside the step: the draft, what is in it, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Filled {
    /// By what the draft is known, which may not be kept yet.
    pub(super) id: DraftId,
    /// What was typed.
    pub(super) typed: Posted,
    /// The places of its photographs.
    pub(super) photos: Vec<i32>,
    /// What is missing or not taken.
    pub(super) faults: Vec<Fault>,
    /// Why it was refused as a whole.
    pub(super) error: Option<String>,
}

impl Filled {
    /// A draft with what was typed, and nothing wrong with it.
    pub(super) fn of(id: DraftId, typed: Posted) -> Self {
        Self { id, typed, photos: Vec::new(), faults: Vec::new(), error: None }
    }
}

#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct ReportPage {
    shell: Shell,
    step: Step,
    /// Where its form is posted to.
    action: String,
    fields: Vec<FieldOut>,
    kinds: Vec<Named>,
    places: Vec<Named>,
    given: Vec<Given>,
    can_leave: bool,
    filled: Filled,
}

impl ReportPage {
    fn typed(&self, name: &str) -> &str {
        self.filled.typed.one(name)
    }

    fn value(&self, _: &str, field: &FieldOut) -> &str {
        self.filled.typed.one(&named(field))
    }

    fn fault(&self, at: &str) -> Option<&str> {
        let found = self.filled.faults.iter().find(|fault| fault.at == at);
        found.map(|fault| fault.text.as_str())
    }

    fn is_anonymous(&self) -> bool {
        self.typed("contact") == "anonymous"
    }

    /// A step with what was typed.
    pub(super) fn of(
        state: &State,
        shell: Shell,
        step: Step,
        filled: Filled,
    ) -> Result<Self, Problem> {
        let fields = asked(state, &shell)?;
        let language = shell.language;
        let said = |id: &str, name: &Bilingual| Named {
            id: id.to_owned(),
            name: name.get(language).to_owned(),
        };
        let kinds = KINDS.map(|(id, _, zh, en)| said(id, &Bilingual::new(zh, en)));
        let table = state.engine.definitions().codes.tables.get("division");
        let county = state.options.jurisdiction.as_str();
        let codes = table.into_iter().flat_map(|table| &table.codes);
        let places: Vec<_> = codes
            .filter(|(code, _)| code.starts_with(county) && code.len() > county.len())
            .map(|(code, name)| said(code, name))
            .collect();
        Ok(Self {
            given: given(&filled, &fields, (&kinds, &places), shell.w),
            // Where the kind is chosen, nobody knows yet what it will be.
            can_leave: step == Step::What || is_sensitive(filled.typed.one("kind")),
            kinds: kinds.into(),
            action: format!("/report/{}", filled.id.as_str()),
            shell,
            step,
            fields,
            places,
            filled,
        })
    }
}

/// Everything that was typed before the last step, in order.
fn given(
    filled: &Filled,
    fields: &[FieldOut],
    (kinds, places): (&[Named], &[Named]),
    w: &Words,
) -> Vec<Given> {
    let chosen = |from: &[Named], id: &str| {
        let found = from.iter().find(|known| known.id == id);
        found.map_or(id, |known| known.name.as_str()).to_owned()
    };
    let row = |label: &str, text: String, step| Given {
        label: label.to_owned(),
        text: if text.is_empty() { w.citizen.not_given.to_owned() } else { text },
        step,
    };
    let typed = |name: &str| filled.typed.one(name).to_owned();
    let mut rows = vec![
        row(w.matter, typed("title"), Step::What),
        row(w.category, chosen(kinds, &typed("kind")), Step::What),
    ];
    let words = fields.iter().map(|field| {
        let text = chosen(&field.choices, &typed(&named(field)));
        row(&field.field.name, text, Step::What)
    });
    rows.extend(words);
    let count = |photos: &[i32]| match photos.len() {
        0 => String::new(),
        count => count.to_string(),
    };
    rows.push(row(w.citizen.photos, count(&filled.photos), Step::What));
    rows.push(row(w.place, chosen(places, &typed("place")), Step::Where));
    rows.push(row(w.address, typed("address"), Step::Where));
    rows
}
