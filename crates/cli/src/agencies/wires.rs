//! The way to each body: by HTTP, or by files that somebody carries.

use std::path::Path;
use std::sync::Arc;

use agency::Wire;
use agency::files::{Checksum, Exchange, FileWire, HmacSeal, Party, Seal, Settings, Station};
use agency::http::egress::{AllowList, Allowed};
use agency::http::{HttpSettings, HttpWire, Trust};
use agency::webhook::{KeyError, Keyring, SigningKey, Term, VerifyingKey};
use domain::id::UnitId;

use super::config::{KeyConfig, secret};
use super::{AgencyConfig, FilesConfig, HttpConfig, Place};
use crate::failure::Failure;
use crate::installation::Config;

/// The way to a body.
pub(super) fn wire(
    place: Place<'_>,
    entry: &AgencyConfig,
    config: &Config,
) -> Result<Arc<dyn Wire>, Failure> {
    match (&entry.http, &entry.files) {
        (Some(http), None) => Ok(Arc::new(by_http(place, http, config)?)),
        (None, Some(files)) => {
            let exchange = exchange(place, files, [&files.us, &files.peer])?;
            Ok(Arc::new(FileWire::new(Arc::new(exchange))))
        }
        (None, None) | (Some(_), Some(_)) => Err(place.fault(
            "请写 [agencies.http] 或者 [agencies.files]，两者选一",
            "say [agencies.http] or [agencies.files], one of the two",
        )),
    }
}

fn by_http(place: Place<'_>, http: &HttpConfig, config: &Config) -> Result<HttpWire, Failure> {
    let at = |key: &str, why: &dyn std::fmt::Display| {
        place.fault(format!("http.{key}：{why}"), format!("http.{key}: {why}"))
    };
    let networks = http.networks.clone();
    let allowed = Allowed::for_address(&http.url, networks, http.for_trial);
    let allowed = allowed.map_err(|error| at("url", &error))?;
    let list =
        AllowList::new(&[allowed], &[config.listen]).map_err(|error| at("networks", &error))?;
    let destination = list.destination(&http.url).map_err(|error| at("url", &error))?;
    if http.sign.is_empty() {
        return Err(place.fault(
            "http.sign：至少要有一把签名的密钥；用 bihuan agency key 生成",
            "http.sign: at least one key to sign by is needed; make one by bihuan agency key",
        ));
    }
    let (ours, theirs) = (signing(&http.sign)?, verifying(&http.verify)?);
    let mut settings = HttpSettings::new(destination, ours, theirs);
    if let Some(path) = &http.certificates {
        settings.trust = Trust::Only(std::fs::read(path).map_err(Failure::file(path))?);
    }
    HttpWire::new(settings).map_err(|error| at("certificates", &error))
}

/// Keys by which something is signed.
pub(super) fn signing(keys: &[KeyConfig]) -> Result<Keyring<SigningKey>, Failure> {
    keyring(keys, SigningKey::parse)
}

/// Keys by which something is verified.
pub(super) fn verifying(keys: &[KeyConfig]) -> Result<Keyring<VerifyingKey>, Failure> {
    keyring(keys, VerifyingKey::parse)
}

fn keyring<K>(
    keys: &[KeyConfig],
    parse: impl Fn(&str) -> Result<K, KeyError>,
) -> Result<Keyring<K>, Failure> {
    let mut ring = Keyring::default();
    for KeyConfig { file, not_before, not_after } in keys {
        let key = parse(&secret(file)?).map_err(|error| no_key(file, &error))?;
        ring = ring.with(key, Term { not_before: *not_before, not_after: *not_after });
    }
    Ok(ring)
}

fn no_key(file: &Path, error: &dyn std::fmt::Display) -> Failure {
    let words = ("不是密钥文件", "it holds no key");
    Failure::unread(file, words, error)
}

/// How the exchange of files with a body stands.
pub(crate) fn station(unit: &UnitId, files: &FilesConfig) -> Result<Station, Failure> {
    let place = Place { number: 0, unit: unit.as_str() };
    let exchange = exchange(place, files, [&files.us, &files.peer])?;
    exchange.station().map_err(|error| no_folder(place, &error))
}

/// One side of an exchange of files, with the names of the two in the order in which this side sees them.
pub(super) fn exchange(
    place: Place<'_>,
    files: &FilesConfig,
    [us, peer]: [&str; 2],
) -> Result<Exchange, Failure> {
    let party = |key: &str, name: &str| {
        Party::new(name).map_err(|error| {
            place.fault(format!("files.{key}：{error}"), format!("files.{key}: {error}"))
        })
    };
    let (us, peer) = (party("us", us)?, party("peer", peer)?);
    let mut settings = Settings::new(files.folder.clone(), us, peer, Arc::new(chrono::Utc::now));
    settings.seal = seal(files)?;
    Exchange::open(settings).map_err(|error| no_folder(place, &error))
}

fn no_folder(place: Place<'_>, error: &dyn std::fmt::Display) -> Failure {
    place.fault(format!("files.folder：{error}"), format!("files.folder: {error}"))
}

fn seal(files: &FilesConfig) -> Result<Arc<dyn Seal>, Failure> {
    let Some(file) = &files.seal else { return Ok(Arc::new(Checksum)) };
    let key = |file: &Path| Ok(secret(file)?.into_bytes());
    let older: Result<Vec<_>, Failure> = files.older_seals.iter().map(|file| key(file)).collect();
    Ok(Arc::new(HmacSeal::new(key(file)?, older?)))
}
