//! Random walks through the shipped workflows as analysts of processes get them: every log goes along the drawing, and nothing
//! in it names a person, a case or a word.
#![expect(clippy::unwrap_used, reason = "a drawing that cannot be read must fail the test")]

use std::collections::{BTreeMap, BTreeSet};

use domain::case::{Case, Entry, Event};
use domain::mining::{FILED, History, ocel, xes};
use domain::text::Language;
use domain::workflow::bpmn;
use roxmltree::Document;
use testkit::{NAMES, Shipped, Walker};

/// From a state, by a task, to a state; read off the text of a drawing. A gateway is known by the name of its state, which
/// stands in its documentation.
type Ways = BTreeMap<(String, String), String>;

struct Drawing {
    ways: Ways,
    begins: String,
    ends: BTreeSet<String>,
}

impl Drawing {
    fn read(text: &str) -> Self {
        let document = Document::parse(text).unwrap();
        let of = |tag: &'static str| {
            document.descendants().filter(move |node| node.tag_name().name() == tag)
        };
        let attribute =
            |node: &roxmltree::Node<'_, '_>, name| node.attribute(name).unwrap().to_owned();
        let states: BTreeMap<String, String> = of("exclusiveGateway")
            .map(|gateway| {
                let told =
                    gateway.children().find(|n| n.has_tag_name((NAMESPACE, "documentation")));
                (attribute(&gateway, "id"), told.unwrap().text().unwrap().to_owned())
            })
            .collect();
        let flows: Vec<(String, String)> = of("sequenceFlow")
            .map(|flow| (attribute(&flow, "sourceRef"), attribute(&flow, "targetRef")))
            .collect();
        let before =
            |id: &str| flows.iter().find(|(_, to)| to == id).map(|(from, _)| from.clone()).unwrap();
        let behind =
            |id: &str| flows.iter().find(|(from, _)| from == id).map(|(_, to)| to.clone()).unwrap();
        let (mut ways, mut begins) = (Ways::new(), String::new());
        for task in of("task") {
            let (id, name) = (attribute(&task, "id"), attribute(&task, "name"));
            let to = states[&behind(&id)].clone();
            if name == FILED {
                begins = to;
                continue;
            }
            let known = ways.insert((states[&before(&id)].clone(), name), to);
            assert_eq!(known, None, "one task for a transition in a state");
        }
        let ends =
            of("endEvent").map(|end| states[&before(&attribute(&end, "id"))].clone()).collect();
        Self { ways, begins, ends }
    }

    /// Where a history leads on the drawing; nowhere if it leaves it.
    fn replay(&self, history: &History) -> Option<String> {
        let (first, rest) = history.steps.split_first().unwrap();
        assert_eq!(first.activity.as_str(), FILED);
        rest.iter().try_fold(self.begins.clone(), |state, step| {
            let from = step.from.as_ref().map(domain::id::StateName::as_str);
            assert_eq!(from, Some(state.as_str()));
            self.ways.get(&(state, step.activity.to_string())).cloned()
        })
    }
}

const NAMESPACE: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

fn walks(shipped: &Shipped, name: &str, seeds: u64, mut look: impl FnMut(&[Entry], &Case)) {
    for seed in 0..seeds {
        let new = if seed % 2 == 0 { Walker::new } else { Walker::with_respondents };
        let mut walker = new(shipped, name, seed);
        walker.walk(60, |_, _, _| {});
        look(walker.stage.log(), walker.stage.case().unwrap());
    }
}

#[test]
fn every_log_goes_along_the_drawing_to_where_its_case_stands() {
    let shipped = Shipped::load();
    for name in NAMES {
        let definition = shipped.workflow(name).definition();
        let drawing = Drawing::read(&bpmn(definition, Language::Zh));
        let (mut ended, mut drawn) = (0, 0);
        walks(&shipped, name, 20, |log, case| {
            let history = History::read(log, |_| Some(definition)).unwrap();
            // A lead that had to withdraw is replaced from any state; no drawing shows that, and the history says so.
            assert_eq!(drawing.replay(&history).is_some(), history.drawn);
            assert!(
                !history.drawn || drawing.replay(&history).as_deref() == Some(case.state.as_str())
            );
            let replaced = log.iter().any(|entry| matches!(entry.event, Event::Recused(_)));
            assert!(history.drawn || replaced, "{history:#?}");
            drawn += usize::from(history.drawn);
            assert_eq!(history.outcome, case.ended);
            assert!(case.ended.is_none() || drawing.ends.contains(case.state.as_str()));
            let done = log.iter().filter(|entry| matches!(entry.event, Event::Performed(_)));
            let left = log.iter().filter(|entry| matches!(entry.event, Event::PartyLeft(_)));
            assert_eq!(history.steps.len() + left.count(), done.count() + 1);
            ended += usize::from(case.ended.is_some());
        });
        assert!(ended > 0, "some walk of {name} comes to an end");
        assert!(drawn > 10, "most walks of {name} go along the drawing: {drawn}");
    }
}

#[test]
fn no_person_no_case_no_unit_and_no_word_is_in_an_export() {
    let shipped = Shipped::load();
    // Names that mean nothing; what is asked for by it does not matter here.
    let count = std::cell::RefCell::new(BTreeMap::<String, String>::new());
    let alias = |name: &str| {
        let mut known = count.borrow_mut();
        let next = format!("{:04x}", known.len());
        known.entry(name.to_owned()).or_insert(next).clone()
    };
    // Words that are also the name of a capacity say nothing of a unit.
    let capacities = ["citizen", "center", "lead", "assistant", "other", "engine"];
    let people = shipped.directory.people.keys().map(ToString::to_string);
    let units = shipped.directory.units.keys().map(ToString::to_string);
    let names: Vec<String> =
        people.chain(units).filter(|n| !capacities.contains(&n.as_str())).collect();
    for name in NAMES {
        walks(&shipped, name, 6, |log, _| {
            let history = History::read(log, |_| None).unwrap();
            let mut seen = ocel::Seen::default();
            let told = seen.tell(&history, &alias);
            let units = seen.units(&alias);
            let json = serde_json::to_string(&(told.events, told.objects, units)).unwrap();
            for text in [xes::trace(&history, &alias), json] {
                let found = names.iter().find(|name| text.contains(&format!("\"{name}\"")));
                assert_eq!(found, None, "{text}");
                let id = history.case.to_string();
                let all = ids(&serde_json::to_string(log).unwrap());
                assert!(all.contains(&id) && all.len() > 1, "the log holds ids: {all:?}");
                assert!(!all.iter().any(|id| text.contains(id)));
            }
        });
    }
}

/// Everything in a text that is written like an id of a case, a party, a text or a file.
fn ids(text: &str) -> BTreeSet<String> {
    let parts = text.split('"').filter(|part| {
        part.len() == 36 && part.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    });
    parts.map(str::to_owned).collect()
}
