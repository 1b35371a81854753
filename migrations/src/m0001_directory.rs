//! Units, people, their accounts, sessions and tokens, and the settings of an installation.

crate::sql::step!(
    "m0001_directory",
    &[
        "CREATE TABLE settings (
            name text NOT NULL PRIMARY KEY,
            value text NOT NULL
        )",
        // One row. Whoever changes units or people counts it up, so that every node knows when its copy is old.
        "CREATE TABLE directory_version (
            one bigint NOT NULL PRIMARY KEY CHECK (one = 1),
            version bigint NOT NULL
        )",
        "INSERT INTO directory_version (one, version) VALUES (1, 0)",
        "CREATE TABLE units (
            id text NOT NULL PRIMARY KEY,
            body text NOT NULL
        )",
        "CREATE TABLE people (
            id text NOT NULL PRIMARY KEY,
            unit text NOT NULL REFERENCES units (id),
            body text NOT NULL
        )",
        "CREATE TABLE accounts (
            person text NOT NULL PRIMARY KEY REFERENCES people (id),
            sign_in text NOT NULL UNIQUE CHECK (sign_in <> ''),
            password text NOT NULL,
            must_change integer NOT NULL,
            created_at bigint NOT NULL,
            disabled_at bigint
        )",
        "CREATE TABLE sessions (
            token {bytes} NOT NULL PRIMARY KEY,
            person text NOT NULL REFERENCES accounts (person),
            created_at bigint NOT NULL,
            seen_at bigint NOT NULL,
            expires_at bigint NOT NULL
        )",
        "CREATE INDEX sessions_by_person ON sessions (person, created_at)",
        "CREATE TABLE api_tokens (
            id {id} NOT NULL PRIMARY KEY,
            token {bytes} NOT NULL UNIQUE,
            person text NOT NULL REFERENCES accounts (person),
            name text NOT NULL,
            scopes text NOT NULL,
            created_at bigint NOT NULL,
            expires_at bigint NOT NULL,
            revoked_at bigint
        )",
        "CREATE INDEX api_tokens_by_person ON api_tokens (person, created_at)",
    ],
    &["settings", "directory_version", "units", "people", "accounts", "sessions", "api_tokens"]
);
