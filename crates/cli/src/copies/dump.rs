//! A dump of a `PostgreSQL` database by its own tool.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;

/// Runs `pg_dump` into a file.
pub(crate) fn dump(url: &str, to: &Path) -> Result<(), Failure> {
    let (url, password) = without_password(url);
    let mut command = Command::new("pg_dump");
    command.args(["--format=custom", "--no-password", "--file"]).arg(to).arg("--dbname").arg(url);
    if let Some(password) = password {
        // Other users of the machine see the arguments of a process, not its environment.
        command.env("PGPASSWORD", password);
    }
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let words = ("没有完成备份", "the dump was not made");
            Err(Failure::unread(Path::new("pg_dump"), words, said))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::usage(
            "PostgreSQL 由它自己的工具备份（pg_dump 或 pg_basebackup），这里没有找到 pg_dump",
            "PostgreSQL is backed up by its own tools, pg_dump or pg_basebackup, and there is no pg_dump here",
        )),
        Err(error) => Err(Failure::file(Path::new("pg_dump"))(error)),
    }
}

/// The address without its password, and the password.
fn without_password(url: &str) -> (String, Option<String>) {
    let kept = || (url.to_owned(), None);
    let Some((scheme, rest)) = url.split_once("://") else { return kept() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let Some((user, host)) = authority.rsplit_once('@') else { return kept() };
    let Some((user, password)) = user.split_once(':') else { return kept() };
    (format!("{scheme}://{user}@{host}{path}"), Some(decoded(password)))
}

/// Percent signs undone.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(|_| *first == b'%') {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_of_the_address() {
        let (url, password) = without_password("postgres://b:p%40%2Fx@host:5432/db?a=b");
        assert_eq!(url, "postgres://b@host:5432/db?a=b");
        assert_eq!(password.as_deref(), Some("p@/x"));
        assert_eq!(without_password("postgres://b@localhost/db").1, None);
        assert_eq!(without_password("postgres:///db?host=a").1, None);
    }
}
