//! `bihuan user reset-password`: a new first password from whoever holds the machine.

use super::user_add::tell_password;
use super::user_enable::account;
use crate::args::AccountArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &AccountArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let reset = reset(&installation, &arguments.account, output).await;
        installation.close().await;
        reset
    })
}

async fn reset(
    installation: &Installation,
    typed: &str,
    output: Output,
) -> Result<Answer, Failure> {
    let account = account(installation, typed).await?;
    let password = installation.engine.reset_password(&account.person, None, None).await;
    tell_password(&password.map_err(engine_failure)?, output)?;
    if account.disabled_at.is_some() {
        output.note(output.say(
            "这个账号仍是停用的；恢复请用 bihuan user enable",
            "the account is still disabled; bihuan user enable lets it be used again",
        ));
    }
    Ok(Answer::Yes)
}
