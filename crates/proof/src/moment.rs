//! Instants as they are kept: microseconds since 1970 in UTC. PostgreSQL keeps no finer ones, and text would compare
//! differently on the two databases.

use domain::id::Timestamp;

/// Stands for "never": later than any deadline, and in order behind all of them.
pub const NEVER: i64 = i64::MAX;

/// The instant as it is kept.
pub fn to_micros(at: Timestamp) -> i64 {
    at.timestamp_micros()
}

/// The instant that was kept. One that no calendar has becomes the last there is.
pub fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_timestamp_micros(micros).unwrap_or(Timestamp::MAX_UTC)
}

/// The instant without what cannot be kept.
pub fn truncated(at: Timestamp) -> Timestamp {
    from_micros(to_micros(at))
}
