//! The network edge: sign-in, JSON API, Open311, streams, health.
