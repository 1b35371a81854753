//! What a clerk takes in, read from a form: with what is missing named by its field.

use std::collections::BTreeMap;

use domain::actor::Role;
use domain::case::{Respondents, Risk};
use domain::code_table::telephone_digits;
use domain::id::{PersonId, UnitId, WorkflowName};
use engine::fit::{Unfit, is_telephone};
use engine::intake::{Filed, Intake};
use store::change::RequestKey;

use super::super::citizen::OF_REVIEWS;
use super::super::posted::Posted;
use super::super::respondents::about;
use super::super::shell::{Shell, Visitor};
use super::super::typed::{Typed, category, place};
use crate::api::filing::{Matter, PartyIn};
use crate::api::form::FieldIn;
use crate::api::names::Names;
use crate::api::offers::{FieldOut, fields};
use crate::problem::Problem;
use crate::refusal::unfiled;
use crate::state::State;

/// Who takes in complaints by the pages.
pub(in crate::pages) const TAKES_IN: [Role; 2] = [Role::Clerk, Role::Director];

/// The longest line for lists, in characters.
const TITLE_CHARACTERS_MAX: usize = 200;

/// What is wrong with a form, and with which field of it.
#[derive(Clone, Debug)]
pub(in crate::pages) struct Wrong {
    /// The id of the field on the page.
    pub(in crate::pages) at: String,
    /// What is wrong, and how to mend it.
    pub(in crate::pages) said: String,
}

/// A complaint that can be filed.
#[derive(Debug)]
pub(in crate::pages) struct Taken {
    pub(in crate::pages) intake: Intake,
    /// The digits of the telephone.
    pub(in crate::pages) digits: String,
}

impl Taken {
    /// What likely duplicates and the suggested unit hang on. Whoever changes it is shown them anew.
    pub(super) fn signature(&self) -> String {
        let Intake { category, place, respondents, .. } = &self.intake;
        let units = respondents.units.iter().map(UnitId::as_str);
        let named: Vec<_> = units.chain(respondents.people.iter().map(PersonId::as_str)).collect();
        format!("{}/{category}/{place}/{}", self.digits, named.join(","))
    }
}

/// What is wrong with how the citizen can be reached: by telephone, or not at all because they wish so.
pub(super) fn unreachable(shell: &Shell, posted: &Posted) -> Option<Wrong> {
    let w = &shell.w.desk;
    let reachable = ["telephone", "name"].iter().any(|field| !posted.one(field).is_empty());
    let said = match posted.one("anonymous") {
        "yes" if reachable => w.telephone_though_anonymous,
        "yes" => return None,
        _ if posted.one("telephone").is_empty() => w.no_telephone,
        _ => return None,
    };
    Some(Wrong { at: "telephone".to_owned(), said: said.to_owned() })
}

/// What is wrong with a number that cannot be called.
fn uncallable(shell: &Shell, posted: &Posted) -> Option<Wrong> {
    let said = || Unfit::Telephone.message().get(shell.language).to_owned();
    let wrong = || Wrong { at: "telephone".to_owned(), said: said() };
    (!is_telephone(posted.one("telephone"))).then(wrong)
}

/// Reads a form of intake, but for how the citizen can be reached.
///
/// # Errors
///
/// Everything that is missing or cannot be read, each with its field.
pub(in crate::pages) fn taken(
    state: &State,
    shell: &Shell,
    posted: &Posted,
) -> Result<Taken, Vec<Wrong>> {
    let w = &shell.w.desk;
    let (definitions, mut wrong) = (state.engine.definitions(), Vec::new());
    let title = posted.one("title");
    let mut lacks = |is_missing: bool, at: &str, said: &str| {
        if is_missing {
            wrong.push(Wrong { at: at.to_owned(), said: said.to_owned() });
        }
    };
    lacks(posted.one("place").is_empty(), "place", w.no_place);
    lacks(posted.one("category").is_empty(), "category", w.no_category);
    lacks(title.is_empty(), "title", w.no_matter);
    let mut code = |typed: Typed, at: &str| {
        typed.maybe().unwrap_or_else(|problem| {
            let said = problem.said(shell.language).1.unwrap_or_default();
            wrong.push(Wrong { at: at.to_owned(), said });
            None
        })
    };
    let place = code(place(definitions, posted.one("place")), "place").unwrap_or_default();
    let category = code(category(definitions, posted.one("category")), "category");
    let respondents = about(&state.engine.directory().directory, posted, shell);
    let respondents = respondents.unwrap_or_else(|unread| {
        wrong.extend(unread);
        Respondents::default()
    });
    let is_review = posted.one("workflow") == OF_REVIEWS;
    if is_review && wrong.is_empty() && respondents == Respondents::default() {
        let said = shell.w.respondents.nobody_named.to_owned();
        wrong.push(Wrong { at: "about.units".to_owned(), said });
    }
    wrong.extend(uncallable(shell, posted));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let codes = (category.unwrap_or_default(), place);
    read(state, shell, posted, (codes, respondents)).map_err(|problem| {
        vec![Wrong { at: "title".to_owned(), said: problem.line(shell.language) }]
    })
}

fn read(
    state: &State,
    shell: &Shell,
    posted: &Posted,
    ((category, place), respondents): ((String, String), Respondents),
) -> Result<Taken, Problem> {
    let workflow = posted.one("workflow");
    let fields = form(state, workflow, shell)?;
    let matter = Matter {
        workflow: workflow.to_owned(),
        title: posted.one("title").to_owned(),
        category,
        place,
        address: posted.one("address").to_owned(),
        position: None,
        channel: posted.one("channel").to_owned(),
        respondents: respondents.into(),
        form: filled(posted, &fields),
    };
    let mut intake = matter.read(state)?;
    let risks = [Risk::Low, Risk::Medium, Risk::High];
    let risk = risks.into_iter().find(|risk| risk.as_str() == posted.one("risk"));
    intake.risk = risk.unwrap_or_default();
    let telephone = posted.one("telephone");
    let party = PartyIn::of(posted.one("name"), telephone).read()?;
    intake.parties = Some(party).filter(|party| !party.is_empty()).into_iter().collect();
    let digits = telephone_digits(telephone);
    Ok(Taken { intake, digits })
}

/// The filled form. Who files in a hurry writes the matter once: it also stands in the first text that the form asks for,
/// or there stands what was said beside it.
fn filled(posted: &Posted, fields: &[FieldOut]) -> BTreeMap<String, FieldIn> {
    let mut filled = posted.form(fields);
    let said = [posted.one("said"), posted.one("title")];
    let said = said.into_iter().find(|said| !said.is_empty()).unwrap_or_default();
    let first = fields.iter().find(|field| field.required && field.kind == "text");
    if let Some(field) = first.filter(|field| posted.field(field).is_empty()) {
        filled.insert(field.field.id.clone(), FieldIn::Text(said.to_owned()));
    }
    filled
}

/// A line for lists, of a longer text.
pub(in crate::pages) fn title_of(text: &str) -> String {
    text.chars().take(TITLE_CHARACTERS_MAX).collect()
}

/// Files it.
///
/// # Errors
///
/// Where the caller takes in nothing, the workflow refuses, or the store fails.
pub(in crate::pages) async fn filed(
    state: &State,
    visitor: &Visitor,
    mut intake: Intake,
    request: RequestKey,
) -> Result<Filed, Problem> {
    let staff = visitor.caller.holding(&state.engine, &TAKES_IN).await?;
    intake.center = state.engine.center_of(&staff.unit).unwrap_or(intake.center);
    intake.request = Some(request);
    let workflow = intake.workflow.clone();
    let filed = state.engine.file(Some(visitor.caller.who()), intake).await;
    filed.map_err(|error| unfiled(&state.engine, &workflow, error))
}

/// The filing form of a workflow.
///
/// # Errors
///
/// Where there is no such workflow today.
pub(in crate::pages) fn form(
    state: &State,
    workflow: &str,
    shell: &Shell,
) -> Result<Vec<FieldOut>, Problem> {
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    let found = definitions.current(&WorkflowName::from(workflow), today);
    let definition = found.ok_or_else(Problem::not_found)?.definition();
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    Ok(fields(definition.filing.form.as_ref(), definition, names))
}
