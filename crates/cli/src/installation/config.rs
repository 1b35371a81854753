//! Configuration: a file, over it the environment, over it the command line. A key that is not known is refused by name.

use std::net::{SocketAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use server::{ForwardedHeader, Network, Proxies, RateLimits};

use super::checks;
use super::events::Events;
use crate::agencies::AgencyConfig;
use crate::args::InstallationArguments;
use crate::failure::Failure;

/// How an installation is set up. `docs/operating/bihuan.sample.toml` explains every key.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// The folder of the embedded database, the key and the files.
    pub(crate) folder: PathBuf,
    /// The database; in the folder if absent.
    pub(crate) database: Option<String>,
    /// The key file; in the folder if absent.
    pub(crate) key: Option<PathBuf>,
    /// The folder of evidence; in the folder if absent.
    pub(crate) files: Option<PathBuf>,
    /// The folder by which each note of the log over all chains is handed to somebody outside; nobody if absent.
    pub(crate) witness: Option<PathBuf>,
    /// Where the server listens.
    pub(crate) listen: SocketAddr,
    /// Where the public site alone listens; with everything else if absent.
    pub(crate) public_listen: Option<SocketAddr>,
    /// The proxies whose word for who asks is taken.
    pub(crate) trusted_proxies: Vec<Network>,
    /// The header in which they say it.
    pub(crate) forwarded_header: ForwardedHeader,
    /// The address by which the public knows the server.
    pub(crate) public_url: Option<String>,
    /// The address by which staff know it; that of the public if absent.
    pub(crate) staff_url: Option<String>,
    /// The center that takes in what comes from the public.
    pub(crate) center: String,
    /// The telephone number of the center, for letters.
    pub(crate) telephone: String,
    /// How many days a case is kept with its personal data after it has ended.
    pub(crate) retention_days: NonZeroU32,
    /// The county's division code.
    pub(crate) jurisdiction: String,
    /// Whether administrators need a second factor.
    pub(crate) second_factor_for_administrators: bool,
    /// How many connections read.
    pub(crate) readers: u32,
    /// How many lanes write on PostgreSQL.
    pub(crate) lanes: usize,
    /// How often somebody may ask.
    pub(crate) limits: Limits,
    /// Outside bodies with systems of their own.
    pub(crate) agencies: Vec<AgencyConfig>,
    /// How papers are printed.
    pub(crate) papers: Papers,
    /// Where to events may be sent.
    pub(crate) events: Events,
}

/// How papers are printed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Papers {
    /// A folder with faces of type, looked through before those of the system.
    pub(crate) fonts: Option<PathBuf>,
}

/// How often somebody may ask. An address is, for IPv6, a network of 64 bits.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Limits {
    /// Receipt codes and one-time tokens, by address.
    pub(crate) tries_an_hour: NonZeroU32,
    /// Complaints without an account, by address, Open311 included.
    pub(crate) complaints_an_hour: NonZeroU32,
    /// Tries to sign in, by address.
    pub(crate) sign_ins_an_hour: NonZeroU32,
    /// Lists and requests of Open311, by address.
    pub(crate) lookups_a_minute: NonZeroU32,
    /// Reports of outside bodies, by address.
    pub(crate) reports_a_minute: NonZeroU32,
    /// Requests of a person who is signed in.
    pub(crate) requests_a_minute: NonZeroU32,
    /// Identities that a person reads.
    pub(crate) reveals_an_hour: NonZeroU32,
    /// Connections that are open at once.
    pub(crate) connections: NonZeroU32,
    /// Connections that an address has open at once.
    pub(crate) connections_an_address: NonZeroU32,
    /// How long the head of a request may take.
    pub(crate) head_seconds: NonZeroU32,
}

/// How many requests a person may make in a minute: many more than a page needs, and fewer than a loop makes.
const REQUESTS_A_MINUTE: NonZeroU32 = NonZeroU32::new(1200).unwrap();

/// For how many days personal data stay after the last change of an ended case, unless a county's archive rules say
/// otherwise. Objection, review and re-review of a petition together take less than this year.
const RETENTION_DAYS: NonZeroU32 = NonZeroU32::new(365).unwrap();

impl Default for Limits {
    fn default() -> Self {
        let usual = RateLimits::default();
        Self {
            tries_an_hour: usual.tries_an_hour,
            complaints_an_hour: usual.complaints_an_hour,
            sign_ins_an_hour: usual.sign_ins_an_hour,
            lookups_a_minute: usual.lookups_a_minute,
            reports_a_minute: usual.reports_a_minute,
            requests_a_minute: REQUESTS_A_MINUTE,
            reveals_an_hour: usual.reveals_an_hour,
            connections: usual.connections,
            connections_an_address: usual.connections_an_address,
            head_seconds: usual.head_seconds,
        }
    }
}

impl From<Limits> for RateLimits {
    fn from(limits: Limits) -> Self {
        Self {
            tries_an_hour: limits.tries_an_hour,
            complaints_an_hour: limits.complaints_an_hour,
            sign_ins_an_hour: limits.sign_ins_an_hour,
            lookups_a_minute: limits.lookups_a_minute,
            reports_a_minute: limits.reports_a_minute,
            requests_a_minute: Some(limits.requests_a_minute),
            reveals_an_hour: limits.reveals_an_hour,
            connections: limits.connections,
            connections_an_address: limits.connections_an_address,
            head_seconds: limits.head_seconds,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("bihuan-data"),
            database: None,
            key: None,
            files: None,
            witness: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8311)),
            public_listen: None,
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            public_url: None,
            staff_url: None,
            center: "center".to_owned(),
            telephone: "12345".to_owned(),
            retention_days: RETENTION_DAYS,
            jurisdiction: "421281".to_owned(),
            second_factor_for_administrators: false,
            readers: 4,
            lanes: 2,
            limits: Limits::default(),
            agencies: Vec::new(),
            papers: Papers::default(),
            events: Events::default(),
        }
    }
}

/// The file that is read if none is named and it exists.
const USUAL: &str = "bihuan.toml";

impl Config {
    /// The configuration that the arguments ask for.
    pub(crate) fn read(arguments: &InstallationArguments) -> Result<Self, Failure> {
        let usual = Some(PathBuf::from(USUAL)).filter(|usual| usual.is_file());
        let file = arguments.config.clone().or(usual);
        let mut config = match &file {
            Some(path) => Self::of_file(path)?,
            None => Self::default(),
        };
        if let Some(folder) = &arguments.folder {
            config.folder.clone_from(folder);
        }
        if let Some(database) = &arguments.database {
            config.database = Some(database.clone());
        }
        checks::check(&config, file.as_deref())?;
        Ok(config)
    }

    /// What a file says, over what holds without it.
    pub(crate) fn of_file(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
        toml::from_str(&text).map_err(|error| {
            let words =
                ("配置不能读取：写法不对，或有不认识的键", "the configuration cannot be read");
            Failure::unread(path, words, error)
        })
    }

    /// The address of the database.
    pub(crate) fn database(&self) -> String {
        let embedded =
            || format!("sqlite:{}?mode=rwc", self.folder.join("bihuan.sqlite").display());
        self.database.clone().unwrap_or_else(embedded)
    }

    /// Where this installation listens, and where its database does: whatever is sent to others never leads there.
    pub(crate) fn own(&self) -> Vec<SocketAddr> {
        let database = url::Url::parse(&self.database()).ok();
        let database = database.filter(|url| url.scheme().starts_with("postgres"));
        let database = database.and_then(|url| {
            let given = url.query_pairs().find(|(name, _)| name == "host");
            let host = given.map(|(_, host)| host.into_owned());
            let host = host.or_else(|| url.host_str().map(str::to_owned))?;
            // A name is looked up now; a folder, as of a socket, leads to no address.
            let host = host.trim_start_matches('[').trim_end_matches(']');
            (host, url.port().unwrap_or(5432)).to_socket_addrs().ok()
        });
        let here = std::iter::once(self.listen).chain(self.public_listen);
        here.chain(database.into_iter().flatten()).collect()
    }

    /// The proxies in front of the server.
    pub(crate) fn proxies(&self) -> Proxies {
        Proxies { trusted: self.trusted_proxies.clone(), header: self.forwarded_header }
    }

    /// The address by which staff know the server, if it was told; else that of the public.
    pub(crate) fn staff_url(&self) -> Option<String> {
        let url = self.staff_url.as_deref().or(self.public_url.as_deref());
        url.map(|url| url.trim_end_matches('/').to_owned())
    }

    /// The address by which the public knows the server, if it was told.
    pub(crate) fn public_url(&self) -> Option<String> {
        self.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned())
    }

    /// The key file.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.key.clone().unwrap_or_else(|| self.folder.join("key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_says_what_holds_without_it() {
        let sample = include_str!("../../../../docs/operating/bihuan.sample.toml");
        let (sample, usual) = (toml::from_str::<Config>(sample).unwrap(), Config::default());
        assert_eq!(format!("{sample:?}"), format!("{usual:?}"));
    }

    #[test]
    fn the_database_is_our_own_address_as_is_where_we_listen() {
        let own = |database: &str| {
            let database = Some(database.to_owned());
            Config { database, ..Config::default() }.own().split_off(1)
        };
        let at = |address: &str| vec![address.parse::<SocketAddr>().unwrap()];
        assert_eq!(own("postgres://bihuan@127.0.0.1/bihuan"), at("127.0.0.1:5432"));
        assert_eq!(own("postgres://bihuan:x@[::1]:5433/bihuan?sslmode=require"), at("[::1]:5433"));
        assert_eq!(own("postgresql://localhost/bihuan?host=10.1.2.3"), at("10.1.2.3:5432"));
        assert_eq!(own("postgres://bihuan@localhost/bihuan?host=%2Frun%2Fpostgresql"), []);
        assert_eq!(own("sqlite:/srv/bihuan.sqlite"), []);
        assert_eq!(Config::default().own(), [Config::default().listen]);
        let public: SocketAddr = "0.0.0.0:8312".parse().unwrap();
        let both = Config { public_listen: Some(public), ..Config::default() };
        assert_eq!(both.own(), [both.listen, public]);
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        let read = |text: &str| toml::from_str::<Config>(text);
        let config = read(
            "trusted_proxies = [\"127.0.0.1\", \"fd00::/8\"]\nforwarded_header = \"forwarded\"",
        );
        assert_eq!(config.unwrap().proxies().trusted.len(), 2);
        assert!(read("trusted_proxies = [\"localhost\"]").is_err());
    }
}
