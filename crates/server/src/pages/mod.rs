//! Pages for people, made on the server: everything works without scripts, and nothing comes from another origin. A page
//! reads and does what the API does, by the same functions, so that the same rules hold.

mod account;
mod act;
mod admin;
mod assess;
mod assets;
mod at_court;
mod batch;
mod case;
pub(crate) mod citizen;
mod clues;
mod desk_tab;
mod done;
mod enclosing;
mod faulty;
mod handover;
mod inbox;
mod intake;
mod joint;
mod kernel;
mod meetings;
mod notices;
mod orders;
mod originals;
mod papers;
mod people;
mod pill;
mod posted;
mod quality;
mod reading;
mod respondents;
mod reviews;
mod screening;
mod shell;
mod sign_in;
mod sponsor;
mod supervise;
mod suspicion;
mod told;
mod told_with;
mod transfers;
mod triage;
mod trouble;
mod typed;
mod whatif;
mod words;
mod work;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{get, post};

use engine::evidence::FILE_BYTES_MAX;

pub(crate) use citizen::AT_ONCE;
pub(crate) use kernel::changed as with_changed_kernel;
pub(crate) use shell::Visitor;
pub(crate) use trouble::nowhere;
#[cfg(test)]
pub(crate) use trouble::worded_for_citizens;

use crate::problem::Problem;
use crate::router::bounded;
use crate::state::State;
use crate::stream;

/// What comes around a file in a form.
const FORM_BYTES: usize = 16 * 1024;

/// The pages of staff, below `/s/`, and those of citizens.
pub(crate) fn routes(state: &State) -> Router<State> {
    let files = usize::try_from(FILE_BYTES_MAX).unwrap_or(usize::MAX) + FORM_BYTES;
    let uploads = Router::new()
        .route("/s/cases/{number}/files", post(case::add_file))
        .route("/s/cases/{number}/do/{transition}", get(act::show).post(act::act))
        .layer(DefaultBodyLimit::max(files));
    // Lasts as long as somebody looks.
    let events = Router::new().route("/s/events", get(stream::page_events));
    let staff = Router::new()
        .route("/s", get(|| async { Redirect::permanent("/s/") }))
        .route("/s/", get(work::work))
        .route("/s/{*rest}", get(|| async { Problem::not_found() }))
        .route("/s/notices", get(notices::show).post(notices::read))
        .route("/s/notices/quiet", post(notices::quiet))
        .route("/s/views", post(work::keep))
        .route("/s/views/{id}/remove", post(work::remove))
        .route("/s/bulk", get(work::bulk_form).post(work::perform_all))
        .route("/s/cases/new", get(intake::show).post(intake::file))
        .route("/s/triage", get(triage::triage))
        .route("/s/cases/batch", get(batch::show).post(batch::file))
        .route("/s/cases/batch/import", post(batch::import))
        .route("/s/inbox", get(inbox::inbox))
        .route("/s/handover", get(handover::show).post(handover::act))
        .route("/s/cases/{number}/parties/{party}", get(people::show).post(people::reveal))
        .route("/s/cases/{number}/originals/{file}", get(originals::show).post(originals::open))
        .route("/s/cases/{number}/papers", get(papers::list).post(papers::add))
        .route("/s/cases/{number}/papers/{ordinal}", get(papers::show).post(papers::read))
        .route("/s/cases/{number}/papers/{ordinal}/void", post(papers::declare_void))
        .route(
            "/s/cases/{number}/papers/{ordinal}/pdf",
            get(papers::file).post(papers::file_in_full),
        )
        .route("/s/cases/{number}", get(case::case))
        .route("/s/cases/{number}/respondents", get(respondents::show).post(respondents::name))
        .route("/s/cases/{number}/screen", post(screening::screen))
        .route("/s/search", get(work::search))
        .route("/s/login", get(sign_in::show).post(sign_in::sign_in))
        .route("/s/login/code", post(sign_in::code))
        .route("/s/me", get(account::me))
        .route("/s/me/sessions", post(account::end_sessions))
        .route("/s/me/tokens", post(account::revoke_token))
        .route("/s/me/code", get(account::begin).post(account::enrol))
        .route("/s/me/code/confirm", post(account::confirm))
        .route("/s/logout", post(sign_in::sign_out))
        .route("/s/me/password", get(sign_in::password).post(sign_in::change_password))
        .route("/s/language", get(sign_in::language));
    let staff = staff.merge(supervision_routes()).merge(assess::routes());
    // Whoever sends slowly holds a connection no longer than at the API; files have a pace of their own.
    let keeping = || middleware::from_fn_with_state(state.clone(), trouble::keeping_forms);
    let staff = bounded(staff.layer(keeping()))
        .merge(uploads.layer(keeping()))
        .merge(events)
        .merge(bounded(admin::routes().layer(keeping())));
    let staff = staff.merge(bounded(reading::routes()));
    let staff = staff.layer(middleware::from_fn_with_state(state.clone(), trouble::worded));
    let citizens = bounded(citizen::routes()).merge(citizen::sending_routes());
    staff
        .merge(citizens.layer(middleware::from_fn(trouble::worded_for_citizens)))
        .route("/assets/app.css", get(assets::style))
        .route("/assets/app.js", get(assets::script))
        .route("/assets/figures.css", get(assets::figures_style))
        .route("/assets/paper.css", get(assets::paper_style))
}

/// The pages of those who supervise.
fn supervision_routes() -> Router<State> {
    Router::new()
        .route("/s/reviews", get(reviews::list))
        .route("/s/reviews/clues", get(clues::list))
        .route("/s/reviews/{id}", get(reviews::author).post(reviews::reveal))
        .route("/s/quality", get(quality::list))
        .route("/s/quality/find", post(quality::find))
        .route("/s/quality/dismiss", post(quality::dismiss))
        .route("/s/quality/transfers", get(transfers::show))
        .route("/s/quality/{id}", get(suspicion::show).post(suspicion::judge))
        .route("/s/reviews/{id}/clue", post(reviews::look_into))
        .route("/s/reviews/{id}/dismiss", post(reviews::dismiss))
        .route("/s/supervise", get(supervise::show))
        .route("/s/supervise/due", get(supervise::due))
        .route("/s/supervise/orders", get(orders::list))
        .route("/s/supervise/orders/new", get(orders::blank).post(orders::draft))
        .route("/s/supervise/orders/{id}", get(orders::show).post(orders::act))
        .route("/s/supervise/sessions", get(joint::list))
        .route("/s/supervise/sessions/new", get(joint::blank).post(joint::call))
        .route("/s/supervise/sessions/{id}", get(joint::show).post(joint::act))
        .route("/s/supervise/tasks", get(joint::tasks))
        .route("/s/cases/{number}/sponsor", get(sponsor::show).post(sponsor::act))
        .route("/s/whatif", get(whatif::blank).post(whatif::begin))
        .route("/s/whatif/{id}", get(whatif::show))
        .route("/s/whatif/{id}/cases", get(whatif::cases))
}
