//! Papers of a case: which fit what happened to it and what is still blank in them, issuing, reading and printing. Pages ask
//! here, under the access rule of the case.

mod print;
mod values;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use domain::id::PartyId;
use domain::paper::{
    Head, Names as Named, Paper, PaperKind, PaperTemplate, Piece, Procedure, Slot, written,
};
use domain::text::{Bilingual, cleaned};
use domain::workflow::Workflow;
use engine::papers::{IssuedPaper, Issuing, PaperText};
use engine::reading::Seen;
use engine::vault::{Identity, Masked};
use store::record::Hash;

pub(crate) use print::{pdf_of, verification};

use self::values::{Moment, Sources};
use crate::api::parties::{PurposeIn, RevealIn, may_reveal};
use crate::caller::Caller;
use crate::problem::Problem;
use crate::seen::needs_part;
use crate::state::State;

/// The longest text that may be typed into a blank, in characters.
pub(crate) const TYPED_CHARACTERS_MAX: usize = 500;

/// What stands for something that was typed and may say who somebody is.
const MASK: &str = "＊＊＊";

/// A kind of paper that fits what happened to the case.
#[derive(Debug)]
pub(crate) struct Fitting<'a> {
    /// What it says.
    pub(crate) template: &'a PaperTemplate,
    /// The placeholders that stay blank, in the order of the text.
    pub(crate) blanks: Vec<String>,
    /// The parties to choose from of whom it names one or some; empty where there is nothing to choose.
    pub(crate) parties: Vec<(PartyId, Masked)>,
    procedure: &'a Procedure,
    values: BTreeMap<String, Vec<Piece>>,
    issuer: String,
    day: String,
}

/// The papers that fit now, for who sees what the case is about, naming those of the parties who were chosen; all of them
/// where none was.
pub(crate) async fn fitting<'a>(
    state: &'a State,
    seen: &Seen,
    chosen: &[PartyId],
) -> Result<Vec<Fitting<'a>>, Problem> {
    needs_content(seen)?;
    let sources = Sources::of(state, seen).await?;
    let everybody: Vec<_> = sources.parties.iter().map(|(id, _)| *id).collect();
    let named = if chosen.is_empty() { everybody.as_slice() } else { chosen };
    let fit = |template: &'a PaperTemplate| {
        let procedure = template.procedures.get(&seen.case().workflow.name)?;
        let moment = Moment::of(&sources.entries, procedure, seen.case())?;
        let writing = sources.writing(state, seen, &moment, named);
        let (values, issuer, day) = (writing.all(template), writing.issuer(), writing.today());
        let (_, blanks) = written(template, procedure, &values, Head::default());
        let is_choice = template.names() != Named::Nobody && sources.parties.len() > 1;
        let masked = |(id, known): &(PartyId, Identity)| (*id, known.masked());
        let parties = sources.parties.iter().filter(|_| is_choice).map(masked).collect();
        Some(Fitting { template, blanks, parties, procedure, values, issuer, day })
    };
    Ok(state.engine.definitions().papers.iter().filter_map(fit).collect())
}

/// Issues a paper, with what was typed for its blanks; what was not typed is written by hand. `request` is the hash of all
/// that was asked for, by which a second click is known.
pub(crate) async fn issue(
    state: &State,
    seen: &Seen,
    caller: &Caller,
    (kind, request): (&str, &Hash),
    (typed, chosen): (&BTreeMap<String, String>, &[PartyId]),
) -> Result<i32, Problem> {
    needs_part(seen)?;
    let mut fits = fitting(state, seen, chosen).await?.into_iter();
    let fit = PaperKind::named(kind).and_then(|kind| fits.find(|fit| fit.template.paper == kind));
    let mut fit = fit.ok_or_else(not_fitting)?;
    fit.names_as_chosen(chosen)?;
    for blank in &fit.blanks {
        let Some(text) = typed.get(blank).map(|text| cleaned(text.trim()).into_owned()) else {
            continue;
        };
        if text.chars().count() > TYPED_CHARACTERS_MAX {
            return Err(too_long(&label(blank, state.engine.workflow_of(seen.case()))));
        }
        if !text.is_empty() {
            _ = fit.values.insert(blank.clone(), vec![piece(blank, text)]);
        }
    }
    let year: String = fit.day.chars().take_while(|c| *c != '年').collect();
    let (word, case) = (&fit.template.number, &seen.stored.number);
    let paper = |ordinal: i32| -> Paper {
        let number = format!("{word}〔{year}〕{case}-{ordinal}号");
        let head = Head { number, issuer: fit.issuer.clone(), day: fit.day.clone() };
        written(fit.template, fit.procedure, &fit.values, head).0
    };
    let asked = (fit.template.paper, request);
    match state.engine.issue_paper(seen, &caller.person, asked, paper).await? {
        Issuing::Issued(ordinal) => Ok(ordinal),
        Issuing::NoCase => Err(Problem::not_found()),
        Issuing::Busy => Err(Problem::unavailable()),
    }
}

impl Fitting<'_> {
    /// Refuses to name parties who were not chosen: a notice is for one of those who complained together, and tells them
    /// nothing of the others.
    fn names_as_chosen(&self, chosen: &[PartyId]) -> Result<(), Problem> {
        let is_known = |id: &PartyId| self.parties.iter().any(|(known, _)| known == id);
        let named = chosen.iter().filter(|id| is_known(id)).count();
        match self.template.names() {
            Named::Nobody => Ok(()),
            Named::One | Named::Several if self.parties.is_empty() => Ok(()),
            Named::One if named == 1 && chosen.len() == 1 => Ok(()),
            Named::Several if named > 0 && named == chosen.len() => Ok(()),
            Named::One => Err(Problem::malformed(
                "请选择这份文书给哪一位当事人：一份只给一个人，几个人要分别出具",
                "choose for which party it is: a notice is for one, and each gets their own",
            )),
            Named::Several => {
                Err(Problem::malformed("请选择文书写哪几位当事人", "choose which parties it names"))
            }
        }
    }
}

/// What was typed into a blank. Who somebody is may be typed wherever nothing is recorded.
fn piece(blank: &str, text: String) -> Piece {
    let says_who = matches!(Slot::named(blank), Some(Slot::Write(_)))
        || matches!(blank, "parties" | "party_details");
    if says_who {
        Piece::Identity { full: text, masked: MASK.to_owned() }
    } else {
        Piece::Text(text)
    }
}

/// What a blank is called: a field of a form as the procedure calls it.
pub(crate) fn label(blank: &str, workflow: Option<&Workflow>) -> Bilingual {
    let Some(slot) = Slot::named(blank) else { return Bilingual::new(blank, blank) };
    if let Slot::Form(key) | Slot::Filing(key) = slot
        && let Some(workflow) = workflow
    {
        let mut forms = workflow.definition().forms.values();
        let field = forms.find_map(|form| form.fields.get(key));
        return field.map_or_else(|| slot.label(), |field| field.label.clone());
    }
    slot.label()
}

/// A paper of the case, and what it says. Whoever is given it in full must have said why: [`paper_in_full`].
pub(crate) async fn paper(
    state: &State,
    seen: &Seen,
    ordinal: i32,
) -> Result<(IssuedPaper, PaperText), Problem> {
    needs_content(seen)?;
    state.engine.paper(seen, ordinal).await?.ok_or_else(Problem::not_found)
}

/// The same to be given in full, for who has a part in the case; written down before it is given.
pub(crate) async fn paper_in_full(
    state: &State,
    seen: &Seen,
    caller: &Caller,
    (ordinal, reason): (i32, &str),
) -> Result<(IssuedPaper, PaperText), Problem> {
    let found = paper(state, seen, ordinal).await?;
    let why = RevealIn { purpose: PurposeIn::Service, reason: reason.to_owned() };
    let why = may_reveal(state, seen, caller, &why)?;
    state.engine.note_paper_read(seen, &caller.person, ordinal, why).await?;
    Ok(found)
}

/// Declares a paper void, for who has a part in the case and says why.
pub(crate) async fn declare_void(
    state: &State,
    seen: &Seen,
    caller: &Caller,
    (ordinal, reason): (i32, &str),
) -> Result<(), Problem> {
    _ = paper(state, seen, ordinal).await?;
    let why = RevealIn { purpose: PurposeIn::Service, reason: reason.to_owned() };
    let why = may_reveal(state, seen, caller, &why)?;
    // Void already is what was asked for.
    _ = state.engine.void_paper(seen, &caller.person, ordinal, &why.reason).await?;
    Ok(())
}

fn needs_content(seen: &Seen) -> Result<(), Problem> {
    if seen.fields().content { Ok(()) } else { Err(Problem::forbidden()) }
}

fn not_fitting() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "paper_not_fitting",
        "案件还没有办到出具这种文书的一步",
        "nothing has happened to the case yet of which this paper could tell",
    )
}

fn too_long(label: &Bilingual) -> Problem {
    Problem::malformed(
        format!("{}最多 {TYPED_CHARACTERS_MAX} 个字", label.zh),
        format!("{} has at most {TYPED_CHARACTERS_MAX} characters", label.en),
    )
}
