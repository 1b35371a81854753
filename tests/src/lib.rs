//! Nothing by itself: the tests stand in `it/`.
