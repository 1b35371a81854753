//! Pages for the three administrators 三员: the system's, the security's and the audit's. They are kept apart, and none of
//! them reads a case.

mod audit;
mod audit_line;
mod audit_read;
mod calendar;
mod codes;
mod desk;
mod flow;
mod letters;
mod limits;
mod note;
mod outside;
mod paths;
mod people;
mod person;
mod rules;
mod waits;
mod walk;
mod work;

use std::collections::BTreeSet;

use axum::Router;
use axum::routing::{get, post};
use domain::actor::Role;

use super::words::AdminWords;
use crate::state::State;

/// The pages below `/s/admin/`, the audit and the procedures.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/s/audit", get(audit::show))
        .route("/s/audit/export", post(audit::export))
        .route("/s/audit/note", get(note::show))
        .route("/s/flow", get(flow::first))
        .route("/s/flow/{definition}", get(flow::show))
        .route("/s/agencies", get(desk::show).post(desk::act))
        .route("/s/admin/agencies", get(outside::show).post(outside::act))
        .route("/s/admin/subscriptions/{id}", get(outside::log))
        .route("/s/admin/calendar", get(calendar::show))
        .route("/s/admin/rules", get(limits::show))
        .route("/s/admin/letters", get(letters::show))
        .route("/s/admin/qr", get(codes::show).post(codes::act))
        .route("/s/admin/qr/new", get(codes::blank).post(codes::make))
        .route("/s/admin/qr/{id}/poster", get(codes::poster))
        .route("/s/admin/people", get(people::list))
        .route("/s/admin/people/new", get(people::blank).post(people::add))
        .route("/s/admin/people/{person}/work", get(work::show).post(work::release))
        .route("/s/admin/people/{person}", get(person::show).post(person::act))
}

/// Where a person of these roles begins: an administrator, who sees no case, at what they keep.
pub(super) fn home(roles: &BTreeSet<Role>) -> &'static str {
    let holds = |role| roles.contains(&role);
    if holds(Role::SystemAdministrator) || holds(Role::SecurityAdministrator) {
        "/s/admin/people"
    } else if holds(Role::AuditAdministrator) {
        "/s/audit"
    } else {
        "/s/"
    }
}

/// The links for a person of these roles, in their order; whoever is at the desk of a center sees to what goes outside.
pub(super) fn links(
    roles: &BTreeSet<Role>,
    is_desk: bool,
    w: &AdminWords,
) -> Vec<(&'static str, &'static str)> {
    let holds = |role| roles.contains(&role);
    let mut links = Vec::new();
    if holds(Role::SystemAdministrator) || holds(Role::SecurityAdministrator) {
        links.push(("/s/admin/people", w.people));
    }
    if holds(Role::SystemAdministrator) {
        links.push(("/s/admin/calendar", w.calendar));
        links.push(("/s/admin/rules", w.rules));
        links.push(("/s/admin/letters", w.letters));
        links.push(("/s/admin/agencies", w.outside));
        links.push(("/s/admin/qr", w.codes));
    }
    if holds(Role::AuditAdministrator) {
        links.push(("/s/audit", w.audit));
    }
    let counts = [Role::Clerk, Role::Supervisor, Role::Director].into_iter().any(holds);
    if counts {
        links.push(("/s/reviews", w.reviews));
    }
    if is_desk {
        links.push(("/s/agencies", w.messages));
    }
    if holds(Role::Supervisor) || holds(Role::Director) {
        links.push(("/s/whatif", w.what_if));
    }
    if counts || roles.iter().any(|role| role.is_administrator()) {
        links.push(("/s/flow", w.flow));
    }
    links
}
