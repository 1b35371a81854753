//! The table of a meeting as a file: CSV in UTF-8 or GB18030, or the first sheet of an xlsx file, as rows of the form. What
//! stands in it is text, never more: a cell that begins like a formula is read as it is written.

use super::rows::{COLUMNS, Column, MATTER_CHARACTERS_MAX, ROWS_MAX, Row};
use crate::problem::Problem;
use crate::sheet::{self, Bounds, Unread};

/// How much of a workbook is read: the headers and one row more than are taken, so that it is said how many are; and no more
/// text than a page could send back.
const BOUNDS: Bounds = Bounds {
    columns: 100,
    rows: ROWS_MAX + 2,
    cell_characters: MATTER_CHARACTERS_MAX,
    text_bytes: 512 * 1024,
    unpacked_bytes: 16 * 1024 * 1024,
};

/// A line of a file with its cells.
type Line = (u64, Vec<String>);

/// The rows of a file. It is read beside the other work: a large sheet takes its time, and a damaged one may make its reader
/// panic.
///
/// # Errors
///
/// What cannot be read, where, and how to mend it.
pub(super) async fn read(bytes: Vec<u8>) -> Result<Vec<Row>, Problem> {
    let read = tokio::task::spawn_blocking(move || rows(&bytes));
    read.await.unwrap_or_else(|_| Err(damaged()))
}

fn rows(bytes: &[u8]) -> Result<Vec<Row>, Problem> {
    let lines = if bytes.starts_with(b"PK\x03\x04") { workbook(bytes)? } else { csv(bytes)? };
    let mut lines = lines.into_iter();
    let (_, headers) = lines.next().ok_or_else(no_headers)?;
    let columns = columns(&headers)?;
    let filled = lines.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let rows = filled.map(|line| row(&columns, line)).collect::<Result<Vec<_>, _>>()?;
    if rows.len() > ROWS_MAX {
        let count = rows.len();
        return Err(Problem::malformed(
            format!("表格有 {count} 行，一次最多 {ROWS_MAX} 行：请拆成几个文件"),
            format!(
                "the table has {count} rows, and {ROWS_MAX} at most are read at once: split it"
            ),
        ));
    }
    Ok(rows)
}

fn row(columns: &[Option<Column>], (line, cells): Line) -> Result<Row, Problem> {
    let mut row = Row { line: Some(line), ..Row::default() };
    for (place, cell) in cells.into_iter().enumerate() {
        if cell.contains('\0') {
            return Err(Problem::malformed(
                format!("第 {line} 行第 {} 列含有不可见的控制字符，请重新输入这一格", place + 1),
                format!(
                    "line {line}, column {}: a control character; type the cell anew",
                    place + 1
                ),
            ));
        }
        match columns.get(place).copied().flatten() {
            Some(column) if cell.chars().nth(column.characters_max()).is_some() => {
                return Err(too_long(line, place + 1, column.characters_max()));
            }
            Some(column) => *row.cell(column) = cell,
            None if cell.is_empty() => {}
            None => {
                return Err(Problem::malformed(
                    format!("第 {line} 行第 {} 列有内容，但第一行没有列名", place + 1),
                    format!("line {line}, column {}: there is something below no name", place + 1),
                ));
            }
        }
    }
    Ok(row)
}

/// Which column each is. One that is not known would be lost without a word.
fn columns(headers: &[String]) -> Result<Vec<Option<Column>>, Problem> {
    let known = COLUMNS.map(|(_, zh, _)| zh).join("、");
    let mut columns: Vec<Option<Column>> = Vec::new();
    for header in headers {
        let is_named =
            |(_, zh, en): &&(Column, &str, &str)| header == zh || header.eq_ignore_ascii_case(en);
        let found = COLUMNS.iter().find(is_named).map(|(column, ..)| *column);
        let repeated = found.is_some() && columns.contains(&found);
        if (found.is_none() && !header.is_empty()) || repeated {
            return Err(Problem::malformed(
                format!("第 1 行的列名“{header}”不认识或重复；列名应为：{known}"),
                format!(
                    "line 1: the column `{header}` is not known, or stands there twice; the names are: {known}"
                ),
            ));
        }
        columns.push(found);
    }
    if columns.contains(&Some(Column::Matter)) { Ok(columns) } else { Err(no_headers()) }
}

fn csv(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    let text = decoded(bytes)?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut lines, mut at, mut line) = (Vec::new(), 0, 1);
    for record in reader.records() {
        let record = record.map_err(|error| {
            Problem::malformed(format!("不是 CSV：{error}"), format!("it is no CSV: {error}"))
        })?;
        // A record is said to begin where the one before it ends, with the empty lines between them.
        let begin = record.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(begin).unwrap_or(usize::MAX).min(text.len());
        let rest = text.as_bytes().get(begin..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = text.as_bytes().get(at..begin + blanks).unwrap_or_default();
        line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        at = begin + blanks;
        lines.push((line, record.iter().map(|cell| cell.trim().to_owned()).collect()));
    }
    Ok(lines)
}

/// UTF-8 with or without a mark; what is not UTF-8 is read as GB18030, in which Chinese spreadsheets save CSV.
fn decoded(bytes: &[u8]) -> Result<String, Problem> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned());
    }
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if broken {
        return Err(Problem::malformed(
            "文件既不是 UTF-8 也不是 GB18030；请在表格软件中另存为“CSV UTF-8（逗号分隔）”",
            "the file is neither UTF-8 nor GB18030; save it as “CSV UTF-8 (comma delimited)” in the spreadsheet program",
        ));
    }
    Ok(text.into_owned())
}

/// The first sheet of a workbook.
fn workbook(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    sheet::rows(bytes, None, BOUNDS).map_err(|why| match why {
        Unread::NoWorkbook(_) | Unread::Damaged => damaged(),
        Unread::TooWide => too_many(),
        Unread::TooLarge => Problem::malformed(
            "表格里的内容太多（解压后太大）：请只留要导入的一张表，或拆成几个文件",
            "there is too much in the workbook (it is too large unpacked): keep the one sheet that is to be read, or split it",
        ),
        Unread::CellTooLong { row, column } => too_long(row, column, BOUNDS.cell_characters),
    })
}

fn too_many() -> Problem {
    let columns = BOUNDS.columns;
    Problem::malformed(
        format!("表格太大：最多 {ROWS_MAX} 行、{columns} 列"),
        format!("the sheet is too large: {ROWS_MAX} rows and {columns} columns at most"),
    )
}

/// A cell has more than its field takes.
fn too_long(line: u64, column: usize, most: usize) -> Problem {
    Problem::malformed(
        format!("第 {line} 行第 {column} 列的内容太长：这一格最多 {most} 字"),
        format!("line {line}, column {column}: the text is too long; {most} characters at most"),
    )
}

fn damaged() -> Problem {
    Problem::malformed(
        "文件不是完好的 xlsx：请在表格软件中打开后另存为 xlsx 或 CSV",
        "the file is no sound xlsx: open it in a spreadsheet program, and save it as xlsx or CSV",
    )
}

fn no_headers() -> Problem {
    let known = COLUMNS.map(|(_, zh, _)| zh).join("、");
    Problem::malformed(
        format!("第 1 行应为列名，至少有“事项”；列名为：{known}"),
        format!("line 1 must name the columns, `事项` among them; the names are: {known}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_are_read_and_a_formula_stays_the_text_it_is() {
        let text = "姓名,电话,事项,类别\n张三,,=1+2,1104\n,,\"两\n行\",\n\n李四,1,后,x\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        for bytes in [text.as_bytes(), &gb, format!("\u{feff}{text}").as_bytes()] {
            let rows = rows(bytes).unwrap();
            let matters: Vec<_> = rows.iter().map(|row| row.matter.as_str()).collect();
            assert_eq!(matters, ["=1+2", "两\n行", "后"]);
            assert_eq!(
                rows.iter().map(|row| row.line).collect::<Vec<_>>(),
                [Some(2), Some(3), Some(6)]
            );
        }
    }

    #[test]
    fn what_would_be_lost_is_refused_by_its_place() {
        let line = |bytes: &[u8]| rows(bytes).unwrap_err().line(domain::text::Language::Zh);
        assert!(line("事项,身份证\na,b\n".as_bytes()).contains("身份证"));
        assert!(line("事项,事项\na,b\n".as_bytes()).contains("重复"));
        assert!(line("姓名\na\n".as_bytes()).contains("事项"));
        assert!(line("事项\na,b\n".as_bytes()).contains("第 2 行第 2 列"));
        assert!(line(b"\xff\xff\xff").contains("GB18030"));
        assert!(line(b"PK\x03\x04rubbish").contains("xlsx"));
        assert!(line(b"").contains("第 1 行"));
        let long = "长".repeat(31);
        let long = line(format!("事项,电话\na,{long}\n").as_bytes());
        assert!(long.contains("第 2 行第 2 列的内容太长：这一格最多 30 字"), "{long}");
        let many = "事项\n".to_owned() + &"a\n".repeat(ROWS_MAX + 1);
        assert!(line(many.as_bytes()).contains("拆成几个文件"));
    }
}
