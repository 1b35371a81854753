//! The JSON API: a file per resource. What comes in and goes out are types of their own (`…In`, `…Out`); nothing of the
//! core is written to the wire because it happens to serialize.

pub(crate) mod accounts;
pub(crate) mod agencies;
pub(crate) mod attachments;
pub(crate) mod audit;
pub(crate) mod calendar_feed;
pub(crate) mod case_out;
pub(crate) mod cases;
pub(crate) mod clocks;
pub(crate) mod codes;
pub(crate) mod deliveries;
pub(crate) mod due;
mod facts;
pub(crate) mod filing;
pub(crate) mod form;
pub(crate) mod inbox;
pub(crate) mod input;
mod letters;
pub(crate) mod names;
pub(crate) mod notices;
pub(crate) mod offers;
pub(crate) mod outbox;
pub(crate) mod page;
pub(crate) mod parties;
pub(crate) mod progress;
pub(crate) mod public;
pub(crate) mod rating;
pub(crate) mod referrals;
pub(crate) mod routing;
pub(crate) mod search;
pub(crate) mod sessions;
pub(crate) mod subscription_out;
pub(crate) mod subscriptions;
pub(crate) mod timeline;
pub(crate) mod tokens;
pub(crate) mod verbs;
