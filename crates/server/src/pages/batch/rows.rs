//! The rows of a batch: as they are posted, as they are checked, and as what the intake reads of each.

use super::super::posted::Posted;
use super::super::shell::Shell;
use super::super::words::DeskWords;

/// How many rows the form has where no file brings more; the printed form has as many.
pub(super) const ROWS: usize = 20;

/// The most rows of one batch.
pub(super) const ROWS_MAX: usize = 200;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Who says it.
    Name,
    /// How they can be reached.
    Telephone,
    /// What it is about.
    Matter,
    /// Of which category.
    Category,
    /// Whether it was solved there and then.
    Solved,
    /// How it was.
    How,
}

impl Column {
    /// The longest text of a cell of it, in characters; the page has the same limits where a field is one line.
    pub(super) const fn characters_max(self) -> usize {
        match self {
            Self::Name | Self::Category => 100,
            Self::Telephone => 30,
            Self::Solved => 10,
            Self::Matter => MATTER_CHARACTERS_MAX,
            Self::How => 1000,
        }
    }
}

/// The longest matter, in characters.
pub(super) const MATTER_CHARACTERS_MAX: usize = 2000;

/// The columns with their names in files.
pub(super) const COLUMNS: [(Column, &str, &str); 6] = [
    (Column::Name, "姓名", "name"),
    (Column::Telephone, "电话", "telephone"),
    (Column::Matter, "事项", "matter"),
    (Column::Category, "类别", "category"),
    (Column::Solved, "现场已解决", "solved on the spot"),
    (Column::How, "怎么解决的", "how"),
];

/// How a table says yes, and how it says no.
const YES: [&str; 8] = ["是", "√", "✓", "☑", "1", "yes", "y", "true"];
const NO: [&str; 7] = ["", "否", "☐", "0", "no", "n", "false"];

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Its line in the file that it came from.
    pub(super) line: Option<u64>,
    pub(super) name: String,
    pub(super) telephone: String,
    pub(super) matter: String,
    pub(super) category: String,
    pub(super) solved: String,
    pub(super) how: String,
}

impl Row {
    /// A cell.
    pub(super) fn cell(&mut self, column: Column) -> &mut String {
        match column {
            Column::Name => &mut self.name,
            Column::Telephone => &mut self.telephone,
            Column::Matter => &mut self.matter,
            Column::Category => &mut self.category,
            Column::Solved => &mut self.solved,
            Column::How => &mut self.how,
        }
    }

    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        let Self { name, telephone, matter, category, solved, how, .. } = self;
        [name, telephone, matter, category, solved, how].iter().all(|cell| cell.is_empty())
    }

    /// Whether it was solved there and then. None where the table says neither yes nor no.
    pub(super) fn is_solved(&self) -> Option<bool> {
        let said = self.solved.to_lowercase();
        if YES.contains(&said.as_str()) {
            return Some(true);
        }
        NO.contains(&said.as_str()).then_some(false)
    }

    /// Whether the box is ticked.
    pub(super) fn ticked(&self) -> bool {
        self.is_solved() == Some(true)
    }
}

/// The rows as they were posted, as many as there were, the empty ones too, so that each keeps its number.
pub(super) fn posted_rows(posted: &Posted) -> Vec<Row> {
    let count = posted.one("rows").parse().unwrap_or(ROWS).clamp(1, ROWS_MAX);
    let row = |number: usize| {
        let cell = |name: &str| posted.one(&format!("r{number}.{name}")).to_owned();
        Row {
            line: cell("line").parse().ok(),
            name: cell("name"),
            telephone: cell("telephone"),
            matter: cell("matter"),
            category: cell("category"),
            solved: cell("solved"),
            how: cell("how"),
        }
    };
    (1..=count).map(row).collect()
}

/// Puts the rows of a file after the last that was typed.
pub(super) fn with(mut typed: Vec<Row>, read: Vec<Row>) -> Vec<Row> {
    let last = typed.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
    typed.truncate(last);
    typed.extend(read);
    let full = typed.len().max(ROWS);
    typed.resize_with(full, Row::default);
    typed
}

/// What the intake reads of a row: the header of the meeting stands with what was said.
pub(super) fn as_intake(header: &Posted, (number, row): (usize, &Row), shell: &Shell) -> Posted {
    let w = &shell.w.desk;
    let given = |name: &str| header.one(name).to_owned();
    let pair = |name: &str, value: String| (name.to_owned(), value);
    Posted(vec![
        pair("workflow", given("workflow")),
        pair("key", format!("{}:{number}", header.one("key"))),
        pair("channel", given("channel")),
        pair("place", given("place")),
        pair("address", given("where")),
        pair("title", super::super::intake::taken::title_of(&row.matter)),
        pair("said", said(header, row, w)),
        pair("category", row.category.clone()),
        pair("telephone", row.telephone.clone()),
        pair("name", row.name.clone()),
    ])
}

fn said(header: &Posted, row: &Row, w: &DeskWords) -> String {
    let parts = [
        (w.batch_at, header.one("at")),
        (w.batch_where, header.one("where")),
        (w.batch_host, header.one("host")),
        (w.batch_people, header.one("people")),
    ];
    let known = parts.iter().filter(|(_, value)| !value.is_empty());
    let meeting: Vec<_> = known.map(|(name, value)| format!("{name}：{value}")).collect();
    let mut said = vec![row.matter.clone()];
    if row.ticked() {
        said.push(format!("{}：{}", w.on_the_spot, row.how));
    }
    said.extend(Some(meeting.join("；")).filter(|meeting| !meeting.is_empty()));
    said.join("\n")
}
