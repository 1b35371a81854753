//! `bihuan user remove-second-factor`: the way back for whoever has lost the authenticator and the recovery codes, where
//! no security administrator can help.

use domain::text::cleaned_line;
use engine::second_factor::Removing;

use super::user_enable::account;
use crate::args::RemoveSecondFactorArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// The answer is no if there was none.
pub(crate) fn run(
    arguments: &RemoveSecondFactorArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let reason = cleaned_line(&arguments.reason);
    if reason.is_empty() {
        return Err(Failure::usage(
            "--reason：请写明为什么移除、怎样核实了本人",
            "--reason: say why, and how you know that it is they who ask",
        ));
    }
    let config = Config::read(&arguments.account.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let removed = remove(&installation, (&arguments.account.account, &reason), output).await;
        installation.close().await;
        removed
    })
}

async fn remove(
    installation: &Installation,
    (typed, reason): (&str, &str),
    output: Output,
) -> Result<Answer, Failure> {
    let account = account(installation, typed).await?;
    let removed = installation.engine.remove_second_factor(&account.person, reason, None).await;
    match removed.map_err(engine_failure)? {
        Removing::Done => Answer::Yes.once(output.line(output.say(
            "已移除两步验证，其会话和令牌已结束；现在只凭密码登录",
            "the second factor is removed, and the sessions and tokens have ended; the password alone signs in",
        ))),
        Removing::None | Removing::Oneself => {
            output.note(output.say("这个账号没有启用两步验证", "the account has no second factor"));
            Ok(Answer::No)
        }
    }
}
