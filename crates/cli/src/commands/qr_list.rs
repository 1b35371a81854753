//! `bihuan qr list`: the codes that citizens scan.

use engine::scan_points::ScanPoint;
use serde::Serialize;

use super::qr_add::address;
use crate::args::{Format, QrListArguments};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::output::Output;

/// A code.
#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    unit: String,
    code: String,
    url: Option<String>,
    retired: Option<String>,
}

pub(crate) fn run(
    arguments: &QrListArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let rows = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let points = installation.engine.store().scan_points().await;
        let points = points.map_err(store_failure);
        let rows = points.map(|points| rows(&installation, &points, output));
        installation.close().await;
        rows
    })?;
    let printed = match arguments.format.format {
        Format::Json => output.json(&rows),
        Format::Text if rows.is_empty() => output.line(output.say(
            "没有二维码；用 bihuan qr add 制作",
            "there are no codes; bihuan qr add makes one",
        )),
        Format::Text => rows.iter().try_for_each(|row| output.line(line(row, output))),
    };
    Answer::Yes.once(printed)
}

fn rows(installation: &Installation, points: &[ScanPoint], output: Output) -> Vec<Row> {
    let calendar = &installation.engine.definitions().calendar;
    let snapshot = installation.engine.directory();
    let row = |point: &ScanPoint| {
        let name = point.target.name(&snapshot.directory);
        Row {
            id: point.id.to_string(),
            name: output.choose(name.zh, name.en),
            unit: point.target.unit().to_string(),
            code: point.code.clone(),
            url: point.retired_at.is_none().then(|| address(installation, point.id)),
            retired: point
                .retired_at
                .map(|at| calendar.local(at).format("%Y-%m-%d %H:%M").to_string()),
        }
    };
    points.iter().map(row).collect()
}

fn line(row: &Row, output: Output) -> String {
    let Row { id, name, unit, code, url, retired } = row;
    let standing = match (url, retired) {
        (Some(url), _) => url.clone(),
        (None, Some(at)) => output.choose(format!("已停用 {at}"), format!("retired {at}")),
        (None, None) => String::new(),
    };
    format!("{id}  {code}  {name}  {unit}  {standing}")
}
