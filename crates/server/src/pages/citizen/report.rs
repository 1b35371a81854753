//! Reporting a problem 反映问题 in three steps: what, where, how to be reached; then everything once more, and it is sent.
//! Nothing is kept before that: what was typed travels from step to step in hidden fields.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::text::Bilingual;
use domain::workflow::Visibility;
use uuid::Uuid;

use super::sent::{ReceiptPage, filed};
use super::{Guest, keeping};
use crate::api::names::{Named, Names};
use crate::api::offers::{FieldOut, fields};
use crate::origin::Local;
use crate::pages::posted::{Posted, named};
use crate::pages::shell::{Shell, page};
use crate::pages::trouble::wait;
use crate::pages::words::Words;
use crate::problem::Problem;
use crate::state::State as Shared;

/// Under which workflow it is filed. What belongs under another is filed there by whoever looks at it first.
pub(super) const WORKFLOW: &str = "service";

/// The field of the workflow's form that says where. Citizens are asked for it once, as the address of the complaint.
const LOCATION: &str = "location";

/// The kinds of matters that people know: the category of each, if it has one, and what it is called.
pub(super) const KINDS: [(&str, &str, &str, &str); 7] = [
    ("facilities", "1104", "路灯、道路、供水等公共设施", "Lamps, roads, water and the like"),
    ("neighbours", "02", "邻里纠纷", "Neighbours"),
    ("wages", "07", "拖欠工资、劳动", "Wages and work"),
    ("land", "09", "土地、山林、房屋", "Land, woods, houses"),
    ("estate", "0402", "小区物业", "Management of a housing estate"),
    (OFFICIALS, "", "民警或干部的态度、作风", "How an officer or official behaved"),
    ("other", "", "其他、说不清", "Something else, or hard to say"),
];

/// The kind that is about somebody in office: few see it until two people know whom it is about.
pub(super) const OFFICIALS: &str = "officials";

/// The least digits of a telephone number that can be called.
const TELEPHONE_DIGITS_MIN: usize = 7;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    What,
    Where,
    Contact,
    Check,
}

impl Step {
    const ALL: [Self; 4] = [Self::What, Self::Where, Self::Contact, Self::Check];

    const fn word(self) -> &'static str {
        match self {
            Self::What => "1",
            Self::Where => "2",
            Self::Contact => "3",
            Self::Check => "4",
        }
    }

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    const fn label(self, w: &Words) -> &'static str {
        match self {
            Self::What => w.citizen.step_what,
            Self::Where => w.citizen.step_where,
            Self::Contact => w.citizen.step_contact,
            Self::Check => w.citizen.step_check,
        }
    }

    const fn title(self, w: &Words) -> &'static str {
        match self {
            Self::What => w.citizen.what_title,
            Self::Where => w.citizen.where_title,
            Self::Contact => w.citizen.contact_title,
            Self::Check => w.citizen.check_title,
        }
    }

    const fn next(self) -> &'static str {
        match self {
            Self::What => "2",
            Self::Where => "3",
            Self::Contact => "4",
            Self::Check => SEND,
        }
    }

    const fn back(self) -> Option<&'static str> {
        match self {
            Self::What => None,
            Self::Where => Some("1"),
            Self::Contact => Some("2"),
            Self::Check => Some("3"),
        }
    }

    /// Whether this is asked for here.
    fn asks(self, name: &str) -> bool {
        match self {
            Self::What => matches!(name, "title" | "kind") || name.starts_with("f."),
            Self::Where => matches!(name, "place" | "address"),
            Self::Contact => matches!(name, "contact" | "name" | "telephone"),
            Self::Check => false,
        }
    }
}

/// What the button says that sends it.
const SEND: &str = "send";

/// Something that is missing, at a field.
#[derive(Debug)]
struct Fault {
    at: String,
    text: String,
}

/// What was given, to be looked over.
#[derive(Debug)]
struct Given {
    label: String,
    text: String,
    step: Step,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    shell: Shell,
    step: Step,
    fields: Vec<FieldOut>,
    kinds: Vec<Named>,
    places: Vec<Named>,
    carried: Vec<(String, String)>,
    given: Vec<Given>,
    key: String,
    posted: Posted,
    faults: Vec<Fault>,
    error: Option<String>,
}

impl ReportPage {
    fn typed(&self, name: &str) -> &str {
        self.posted.one(name)
    }

    fn value(&self, _: &str, field: &FieldOut) -> &str {
        self.posted.one(&named(field))
    }

    fn fault(&self, at: &str) -> Option<&str> {
        self.faults.iter().find(|fault| fault.at == at).map(|fault| fault.text.as_str())
    }

    fn is_anonymous(&self) -> bool {
        self.posted.one("contact") == "anonymous"
    }
}

/// Shows the first step.
pub(super) async fn show(State(state): State<Shared>, guest: Guest) -> Result<Response, Problem> {
    let first = sheet(&state, guest.shell, Step::What, Posted::default())?;
    Ok(page(&first, StatusCode::OK))
}

/// Goes to another step with what was typed; after the last, files it and shows the receipt.
pub(super) async fn step(
    State(state): State<Shared>,
    guest: Guest,
    _local: Local,
    posted: Posted,
) -> Result<Response, Problem> {
    let Guest { from, shell, chosen } = guest.choosing(&posted);
    let at = Step::named(posted.one("at")).unwrap_or(Step::What);
    let to = posted.one("to");
    let wanted = if to == SEND { Step::Check } else { Step::named(to).unwrap_or(at) };
    let fields = asked(&state, &shell)?;
    // Who goes back, or only wants larger letters, is not told what is still missing.
    for step in Step::ALL.into_iter().filter(|step| *step < wanted) {
        let faults = faults(step, &posted, &fields, shell.w);
        if !faults.is_empty() {
            let again = sheet(&state, shell, step, posted)?;
            let again = ReportPage { faults, ..again };
            return Ok(keeping(page(&again, StatusCode::BAD_REQUEST), &chosen));
        }
    }
    if to != SEND {
        let next = sheet(&state, shell, wanted, posted)?;
        return Ok(keeping(page(&next, StatusCode::OK), &chosen));
    }
    match filed(&state, from, &posted, &fields).await {
        Ok(filed) => {
            let receipt = ReceiptPage::of(&state, shell, &filed);
            Ok(keeping(page(&receipt, StatusCode::CREATED), &chosen))
        }
        Err(problem) if problem.status().is_client_error() => {
            let error = Some(problem.line(shell.language));
            let again = ReportPage { error, ..sheet(&state, shell, Step::Check, posted)? };
            Ok(wait(page(&again, problem.status()), &problem))
        }
        Err(problem) => Err(problem),
    }
}

/// What a step still needs.
fn faults(step: Step, posted: &Posted, fields: &[FieldOut], w: &Words) -> Vec<Fault> {
    let fill =
        |at: String, label: &str| Fault { at, text: format!("{}{label}", w.citizen.fault_fill) };
    match step {
        Step::What => {
            let title = [("title".to_owned(), w.citizen.one_line)];
            let needed = fields.iter().filter(|field| field.required);
            let needed = needed.map(|field| (named(field), field.field.name.as_str()));
            let asked = title.into_iter().chain(needed);
            asked
                .filter(|(name, _)| posted.one(name).is_empty())
                .map(|(name, label)| fill(name, label))
                .collect()
        }
        Step::Contact => {
            let digits = posted.one("telephone").chars().filter(char::is_ascii_digit).count();
            let reached = posted.one("contact") == "anonymous" || digits >= TELEPHONE_DIGITS_MIN;
            let fault =
                || Fault { at: "telephone".to_owned(), text: w.citizen.fault_telephone.to_owned() };
            (!reached).then(fault).into_iter().collect()
        }
        Step::Where | Step::Check => Vec::new(),
    }
}

/// The fields of the filing form that citizens may read, and so fill in.
fn asked(state: &Shared, shell: &Shell) -> Result<Vec<FieldOut>, Problem> {
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    let found = definitions.current(&WORKFLOW.into(), today);
    let definition = found.ok_or_else(Problem::unavailable)?.definition();
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let name = definition.filing.form.as_ref();
    let form = name.and_then(|name| definition.forms.get(name.as_str()));
    let mut fields = fields(name, definition, names);
    fields.retain(|field| {
        let known = form.and_then(|form| form.fields.get(field.field.id.as_str()));
        known.is_some_and(|known| known.visible == Visibility::Citizen)
            && field.field.id != LOCATION
    });
    Ok(fields)
}

fn sheet(state: &Shared, shell: Shell, step: Step, posted: Posted) -> Result<ReportPage, Problem> {
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
    let given = given(&posted, &fields, (&kinds, &places), shell.w);
    let asked = |name: &str| Step::ALL.into_iter().any(|known| known != step && known.asks(name));
    let carried = posted.0.iter().filter(|(name, _)| asked(name)).cloned().collect();
    let key = match posted.one("key") {
        "" => Uuid::now_v7().to_string(),
        key => key.to_owned(),
    };
    let kinds = kinds.into();
    let (faults, error) = (Vec::new(), None);
    Ok(ReportPage {
        shell,
        step,
        fields,
        kinds,
        places,
        carried,
        given,
        key,
        posted,
        faults,
        error,
    })
}

/// Everything that was typed, in order.
fn given(
    posted: &Posted,
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
    let typed = |name: &str| posted.one(name).to_owned();
    let mut rows = vec![
        row(w.matter, typed("title"), Step::What),
        row(w.category, chosen(kinds, posted.one("kind")), Step::What),
    ];
    let filled = fields.iter().map(|field| {
        let text = chosen(&field.choices, posted.one(&named(field)));
        row(&field.field.name, text, Step::What)
    });
    rows.extend(filled);
    rows.push(row(w.place, chosen(places, posted.one("place")), Step::Where));
    rows.push(row(w.address, typed("address"), Step::Where));
    if posted.one("contact") == "anonymous" {
        rows.push(row(w.citizen.contact_how, w.citizen.stay_anonymous.to_owned(), Step::Contact));
    } else {
        rows.push(row(w.telephone, typed("telephone"), Step::Contact));
        rows.push(row(w.party_name, typed("name"), Step::Contact));
    }
    rows
}
