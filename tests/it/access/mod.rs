//! Who may know what, over HTTP: every route for everybody, the wall around a case through every way in, and what must
//! never leave the vault.

mod account;
mod admin_pages;
mod browsers;
mod canary;
mod citizens;
mod clues;
pub(crate) mod county;
mod crawl;
mod desks;
mod drafts;
mod edge;
mod followed;
mod hands;
mod homes;
mod intake;
mod kernel;
mod later;
mod matrix;
mod notices;
mod own_line;
mod packing;
pub(crate) mod pages;
mod papers;
mod public_site;
mod races;
mod readable;
mod redaction;
mod refusals;
mod restricted;
mod reviews;
mod routes;
mod scans;
mod sent_again;
mod sessions;
mod sign_in;
mod socket;
mod tokens;
mod twin_steps;
mod twins;
mod uploads;
mod vault;
mod views;
mod wall;
mod work;

pub(crate) use canary::logged;
