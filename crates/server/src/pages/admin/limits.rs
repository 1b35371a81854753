//! Limits 时限规则 of every procedure in force, each with the article that it rests on, and routing rules 分派规则 with a box to
//! try them out.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::case::Respondents;
use domain::routing::{Facts, Routing, Rule, Target};
use domain::text::Language;
use domain::workflow::{Definition, Limit, Source, Words as _};
use serde::Deserialize;

use super::rules::keeper;
use crate::api::names::Names;
use crate::extract::Query;
use crate::pages::shell::{Shell, Visitor, page};
use crate::pages::words::unit_kind;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The longest text that is tried, in characters.
const TRIED_CHARACTERS_MAX: usize = 2000;

/// A source as it is cited, with how binding it is.
pub(super) fn cited(source: &Source, language: Language) -> String {
    format!("{} · {}", source.cite.get(language), source.kind.words().get(language))
}

/// A limit in the table.
#[derive(Debug)]
struct LimitRow {
    workflow: String,
    name: String,
    length: String,
    promise: bool,
    source: String,
}

/// A rule in the table.
#[derive(Debug)]
struct RuleRow {
    id: String,
    when: String,
    to: String,
    source: String,
}

/// What a trial came to.
#[derive(Debug, Default)]
struct Tried {
    ranked: Vec<(String, String, String)>,
    person: Option<String>,
}

/// What is tried.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TryIn {
    text: String,
    category: String,
    place: String,
}

#[derive(Template)]
#[template(path = "admin_rules.html")]
struct RulesPage {
    shell: Shell,
    query: TryIn,
    tried: Option<Tried>,
    error: Option<&'static str>,
    limits: Vec<LimitRow>,
    rules: Vec<RuleRow>,
}

/// Shows limits and rules, and what the rules say to a text.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<TryIn>,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    let definitions = state.engine.definitions();
    let category = query.category.trim();
    let is_known = definitions.codes.category_name(&category.into()).is_some();
    let error = (!category.is_empty() && !is_known).then_some(shell.w.admin.no_category);
    let is_asked = [&query.text, &query.category, &query.place].iter().any(|it| !it.is_empty());
    let tried = (is_asked && error.is_none()).then(|| tried(&state, &query, &shell));
    let today = definitions.calendar.date(state.engine.clock().now());
    let current = definitions.all_current(today);
    let limits = current.flat_map(|workflow| limits(workflow.definition(), shell.language));
    let limits = limits.collect();
    let rules = definitions.rules.rules.iter().map(|rule| rule_row(&state, rule, &shell));
    let rules = rules.collect();
    let status = if error.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(page(&RulesPage { shell, query, tried, error, limits, rules }, status))
}

fn limits(definition: &Definition, language: Language) -> Vec<LimitRow> {
    let row = |limit: &Limit| {
        let values = limit
            .lengths
            .iter()
            .map(|(value, long)| format!("{value} {}", long.words().get(language)));
        let one = limit.length.map(|long| long.words().get(language).to_owned());
        let source = definition.sources.get(limit.source.as_str());
        LimitRow {
            workflow: definition.name.get(language).to_owned(),
            name: limit.name.get(language).to_owned(),
            length: one.into_iter().chain(values).collect::<Vec<_>>().join(" / "),
            promise: limit.promise,
            source: source.map(|source| cited(source, language)).unwrap_or_default(),
        }
    };
    definition.limits.values().map(row).collect()
}

/// A rule in words: what must hold, and where it sends a case.
fn rule_row(state: &Shared, rule: &Rule, shell: &Shell) -> RuleRow {
    let (definitions, w) = (state.engine.definitions(), &shell.w.admin);
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let when = &rule.when;
    let categories = when.categories.iter().map(|code| names.category(code).name);
    let parts = [
        (w.category, categories.collect::<Vec<_>>()),
        (w.title_words, when.title_words.iter().chain(&when.hints).cloned().collect()),
        (w.words, when.words.iter().cloned().collect()),
        (w.places, when.places.iter().map(ToString::to_string).collect()),
        (w.risk, when.risks.iter().map(|it| it.words().get(shell.language).to_owned()).collect()),
        (w.flow, when.workflows.iter().map(ToString::to_string).collect()),
    ];
    let parts = parts.into_iter().filter(|(_, values)| !values.is_empty());
    let parts: Vec<_> =
        parts.map(|(name, values)| format!("{name}：{}", values.join("、"))).collect();
    let to = rule.to.iter().map(|target| match target {
        Target::Unit(unit) => names.unit(unit).name,
        Target::Serving(kind) => format!("{}{}", w.serving, unit_kind(*kind, shell.language)),
        Target::Holder(kind) => format!("{}{}", w.with_power, unit_kind(*kind, shell.language)),
        Target::Person => w.a_person.to_owned(),
    });
    let source = definitions.rules.sources.get(rule.source.as_str());
    RuleRow {
        id: rule.id.to_string(),
        when: if parts.is_empty() { w.always.to_owned() } else { parts.join("；") },
        to: to.collect::<Vec<_>>().join(" → "),
        source: source.map(|source| cited(source, shell.language)).unwrap_or_default(),
    }
}

fn tried(state: &Shared, query: &TryIn, shell: &Shell) -> Tried {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let text: String = query.text.chars().take(TRIED_CHARACTERS_MAX).collect();
    // The first line stands for the title, which some rules look at alone.
    let title = text.lines().next().unwrap_or_default().to_owned();
    let facts = Facts {
        category: query.category.trim().into(),
        place: query.place.trim().into(),
        title,
        text,
        ..Facts::default()
    };
    match state.engine.suggest(&facts, &Respondents::default()) {
        Routing::Suggested { ranked } => {
            let row = |it: domain::routing::Suggestion| {
                let reason = it.reason.get(shell.language).to_owned();
                (names.unit(&it.unit).name, it.rule.as_str().to_owned(), reason)
            };
            Tried { ranked: ranked.into_iter().map(row).collect(), person: None }
        }
        Routing::Person { because } => Tried {
            ranked: Vec::new(),
            person: Some(because.text().get(shell.language).to_owned()),
        },
    }
}
