//! Pages that are read rather than worked in: the leader's page 领导一页纸, the screen on a wall 大屏, reports, whose time it was, and
//! what is taken along. Each number is counted by the filter of the list that it leads to.

mod case_time;
mod chart;
mod counted;
mod disputes;
mod export;
mod figures;
mod leader;
mod report;
mod screen;
mod time;

pub(super) use case_time::{act as act_on_time, show as case_time};
pub(super) use disputes::list as disputes;
pub(super) use export::{exported, may_export};
pub(super) use leader::show as leader;
pub(super) use report::{list as reports, show as report};
pub(super) use screen::{act as act_on_screens, screen, screens, show as wall};
pub(super) use time::show as time;

use domain::actor::Role;

/// Who reads what the whole center does.
const READERS: [Role; 2] = [Role::Director, Role::Supervisor];
