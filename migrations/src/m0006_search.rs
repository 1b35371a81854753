//! The index of words: pairs of Chinese characters and whole words of other scripts, made by us, one meaning on both
//! databases. No trigram index finds a word of two characters.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::sql;

/// The step.
#[derive(Debug)]
pub(crate) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        "m0006_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if sql::is_postgres(manager) {
            let statements = [
                "CREATE TABLE case_words (
                    case_id uuid NOT NULL PRIMARY KEY REFERENCES cases (id),
                    words text NOT NULL
                )",
                "CREATE INDEX case_words_found ON case_words USING gin (string_to_array(words, ' '))",
            ];
            return sql::run(manager, &statements).await;
        }
        let statements = [
            "CREATE TABLE case_words (
                rid INTEGER PRIMARY KEY,
                case_id BLOB NOT NULL UNIQUE REFERENCES cases (id),
                words TEXT NOT NULL
            )",
            "CREATE VIRTUAL TABLE case_words_found USING fts5(
                words, content='case_words', content_rowid='rid', detail='none',
                tokenize='unicode61 remove_diacritics 0'
            )",
            "CREATE TRIGGER case_words_insert AFTER INSERT ON case_words BEGIN
                INSERT INTO case_words_found (rowid, words) VALUES (new.rid, new.words);
            END",
            "CREATE TRIGGER case_words_delete AFTER DELETE ON case_words BEGIN
                INSERT INTO case_words_found (case_words_found, rowid, words)
                VALUES ('delete', old.rid, old.words);
            END",
            "CREATE TRIGGER case_words_update AFTER UPDATE ON case_words BEGIN
                INSERT INTO case_words_found (case_words_found, rowid, words)
                VALUES ('delete', old.rid, old.words);
                INSERT INTO case_words_found (rowid, words) VALUES (new.rid, new.words);
            END",
        ];
        sql::run(manager, &statements).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if sql::is_postgres(manager) {
            return sql::drop_tables(manager, &["case_words"]).await;
        }
        sql::drop_tables(manager, &["case_words", "case_words_found"]).await
    }
}
