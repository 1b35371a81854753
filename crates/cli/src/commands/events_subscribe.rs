//! `bihuan events subscribe` and `rotate`: who is told of events, and the secret by which they are signed, told once.

use domain::announce::Topic;
use engine::subscriptions::{AskedSubscription, NotSubscribed, Secret};
use store::subscriptions::SubscriptionId;

use crate::args::{RotateArguments, SubscribeArguments};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// Subscribes.
pub(crate) fn run(
    arguments: &SubscribeArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let topics = arguments.topics.iter().map(|name| topic(name)).collect::<Result<_, _>>()?;
    let asked = AskedSubscription {
        unit: arguments.rights_of.as_str().into(),
        topics,
        url: arguments.url.clone(),
        mode: arguments.mode.into(),
    };
    let made = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let made = installation.engine.subscribe(asked, None, &arguments.reason).await;
        installation.close().await;
        made.map_err(engine_failure)
    })?;
    let (made, secret) = made.map_err(|why| not_subscribed(&why, arguments))?;
    output.line(made.id.0.to_string())?;
    tell(&secret, output)
}

/// Gives a subscription a new secret. The answer is no if there is no such subscription.
pub(crate) fn rotate(
    arguments: &RotateArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let one = &arguments.subscription;
    let config = Config::read(&one.installation)?;
    let (id, hours) = (SubscriptionId(one.subscription), arguments.overlap_hours);
    let secret = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let rotated = installation.engine.rotate_secret(id, hours, None, &one.reason).await;
        installation.close().await;
        rotated.map_err(engine_failure)
    })?;
    match secret {
        Some(secret) => tell(&secret, output),
        None => Ok(super::events_keep::unknown(output)),
    }
}

fn tell(secret: &Secret, output: Output) -> Result<Answer, Failure> {
    output.line(secret.expose())?;
    output.note(output.say(
        "请把密钥交给接收方；它不会再次显示",
        "hand the secret to the receiver; it is not shown again",
    ));
    Ok(Answer::Yes)
}

fn topic(name: &str) -> Result<Topic, Failure> {
    Topic::named(name).ok_or_else(|| {
        let names = Topic::ALL.map(Topic::as_str).join(" ");
        Failure::usage(
            format!("没有事件类型“{name}”；有：{names}"),
            format!("there is no event type `{name}`; there are {names}"),
        )
    })
}

fn not_subscribed(why: &NotSubscribed, arguments: &SubscribeArguments) -> Failure {
    let SubscribeArguments { url, rights_of, .. } = arguments;
    match why {
        NotSubscribed::NoList => Failure::usage(
            "没有允许的事件接收地址：请在配置文件的 [events] 里写上 allow",
            "no destination of events is allowed: write `allow` under [events] in the configuration",
        ),
        NotSubscribed::Address(why) => Failure::usage(
            format!("“{url}”不能用（{why}）；允许的地址写在配置文件的 [events] allow 里"),
            format!(
                "`{url}` cannot be used: {why}; those that can stand under [events] allow in the configuration"
            ),
        ),
        NotSubscribed::Unit => Failure::usage(
            format!("名录里没有单位“{rights_of}”"),
            format!("the directory has no unit `{rights_of}`"),
        ),
    }
}
