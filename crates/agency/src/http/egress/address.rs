//! Reading an address that somebody wrote down. There is one parser, and what it reads must be what was written: an
//! address that could be read in two ways is refused, and told how it should be written.

use url::{Host, Url};

/// Why a text is no address of a destination.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no URL at all.
    #[error("this is no address: {0}")]
    Unreadable(#[from] url::ParseError),
    /// It means what it should not have to be guessed from.
    #[error("this address must be written as it is read: `{0}`")]
    NotCanonical(String),
    /// It has a name or a password in it.
    #[error("an address holds no user and no password; keys stand apart")]
    UserInfo,
    /// It has a part that a base may not have.
    #[error("an address to which paths are added has no query and no fragment")]
    Tail,
    /// It has no host, or one with a zone or a trailing dot.
    #[error("an address names a host")]
    Host,
    /// It is not in the list.
    #[error("no entry of the list of destinations allows this address")]
    NotListed,
    /// It is an IP address outside the networks of its entry, or one that no entry can allow.
    #[error("the IP address lies outside the networks of its entry, or is never allowed")]
    Network,
}

/// An address that reads as it is written.
pub(super) fn read(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::UserInfo);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(AddressError::Tail);
    }
    let host = url.host().ok_or(AddressError::Host)?;
    if matches!(host, Host::Domain(name) if !is_plain_name(name)) {
        return Err(AddressError::Host);
    }
    let canonical = url.as_str();
    if text == canonical || canonical.strip_suffix('/') == Some(text) {
        return Ok(url);
    }
    Err(AddressError::NotCanonical(canonical.to_owned()))
}

/// A host as an entry of the list names it, in the same form as in an address.
pub(super) fn host(text: &str) -> Result<Host, AddressError> {
    let host = Host::parse(text)?;
    if matches!(&host, Host::Domain(name) if !is_plain_name(name)) {
        return Err(AddressError::Host);
    }
    let canonical = host.to_string();
    if canonical == text { Ok(host) } else { Err(AddressError::NotCanonical(canonical)) }
}

/// Labels of letters, digits and hyphens (RFC 1123, section 2.1), none empty: so no trailing dot either.
fn is_plain_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}
