//! What came of a trial of rules, told to people, and the cases behind it as a CSV.

use std::path::Path;

use domain::clock::Holder;
use domain::directory::Directory;
use domain::text::Bilingual;
use domain::whatif::{Change, Differs};
use domain::workflow::Words as _;
use engine::Definitions;
use engine::whatif::{Guides, Outcome};

use super::report::{Report, holder_code, unfit_zh};
use crate::cells::{padded, width};
use crate::failure::Failure;
use crate::import::report::Table;
use crate::output::Output;

/// How many cases are named in the text; the file names them all.
const NAMED_MAX: usize = 20;

/// Tells it.
pub(crate) fn tell(
    report: &Report,
    outcome: &Outcome,
    changes: &[Bilingual],
    (definitions, directory): (&Definitions, &Directory),
    output: Output,
) -> Result<(), Failure> {
    output.line(output.say("改动：", "Changed:"))?;
    changes.iter().try_for_each(|change| output.line(format!("  {}", output.get(change))))?;
    tell_cases(report, outcome, output)?;
    let tally = &outcome.tally;
    output.line(
        output.choose(format!("超期：{}", told(tally.late)), format!("Late: {}", told(tally.late))),
    )?;
    let name = |holder: &Holder| holder_name(holder, directory, output);
    let holders = tally.holders.iter().map(|(who, change)| (name(who), *change));
    table(
        output.say("按期限届满时由谁办理", "By who had the case at the deadline"),
        holders,
        output,
    )?;
    let limits = tally.limits.iter().map(|((workflow, limit), change)| {
        let newest = definitions.workflows.iter().rev().find(|(known, _)| known.name == *workflow);
        let found = newest.and_then(|(_, it)| it.definition().limits.get(limit.as_str()));
        let named = found.map_or(limit.as_str(), |limit| output.get(&limit.name));
        (format!("{workflow}/{named}"), *change)
    });
    table(output.say("按期限", "By limit"), limits, output)?;
    let acts = tally.acts.iter().map(|(act, change)| {
        let word = act.words();
        (output.get(&word).to_owned(), *change)
    });
    table(output.say("阶梯动作（次）", "Acts of ladders"), acts, output)?;
    if let Some(guides) = &outcome.guides {
        tell_routing(guides, output)?;
    }
    tell_rows(outcome, output)?;
    output.line(output.say(
        "没有模拟：期限变了，人会有不同的做法；这里只按当时实际的办理行为重算。见 docs/reference/whatif.md。",
        "Not simulated: with other limits people act otherwise; what they did is taken as it was. See docs/reference/whatif.md.",
    ))
}

fn tell_cases(report: &Report, outcome: &Outcome, output: Output) -> Result<(), Failure> {
    let Report { from, to, cases, as_recorded, .. } = report;
    output.line(output.choose(
        format!("试算 {cases} 件（{from} 至 {to} 登记）；按现行规则重算，{as_recorded} 件与记录完全一致"),
        format!("{cases} cases filed from {from} to {to}; decided again by the rules in force, {as_recorded} are exactly as recorded"),
    ))?;
    for (why, count) in &outcome.tally.differs {
        let (zh, en) = match why {
            Differs::Calendar => {
                ("件的期限当时按另一版日历计算", "were computed by another edition of the calendar")
            }
            Differs::Clocks => {
                ("件的期限当时按另一套规则计算", "were computed by other limits at their time")
            }
            Differs::Levels => {
                ("件的阶梯当时没有按时执行", "have ladders that were not climbed in time")
            }
        };
        output.line(format!("  {count:>6} {}", output.say(zh, en)))?;
    }
    for (why, count) in &outcome.tally.unfit {
        output.line(output.choose(
            format!("  {count:>6} 件不能试算：{}", unfit_zh(why)),
            format!("  {count:>6} cannot be tried: {why}"),
        ))?;
    }
    Ok(())
}

/// `41 → 63 (+22)`.
fn told(change: Change) -> String {
    format!("{} → {} ({:+})", change.before, change.after, change.more())
}

/// A table, what changes most first.
fn table(
    head: &str,
    lines: impl Iterator<Item = (String, Change)>,
    output: Output,
) -> Result<(), Failure> {
    let mut lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    lines.sort_by_key(|(_, change)| std::cmp::Reverse((change.more().abs(), change.before)));
    let longest = lines.iter().map(|(name, _)| width(name)).max().unwrap_or_default();
    output.line(format!("{head}{}", output.say("：", ":")))?;
    lines.iter().try_for_each(|(name, change)| {
        let Change { before, after } = change;
        let name = padded(name, longest);
        output.line(format!("  {name} {before:>7} → {after:>7} {:>+7}", change.more()))
    })
}

fn tell_routing(guides: &Guides, output: Output) -> Result<(), Failure> {
    let (asked, other) = (guides.asked, guides.rows.len());
    let as_done = told(guides.as_done);
    output.line(output.choose(
        format!("分流：由人指定主办单位 {asked} 件，首条建议与之相同的 {as_done}；首条建议改变的 {other} 件"),
        format!("Routing: a person named the lead of {asked}; the first suggestion is the same for {as_done}; it is another one for {other}"),
    ))
}

fn tell_rows(outcome: &Outcome, output: Output) -> Result<(), Failure> {
    let is_new =
        |row: &&engine::whatif::Row| row.tried.before.is_late() != row.tried.after.is_late();
    let rows: Vec<_> = outcome.rows.iter().filter(is_new).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let count = rows.len();
    output.line(output.choose(
        format!("是否超期有变化的 {count} 件："),
        format!("Whether they are late changes for {count} cases:"),
    ))?;
    for row in rows.iter().take(NAMED_MAX) {
        let limits = |lot: &domain::whatif::Lot| {
            let limits: Vec<&str> = lot.late.iter().map(|late| late.limit.as_str()).collect();
            if limits.is_empty() { "-".to_owned() } else { limits.join(",") }
        };
        let (before, after) = (limits(&row.tried.before), limits(&row.tried.after));
        output.line(format!("  {} {}  {before} → {after}", row.number, row.tried.workflow))?;
    }
    if count > NAMED_MAX {
        output.line(
            output.say("  其余见 --cases 文件", "  the others stand in the file of --cases"),
        )?;
    }
    Ok(())
}

fn holder_name(holder: &Holder, directory: &Directory, output: Output) -> String {
    match holder {
        Holder::Unit(unit) => {
            let known = directory.units.get(unit);
            known.map_or(unit.to_string(), |known| output.get(&known.name).to_owned())
        }
        Holder::Citizen => output.say("群众", "the citizen").to_owned(),
        Holder::Law => output.say("法定事由", "the law").to_owned(),
    }
}

/// Writes the cases behind the numbers: one line for each, with the limits that were not kept and who had it then.
pub(crate) fn write_cases(outcome: &Outcome, path: &Path) -> Result<(), Failure> {
    let file = engine::private::create(path).map_err(Failure::file(path))?;
    let head = ["number", "workflow", "late_before", "late_after", "acts_before", "acts_after"];
    let mut table = Table::begin(file, path, &head)?;
    for row in &outcome.rows {
        let late = |lot: &domain::whatif::Lot| {
            let said = lot.late.iter();
            let said = said.map(|late| format!("{}@{}", late.limit, holder_code(&late.holder)));
            said.collect::<Vec<_>>().join(" ")
        };
        let acts = |lot: &domain::whatif::Lot| lot.acts.values().sum::<u32>().to_string();
        let tried = &row.tried;
        let (before, after) = (&tried.before, &tried.after);
        table.row(&[
            row.number.clone(),
            tried.workflow.to_string(),
            late(before),
            late(after),
            acts(before),
            acts(after),
        ])?;
    }
    table.end()
}
