//! What an import came to: how many rows, where they went and why not, and how late they were answered.

use std::collections::BTreeMap;
use std::path::Path;

use domain::calendar::Calendar;
use domain::directory::Directory;
use domain::id::UnitId;
use domain::text::{Bilingual, Language};

use super::entry::{Entry, Moved};
use super::fault::Fault;
use super::measure::{LIMITS, Measure, measure};
use super::plan::Route;
use crate::cells::{guarded, padded, width};
use crate::failure::Failure;
use crate::output::Output;

/// How a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It became a case.
    Imported,
    /// It was a case already.
    There,
    /// It would become a case.
    Rehearsed,
}

/// A row that is a case, or would be one.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) ending: Ending,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) route: Route,
    pub(crate) filed: Moved,
    pub(crate) answered: Option<Moved>,
    pub(crate) days: i64,
    pub(crate) measure: Option<Measure>,
}

impl Done {
    /// What is reported of a row.
    pub(crate) fn of(entry: &Entry, route: Route, ending: Ending, calendar: &Calendar) -> Self {
        let answered = entry.answer.as_ref().map(|(_, at)| *at);
        Self {
            ending,
            id: entry.id.clone(),
            title: entry.title.clone(),
            route,
            filed: entry.filed,
            answered,
            days: entry.days,
            measure: answered.map(|answered| measure(calendar, entry.filed.at, answered.at)),
        }
    }

    fn unit(&self) -> Option<&UnitId> {
        match &self.route {
            Route::Unit { unit, .. } => Some(unit),
            Route::Person { .. } => None,
        }
    }
}

/// What an import came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Rows that are cases.
    pub(crate) done: Vec<Done>,
    /// What is wrong with the others.
    pub(crate) faults: Vec<Fault>,
    /// How many others there are.
    pub(crate) refused: usize,
    /// Whether nothing was written.
    pub(crate) is_preview: bool,
}

/// Cases and how many of them were answered, and late under each limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    cases: usize,
    answered: usize,
    late: [usize; LIMITS.len()],
}

impl Sum {
    fn add(&mut self, done: &Done) {
        self.cases += 1;
        let Some(measure) = &done.measure else { return };
        self.answered += 1;
        self.late.iter_mut().zip(measure.late).for_each(|(sum, late)| *sum += usize::from(late));
    }
}

impl Report {
    fn count(&self, ending: Ending) -> usize {
        self.done.iter().filter(|done| done.ending == ending).count()
    }

    /// Prints it.
    pub(crate) fn tell(&self, directory: &Directory, output: Output) -> Result<(), Failure> {
        let rows = self.done.len() + self.refused;
        let (imported, there) = (self.count(Ending::Imported), self.count(Ending::There));
        let (rehearsed, refused) = (self.count(Ending::Rehearsed), self.refused);
        output.line(if self.is_preview {
            output.choose(
                format!("{rows} 行：可导入 {rehearsed}，有错 {refused}"),
                format!("{rows} rows: {rehearsed} would be imported, {refused} refused"),
            )
        } else {
            output.choose(
                format!("{rows} 行：导入 {imported}，此前已有 {there}，有错 {refused}"),
                format!(
                    "{rows} rows: {imported} imported, {there} there already, {refused} refused"
                ),
            )
        })?;
        self.tell_answers(output)?;
        self.tell_moved(output)?;
        self.tell_routes(output)?;
        self.tell_units(directory, output)
    }

    fn tell_answers(&self, output: Output) -> Result<(), Failure> {
        let answered = self.done.iter().filter(|done| done.answered.is_some());
        let (results, notes): (Vec<_>, Vec<_>) = answered.partition(|done| done.unit().is_some());
        let (results, notes) = (results.len(), notes.len());
        let open = self.done.len() - results - notes;
        output.line(output.choose(
            format!("答复：作为主办单位的结果 {results} 件，没有主办单位而记为办理记录 {notes} 件，无答复 {open} 件"),
            format!("answers: {results} as the result of a lead unit, {notes} kept as a note for want of one, {open} without an answer"),
        ))
    }

    fn tell_moved(&self, output: Output) -> Result<(), Failure> {
        let moved = self.done.iter().filter(|done| done.days != 0).count();
        if moved == 0 {
            return Ok(());
        }
        output.line(output.choose(
            format!("其中 {moved} 件的日期各按整周平移，星期几和答复用时不变，原日期记在案件里；遇节假日的期限按平移后的日历计算，与当年不同"),
            format!("{moved} of them were moved by whole weeks each; weekdays and the time to the answer stay, the original dates stand in the case; limits that meet holidays are counted on the calendar they were moved to, which differs from that of the time"),
        ))
    }

    fn tell_routes(&self, output: Output) -> Result<(), Failure> {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for done in &self.done {
            if let Route::Person { why } = &done.route {
                *reasons.entry(output.get(why)).or_default() += 1;
            }
        }
        let without: usize = reasons.values().sum();
        let with = self.done.len() - without;
        output.line(output.choose(
            format!("规则给出主办单位 {with} 件，须由人决定 {without} 件"),
            format!("the rules name a lead unit for {with}; a person decides {without}"),
        ))?;
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons.iter().try_for_each(|(why, count)| output.line(format!("  {count:>5}  {why}")))
    }

    fn tell_units(&self, directory: &Directory, output: Output) -> Result<(), Failure> {
        let mut sums: BTreeMap<Option<&UnitId>, Sum> = BTreeMap::new();
        let mut all = Sum::default();
        for done in &self.done {
            sums.entry(done.unit()).or_default().add(done);
            all.add(done);
        }
        output.line(output.say(
            "按时情况（按已答复的件计；档位：简单1天、一般7天、复杂20天、15个工作日，末日遇休息日顺延）",
            "Lateness of what was answered (simple 1, general 7, complex 20 days, 15 working days; a last day that is a rest day moves on)",
        ))?;
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.cases));
        let lines = sums.iter().map(|(unit, sum)| (name(*unit, directory, output), *sum));
        let mut lines: Vec<(&str, Sum)> = lines.collect();
        lines.push((output.say("合计", "all"), all));
        table(&lines, output)
    }

    /// Writes `cases.csv` and `faults.csv`.
    pub(crate) fn write(
        &self,
        folder: &Path,
        calendar: &Calendar,
        language: Language,
    ) -> Result<(), Failure> {
        std::fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        let head = [
            "source_id",
            "unit",
            "rule",
            "why_not",
            "original_filed",
            "original_answered",
            "moved_days",
            "filed",
            "answered",
            "calendar_days",
            "working_days",
        ];
        let head: Vec<&str> = head.into_iter().chain(LIMITS.map(|(name, ..)| name)).collect();
        let rows = self.done.iter().map(|done| row(done, calendar, language));
        records(&folder.join("cases.csv"), &head, rows)?;
        let faults = self.faults.iter().map(|fault| {
            let texts =
                [&fault.what, &fault.mend].map(|text: &Bilingual| text.get(language).to_owned());
            let [what, mend] = texts;
            vec![fault.line.to_string(), fault.column.clone(), what, mend]
        });
        records(&folder.join("faults.csv"), &["line", "column", "what", "how_to_mend"], faults)
    }
}

fn name<'n>(unit: Option<&'n UnitId>, directory: &'n Directory, output: Output) -> &'n str {
    match unit {
        Some(unit) => {
            directory.units.get(unit).map_or(unit.as_str(), |known| output.get(&known.name))
        }
        None => output.say("由人决定", "a person decides"),
    }
}

fn table(lines: &[(&str, Sum)], output: Output) -> Result<(), Failure> {
    let heads = match output.language {
        Language::Zh => ["件数", "已答复", "超1天", "超7天", "超20天", "超15工作日"],
        Language::En => ["cases", "answered", "late1", "late7", "late20", "late15wd"],
    };
    let longest = lines.iter().map(|(name, _)| width(name)).max().unwrap_or_default();
    let right =
        |text: &str, to: usize| format!("{}{text}", " ".repeat(to.saturating_sub(width(text))));
    let columns = |cells: &[String]| {
        cells.iter().zip(heads).fold(String::new(), |line, (cell, head)| {
            format!("{line}  {}", right(cell, width(head).max(6)))
        })
    };
    output.line(format!("  {}{}", padded("", longest), columns(&heads.map(str::to_owned))))?;
    lines.iter().try_for_each(|(name, sum)| {
        let numbers = [sum.cases, sum.answered].into_iter().chain(sum.late);
        let cells: Vec<String> = numbers.map(|number| number.to_string()).collect();
        output.line(format!("  {}{}", padded(name, longest), columns(&cells)))
    })
}

fn row(done: &Done, calendar: &Calendar, language: Language) -> Vec<String> {
    let (unit, rule, why) = match &done.route {
        Route::Unit { unit, rule, .. } => (unit.to_string(), rule.to_string(), String::new()),
        Route::Person { why } => (String::new(), String::new(), why.get(language).to_owned()),
    };
    let original = |at: &Moved| at.original.format("%Y-%m-%d %H:%M:%S").to_string();
    let moved = |at: &Moved| calendar.local(at.at).to_rfc3339();
    let answered = done.answered.as_ref();
    let measured =
        |of: fn(&Measure) -> i64| done.measure.as_ref().map(|measure| of(measure).to_string());
    let late = (0..LIMITS.len()).map(|place| {
        let late = done.measure.as_ref().map(|measure| u8::from(measure.late[place]).to_string());
        late.unwrap_or_default()
    });
    let cells = [
        done.id.clone(),
        unit,
        rule,
        why,
        original(&done.filed),
        answered.map(original).unwrap_or_default(),
        done.days.to_string(),
        moved(&done.filed),
        answered.map(moved).unwrap_or_default(),
        measured(|measure| measure.calendar_days).unwrap_or_default(),
        measured(|measure| measure.working_days).unwrap_or_default(),
    ];
    cells.into_iter().chain(late).collect()
}

/// Writes a CSV that spreadsheets open.
pub(crate) fn records(
    path: &Path,
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<(), Failure> {
    let file = std::fs::File::create(path).map_err(Failure::file(path))?;
    let mut table = Table::begin(file, path, head)?;
    rows.into_iter().try_for_each(|row| table.row(&row))?;
    table.end()
}

/// A CSV in the making that spreadsheets open as UTF-8 and in which no text is computed. Numbers stay as they are.
pub(crate) struct Table<'a> {
    writer: csv::Writer<std::fs::File>,
    path: &'a Path,
}

impl<'a> Table<'a> {
    /// Writes the names of the columns.
    pub(crate) fn begin(
        mut file: std::fs::File,
        path: &'a Path,
        head: &[&str],
    ) -> Result<Self, Failure> {
        let marked = std::io::Write::write_all(&mut file, "\u{feff}".as_bytes());
        marked.map_err(Failure::file(path))?;
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(head).map_err(failed(path))?;
        Ok(Self { writer, path })
    }

    /// Writes a row.
    pub(crate) fn row(&mut self, row: &[String]) -> Result<(), Failure> {
        let cells = row.iter().map(|cell| match cell.parse::<i64>() {
            Ok(_) => cell.as_str().into(),
            Err(_) => guarded(cell),
        });
        let cells = cells.map(std::borrow::Cow::into_owned);
        self.writer.write_record(cells).map_err(failed(self.path))
    }

    /// Lets what waits be written.
    pub(crate) fn end(mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(Failure::file(self.path))
    }
}

fn failed(path: &Path) -> impl FnOnce(csv::Error) -> Failure + use<'_> {
    |error| Failure::file(path)(std::io::Error::other(error))
}
