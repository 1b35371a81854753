//! Cases, their events, clocks and who must or may see them. `case_id` leads every key, so that the tables can be
//! distributed on it.

crate::sql::step!(
    "m0002_cases",
    &[
        // The row is what the events left (`body`), with the columns that queries ask for beside it. `due_at` is the
        // earliest deadline of an open clock, or the end of time; `head` is the hash of the last event.
        "CREATE TABLE cases (
            id {id} NOT NULL PRIMARY KEY,
            number text NOT NULL UNIQUE,
            version bigint NOT NULL,
            workflow text NOT NULL,
            workflow_version integer NOT NULL,
            state text NOT NULL,
            stage text NOT NULL,
            ended text,
            open integer NOT NULL,
            filed_at bigint NOT NULL,
            changed_at bigint NOT NULL,
            due_at bigint NOT NULL,
            category text NOT NULL,
            place text NOT NULL,
            complexity text NOT NULL,
            risk text NOT NULL,
            secrecy text NOT NULL,
            restricted integer NOT NULL,
            center text NOT NULL,
            lead text,
            delegate text,
            handler text,
            head {bytes} NOT NULL,
            body text NOT NULL
        )",
        // The worklist of the center: what it asks of a case by default stands in it, so that it is counted from this alone.
        "CREATE INDEX cases_by_center ON cases
            (center, open, due_at, id, restricted, secrecy, lead, delegate, stage, category)",
        "CREATE INDEX cases_by_lead ON cases (lead, open, due_at, id)",
        "CREATE INDEX cases_by_delegate ON cases (delegate, open, due_at, id) WHERE delegate IS NOT NULL",
        "CREATE INDEX cases_by_filing ON cases (center, filed_at, id)",
        "CREATE INDEX cases_by_version ON cases (workflow, workflow_version, open)",
        // What people wrote about the case as a whole; it may name somebody, so it is erased with the case's texts.
        "CREATE TABLE complaints (
            case_id {id} NOT NULL PRIMARY KEY REFERENCES cases (id),
            title text NOT NULL,
            address text NOT NULL,
            longitude double precision,
            latitude double precision,
            channel text NOT NULL,
            source text,
            source_id text
        )",
        "CREATE INDEX complaints_by_channel ON complaints (channel, case_id)",
        "CREATE UNIQUE INDEX complaints_by_source ON complaints (source, source_id)",
        "CREATE TABLE events (
            case_id {id} NOT NULL REFERENCES cases (id),
            seq bigint NOT NULL,
            at bigint NOT NULL,
            body text NOT NULL,
            hash {bytes} NOT NULL,
            PRIMARY KEY (case_id, seq)
        )",
        // A row per clock in the order they started, and one of ordinal -1 for a suspension that must end. `wake_at` is
        // when the engine has something to do; a worker that holds the lease also holds its fencing token.
        "CREATE TABLE clocks (
            case_id {id} NOT NULL REFERENCES cases (id),
            ordinal integer NOT NULL,
            limit_name text NOT NULL,
            deadline bigint NOT NULL,
            ended_at bigint,
            wake_at bigint,
            leased_until bigint NOT NULL,
            fence bigint NOT NULL,
            failures integer NOT NULL,
            failure text,
            PRIMARY KEY (case_id, ordinal)
        ) {clustered}",
        "CREATE INDEX clocks_by_wake ON clocks (wake_at) WHERE wake_at IS NOT NULL",
        // For whom the case does not exist: `p:` a respondent, `r:` somebody related, `u:` a respondent unit.
        "CREATE TABLE case_walls (
            case_id {id} NOT NULL REFERENCES cases (id),
            subject text NOT NULL,
            PRIMARY KEY (case_id, subject)
        ) {clustered}",
        "CREATE INDEX case_walls_by_subject ON case_walls (subject, case_id)",
        // Who else has a part in it: `a:` an assisting unit, `d:` one that is done, `c:` a consulted unit, `s:` a signer;
        // the first three are capitals where the case has ended.
        "CREATE TABLE case_parts (
            case_id {id} NOT NULL REFERENCES cases (id),
            subject text NOT NULL,
            PRIMARY KEY (case_id, subject)
        ) {clustered}",
        "CREATE INDEX case_parts_by_subject ON case_parts (subject, case_id)",
    ],
    &["cases", "complaints", "events", "clocks", "case_walls", "case_parts"],
    grows: &["events"]
);
