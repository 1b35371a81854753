//! `bihuan events pause`, `resume`, `remove` and `retry`: what is done to a subscription, each with its reason.

use engine::{Engine, Error};
use store::subscriptions::SubscriptionId;

use crate::args::SubscriptionArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// What is done.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    Pause,
    Resume,
    Remove,
    Retry,
}

/// The answer is no if there was nothing to do.
pub(crate) fn run(
    act: Act,
    arguments: &SubscriptionArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let id = SubscriptionId(arguments.subscription);
    let done = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let done = carry_out(act, &installation.engine, id, &arguments.reason).await;
        installation.close().await;
        done.map_err(engine_failure)
    })?;
    if done == 0 {
        return Ok(unknown(output));
    }
    let told = output.line(match act {
        Act::Pause => output.say("已暂停", "paused").to_owned(),
        Act::Resume => output.say("已恢复", "resumed").to_owned(),
        Act::Remove => output.say("已删除", "removed").to_owned(),
        Act::Retry => output.choose(
            format!("{done} 个事件将重新投送"),
            format!("{done} events will be tried again"),
        ),
    });
    Answer::Yes.once(told)
}

/// How much was done.
async fn carry_out(
    act: Act,
    engine: &Engine,
    id: SubscriptionId,
    reason: &str,
) -> Result<u64, Error> {
    Ok(match act {
        Act::Pause => engine.pause_subscription(id, None, reason).await?.into(),
        Act::Resume => engine.resume_subscription(id, None, reason).await?.into(),
        Act::Remove => engine.remove_subscription(id, None, reason).await?.into(),
        Act::Retry => engine.retry_deliveries(id, None, reason).await?,
    })
}

/// Says that nothing was there to be done.
pub(super) fn unknown(output: Output) -> Answer {
    output.note(output.say(
        "没有这个订阅，或没有要做的；bihuan events list 列出全部订阅",
        "there is no such subscription, or nothing to do; bihuan events list lists them",
    ));
    Answer::No
}
