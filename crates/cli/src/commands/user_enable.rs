//! `bihuan user enable`: the way back where nobody is left who could enable an account.

use store::accounts::Account;

use crate::args::AccountArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &AccountArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let enabled = enable(&installation, &arguments.account, output).await;
        installation.close().await;
        enabled
    })
}

async fn enable(
    installation: &Installation,
    typed: &str,
    output: Output,
) -> Result<Answer, Failure> {
    let Account { person, sign_in, disabled_at, .. } = account(installation, typed).await?;
    if disabled_at.is_none() {
        output.note(output.say("这个账号没有停用", "the account is not disabled"));
        return Ok(Answer::No);
    }
    installation.engine.enable_account(person, None, None).await.map_err(engine_failure)?;
    let told = output.line(
        output.choose(format!("“{sign_in}”可以登录了"), format!("{sign_in} can sign in again")),
    );
    Answer::Yes.once(told)
}

/// The account of a sign-in name or of a person.
pub(super) async fn account(installation: &Installation, typed: &str) -> Result<Account, Failure> {
    let store = installation.engine.store();
    if let Some(found) = store.account(typed).await.map_err(store_failure)? {
        return Ok(found);
    }
    let found = store.account_of(&typed.into()).await.map_err(store_failure)?;
    found.ok_or_else(|| {
        Failure::usage(
            format!("没有账号“{typed}”；开通请用 bihuan user add"),
            format!("there is no account `{typed}`; bihuan user add opens one"),
        )
    })
}
