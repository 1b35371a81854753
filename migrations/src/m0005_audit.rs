//! What happened outside any case: sign-ins, accounts, rights, revealed identities. A chain per stream.

crate::sql::step!(
    "m0005_audit",
    &["CREATE TABLE audit (
            stream text NOT NULL,
            seq bigint NOT NULL,
            at bigint NOT NULL,
            body text NOT NULL,
            hash {bytes} NOT NULL,
            PRIMARY KEY (stream, seq)
        )"],
    &["audit"],
    grows: &["audit"]
);
