//! `bihuan appraise`: how units stand in a period, computed now from the records. Nothing is kept; trials that are kept, and what is
//! published, are made by the pages.

use domain::appraisal::{Period, Place, Summary, UnitSummary};
use domain::directory::Directory;
use engine::appraisal::Sheet;

use crate::args::{AppraiseArguments, Format};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;
use crate::progress::Progress;

/// Prints the table.
pub(crate) fn run(
    arguments: &AppraiseArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let period: Period = arguments.period.parse().map_err(|_| bad_period(&arguments.period))?;
    let config = Config::read(&arguments.installation)?;
    let (sheet, directory) = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let mut progress = Progress::new();
        let told = |read, all| {
            progress.at(|| {
                output
                    .choose(format!("已读 {read}/{all} 件"), format!("{read} of {all} cases read"))
            });
        };
        let sheet = installation.engine.appraise_now(period, told).await.map_err(engine_failure);
        let snapshot = installation.engine.directory();
        installation.close().await;
        sheet.map(|sheet| (sheet, snapshot))
    })?;
    let Some(sheet) = sheet else {
        return Err(no_scheme(&arguments.period));
    };
    match arguments.format.format {
        Format::Json => output.json(&sheet.summary)?,
        Format::Text => lines(&sheet, &directory.directory, output)?,
    }
    Ok(Answer::Yes)
}

fn lines(sheet: &Sheet, directory: &Directory, output: Output) -> Result<(), Failure> {
    let Summary { period, groups, .. } = &sheet.summary;
    let name = output.say(&sheet.scheme.name.zh, &sheet.scheme.name.en);
    output.line(format!("{name}  {period}  {}", output.say("试算", "trial")))?;
    for group in groups {
        let known = sheet.scheme.groups.get(&group.group).map(|group| &group.name);
        let name = known.map_or(group.group.as_str(), |name| output.say(&name.zh, &name.en));
        output.line(format!("\n{name}"))?;
        for unit in &group.units {
            let named = directory.units.get(&unit.unit).map(|known| &known.name);
            let named = named.map_or(unit.unit.as_str(), |name| output.say(&name.zh, &name.en));
            output.line(format!("  {named}  {}", said(unit, output)))?;
            for figure in unit.figures.iter().filter(|it| it.counted > 0 || it.out() > 0) {
                let words = sheet.scheme.indicators.get(&figure.indicator).map(|it| &it.name);
                let words =
                    words.map_or(figure.indicator.as_str(), |name| output.say(&name.zh, &name.en));
                let heard = figure.heard.map_or_else(String::new, |heard| {
                    format!("  {} {heard}", output.say("答复", "answered"))
                });
                let left = figure.out();
                let points = figure.points.map(|points| points.to_string()).unwrap_or_default();
                output.line(format!(
                    "    {words}  {}/{}  {} {left}{heard}  {points}",
                    figure.good,
                    figure.counted,
                    output.say("剔除", "left out"),
                ))?;
            }
        }
    }
    Ok(())
}

fn said(unit: &UnitSummary, output: Output) -> String {
    let points = unit.points.map(|points| points.to_string()).unwrap_or_default();
    let cases = output.choose(format!("{} 件", unit.cases), format!("{} cases", unit.cases));
    match &unit.place {
        Place::Among { rank, grade } => {
            let rank = rank.map_or_else(String::new, |rank| {
                output.choose(format!("第 {rank} 名  "), format!("rank {rank}  "))
            });
            format!("{rank}{grade}  {points}  {cases}")
        }
        Place::TooFew => format!("{}  {cases}", output.say("件数不足，单列", "too few, apart")),
        Place::Unweighed => {
            format!("{}  {cases}", output.say("无可计分指标，单列", "nothing to weigh, apart"))
        }
    }
}

fn bad_period(written: &str) -> Failure {
    Failure::usage(
        format!("“{written}”不是考核期；写作 2026-10、2026-Q4 或 2026"),
        format!("`{written}` is no period; write 2026-10, 2026-Q4 or 2026"),
    )
}

fn no_scheme(written: &str) -> Failure {
    Failure::usage(
        format!("没有按“{written}”这种周期考核的方案，见 workflows/appraisal"),
        format!("no scheme appraises periods such as `{written}`; see workflows/appraisal"),
    )
}
