//! What is to be done with one report on one case.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use indexmap::IndexMap;

use super::fill::{self, Missing, Written};
use super::{AgencyMap, Entry, Note, Step, When};
use crate::case::Case;
use crate::id::{EvidenceName, FieldName, FormName, ReasonName, StateName, TransitionName};
use crate::text::Bilingual;
use crate::workflow::{Definition, Transition, Verb};

/// What a report says of a case, with what its placeholders stand for.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// The standing, one of the adapter's.
    pub standing: &'a str,
    /// What it brings beside it.
    pub facts: &'a BTreeMap<String, String>,
    /// The body's number of the case.
    pub number: &'a str,
    /// The day of the report.
    pub day: NaiveDate,
    /// The unit's name.
    pub body: &'a str,
}

/// How the case stands, as far as tables ask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Situation {
    /// The state.
    pub state: StateName,
    /// Whether the citizen has been contacted.
    pub contacted: bool,
}

/// What is to be done: all of it or, where a transition is refused, nothing but tell a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Transitions, in order.
    pub steps: Vec<Planned>,
    /// What a person is told. Empty only if there are steps.
    pub people: Vec<Bilingual>,
}

/// One transition, with all that it asks for. Words are not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub transition: TransitionName,
    /// The filled form.
    pub form: BTreeMap<FieldName, Written>,
    /// The coded reason of a return with its basis in words.
    pub reasoned: Option<(ReasonName, String)>,
    /// Kinds of evidence as which the report itself is filed.
    pub report_is: BTreeSet<EvidenceName>,
}

impl Reported<'_> {
    /// What a placeholder stands for, as it is stored.
    pub(super) fn raw(&self, name: &str) -> Option<String> {
        match name {
            "number" => Some(self.number.to_owned()),
            "day" => Some(self.day.to_string()),
            "body" => Some(self.body.to_owned()),
            "standing" => Some(self.standing.to_owned()),
            fact => self.facts.get(fact).cloned(),
        }
    }
}

impl From<&Case> for Situation {
    fn from(case: &Case) -> Self {
        Self { state: case.state.clone(), contacted: case.contacted }
    }
}

impl Situation {
    /// How the case stands after a transition.
    #[must_use]
    pub fn after(&self, transition: &Transition) -> Self {
        let state = transition.to.as_ref().unwrap_or(&self.state).clone();
        Self { state, contacted: self.contacted || transition.verb == Verb::Contact }
    }
}

impl When {
    /// True if all of it holds.
    pub fn holds(&self, situation: &Situation, facts: &BTreeMap<String, String>) -> bool {
        self.fits(situation)
            && self
                .facts
                .iter()
                .all(|(name, values)| facts.get(name).is_some_and(|value| values.contains(value)))
    }

    /// True if it holds of the case, whatever the report brings.
    pub(super) fn fits(&self, situation: &Situation) -> bool {
        (self.state.is_empty() || self.state.contains(&situation.state))
            && self.contacted.is_none_or(|contacted| contacted == situation.contacted)
    }
}

impl AgencyMap {
    /// What a report means for a case. Whatever cannot be done goes to a person.
    pub fn plan(
        &self,
        definition: &Definition,
        situation: &Situation,
        reported: &Reported<'_>,
    ) -> Plan {
        let Some(table) = self.table(&definition.workflow, definition.version) else {
            return Plan::person(self.elsewhere.clone());
        };
        let Some(rows) = table.standings.get(reported.standing) else {
            return Plan::person(self.unrecognized(reported.standing));
        };
        let holds = |entry: &&Entry| entry.when.holds(situation, reported.facts);
        let Some(entry) = rows.iter().find(holds) else {
            return Plan::person(self.unrecognized(reported.standing));
        };
        let filling = Filling { map: self, definition, reported };
        let (mut plan, situation) = filling.steps(&entry.steps, situation);
        if entry.note || !plan.people.is_empty() {
            filling.note(&table.note, &situation, &mut plan);
        }
        let person = entry.person.as_ref();
        plan.people.extend(person.map(|told| fill::sentence(self, reported, told)));
        plan
    }
}

/// A matter that was handed over, with all that filing it asks for. Words are not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// What the case is called.
    pub title: String,
    /// How it came in.
    pub channel: String,
    /// The filled form.
    pub form: BTreeMap<FieldName, Written>,
}

impl AgencyMap {
    /// What a matter that is handed over is filed with; none where the table does not say it for this version of the
    /// procedure, so that a person must file it.
    pub fn handed_over(
        &self,
        definition: &Definition,
        number: &str,
        (day, body): (NaiveDate, &str),
    ) -> Option<HandedOver> {
        let told = self.hands_over.as_ref()?;
        if told.workflow != definition.workflow || !told.versions.contains(&definition.version) {
            return None;
        }
        let nothing = BTreeMap::new();
        let reported = Reported { standing: "", facts: &nothing, number, day, body };
        let filling = Filling { map: self, definition, reported: &reported };
        Some(HandedOver {
            title: fill::words(self, &reported, &told.title).ok()?,
            channel: told.channel.clone(),
            form: filling.form(definition.filing.form.as_ref(), &told.form).ok()?,
        })
    }
}

impl Plan {
    fn person(told: Bilingual) -> Self {
        Self { steps: Vec::new(), people: vec![told] }
    }
}

/// What forms are filled from.
struct Filling<'a> {
    map: &'a AgencyMap,
    definition: &'a Definition,
    reported: &'a Reported<'a>,
}

impl Filling<'_> {
    /// The steps that are due, and how the case stands after them. Where one lacks something, none is done.
    fn steps(&self, steps: &[Step], from: &Situation) -> (Plan, Situation) {
        let (mut plan, mut situation) = (Plan::default(), from.clone());
        for step in steps {
            if !step.when.holds(&situation, self.reported.facts) {
                continue;
            }
            let Some(transition) = self.definition.transitions.get(step.transition.as_str()) else {
                return (Plan::person(unknown(step)), from.clone());
            };
            match self.step(step, transition) {
                Ok(planned) => plan.steps.push(planned),
                Err(missing) => return (Plan::person(self.lacks(&missing)), from.clone()),
            }
            situation = situation.after(transition);
        }
        (plan, situation)
    }

    fn step(&self, step: &Step, transition: &Transition) -> Result<Planned, Missing> {
        let reasoned = match &step.reason {
            Some(reason) => {
                let code = fill::plain(self.reported, reason)?;
                let basis = step.basis.as_deref().unwrap_or_default();
                let basis = fill::words(self.map, self.reported, basis)?;
                Some((ReasonName::from(code.as_str()), basis))
            }
            None => None,
        };
        let files = step.evidence.map(|_report| transition.evidence.iter().cloned());
        Ok(Planned {
            transition: step.transition.clone(),
            form: self.form(transition.form.as_ref(), &step.form)?,
            reasoned,
            report_is: files.into_iter().flatten().collect(),
        })
    }

    /// Fields that need not be filled are left out where the report does not bring what they ask for.
    fn form(
        &self,
        form: Option<&FormName>,
        templates: &IndexMap<FieldName, String>,
    ) -> Result<BTreeMap<FieldName, Written>, Missing> {
        let form = form.and_then(|name| self.definition.forms.get(name.as_str()));
        let mut filled = BTreeMap::new();
        for (name, template) in templates {
            let Some(field) = form.and_then(|form| form.fields.get(name.as_str())) else {
                continue;
            };
            match fill::field(self.map, self.reported, field, template) {
                Ok(written) => {
                    filled.insert(name.clone(), written);
                }
                Err(missing) if field.required => return Err(missing),
                Err(_) => {}
            }
        }
        Ok(filled)
    }

    /// Adds the note, or tells a person where none can be made.
    fn note(&self, note: &Note, situation: &Situation, plan: &mut Plan) {
        let transition = self.definition.transitions.get(note.transition.as_str());
        let open = transition.filter(|transition| transition.from.contains(&situation.state));
        let step = Step {
            transition: note.transition.clone(),
            form: note.form.clone(),
            ..Step::default()
        };
        match open.map(|transition| self.step(&step, transition)) {
            Some(Ok(planned)) => plan.steps.push(planned),
            Some(Err(_)) | None => plan.people.push(note.otherwise.clone()),
        }
    }

    fn lacks(&self, missing: &str) -> Bilingual {
        let label = self.map.facts.get(missing).map(|fact| fact.label.clone());
        let label = label.unwrap_or_else(|| Bilingual::new(missing, missing));
        Bilingual::new(
            format!("报告缺少“{}”，不能自动办理，请人工登记", label.zh),
            format!("the report lacks “{}”, so that a person must enter it", label.en),
        )
    }
}

fn unknown(step: &Step) -> Bilingual {
    Bilingual::new(
        format!("流程里没有“{}”这一步，请人工办理", step.transition),
        format!("the procedure has no transition `{}`; a person must see to it", step.transition),
    )
}
