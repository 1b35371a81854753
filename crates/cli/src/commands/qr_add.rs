//! `bihuan qr add`: a code to be scanned, and its address.

use engine::scan_points::Wanted;
use uuid::Uuid;

use crate::args::QrAddArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &QrAddArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let answer = add(&installation, arguments, output).await;
        installation.close().await;
        answer
    })
}

async fn add(
    installation: &Installation,
    arguments: &QrAddArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let engine = &installation.engine;
    let given = |argument: &Option<String>| argument.clone().unwrap_or_default();
    let wanted = Wanted {
        unit: given(&arguments.of_unit),
        person: given(&arguments.officer),
        name: given(&arguments.service_point),
        name_en: String::new(),
    };
    let why = (None, arguments.reason.as_str());
    let made =
        engine.make_scan_point(Uuid::now_v7(), &wanted, why).await.map_err(engine_failure)?;
    let point = made.map_err(|wrong| {
        let text = wrong.message();
        Failure::usage(text.zh, text.en)
    })?;
    output.line(address(installation, point.id))?;
    output.note(output.choose(
        format!("短码 {}；海报和桌牌在管理页面“二维码”里打印", point.code),
        format!("number {}; posters and cards are printed from the page of codes", point.code),
    ));
    Ok(Answer::Yes)
}

/// What stands in the QR code.
pub(super) fn address(installation: &Installation, id: Uuid) -> String {
    let config = &installation.config;
    let root = config.public_url().unwrap_or_else(|| format!("http://{}", config.listen));
    format!("{root}/q/{}", installation.engine.scan_token(id))
}
