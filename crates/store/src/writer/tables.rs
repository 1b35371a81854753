//! The statements of the writer, made once per lane.

use sea_orm::DbBackend;

use super::load::STORED;
use crate::dialect::{self, Cell, Column, Repeat, Table};
use crate::palette::Painter;
use crate::project::{self, CHANGING, CLOCKS, LISTED};

const EVENTS: Table<'static> = Table {
    name: "events",
    columns: &[
        ("case_id", Cell::Id),
        ("seq", Cell::Int),
        ("at", Cell::Int),
        ("body", Cell::Text),
        ("hash", Cell::Bytes),
    ],
    repeat: Repeat::Fails,
};

const LETTERS: Table<'static> = Table {
    name: "letters",
    columns: &[
        ("case_id", Cell::Id),
        ("seq", Cell::Int),
        ("position", Cell::Int),
        ("body", Cell::Text),
        ("created_at", Cell::Int),
        ("due_at", Cell::Int),
        ("leased_until", Cell::Int),
        ("fence", Cell::Int),
        ("attempts", Cell::Int),
    ],
    repeat: Repeat::Fails,
};

const REQUESTS: Table<'static> = Table {
    name: "idempotency",
    columns: &[
        ("key", Cell::Bytes),
        ("request", Cell::Bytes),
        ("case_id", Cell::Id),
        ("seq", Cell::Int),
        ("at", Cell::Int),
    ],
    repeat: Repeat::Fails,
};

const COMPLAINTS: Table<'static> = Table {
    name: "complaints",
    columns: &[
        ("case_id", Cell::Id),
        ("title", Cell::Text),
        ("address", Cell::Text),
        ("longitude", Cell::Real),
        ("latitude", Cell::Real),
        ("channel", Cell::Text),
        ("source", Cell::Text),
        ("source_id", Cell::Text),
    ],
    repeat: Repeat::Fails,
};

const TEXTS: Table<'static> = Table {
    name: "texts",
    columns: &[
        ("case_id", Cell::Id),
        ("id", Cell::Id),
        ("words", Cell::Text),
        ("salt", Cell::Bytes),
    ],
    repeat: Repeat::Fails,
};

const CASE_KEYS: Table<'static> = Table {
    name: "case_keys",
    columns: &[("case_id", Cell::Id), ("wrapped", Cell::Bytes)],
    repeat: Repeat::Fails,
};

/// A party that comes along from a case that was merged brings its identity again.
const IDENTITIES: Table<'static> = Table {
    name: "identities",
    columns: &[
        ("case_id", Cell::Id),
        ("party_id", Cell::Id),
        ("sealed", Cell::Bytes),
        ("created_at", Cell::Int),
    ],
    repeat: Repeat::LeftOut,
};

const IDENTITY_MARKS: Table<'static> = Table {
    name: "identity_marks",
    columns: &[("case_id", Cell::Id), ("mark", Cell::Bytes)],
    repeat: Repeat::LeftOut,
};

const RECEIPTS: Table<'static> = Table {
    name: "receipts",
    columns: &[
        ("code", Cell::Bytes),
        ("case_id", Cell::Id),
        ("party_id", Cell::Id),
        ("created_at", Cell::Int),
    ],
    repeat: Repeat::Fails,
};

const RATING_TOKENS: Table<'static> = Table {
    name: "rating_tokens",
    columns: &[
        ("token", Cell::Bytes),
        ("case_id", Cell::Id),
        ("party_id", Cell::Id),
        ("created_at", Cell::Int),
        ("expires_at", Cell::Int),
    ],
    repeat: Repeat::LeftOut,
};

const WALLS: Table<'static> = Table {
    name: "case_walls",
    columns: &[("case_id", Cell::Id), ("subject", Cell::Text)],
    repeat: Repeat::LeftOut,
};

const PARTS: Table<'static> =
    Table { name: "case_parts", columns: WALLS.columns, repeat: Repeat::LeftOut };

const MARKS: Table<'static> = Table {
    name: "case_marks",
    columns: &[("case_id", Cell::Id), ("mark", Cell::Text), ("at", Cell::Int)],
    repeat: Repeat::LeftOut,
};

const TIMES: Table<'static> = Table {
    name: "case_times",
    columns: &[
        ("case_id", Cell::Id),
        ("holder", Cell::Text),
        ("source", Cell::Text),
        ("spent", Cell::Int),
        ("since", Cell::Int),
    ],
    repeat: Repeat::LeftOut,
};

const ENDS: Table<'static> = Table {
    name: "case_ends",
    columns: &[("case_id", Cell::Id), ("ended_at", Cell::Int), ("solved", Cell::Text)],
    repeat: Repeat::LeftOut,
};

const FILES: Table<'static> = Table {
    name: "attachments",
    columns: &[
        ("case_id", Cell::Id),
        ("id", Cell::Id),
        ("name", Cell::Text),
        ("media_type", Cell::Text),
        ("size", Cell::Int),
        ("sha256", Cell::Bytes),
        ("author", Cell::Text),
        ("created_at", Cell::Int),
    ],
    repeat: Repeat::Fails,
};

const WORDS: Table<'static> = Table {
    name: "case_words",
    columns: &[("case_id", Cell::Id), ("words", Cell::Text)],
    repeat: Repeat::Overwrites { key: &["case_id"], but: &[] },
};

const CASE_VERSION: &[Column] = &[("id", Cell::Id), ("version", Cell::Int)];

const CLOCK_LEASE: &[Column] =
    &[("case_id", Cell::Id), ("ordinal", Cell::Int), ("fence", Cell::Int)];

const LETTER_LEASE: &[Column] =
    &[("case_id", Cell::Id), ("seq", Cell::Int), ("position", Cell::Int), ("fence", Cell::Int)];

const STANDING: &[Column] =
    &[("standing", Cell::Text), ("standing_at", Cell::Int), ("sequence", Cell::Int)];

/// SQL for one kind of database.
#[derive(Debug)]
pub(super) struct Statements {
    pub(super) backend: DbBackend,
    /// What colours are drawn with.
    pub(super) painter: Painter,
    pub(super) versions: String,
    pub(super) load: String,
    pub(super) insert_cases: String,
    pub(super) update_cases: String,
    /// The same for cases that are listed elsewhere from now on.
    pub(super) move_cases: String,
    pub(super) events: String,
    pub(super) clocks: String,
    pub(super) letters: String,
    pub(super) requests: String,
    pub(super) complaints: String,
    pub(super) texts: String,
    pub(super) case_keys: String,
    pub(super) identities: String,
    pub(super) identity_marks: String,
    pub(super) receipts: String,
    pub(super) rating_tokens: String,
    pub(super) words: String,
    pub(super) files: String,
    pub(super) walls: String,
    pub(super) parts: String,
    pub(super) clear_parts: String,
    pub(super) marks: String,
    pub(super) clear_marks: String,
    pub(super) times: String,
    /// What the log says of time; what disputes have charged stays.
    pub(super) clear_times: String,
    pub(super) ends: String,
    pub(super) clear_ends: String,
    pub(super) clock_leases: String,
    pub(super) letters_done: String,
    pub(super) tokens_used: String,
    pub(super) inbox_handled: String,
    pub(super) standings: String,
    pub(super) receipts_moved: String,
}

impl Statements {
    pub(super) fn new(backend: DbBackend, painter: Painter) -> Self {
        let among = |column| dialect::id_among(backend, column);
        let insert = |table: &Table<'_>| dialect::insert(backend, table);
        let update = |table, keys, set, and| dialect::update(backend, table, keys, set, and);
        Self {
            backend,
            painter,
            versions: format!(
                "SELECT cases.id, cases.version, \
                 (SELECT version FROM directory_version) AS directory_version \
                 FROM cases WHERE {}{}",
                among("cases.id"),
                dialect::lock(backend)
            ),
            load: format!("SELECT {STORED} FROM cases WHERE {}", among("cases.id")),
            insert_cases: insert(&Table {
                name: "cases",
                columns: &project::columns(),
                repeat: Repeat::Fails,
            }),
            update_cases: update("cases", CASE_VERSION, CHANGING, ""),
            move_cases: update("cases", CASE_VERSION, &[LISTED, CHANGING].concat(), ""),
            events: insert(&EVENTS),
            clocks: insert(&CLOCKS),
            letters: insert(&LETTERS),
            requests: insert(&REQUESTS),
            complaints: insert(&COMPLAINTS),
            texts: insert(&TEXTS),
            case_keys: insert(&CASE_KEYS),
            identities: insert(&IDENTITIES),
            identity_marks: insert(&IDENTITY_MARKS),
            receipts: insert(&RECEIPTS),
            rating_tokens: insert(&RATING_TOKENS),
            words: insert(&WORDS),
            files: insert(&FILES),
            walls: insert(&WALLS),
            parts: insert(&PARTS),
            clear_parts: format!("DELETE FROM case_parts WHERE {}", among("case_id")),
            marks: insert(&MARKS),
            clear_marks: format!("DELETE FROM case_marks WHERE {}", among("case_id")),
            times: insert(&TIMES),
            clear_times: format!(
                "DELETE FROM case_times WHERE source = '' AND {}",
                among("case_id")
            ),
            ends: insert(&ENDS),
            clear_ends: format!("DELETE FROM case_ends WHERE {}", among("case_id")),
            clock_leases: update("clocks", CLOCK_LEASE, &[("leased_until", Cell::Int)], ""),
            letters_done: letters_done(backend),
            tokens_used: tokens_used(backend),
            receipts_moved: update(
                "receipts",
                &[("party_id", Cell::Id)],
                &[("case_id", Cell::Id)],
                "",
            ),
            inbox_handled: update(
                "inbox",
                &[("agency", Cell::Text), ("message_id", Cell::Text)],
                &[
                    ("case_id", Cell::Id),
                    ("handled_at", Cell::Int),
                    ("result", Cell::Text),
                    ("why", Cell::Text),
                ],
                " AND inbox.handled_at IS NULL",
            ),
            standings: update("referrals", &[("id", Cell::Id)], STANDING, ""),
        }
    }
}

/// Each token is used once.
fn tokens_used(backend: DbBackend) -> String {
    let once = " AND rating_tokens.used_at IS NULL";
    let (key, set) = (&[("token", Cell::Bytes)], &[("used_at", Cell::Int)]);
    dialect::update(backend, "rating_tokens", key, set, once)
}

/// Each letter ends once.
fn letters_done(backend: DbBackend) -> String {
    let once = " AND letters.done_at IS NULL";
    dialect::update(backend, "letters", LETTER_LEASE, &[("done_at", Cell::Int)], once)
}
