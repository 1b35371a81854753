//! How a referral stands, by what its body says: in the order in which the body counts it, within bounds that no honest body
//! leaves, and carried out by the mapping table.

use agency::{ForeignNumber, Registered, Report, Standing};
use chrono::TimeDelta;
use domain::id::{Timestamp, UnitId};
use domain::text::Bilingual;
use domain::workflow::agency_map::{AgencyMap, Plan, Reported, Situation};
use store::agencies::{Handled, InboxResult, Referral, WaitingMessage};

use super::reports::{Outcome, foreign, foreign_of, person};
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::reading::Seen;

/// How long a report waits for those that its body counts before it. What comes later than that came too late.
const HELD_MINUTES: i64 = 15;

/// How many places a report may lie after the last one that is known of its referral. A greater one, believed, would make
/// all that are honest look old.
const LEAP_MAX: u64 = 100;

/// How far the time of a report may lie after the time at which it came: clocks differ.
const AHEAD_MINUTES_MAX: i64 = 60;

impl Engine {
    pub(super) async fn stands(
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
            let why = "迟到的报告：已知更新的情况，无需处理\ntold late: something newer is known, nobody need act";
            let case = Some(referral.case);
            return Ok(Some(Handled::new(case, InboxResult::Superseded, why.to_owned())));
        }
        if let Some(told) = said.is_absurd(&referral, message.received_at) {
            return Ok(Some(person(Some(referral.case), &told)));
        }
        let until = message.received_at + TimeDelta::minutes(HELD_MINUTES);
        if let Some(place) = said.leaves_out(&referral).filter(|_| self.clock.now() < until) {
            self.store.hold_message(message, (referral.case, place), until).await?;
            return Ok(None);
        }
        let who = Who::Person(registered.person.clone());
        let Some(seen) = self.read(&who, referral.case).await? else {
            return Ok(Some(foreign_of(referral.case)));
        };
        let plan = self.plan(&seen, (&message.unit, registered), said);
        // Only with the result: what fails half-way is taken again, and must not find itself known.
        let standing = (referral.id, said.standing(&referral));
        let became = self.do_all((message, &standing), &seen, who, plan).await?;
        Ok(became.map(|became| Handled { standing: Some(standing), ..became }))
    }

    fn plan(
        &self,
        seen: &Seen,
        (unit, registered): (&UnitId, &Registered),
        said: Stands<'_>,
    ) -> Plan {
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
        // Whoever says it, which need not be who leads the case.
        let unit = seen.snapshot.directory.units.get(unit);
        let reported = Reported {
            standing: code,
            facts: said.facts,
            number: &said.number.0,
            day: self.definitions.calendar.date(said.report.at),
            body: unit.map_or("", |unit| unit.name.zh.as_str()),
        };
        map.plan(workflow.definition(), &Situation::from(case), &reported)
    }
}

/// How a referral stands, by a report.
#[derive(Clone, Copy)]
pub(super) struct Stands<'a> {
    pub(super) number: &'a ForeignNumber,
    pub(super) standing: &'a Standing,
    pub(super) facts: &'a std::collections::BTreeMap<String, String>,
    pub(super) report: &'a Report,
}

impl Stands<'_> {
    /// Whether something newer is known: by the body's own count, or else by its time. After its part has ended, nothing
    /// that it says changes the case.
    fn is_older(&self, referral: &Referral) -> bool {
        let Some(known) = &referral.standing else { return referral.ended_at.is_some() };
        let older = match known.sequence.zip(self.report.sequence) {
            Some((known, said)) => said <= known.unsigned_abs(),
            None => self.report.at < known.at,
        };
        older || referral.ended_at.is_some()
    }

    /// What a person is told of a place or a time that cannot be right. Nothing is known by such a report: those that follow
    /// it are not older.
    fn is_absurd(&self, referral: &Referral, received_at: Timestamp) -> Option<Bilingual> {
        let known = referral.standing.as_ref().and_then(|known| known.sequence).unwrap_or(0);
        let far = self.report.sequence.is_some_and(|place| {
            place > known.unsigned_abs().saturating_add(LEAP_MAX) || i64::try_from(place).is_err()
        });
        if far {
            return Some(Bilingual::new(
                format!("报告的序号远大于已知的最后一个（{known}），未予采信，请人工核实"),
                format!(
                    "its place lies far after the last one known ({known}); it was not believed, a person must look"
                ),
            ));
        }
        is_to_come(self.report, received_at)
    }

    /// Its place, where those are missing that the body counts before it, from 1. One that never counted is not asked for
    /// any.
    fn leaves_out(&self, referral: &Referral) -> Option<i64> {
        let known = match &referral.standing {
            None => 0,
            Some(known) => match known.sequence {
                Some(sequence) => sequence.unsigned_abs(),
                None => return None,
            },
        };
        let place = self.report.sequence.filter(|place| *place > known.saturating_add(1))?;
        i64::try_from(place).ok()
    }

    /// How the referral stands by it. What counts its reports once is held to the count.
    fn standing(&self, before: &Referral) -> store::agencies::Standing {
        let (Standing::Known(code) | Standing::Unrecognized(code)) = self.standing;
        let sequence = self.report.sequence.and_then(|number| i64::try_from(number).ok());
        let sequence = sequence.or(before.standing.as_ref().and_then(|known| known.sequence));
        store::agencies::Standing { code: code.clone(), at: self.report.at, sequence }
    }
}

/// What a person is told of a report that tells of a time to come.
pub(super) fn is_to_come(report: &Report, received_at: Timestamp) -> Option<Bilingual> {
    let ahead = report.at > received_at + TimeDelta::minutes(AHEAD_MINUTES_MAX);
    ahead.then(|| {
        Bilingual::new(
            "报告的时间在将来，未予采信，请人工核实",
            "it tells of a time to come; it was not believed, a person must look",
        )
    })
}
