//! What is proposed, from a folder or from single files, beside what is in force.

use std::path::{Path, PathBuf};

use definitions::{CALENDAR, OFFICE_HOURS, SourceFile, load, read};
use domain::calendar::{Calendar, CalendarFiles};
use domain::code_table::Codes;
use domain::directory::Directory;
use domain::routing::RuleBook;
use domain::text::Bilingual;
use domain::workflow::{Workflow, diff};
use engine::Definitions;
use engine::whatif::Proposal;

use crate::data::{self, Data};
use crate::failure::Failure;
use crate::findings::Findings;
use crate::output::Output;
use crate::workflows;

/// What is proposed, and what that changes in words.
pub(crate) struct Proposed {
    /// For the engine.
    pub(crate) proposal: Proposal,
    /// For people.
    pub(crate) changes: Vec<Bilingual>,
}

/// What the paths propose beside the definitions in force, which were read from `data`.
pub(crate) fn proposed(
    paths: &[PathBuf],
    data: &Data,
    definitions: &Definitions,
    output: Output,
) -> Result<Proposed, Failure> {
    let found = Found {
        directory: data.directory(output)?,
        codes: data.accept(data.codes()?, "codes", output)?,
        before: data.accept(data.calendars()?, "calendars", output)?,
        calendars: None,
        rules: None,
        workflows: Vec::new(),
        output,
    };
    let found = paths.iter().try_fold(found, |found, path| {
        if path.is_dir() { found.folder(path) } else { found.file(path) }
    })?;
    found.against(definitions)
}

/// What was found so far.
struct Found {
    directory: Directory,
    codes: Codes,
    before: CalendarFiles,
    calendars: Option<CalendarFiles>,
    rules: Option<RuleBook>,
    workflows: Vec<Workflow>,
    output: Output,
}

impl Found {
    fn folder(mut self, path: &Path) -> Result<Self, Failure> {
        let data = Data::new(Some(path), &[]);
        if !data.lacks("calendars") {
            let files = data.accept(data.calendars()?, "calendars", self.output)?;
            self.calendars = Some(files);
        }
        if !data.lacks("routing") {
            let rules = data.rules(&self.directory, &self.codes)?;
            self.rules = Some(data::accepted(rules, self.output)?);
        }
        for opened in data.workflows()? {
            let source = opened.map_err(|refused| {
                let name = PathBuf::from(refused.0.name());
                Failure::unfit(&name, "不是 UTF-8 文本", "it is not UTF-8 text")
            })?;
            self.workflow(source)?;
        }
        Ok(self)
    }

    fn file(mut self, path: &Path) -> Result<Self, Failure> {
        let source = data::open(path, self.output)?;
        let has = |key: &str| source.text().lines().any(|line| line.starts_with(key));
        if has("workflow:") {
            self.workflow(source)?;
        } else if has("year:") {
            let year = data::accepted(read(source, CALENDAR), self.output)?;
            let files = self.calendars.get_or_insert_with(|| self.before.clone());
            files.years.retain(|known| known.year != year.year);
            files.years.push(year);
        } else if has("hours:") {
            let office = data::accepted(read(source, OFFICE_HOURS), self.output)?;
            self.calendars.get_or_insert_with(|| self.before.clone()).office = office;
        } else if has("rules:") {
            let rules = load::rule_book(source, &self.directory, &self.codes);
            self.rules = Some(data::accepted(rules, self.output)?);
        } else {
            return Err(Failure::unfit(
                path,
                "既不是流程，也不是日历、作息时间或分流规则",
                "it is no workflow, calendar, office hours or routing rules",
            ));
        }
        Ok(self)
    }

    fn workflow(&mut self, source: SourceFile) -> Result<(), Failure> {
        let name = PathBuf::from(source.name());
        let (read, workflow) = workflows::read(source, None);
        let Some(workflow) = workflow else {
            self.output.complain_of(&Findings::of(read));
            return Err(Failure::Faulty(name));
        };
        self.workflows.push(workflow);
        Ok(())
    }

    /// What of it is other than what is in force.
    fn against(self, definitions: &Definitions) -> Result<Proposed, Failure> {
        let mut changes = Vec::new();
        let known: Vec<&Workflow> = definitions.workflows.values().collect();
        let is_new =
            |found: &Workflow| known.iter().all(|it| it.definition() != found.definition());
        let workflows: Vec<Workflow> = self.workflows.into_iter().filter(is_new).collect();
        for found in &workflows {
            changes.extend(words_of(found, definitions));
        }
        let calendars = self.calendars.filter(|files| *files != self.before);
        let faulty = |_| Failure::Faulty(PathBuf::from("calendars"));
        let calendar = calendars.map(|files| Calendar::new(&files).map_err(faulty)).transpose()?;
        if calendar.is_some() {
            changes.push(Bilingual::new("日历或作息时间", "the calendar or the office hours"));
        }
        let rules = self.rules.filter(|rules| *rules != definitions.rules);
        if rules.is_some() {
            changes.push(Bilingual::new("分流规则", "the routing rules"));
        }
        Ok(Proposed { proposal: Proposal { workflows, calendar, rules }, changes })
    }
}

/// What a proposed version changes in the newest one that is known and not newer.
fn words_of(found: &Workflow, definitions: &Definitions) -> Vec<Bilingual> {
    let definition = found.definition();
    let (name, version) = (&definition.workflow, definition.version);
    let mut known = definitions.workflows.iter().rev();
    let before =
        known.find(|(known, _)| known.name == *name && known.version <= version).map(|(_, it)| it);
    let Some(before) = before else {
        let text = format!("{name} v{version}");
        return vec![Bilingual::new(format!("新流程 {text}"), format!("a new workflow, {text}"))];
    };
    let changes = diff(before.definition(), definition);
    let word = |said: &Bilingual| {
        Bilingual::new(
            format!("{name} v{version}：{}", said.zh),
            format!("{name} v{version}: {}", said.en),
        )
    };
    changes.iter().map(|change| word(&change.message)).collect()
}
