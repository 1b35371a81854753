//! What a list of work is narrowed to: its view and its filters, which are its address, so that a list can be kept as a
//! bookmark and sent to a colleague.

use chrono::Days;
use domain::calendar::Calendar;
use domain::case::Risk;
use domain::id::Timestamp;
use domain::workflow::Stage;
use serde::{Deserialize, Serialize};
use store::queries::{CaseFilter, Sort};

use super::super::shell::Shell;
use super::super::typed::{category, place, unit};
use crate::api::case_out::word;
use crate::problem::Problem;
use crate::state::State;

/// Which part of the work. What is empty does not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages) struct WorkIn {
    #[serde(skip_serializing_if = "is_usual")]
    pub(super) tab: Tab,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) workflow: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) category: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) lead: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) risk: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) done: String,
}

/// A view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tab {
    /// Whatever is open.
    #[default]
    All,
    /// Past a deadline.
    Overdue,
    /// Due in what is left of today.
    Today,
    /// To be studied.
    Study,
    /// Without a lead unit.
    Unassigned,
    /// To be looked at before it ends.
    Close,
    /// Ended.
    Ended,
}

impl Tab {
    /// All of them, in their order on the page.
    pub(super) const ALL: [Self; 7] = [
        Self::All,
        Self::Overdue,
        Self::Today,
        Self::Study,
        Self::Unassigned,
        Self::Close,
        Self::Ended,
    ];

    /// The order of its rows.
    pub(super) fn sort(self) -> Sort {
        if self == Self::Ended { Sort::Filed } else { Sort::Due }
    }

    /// What it is called.
    pub(super) const fn label(self, shell: &Shell) -> &'static str {
        let w = shell.w;
        match self {
            Self::All => w.all_open,
            Self::Overdue => w.overdue,
            Self::Today => w.due_today,
            Self::Study => w.to_study,
            Self::Unassigned => w.unassigned,
            Self::Close => w.to_close,
            Self::Ended => w.ended,
        }
    }

    /// What it asks for of what a list is narrowed to.
    pub(super) fn filter(self, of: &CaseFilter, now: Timestamp, calendar: &Calendar) -> CaseFilter {
        let open = CaseFilter { open: Some(true), ..of.clone() };
        let in_stage = |stage: Stage| Some(word(&stage));
        match self {
            Self::All => open,
            Self::Overdue => CaseFilter { due_before: Some(now), ..open },
            Self::Today => {
                let tomorrow = calendar.start(calendar.date(now) + Days::new(1));
                CaseFilter { due_from: Some(now), due_before: Some(tomorrow), ..open }
            }
            Self::Study => CaseFilter { stage: in_stage(Stage::Study), ..open },
            Self::Unassigned => CaseFilter { unassigned: true, ..open },
            Self::Close => CaseFilter { stage: in_stage(Stage::Close), ..open },
            Self::Ended => CaseFilter { open: Some(false), ..open },
        }
    }
}

/// Whether it need not stand in an address.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like that")]
fn is_usual(tab: &Tab) -> bool {
    *tab == Tab::default()
}

/// A filter that is set, and where the list is without it.
#[derive(Debug)]
pub(super) struct Chip {
    pub(super) label: String,
    pub(super) without: String,
}

impl WorkIn {
    /// The address of this list.
    pub(super) fn address(&self) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("/s/?{query}"),
            _ => "/s/".to_owned(),
        }
    }

    /// The same filters in another view, from its first page.
    pub(super) fn in_view(&self, tab: Tab) -> Self {
        Self { tab, after: String::new(), done: String::new(), ..self.clone() }
    }

    /// What is asked of the store, whichever the view.
    ///
    /// # Errors
    ///
    /// Where a unit, a place or a category is none, or more than one.
    pub(super) fn narrowed(&self, state: &State) -> Result<CaseFilter, Problem> {
        let definitions = state.engine.definitions();
        let snapshot = state.engine.directory();
        let risk = Some(self.risk.as_str()).filter(|named| !named.is_empty());
        let workflow = Some(self.workflow.as_str()).filter(|name| !name.is_empty());
        let category = category(definitions, &self.category).maybe()?;
        Ok(CaseFilter {
            workflow: workflow.map(Into::into),
            place: place(definitions, &self.place).maybe()?.map(|code| code.as_str().into()),
            category: category.map(|code| code.as_str().into()),
            lead: unit(&snapshot.directory, &self.lead).maybe()?.map(|id| id.as_str().into()),
            risk: risk.map(risk_of).transpose()?,
            ..CaseFilter::default()
        })
    }

    /// The filters that are set.
    pub(super) fn chips(&self, shell: &Shell) -> Vec<Chip> {
        let w = shell.w;
        let first = || self.in_view(self.tab);
        let none = String::new;
        let set = [
            (w.workflow, &self.workflow, Self { workflow: none(), ..first() }),
            (w.place, &self.place, Self { place: none(), ..first() }),
            (w.category, &self.category, Self { category: none(), ..first() }),
            (w.unit, &self.lead, Self { lead: none(), ..first() }),
            (w.risk, &self.risk, Self { risk: none(), ..first() }),
        ];
        let set = set.into_iter().filter(|(_, value, _)| !value.is_empty());
        set.map(|(name, value, without)| {
            let value = if name == w.risk { w.risk_name(value) } else { value };
            Chip { label: format!("{name}：{value}"), without: without.address() }
        })
        .collect()
    }
}

fn risk_of(named: &str) -> Result<String, Problem> {
    let known = [Risk::Low, Risk::Medium, Risk::High].map(|risk| word(&risk));
    known.into_iter().find(|risk| risk == named).ok_or_else(|| {
        Problem::malformed(
            "风险等级应为 low、medium 或 high",
            "the risk must be low, medium or high",
        )
    })
}
