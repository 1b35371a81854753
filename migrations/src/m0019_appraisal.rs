//! Appraisals 考核: runs with their figures, what was published of them and corrected since, the decisions by which items leave
//! rates, and what units object to.

use crate::sql;

const UP: &[&str] = &[
    // `standing` is `waiting`, `running`, `done`, `nothing` (a correction by which nothing differs) or `failed`. `body` is what is
    // shown of the run without its items, `hash` that of `body`, in which the hashes of all items stand.
    "CREATE TABLE appraisal_runs (
        id {id} NOT NULL PRIMARY KEY,
        scheme text NOT NULL,
        period text NOT NULL,
        purpose text NOT NULL,
        document text,
        standing text NOT NULL,
        asked_by text,
        asked_at bigint NOT NULL,
        lease {id},
        leased_until bigint NOT NULL,
        read_cases bigint NOT NULL,
        all_cases bigint NOT NULL,
        decisions bigint NOT NULL,
        finished_at bigint,
        failure text,
        hash text,
        body text
    )",
    "CREATE INDEX appraisal_runs_by_period ON appraisal_runs (scheme, period, asked_at)",
    "CREATE INDEX appraisal_runs_to_do ON appraisal_runs (asked_at) WHERE standing IN ('waiting', 'running')",
    // The items of one figure.
    "CREATE TABLE appraisal_figures (
        run_id {id} NOT NULL REFERENCES appraisal_runs (id),
        unit text NOT NULL,
        indicator text NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (run_id, unit, indicator)
    )",
    "CREATE TABLE appraisal_publications (
        scheme text NOT NULL,
        period text NOT NULL,
        run_id {id} NOT NULL REFERENCES appraisal_runs (id),
        at bigint NOT NULL,
        person text NOT NULL,
        objections_until bigint,
        hash text NOT NULL,
        PRIMARY KEY (scheme, period)
    )",
    // `run_id` is what holds from then on, `body` which units are different and how.
    "CREATE TABLE appraisal_errata (
        scheme text NOT NULL,
        period text NOT NULL,
        number integer NOT NULL,
        run_id {id} NOT NULL REFERENCES appraisal_runs (id),
        at bigint NOT NULL,
        person text NOT NULL,
        document text NOT NULL,
        hash text NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (scheme, period, number)
    )",
    // `sealed` is the reason. A decision that was taken back stays, and serves no more.
    "CREATE TABLE appraisal_decisions (
        case_id {id} NOT NULL REFERENCES cases (id),
        id {id} NOT NULL,
        at bigint NOT NULL,
        kind text NOT NULL,
        indicator text,
        of_unit text,
        person text NOT NULL,
        unit text NOT NULL,
        document text NOT NULL,
        sealed {bytes} NOT NULL,
        revoked_at bigint,
        revoked_by text,
        PRIMARY KEY (case_id, id)
    )",
    "CREATE UNIQUE INDEX appraisal_decisions_by_id ON appraisal_decisions (id)",
    // `case_id` and `item` name the item; a figure as a whole has neither.
    "CREATE TABLE appraisal_objections (
        id {id} NOT NULL PRIMARY KEY,
        scheme text NOT NULL,
        period text NOT NULL,
        unit text NOT NULL,
        indicator text NOT NULL,
        case_id {id} REFERENCES cases (id),
        item integer,
        at bigint NOT NULL,
        person text NOT NULL,
        sealed {bytes} NOT NULL,
        standing text NOT NULL,
        decided_at bigint,
        decided_by text,
        document text,
        answer {bytes}
    )",
    "CREATE INDEX appraisal_objections_by_period ON appraisal_objections (scheme, period, unit)",
];

const TABLES: &[&str] = &[
    "appraisal_runs",
    "appraisal_figures",
    "appraisal_publications",
    "appraisal_errata",
    "appraisal_decisions",
    "appraisal_objections",
];

sql::step!("m0019_appraisal", UP, TABLES);
