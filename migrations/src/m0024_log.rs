//! The log over all chains: heads of chains as leaves of one tree, and the signed notes of it. It belongs to the installation
//! and not to a case, so that its keys begin with places.

crate::sql::step!(
    "m0024_log",
    &[
        // `chain` is `case:<id>` or `audit:<name>`. Neither key names anybody.
        "CREATE TABLE log_leaves (
            place bigint NOT NULL PRIMARY KEY,
            chain text NOT NULL,
            seq bigint NOT NULL,
            hash {bytes} NOT NULL,
            UNIQUE (chain, seq)
        )",
        // `roots` is what must be kept of the tree to go on with it, `proof` that it continues the tree of `old` leaves.
        "CREATE TABLE log_notes (
            size bigint NOT NULL PRIMARY KEY,
            at bigint NOT NULL,
            note text NOT NULL,
            old bigint NOT NULL,
            proof {bytes} NOT NULL,
            roots {bytes} NOT NULL
        )",
    ],
    &["log_leaves", "log_notes"],
    grows: &["log_leaves", "log_notes"]
);
