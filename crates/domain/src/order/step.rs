//! What is done with an order, and who does it.

use serde::{Deserialize, Serialize};

use super::{OrderKind, Standing};
use crate::actor::{Role, Staff};
use crate::directory::Directory;
use crate::id::{PersonId, UnitId};
use crate::text::Bilingual;
use crate::workflow::Words;

/// What is done with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStep {
    /// Signs it, so that it goes out 签发.
    Sign,
    /// Signs for it 签收.
    Receive,
    /// Answers it 反馈.
    Answer,
    /// Finds the answer wanting 退回反馈.
    SendBack,
    /// Finds it done 销号.
    StrikeOff,
    /// Names who answers where the head of the unit cannot 指定反馈人.
    Name,
    /// Calls it off 撤销.
    Cancel,
}

impl OrderStep {
    /// All of them, in the order of the buttons.
    pub const ALL: [Self; 7] = [
        Self::Sign,
        Self::Receive,
        Self::Answer,
        Self::StrikeOff,
        Self::SendBack,
        Self::Name,
        Self::Cancel,
    ];

    /// Its word in JSON and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Receive => "receive",
            Self::Answer => "answer",
            Self::SendBack => "send_back",
            Self::StrikeOff => "strike_off",
            Self::Name => "name",
            Self::Cancel => "cancel",
        }
    }

    /// Whether it says something in words. Signing and receiving say nothing more.
    pub const fn needs_words(self) -> bool {
        match self {
            Self::Sign | Self::Receive => false,
            Self::Answer | Self::SendBack | Self::StrikeOff | Self::Name | Self::Cancel => true,
        }
    }

    /// Where an order stands after it; none if it does not begin where the order stands.
    pub const fn leads(self, from: Standing) -> Option<Standing> {
        match (self, from) {
            (Self::Sign, Standing::Drafted) | (Self::Name, Standing::Issued) => {
                Some(Standing::Issued)
            }
            (Self::Receive, Standing::Issued)
            | (Self::Name, Standing::Received)
            | (Self::SendBack, Standing::Answered) => Some(Standing::Received),
            // Who answers at once has received it.
            (Self::Answer, Standing::Issued | Standing::Received) => Some(Standing::Answered),
            (Self::StrikeOff, Standing::Answered) => Some(Standing::StruckOff),
            (
                Self::Cancel,
                Standing::Drafted | Standing::Issued | Standing::Received | Standing::Answered,
            ) => Some(Standing::Cancelled),
            (
                Self::Sign
                | Self::Receive
                | Self::Answer
                | Self::SendBack
                | Self::StrikeOff
                | Self::Name
                | Self::Cancel,
                _,
            ) => None,
        }
    }
}

impl Words for OrderStep {
    fn words(&self) -> Bilingual {
        match self {
            Self::Sign => Bilingual::new("签发", "Sign and send"),
            Self::Receive => Bilingual::new("签收", "Sign for it"),
            Self::Answer => Bilingual::new("反馈", "Answer"),
            Self::SendBack => Bilingual::new("退回反馈", "Send the answer back"),
            Self::StrikeOff => Bilingual::new("销号", "Strike off"),
            Self::Name => Bilingual::new("指定反馈人", "Name who answers"),
            Self::Cancel => Bilingual::new("撤销", "Cancel"),
        }
    }
}

/// What of an order decides who may do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFacts {
    /// The center that gives it.
    pub center: UnitId,
    /// The unit that must answer.
    pub unit: UnitId,
    /// Who drafted it.
    pub drafted_by: PersonId,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it was ever signed; a draft that was called off never went out.
    pub signed: bool,
    /// What kind of document it is.
    pub kind: OrderKind,
    /// Who answers beside the head of the unit, because that one may not know of a case, or there is none.
    pub answerer: Option<PersonId>,
    /// Whether none of its cases stands under it any more: each has ended, or was let go.
    pub is_moot: bool,
    /// Who gave the answer last.
    pub answered_by: Option<PersonId>,
}

/// Why somebody may not take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is for others to do.
    NotYours,
    /// Whoever drafted an order does not sign it: two people look at each.
    OwnDraft,
    /// Whoever answered an order does not strike it off.
    OwnAnswer,
    /// The order does not stand where the step begins.
    WrongStanding(Standing),
}

impl Words for NotTaken {
    fn words(&self) -> Bilingual {
        match self {
            Self::NotYours => Bilingual::new("这一步不由您办理", "this step is for somebody else"),
            Self::OwnDraft => Bilingual::new(
                "督办单由另一人签发，拟稿人不能签发自己拟的",
                "somebody else signs the order: whoever drafted it cannot",
            ),
            Self::OwnAnswer => Bilingual::new(
                "督办单由另一人销号，反馈人不能销自己反馈的",
                "somebody else strikes the order off: whoever answered it cannot",
            ),
            Self::WrongStanding(standing) => {
                let at = standing.words();
                Bilingual::new(
                    format!("督办单现在是“{}”，不能办理这一步", at.zh),
                    format!("the order is {}; this step cannot be taken", at.en),
                )
            }
        }
    }
}

impl OrderFacts {
    /// A draft of an order.
    pub fn draft(center: UnitId, unit: UnitId, drafted_by: PersonId) -> Self {
        Self {
            center,
            unit,
            drafted_by,
            standing: Standing::Drafted,
            signed: false,
            kind: OrderKind::Order,
            answerer: None,
            is_moot: false,
            answered_by: None,
        }
    }

    /// Whether somebody may read it, as far as they may know of its cases: those of the center who supervise and take in,
    /// and, once it has gone out, who handles in the unit, its head, and who was named to answer.
    pub fn may_be_read(&self, staff: &Staff, directory: &Directory) -> bool {
        let holds = |roles: &[Role]| roles.iter().any(|role| staff.roles.contains(role));
        let of_center = directory.is_within(&staff.unit, &self.center);
        let of_unit = staff.unit == self.unit && self.signed;
        let is_named = self.signed && self.answerer.as_ref() == Some(&staff.person);
        let is_administrator = staff.roles.iter().any(|role| role.is_administrator());
        !is_administrator
            && ((of_center && holds(&[Role::Supervisor, Role::Director]))
                || (of_center && self.signed && holds(&[Role::Clerk]))
                || (of_unit && holds(&[Role::Handler, Role::UnitHead]))
                || is_named)
    }

    /// Where it stands after a step of somebody who may read it.
    ///
    /// # Errors
    ///
    /// Why they may not take it.
    pub fn after(
        &self,
        step: OrderStep,
        staff: &Staff,
        directory: &Directory,
    ) -> Result<Standing, NotTaken> {
        let holds = |roles: &[Role]| roles.iter().any(|role| staff.roles.contains(role));
        let of_center = directory.is_within(&staff.unit, &self.center);
        let supervises = of_center && holds(&[Role::Supervisor, Role::Director]);
        let of_unit = staff.unit == self.unit;
        let is_named = self.answerer.as_ref() == Some(&staff.person);
        let yours = self.may_be_read(staff, directory)
            && match step {
                OrderStep::Sign | OrderStep::SendBack | OrderStep::StrikeOff => supervises,
                // What has gone out is called off by the director; a draft by whoever supervises.
                OrderStep::Cancel => supervises && (!self.signed || holds(&[Role::Director])),
                OrderStep::Receive => {
                    is_named || (of_unit && holds(&[Role::Handler, Role::UnitHead]))
                }
                // The head answers for the unit.
                OrderStep::Answer => is_named || (of_unit && holds(&[Role::UnitHead])),
                OrderStep::Name => of_center && holds(&[Role::Director]),
            };
        if !yours {
            return Err(NotTaken::NotYours);
        }
        let next = self.leads(step).ok_or(NotTaken::WrongStanding(self.standing))?;
        if step == OrderStep::Sign && staff.person == self.drafted_by {
            return Err(NotTaken::OwnDraft);
        }
        if step == OrderStep::StrikeOff && self.answered_by.as_ref() == Some(&staff.person) {
            return Err(NotTaken::OwnAnswer);
        }
        Ok(next)
    }

    /// Where a step leads. What no case stands under any more needs no answer to be struck off.
    fn leads(&self, step: OrderStep) -> Option<Standing> {
        let waits = matches!(self.standing, Standing::Issued | Standing::Received);
        if step == OrderStep::StrikeOff && waits && self.kind.binds() && self.is_moot {
            return Some(Standing::StruckOff);
        }
        step.leads(self.standing)
    }

    /// Whether somebody may be named to answer: of the unit or of one above it, and no administrator. That they may know of
    /// each of its cases the store sees to.
    pub fn may_answer(&self, staff: &Staff, directory: &Directory) -> bool {
        let holds = |role: Role| staff.roles.contains(&role);
        let above = directory.is_within(&self.unit, &staff.unit) && holds(Role::UnitHead);
        let of_unit = staff.unit == self.unit && (holds(Role::UnitHead) || holds(Role::Handler));
        let is_administrator = staff.roles.iter().any(|role| role.is_administrator());
        !is_administrator && (of_unit || above)
    }
}
