//! Names and values, as they stand in a query or in a form.

use axum::extract::RawForm;
use axum::extract::rejection::RawFormRejection;
use axum::http::{StatusCode, Uri};
use sha2::{Digest, Sha256};
use store::record::Hash;

use crate::extract::{no_nul, pairs, too_large};
use crate::problem::Problem;

/// Names and values; a name may come more than once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

/// A form as it was sent, or why it cannot be read.
pub(crate) type Sent = Result<RawForm, RawFormRejection>;

impl Parameters {
    /// Those of a query.
    pub(super) fn of_query(address: &Uri) -> Result<Self, Problem> {
        Self::kept(pairs(address.query().unwrap_or_default().as_bytes())?)
    }

    /// Those of a form.
    pub(super) fn of_form(sent: Sent) -> Result<Self, Problem> {
        let form = sent.map_err(|why| match why.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_a_form",
                "请求体应为 application/x-www-form-urlencoded",
                "the body must be application/x-www-form-urlencoded",
            ),
            _ => Problem::malformed("表单读取失败", "the form cannot be read"),
        });
        Self::kept(pairs(&form?.0)?)
    }

    fn kept(all: Vec<(String, String)>) -> Result<Self, Problem> {
        let holds_nul = all.iter().any(|(name, value)| name.contains('\0') || value.contains('\0'));
        if holds_nul { Err(no_nul()) } else { Ok(Self(all)) }
    }

    /// The hash of all of it.
    pub(super) fn hash(&self) -> Hash {
        let parts = self.0.iter().flat_map(|(name, value)| [name, value]);
        let digest = parts.fold(Sha256::new(), |digest, part| {
            // With its length before it, so that no two parts read as two others.
            digest.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
        });
        digest.finalize().into()
    }

    /// The value of a name; nothing counts as none.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(known, _)| known == name)?.1.trim();
        Some(value).filter(|value| !value.is_empty())
    }

    /// All values of a name, which may come more than once and with commas; none if it does not come.
    pub(super) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        let split = values.flat_map(|(_, value)| value.split(',')).map(str::trim);
        let all: Vec<_> = split.filter(|value| !value.is_empty()).collect();
        (!all.is_empty()).then_some(all)
    }

    /// What stands in `attribute[…]`, as far as it says anything.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| {
            let code = name.strip_prefix("attribute[")?.strip_suffix(']')?;
            (!value.trim().is_empty()).then_some((code, value.trim()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_with_commas_or_more_than_once() {
        let address = "/x?id=a,b&id=c&attribute[when]=2026-03-01&empty=".parse().unwrap();
        let read = Parameters::of_query(&address).unwrap();
        assert_eq!(read.list("id"), Some(vec!["a", "b", "c"]));
        assert_eq!((read.one("empty"), read.list("other")), (None, None));
        assert_eq!(read.attributes().collect::<Vec<_>>(), [("when", "2026-03-01")]);
    }
    #[test]
    fn what_is_no_text_is_refused_by_its_name() {
        let read = |query: &str| Parameters::of_query(&format!("/x?{query}").parse().unwrap());
        for query in ["a=1&description=%FF", "description=lamp%E7%81"] {
            let expected = Problem::malformed(
                "“description”：应为 UTF-8 编码的文字",
                "`description`: expected: text in UTF-8",
            );
            assert_eq!(read(query).unwrap_err(), expected.with("at", "description"), "{query}");
        }
        let whole = read("description=%E7%81%AF+a&b&=c&%EF%BF%BD=d").unwrap();
        assert_eq!(whole.one("description"), Some("灯 a"));
        assert_eq!(whole.one("\u{fffd}"), Some("d"), "somebody meant it");
    }

    #[test]
    fn what_no_database_keeps_is_refused_in_names_and_values() {
        for query in ["a=%00", "a=x%00y", "attribute[%00]=1"] {
            let address = format!("/x?{query}").parse().unwrap();
            assert!(Parameters::of_query(&address).is_err(), "{query}");
        }
    }
}
