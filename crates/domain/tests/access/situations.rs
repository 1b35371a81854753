//! Every situation of a case that the rule can tell apart, built from events, without a workflow.

use std::collections::BTreeSet;

use domain::actor::Author;
use domain::case::{
    Assignment, Case, Entered, Event, File, Filed, Respondents, Secrecy, SigningInput, SigningMode,
    Verdict, WorkflowRef,
};
use domain::clock::Holder;
use domain::id::{CaseId, OutcomeName, PartyId, PersonId, Timestamp, UnitId};
use domain::workflow::Stage;
use testkit::Shipped;
use uuid::Uuid;

/// A situation and what it is called in a failure.
pub(crate) struct Situation {
    pub(crate) name: String,
    pub(crate) case: Case,
}

/// What has happened to the case so far.
const PARTS: [&str; 10] = [
    "filed",
    "assigned",
    "delegated",
    "assisted",
    "contributed",
    "consulted",
    "signing",
    "signed in part",
    "signing decided",
    "everything at once",
];

/// Whom it is about. The lead is a police station, an assistant a subdistrict; some of these hit them, some their
/// signers, some the center's own people.
const RESPONDENTS: [(&str, Respond); 16] = [
    ("nobody", Respond::Nobody),
    ("a stranger's unit", Respond::Unit("forestry")),
    ("the lead", Respond::Unit("police-puqi")),
    ("the unit above the lead", Respond::Unit("police-bureau")),
    ("a person of the lead", Respond::Person("police-puqi.handler")),
    ("a head above the lead", Respond::Person("police-bureau.head")),
    ("a relative in the lead", Respond::Related("police-puqi.head")),
    ("the delegate", Respond::Unit("police-chibi")),
    ("an assistant", Respond::Unit("town-puqi")),
    ("a person below an assistant", Respond::Person("village-puqi-1.head")),
    ("a consulted unit", Respond::Unit("justice")),
    ("a signer", Respond::Person("education.head")),
    ("a relative among the signers", Respond::Related("center.director")),
    ("a clerk of the center", Respond::Person("center.clerk")),
    ("the unit above the center", Respond::Unit("plc")),
    ("somebody nobody knows", Respond::Person("no.such.person")),
];

#[derive(Clone, Copy)]
enum Respond {
    Nobody,
    Unit(&'static str),
    Person(&'static str),
    Related(&'static str),
}

impl Respond {
    fn respondents(self) -> Respondents {
        let mut named = Respondents::default();
        match self {
            Self::Nobody => {}
            Self::Unit(unit) => named.units = [UnitId::from(unit)].into(),
            Self::Person(person) => named.people = [PersonId::from(person)].into(),
            Self::Related(person) => named.related = [PersonId::from(person)].into(),
        }
        named
    }
}

/// Every part × every respondent, named at filing or later × restricted or not × secret or not × ended or not.
pub(crate) fn all(shipped: &Shipped) -> Vec<Situation> {
    let mut all = Vec::new();
    for part in PARTS {
        for (about, respond) in RESPONDENTS {
            for flags in 0..16_u8 {
                let [late, restricted, secret, ended] = [1, 2, 4, 8].map(|bit| flags & bit != 0);
                let named = respond.respondents();
                let (at_filing, later) = if late {
                    (Respondents::default(), named)
                } else {
                    (named, Respondents::default())
                };
                let secrecy = if secret { Secrecy::Restricted } else { Secrecy::Ordinary };
                let mut case = filed(shipped, at_filing, secrecy, restricted);
                for event in events(part) {
                    case.apply(Timestamp::UNIX_EPOCH, &event);
                }
                case.apply(Timestamp::UNIX_EPOCH, &Event::RespondentsNamed(later));
                if ended {
                    case.apply(Timestamp::UNIX_EPOCH, &end());
                }
                let name = format!(
                    "{part}, about {about}, late {late}, restricted {restricted}, secret {secret}, ended {ended}"
                );
                all.push(Situation { name, case });
            }
        }
    }
    all
}

fn filed(shipped: &Shipped, respondents: Respondents, secrecy: Secrecy, restricted: bool) -> Case {
    let definition = shipped.workflow("service").definition();
    let file = File {
        id: CaseId(Uuid::from_u128(1)),
        center: shipped.center.clone(),
        parties: [PartyId(Uuid::from_u128(2))].into(),
        anonymous: false,
        category: "0201".into(),
        place: "421281001".into(),
        complexity: domain::case::Complexity::General,
        risk: domain::case::Risk::Low,
        secrecy,
        respondents,
        split_from: None,
        form: std::collections::BTreeMap::new(),
    };
    let filed = Filed {
        workflow: WorkflowRef { name: definition.workflow.clone(), version: definition.version },
        file,
        state: definition.initial.clone(),
        stage: Stage::default(),
        holder: Holder::Unit(shipped.center.clone()),
        restricted,
        by: Author::Engine,
    };
    Case::open(Timestamp::UNIX_EPOCH, &filed)
}

fn end() -> Event {
    Event::StateEntered(Entered {
        state: "archived".into(),
        stage: Stage::default(),
        holder: Holder::Citizen,
        ended: Some(OutcomeName::from("solved")),
    })
}

fn events(part: &str) -> Vec<Event> {
    let assigned = Event::Assigned(Assignment {
        lead: "police-puqi".into(),
        assistants: [UnitId::from("town-puqi"), UnitId::from("mediation-puqi")].into(),
    });
    let signing = |mode| {
        let signers = ["health.head", "education.head", "center.director", "police-puqi.head"];
        Event::SigningOpened(SigningInput {
            mode,
            signers: signers.map(PersonId::from).into_iter().collect::<BTreeSet<_>>(),
        })
    };
    let signed = |verdict| Event::Countersigned { signer: "health.head".into(), verdict };
    let delegated = Event::Delegated("police-chibi".into());
    let contributed = Event::Contributed("mediation-puqi".into());
    let consulted = Event::Consulted("justice".into());
    match part {
        "filed" => vec![],
        "assigned" => {
            vec![Event::Assigned(Assignment {
                lead: "police-puqi".into(),
                assistants: BTreeSet::new(),
            })]
        }
        "delegated" => vec![assigned, delegated],
        "assisted" => vec![assigned],
        "contributed" => vec![assigned, contributed],
        "consulted" => vec![consulted],
        "signing" => vec![signing(SigningMode::All)],
        "signed in part" => vec![signing(SigningMode::All), signed(Verdict::Yes)],
        "signing decided" => vec![signing(SigningMode::Any), signed(Verdict::No)],
        _ => vec![
            assigned,
            delegated,
            contributed,
            consulted,
            signing(SigningMode::All),
            signed(Verdict::Yes),
        ],
    }
}
