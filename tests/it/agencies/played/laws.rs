//! What holds whatever the bodies do: nothing acknowledged is lost, nothing counts twice, no record breaks, nothing comes
//! of what is not theirs, and what is left is explained.

use std::collections::BTreeMap;

use agency_simulator::Behaviour;
use domain::id::CaseId;
use engine::Who;
use serde_json::Value;
use store::agencies::{InboxFilter, InboxResult};
use store::verify;

use super::body::Way;
use super::county::{AFTER, BEFORE, County, Filed};
use crate::agencies::{audited, times};
use crate::stories::DIRECTOR;
use crate::support::OPERATOR;

/// A message of the inbox.
#[derive(Debug)]
struct Kept {
    result: String,
    case: bool,
    why: String,
}

impl County {
    pub(super) async fn laws_hold(&self) {
        let kept = self.kept().await;
        self.nothing_acknowledged_is_lost(&kept);
        self.everything_is_explained(&kept);
        self.nothing_comes_of_strangers(&kept).await;
        self.records_hold().await;
    }

    /// What is kept of every body, by unit and id. The database holds each id once; so does this.
    async fn kept(&self) -> BTreeMap<(String, String), Kept> {
        let all = "SELECT agency || '\t' || message_id || '\t' || COALESCE(result, '') || '\t' || \
                   CASE WHEN case_id IS NULL THEN '' ELSE 'case' END || '\t' || COALESCE(why, '') FROM inbox";
        let rows = self.database.texts(all).await;
        let count = rows.len();
        let read = |row: String| {
            let cells: Vec<_> = row.splitn(5, '\t').map(str::to_owned).collect();
            let [unit, id, result, case, why] = cells.try_into().unwrap();
            ((unit, id), Kept { result, case: !case.is_empty(), why })
        };
        let kept: BTreeMap<_, _> = rows.into_iter().map(read).collect();
        assert_eq!(kept.len(), count);
        kept
    }

    /// Whether everything that the bodies have said is in the inbox.
    pub(super) async fn heard_all(&self) -> bool {
        let kept = self.kept().await;
        let mut said = self.bodies.iter().flat_map(|body| {
            let unit = body.cast.unit.to_owned();
            body.remembers().said.into_iter().map(move |id| (unit.clone(), id))
        });
        said.all(|message| kept.contains_key(&message))
    }

    fn nothing_acknowledged_is_lost(&self, kept: &BTreeMap<(String, String), Kept>) {
        for body in &self.bodies {
            let unit = body.cast.unit.to_owned();
            for id in body.remembers().said {
                let message = kept.get(&(unit.clone(), id.clone()));
                assert!(message.is_some(), "{:?}: {unit} said {id}", self.behaviour);
            }
        }
    }

    /// Each message has a result; and only messages that came too late, or that nobody can carry out, changed nothing.
    fn everything_is_explained(&self, kept: &BTreeMap<(String, String), Kept>) {
        for (message, Kept { result, why, .. }) in kept {
            let explained = match result.as_str() {
                "applied" => true,
                "superseded" | "person" | "refused" => !why.is_empty(),
                _ => false,
            };
            assert!(explained, "{:?}: {message:?} is {result}: {why}", self.behaviour);
            let usual = self.behaviour != Behaviour::Byzantine;
            let own = !message.1.starts_with('x');
            if usual && own {
                let fits = matches!(result.as_str(), "applied" | "person");
                assert!(fits, "{:?}: {message:?} is {result}: {why}", self.behaviour);
            }
        }
    }

    /// What came beside the bodies' own messages is known by its id. None of it is theirs, unless they are byzantine.
    async fn nothing_comes_of_strangers(&self, kept: &BTreeMap<(String, String), Kept>) {
        if self.behaviour == Behaviour::Byzantine {
            return;
        }
        let strange = kept.iter().filter(|((_, id), _)| id.starts_with('x'));
        for (message, kept) in strange {
            assert_eq!(self.behaviour, Behaviour::WrongCase, "{message:?} is {kept:?}");
            assert!(kept.result == "refused" && !kept.case, "{message:?} is {kept:?}");
        }
        let expected = match (self.behaviour, self.way) {
            (Behaviour::Garbage, _) | (Behaviour::Forged, Way::Http) => "message_refused",
            (Behaviour::WrongCase, _) => "report_refused",
            _ => return,
        };
        let facts = audited(&self.story.world.engine, expected).await;
        assert!(times(&facts) > 3, "each refusal is counted in the audit: {facts:#?}");
    }

    /// The chain of each case holds, and its row is what the events leave.
    async fn records_hold(&self) {
        let engine = &self.story.world.engine;
        let everything = engine.visible(&Who::Engine).await.unwrap();
        for filed in &self.filed {
            let id = CaseId(filed.case.parse().unwrap());
            let export = engine.store().export_case(&everything, id, true).await.unwrap().unwrap();
            verify::case(&export).unwrap_or_else(|fault| panic!("{id}: {fault}"));
        }
        let examined = engine.store().examine_cases(OPERATOR, None, 100).await.unwrap();
        for case in examined {
            assert!(case.fault.is_none(), "{:?}", case.fault);
        }
    }

    /// What was done with a case, step by step: nothing is missing and nothing was done twice.
    pub(super) async fn went_through_all(&mut self, filed: &Filed) {
        let path = self.story.of_case("/timeline?after=0&limit=200");
        let timeline = self.story.read(DIRECTOR, &path).await;
        let events = timeline["events"].as_array().unwrap();
        let done = events.iter().filter_map(|event| event["transition"]["id"].as_str());
        let mut done: Vec<_> = done.collect();
        assert!(done.pop().unwrap().starts_with("archive_"));
        let expected = [&BEFORE[..], self.bodies[filed.body].cast.done, &AFTER[..]].concat();
        assert_eq!(done, expected, "{:?}", self.behaviour);
    }

    /// A case that did not come back by itself: what its body said of it and was not carried out says why, and of what no
    /// table knows nothing was done.
    pub(super) async fn is_left_to_people(&self, filed: &Filed, case: &Value) {
        let engine = &self.story.world.engine;
        let everything = engine.visible(&Who::Engine).await.unwrap();
        let id = Some(CaseId(filed.case.parse().unwrap()));
        let of_case = InboxFilter { case: id, ..InboxFilter::default() };
        let said = engine.store().inbox(&everything, &of_case, 500).await.unwrap();
        let results: Vec<_> = said.iter().map(|said| said.result.unwrap()).collect();
        let left = results
            .iter()
            .filter(|result| matches!(result, InboxResult::Person | InboxResult::Superseded));
        // A byzantine body may have given the case back, which explains itself.
        let explained = left.count() > 0 || self.behaviour == Behaviour::Byzantine;
        assert!(explained, "{filed:?} is {case:#}, and its body said {said:#?}");
        if !filed.known {
            assert_eq!(case["state"]["id"], "assigned", "{case:#}");
            let applied = results.iter().filter(|result| **result == InboxResult::Applied).count();
            assert!(applied <= 1, "nothing but the receipt is carried out: {said:#?}");
        }
    }
}
