//! All that differs between SQLite and PostgreSQL.

use std::fmt::Write as _;

use sea_orm::DbBackend;
use uuid::Uuid;

/// A column of a table that rows are put into: its name and how its cell is read.
pub(crate) type Column = (&'static str, Cell);

/// How a cell of [`crate::rows::Rows`] becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Id,
    Bytes,
    Int,
    Real,
    Text,
}

/// What happens to a row whose key is there already.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Repeat {
    /// The statement fails.
    Fails,
    /// The row is left out and not counted.
    LeftOut,
    /// All columns are overwritten but those of the key and those named.
    Overwrites { key: &'static [&'static str], but: &'static [&'static str] },
}

/// A table that rows are put into.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    pub(crate) name: &'a str,
    pub(crate) columns: &'a [Column],
    pub(crate) repeat: Repeat,
}

/// Which of the two it is.
pub(crate) fn is_postgres(backend: DbBackend) -> bool {
    backend == DbBackend::Postgres
}

/// The statement that puts all rows of one JSON parameter into the table.
pub(crate) fn insert(backend: DbBackend, table: &Table<'_>) -> String {
    let names: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
    let cells: Vec<_> = table
        .columns
        .iter()
        .enumerate()
        .map(|(position, (_, cell))| read(backend, position, *cell))
        .collect();
    let source = rows(backend);
    let mut sql = format!(
        "INSERT INTO {} ({}) SELECT {} FROM {source} WHERE true",
        table.name,
        names.join(", "),
        cells.join(", ")
    );
    match table.repeat {
        Repeat::Fails => {}
        Repeat::LeftOut => sql.push_str(" ON CONFLICT DO NOTHING"),
        Repeat::Overwrites { key, but } => {
            let kept = |name: &&&str| key.contains(*name) || but.contains(*name);
            let others = names.iter().filter(|name| !kept(name));
            let set: Vec<_> = others.map(|name| format!("{name} = excluded.{name}")).collect();
            _ = write!(sql, " ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), set.join(", "));
        }
    }
    sql
}

/// The statement that changes the rows whose key matches: the cells of the keys come first, then those that are set.
/// `and` is a further condition, or empty.
pub(crate) fn update(
    backend: DbBackend,
    table: &str,
    keys: &[Column],
    set: &[Column],
    and: &str,
) -> String {
    let equals = |table: &str, from: usize, columns: &[Column]| -> Vec<String> {
        let cells = columns.iter().zip(from..);
        cells
            .map(|((name, cell), place)| format!("{table}{name} = {}", read(backend, place, *cell)))
            .collect()
    };
    let matching = equals(&format!("{table}."), 0, keys).join(" AND ");
    let changes = equals("", keys.len(), set).join(", ");
    format!("UPDATE {table} SET {changes} FROM {} WHERE {matching}{and}", rows(backend))
}

/// Statements with one parameter each as one that takes them all, and touches as many rows as they do together. On
/// PostgreSQL all of them see the rows as they were before, so none may touch what another does.
pub(crate) fn together(backend: DbBackend, statements: &[&str]) -> String {
    let numbered = (1..).zip(statements).map(|(n, sql)| (n, sql.replace("$1", &format!("${n}"))));
    if !is_postgres(backend) {
        let statements: Vec<_> = numbered.map(|(_, sql)| sql).collect();
        return statements.join("; ");
    }
    let (with, touched): (Vec<_>, Vec<_>) = numbered
        .map(|(n, sql)| (format!("w{n} AS ({sql} RETURNING 1)"), format!("SELECT 1 FROM w{n}")))
        .unzip();
    format!("WITH {} {}", with.join(", "), touched.join(" UNION ALL "))
}

/// A condition that a column of ids is among those of one parameter, see [`ids`].
pub(crate) fn id_among(backend: DbBackend, column: &str) -> String {
    if is_postgres(backend) {
        format!("{column} IN (SELECT unnest($1::text::uuid[]))")
    } else {
        format!("{column} IN (SELECT unhex(value) FROM json_each($1))")
    }
}

/// A condition that a column of texts is among those of one parameter, a JSON array.
pub(crate) fn text_among(backend: DbBackend, column: &str) -> String {
    if is_postgres(backend) {
        format!("{column} IN (SELECT jsonb_array_elements_text($1::text::jsonb))")
    } else {
        format!("{column} IN (SELECT value FROM json_each($1))")
    }
}

/// Ids as the parameter of [`id_among`].
pub(crate) fn ids(backend: DbBackend, ids: impl IntoIterator<Item = Uuid>) -> String {
    let ids = ids.into_iter().map(|id| format!("\"{}\"", id.simple()));
    let ids = ids.collect::<Vec<_>>().join(",");
    if is_postgres(backend) { format!("{{{ids}}}") } else { format!("[{ids}]") }
}

/// Locks the chosen rows for this transaction. SQLite has one writer and needs no lock.
pub(crate) fn lock(backend: DbBackend) -> &'static str {
    if is_postgres(backend) { " ORDER BY cases.id FOR UPDATE" } else { "" }
}

/// Locks the rows that a query of one table finds, in its order. SQLite has one writer and needs no lock.
pub(crate) fn lock_rows(backend: DbBackend) -> &'static str {
    if is_postgres(backend) { " FOR UPDATE" } else { "" }
}

/// Holds a name, the one parameter, for this transaction, so that others who want it wait.
pub(crate) fn lock_name(backend: DbBackend) -> Option<&'static str> {
    is_postgres(backend).then_some("SELECT pg_advisory_xact_lock(hashtext($1))")
}

/// Takes only what no other worker is taking at this moment. SQLite has one writer.
pub(crate) fn skip_locked(backend: DbBackend) -> &'static str {
    if is_postgres(backend) { " FOR UPDATE SKIP LOCKED" } else { "" }
}

/// The parameter of a condition that stands inside a built query.
pub(crate) fn inner_parameter(backend: DbBackend) -> &'static str {
    if is_postgres(backend) { "$1" } else { "?" }
}

/// The condition that the words of a case hold all of one inner parameter.
pub(crate) fn holds_words(backend: DbBackend) -> &'static str {
    if is_postgres(backend) {
        "SELECT case_id FROM case_words WHERE string_to_array(words, ' ') @> string_to_array($1, ' ')"
    } else {
        "SELECT case_id FROM case_words WHERE rid IN \
         (SELECT rowid FROM case_words_found WHERE case_words_found MATCH ?)"
    }
}

/// Words as the parameter of [`holds_words`].
pub(crate) fn words_parameter(backend: DbBackend, words: &[String]) -> String {
    if is_postgres(backend) {
        return words.join(" ");
    }
    let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
    quoted.join(" AND ")
}

/// Where the rows of the parameter come from.
fn rows(backend: DbBackend) -> &'static str {
    if is_postgres(backend) {
        // The planner expects a hundred rows of the function alone and ten of an array; for ten it looks up each case by
        // its key, for a hundred it reads a small table from end to end.
        "unnest(ARRAY(SELECT jsonb_array_elements($1::jsonb))) AS x(value)"
    } else {
        "jsonb_each($1) AS x"
    }
}

fn read(backend: DbBackend, position: usize, cell: Cell) -> String {
    if is_postgres(backend) {
        return match cell {
            Cell::Id => format!("(x.value->>{position})::uuid"),
            Cell::Bytes => format!("decode(x.value->>{position}, 'hex')"),
            Cell::Int => format!("(x.value->>{position})::bigint"),
            Cell::Real => format!("(x.value->>{position})::double precision"),
            Cell::Text => format!("x.value->>{position}"),
        };
    }
    match cell {
        Cell::Id | Cell::Bytes => format!("unhex(x.value->>{position})"),
        Cell::Int | Cell::Real | Cell::Text => format!("x.value->>{position}"),
    }
}
