//! Events for the systems of others: who subscribes to what, what waits to be delivered, each try; and the addresses under
//! which people fetch their deadlines as a calendar.

crate::sql::step!(
    "m0008_events",
    &[
        // `secret` and `former` are sealed by the key of the installation; the former one signs too until its time is over.
        "CREATE TABLE subscriptions (
            id {id} NOT NULL PRIMARY KEY,
            unit text NOT NULL,
            topics text NOT NULL,
            url text NOT NULL,
            mode text NOT NULL,
            secret {bytes} NOT NULL,
            former {bytes},
            former_until bigint,
            created_at bigint NOT NULL,
            paused_at bigint,
            paused_why text
        )",
        // One event for one subscription. `id` is by what the receiver knows a repeat; `data` is what is told of it, the same
        // bytes in every try.
        "CREATE TABLE deliveries (
            case_id {id} NOT NULL REFERENCES cases (id),
            seq bigint NOT NULL,
            subscription {id} NOT NULL REFERENCES subscriptions (id),
            id {id} NOT NULL,
            topic text NOT NULL,
            at bigint NOT NULL,
            data text NOT NULL,
            created_at bigint NOT NULL,
            due_at bigint NOT NULL,
            leased_until bigint NOT NULL,
            fence bigint NOT NULL,
            attempts integer NOT NULL,
            failure text,
            delivered_at bigint,
            dead_at bigint,
            PRIMARY KEY (case_id, seq, subscription)
        )",
        "CREATE INDEX deliveries_due ON deliveries (subscription, due_at)
            WHERE delivered_at IS NULL AND dead_at IS NULL",
        "CREATE INDEX deliveries_dead ON deliveries (subscription, id) WHERE dead_at IS NOT NULL",
        "CREATE INDEX deliveries_by_age ON deliveries (delivered_at) WHERE delivered_at IS NOT NULL",
        // The log: each try. `status` is that of the answer, none where nobody answered.
        "CREATE TABLE delivery_tries (
            subscription {id} NOT NULL REFERENCES subscriptions (id),
            id {id} NOT NULL,
            delivery {id} NOT NULL,
            topic text NOT NULL,
            attempt integer NOT NULL,
            at bigint NOT NULL,
            status integer,
            took_ms bigint NOT NULL,
            failure text,
            PRIMARY KEY (subscription, id)
        )",
        "CREATE INDEX delivery_tries_by_age ON delivery_tries (at)",
        // The address of a person's calendar, one at a time, as a keyed hash.
        "CREATE TABLE calendar_feeds (
            person text NOT NULL PRIMARY KEY REFERENCES accounts (person),
            token {bytes} NOT NULL UNIQUE,
            created_at bigint NOT NULL
        )",
    ],
    &["subscriptions", "deliveries", "delivery_tries", "calendar_feeds"]
);
