//! The page of a step of a report, with what was typed so far.

use askama::Template;
use domain::text::{Bilingual, Language};
use engine::drafts::DraftId;
use uuid::Uuid;

use super::report::address;
use super::steps::{Fault, KINDS, OF_REVIEWS, Step, asked, is_sensitive, workflow};
use crate::api::names::Named;
use crate::api::offers::FieldOut;
use crate::pages::posted::Posted;
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
    /// By what a second click of this page is known.
    page: String,
    fields: Vec<FieldOut>,
    kinds: Vec<Named>,
    places: Vec<Named>,
    given: Vec<Given>,
    can_leave: bool,
    /// Whether it is known to be about something that others should not see, so that the way out stands below, too.
    is_sensitive: bool,
    filled: Filled,
}

impl ReportPage {
    fn typed(&self, name: &str) -> &str {
        self.filled.typed.one(name)
    }

    fn value(&self, _: &str, field: &FieldOut) -> &str {
        self.filled.typed.field(field)
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
        let fields = asked(state, &shell, &filled.typed)?;
        let (kinds, places) = (kinds(&filled.typed, shell.language), places(state, shell.language));
        Ok(Self {
            given: given(&filled, &fields, (&kinds, &places), shell.w),
            // Where the kind is chosen, nobody knows yet what it will be.
            is_sensitive: is_sensitive(filled.typed.one("kind")),
            can_leave: step == Step::What || is_sensitive(filled.typed.one("kind")),
            kinds,
            action: address(&filled.id),
            page: Uuid::now_v7().to_string(),
            shell,
            step,
            fields,
            places,
            filled,
        })
    }
}

/// The kinds of matters to choose from; none for what came of a review, which is about somebody.
fn kinds(typed: &Posted, language: Language) -> Vec<Named> {
    if workflow(typed) == OF_REVIEWS {
        return Vec::new();
    }
    KINDS.map(|(id, _, zh, en)| said(id, &Bilingual::new(zh, en), language)).into()
}

/// The towns of the county.
fn places(state: &State, language: Language) -> Vec<Named> {
    let table = state.engine.definitions().codes.tables.get("division");
    let county = state.options.jurisdiction.as_str();
    let codes = table.into_iter().flat_map(|table| &table.codes);
    let codes = codes.filter(|(code, _)| code.starts_with(county) && code.len() > county.len());
    codes.map(|(code, name)| said(code, name, language)).collect()
}

fn said(id: &str, name: &Bilingual, language: Language) -> Named {
    Named { id: id.to_owned(), name: name.get(language).to_owned() }
}

/// Something that was typed, with what it is called.
#[derive(Debug)]
pub(super) struct Typed {
    /// What it is called.
    pub(super) label: String,
    /// What was typed.
    pub(super) text: String,
}

/// What was typed on a page, in order, beside what was left empty.
pub(super) fn typed(state: &State, shell: &Shell, posted: &Posted) -> Result<Vec<Typed>, Problem> {
    let (fields, w) = (asked(state, shell, posted)?, shell.w);
    let (kinds, places) = (kinds(posted, shell.language), places(state, shell.language));
    let rows = rows(posted, &fields, (&kinds, &places), w).into_iter();
    let rows = rows.map(|(label, text, _)| (label, text));
    let contact = [(w.citizen.your_telephone, "telephone"), (w.citizen.your_name, "name")];
    let contact = contact.map(|(label, name)| (label.to_owned(), posted.one(name).to_owned()));
    let rows = rows.chain(contact).filter(|(_, text)| !text.is_empty());
    Ok(rows.map(|(label, text)| Typed { label, text }).collect())
}

/// Everything that was typed before the last step, in order.
fn given(
    filled: &Filled,
    fields: &[FieldOut],
    names: (&[Named], &[Named]),
    w: &Words,
) -> Vec<Given> {
    let mut rows = rows(&filled.typed, fields, names, w);
    let photos = match filled.photos.len() {
        0 => String::new(),
        count => format!("{count} {}", w.citizen.photos_given),
    };
    let before = rows.iter().position(|(.., step)| *step == Step::Where).unwrap_or(rows.len());
    rows.insert(before, (w.citizen.photo.to_owned(), photos, Step::What));
    let row = |(label, text, step): (String, String, Step)| Given {
        label,
        text: if text.is_empty() { w.citizen.not_given.to_owned() } else { text },
        step,
    };
    rows.into_iter().map(row).collect()
}

/// What was typed of what is asked before the last step, each with what it is called and the step that asks it.
fn rows(
    typed: &Posted,
    fields: &[FieldOut],
    (kinds, places): (&[Named], &[Named]),
    w: &Words,
) -> Vec<(String, String, Step)> {
    let chosen = |from: &[Named], id: &str| {
        let found = from.iter().find(|known| known.id == id);
        found.map_or(id, |known| known.name.as_str()).to_owned()
    };
    let row = |label: &str, text: String, step| (label.to_owned(), text, step);
    let mut rows = vec![row(w.matter, typed.one("title").to_owned(), Step::What)];
    if !kinds.is_empty() {
        rows.push(row(w.category, chosen(kinds, typed.one("kind")), Step::What));
    }
    let words = fields.iter().map(|field| {
        let text = chosen(&field.choices, typed.field(field));
        row(&field.field.name, text, Step::What)
    });
    rows.extend(words);
    rows.push(row(w.place, chosen(places, typed.one("place")), Step::Where));
    rows.push(row(w.address, typed.one("address").to_owned(), Step::Where));
    rows
}
