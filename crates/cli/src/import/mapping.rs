//! What the columns of a table mean, and by which steps a row becomes a case. Written in YAML or TOML.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use domain::case::Complexity;
use domain::id::{CategoryCode, EvidenceName, FieldName, PlaceCode, TransitionName, WorkflowName};
use engine::Definitions;
use engine::fit::{Unfit, is_channel};
use serde::Deserialize;

use crate::data::{self, Data};
use crate::failure::Failure;
use crate::output::Output;

/// A mapping. `docs/operating/import.md` explains every key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// By which the source is known; with a row's id it tells what is there already.
    pub(crate) source: String,
    /// Under which workflow.
    pub(crate) workflow: WorkflowName,
    /// How it came in.
    #[serde(default)]
    pub(crate) channel: String,
    /// The sheet of an xlsx file; the first if absent.
    #[serde(default)]
    pub(crate) sheet: Option<String>,
    /// The columns by their names.
    pub(crate) columns: Columns,
    /// Columns, by their keys, that a file may lack.
    #[serde(default)]
    pub(crate) may_lack: BTreeSet<Key>,
    /// How times are written, in local time.
    pub(crate) times: Vec<String>,
    /// The code table in which names of classes are looked up.
    #[serde(default)]
    pub(crate) class_table: Option<String>,
    /// The beginning of codes under which a row without a class is routed, such as the letter of a table: then only rules
    /// that go by words of the title speak. The case itself stays without a category.
    #[serde(default)]
    pub(crate) unclassed: Option<CategoryCode>,
    /// Where all of it happened, unless a column says.
    #[serde(default)]
    pub(crate) place: PlaceCode,
    /// Codes of the names that the column of places holds; names that are codes need none.
    #[serde(default)]
    pub(crate) places: BTreeMap<String, PlaceCode>,
    /// How hard all of it looks.
    #[serde(default)]
    pub(crate) complexity: Complexity,
    /// Between which days each row is moved.
    #[serde(default)]
    pub(crate) shift: Option<Window>,
    /// The filing form.
    pub(crate) form: BTreeMap<FieldName, String>,
    /// What is done where the rules name a lead unit.
    pub(crate) routed: Vec<Step>,
    /// What is done where they do not.
    #[serde(default)]
    pub(crate) unrouted: Vec<Step>,
}

/// What a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Key {
    /// The id in the source.
    Id,
    /// Who complained; sealed like any identity.
    Party,
    /// One line.
    Title,
    /// The complaint.
    Text,
    /// When it was filed.
    Filed,
    /// The class, by its code or name.
    Class,
    /// Where.
    Place,
    /// The answer.
    Answer,
    /// When it was answered.
    Answered,
}

/// The columns by their names in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Columns {
    id: String,
    party: Option<String>,
    title: String,
    text: String,
    filed: String,
    class: Option<String>,
    place: Option<String>,
    answer: Option<String>,
    answered: Option<String>,
}

impl Columns {
    /// The name of a column; none if the mapping names none.
    pub(crate) fn name(&self, key: Key) -> Option<&str> {
        match key {
            Key::Id => Some(&self.id),
            Key::Title => Some(&self.title),
            Key::Text => Some(&self.text),
            Key::Filed => Some(&self.filed),
            Key::Party => self.party.as_deref(),
            Key::Class => self.class.as_deref(),
            Key::Place => self.place.as_deref(),
            Key::Answer => self.answer.as_deref(),
            Key::Answered => self.answered.as_deref(),
        }
    }
}

/// Days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    /// The first.
    pub(crate) from: NaiveDate,
    /// The last.
    pub(crate) until: NaiveDate,
}

/// Something that is done to the case of a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// Which transition.
    #[serde(rename = "do")]
    pub(crate) transition: TransitionName,
    /// Who.
    pub(crate) by: By,
    /// When.
    pub(crate) at: When,
    /// The form, with what a row fills in.
    #[serde(default)]
    pub(crate) form: BTreeMap<FieldName, String>,
    /// Evidence for which the answer itself stands.
    #[serde(default)]
    pub(crate) evidence: Vec<EvidenceName>,
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// The first clerk of the center.
    Clerk,
    /// The first handler of the lead unit.
    Handler,
}

/// At which instant of a row a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    /// When it was filed.
    Filed,
    /// When it was answered; left out if it was not.
    Answered,
}

impl Mapping {
    /// Reads a file, or the mapping that the data folder or this program holds under that name.
    pub(crate) fn read(path: &Path, data: &Data, output: Output) -> Result<Self, Failure> {
        let named =
            path.to_str().filter(|_| !path.exists()).and_then(|name| data.import_mapping(name));
        let source = match named {
            Some(source) => source,
            None if path.exists() => data::open(path, output)?,
            None => return Err(none_such(path, data)),
        };
        let read = if path.extension().is_some_and(|extension| extension == "toml") {
            toml::from_str(source.text()).map_err(|error| error.to_string())
        } else {
            serde_saphyr::from_str(source.text()).map_err(|error| error.to_string())
        };
        let name = Path::new(source.name());
        let words = ("列的对照写法不对", "the mapping is not written as it should be");
        let mapping: Self = read.map_err(|why| Failure::unread(name, words, why))?;
        if mapping.shift.is_some_and(|window| window.until < window.from) {
            return Err(Failure::unfit(
                name,
                "shift：until 早于 from",
                "shift: until is before from",
            ));
        }
        Ok(mapping)
    }

    /// Whether it fits what it will run with.
    pub(crate) fn check(&self, path: &Path, definitions: &Definitions) -> Result<(), Failure> {
        let unknown = |key: &str, name: &str| {
            let zh = format!("{key}：没有“{name}”");
            Failure::unfit(path, zh, format!("{key}: there is no `{name}`"))
        };
        if let Some(table) =
            self.class_table.as_ref().filter(|table| !definitions.codes.tables.contains_key(*table))
        {
            return Err(unknown("class_table", table));
        }
        if !is_channel(&self.channel) {
            let why = Unfit::Channel(self.channel.clone()).message();
            return Err(Failure::unfit(path, why.zh, why.en));
        }
        let today = self.shift.map_or(NaiveDate::MAX, |window| window.until);
        let workflow = definitions.current(&self.workflow, today);
        let workflow = workflow.ok_or_else(|| unknown("workflow", self.workflow.as_str()))?;
        for step in self.routed.iter().chain(&self.unrouted) {
            if workflow.transition(&step.transition).is_none() {
                return Err(unknown("do", step.transition.as_str()));
            }
        }
        Ok(())
    }
}

/// Neither a file nor a name; which names there are.
fn none_such(path: &Path, data: &Data) -> Failure {
    let (path, known) = (path.display(), data.import_mappings());
    Failure::usage(
        format!(
            "“{path}”既不是文件，也不是自带的对照；自带的有：{}；自己写见 docs/operating/import.md",
            known.join("、")
        ),
        format!(
            "`{path}` is neither a file nor a mapping that is built in; built in: {}; to write one see docs/operating/import.md",
            known.join(", ")
        ),
    )
}
