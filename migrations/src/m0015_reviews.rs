//! Codes to be scanned, of units, officers and service points, and what people say who scanned them.

crate::sql::step!(
    "m0015_reviews",
    &[
        // `token` is a keyed hash; what stands in the address is drawn from the key and the id. `code` is for the telephone and is
        // never given twice. `person` stands where it is an officer, `zh` and `en` where it is a service point.
        "CREATE TABLE scan_points (
            id {id} NOT NULL PRIMARY KEY,
            token {bytes} NOT NULL UNIQUE,
            code text NOT NULL UNIQUE,
            unit text NOT NULL,
            person text,
            zh text,
            en text,
            made_at bigint NOT NULL,
            retired_at bigint,
            replaced_by {id}
        )",
        // `mark` is a keyed hash of what its form was known by, so that a second click makes no second one. `worst` is the worst
        // of its levels, from 1 to 5. `filed_at` is when it became a complaint, which knows nothing of it.
        "CREATE TABLE reviews (
            id {id} NOT NULL PRIMARY KEY,
            point {id} NOT NULL REFERENCES scan_points (id),
            mark {bytes} NOT NULL UNIQUE,
            at bigint NOT NULL,
            worst integer NOT NULL,
            sealed {bytes} NOT NULL,
            filed_at bigint
        )",
        "CREATE INDEX reviews_by_age ON reviews (point, at)",
        "CREATE TABLE review_levels (
            review {id} NOT NULL REFERENCES reviews (id),
            dimension text NOT NULL,
            level integer NOT NULL,
            PRIMARY KEY (review, dimension)
        ){clustered}",
        // Why it was read who a review comes of, as `reveal_reasons` has it of cases.
        "CREATE TABLE review_reasons (
            review {id} NOT NULL REFERENCES reviews (id),
            id {id} NOT NULL PRIMARY KEY,
            words text NOT NULL,
            salt {bytes} NOT NULL
        )",
        // How many came on a day: of a code, of a network, and of both. `mark` is a keyed hash that is another one every day, and no
        // row outlives its day by long.
        "CREATE TABLE review_counts (
            day bigint NOT NULL,
            mark {bytes} NOT NULL,
            n bigint NOT NULL,
            PRIMARY KEY (day, mark)
        ){clustered}",
    ],
    &["scan_points", "reviews", "review_levels", "review_reasons", "review_counts"]
);
