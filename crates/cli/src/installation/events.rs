//! What is needed to tell other systems of events, from the configuration.

use std::path::PathBuf;

use agency::http::Trust;
use agency::http::egress::{AllowList, Allowed};
use engine::subscriptions::EventSettings;
use serde::Deserialize;

use super::Config;
use crate::agencies::of_networks;
use crate::failure::Failure;

/// Where to events may be sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Events {
    /// The list of destinations.
    pub(crate) allow: Vec<Allowed>,
    /// Whose certificates are believed; those of the system if absent.
    pub(crate) certificates: Option<PathBuf>,
}

/// Reads the section. Events come from the address by which the public knows the server, or from the county.
pub(super) fn settings(config: &Config) -> Result<EventSettings, Failure> {
    let Events { allow, certificates } = &config.events;
    let list = AllowList::new(allow, &config.own()).map_err(|why| {
        let why = of_networks(&why);
        Failure::usage(format!("[events] allow：{}", why.zh), format!("[events] allow: {}", why.en))
    })?;
    let county = || format!("urn:bihuan:{}", config.jurisdiction);
    let settings = EventSettings::new(list, config.public_url().unwrap_or_else(county));
    let Some(path) = certificates else { return Ok(settings) };
    let trust = Trust::Only(std::fs::read(path).map_err(Failure::file(path))?);
    Ok(EventSettings { trust, ..settings })
}
