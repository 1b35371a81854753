//! The questions that are asked of the store: a file per question. Each is built on a
//! [`crate::visible::VisibleCases`], or demands a [`crate::Operator`], where records are examined regardless of readers; what
//! a citizen's code opens is found by its keyed hash.

mod attachments;
mod barring;
mod by_state;
mod case;
mod counts;
mod dead_letters;
mod desk;
mod examine;
mod export;
mod exposure;
mod figures;
mod forget;
mod hands;
mod history;
mod identities;
mod last_done;
mod line;
mod list;
mod logs;
mod not_escalated;
mod notices;
mod open_clocks;
mod requests;
mod reveals;
mod running;
mod search;
mod time;
mod tokens;

pub use attachments::Attachment;
pub use case::CaseView;
pub use dead_letters::DeadLetter;
pub use desk::StageCount;
pub use examine::Examined;
pub use figures::{By, Repeater};
pub use history::{TimelineEntry, Words};
pub use identities::SealedIdentity;
pub use line::CaseLine;
pub use list::{CaseFilter, Cursor, Kept, Mark, Page, Said, Sort};
pub use logs::{CaseLog, LogFilter, StoredLog};
pub use not_escalated::NotEscalated;
pub use notices::Notice;
pub use open_clocks::OpenClock;
pub use requests::RequestFilter;
pub use reveals::RevealOf;
pub(crate) use reveals::keep_reason;
pub use search::Found;
pub use time::HeldTime;
pub use tokens::{RatingToken, Receipt};
