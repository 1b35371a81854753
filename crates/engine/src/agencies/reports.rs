//! Carrying out what outside bodies have said, one message of each after the other, in the name of a handler of the body's
//! unit. What the mapping table does not answer, and what the core refuses, waits for a person.

use std::io::ErrorKind;

use agency::{Registered, Report, Said};
use chrono::TimeDelta;
use domain::case::{Command, Input, Perform, Reasoned, Rejection, Value};
use domain::id::{CaseId, FileId};
use domain::refusal::Refused;
use domain::text::Bilingual;
use domain::workflow::agency_map::{Plan, Planned, Written};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::agencies::{Handled, InboxResult, Referral, ReferralId, WaitingMessage};
use store::change::{InboxMark, Refusal};

use super::stands::Stands;
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::evidence::{Incoming, Unfit};
use crate::execute::Order;
use crate::reading::Seen;
use crate::wording::Wording;

/// How long a worker has the messages that it took.
const LEASE_SECONDS: i64 = 60;

/// How often in a row a message fails before it is left to a person: for about a quarter of an hour.
const TAKEN_MAX: i64 = 15;

/// How many bodies are served in one turn.
const AT_ONCE: u32 = 64;

/// What became of a message, unless that was written with the change of its case.
pub(super) type Outcome = Option<Handled>;

impl Engine {
    /// Carries out messages that wait, and returns how many it took.
    ///
    /// # Errors
    ///
    /// Where nothing can be taken. A message that fails is taken again later, and those of its sender after it wait, until
    /// it is left to a person.
    pub async fn take_reports(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let until = now + TimeDelta::seconds(LEASE_SECONDS);
        let waiting = self.store.claim_messages(now, until, AT_ONCE).await?;
        let count = waiting.len();
        for message in waiting {
            if let Err(error) = self.take(&message).await {
                let unit = &message.unit;
                tracing::warn!(%unit, error = &error as &dyn std::error::Error, "a report could not be carried out");
                if message.tries >= TAKEN_MAX {
                    self.give_up(&message, &error).await?;
                }
            }
        }
        Ok(count)
    }

    /// Leaves a message to a person that failed so often, so that those of its sender after it are read.
    async fn give_up(&self, message: &WaitingMessage, error: &Error) -> Result<(), Error> {
        let case = match message.said::<Report>().map(|report| report.said) {
            Ok(Said::Stands { foreign_number, .. }) => {
                self.store.referral_by_number(&message.unit, &foreign_number.0).await?
            }
            Ok(Said::Arrived { referral, .. } | Said::NotTaken { referral, .. }) => {
                self.own(message, ReferralId(referral)).await?
            }
            Ok(Said::HandsOver(_)) | Err(_) => None,
        };
        let told = Bilingual::new(
            format!("多次处理失败，请人工处理：{error}"),
            format!("it failed again and again, a person must see to it: {error}"),
        );
        let became = person(case.map(|referral| referral.case), &told);
        self.store.handled(message, self.clock.now(), became, None).await?;
        Ok(())
    }

    async fn take(&self, message: &WaitingMessage) -> Result<(), Error> {
        let outcome = match (message.said::<Report>(), self.agencies.get(&message.unit)) {
            (Ok(report), Some(registered)) => self.carry(message, &report, registered).await?,
            (Ok(_), None) => Some(person(
                None,
                &Bilingual::new("没有接入这个单位", "the unit is connected no more"),
            )),
            (Err(error), _) => Some(Handled::new(None, InboxResult::Refused, error.to_string())),
        };
        let Some(became) = outcome else {
            return Ok(self.store.release_held(message).await?);
        };
        let entry = (became.result == InboxResult::Refused).then(|| {
            let facts = json!({ "unit": message.unit, "message": message.id, "why": became.why });
            self.entry("agencies", None, "report_refused", facts)
        });
        self.store.handled(message, self.clock.now(), became, entry).await?;
        Ok(self.store.release_held(message).await?)
    }

    async fn carry(
        &self,
        message: &WaitingMessage,
        report: &Report,
        registered: &Registered,
    ) -> Result<Outcome, Error> {
        match &report.said {
            Said::Arrived { referral, foreign_number } => {
                let Some(referral) = self.own(message, ReferralId(*referral)).await? else {
                    return Ok(Some(foreign()));
                };
                let number = foreign_number.0.clone();
                // A time to come would stand in every list until it is there.
                let at = report.at.min(message.received_at);
                let arrived = self.store.referral_arrived(referral.id, number, at).await?;
                let done = Handled::new(Some(referral.case), InboxResult::Applied, String::new());
                Ok(Some(if arrived { done } else { foreign_of(referral.case) }))
            }
            Said::NotTaken { referral, reason } => {
                let Some(referral) = self.own(message, ReferralId(*referral)).await? else {
                    return Ok(Some(foreign()));
                };
                self.store.referral_refused(referral.id, reason.clone()).await?;
                let told = Bilingual::new(
                    format!("对方没有接收（{reason}），请改派或者联系对方"),
                    format!(
                        "the body did not take the case ({reason}); assign it anew or ask there"
                    ),
                );
                Ok(Some(person(Some(referral.case), &told)))
            }
            Said::Stands { foreign_number, standing, facts } => {
                let said = Stands { number: foreign_number, standing, facts, report };
                self.stands(message, said, registered).await
            }
            Said::HandsOver(matter) => {
                self.take_over(message, report, (matter, registered)).await.map(Some)
            }
        }
    }

    /// A referral of the sender.
    async fn own(
        &self,
        message: &WaitingMessage,
        id: ReferralId,
    ) -> Result<Option<Referral>, Error> {
        let found = self.store.referral(id).await?;
        Ok(found.filter(|referral| referral.unit == message.unit))
    }

    /// Does the transitions in order; the last one and what became of the message are written together.
    pub(super) async fn do_all(
        &self,
        (message, standing): (&WaitingMessage, &(ReferralId, store::agencies::Standing)),
        seen: &Seen,
        who: Who,
        plan: Plan,
    ) -> Result<Outcome, Error> {
        let case = seen.case().id;
        let Plan { steps, people } = plan;
        let last = steps.len().checked_sub(1);
        let Handled { result, why, .. } = told(case, &people);
        let mark = InboxMark {
            agency: message.unit.as_str().to_owned(),
            message_id: message.id.clone(),
            result,
            why,
            standing: standing.clone(),
        };
        for (index, planned) in steps.into_iter().enumerate() {
            let tried = planned.transition.clone();
            let mark = (Some(index) == last).then(|| mark.clone());
            match self.perform((message, mark), seen, &who, planned).await {
                Ok(Ok(())) => {}
                Ok(Err(unfit)) => return Ok(Some(person(Some(case), &not_kept(unfit)))),
                Err(Error::Refused(Refusal::Rejected(rejection))) => {
                    return Ok(Some(person(Some(case), &self.why(seen, &rejection, &tried))));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(if last.is_some() { None } else { Some(told(case, &people)) })
    }

    async fn perform(
        &self,
        (message, mark): (&WaitingMessage, Option<InboxMark>),
        seen: &Seen,
        who: &Who,
        planned: Planned,
    ) -> Result<Result<(), Unfit>, Error> {
        let (command, wording) = match self.command(message, seen, planned).await? {
            Ok(built) => built,
            Err(unfit) => return Ok(Err(unfit)),
        };
        let mut order = Order::new(who.clone(), seen.case().id, Command::Perform(command));
        order.texts = wording.finish();
        order.inbox = mark;
        self.execute(order).await.map(|_| Ok(()))
    }

    fn why(
        &self,
        seen: &Seen,
        rejection: &Rejection,
        tried: &domain::id::TransitionName,
    ) -> Bilingual {
        let Some(world) = self.world_of(seen) else { return rejection.public_message() };
        Refused { rejection, world, tried: Some(tried), public: false }.text()
    }

    async fn command(
        &self,
        message: &WaitingMessage,
        seen: &Seen,
        planned: Planned,
    ) -> Result<Result<(Perform, Wording), Unfit>, Error> {
        let mut wording = Wording::default();
        let mut form = std::collections::BTreeMap::new();
        for (name, written) in planned.form {
            let value = match written {
                Written::Text(words) => Value::Text(wording.keep(&words)?),
                Written::Value(value) => value,
            };
            form.insert(name, value);
        }
        let input = match planned.reasoned {
            Some((reason, basis)) => {
                Input::Reasoned(Reasoned { reason, basis: wording.keep(&basis)? })
            }
            None => Input::None,
        };
        let mut evidence = std::collections::BTreeMap::new();
        if !planned.report_is.is_empty() {
            let file = match self.keep_report(message, seen).await? {
                Ok(file) => file,
                Err(unfit) => return Ok(Err(unfit)),
            };
            for kind in planned.report_is {
                evidence.insert(kind, std::iter::once(file).collect());
            }
        }
        Ok(Ok((Perform { transition: planned.transition, input, form, evidence }, wording)))
    }

    /// Keeps the report itself as a file of the case: one file, however often it is taken.
    async fn keep_report(
        &self,
        message: &WaitingMessage,
        seen: &Seen,
    ) -> Result<Result<FileId, Unfit>, Error> {
        let (case, id) = (seen.case().id, file_of(message, seen.case().id));
        let files = self.store.attachments(&seen.visible, case).await?;
        if files.is_some_and(|files| files.iter().any(|file| file.id == id)) {
            return Ok(Ok(id));
        }
        if let Some(unfit) = self.admits_file(seen).await? {
            return Ok(Err(unfit));
        }
        let nobody = || Error::NoFolder(ErrorKind::NotConnected.into());
        let folder = self.agencies.files().ok_or_else(nobody)?.to_owned();
        let registered = self.agencies.get(&message.unit).ok_or_else(nobody)?;
        let body = message.body().to_owned();
        // On a thread where waiting for the disk is allowed.
        let kept = tokio::task::spawn_blocking(move || -> std::io::Result<_> {
            match Incoming::receive(&folder, case, &mut body.as_bytes())? {
                Ok(incoming) => incoming.known_as(&folder, id).map(Ok),
                Err(unfit) => Ok(Err(unfit)),
            }
        });
        let kept = kept.await.unwrap_or_else(|panicked| Err(std::io::Error::other(panicked)));
        let kept = kept.map_err(Error::NoFolder)?;
        let incoming = match kept {
            Ok(incoming) => incoming,
            Err(unfit) => return Ok(Err(unfit)),
        };
        let name = format!("{}-{}.json", message.unit, message.id);
        let file = self.attach(seen, &registered.person, &name, incoming).await?;
        file.map(|file| Ok(file.id)).ok_or(Rejection::NotFound.into())
    }
}

/// By what the file of a report is known: the same each time (UUID version 8, of a hash).
fn file_of(message: &WaitingMessage, case: CaseId) -> FileId {
    let mut hash = Sha256::new();
    hash.update(case.0.as_bytes());
    hash.update(message.unit.as_str().as_bytes());
    hash.update([0]);
    hash.update(message.id.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    FileId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The report cannot be kept as evidence.
fn not_kept(unfit: Unfit) -> Bilingual {
    let Bilingual { zh, en } = unfit.message();
    Bilingual::new(
        format!("报告不能作为证据附入案件，请人工办理：{zh}"),
        format!("the report cannot be kept as evidence, a person must see to it: {en}"),
    )
}

/// What became of a report by what people are told of it: carried out, if that is nothing.
fn told(case: CaseId, people: &[Bilingual]) -> Handled {
    if people.is_empty() {
        return Handled::new(Some(case), InboxResult::Applied, String::new());
    }
    let join = |texts: Vec<&str>| texts.join("；");
    let zh = join(people.iter().map(|told| told.zh.as_str()).collect());
    let en = join(people.iter().map(|told| told.en.as_str()).collect());
    person(Some(case), &Bilingual::new(zh, en))
}

/// A person must look at it.
pub(super) fn person(case: Option<CaseId>, told: &Bilingual) -> Handled {
    Handled::new(case, InboxResult::Person, format!("{}\n{}", told.zh, told.en))
}

/// The sender has no part in it any more, or none that it may know of. It belongs to the case all the same, so that whoever
/// does not see the case does not see this.
pub(super) fn foreign_of(case: CaseId) -> Handled {
    Handled { case: Some(case), ..foreign() }
}

/// The sender has no part in what it names; it is told nothing about that.
pub(super) fn foreign() -> Handled {
    Handled::new(None, InboxResult::Refused, "the sender has no such case".to_owned())
}
