//! The outside bodies of an installation: which adapters there are, and how each body is reached. This is the one place
//! that names adapters.

mod config;
mod connect;
pub(crate) mod demo;
mod findings;
mod place;
mod simulate;
mod taken;
mod wires;

pub(crate) use config::{AgencyConfig, FilesConfig, HttpConfig, KeyConfig};
pub(crate) use connect::connect;
pub(crate) use findings::{Finding, of_answer, of_folder, of_keys};
pub(crate) use place::{Place, of_networks};
pub(crate) use simulate::play;

use std::sync::Arc;
use std::time::Duration;

use agency::files::Exchange;
use agency::layers::{Breaker, Cap, Layered, Ticker, Timeout, Trace};
use agency::{Adapter, Agency, Dialect, Registered, Registry};
use domain::directory::Directory;
use domain::id::{PersonId, UnitId};
use domain::meant::with_meant;
use domain::text::Bilingual;
use domain::workflow::agency_map::covers;
use engine::Definitions;
use engine::fit::is_channel;

use self::taken::Taken;
use crate::failure::Failure;
use crate::installation::Config;

/// How long one call may take. Longer than the client lets one, so that its own reason is heard.
const CALL_SECONDS: u64 = 15;

/// After so many failures in a row a body is left alone.
const FAILURES_MAX: u32 = 5;

/// For how long it is left alone.
const PAUSE: Duration = Duration::from_secs(30);

/// The bodies that Bihuan can speak to. An adapter is added by a line here and one in `Cargo.toml`.
pub(crate) fn dialects() -> Vec<Arc<dyn Dialect>> {
    vec![
        Arc::new(agency_arbitration::Arbitration),
        Arc::new(agency_court::Court),
        Arc::new(agency_mediation::Mediation),
        Arc::new(agency_police::Police),
    ]
}

/// The adapter of a kind.
pub(crate) fn dialect(kind: &str) -> Option<Arc<dyn Dialect>> {
    dialects().into_iter().find(|known| known.kind() == kind)
}

/// Who acts for a unit that is an agency.
pub(crate) fn person_of(unit: &str) -> PersonId {
    PersonId::from(format!("{unit}.system").as_str())
}

/// All bodies of the configuration, each with the layers around it. Nothing is connected yet.
pub(crate) fn registry(
    config: &Config,
    definitions: &Definitions,
    directory: &Directory,
) -> Result<Registry, Failure> {
    let mut registry = Registry::default();
    let mut taken = Taken::default();
    for (place, entry) in config.agencies.iter().enumerate() {
        let place = Place::at(place, entry);
        let dialect = checked(place, entry, definitions, directory)?;
        let wire = wires::wire(place, entry, config)?;
        taken.take(place, entry)?;
        let unit = UnitId::from(entry.unit.as_str());
        let agency = layered(Arc::new(Adapter::new(dialect, wire)), entry, &unit);
        let registered = Registered {
            kind: entry.kind.clone(),
            person: person_of(&entry.unit),
            agency,
            calls: entry.calls.get(),
            poll_every: Duration::from_secs(entry.poll_seconds.get().into()),
        };
        registry.register(unit, registered).map_err(|_| {
            place
                .fault("unit：这个单位已经接入过，删去其中一项", "unit: it stands twice; leave one")
        })?;
    }
    Ok(registry)
}

/// The body of an entry with nothing around it that would spare it, or us.
pub(crate) fn without_layers(
    entry: &AgencyConfig,
    config: &Config,
) -> Result<Arc<dyn Agency>, Failure> {
    let place = Place::of(entry, config);
    let dialect = dialect(&entry.kind).ok_or_else(|| place.fault("kind", "kind"))?;
    Ok(Arc::new(Adapter::new(dialect, wires::wire(place, entry, config)?)))
}

/// The exchange of files with a unit, with the place of its entry in the configuration.
pub(crate) fn exchange_with<'a>(
    unit: &str,
    config: &'a Config,
) -> Result<(Place<'a>, Exchange), Failure> {
    let by_files = |entry: &'a AgencyConfig| Some((entry, entry.files.as_ref()?));
    let mut found = config.agencies.iter().filter_map(by_files);
    let (entry, files) = found.find(|(entry, _)| entry.unit == unit).ok_or_else(|| {
        Failure::usage(
            format!("配置里没有以文件接入“{unit}”（[agencies.files]）"),
            format!("the configuration connects no `{unit}` by files ([agencies.files])"),
        )
    })?;
    let place = Place::of(entry, config);
    Ok((place, wires::exchange(place, files)?))
}

/// The adapter of an entry, once it is known that the unit is there, can be such a body, and that the table answers all
/// that it says.
fn checked(
    place: Place<'_>,
    entry: &AgencyConfig,
    definitions: &Definitions,
    directory: &Directory,
) -> Result<Arc<dyn Dialect>, Failure> {
    let kinds = || dialects().iter().map(|known| known.kind()).collect::<Vec<_>>().join(", ");
    let dialect = dialect(&entry.kind).ok_or_else(|| {
        let (kind, known) = (&entry.kind, kinds());
        let said = Bilingual::new(
            format!("没有“{kind}”这种适配器；有：{known}"),
            format!("there is no adapter `{kind}`; there are {known}"),
        );
        place.at_key("kind", &with_meant(said, kind, dialects().iter().map(|known| known.kind())))
    })?;
    let unit = directory.units.get(&UnitId::from(entry.unit.as_str())).ok_or_else(|| {
        let said = Bilingual::new("名录里没有这个单位", "the directory has no such unit");
        let units = directory.units.keys().map(UnitId::as_str);
        place.at_key("unit", &with_meant(said, &entry.unit, units))
    })?;
    let file = format!("workflows/agencies/{}.yaml", entry.kind);
    let map = definitions.agencies.get(&entry.kind).ok_or_else(|| {
        let zh = format!("缺少对照表 {file}");
        place.fault(zh, format!("the mapping table {file} is missing"))
    })?;
    if !map.units.contains(&unit.kind) {
        let zh = format!("unit：对照表 {file} 的 units 不包含这类单位");
        return Err(place.fault(zh, format!("unit: {file} has no such kind of unit in its units")));
    }
    if let Some(told) = map.hands_over.as_ref().filter(|told| !is_channel(&told.channel)) {
        let channel = &told.channel;
        let zh = format!("{file}：hands_over.channel：没有来源渠道“{channel}”");
        let en = format!("{file}: hands_over.channel: there is no channel `{channel}`");
        return Err(place.fault(zh, en));
    }
    let missing = covers(map, dialect.standings());
    if let Some(finding) = missing.first() {
        let zh = format!("{file}：{}", finding.message.zh);
        return Err(place.fault(zh, format!("{file}: {}", finding.message.en)));
    }
    Ok(dialect)
}

/// No such body is connected.
pub(crate) fn unknown(unit: &UnitId, registry: &Registry) -> Failure {
    let known = registry.units().iter().map(UnitId::as_str).collect::<Vec<_>>().join(", ");
    if known.is_empty() {
        return Failure::usage(
            "配置里没有接入任何外部单位；写 [[agencies]]，或者用 --config 指明另一个配置文件",
            "the configuration connects no outside body; write [[agencies]], or name another file with --config",
        );
    }
    let said = Bilingual::new(
        format!("配置里没有接入“{unit}”；有：{known}"),
        format!("the configuration connects no `{unit}`; there are: {known}"),
    );
    let units = registry.units().iter().map(UnitId::as_str);
    Failure::Usage(with_meant(said, unit.as_str(), units))
}

/// From the outside: what is logged, how many calls at once, leaving alone who does not answer, how long a call may take.
fn layered(agency: Arc<dyn Agency>, entry: &AgencyConfig, unit: &UnitId) -> Arc<dyn Agency> {
    let timed = Layered::around(agency, Timeout::new(Duration::from_secs(CALL_SECONDS)));
    let broken = Layered::around(timed, Breaker::new(FAILURES_MAX, PAUSE, Ticker::default()));
    let calls = usize::try_from(entry.calls.get()).unwrap_or(usize::MAX);
    let capped = Layered::around(broken, Cap::new(calls));
    Layered::around(capped, Trace::new(unit.clone()))
}
