//! What a list of work is narrowed to: its view and its filters, which are its address, so that a list can be kept as a
//! bookmark and sent to a colleague.

use chrono::Days;
use domain::calendar::Calendar;
use domain::case::Risk;
use domain::id::Timestamp;
use domain::workflow::Stage;
use serde::{Deserialize, Serialize};
use store::queries::{CaseFilter, Mark, Sort};

use super::super::shell::Shell;
use super::super::supervise::label;
use super::super::typed::{category, place, unit};
use super::super::words::Words;
use crate::api::case_out::word;
use crate::api::supervision::Marked;
use crate::problem::Problem;
use crate::state::State;

/// Which part of the work. What is empty does not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages) struct WorkIn {
    #[serde(skip_serializing_if = "is_usual")]
    pub(in crate::pages) tab: Tab,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) workflow: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) category: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) lead: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) risk: String,
    /// In a stage, by its word.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) stage: String,
    /// Of which a supervisor asks something, by its word.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) mark: String,
    /// Filed on these days, as [`days`](super::figured::days) writes them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) filed: String,
    /// Ended on these days.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) finished: String,
    /// Ended with all promises kept, `yes`, or not, `no`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) kept: String,
    /// Ended, and the citizen said `anything`, or `solved`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) said: String,
    /// In which a unit, `citizen` or `law` had time.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) held: String,
    /// Of the telephone of the case with this number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) same: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::pages) after: String,
}

/// A view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::pages) enum Tab {
    /// Whatever is open.
    #[default]
    All,
    /// Past a deadline.
    Overdue,
    /// Due in what is left of today.
    Today,
    /// Yellow by the colours that the county sets: what a supervisor looks at before it is late.
    Soon,
    /// To be studied.
    Study,
    /// Without a lead unit.
    Unassigned,
    /// To be looked at before it ends.
    Close,
    /// Ended.
    Ended,
    /// Open or ended: what figures over a period count.
    Any,
}

impl Tab {
    /// Those that stand above the list, in their order; the desk of supervisors leads to [`Self::Soon`].
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
    pub(in crate::pages) fn sort(self) -> Sort {
        match self {
            Self::Ended | Self::Any => Sort::Filed,
            Self::All
            | Self::Overdue
            | Self::Today
            | Self::Soon
            | Self::Study
            | Self::Unassigned
            | Self::Close => Sort::Due,
        }
    }

    /// What it is called.
    pub(in crate::pages) const fn label(self, shell: &Shell) -> &'static str {
        let w = shell.w;
        match self {
            Self::All => w.all_open,
            Self::Overdue => w.overdue,
            Self::Today => w.due_today,
            Self::Soon => w.supervision.soon,
            Self::Study => w.to_study,
            Self::Unassigned => w.unassigned,
            Self::Close => w.to_close,
            Self::Ended => w.ended,
            Self::Any => w.reading.open_or_ended,
        }
    }

    /// What it asks for of what a list is narrowed to.
    pub(in crate::pages) fn filter(
        self,
        of: &CaseFilter,
        now: Timestamp,
        calendar: &Calendar,
    ) -> CaseFilter {
        let open = CaseFilter { open: Some(true), ..of.clone() };
        let in_stage = |stage: Stage| Some(word(&stage));
        match self {
            Self::All => open,
            Self::Overdue => CaseFilter { due_before: Some(now), ..open },
            Self::Today => {
                let tomorrow = calendar.start(calendar.date(now) + Days::new(1));
                CaseFilter { due_from: Some(now), due_before: Some(tomorrow), ..open }
            }
            Self::Soon => CaseFilter { yellow_at: Some(now), ..open },
            Self::Study => CaseFilter { stage: in_stage(Stage::Study), ..open },
            Self::Unassigned => CaseFilter { unassigned: true, ..open },
            Self::Close => CaseFilter { stage: in_stage(Stage::Close), ..open },
            Self::Ended => CaseFilter { open: Some(false), ..open },
            Self::Any => of.clone(),
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
pub(in crate::pages) struct Chip {
    pub(in crate::pages) label: String,
    pub(super) without: String,
}

impl WorkIn {
    /// The address of this list.
    pub(in crate::pages) fn address(&self) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("/s/?{query}"),
            _ => "/s/".to_owned(),
        }
    }

    /// The same filters in another view, from its first page.
    pub(super) fn in_view(&self, tab: Tab) -> Self {
        Self { tab, after: String::new(), ..self.clone() }
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
        let unassigned = self.lead == NO_UNIT;
        let lead = if unassigned { "" } else { &self.lead };
        Ok(CaseFilter {
            workflow: workflow.map(Into::into),
            place: place(definitions, &self.place).maybe()?.map(|code| code.as_str().into()),
            category: category.map(|code| code.as_str().into()),
            lead: unit(&snapshot.directory, lead).maybe()?.map(|id| id.as_str().into()),
            risk: risk.map(risk_of).transpose()?,
            stage: Some(&self.stage).filter(|named| !named.is_empty()).map(stage_of).transpose()?,
            mark: self.marked(state.engine.clock().now())?,
            unassigned,
            ..self.figured(state)?
        })
    }

    /// What a supervisor asks of the cases.
    fn marked(&self, now: Timestamp) -> Result<Option<Mark>, Problem> {
        match self.mark.as_str() {
            "" => Ok(None),
            named => Marked::ALL
                .into_iter()
                .find(|marked| marked.as_str() == named)
                .map(|marked| Some(marked.mark(now)))
                .ok_or_else(|| unknown("mark")),
        }
    }

    /// The filters that are set.
    pub(in crate::pages) fn chips(&self, shell: &Shell) -> Vec<Chip> {
        let w = shell.w;
        let first = || self.in_view(self.tab);
        let none = String::new;
        let set = [
            (w.workflow, &self.workflow, Self { workflow: none(), ..first() }),
            (w.place, &self.place, Self { place: none(), ..first() }),
            (w.category, &self.category, Self { category: none(), ..first() }),
            (w.unit, &self.lead, Self { lead: none(), ..first() }),
            (w.risk, &self.risk, Self { risk: none(), ..first() }),
            (w.stage, &self.stage, Self { stage: none(), ..first() }),
            (w.marks, &self.mark, Self { mark: none(), ..first() }),
            (w.reading.filed, &self.filed, Self { filed: none(), ..first() }),
            (w.reading.ended, &self.finished, Self { finished: none(), ..first() }),
            (w.reading.promises, &self.kept, Self { kept: none(), ..first() }),
            (w.reading.said, &self.said, Self { said: none(), ..first() }),
            (w.reading.time_of, &self.held, Self { held: none(), ..first() }),
            (w.reading.same_telephone, &self.same, Self { same: none(), ..first() }),
        ];
        let set = set.into_iter().filter(|(_, value, _)| !value.is_empty());
        set.map(|(name, value, without)| {
            let value = said(name, value, w);
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

fn stage_of(named: &String) -> Result<String, Problem> {
    let known = Stage::ALL.into_iter().map(Stage::as_str);
    known
        .into_iter()
        .find(|stage| stage == named)
        .map(str::to_owned)
        .ok_or_else(|| unknown("stage"))
}

/// What a value of this filter is called.
fn said<'v>(filter: &str, value: &'v str, w: &'static Words) -> &'v str {
    let stage = || Stage::ALL.into_iter().find(|stage| stage.as_str() == value);
    let marked = || Marked::ALL.into_iter().find(|marked| marked.as_str() == value);
    match filter {
        _ if filter == w.risk => w.risk_name(value),
        _ if filter == w.stage => stage().map_or(value, |stage| w.stage_name(stage)),
        _ if filter == w.marks => marked().map_or(value, |marked| label(marked, w)),
        _ if value == NO_UNIT => w.unassigned,
        _ if filter == w.reading.promises => {
            if value == "yes" {
                w.reading.all_kept
            } else {
                w.reading.one_missed
            }
        }
        _ if filter == w.reading.said => {
            if value == "solved" {
                w.solved
            } else {
                w.reading.anything
            }
        }
        _ if value == "citizen" => w.reading.citizen,
        _ if value == "law" => w.reading.law,
        _ => value,
    }
}

/// Nothing on our pages leads there.
pub(super) fn unknown(at: &str) -> Problem {
    Problem::malformed(
        "没有这种筛选，请从督办台或列表重新选择",
        "there is no such filter; choose again from the desk or the list",
    )
    .with("at", at)
}

/// What stands for the unit where none leads.
pub(in crate::pages) const NO_UNIT: &str = "-";
