//! The steps of a report, what each asks for, and what it still lacks.

use domain::code_table::read_telephone;
use domain::workflow::Visibility;
use engine::reviews::OF_REVIEW;

use crate::api::names::Names;
use crate::api::offers::{FieldOut, fields};
use crate::pages::posted::{Posted, named};
use crate::pages::shell::Shell;
use crate::pages::words::Words;
use crate::problem::Problem;
use crate::state::State;

/// Under which workflow it is filed. What belongs under another is filed there by whoever looks at it first.
const WORKFLOW: &str = "service";

/// Under which one that comes of a review is filed: somebody who is not complained about looks into it.
pub(in crate::pages) const OF_REVIEWS: &str = "review";

/// Under which workflow a report is filed.
pub(super) fn workflow(typed: &Posted) -> &'static str {
    if typed.one(OF_REVIEW).is_empty() { WORKFLOW } else { OF_REVIEWS }
}

/// The field of the workflow's form that says where. Citizens are asked for it once, as the address of the complaint.
const LOCATION: &str = "location";

/// The kinds of matters that people know, few enough to be seen at once: the category of each, if it is one category, and
/// what it is called.
pub(super) const KINDS: [(&str, &str, &str, &str); 6] = [
    ("facilities", "1104", "路灯、道路、供水等公共设施", "Lamps, roads, water and the like"),
    ("neighbours", "", "邻里、土地、房屋、小区物业", "Neighbours, land, houses, housing estates"),
    ("wages", "07", "拖欠工资、劳动", "Wages and work"),
    (VIOLENCE, "01", "家庭暴力、婚姻家庭", "Violence at home, marriage and family"),
    (OFFICIALS, "", "民警或干部的态度、作风", "How an officer or official behaved"),
    ("other", "", "其他、说不清", "Something else, or hard to say"),
];

/// The kind that is about somebody in office: few see it until two people know whom it is about.
pub(super) const OFFICIALS: &str = "officials";

/// The kind that is about those who share a home, and perhaps a telephone.
const VIOLENCE: &str = "violence";

/// Whether somebody who looks over the shoulder could do harm: then the page can be left at once.
pub(super) fn is_sensitive(kind: &str) -> bool {
    matches!(kind, OFFICIALS | VIOLENCE)
}

/// What the button says that sends it.
pub(super) const SEND: &str = "send";

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// What happened, with photographs.
    What,
    /// Where.
    Where,
    /// How to be reached, and everything before it once more.
    Contact,
}

impl Step {
    /// All of them, in order.
    pub(super) const ALL: [Self; 3] = [Self::What, Self::Where, Self::Contact];

    /// The word for it in addresses and forms.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::What => "1",
            Self::Where => "2",
            Self::Contact => "3",
        }
    }

    /// The step of a word.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// What it is called.
    pub(super) const fn label(self, w: &Words) -> &'static str {
        match self {
            Self::What => w.citizen.step_what,
            Self::Where => w.citizen.step_where,
            Self::Contact => w.citizen.step_contact,
        }
    }

    /// What it asks.
    pub(super) const fn title(self, w: &Words) -> &'static str {
        match self {
            Self::What => w.citizen.what_title,
            Self::Where => w.citizen.where_title,
            Self::Contact => w.citizen.contact_title,
        }
    }

    /// Where its button leads.
    pub(super) const fn next(self) -> &'static str {
        match self {
            Self::What => "2",
            Self::Where => "3",
            Self::Contact => SEND,
        }
    }

    /// What comes before it.
    pub(super) const fn back(self) -> Option<&'static str> {
        match self {
            Self::What => None,
            Self::Where => Some("1"),
            Self::Contact => Some("2"),
        }
    }

    /// What it still needs.
    pub(super) fn faults(self, typed: &Posted, fields: &[FieldOut], w: &Words) -> Vec<Fault> {
        match self {
            Self::What => {
                let title = [("title".to_owned(), w.citizen.one_line)];
                let needed = fields.iter().filter(|field| field.required);
                let needed = needed.map(|field| (named(field), field.field.name.as_str()));
                let asked = title.into_iter().chain(needed);
                let missing = asked.filter(|(name, _)| typed.one(name).is_empty());
                let fill =
                    |(at, label)| Fault { at, text: format!("{}{label}", w.citizen.fault_fill) };
                missing.map(fill).collect()
            }
            Self::Contact => {
                let reached = typed.one("contact") == "anonymous"
                    || read_telephone(typed.one("telephone")).is_ok();
                let text = || w.citizen.fault_telephone.to_owned();
                let fault = || Fault { at: "telephone".to_owned(), text: text() };
                (!reached).then(fault).into_iter().collect()
            }
            Self::Where => Vec::new(),
        }
    }
}

/// Something that is missing or not taken, at a field.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// The id of the field.
    pub(super) at: String,
    /// What, for people.
    pub(super) text: String,
}

/// Whether this is what a report with these fields consists of. Whatever else a form says is not kept.
pub(super) fn is_asked(name: &str, fields: &[FieldOut]) -> bool {
    const NAMES: [&str; 7] = ["title", "kind", "place", "address", "contact", "name", "telephone"];
    NAMES.contains(&name) || fields.iter().any(|field| named(field) == name)
}

/// The fields of the filing form that citizens may read, and so fill in.
pub(super) fn asked(
    state: &State,
    shell: &Shell,
    typed: &Posted,
) -> Result<Vec<FieldOut>, Problem> {
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    let found = definitions.current(&workflow(typed).into(), today);
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
