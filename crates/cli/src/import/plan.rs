//! From a row to what the engine replays: whose case it becomes, by which steps, with which words and files.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::Role;
use domain::case::{Assignment, Command, Input, Perform, Respondents, Value};
use domain::directory::Directory;
use domain::id::{CaseId, FieldName, FileId, FormName, PersonId, RuleId, UnitId};
use domain::routing::{Facts, NeedsPerson, Routing, route};
use domain::text::Bilingual;
use domain::workflow::{FieldKind, Verb, Workflow};
use engine::import::{Import, Past};
use engine::intake::Intake;
use engine::vault::Identity;
use engine::wording::Wording;
use engine::{Definitions, Error, Who};
use sha2::{Digest, Sha256};
use store::change::Complaint;
use store::queries::Attachment;

use super::entry::{Entry, Moved};
use super::mapping::{By, Mapping, Step, When};

/// The greatest number of characters of a text whose field names no other, as the core has it.
const LONGEST_TEXT_CHARACTERS: usize = 2_000;

/// Stands at the end of a text that was cut; the whole lies beside it as a file.
const CUT: &str = "……（全文见附件）";

/// With what rows become cases.
#[derive(Clone, Copy)]
pub(crate) struct Planner<'a> {
    pub(crate) mapping: &'a Mapping,
    pub(crate) definitions: &'a Definitions,
    pub(crate) workflow: &'a Workflow,
    pub(crate) directory: &'a Directory,
    pub(crate) center: &'a UnitId,
    /// Who does what a clerk does.
    pub(crate) clerk: &'a PersonId,
}

/// Where the rules send a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// To a unit, by a rule; this person of it handles it.
    Unit {
        /// The unit.
        unit: UnitId,
        /// The rule.
        rule: RuleId,
        /// The first handler there.
        handler: PersonId,
    },
    /// To a person, who decides.
    Person {
        /// Why, without what differs from row to row.
        why: Bilingual,
    },
}

/// A row that is ready.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    /// What the engine replays.
    pub(crate) import: Import,
    /// What the files hold.
    pub(crate) contents: Vec<(FileId, String)>,
    /// Where it goes.
    pub(crate) route: Route,
}

impl Planner<'_> {
    /// What a row becomes.
    pub(crate) fn plan(&self, entry: &Entry) -> Result<Planned, Error> {
        let route = self.route(entry);
        let mut wording = Wording::default();
        let mut cut = false;
        let form = self.workflow.definition().filing.form.as_ref();
        let form = self.form(form, &self.mapping.form, entry);
        let form = kept(form, &mut wording, &mut cut)?;
        let intake = self.intake(entry, form, wording);
        let mut import = Import::new(intake);
        let mut files = Files { case: import.case, kept: Vec::new(), contents: Vec::new() };
        if cut {
            files.add("诉求全文.txt", "citizen", &entry.filed, entry.text.clone());
        }
        let answer = entry.answer.as_ref().map(|(text, at)| {
            let author = match &route {
                Route::Unit { handler, .. } => handler.as_str(),
                Route::Person { .. } => self.clerk.as_str(),
            };
            files.add("答复.txt", author, at, proof(self.mapping, entry, text))
        });
        let steps = match &route {
            Route::Unit { .. } => &self.mapping.routed,
            Route::Person { .. } => &self.mapping.unrouted,
        };
        let known = Known { entry, route: &route, answer };
        for step in steps {
            let past = self.past(step, known, &mut import.wording)?;
            import.past.extend(past);
        }
        import.files = files.kept;
        Ok(Planned { import, contents: files.contents, route })
    }

    fn route(&self, entry: &Entry) -> Route {
        let is_unclassed = entry.class.as_str().is_empty();
        let unclassed = self.mapping.unclassed.as_ref().filter(|_| is_unclassed);
        let facts = Facts {
            category: entry.class.clone(),
            petition_class: unclassed.cloned(),
            place: entry.place.clone(),
            title: entry.title.clone(),
            text: entry.text.clone(),
            workflow: Some(self.mapping.workflow.clone()),
            ..Facts::default()
        };
        let routing =
            route(&self.definitions.rules, self.directory, &facts, &Respondents::default());
        let best = match routing {
            Routing::Person { because } => return Route::Person { why: self.why(&because) },
            Routing::Suggested { ranked } => ranked.into_iter().next(),
        };
        let handled = best.and_then(|best| {
            let handler = self.directory.staff_of(&best.unit, Role::Handler).next()?.clone();
            Some(Route::Unit { unit: best.unit, rule: best.rule, handler })
        });
        let nobody = "建议的单位没有经办人";
        handled.unwrap_or_else(|| Route::Person {
            why: Bilingual::new(nobody, "the unit suggested has no handler"),
        })
    }

    /// Why a person decides, with the rule's words but not the row's.
    fn why(&self, because: &NeedsPerson) -> Bilingual {
        let NeedsPerson::Rule { rule, .. } = because else { return because.text() };
        let Some(known) = self.definitions.rules.rules.iter().find(|known| known.id == *rule)
        else {
            return because.text();
        };
        let open = |text: &str| {
            ["{word}", "{category}", "{place}"]
                .iter()
                .fold(text.to_owned(), |text, name| text.replace(name, "…"))
        };
        let (zh, en) = (open(&known.reason.zh), open(&known.reason.en));
        Bilingual::new(format!("{rule}：{zh}"), format!("{rule}: {en}"))
    }

    fn intake(&self, entry: &Entry, form: BTreeMap<FieldName, Value>, wording: Wording) -> Intake {
        let party = Identity { name: entry.party.clone(), ..Identity::default() };
        let complaint = Complaint {
            title: entry.title.clone(),
            channel: self.mapping.channel.clone(),
            ..Complaint::default()
        };
        Intake {
            parties: vec![party],
            category: entry.class.clone(),
            place: entry.place.clone(),
            complexity: self.mapping.complexity,
            form,
            wording,
            source: Some((self.mapping.source.clone(), entry.id.clone())),
            at: Some(entry.filed.at),
            ..Intake::new(self.mapping.workflow.clone(), self.center.clone(), complaint)
        }
    }

    /// A step at its instant; none if it stands at an answer that was not given.
    fn past(
        &self,
        step: &Step,
        known: Known<'_>,
        wording: &mut Wording,
    ) -> Result<Option<Past>, Error> {
        let Known { entry, route, answer } = known;
        let at = match (step.at, &entry.answer) {
            (When::Filed, _) => entry.filed.at,
            (When::Answered, Some((_, at))) => at.at,
            (When::Answered, None) => return Ok(None),
        };
        let (lead, handler) = match route {
            Route::Unit { unit, handler, .. } => (Some(unit), Some(handler)),
            Route::Person { .. } => (None, None),
        };
        let person = match step.by {
            By::Clerk => Some(self.clerk),
            By::Handler => handler,
        };
        let transition = self.workflow.transition(&step.transition);
        let assigns = transition.is_some_and(|transition| transition.verb == Verb::Assign);
        let input = match lead.filter(|_| assigns) {
            Some(lead) => {
                Input::Assign(Assignment { lead: lead.clone(), assistants: BTreeSet::new() })
            }
            None => Input::None,
        };
        let form = transition.and_then(|transition| transition.form.as_ref());
        let form = kept(self.form(form, &step.form, entry), wording, &mut false)?;
        let evidence =
            step.evidence.iter().map(|kind| (kind.clone(), answer.into_iter().collect()));
        let perform = Perform {
            transition: step.transition.clone(),
            input,
            form,
            evidence: evidence.collect(),
        };
        let who = person.map_or(Who::Engine, |person| Who::Person(person.clone()));
        Ok(Some(Past { who, at, command: Command::Perform(perform) }))
    }

    /// A form with what the row fills in. Empty fields are left out.
    fn form(
        &self,
        name: Option<&FormName>,
        templates: &BTreeMap<FieldName, String>,
        entry: &Entry,
    ) -> BTreeMap<FieldName, Filled> {
        let form = name.and_then(|name| self.workflow.definition().forms.get(name.as_str()));
        let fill = |(name, template): (&FieldName, &String)| {
            let field = form.and_then(|form| form.fields.get(name.as_str()));
            let longest = field.and_then(|field| field.longest);
            let longest = longest.and_then(|longest| usize::try_from(longest).ok());
            let filled = Filled {
                kind: field.map(|field| field.kind).unwrap_or_default(),
                text: filled(template, self.mapping, entry),
                longest: longest.unwrap_or(LONGEST_TEXT_CHARACTERS),
            };
            (!filled.text.is_empty()).then(|| (name.clone(), filled))
        };
        templates.iter().filter_map(fill).collect()
    }
}

/// What is known when the steps of a row are made.
#[derive(Clone, Copy)]
struct Known<'a> {
    entry: &'a Entry,
    route: &'a Route,
    /// The file that proves the answer.
    answer: Option<FileId>,
}

/// A field that was filled, before its words are put away.
struct Filled {
    kind: FieldKind,
    text: String,
    longest: usize,
}

/// The values of a form. A text that is too long is cut, and `cut` says so.
fn kept(
    form: BTreeMap<FieldName, Filled>,
    wording: &mut Wording,
    cut: &mut bool,
) -> Result<BTreeMap<FieldName, Value>, Error> {
    let mut values = BTreeMap::new();
    for (name, Filled { kind, text, longest }) in form {
        let value = match kind {
            FieldKind::Text if text.chars().count() > longest => {
                *cut = true;
                let kept = longest.saturating_sub(CUT.chars().count());
                let shortened: String = text.chars().take(kept).collect();
                Value::Text(wording.keep(&format!("{shortened}{CUT}"))?)
            }
            FieldKind::Text => Value::Text(wording.keep(&text)?),
            FieldKind::Choice => Value::Choice(text),
            // What is no day, number or yes is left to the core, which refuses it by the name of its field.
            FieldKind::Date => text.parse().map_or(Value::Choice(text), Value::Date),
            FieldKind::Number => text.parse().map_or(Value::Choice(text), Value::Number),
            FieldKind::Money => text.parse().map_or(Value::Choice(text), Value::Money),
            FieldKind::YesNo => text.parse().map_or(Value::Choice(text), Value::YesNo),
        };
        values.insert(name, value);
    }
    Ok(values)
}

/// A template with the row's values in the places of their names.
fn filled(template: &str, mapping: &Mapping, entry: &Entry) -> String {
    let minute = |at: &Moved| at.original.format("%Y-%m-%d %H:%M").to_string();
    let (answer, answered) = entry
        .answer
        .as_ref()
        .map_or_else(|| (String::new(), "无".to_owned()), |(text, at)| (text.clone(), minute(at)));
    // The words of the row come last, so that nothing in them is taken for a name.
    let values = [
        ("{source}", mapping.source.clone()),
        ("{id}", entry.id.clone()),
        ("{filed}", minute(&entry.filed)),
        ("{filed_on}", entry.filed.original.date().to_string()),
        ("{answered}", answered),
        ("{days}", entry.days.to_string()),
    ];
    let words = [("{title}", &entry.title), ("{text}", &entry.text), ("{answer}", &answer)];
    let text =
        values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(name, value));
    match words.iter().find(|(name, _)| text.contains(name)) {
        Some((name, value)) => text.replacen(name, value, 1),
        None => text,
    }
}

/// The answer with what the file said of its times.
fn proof(mapping: &Mapping, entry: &Entry, answer: &str) -> String {
    let head = filled(
        "来源 {source}，原编号 {id}；原留言时间 {filed}，原答复时间 {answered}",
        mapping,
        entry,
    );
    format!("{head}\n\n{answer}\n")
}

/// The files of a case.
struct Files {
    case: CaseId,
    kept: Vec<Attachment>,
    contents: Vec<(FileId, String)>,
}

impl Files {
    fn add(&mut self, name: &str, author: &str, at: &Moved, content: String) -> FileId {
        let id = engine::import::new_file();
        self.kept.push(Attachment {
            id,
            case: self.case,
            name: name.to_owned(),
            media_type: "text/plain".to_owned(),
            size: content.len() as u64,
            sha256: Sha256::digest(content.as_bytes()).into(),
            author: author.to_owned(),
            created_at: at.at,
            look: None,
        });
        self.contents.push((id, content));
        id
    }
}
