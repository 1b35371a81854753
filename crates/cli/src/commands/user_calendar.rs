//! `bihuan user calendar`: a person's deadlines as a calendar, under an address that is printed once.

use crate::args::UserCalendarArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// The answer is no if there is no account that can be used, or nothing to close.
pub(crate) fn run(
    arguments: &UserCalendarArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.account.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let answer = carry_out(&installation, arguments, output).await;
        installation.close().await;
        answer
    })
}

async fn carry_out(
    installation: &Installation,
    arguments: &UserCalendarArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let account = super::user_enable::account(installation, &arguments.account.account).await?;
    let engine = &installation.engine;
    if arguments.close_it {
        let closed = engine.close_calendar(&account.person).await.map_err(engine_failure)?;
        output.note(if closed {
            output.say("地址已失效", "the address opens nothing any more")
        } else {
            output.say("没有日历地址", "there is no address of a calendar")
        });
        return Ok(Answer::of(closed));
    }
    let opened = engine.open_calendar(&account.person, None).await.map_err(engine_failure)?;
    let Some(token) = opened else {
        output.note(output.say("这个账号已停用", "the account is disabled"));
        return Ok(Answer::No);
    };
    let config = &installation.config;
    let root = config.staff_url().unwrap_or_else(|| format!("http://{}", config.listen));
    output.line(format!("{root}/calendar/{token}.ics"))?;
    output.note(output.say(
        "凭这个地址就能读到期限，请勿转给他人；它不会再次显示，原先的地址已失效",
        "whoever has this address reads the deadlines: pass it to nobody. It is not shown again; an earlier one opens nothing",
    ));
    Ok(Answer::Yes)
}
