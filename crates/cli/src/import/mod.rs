//! Complaints that another system has kept so far, on their way in: a table ([`sheet`]) whose columns a mapping names
//! ([`mapping`]), each row read or faulted ([`entry`], [`fault`]), moved in time where the mapping says so (`dates`, [`shift`]),
//! routed and turned into what the engine replays ([`plan`]), measured ([`measure`]) and told ([`report`]).

mod dates;
pub(crate) mod entry;
pub(crate) mod fault;
pub(crate) mod mapping;
pub(crate) mod measure;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod sheet;
pub(crate) mod shift;
