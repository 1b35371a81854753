//! `bihuan user add`: opens an account and prints the password with which the person signs in once.

use crate::args::UserAddArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &UserAddArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::open(config, data, output).await?;
        let person = installation.person(&arguments.person)?;
        let sign_in = arguments.sign_in.as_deref().unwrap_or(&arguments.person);
        let opened = installation.engine.open_account(&person, sign_in, None).await;
        let answer = if let Some(password) = opened.map_err(engine_failure)? {
            output.line(password)?;
            output.note(output.say(
                "首次登录须修改这个密码，它不会再次显示",
                "it must be changed at the first sign-in and is not shown again",
            ));
            Answer::Yes
        } else {
            output.note(output.say(
                "此人已有账号，或账号名已被使用",
                "the person has an account, or the name is taken",
            ));
            Answer::No
        };
        installation.close().await;
        Ok(answer)
    })
}
