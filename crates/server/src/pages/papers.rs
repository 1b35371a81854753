//! The papers of a case: which can be issued now and what is still blank in them, and each as a page to be printed, masked
//! until somebody says why they need all of it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::PartyId;
use domain::paper::{Block, Look, Names};
use domain::text::Language;
use domain::workflow::Workflow;
use engine::papers::PaperText;
use engine::reading::Seen;
use engine::vault::Masked;
use papers::{Code, Size, Verification};
use serde::Deserialize;
use uuid::Uuid;

use super::assets::PAPER_STYLE;
use super::case::seen;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::{Named, Names as Called};
use crate::extract::{Path, Query};
use crate::paper::{
    Fitting, TYPED_CHARACTERS_MAX, fitting, issue, label, paper, paper_in_full, pdf_of,
    verification,
};
use crate::problem::Problem;
use crate::state::State as Shared;

/// A paper that was issued.
struct IssuedRow {
    ordinal: i32,
    name: String,
    number: String,
    day: String,
    by: String,
    is_void: bool,
    is_erased: bool,
}

/// A kind that fits now.
struct FitRow {
    kind: &'static str,
    name: String,
    copies: u8,
    key: String,
    /// The parties to choose from, each with whether it was chosen.
    parties: Vec<(Named, bool)>,
    /// Whether it names several of them.
    names_several: bool,
    blanks: Vec<Blank>,
}

/// Something that is not recorded.
struct Blank {
    name: String,
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "papers.html")]
struct PapersPage {
    shell: Shell,
    number: String,
    issued: Vec<IssuedRow>,
    fits: Vec<FitRow>,
    has_part: bool,
    error: Option<String>,
    most: usize,
}

/// Lists what was issued, and what can be.
pub(super) async fn list(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let sheet = sheet(&state, visitor.shell, &seen, (&Posted::default(), None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

/// Issues a paper.
pub(super) async fn add(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let typed = posted
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("b.")?.to_owned(), value.clone())));
    let typed: BTreeMap<_, _> = typed.collect();
    let asked = (posted.one("kind"), &posted.hash());
    let read = |id| Uuid::parse_str(id).ok().map(PartyId);
    let chosen: Vec<PartyId> = posted.all("party").filter_map(read).collect();
    match issue(&state, &seen, &visitor.caller, asked, (&typed, &chosen)).await {
        Ok(ordinal) => {
            let to = format!("/s/cases/{}/papers/{ordinal}", seen.stored.number);
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) if problem.status().is_client_error() => {
            let error = problem.line(visitor.shell.language);
            let sheet = sheet(&state, visitor.shell, &seen, (&posted, Some(error))).await?;
            Ok(page(&sheet, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

async fn sheet(
    state: &Shared,
    shell: Shell,
    seen: &Seen,
    (posted, error): (&Posted, Option<String>),
) -> Result<PapersPage, Problem> {
    let (definitions, language) = (state.engine.definitions(), shell.language);
    let names = Called::new(definitions, &seen.snapshot.directory, language);
    let workflow = state.engine.workflow_of(seen.case());
    let fits = fitting(state, seen, &[]).await?;
    let fits = fits.into_iter().map(|fit| FitRow::new(fit, posted, (workflow, language))).collect();
    let issued = state.engine.papers(seen).await?.into_iter().map(|paper| IssuedRow {
        ordinal: paper.ordinal,
        name: kind_name(state, &paper.kind, language),
        number: paper.number,
        day: definitions.calendar.local(paper.issued_at).format("%Y-%m-%d").to_string(),
        by: names.person(&paper.issued_by.as_str().into()).name,
        is_void: paper.void_at.is_some(),
        is_erased: paper.sealed.is_none(),
    });
    Ok(PapersPage {
        shell,
        number: seen.stored.number.clone(),
        issued: issued.collect(),
        fits,
        has_part: !seen.view.relations.is_empty(),
        error,
        most: TYPED_CHARACTERS_MAX,
    })
}

impl FitRow {
    /// With what was typed for this kind, if it was.
    fn new(
        fit: Fitting<'_>,
        posted: &Posted,
        (workflow, language): (Option<&Workflow>, Language),
    ) -> Self {
        let kind = fit.template.paper.as_str();
        let was_typed = posted.one("kind") == kind;
        let typed =
            |name: &str| if was_typed { posted.one(name).to_owned() } else { String::new() };
        let blank = |name: String| Blank {
            label: label(&name, workflow).get(language).to_owned(),
            value: typed(&format!("b.{name}")),
            name,
        };
        let key = Some(typed("key")).filter(|key| !key.is_empty());
        let party = |(id, masked): (PartyId, Masked)| {
            let id = id.0.to_string();
            let is_chosen = was_typed && posted.has("party", &id);
            let name = format!("{} {}", masked.name, masked.telephone).trim().to_owned();
            (Named { id, name }, is_chosen)
        };
        Self {
            names_several: fit.template.names() == Names::Several,
            parties: fit.parties.into_iter().map(party).collect(),
            kind,
            name: fit.template.name.get(language).to_owned(),
            copies: fit.template.copies,
            key: key.unwrap_or_else(|| Uuid::now_v7().to_string()),
            blanks: fit.blanks.into_iter().map(blank).collect(),
        }
    }
}

/// What a kind is called; one of which there is no template any more, as it is written.
pub(super) fn kind_name(state: &Shared, kind: &str, language: Language) -> String {
    let papers = &state.engine.definitions().papers;
    let known = papers.iter().find(|template| template.paper.as_str() == kind);
    known.map_or(kind, |template| template.name.get(language)).to_owned()
}

/// A paragraph with the class of its look.
struct Paragraph {
    class: &'static str,
    lines: Vec<String>,
}

/// What leads to the page for checking.
struct Check {
    said: Verification,
    path: String,
    width: usize,
}

#[derive(Template)]
#[template(path = "paper.html")]
struct PaperPage {
    shell: Shell,
    style: &'static str,
    address: String,
    back: String,
    title: String,
    number: String,
    paragraphs: Vec<Paragraph>,
    issuer: Option<String>,
    day: String,
    copies: u8,
    /// None on a page that is masked: it is no paper to be handed out.
    check: Option<Check>,
    /// Whether it takes a reason to be shown in full.
    asks: bool,
    is_void: bool,
    /// Whether the reader may declare it void.
    may_void: bool,
    reason: String,
    /// Why it should be void, as it was written.
    why: String,
    error: Option<String>,
}

/// Shows a paper, masked.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, ordinal)): Path<(String, i32)>,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    Ok(page(&masked(&state, visitor.shell, &seen, ordinal).await?, StatusCode::OK))
}

/// Shows a paper in full, for a reason.
pub(super) async fn read(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, ordinal)): Path<(String, i32)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let asked = (ordinal, posted.one("reason"));
    match paper_in_full(&state, &seen, &visitor.caller, asked).await {
        Ok((issued, text)) => {
            let place = (seen.stored.number.as_str(), ordinal);
            let mut sheet = in_full(&state, visitor.shell, place, &text);
            sheet.is_void = issued.void_at.is_some();
            sheet.asks = text.paper.names_somebody();
            posted.one("reason").clone_into(&mut sheet.reason);
            Ok(page(&sheet, StatusCode::OK))
        }
        Err(problem) => refused(&state, visitor.shell, (&seen, ordinal), (&posted, problem)).await,
    }
}

/// How large the type of a file is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SizeIn {
    size: String,
}

fn size(word: &str) -> Size {
    if word == "large" { Size::Large } else { Size::Normal }
}

/// Gives the file of a paper that names nobody and is in force; for others, leads to the page that asks for a reason.
pub(super) async fn file(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, ordinal)): Path<(String, i32)>,
    Query(SizeIn { size: word }): Query<SizeIn>,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let (issued, text) = paper(&state, &seen, ordinal).await?;
    if text.paper.names_somebody() || issued.void_at.is_some() {
        let to = format!("/s/cases/{}/papers/{ordinal}", seen.stored.number);
        return Ok(Redirect::to(&to).into_response());
    }
    pdf_of(&state, text, size(&word)).await
}

/// Gives the file of a paper in full, for a reason.
pub(super) async fn file_in_full(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, ordinal)): Path<(String, i32)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let asked = (ordinal, posted.one("reason"));
    match paper_in_full(&state, &seen, &visitor.caller, asked).await {
        // What is void is not printed again; the page says that it is.
        Ok((issued, _)) if issued.void_at.is_some() => {
            let to = format!("/s/cases/{}/papers/{ordinal}", seen.stored.number);
            Ok(Redirect::to(&to).into_response())
        }
        Ok((_, text)) => pdf_of(&state, text, size(posted.one("size"))).await,
        Err(problem) => refused(&state, visitor.shell, (&seen, ordinal), (&posted, problem)).await,
    }
}

/// Declares a paper void, for a reason.
pub(super) async fn declare_void(
    State(state): State<Shared>,
    visitor: Visitor,
    Path((number, ordinal)): Path<(String, i32)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let asked = (ordinal, posted.one("why"));
    match crate::paper::declare_void(&state, &seen, &visitor.caller, asked).await {
        Ok(()) => {
            let to = format!("/s/cases/{}/papers", seen.stored.number);
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) => refused(&state, visitor.shell, (&seen, ordinal), (&posted, problem)).await,
    }
}

/// The masked page with what was wrong about the reason, which stays as it was written.
async fn refused(
    state: &Shared,
    shell: Shell,
    (seen, ordinal): (&Seen, i32),
    (posted, problem): (&Posted, Problem),
) -> Result<Response, Problem> {
    if problem.status() != StatusCode::BAD_REQUEST {
        return Err(problem);
    }
    let error = Some(problem.line(shell.language));
    let sheet = masked(state, shell, seen, ordinal).await?;
    let (reason, why) = (posted.one("reason").to_owned(), posted.one("why").to_owned());
    Ok(page(&PaperPage { reason, why, error, ..sheet }, problem.status()))
}

/// A paper with as much of identities as may be shown without a reason; one that names nobody, in full.
async fn masked(
    state: &Shared,
    shell: Shell,
    seen: &Seen,
    ordinal: i32,
) -> Result<PaperPage, Problem> {
    let (issued, mut text) = paper(state, seen, ordinal).await?;
    let (is_void, names_somebody) = (issued.void_at.is_some(), text.paper.names_somebody());
    if names_somebody {
        text.paper = text.paper.masked();
    }
    let mut sheet = in_full(state, shell, (&seen.stored.number, ordinal), &text);
    if names_somebody {
        (sheet.asks, sheet.check) = (true, None);
    }
    sheet.is_void = is_void;
    sheet.may_void = !is_void && !seen.view.relations.is_empty();
    Ok(sheet)
}

fn in_full(
    state: &Shared,
    shell: Shell,
    (number, ordinal): (&str, i32),
    text: &PaperText,
) -> PaperPage {
    let said = verification(state, text);
    let check = Code::of(&said.url).map(|code| Check {
        path: code.path(),
        width: code.width(),
        said: Verification { hash: said.hash.chars().take(16).collect(), ..said },
    });
    let paragraph = |block: &Block| Paragraph {
        class: match block.look {
            Look::To => "to",
            Look::Heading => "heading",
            Look::Text => "text",
            Look::Sign => "sign",
        },
        lines: block.text().split('\n').map(str::to_owned).collect(),
    };
    let paper = &text.paper;
    PaperPage {
        shell,
        style: &PAPER_STYLE.path,
        address: format!("/s/cases/{number}/papers/{ordinal}"),
        back: format!("/s/cases/{number}/papers"),
        title: paper.title.clone(),
        number: paper.number.clone(),
        paragraphs: paper.blocks.iter().map(paragraph).collect(),
        issuer: paper.issuer.clone(),
        day: paper.day.clone(),
        copies: paper.copies,
        check,
        asks: false,
        is_void: false,
        may_void: false,
        reason: String::new(),
        why: String::new(),
        error: None,
    }
}
