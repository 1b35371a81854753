//! Suspicions: laws that hold for every history, single indicators on small ones, and how often they are right on a synthetic
//! year; and what a county sets for supervision.

mod graph;
mod laws;
mod measured;
mod small;
mod supervision;
