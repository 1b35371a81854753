//! Appraisal 考核: the periods, the table of one, a unit with every figure, a figure with the items behind it; decisions and
//! objections. Every number leads to what it counts.

mod decide;
mod export;
mod figure;
mod object;
mod period;
mod periods;
mod publish;
mod unit;

use axum::Router;
use axum::routing::{get, post};
use domain::appraisal::{FigureSummary, Indicator, Place, Points, Scoring};
use domain::text::Language;

use super::words::AppraisalWords;
use crate::api::appraisal::percent;
use crate::state::State;

/// The pages below `/s/assess`.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/s/assess", get(periods::show).post(periods::ask))
        .route("/s/assess/decisions", get(decide::list).post(decide::revoke))
        .route("/s/assess/decisions/new", get(decide::blank).post(decide::record))
        .route("/s/assess/objections", get(object::list))
        .route("/s/assess/objections/{id}", post(object::rule))
        .route("/s/assess/{period}", get(period::show).post(period::act))
        .route("/s/assess/{period}/publish", get(publish::check))
        .route("/s/assess/{period}/export", post(export::table))
        .route("/s/assess/{period}/{unit}", get(unit::show))
        .route("/s/assess/{period}/{unit}/{indicator}", get(figure::show).post(figure::object))
}

/// A figure in a table.
#[derive(Debug)]
struct Cell {
    /// Where the items behind it are; none where the reader may not see them, or there are none.
    to: Option<String>,
    /// The number that is read first.
    main: String,
    /// What it is made of.
    of: String,
    /// How many citizens answered, where it rests on what they say.
    heard: Option<String>,
}

impl Cell {
    fn of(
        figure: &FigureSummary,
        indicator: Option<&Indicator>,
        (to, w): (Option<String>, &AppraisalWords),
    ) -> Self {
        let deducts = indicator.is_some_and(deducts);
        let main = match figure.share() {
            Some(_) if deducts => figure.good.to_string(),
            Some(share) => format!("{}%", percent(share)),
            None => "–".to_owned(),
        };
        let of = match figure.points {
            Some(points) if deducts => points.to_string(),
            Some(_) | None => format!("{}/{}", figure.good, figure.counted),
        };
        let heard = figure.heard.map(|heard| format!("{} {}/{}", w.answered, heard.part, heard.of));
        let to = to.filter(|_| figure.counted > 0);
        // What is read first leads to the list that it counts.
        let to = to.map(|to| if deducts { format!("{to}?which=good") } else { to });
        Self { to, main, of, heard }
    }
}

/// Whether an indicator takes points off and has no rate.
fn deducts(indicator: &Indicator) -> bool {
    Scoring::named(&indicator.scoring) == Some(Scoring::Deduct)
}

/// Points in words; a dash where there are none.
fn points(points: Option<Points>) -> String {
    points.map_or_else(|| "–".to_owned(), |points| points.to_string())
}

/// The rank of a unit, if it has one, and its grade or why it has none.
fn rank_and_grade(place: &Place, w: &AppraisalWords) -> (String, String) {
    match place {
        Place::Among { rank, grade } => {
            (rank.map(|rank| rank.to_string()).unwrap_or_default(), grade.clone())
        }
        Place::TooFew => (String::new(), w.too_few.to_owned()),
        Place::Unweighed => (String::new(), w.unweighed.to_owned()),
    }
}

/// What an indicator of any scheme is called; none where no scheme has it.
fn indicator_name(state: &State, indicator: &str, language: Language) -> Option<String> {
    let mut schemes = state.engine.definitions().appraisals.iter();
    let known = schemes.find_map(|it| it.scheme().indicators.get(indicator));
    known.map(|it| words(&it.name, language))
}

/// More or fewer points, with the sign.
fn more(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { points.to_string() }
}

/// The address of a period, unit or figure.
fn address(parts: &[&str]) -> String {
    format!("/s/assess/{}", parts.join("/"))
}

/// Words of a scheme in the reader's language.
fn words(text: &domain::text::Bilingual, language: Language) -> String {
    text.get(language).to_owned()
}
