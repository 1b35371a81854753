//! Papers that were issued in a case: what each says, sealed by the key of the case, and what its page for checking shows.

crate::sql::step!(
    "m0012_papers",
    &[
        // `code` is a keyed hash of the code that is printed on the paper. What the paper says goes when the case is erased; that it
        // was issued stays. No hash of its content is kept in the open: whoever has the table could try names against it.
        "CREATE TABLE papers (
            case_id {id} NOT NULL REFERENCES cases (id),
            ordinal integer NOT NULL,
            kind text NOT NULL,
            number text NOT NULL,
            code {bytes} NOT NULL,
            sealed {bytes},
            issued_by text NOT NULL,
            issued_at bigint NOT NULL,
            void_at bigint,
            PRIMARY KEY (case_id, ordinal)
        )",
        "CREATE UNIQUE INDEX papers_by_code ON papers (code)",
    ],
    &["papers"]
);
