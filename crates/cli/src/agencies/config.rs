//! How outside bodies are reached: the `[[agencies]]` of the configuration. `docs/operating/bihuan.sample.toml` explains
//! every key. Secrets stand in files of their own, never in the configuration.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use agency::http::egress::IpNet;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::failure::Failure;

/// An outside body with a system of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgencyConfig {
    /// Which of our units it is.
    pub(crate) unit: String,
    /// What kind of body: one of those with an adapter.
    pub(crate) kind: String,
    /// How often it is asked for reports.
    #[serde(default = "a_minute")]
    pub(crate) poll_seconds: NonZeroU32,
    /// How many calls to it are under way at once, on each node.
    #[serde(default = "eight")]
    pub(crate) calls: NonZeroU32,
    /// Reached by HTTP.
    pub(crate) http: Option<HttpConfig>,
    /// Reached by files that are carried.
    pub(crate) files: Option<FilesConfig>,
}

/// A body that is reached by HTTP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HttpConfig {
    /// The address below which it takes messages.
    pub(crate) url: String,
    /// The networks in which every address of its host must lie.
    pub(crate) networks: Vec<IpNet>,
    /// Whether it is a trial on this machine.
    #[serde(default)]
    pub(crate) for_trial: bool,
    /// The keys by which we sign.
    pub(crate) sign: Vec<KeyConfig>,
    /// The keys by which what it pushes is verified; none where it does not push.
    #[serde(default)]
    pub(crate) verify: Vec<KeyConfig>,
    /// The certificates to believe, as PEM; those of the system if absent.
    pub(crate) certificates: Option<PathBuf>,
}

/// A key and its term.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyConfig {
    /// The file that holds it: `whsec_…`, `whsk_…` or `whpk_…`.
    pub(crate) file: PathBuf,
    /// The first instant at which it is used.
    pub(crate) not_before: Option<DateTime<Utc>>,
    /// The last instant at which it is used.
    pub(crate) not_after: Option<DateTime<Utc>>,
}

/// A body that is reached by files that are carried.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilesConfig {
    /// The folder with `out` and `in`.
    pub(crate) folder: PathBuf,
    /// Our name in batches.
    #[serde(default = "bihuan")]
    pub(crate) us: String,
    /// Its name in batches.
    pub(crate) peer: String,
    /// The file of the key under which batches are sealed; a checksum only if absent.
    pub(crate) seal: Option<PathBuf>,
    /// Files of older keys that are still believed.
    #[serde(default)]
    pub(crate) older_seals: Vec<PathBuf>,
}

const POLL_SECONDS: NonZeroU32 = NonZeroU32::new(60).unwrap();
const CALLS: NonZeroU32 = NonZeroU32::new(8).unwrap();

const fn a_minute() -> NonZeroU32 {
    POLL_SECONDS
}

const fn eight() -> NonZeroU32 {
    CALLS
}

fn bihuan() -> String {
    "bihuan".to_owned()
}

/// What a file of one key holds, without the line end.
pub(crate) fn secret(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    Ok(text.trim().to_owned())
}
