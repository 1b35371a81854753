//! What can be erased: words that people wrote and who they are, apart from the log, which only commits to them.

crate::sql::step!(
    "m0004_identity",
    &[
        // The salt stays with the words: without it nobody can try names against the commitment in the log.
        "CREATE TABLE texts (
            case_id {id} NOT NULL REFERENCES cases (id),
            id {id} NOT NULL,
            words text,
            salt {bytes},
            erased_at bigint,
            PRIMARY KEY (case_id, id)
        ) {clustered}",
        // Why an identity was read, in the reader's words. Apart from `texts`, for the audit commits to it and not the log.
        "CREATE TABLE reveal_reasons (
            case_id {id} NOT NULL REFERENCES cases (id),
            id {id} NOT NULL PRIMARY KEY,
            words text,
            salt {bytes},
            erased_at bigint
        )",
        "CREATE INDEX reveal_reasons_by_case ON reveal_reasons (case_id)",
        // The key of a case, wrapped by the key that the installation holds. Destroying it erases every identity.
        "CREATE TABLE case_keys (
            case_id {id} NOT NULL PRIMARY KEY REFERENCES cases (id),
            wrapped {bytes},
            destroyed_at bigint
        ) {clustered}",
        "CREATE TABLE identities (
            case_id {id} NOT NULL REFERENCES cases (id),
            party_id {id} NOT NULL,
            sealed {bytes} NOT NULL,
            created_at bigint NOT NULL,
            PRIMARY KEY (case_id, party_id)
        )",
        "CREATE INDEX identities_by_party ON identities (party_id)",
        // Keyed hashes of whole telephone numbers, for likely duplicates only, and of their last four digits, to search.
        "CREATE TABLE identity_marks (
            case_id {id} NOT NULL REFERENCES cases (id),
            mark {bytes} NOT NULL,
            PRIMARY KEY (case_id, mark)
        ) {clustered}",
        "CREATE INDEX identity_marks_by_mark ON identity_marks (mark, case_id)",
        "CREATE TABLE receipts (
            code {bytes} NOT NULL PRIMARY KEY,
            case_id {id} NOT NULL REFERENCES cases (id),
            party_id {id} NOT NULL,
            created_at bigint NOT NULL
        ) {clustered}",
        "CREATE INDEX receipts_by_party ON receipts (party_id)",
        // One-time tokens with which a party says whether it was solved.
        "CREATE TABLE rating_tokens (
            token {bytes} NOT NULL PRIMARY KEY,
            case_id {id} NOT NULL REFERENCES cases (id),
            party_id {id} NOT NULL,
            created_at bigint NOT NULL,
            expires_at bigint NOT NULL,
            used_at bigint
        ) {clustered}",
        "CREATE INDEX rating_tokens_by_party ON rating_tokens (party_id)",
    ],
    &[
        "texts",
        "reveal_reasons",
        "case_keys",
        "identities",
        "identity_marks",
        "receipts",
        "rating_tokens"
    ]
);
