//! `bihuan user release-work`: the open cases of somebody who left go back to their unit, where no administrator can see to
//! it.

use domain::text::cleaned_line;
use engine::open_work::OpenWork;

use super::user_enable::account;
use crate::args::ReleaseWorkArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// The answer is no if nothing hung on them.
pub(crate) fn run(
    arguments: &ReleaseWorkArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let reason = cleaned_line(&arguments.reason);
    if reason.is_empty() {
        return Err(Failure::usage(
            "--reason：请写明为什么移交；理由记入审计和每件案件",
            "--reason: say why; it stands in the audit and with each case",
        ));
    }
    let config = Config::read(&arguments.account.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let released = release(&installation, (arguments, &reason), output).await;
        installation.close().await;
        released
    })
}

async fn release(
    installation: &Installation,
    (arguments, reason): (&ReleaseWorkArguments, &str),
    output: Output,
) -> Result<Answer, Failure> {
    let account = account(installation, &arguments.account.account).await?;
    let engine = &installation.engine;
    let OpenWork { handles, signs } =
        engine.open_work_of(None, &account.person).await.map_err(engine_failure)?;
    if signs > 0 {
        output.note(output.choose(
            format!("另有 {signs} 轮会签尚未签署，不随之移交；请综治中心加签、减签"),
            format!("{signs} rounds are still to be signed and do not go along; the center adds and drops signers"),
        ));
    }
    if handles == 0 {
        output.note(output.say("此人名下没有在办案件", "no open case hangs on this person"));
        return Ok(Answer::No);
    }
    if arguments.dry_run {
        return Answer::Yes.once(output.line(output.choose(
            format!("将交回单位 {handles} 件；没有移交"),
            format!("{handles} cases would go back to their unit; nothing was done"),
        )));
    }
    let moved = engine.release_work(&account.person, (None, reason)).await;
    let moved = moved.map_err(engine_failure)?;
    Answer::Yes.once(output.line(output.choose(
        format!("已交回单位 {moved} 件，由单位负责人另行指定经办人"),
        format!("{moved} cases went back to their unit, whose head names another handler"),
    )))
}
