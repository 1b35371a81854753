//! The parts of a unit's desk: which cases each is about, and which units have it.

use chrono::Days;
use domain::directory::UnitKind;
use domain::id::UnitId;
use domain::workflow::Stage;
use serde::Deserialize;
use store::queries::{CaseFilter, Mark, Sort};

use super::at_court::confirmations;
use super::shell::Shell;
use crate::api::case_out::word;
use crate::state::State as Shared;

/// Which part of what the unit has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tab {
    /// To be signed for.
    #[default]
    Sign,
    /// In hand.
    Hand,
    /// Due today, or late.
    Today,
    /// Under an open order of supervision.
    Order,
    /// To be mediated today.
    Meetings,
    /// Agreements that the court may be asked to confirm, or was.
    Confirm,
    /// Going on to a suit.
    Suits,
    /// Ended.
    Ended,
}

impl Tab {
    /// All of them, in their order.
    pub(super) const ALL: [Self; 8] = [
        Self::Sign,
        Self::Hand,
        Self::Today,
        Self::Order,
        Self::Meetings,
        Self::Confirm,
        Self::Suits,
        Self::Ended,
    ];

    /// Its word in addresses.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Hand => "hand",
            Self::Today => "today",
            Self::Order => "order",
            Self::Meetings => "meetings",
            Self::Confirm => "confirm",
            Self::Suits => "suits",
            Self::Ended => "ended",
        }
    }

    /// What it is called.
    pub(super) const fn label(self, shell: &Shell) -> &'static str {
        let w = shell.w;
        match self {
            Self::Sign => w.desk.to_sign,
            Self::Hand => w.desk.in_hand,
            Self::Today => w.desk.due_or_late,
            Self::Order => w.desk.ordered,
            Self::Meetings => w.desk.meetings,
            Self::Confirm => w.desk.confirm,
            Self::Suits => w.desk.suits,
            Self::Ended => w.ended,
        }
    }

    /// The cases that it is about; for mediations and suits, which other questions find, those that are open.
    pub(super) fn filter(self, state: &Shared, unit: &UnitId) -> CaseFilter {
        let (calendar, now) = (&state.engine.definitions().calendar, state.engine.clock().now());
        let works = Some(unit.clone());
        let open = CaseFilter { open: Some(true), works, ..CaseFilter::default() };
        let of = |stage: Stage| CaseFilter { stage: Some(word(&stage)), ..open.clone() };
        match self {
            Self::Sign => of(Stage::Assign),
            Self::Hand => of(Stage::Handle),
            // What is late already is due today more than anything else.
            Self::Today => {
                let tomorrow = calendar.start(calendar.date(now) + Days::new(1));
                CaseFilter { due_before: Some(tomorrow), ..open }
            }
            Self::Order => CaseFilter { mark: Some(Mark::Ordered), ..open },
            Self::Confirm => confirmations(state),
            Self::Meetings | Self::Suits => open,
            Self::Ended => CaseFilter { open: Some(false), ..open },
        }
    }

    /// The order of its cases.
    pub(super) fn sort(self) -> Sort {
        if self == Self::Ended { Sort::Filed } else { Sort::Due }
    }

    /// Whether a unit of this kind has it: the lists of a court are for courts, mediations for mediators and wherever one
    /// was arranged.
    pub(super) fn is_for(self, kind: UnitKind, meetings: usize) -> bool {
        match self {
            Self::Meetings => kind == UnitKind::MediationCommittee || meetings > 0,
            Self::Confirm | Self::Suits => kind == UnitKind::Court,
            Self::Sign | Self::Hand | Self::Today | Self::Order | Self::Ended => true,
        }
    }
}
