//! Calendars and clocks: the vectors of the law, laws on random limits, and a second implementation that shares no code
//! with the first.

mod calendar;
mod explanation;
mod laws;
mod ledger;
mod oracle;
mod points;
mod support;
mod vectors;
