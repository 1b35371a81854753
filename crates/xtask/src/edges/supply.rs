//! Licences and banned packages, by the lists of `deny.toml`, so that they hold where cargo-deny is not installed.

use crate::metadata::Package;

/// The two lists of `deny.toml` that are read here.
#[derive(Debug, Default)]
pub(super) struct Policy {
    licences: Vec<String>,
    banned: Vec<String>,
}

impl Policy {
    /// Reads `allow = [` under `[licenses]` and `deny = [` under `[bans]`, one entry to a line.
    pub(super) fn read(text: &str) -> Self {
        Self {
            licences: entries(text, "[licenses]", "allow = ["),
            banned: entries(text, "[bans]", "deny = ["),
        }
    }

    /// Every package that is banned or has no licence on the list.
    pub(super) fn violations<'a>(
        &self,
        packages: impl Iterator<Item = &'a Package>,
    ) -> Vec<String> {
        packages
            .flat_map(|package| [self.banned(package), self.unlicensed(package)])
            .flatten()
            .collect()
    }

    fn banned(&self, package: &Package) -> Option<String> {
        let name = &package.name;
        self.banned.contains(name).then(|| {
            format!(
                "deny.toml: `{name}` is banned and in the tree; \
                 find who brings it by `cargo tree --workspace --invert {name}`"
            )
        })
    }

    fn unlicensed(&self, package: &Package) -> Option<String> {
        let expression = package.license.as_deref().unwrap_or("none");
        let terms = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let mut terms = terms.split_whitespace().peekable();
        (!self.any_of(&mut terms)).then(|| {
            format!(
                "deny.toml: `{}` has the licence `{expression}`, which is not on the list; \
                 take another crate, or add the licence with its reason",
                package.name
            )
        })
    }

    /// `A OR B`
    fn any_of<'a>(&self, terms: &mut Terms<impl Iterator<Item = &'a str>>) -> bool {
        let mut permitted = self.all_of(terms);
        while terms.next_if_eq(&"OR").is_some() {
            permitted |= self.all_of(terms);
        }
        permitted
    }

    /// `A AND B`, stronger than `OR`
    fn all_of<'a>(&self, terms: &mut Terms<impl Iterator<Item = &'a str>>) -> bool {
        let mut permitted = self.one(terms);
        while terms.next_if_eq(&"AND").is_some() {
            permitted &= self.one(terms);
        }
        permitted
    }

    /// `A`, `A WITH B` or `(…)`
    fn one<'a>(&self, terms: &mut Terms<impl Iterator<Item = &'a str>>) -> bool {
        let Some(first) = terms.next() else { return false };
        if first == "(" {
            let permitted = self.any_of(terms);
            return terms.next() == Some(")") && permitted;
        }
        let exception = terms.next_if_eq(&"WITH").and_then(|_| terms.next());
        let name =
            exception.map_or(first.to_owned(), |exception| format!("{first} WITH {exception}"));
        self.licences.contains(&name)
    }
}

type Terms<I> = std::iter::Peekable<I>;

/// The first quoted text of each line of a list.
fn entries(text: &str, section: &str, list: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let inside = lines.skip_while(|line| *line != section).skip_while(|line| *line != list).skip(1);
    let entries = inside.take_while(|line| *line != "]");
    entries.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str = "[licenses]\n# Permissive.\nallow = [\n    \"MIT\",\n    \"Apache-2.0 WITH LLVM-exception\",\n    \
                        \"Unicode-3.0\",\n]\n\n[bans]\nwildcards = \"deny\"\ndeny = [\n    \
                        { crate = \"openssl-sys\", reason = \"one binary\" },\n]\n";

    fn refused(license: Option<&str>) -> bool {
        !Policy::read(DENY).violations([Package::sample("a", license)].iter()).is_empty()
    }

    #[test]
    fn a_licence_on_the_list_is_enough_where_there_is_a_choice() {
        assert!(!refused(Some("MIT")));
        assert!(!refused(Some("GPL-3.0 OR MIT")));
        assert!(!refused(Some("GPL-3.0/MIT")));
        assert!(!refused(Some("Apache-2.0 WITH LLVM-exception")));
        assert!(!refused(Some("(MIT OR GPL-3.0) AND Unicode-3.0")));
    }

    #[test]
    fn a_licence_that_is_not_on_the_list_is_refused() {
        assert!(refused(Some("GPL-3.0")));
        assert!(refused(Some("MIT AND GPL-3.0")));
        assert!(refused(Some("Apache-2.0")));
        assert!(refused(Some("(MIT OR GPL-3.0) AND OpenSSL")));
        assert!(refused(None));
    }

    #[test]
    fn a_banned_package_is_refused() {
        let found =
            Policy::read(DENY).violations([Package::sample("openssl-sys", Some("MIT"))].iter());
        assert_eq!(found.len(), 1);
        assert!(found.concat().contains("`openssl-sys` is banned"));
    }

    #[test]
    fn the_lists_of_the_repository_are_understood() {
        let policy = Policy::read(include_str!("../../../../deny.toml"));
        assert!(policy.licences.contains(&"MIT".to_owned()));
        assert_eq!(policy.banned, ["aws-lc-sys", "native-tls", "openssl-sys"]);
    }
}
