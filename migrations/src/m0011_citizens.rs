//! What citizens have begun and not sent yet: drafts of reports and their photographs, sealed, for a day.

crate::sql::step!(
    "m0011_citizens",
    &[
        // `id` is a keyed hash. What opens the draft is drawn from the id itself, which stands nowhere but in the address
        // that the citizen holds.
        "CREATE TABLE drafts (
            id {bytes} NOT NULL PRIMARY KEY,
            sealed {bytes} NOT NULL,
            expires_at bigint NOT NULL
        )",
        "CREATE INDEX drafts_by_age ON drafts (expires_at)",
        // `mark` is a keyed hash of the content, by which a second click adds nothing. `copy` is for the eyes and holds nothing but the
        // picture; `original` is as it came.
        "CREATE TABLE draft_photos (
            draft {bytes} NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
            place integer NOT NULL,
            mark {bytes} NOT NULL,
            copy {bytes} NOT NULL,
            original {bytes} NOT NULL,
            size bigint NOT NULL,
            PRIMARY KEY (draft, place)
        )",
    ],
    &["drafts", "draft_photos"]
);
