//! What goes out, what came in, and which requests were carried out already.

crate::sql::step!(
    "m0003_outside",
    &[
        // The outbox: effects that wait to be carried out. `seq` is the event that asked for it, `position` its place there.
        "CREATE TABLE letters (
            case_id {id} NOT NULL REFERENCES cases (id),
            seq bigint NOT NULL,
            position integer NOT NULL,
            body text NOT NULL,
            created_at bigint NOT NULL,
            due_at bigint NOT NULL,
            leased_until bigint NOT NULL,
            fence bigint NOT NULL,
            attempts integer NOT NULL,
            failure text,
            done_at bigint,
            dead_at bigint,
            PRIMARY KEY (case_id, seq, position)
        )",
        "CREATE INDEX letters_due ON letters (due_at) WHERE done_at IS NULL AND dead_at IS NULL",
        "CREATE INDEX letters_dead ON letters (dead_at) WHERE dead_at IS NOT NULL",
        // Messages of outside bodies, kept for ever, so that a repeat is known as one.
        "CREATE TABLE inbox (
            agency text NOT NULL,
            message_id text NOT NULL,
            case_id {id},
            body text NOT NULL,
            received_at bigint NOT NULL,
            handled_at bigint,
            PRIMARY KEY (agency, message_id)
        )",
        // Requests that were carried out: `key` is the hash of who asked, where, and under which key.
        "CREATE TABLE idempotency (
            key {bytes} NOT NULL PRIMARY KEY,
            request {bytes} NOT NULL,
            case_id {id} NOT NULL,
            seq bigint NOT NULL,
            at bigint NOT NULL
        ) {clustered}",
        "CREATE INDEX idempotency_by_age ON idempotency (at)",
        // What staff were told inside the system.
        "CREATE TABLE notices (
            case_id {id} NOT NULL REFERENCES cases (id),
            id {id} NOT NULL,
            person text NOT NULL,
            body text NOT NULL,
            created_at bigint NOT NULL,
            read_at bigint,
            PRIMARY KEY (case_id, id)
        )",
        "CREATE INDEX notices_by_person ON notices (person, created_at)",
        // Files that serve as evidence; their content lies in the folder of files under the hash.
        "CREATE TABLE attachments (
            case_id {id} NOT NULL REFERENCES cases (id),
            id {id} NOT NULL,
            name text NOT NULL,
            media_type text NOT NULL,
            size bigint NOT NULL,
            sha256 {bytes} NOT NULL,
            author text NOT NULL,
            created_at bigint NOT NULL,
            PRIMARY KEY (case_id, id)
        )",
    ],
    &["letters", "inbox", "idempotency", "notices", "attachments"]
);
