//! The way to each body: by HTTP, or by files that somebody carries.

use std::path::Path;
use std::sync::Arc;

use agency::Wire;
use agency::files::{Checksum, Exchange, FileError, FileWire, HmacSeal, Party, Seal, Settings};
use agency::http::egress::{AllowList, Allowed};
use agency::http::{HttpSettings, HttpWire, Trust};
use agency::webhook::{KeyError, Keyring, SigningKey, Term, VerifyingKey};
use domain::text::Bilingual;

use super::config::{KeyConfig, secret};
use super::place::{of_address, of_networks};
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
        (None, Some(files)) => Ok(Arc::new(FileWire::new(Arc::new(exchange(place, files)?)))),
        (None, None) | (Some(_), Some(_)) => Err(place.fault(
            "请写 [agencies.http] 或者 [agencies.files]，两者选一",
            "say [agencies.http] or [agencies.files], one of the two",
        )),
    }
}

fn by_http(place: Place<'_>, http: &HttpConfig, config: &Config) -> Result<HttpWire, Failure> {
    let url = |error| place.at_key("http.url", &of_address(&error));
    let networks = http.networks.clone();
    let allowed = Allowed::for_address(&http.url, networks, http.for_trial).map_err(url)?;
    let list = AllowList::new(&[allowed], &config.own());
    let list = list.map_err(|error| place.at_key("http.networks", &of_networks(&error)))?;
    let destination = list.destination(&http.url).map_err(url)?;
    if http.sign.is_empty() {
        return Err(place.fault(
            "http.sign：至少要有一把签名的密钥；用 bihuan agency key 生成",
            "http.sign: at least one key to sign by is needed; make one by bihuan agency key",
        ));
    }
    let (ours, theirs) = (signing(place, "sign", http)?, verifying(place, "verify", http)?);
    let mut settings = HttpSettings::new(destination, ours, theirs);
    if let Some(path) = &http.certificates {
        let read = std::fs::read(path).map_err(Failure::file(path));
        let pem = read.map_err(|why| place.failed("http.certificates", &why))?;
        settings.trust = Trust::Only(pem);
    }
    HttpWire::new(settings).map_err(|error| {
        let zh = format!("证书文件不能用，应是 PEM 格式（{error}）");
        place.at_key("http.certificates", &Bilingual::new(zh, error.to_string()))
    })
}

/// The keys of `sign` or `verify`, as those by which something is signed.
pub(super) fn signing(
    place: Place<'_>,
    key: &str,
    http: &HttpConfig,
) -> Result<Keyring<SigningKey>, Failure> {
    keyring(place, (key, of_key(key, http)), SigningKey::parse)
}

/// The keys of `sign` or `verify`, as those by which something is verified.
pub(super) fn verifying(
    place: Place<'_>,
    key: &str,
    http: &HttpConfig,
) -> Result<Keyring<VerifyingKey>, Failure> {
    keyring(place, (key, of_key(key, http)), VerifyingKey::parse)
}

fn of_key<'h>(key: &str, http: &'h HttpConfig) -> &'h [KeyConfig] {
    if key == "sign" { &http.sign } else { &http.verify }
}

fn keyring<K>(
    place: Place<'_>,
    (name, keys): (&str, &[KeyConfig]),
    parse: impl Fn(&str) -> Result<K, KeyError>,
) -> Result<Keyring<K>, Failure> {
    let mut ring = Keyring::default();
    for (index, KeyConfig { file, not_before, not_after }) in keys.iter().enumerate() {
        let name = format!("http.{name} {}", index + 1);
        let key = secret(file).and_then(|text| {
            let words = ("不是密钥文件", "it holds no key");
            parse(&text).map_err(|error| Failure::unread(file, words, error))
        });
        let key = key.map_err(|why| place.failed(&name, &why))?;
        ring = ring.with(key, Term { not_before: *not_before, not_after: *not_after });
    }
    Ok(ring)
}

/// Our side of an exchange of files. Nothing is made: whoever runs the installation makes the folder.
pub(super) fn exchange(place: Place<'_>, files: &FilesConfig) -> Result<Exchange, Failure> {
    let settings = settings(place, files, [&files.us, &files.peer])?;
    Exchange::attached(settings).map_err(|error| no_exchange(place, &error))
}

/// One side of an exchange of files, with the names of the two in the order in which this side sees them.
pub(super) fn settings(
    place: Place<'_>,
    files: &FilesConfig,
    [us, peer]: [&str; 2],
) -> Result<Settings, Failure> {
    let party = |key: &str, name: &str| {
        Party::new(name).map_err(|error| {
            let zh =
                format!("“{name}”不能用作名称：小写字母、数字和连字符，最多 40 个，不以 -ack 结尾");
            place.at_key(&format!("files.{key}"), &Bilingual::new(zh, error.to_string()))
        })
    };
    let (us, peer) = (party("us", us)?, party("peer", peer)?);
    let mut settings = Settings::new(files.folder.clone(), us, peer, Arc::new(chrono::Utc::now));
    settings.seal = seal(place, files)?;
    Ok(settings)
}

/// An exchange that cannot be set up.
pub(super) fn no_exchange(place: Place<'_>, error: &FileError) -> Failure {
    place.fault(format!("files：{error}"), format!("files: {error}"))
}

fn seal(place: Place<'_>, files: &FilesConfig) -> Result<Arc<dyn Seal>, Failure> {
    let Some(file) = &files.seal else {
        if files.older_seals.is_empty() {
            return Ok(Arc::new(Checksum));
        }
        return Err(place.fault(
            "files.older_seals：没有写 files.seal，批次就完全不盖印；写上现在用的密钥，或者删去 older_seals",
            "files.older_seals: without files.seal nothing is sealed at all; write the key of today, or take out older_seals",
        ));
    };
    let key = sealing(place, "files.seal", file)?;
    let older = files.older_seals.iter().map(|file| sealing(place, "files.older_seals", file));
    Ok(Arc::new(HmacSeal::new(key, older.collect::<Result<_, _>>()?)))
}

/// The key of a seal. One that is empty or short proves nobody.
fn sealing(place: Place<'_>, name: &str, file: &Path) -> Result<Vec<u8>, Failure> {
    let key = secret(file).and_then(|text| {
        let words = (
            "不是盖印的密钥（whsec_，至少 24 字节）",
            "it holds no key of a seal (whsec_ and 24 bytes or more)",
        );
        match SigningKey::parse(&text) {
            Ok(_) if text.starts_with("whsec_") => Ok(text.into_bytes()),
            Ok(_) => Err(Failure::unread(file, words, KeyError::Prefix("`whsec_`"))),
            Err(error) => Err(Failure::unread(file, words, error)),
        }
    });
    key.map_err(|why| place.failed(name, &why))
}
