//! What a supervisor has done in a county to try things out with: one joint session with minutes and a task, one case that a
//! leader sponsors, and one that is listed. All of it by the ways in that people take.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, TimeDelta};
use domain::actor::Role;
use domain::case::{Command, Sponsor};
use domain::id::{PersonId, UnitId};
use domain::order::OrderStep;
use domain::session::SessionStep;
use store::queries::{CaseFilter, Sort};
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;
use crate::joint::{AskedTask, NewJointSession, NewMinutes, SessionTaking};
use crate::orders::{NewOrder, Taking};
use crate::reading::Seen;
use crate::wording::Wording;

/// Among how many open cases three are looked for.
const LOOKED_AT: u32 = 100;

impl Engine {
    /// Does what a supervisor of a center would have done by now, with a director who signs. Nothing where there is nobody to
    /// do it, no case fits, or a session was called before.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn seed_supervision(&self, center: &UnitId) -> Result<(), Error> {
        let directory = self.refresh_directory().await?.directory.clone();
        let first = |role| directory.staff_of(center, role).next().cloned();
        let (Some(supervisor), Some(director)) = (first(Role::Supervisor), first(Role::Director))
        else {
            return Ok(());
        };
        if !self.count_joint_sessions(&supervisor).await?.is_empty() {
            return Ok(());
        }
        let who = Who::Person(supervisor.clone());
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let visible = self.visible(&who).await?;
        let page = self.store.cases(&visible, &open, Sort::Due, None, LOOKED_AT).await?;
        let ids: Vec<_> = page.lines.iter().map(|line| line.id).collect();
        let seen = self.read_all(&who, &ids).await?;
        let mut fit = seen.iter().filter_map(|seen| {
            let unit = seen.case().lead.as_ref()?.unit.clone();
            self.unfit(seen, &unit).is_none().then_some((seen, unit))
        });
        let people = (&supervisor, &director);
        if let Some((seen, unit)) = fit.next() {
            self.seed_listing(people, seen, unit).await?;
        }
        if let Some((seen, unit)) = fit.next() {
            self.seed_session(people, seen, unit).await?;
        }
        if let Some((seen, _)) = fit.next() {
            self.seed_sponsor(&supervisor, seen).await?;
        }
        Ok(())
    }

    async fn seed_listing(
        &self,
        (supervisor, director): (&PersonId, &PersonId),
        seen: &Seen,
        unit: UnitId,
    ) -> Result<(), Error> {
        let levels = &self.definitions().orders.levels;
        let Some((level, _)) = levels.iter().find(|(_, level)| level.listed) else { return Ok(()) };
        let id = Uuid::now_v7();
        let demand = "逾期多次催办无果，挂牌督办：请单位主要负责人包保，限期化解并书面反馈。";
        let (demand, cases) = (demand.to_owned(), vec![seen.case().id]);
        let new = NewOrder { id, unit, level: level.clone(), demand, cases };
        if self.draft_order(supervisor, new).await?.is_ok() {
            let taking = Taking { step: OrderStep::Sign, words: "", names: None };
            _ = self.take_order_step(director, (id, 1), taking).await?;
        }
        Ok(())
    }

    async fn seed_session(
        &self,
        (supervisor, director): (&PersonId, &PersonId),
        seen: &Seen,
        unit: UnitId,
    ) -> Result<(), Error> {
        let (id, case, now) = (Uuid::now_v7(), seen.case().id, self.clock.now());
        let new = NewJointSession {
            id,
            subject: "责任不清、久拖未决，会商确定责任单位和化解措施".to_owned(),
            place: "综治中心二楼会商室".to_owned(),
            meets_at: now - TimeDelta::hours(2),
            units: BTreeSet::from([unit.clone()]),
            cases: vec![case],
        };
        if self.call_joint_session(supervisor, new).await?.is_err() {
            return Ok(());
        }
        let task = AskedTask {
            unit: unit.clone(),
            what: "上门听取群众意见，拿出化解方案并反馈结果".to_owned(),
            days: 5,
        };
        let minutes = NewMinutes {
            held_on: self.definitions().calendar.date(now),
            decision: "由承办单位负责化解，中心跟踪；五个工作日内报结果。".to_owned(),
            attended: "综治中心、承办单位有关负责人".to_owned(),
            responsible: BTreeMap::from([(case, unit)]),
            tasks: vec![task],
        };
        let minute = SessionTaking { step: SessionStep::Minute, words: "", minutes: Some(minutes) };
        if self.take_session_step(supervisor, (id, 1), minute).await?.is_ok() {
            let sign = SessionTaking { step: SessionStep::Sign, words: "", minutes: None };
            _ = self.take_session_step(director, (id, 2), sign).await?;
        }
        Ok(())
    }

    async fn seed_sponsor(&self, supervisor: &PersonId, seen: &Seen) -> Result<(), Error> {
        let Some(person) = self.leaders(seen).into_iter().next() else { return Ok(()) };
        let today = self.definitions().calendar.date(self.clock.now());
        let mut wording = Wording::default();
        let sponsor = Sponsor {
            person,
            until: today.checked_add_days(Days::new(30)).unwrap_or(today),
            reason: wording.keep("案情复杂、涉及多个单位，由领导包案化解")?,
        };
        let command = Command::Sponsor(sponsor);
        let mut order = Order::new(Who::Person(supervisor.clone()), seen.case().id, command);
        order.texts = wording.finish();
        match self.execute(order).await {
            Ok(_) | Err(Error::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
