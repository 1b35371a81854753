//! Carrying out what outside bodies have said, one message of each after the other, in the name of a handler of the body's
//! unit. What the mapping table does not answer, and what the core refuses, waits for a person.

use agency::{ForeignNumber, Registered, Report, Said, Standing};
use chrono::TimeDelta;
use domain::case::{Command, Input, Perform, Reasoned, Rejection, Value};
use domain::id::{CaseId, FileId};
use domain::refusal::Refused;
use domain::text::Bilingual;
use domain::workflow::agency_map::{AgencyMap, Plan, Planned, Reported, Situation, Written};
use serde_json::json;
use store::agencies::{Handled, InboxResult, Referral, ReferralId, WaitingMessage};
use store::change::{InboxMark, Refusal};

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::evidence::Incoming;
use crate::execute::Order;
use crate::reading::Seen;
use crate::wording::Wording;

/// How long a worker has the messages that it took.
const LEASE_SECONDS: i64 = 60;

/// How often a message is taken before it is left to a person: for about a quarter of an hour.
const TAKEN_MAX: i64 = 15;

/// How many bodies are served in one turn.
const AT_ONCE: u32 = 64;

/// What became of a message, unless that was written with the change of its case.
type Outcome = Option<Handled>;

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
                if message.fence >= TAKEN_MAX {
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
        let Some(became) = outcome else { return Ok(()) };
        let entry = (became.result == InboxResult::Refused).then(|| {
            let facts = json!({ "unit": message.unit, "message": message.id, "why": became.why });
            self.entry("agencies", None, "report_refused", facts)
        });
        self.store.handled(message, self.clock.now(), became, entry).await?;
        Ok(())
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
                let arrived = self.store.referral_arrived(referral.id, number, report.at).await?;
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

    async fn stands(
        &self,
        message: &WaitingMessage,
        said: Stands<'_>,
        registered: &Registered,
    ) -> Result<Outcome, Error> {
        let found = self.store.referral_by_number(&message.unit, &said.number.0).await?;
        let Some(referral) = found else {
            return Ok(Some(Handled { number: Some(said.number.0.clone()), ..foreign() }));
        };
        if said.is_older(&referral) {
            let why = "something newer is known".to_owned();
            return Ok(Some(Handled::new(Some(referral.case), InboxResult::Superseded, why)));
        }
        let who = Who::Person(registered.person.clone());
        let Some(seen) = self.read(&who, referral.case).await? else {
            return Ok(Some(foreign_of(referral.case)));
        };
        let plan = self.plan(&seen, registered, said);
        // Only with the result: what fails half-way is taken again, and must not find itself known.
        let standing = (referral.id, said.standing(&referral));
        let became = self.do_all((message, &standing), &seen, who, plan).await?;
        Ok(became.map(|became| Handled { standing: Some(standing), ..became }))
    }

    fn plan(&self, seen: &Seen, registered: &Registered, said: Stands<'_>) -> Plan {
        let nobody = AgencyMap::default();
        let map = self.definitions.agencies.get(&registered.kind).unwrap_or(&nobody);
        let code = match said.standing {
            Standing::Known(code) => code,
            Standing::Unrecognized(text) => {
                return Plan { steps: Vec::new(), people: vec![map.unrecognized(text)] };
            }
        };
        let case = seen.case();
        let Some(workflow) = self.workflow_of(case) else {
            let unknown =
                Bilingual::new("没有这一案件的流程定义", "the procedure of the case is not here");
            return Plan { steps: Vec::new(), people: vec![unknown] };
        };
        let unit = case.lead.as_ref().map(|lead| &lead.unit);
        let unit = unit.and_then(|unit| seen.snapshot.directory.units.get(unit));
        let reported = Reported {
            standing: code,
            facts: said.facts,
            number: &said.number.0,
            day: self.definitions.calendar.date(said.report.at),
            body: unit.map_or("", |unit| unit.name.zh.as_str()),
        };
        map.plan(workflow.definition(), &Situation::from(case), &reported)
    }

    /// Does the transitions in order; the last one and what became of the message are written together.
    async fn do_all(
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
                Ok(()) => {}
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
    ) -> Result<(), Error> {
        let (command, wording) = self.command(message, seen, planned).await?;
        let mut order = Order::new(who.clone(), seen.case().id, Command::Perform(command));
        order.texts = wording.finish();
        order.inbox = mark;
        self.execute(order).await.map(|_| ())
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
    ) -> Result<(Perform, Wording), Error> {
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
            let file = self.keep_report(message, seen).await?;
            for kind in planned.report_is {
                evidence.insert(kind, std::iter::once(file).collect());
            }
        }
        Ok((Perform { transition: planned.transition, input, form, evidence }, wording))
    }

    /// Keeps the report itself as a file of the case.
    async fn keep_report(&self, message: &WaitingMessage, seen: &Seen) -> Result<FileId, Error> {
        let folder = self.agencies.files().ok_or(Error::NoFolder)?;
        let mut body = message.body().as_bytes();
        let incoming = Incoming::receive(folder, seen.case().id, &mut body);
        let incoming = incoming.map_err(|_| Error::NoFolder)?.map_err(|_| Error::NoFolder)?;
        let Some(Registered { person, .. }) = self.agencies.get(&message.unit) else {
            return Err(Error::NoFolder);
        };
        let name = format!("{}-{}.json", message.unit, message.id);
        let kept = self.attach(seen, person, &name, incoming).await?;
        kept.map(|file| file.id).ok_or(Rejection::NotFound.into())
    }
}

/// How a referral stands, by a report.
#[derive(Clone, Copy)]
struct Stands<'a> {
    number: &'a ForeignNumber,
    standing: &'a Standing,
    facts: &'a std::collections::BTreeMap<String, String>,
    report: &'a Report,
}

impl Stands<'_> {
    /// Whether something newer is known: by the body's own count, or else by its time. After its part has ended, nothing
    /// that it says changes the case.
    fn is_older(&self, referral: &Referral) -> bool {
        let Some(known) = &referral.standing else { return referral.ended_at.is_some() };
        let sequence = self.report.sequence.and_then(|number| i64::try_from(number).ok());
        let older = match known.sequence.zip(sequence) {
            Some((known, said)) => said <= known,
            None => self.report.at < known.at,
        };
        older || referral.ended_at.is_some()
    }

    /// How the referral stands by it. What counts its reports once is held to the count.
    fn standing(&self, before: &Referral) -> store::agencies::Standing {
        let (Standing::Known(code) | Standing::Unrecognized(code)) = self.standing;
        let sequence = self.report.sequence.and_then(|number| i64::try_from(number).ok());
        let sequence = sequence.or(before.standing.as_ref().and_then(|known| known.sequence));
        store::agencies::Standing { code: code.clone(), at: self.report.at, sequence }
    }
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
fn foreign_of(case: CaseId) -> Handled {
    Handled { case: Some(case), ..foreign() }
}

/// The sender has no part in what it names; it is told nothing about that.
fn foreign() -> Handled {
    Handled::new(None, InboxResult::Refused, "the sender has no such case".to_owned())
}
