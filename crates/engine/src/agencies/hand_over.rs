//! Matters that an outside body hands over to the center: filed in the name of a handler of the body, thin as they come. What
//! cannot be filed waits for a person.

use agency::{Handover, Registered, Report};
use domain::case::Rejection;
use domain::text::Bilingual;
use domain::workflow::agency_map::{HandedOver, Written};
use store::agencies::{Handled, InboxResult, WaitingMessage};
use store::change::{Complaint, Refusal};

use super::reports::person;
use super::stands::is_to_come;
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::intake::Intake;

impl Engine {
    /// Files what was handed over. The number that it has there makes no second case of it.
    pub(super) async fn take_over(
        &self,
        message: &WaitingMessage,
        report: &Report,
        (matter, registered): (&Handover, &Registered),
    ) -> Result<Handled, Error> {
        if let Some(told) = is_to_come(report, message.received_at) {
            return Ok(person(None, &told));
        }
        let number = &matter.foreign_number.0;
        if let Some(known) = self.store.referral_by_number(&message.unit, number).await? {
            let told = Bilingual::new(
                "移交的编号是我方转去案件在对方的编号，没有登记为新案件，请人工核实",
                "it has the number of a case that was handed to the body; no second case was filed, a person must look",
            );
            return Ok(person(Some(known.case), &told));
        }
        let Some(intake) = self.handed_over(message, report, (matter, registered))? else {
            let told = Bilingual::new(
                "外单位移交的事项，对照表没有写明如何登记，请人工登记",
                "a matter handed over from outside; the table does not say how it is filed, so file it",
            );
            return Ok(person(None, &told));
        };
        if let Err(unfit) = intake.check(&self.definitions.codes) {
            return Ok(person(None, &unfit.message()));
        }
        let workflow = intake.workflow.clone();
        let who = Who::Person(registered.person.clone());
        match self.file(Some(who), intake).await {
            Ok(filed) => {
                let case = filed.committed.stored.case.id;
                Ok(Handled::new(Some(case), InboxResult::Applied, String::new()))
            }
            Err(Error::Refused(Refusal::SourceRepeated)) => {
                let source = source_of(message);
                let case = self.store.case_from(&source, &matter.foreign_number.0).await?;
                let why = "it was handed over before".to_owned();
                Ok(Handled::new(case, InboxResult::Superseded, why))
            }
            Err(Error::Refused(Refusal::Rejected(rejection))) => {
                Ok(person(None, &self.not_filed(&workflow, &rejection)))
            }
            Err(error) => Err(error),
        }
    }

    fn not_filed(&self, workflow: &domain::id::WorkflowName, rejection: &Rejection) -> Bilingual {
        let Bilingual { zh, en } = self.unfiled(workflow, rejection);
        Bilingual::new(format!("移交的事项没有登记：{zh}"), format!("it could not be filed: {en}"))
    }

    fn handed_over(
        &self,
        message: &WaitingMessage,
        report: &Report,
        (matter, registered): (&Handover, &Registered),
    ) -> Result<Option<Intake>, Error> {
        let map = self.definitions.agencies.get(&registered.kind);
        let Some(told) = map.and_then(|map| map.hands_over.as_ref()) else { return Ok(None) };
        let today = self.definitions.calendar.date(self.clock.now());
        let (workflow, center) =
            (self.definitions.current(&told.workflow, today), self.agencies.center());
        let snapshot = self.directory();
        let unit = snapshot.directory.units.get(&message.unit);
        let body = unit.map_or("", |unit| unit.name.zh.as_str());
        let day = self.definitions.calendar.date(report.at);
        let number = matter.foreign_number.0.as_str();
        let filled = workflow.zip(map).and_then(|(workflow, map)| {
            map.handed_over(workflow.definition(), number, (day, body))
        });
        let Some((HandedOver { title, channel, form }, center)) = filled.zip(center) else {
            return Ok(None);
        };
        let complaint = Complaint { title, channel, ..Complaint::default() };
        let mut intake = Intake::new(told.workflow.clone(), center.clone(), complaint);
        for (name, written) in form {
            let value = match written {
                Written::Text(words) => domain::case::Value::Text(intake.wording.keep(&words)?),
                Written::Value(value) => value,
            };
            _ = intake.form.insert(name, value);
        }
        intake.category = matter.category.clone();
        intake.place = matter.place.clone();
        intake.risk = matter.risk;
        intake.source = Some((source_of(message), number.to_owned()));
        Ok(Some(intake))
    }
}

/// By what complaints know where they came from.
fn source_of(message: &WaitingMessage) -> String {
    format!("agency:{}", message.unit)
}
