//! `bihuan user add`: opens an account and prints the password with which the person signs in once.

use crate::args::UserAddArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, sign_in_name};
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
        let sign_in = sign_in_name(arguments.sign_in.as_deref().unwrap_or(&arguments.person))?;
        let opened = installation.engine.open_account(&person, &sign_in, None).await;
        let answer = if let Some(password) = opened.map_err(engine_failure)? {
            tell_password(&password, output)?;
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

/// Prints a first password, and how it is changed: there are no pages yet that would ask for a new one.
pub(super) fn tell_password(password: &str, output: Output) -> Result<(), Failure> {
    output.line(password)?;
    output.note(output.say(
        "它不会再次显示。首次登录后须先修改，之前什么都不能做：用 POST /api/v1/sessions 登录，再用 \
         PUT /api/v1/me/password 提交 {\"present\":\"现密码\",\"new\":\"新密码，12 至 128 个字符\"}",
        "it is not shown again. It must be changed before anything else can be done: sign in by POST \
         /api/v1/sessions, then PUT /api/v1/me/password {\"present\":\"this one\",\"new\":\"12 to 128 characters\"}",
    ));
    Ok(())
}
