//! Whose time a case was: each stretch with its holder, the sums, and what each used of every deadline; where a unit's head disputes
//! a stretch, and where that is decided.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use domain::appraisal::{Recharge, Used, in_minutes, recharged, used};
use domain::clock::{Clock, Holder, Tenure};
use domain::id::{FileId, Timestamp};
use engine::reading::Seen;
use engine::time_disputes::{NotDisputed, Objection, ReadDispute};
use uuid::Uuid;

use super::super::case::seen;
use super::super::posted::{Posted, not_whole};
use super::super::shell::{Shell, Visitor, page};
use super::super::typed::unit;
use super::time::spelled;
use crate::api::names::Names;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// A stretch of time.
#[derive(Debug)]
struct Stretch {
    from: String,
    until: Option<String>,
    holder: String,
    /// Who was charged with it at first, where that was decided to be another.
    was: Option<String>,
    time: String,
}

/// A holder with what they had.
#[derive(Debug)]
struct Sum {
    holder: String,
    time: String,
}

/// A deadline with what each used of it.
#[derive(Debug)]
struct Shares {
    limit: String,
    parts: Vec<(String, String, String)>,
}

/// A file that may prove something.
#[derive(Debug)]
struct File {
    id: Uuid,
    name: String,
    ticked: bool,
}

/// A stretch that the reader may dispute.
#[derive(Debug)]
struct Disputable {
    /// Its first instant, as it is posted.
    value: String,
    label: String,
    chosen: bool,
}

/// A dispute.
#[derive(Debug)]
struct DisputeRow {
    id: Uuid,
    unit: String,
    stretch: String,
    by: String,
    reason: Option<String>,
    files: Vec<(Uuid, String)>,
    /// What was decided, by whom, and what was found.
    decided: Option<(String, String, Option<String>)>,
    can_decide: bool,
}

/// What was posted and refused.
#[derive(Debug, Default)]
struct Again {
    error: Option<String>,
    /// Which form: `dispute`, or the id of what was to be decided.
    form: String,
    from: String,
    words: String,
    charged: String,
    files: Vec<String>,
}

#[derive(Template)]
#[template(path = "case_time.html")]
struct CaseTimePage {
    shell: Shell,
    number: String,
    title: String,
    stretches: Vec<Stretch>,
    sums: Vec<Sum>,
    total: String,
    clocks: Vec<Shares>,
    disputes: Vec<DisputeRow>,
    disputable: Vec<Disputable>,
    files: Vec<File>,
    units: Vec<String>,
    again: Again,
}

/// Shows whose time a case was.
pub(in crate::pages) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let sheet = sheet(&state, visitor, &seen, Again::default()).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    visitor: Visitor,
    seen: &Seen,
    again: Again,
) -> Result<CaseTimePage, Problem> {
    let (person, shell) = (&visitor.caller.person, visitor.shell);
    let disputes = state.engine.disputes(person, seen).await?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, shell.language);
    let names = names.of_case(seen.case());
    let decided: Vec<Recharge> =
        disputes.iter().filter_map(|read| read.dispute.recharge()).collect();
    let tenures = recharged(&seen.case().tenures, &decided);
    let now = state.engine.clock().now();
    let (stretches, sums, total) = told(&seen.case().tenures, &tenures, now, (names, &shell));
    let calendar = &names.definitions.calendar;
    let local = |at| calendar.local(at).format("%m-%d %H:%M").to_string();
    let may = state.engine.disputable(person, seen, &disputes);
    let disputable = may.iter().map(|tenure| Disputable {
        value: tenure.from.to_rfc3339(),
        label: stretch_label(tenure, names, &local),
        chosen: again.from == tenure.from.to_rfc3339(),
    });
    let kept = state.engine.store().attachments(&seen.visible, seen.case().id).await?;
    let files: Vec<File> = kept
        .unwrap_or_default()
        .into_iter()
        .map(|file| File {
            id: file.id.0,
            ticked: again.files.contains(&file.id.0.to_string()),
            name: file.name,
        })
        .collect();
    let shares = |clock: &Clock| shares(clock, &tenures, now, (names, &shell));
    Ok(CaseTimePage {
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        stretches,
        sums,
        total,
        clocks: seen.case().clocks.iter().filter_map(shares).collect(),
        disputable: disputable.collect(),
        disputes: disputes.iter().map(|read| row(read, &files, (names, &shell), &local)).collect(),
        units: names
            .directory
            .units
            .values()
            .map(|unit| unit.name.get(shell.language).to_owned())
            .collect(),
        files,
        again,
        shell,
    })
}

/// The stretches, the sums of their holders, and the whole, in minutes that add up.
fn told(
    own: &[Tenure],
    tenures: &[Tenure],
    now: Timestamp,
    (names, shell): (Names<'_>, &Shell),
) -> (Vec<Stretch>, Vec<Sum>, String) {
    let length = |tenure: &Tenure| {
        let time = tenure.until.unwrap_or(now) - tenure.from;
        i128::from(time.num_microseconds().unwrap_or(i64::MAX))
    };
    let micros: Vec<i128> = tenures.iter().map(length).collect();
    let minutes = in_minutes(&micros);
    let local = |at| names.definitions.calendar.minute_text(at);
    let mut sums: BTreeMap<&Holder, i64> = BTreeMap::new();
    for (tenure, minutes) in tenures.iter().zip(&minutes) {
        *sums.entry(&tenure.holder).or_default() += minutes;
    }
    let stretch = |((tenure, before), minutes): ((&Tenure, &Tenure), &i64)| Stretch {
        from: local(tenure.from),
        until: tenure.until.map(local),
        holder: names.holder(&tenure.holder).name,
        was: (tenure.holder != before.holder).then(|| names.holder(&before.holder).name),
        time: spelled(*minutes, shell),
    };
    let stretches = tenures.iter().zip(own).zip(&minutes).map(stretch).collect();
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, minutes)| std::cmp::Reverse(*minutes));
    let sum = |(holder, minutes): (&Holder, i64)| Sum {
        holder: names.holder(holder).name,
        time: spelled(minutes, shell),
    };
    let total = spelled(minutes.iter().sum(), shell);
    (stretches, sums.into_iter().map(sum).collect(), total)
}

/// What each used of a deadline; none where nobody used any.
fn shares(
    clock: &Clock,
    tenures: &[Tenure],
    now: Timestamp,
    (names, shell): (Names<'_>, &Shell),
) -> Option<Shares> {
    let parts = used(&names.definitions.calendar, clock, tenures, now);
    let minutes = |of: fn(&Used) -> TimeDelta| {
        let micros = |part| i128::from(of(part).num_microseconds().unwrap_or(i64::MAX));
        in_minutes(&parts.iter().map(micros).collect::<Vec<_>>())
    };
    let (in_time, beyond) = (minutes(|part| part.in_time), minutes(|part| part.beyond));
    let part = |(part, (in_time, beyond)): (&Used, (&i64, &i64))| {
        let late = if *beyond > 0 { spelled(*beyond, shell) } else { String::new() };
        (names.holder(&part.holder).name, spelled(*in_time, shell), late)
    };
    (!parts.is_empty()).then(|| Shares {
        limit: names.limit(&clock.limit).name,
        parts: parts.iter().zip(in_time.iter().zip(&beyond)).map(part).collect(),
    })
}

fn stretch_label(
    tenure: &Tenure,
    names: Names<'_>,
    local: &impl Fn(Timestamp) -> String,
) -> String {
    let until = tenure.until.map(local).unwrap_or_default();
    format!("{} {} – {until}", names.holder(&tenure.holder).name, local(tenure.from))
}

fn row(
    ReadDispute { dispute, reason, finding, can_decide }: &ReadDispute,
    files: &[File],
    (names, shell): (Names<'_>, &Shell),
    local: &impl Fn(Timestamp) -> String,
) -> DisputeRow {
    let w = &shell.w.reading;
    let name = |file: &FileId| {
        let known = files.iter().find(|known| known.id == file.0);
        known.map(|known| (known.id, known.name.clone()))
    };
    let decided = dispute.decision.as_ref().map(|decision| {
        let says = match &decision.charged {
            Some(holder) => format!("{}{}", w.upheld, names.holder(holder).name),
            None => w.turned_down.to_owned(),
        };
        let by = format!("{} {}", names.person(&decision.by).name, local(decision.at));
        (says, by, finding.clone())
    });
    DisputeRow {
        id: dispute.id,
        unit: names.unit(&dispute.unit).name,
        stretch: format!("{} – {}", local(dispute.from), local(dispute.until)),
        by: format!("{} {}", names.person(&dispute.by).name, local(dispute.at)),
        reason: reason.clone(),
        files: dispute.files.iter().filter_map(name).collect(),
        decided,
        can_decide: *can_decide,
    }
}

/// Disputes a stretch, or decides a dispute, and shows the case's time again.
pub(in crate::pages) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    let said = match posted.one("do") {
        "dispute" => dispute(&state, &visitor, &seen, &posted).await,
        "decide" => decide(&state, &visitor, &seen, &posted).await,
        _ => Err(not_whole()),
    };
    match said {
        Ok(()) => {
            let to = format!("/s/cases/{}/time", seen.stored.number);
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) if problem.status().is_client_error() => {
            let form = if posted.one("do") == "decide" { posted.one("id") } else { "dispute" };
            let again = Again {
                error: Some(problem.line(visitor.shell.language)),
                form: form.to_owned(),
                from: posted.one("from").to_owned(),
                words: posted.whole("words").to_owned(),
                charged: posted.one("charged").to_owned(),
                files: posted.all("file").map(str::to_owned).collect(),
            };
            let status = problem.status();
            let sheet = sheet(&state, visitor, &seen, again).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn dispute(
    state: &Shared,
    visitor: &Visitor,
    seen: &Seen,
    posted: &Posted,
) -> Result<(), Problem> {
    let from = posted.one("from").parse::<Timestamp>().map_err(|_| not_chosen())?;
    let file = |id: &str| Uuid::parse_str(id).map(FileId).map_err(|_| not_whole());
    let files = posted.all("file").map(file).collect::<Result<_, _>>()?;
    let says = Objection { from, reason: posted.whole("words").to_owned(), files };
    let raised = state.engine.raise_dispute(&visitor.caller.person, seen, says).await?;
    raised.map_err(refused)
}

async fn decide(
    state: &Shared,
    visitor: &Visitor,
    seen: &Seen,
    posted: &Posted,
) -> Result<(), Problem> {
    let id = Uuid::parse_str(posted.one("id")).map_err(|_| not_whole())?;
    let charged = match (posted.one("verdict"), posted.one("charged")) {
        ("no", _) => None,
        ("citizen", _) => Some(Holder::Citizen),
        ("law", _) => Some(Holder::Law),
        ("unit", "") => return Err(refused(NotDisputed::BadHolder)),
        ("unit", typed) => {
            let found = unit(&seen.snapshot.directory, typed).maybe()?;
            found.map(|unit| Holder::Unit(unit.as_str().into()))
        }
        _ => return Err(not_decided()),
    };
    let person = &visitor.caller.person;
    let words = posted.whole("words");
    state.engine.decide_dispute(person, seen, id, (charged, words)).await?.map_err(refused)
}

fn refused(why: NotDisputed) -> Problem {
    let (zh, en) = match why {
        NotDisputed::NotYours => return Problem::forbidden(),
        NotDisputed::Known => {
            ("这段时间已提过异议，或异议已有决定", "it was disputed, or decided, before")
        }
        NotDisputed::Stale => (
            "案件有了新进展，请核对后再提交",
            "the case has moved on; look at it and send it again",
        ),
        NotDisputed::BadWords => {
            ("请写明理由（1000 字以内）", "say why, in at most 1000 characters")
        }
        NotDisputed::BadFile => ("证据须是本案的材料", "evidence must be a file of this case"),
        NotDisputed::BadHolder => (
            "请写明时间改算在哪个单位，不能是原单位",
            "name the unit whose time it was, another than before",
        ),
    };
    Problem::malformed(zh, en)
}

fn not_chosen() -> Problem {
    Problem::malformed("请选择有异议的一段时间", "choose the stretch that is disputed")
}

fn not_decided() -> Problem {
    Problem::malformed("请选择怎样决定", "choose what is decided")
}
