//! What figures are counted from without reading a log: whose time each case was, and when and how it ended; disputes about
//! that time; and the screens on a wall that show figures and can do nothing else.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

const UP: &[&str] = &[
    // `holder` is `u:` and a unit, `citizen` or `law`. `spent` is what is over, `since` when the rest began, if the case is
    // there now. `source` is empty where the log says so, or the dispute that charges the time to somebody else.
    "CREATE TABLE case_times (
        case_id {id} NOT NULL REFERENCES cases (id),
        holder text NOT NULL,
        source text NOT NULL,
        spent bigint NOT NULL,
        since bigint,
        PRIMARY KEY (case_id, holder, source)
    ){clustered}",
    "CREATE INDEX case_times_by_holder ON case_times (holder, case_id)",
    "CREATE TABLE case_ends (
        case_id {id} NOT NULL PRIMARY KEY REFERENCES cases (id),
        ended_at bigint NOT NULL,
        solved text
    ){clustered}",
    "CREATE INDEX case_ends_by_end ON case_ends (ended_at, case_id)",
    // What reports count by the day of filing stands in this index, so that a year is counted from it alone. Its columns are
    // those that other indexes have already, and are written when they change.
    "DROP INDEX cases_by_filing",
    "CREATE INDEX cases_by_filing ON cases
        (center, filed_at, id, restricted, secrecy, lead, delegate, open, category)",
    // `reason` and `finding` are sealed, and erased with the words of the case. `files` are the ids of its files.
    "CREATE TABLE time_disputes (
        case_id {id} NOT NULL REFERENCES cases (id),
        id {id} NOT NULL,
        unit text NOT NULL,
        from_at bigint NOT NULL,
        until_at bigint NOT NULL,
        raised_by text NOT NULL,
        raised_at bigint NOT NULL,
        reason {bytes},
        files text NOT NULL,
        decided_by text,
        decided_at bigint,
        charged text,
        finding {bytes},
        PRIMARY KEY (case_id, id)
    )",
    // Whatever was decided of a stretch of time stands.
    "CREATE UNIQUE INDEX time_disputes_once ON time_disputes (case_id, from_at)",
    "CREATE INDEX time_disputes_open ON time_disputes (raised_at) WHERE decided_at IS NULL",
    "CREATE TABLE wall_screens (
        id {id} NOT NULL PRIMARY KEY,
        token {bytes} NOT NULL UNIQUE,
        person text NOT NULL,
        name text NOT NULL,
        opened_at bigint NOT NULL,
        ends_at bigint NOT NULL,
        network text
    )",
];

/// The instant of a text of JSON in microseconds, on SQLite. Whole seconds first: it would round them.
fn micros(text: &str) -> String {
    format!(
        "(CAST(strftime('%s', substr({text}, 1, 19)) AS INTEGER) * 1000000 + CASE WHEN instr({text}, '.') > 0 THEN \
         CAST(substr(replace({text}, 'Z', '') || '000000', instr({text}, '.') + 1, 6) AS INTEGER) ELSE 0 END)"
    )
}

/// The rows of cases that are there already; the databases have words of their own for JSON.
fn drawn_sqlite() -> [String; 2] {
    let (from, until) = (micros("held.value ->> '$.from'"), micros("held.value ->> '$.until'"));
    let end = micros("body ->> '$.tenures[#-1].until'");
    [
        format!(
            "INSERT INTO case_times SELECT id, holder, '', sum(spent), max(since) FROM (SELECT cases.id AS id, \
                 CASE WHEN held.value ->> '$.holder.unit' IS NULL THEN held.value ->> '$.holder' \
                     ELSE 'u:' || (held.value ->> '$.holder.unit') END AS holder, \
                 CASE WHEN held.value ->> '$.until' IS NULL THEN 0 ELSE {until} - {from} END AS spent, \
                 CASE WHEN held.value ->> '$.until' IS NULL THEN {from} END AS since \
             FROM cases, json_each(cases.body, '$.tenures') AS held) GROUP BY id, holder"
        ),
        format!(
            "INSERT INTO case_ends SELECT id, {end}, body ->> '$.solved' FROM cases WHERE open = 0"
        ),
    ]
}

/// The same on PostgreSQL.
const DRAWN_POSTGRES: &[&str] = &[
    "INSERT INTO case_times SELECT id, holder, '', sum(spent)::bigint, max(since) FROM (SELECT cases.id AS id, \
         CASE WHEN held.value #>> '{holder,unit}' IS NULL THEN held.value ->> 'holder' \
             ELSE 'u:' || (held.value #>> '{holder,unit}') END AS holder, \
         CASE WHEN held.value ->> 'until' IS NULL THEN 0 ELSE \
             (extract(epoch FROM (held.value ->> 'until')::timestamptz) * 1000000)::bigint - \
             (extract(epoch FROM (held.value ->> 'from')::timestamptz) * 1000000)::bigint END AS spent, \
         CASE WHEN held.value ->> 'until' IS NULL THEN \
             (extract(epoch FROM (held.value ->> 'from')::timestamptz) * 1000000)::bigint END AS since \
     FROM cases, jsonb_array_elements(cases.body::jsonb -> 'tenures') AS held (value)) AS held GROUP BY id, holder",
    "INSERT INTO case_ends SELECT id, \
         (extract(epoch FROM (body::jsonb #>> '{tenures,-1,until}')::timestamptz) * 1000000)::bigint, \
         body::jsonb ->> 'solved' FROM cases WHERE open = 0",
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0020_reading"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await?;
        if sql::is_postgres(manager) {
            return sql::run(manager, DRAWN_POSTGRES).await;
        }
        let drawn = drawn_sqlite();
        sql::run(manager, &drawn.each_ref().map(String::as_str)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let narrow = [
            "DROP INDEX cases_by_filing",
            "CREATE INDEX cases_by_filing ON cases (center, filed_at, id)",
        ];
        sql::run(manager, &narrow).await?;
        let tables = ["case_times", "case_ends", "time_disputes", "wall_screens"];
        sql::drop_tables(manager, &tables).await
    }
}
