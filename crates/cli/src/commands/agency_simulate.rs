//! `bihuan agency simulate`: plays the other side of a body, as a process of its own.

use std::path::PathBuf;

use agency_simulator::{Pace, Script, Settings};
use domain::meant::with_meant;
use domain::text::Bilingual;

use crate::agencies::{AgencyConfig, dialect, play};
use crate::args::SimulateArguments;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, block_on, log, told_to_stop};
use crate::output::Output;

pub(crate) fn run(arguments: &SimulateArguments, output: Output) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let entry = entry(arguments, &config)?;
    let script = Script::shipped(&arguments.kind).map_err(|error| fault(&error))?;
    let pace = Pace::new(arguments.pace)
        .ok_or_else(|| Failure::usage("--pace：应大于 0", "--pace: it must be more than 0"))?;
    let usual = || config.folder.join("simulated").join(&entry.unit);
    let folder: PathBuf = arguments.memory.clone().unwrap_or_else(usual);
    engine::private::create_folder(&folder).map_err(Failure::file(&folder))?;
    let every = arguments.hands_over_every.map(|every| std::time::Duration::from_secs(every.get()));
    let settings = Settings {
        behaviour: arguments.behaviour,
        seed: arguments.seed,
        course: arguments.course.clone(),
        hands_over_every: every.filter(|_| script.hands_over()),
        pace,
        ..Settings::new(script, folder)
    };
    log();
    let way = if entry.files.is_some() { "files" } else { "http" };
    let (unit, behaviour) = (&entry.unit, arguments.behaviour);
    output.line(output.choose(
        format!("正在模拟 {unit}（{}，{way}，{behaviour}）", arguments.kind),
        format!("playing {unit} ({}, {way}, {behaviour})", arguments.kind),
    ))?;
    block_on(async {
        tokio::select! {
            played = play(entry, settings, &config) => played,
            () = told_to_stop() => Ok(()),
            () = input_ended(), if arguments.tied => Ok(()),
        }
    })?;
    Ok(Answer::Yes)
}

/// Until nobody can write to our standard input any more: whoever started us has ended.
async fn input_ended() {
    let (ended, when) = tokio::sync::oneshot::channel();
    // A thread of its own: the runtime would wait for one of its own until somebody wrote.
    std::thread::spawn(move || {
        _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        _ = ended.send(());
    });
    _ = when.await;
}

/// The entry of the configuration that is played from the far end.
fn entry<'c>(
    arguments: &SimulateArguments,
    config: &'c Config,
) -> Result<&'c AgencyConfig, Failure> {
    let kind = &arguments.kind;
    if !Script::kinds().contains(&kind.as_str()) {
        return Err(no_kind(kind, config));
    }
    let wanted = |entry: &&AgencyConfig| {
        entry.kind == *kind && arguments.unit.as_ref().is_none_or(|unit| entry.unit == *unit)
    };
    config.agencies.iter().find(wanted).ok_or_else(|| {
        let unit = arguments.unit.as_deref().unwrap_or(kind);
        Failure::usage(
            format!("配置里没有可模拟的 {kind}；请在 [[agencies]] 里写 unit = \"{unit}\"、kind = \"{kind}\" 和 [agencies.http] 或 [agencies.files]，样例见 docs/operating/bihuan.sample.toml"),
            format!("the configuration has no {kind} to play; write [[agencies]] with unit = \"{unit}\", kind = \"{kind}\" and [agencies.http] or [agencies.files], see docs/operating/bihuan.sample.toml"),
        )
    })
}

/// What was typed is no kind: perhaps the unit, perhaps a slip.
fn no_kind(typed: &str, config: &Config) -> Failure {
    if dialect(typed).is_some() {
        return Failure::usage(
            format!(
                "种类“{typed}”有适配器，但没有可演的剧本；写一份，见 docs/development/adapter.md"
            ),
            format!(
                "the kind `{typed}` has an adapter, but no script to be played; write one, see docs/development/adapter.md"
            ),
        );
    }
    if let Some(entry) = config.agencies.iter().find(|entry| entry.unit == typed) {
        let meant = format!("bihuan agency simulate {} --unit {typed}", entry.kind);
        return Failure::usage(
            format!("“{typed}”是单位，这里要写种类；是否想写“{meant}”？"),
            format!("`{typed}` is a unit, and a kind is wanted here; did you mean `{meant}`?"),
        );
    }
    let kinds = Script::kinds();
    let known = kinds.join(", ");
    let said = Bilingual::new(
        format!("没有“{typed}”这种单位；有：{known}"),
        format!("there is no kind `{typed}`; there are {known}"),
    );
    Failure::Usage(with_meant(said, typed, kinds))
}

fn fault(error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(error.to_string(), error.to_string())
}
