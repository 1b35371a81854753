//! A task that the minutes of a session create: what a unit is to do, and by when.

use serde::{Deserialize, Serialize};

use super::facts::{holds, is_administrator};
use crate::actor::{Role, Staff};
use crate::directory::Directory;
use crate::id::{PersonId, Timestamp, UnitId};
use crate::text::Bilingual;
use crate::workflow::Words;

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStanding {
    /// Nobody has signed for it 待签收.
    Issued,
    /// The unit has it 办理中.
    Received,
    /// The unit says that it is done 待确认.
    Done,
    /// The center agrees 已确认.
    Confirmed,
    /// The center takes it back 已撤销.
    Withdrawn,
}

impl TaskStanding {
    /// All of them, in the order in which a task goes through them.
    pub const ALL: [Self; 5] =
        [Self::Issued, Self::Received, Self::Done, Self::Confirmed, Self::Withdrawn];

    /// Its word in JSON and in rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Received => "received",
            Self::Done => "done",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether the unit has still to do something.
    pub const fn waits_for_unit(self) -> bool {
        matches!(self, Self::Issued | Self::Received)
    }
}

impl Words for TaskStanding {
    fn words(&self) -> Bilingual {
        match self {
            Self::Issued => Bilingual::new("待签收", "to be received"),
            Self::Received => Bilingual::new("办理中", "in hand"),
            Self::Done => Bilingual::new("待确认", "to be confirmed"),
            Self::Confirmed => Bilingual::new("已确认", "confirmed"),
            Self::Withdrawn => Bilingual::new("已撤销", "withdrawn"),
        }
    }
}

/// What is done with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStep {
    /// Signs for it 签收.
    Receive,
    /// Says that it is done, and how 报办结.
    Finish,
    /// Agrees 确认.
    Confirm,
    /// Does not agree 退回.
    Return,
    /// Takes it back 撤销.
    Withdraw,
}

impl TaskStep {
    /// All of them, in the order of the buttons.
    pub const ALL: [Self; 5] =
        [Self::Receive, Self::Finish, Self::Confirm, Self::Return, Self::Withdraw];

    /// Its word in JSON and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Finish => "finish",
            Self::Confirm => "confirm",
            Self::Return => "return",
            Self::Withdraw => "withdraw",
        }
    }

    /// Whether it says something in words.
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Finish | Self::Return | Self::Withdraw)
    }

    /// Where a task stands after it; none if it does not begin where the task stands.
    pub const fn leads(self, from: TaskStanding) -> Option<TaskStanding> {
        use TaskStanding as T;
        match (self, from) {
            (Self::Receive, T::Issued) | (Self::Return, T::Done) => Some(T::Received),
            // Who has done it at once has received it.
            (Self::Finish, T::Issued | T::Received) => Some(T::Done),
            (Self::Confirm, T::Done) => Some(T::Confirmed),
            (Self::Withdraw, T::Issued | T::Received | T::Done) => Some(T::Withdrawn),
            (Self::Receive | Self::Finish | Self::Confirm | Self::Return | Self::Withdraw, _) => {
                None
            }
        }
    }
}

impl Words for TaskStep {
    fn words(&self) -> Bilingual {
        match self {
            Self::Receive => Bilingual::new("签收", "Sign for it"),
            Self::Finish => Bilingual::new("报办结", "Report it done"),
            Self::Confirm => Bilingual::new("确认", "Confirm"),
            Self::Return => Bilingual::new("退回", "Send back"),
            Self::Withdraw => Bilingual::new("撤销", "Withdraw"),
        }
    }
}

/// What of a task decides who may do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFacts {
    /// The center whose session created it.
    pub center: UnitId,
    /// The unit that is to do it.
    pub owner: UnitId,
    /// Where it stands.
    pub standing: TaskStanding,
    /// Who said last that it is done.
    pub finished_by: Option<PersonId>,
}

/// Why somebody may not take a step with a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoved {
    /// It is for others to do.
    NotYours,
    /// Whoever said that it is done does not confirm it.
    OwnWork,
    /// The task does not stand where the step begins.
    WrongStanding(TaskStanding),
}

impl Words for NotMoved {
    fn words(&self) -> Bilingual {
        match self {
            Self::NotYours => Bilingual::new("这一步不由您办理", "this step is for somebody else"),
            Self::OwnWork => Bilingual::new(
                "任务由另一人确认，报办结的人不能确认自己的",
                "somebody else confirms the task: whoever reported it done cannot",
            ),
            Self::WrongStanding(standing) => {
                let at = standing.words();
                Bilingual::new(
                    format!("任务现在是“{}”，不能办理这一步", at.zh),
                    format!("the task stands at “{}”; this step cannot be taken", at.en),
                )
            }
        }
    }
}

impl TaskFacts {
    /// Where it stands after a step of somebody who may read its session.
    ///
    /// # Errors
    ///
    /// Why they may not take it.
    pub fn after(
        &self,
        step: TaskStep,
        staff: &Staff,
        directory: &Directory,
    ) -> Result<TaskStanding, NotMoved> {
        let supervises = directory.is_within(&staff.unit, &self.center)
            && holds(staff, &[Role::Supervisor, Role::Director]);
        let owns = staff.unit == self.owner;
        let yours = !is_administrator(staff)
            && match step {
                TaskStep::Receive | TaskStep::Finish => owns,
                TaskStep::Confirm | TaskStep::Return | TaskStep::Withdraw => supervises,
            };
        if !yours {
            return Err(NotMoved::NotYours);
        }
        let next = step.leads(self.standing).ok_or(NotMoved::WrongStanding(self.standing))?;
        let own = self.finished_by.as_ref() == Some(&staff.person);
        if own && matches!(step, TaskStep::Confirm) {
            return Err(NotMoved::OwnWork);
        }
        Ok(next)
    }

    /// Whether the unit is late at an instant.
    pub fn is_late(&self, due: Timestamp, now: Timestamp) -> bool {
        self.standing.waits_for_unit() && due <= now
    }
}
