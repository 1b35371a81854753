//! Who reads what of an appraisal. What is not published is for those who supervise, and a unit's own figures for its head.

use crate::actor::{Role, Staff};
use crate::directory::{Directory, UnitKind};
use crate::id::UnitId;

/// What somebody may read of appraisals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Everything: who supervises in a center, or above one.
    Whole,
    /// The figures of this unit, and tables that were published: its head.
    Own(UnitId),
    /// Nothing.
    Nothing,
}

impl Sight {
    /// What somebody of the staff may read. Administrators see no case, and so no figure made of cases.
    pub fn of(staff: &Staff, directory: &Directory) -> Self {
        let holds = |role| staff.roles.contains(&role);
        if staff.roles.iter().any(|role| role.is_administrator()) {
            return Self::Nothing;
        }
        let centers = directory.units.iter().filter(|(_, unit)| unit.kind == UnitKind::Center);
        let mut centers = centers.map(|(id, _)| id);
        let above_one = centers.any(|id| directory.lineage(id).any(|unit| *unit == staff.unit));
        if above_one && (holds(Role::Supervisor) || holds(Role::Director)) {
            Self::Whole
        } else if holds(Role::UnitHead) {
            Self::Own(staff.unit.clone())
        } else {
            Self::Nothing
        }
    }

    /// Whether it takes in the table of a period.
    pub const fn table(&self, is_published: bool) -> bool {
        match self {
            Self::Whole => true,
            Self::Own(_) => is_published,
            Self::Nothing => false,
        }
    }

    /// Whether it takes in the figures of a unit with their items.
    pub fn unit(&self, unit: &UnitId) -> bool {
        match self {
            Self::Whole => true,
            Self::Own(own) => own == unit,
            Self::Nothing => false,
        }
    }
}
