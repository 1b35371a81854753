//! What is done with a joint session, and who does it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::SessionStanding;
use crate::actor::{Role, Staff};
use crate::directory::Directory;
use crate::id::{PersonId, UnitId};
use crate::text::Bilingual;
use crate::workflow::Words;

/// What is done with a joint session, once it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStep {
    /// Drafts its minutes, or mends the draft 拟纪要.
    Minute,
    /// Signs the minutes 签发纪要.
    Sign,
    /// Finds the draft wanting 退回拟稿.
    SendBack,
    /// Calls it off 取消.
    CallOff,
}

impl SessionStep {
    /// All of them, in the order of the buttons.
    pub const ALL: [Self; 4] = [Self::Minute, Self::Sign, Self::SendBack, Self::CallOff];

    /// Its word in JSON and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Sign => "sign",
            Self::SendBack => "send_back",
            Self::CallOff => "call_off",
        }
    }

    /// Whether it says why in words.
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::SendBack | Self::CallOff)
    }

    /// Where a session stands after it; none if it does not begin where the session stands.
    pub const fn leads(self, from: SessionStanding) -> Option<SessionStanding> {
        use SessionStanding as S;
        match (self, from) {
            (Self::Minute, S::Called | S::Minuted) => Some(S::Minuted),
            (Self::Sign, S::Minuted) => Some(S::Held),
            (Self::SendBack, S::Minuted) => Some(S::Called),
            (Self::CallOff, S::Called) => Some(S::CalledOff),
            (Self::Minute | Self::Sign | Self::SendBack | Self::CallOff, _) => None,
        }
    }
}

impl Words for SessionStep {
    fn words(&self) -> Bilingual {
        match self {
            Self::Minute => Bilingual::new("拟会商纪要", "Draft the minutes"),
            Self::Sign => Bilingual::new("签发纪要", "Sign the minutes"),
            Self::SendBack => Bilingual::new("退回拟稿", "Send the draft back"),
            Self::CallOff => Bilingual::new("取消会商", "Call it off"),
        }
    }
}

/// What of a session decides who may do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    /// The center that calls it.
    pub center: UnitId,
    /// Who called it.
    pub called_by: PersonId,
    /// The units that are invited.
    pub units: BTreeSet<UnitId>,
    /// The units that have a task by its minutes.
    pub owners: BTreeSet<UnitId>,
    /// Where it stands.
    pub standing: SessionStanding,
    /// Who drafted the minutes last.
    pub minuted_by: Option<PersonId>,
}

/// Why somebody may not take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSat {
    /// It is for others to do.
    NotYours,
    /// Whoever drafted the minutes does not sign them.
    OwnDraft,
    /// The session does not stand where the step begins.
    WrongStanding(SessionStanding),
}

impl Words for NotSat {
    fn words(&self) -> Bilingual {
        match self {
            Self::NotYours => Bilingual::new("这一步不由您办理", "this step is for somebody else"),
            Self::OwnDraft => Bilingual::new(
                "会商纪要由另一人签发，拟稿人不能签发自己拟的",
                "somebody else signs the minutes: whoever drafted them cannot",
            ),
            Self::WrongStanding(standing) => {
                let at = standing.words();
                Bilingual::new(
                    format!("会商现在是“{}”，不能办理这一步", at.zh),
                    format!("the session stands at “{}”; this step cannot be taken", at.en),
                )
            }
        }
    }
}

impl SessionFacts {
    /// Whether somebody supervises for the center: calls sessions, drafts and signs minutes, confirms tasks.
    pub fn supervises(&self, staff: &Staff, directory: &Directory) -> bool {
        directory.is_within(&staff.unit, &self.center)
            && !is_administrator(staff)
            && holds(staff, &[Role::Supervisor, Role::Director])
    }

    /// Whether somebody may read it, as far as they may know of its cases: those of the center who supervise and take in; who
    /// handles in an invited unit and its head; once the minutes bind, those of a unit that has a task.
    pub fn may_be_read(&self, staff: &Staff, directory: &Directory) -> bool {
        let of_center = directory.is_within(&staff.unit, &self.center);
        let clerk = of_center && holds(staff, &[Role::Clerk]);
        let owes = self.standing == SessionStanding::Held && self.owners.contains(&staff.unit);
        let takes_part = (self.units.contains(&staff.unit) || owes)
            && holds(staff, &[Role::Handler, Role::UnitHead]);
        !is_administrator(staff) && (self.supervises(staff, directory) || clerk || takes_part)
    }

    /// Whether somebody may read its minutes with the tasks: a draft is for those who supervise.
    pub fn shows_minutes(&self, staff: &Staff, directory: &Directory) -> bool {
        self.standing == SessionStanding::Held || self.supervises(staff, directory)
    }

    /// Where it stands after a step of somebody who may read it.
    ///
    /// # Errors
    ///
    /// Why they may not take it.
    pub fn after(
        &self,
        step: SessionStep,
        staff: &Staff,
        directory: &Directory,
    ) -> Result<SessionStanding, NotSat> {
        if !self.supervises(staff, directory) {
            return Err(NotSat::NotYours);
        }
        let next = step.leads(self.standing).ok_or(NotSat::WrongStanding(self.standing))?;
        if step == SessionStep::Sign && self.minuted_by.as_ref() == Some(&staff.person) {
            return Err(NotSat::OwnDraft);
        }
        Ok(next)
    }
}

pub(super) fn holds(staff: &Staff, roles: &[Role]) -> bool {
    roles.iter().any(|role| staff.roles.contains(role))
}

pub(super) fn is_administrator(staff: &Staff) -> bool {
    staff.roles.iter().any(|role| role.is_administrator())
}
