//! Village evening talks 村湾夜话 and visits: what many people said, as one sheet with a row for each, typed or read from a
//! table. Every row is a case of its own by the usual path. A sheet with a mistake files nothing; a second click files
//! nothing more.

mod rows;
mod table;

use askama::Template;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use engine::fit::CHANNELS;
use uuid::Uuid;

use super::citizen::OF_REVIEWS;
use super::intake::taken::{TAKES_IN, Taken, Wrong, filed, taken};
use super::intake::{table as codes, workflows};
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Named;
use crate::extract::{no_nul, too_large};
use crate::problem::Problem;
use crate::state::State as Shared;
use rows::{ROWS, Row, as_intake, posted_rows, with};

/// What the part with the file is called.
const FILE: &str = "file";

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    shell: Shell,
    key: String,
    header: Posted,
    workflows: Vec<Named>,
    channels: Vec<Named>,
    categories: Vec<(Named, String)>,
    places: Vec<(Named, String)>,
    rows: Vec<Row>,
    read: Option<usize>,
    wrong: Vec<Wrong>,
}

impl BatchPage {
    fn is_chosen(&self, name: &str, id: &str, usual: &str) -> bool {
        let chosen = self.header.one(name);
        id == if chosen.is_empty() { usual } else { chosen }
    }
}

/// What became of a row.
#[derive(Debug)]
struct Outcome {
    row: usize,
    title: String,
    number: String,
    codes: Vec<String>,
    solved: bool,
    failure: Option<String>,
}

#[derive(Template)]
#[template(path = "batch_done.html")]
struct DonePage {
    shell: Shell,
    done: usize,
    outcomes: Vec<Outcome>,
}

/// Shows the sheet.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &TAKES_IN).await?;
    let calendar = &state.engine.definitions().calendar;
    let today = calendar.date(state.engine.clock().now()).to_string();
    let key = Uuid::now_v7().to_string();
    let header = Posted(vec![("at".to_owned(), today), ("key".to_owned(), key)]);
    let blank = sheet(&state, visitor.shell, header, vec![Row::default(); ROWS]);
    Ok(page(&blank, StatusCode::OK))
}

/// Files every row, and says what became of each; or shows the sheet again with what is wrong.
pub(super) async fn file(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &TAKES_IN).await?;
    let rows = posted_rows(&posted);
    let filled = match checked(&state, &visitor.shell, &posted, &rows) {
        Ok(filled) => filled,
        Err(wrong) => {
            let sheet = sheet(&state, visitor.shell, posted, rows);
            return Ok(page(&BatchPage { wrong, ..sheet }, StatusCode::BAD_REQUEST));
        }
    };
    let mut outcomes = Vec::new();
    for (number, row, taken) in filled {
        let whole = as_intake(&posted, (number, row), &visitor.shell);
        let request = whole.request(visitor.caller.who().key(), "page batch".to_owned());
        let title = taken.intake.complaint.title.clone();
        let mut outcome = Outcome {
            row: number,
            title,
            number: String::new(),
            codes: Vec::new(),
            solved: row.ticked(),
            failure: None,
        };
        // What was filed before a failure is told: nobody has to guess which of the rows are there.
        match filed(&state, &visitor, taken.intake, request).await {
            Ok(filed) => {
                outcome.number.clone_from(&filed.committed.stored.number);
                let codes = filed.receipts.iter().map(|(_, code)| engine::codes::grouped(code));
                outcome.codes = codes.collect();
            }
            Err(problem) => outcome.failure = Some(problem.line(visitor.shell.language)),
        }
        outcomes.push(outcome);
    }
    let done = outcomes.iter().filter(|outcome| outcome.failure.is_none()).count();
    Ok(page(&DonePage { shell: visitor.shell, done, outcomes }, StatusCode::CREATED))
}

/// Reads a table into the sheet, after what is typed there already. Nothing is filed.
pub(super) async fn import(
    State(state): State<Shared>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &TAKES_IN).await?;
    let (posted, file) = received(&state, request).await?;
    let typed = posted_rows(&posted);
    let (read, wrong) = match table::read(file).await {
        Ok(read) => (read, Vec::new()),
        Err(problem) => {
            let said = problem.said(visitor.shell.language).1.unwrap_or_default();
            (Vec::new(), vec![Wrong { at: FILE.to_owned(), said }])
        }
    };
    let count = read.len();
    let (rows, unread) = (with(typed, read), !wrong.is_empty());
    let rows: Vec<Row> = rows.into_iter().take(rows::ROWS_MAX).collect();
    let wrong = if unread {
        wrong
    } else {
        checked(&state, &visitor.shell, &posted, &rows).err().unwrap_or_default()
    };
    let sheet = sheet(&state, visitor.shell, posted, rows);
    let status = if unread { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let read = (!unread).then_some(count);
    Ok(page(&BatchPage { read, wrong, ..sheet }, status))
}

/// The fields of the sheet as far as it is typed, and the file.
async fn received(state: &Shared, request: Request) -> Result<(Posted, Vec<u8>), Problem> {
    let form = Multipart::from_request(request, state).await;
    let mut form = form.map_err(|_| no_form())?;
    let (mut pairs, mut file) = (Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|_| too_large())? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE {
            file = field.bytes().await.map_err(|_| too_large())?.to_vec();
        } else {
            let value = field.text().await.map_err(|_| too_large())?;
            if value.contains('\0') {
                return Err(no_nul());
            }
            pairs.push((name, value));
        }
    }
    Ok((Posted(pairs), file))
}

fn no_form() -> Problem {
    Problem::malformed("请用本页的“读入表格”上传文件", "send the file by the button of this page")
}

/// A row that can be filed.
type Filled<'a> = (usize, &'a Row, Taken);

/// The rows in which something stands, each read as the intake reads it; or everything that is wrong, by row and column.
fn checked<'a>(
    state: &Shared,
    shell: &Shell,
    header: &Posted,
    rows: &'a [Row],
) -> Result<Vec<Filled<'a>>, Vec<Wrong>> {
    let w = &shell.w.desk;
    let (mut filled, mut wrong) = (Vec::new(), Vec::new());
    for (number, row) in (1..).zip(rows).filter(|(_, row)| !row.is_empty()) {
        match taken(state, shell, &as_intake(header, (number, row), shell)) {
            Ok(taken) => filled.push((number, row, taken)),
            Err(all) => {
                wrong.extend(all.into_iter().map(|it| of_row(it, (number, row), shell)));
            }
        }
        let mut lacks = |column: &str, said: &str| {
            let it = Wrong { at: column.to_owned(), said: said.to_owned() };
            wrong.push(of_row(it, (number, row), shell));
        };
        match row.is_solved() {
            Some(true) if row.how.is_empty() => lacks("how", w.how_missing),
            Some(_) => {}
            None => lacks("solved", &format!("“{}”", row.solved)),
        }
    }
    if filled.is_empty() && wrong.is_empty() {
        wrong.push(Wrong { at: "r1.matter".to_owned(), said: w.no_rows.to_owned() });
    }
    // The place stands once for all rows; it is wrong once.
    let mut told = false;
    wrong.retain(|it| it.at != "place" || !std::mem::replace(&mut told, true));
    if wrong.is_empty() { Ok(filled) } else { Err(wrong) }
}

/// What is wrong, with the row and the column where it stands.
fn of_row(wrong: Wrong, (number, row): (usize, &Row), shell: &Shell) -> Wrong {
    let w = shell.w;
    let (at, column) = match wrong.at.as_str() {
        "place" => return wrong,
        "title" => ("matter", w.desk.matter_typed),
        "category" => ("category", w.category),
        "how" => ("how", w.desk.how),
        "solved" => ("solved", w.desk.on_the_spot),
        _ => ("telephone", w.telephone),
    };
    let line = row.line.map(|line| format!("（{} {line}）", w.desk.line_of_file));
    let line = line.unwrap_or_default();
    let said = format!("{} {number}{line} · {column}：{}", w.desk.row, wrong.said);
    Wrong { at: format!("r{number}.{at}"), said }
}

fn sheet(state: &Shared, shell: Shell, header: Posted, rows: Vec<Row>) -> BatchPage {
    let channel = |(id, zh, en): &(&str, &str, &str)| {
        let name = domain::text::Bilingual::new(*zh, *en).get(shell.language).to_owned();
        Named { id: (*id).to_owned(), name }
    };
    BatchPage {
        key: header.one("key").to_owned(),
        // A row has no place for whom it is about, which a review must say.
        workflows: workflows(state, &shell).into_iter().filter(|it| it.id != OF_REVIEWS).collect(),
        channels: CHANNELS.iter().map(channel).collect(),
        categories: codes(state, &shell, "dispute-category"),
        places: codes(state, &shell, "division"),
        header,
        rows,
        read: None,
        wrong: Vec::new(),
        shell,
    }
}
