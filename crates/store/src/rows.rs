//! Rows on their way into one statement: a JSON array of arrays, so that a batch of any size is the same prepared
//! statement with one parameter.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use uuid::Uuid;

/// Rows in the making.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    json: String,
    count: u64,
}

impl Rows {
    /// Begins a row; its cells follow in the order of the table's columns.
    pub(crate) fn begin(&mut self) -> &mut Self {
        self.json.push_str(if self.count == 0 { "[[" } else { "],[" });
        self.count += 1;
        self
    }

    /// How many rows.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The whole as one parameter; none if there is no row.
    pub(crate) fn finish(mut self) -> Option<String> {
        (self.count > 0).then(|| {
            self.json.push_str("]]");
            self.json
        })
    }

    fn comma(&mut self) {
        if !self.json.ends_with('[') {
            self.json.push(',');
        }
    }

    pub(crate) fn id(&mut self, id: Uuid) -> &mut Self {
        self.comma();
        let mut digits = Uuid::encode_buffer();
        self.json.push('"');
        self.json.push_str(id.simple().encode_lower(&mut digits));
        self.json.push('"');
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.comma();
        self.json.push('"');
        HEXLOWER.encode_append(bytes, &mut self.json);
        self.json.push('"');
        self
    }

    pub(crate) fn int(&mut self, number: i64) -> &mut Self {
        self.comma();
        _ = write!(self.json, "{number}");
        self
    }

    pub(crate) fn flag(&mut self, holds: bool) -> &mut Self {
        self.int(i64::from(holds))
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.comma();
        // A string always serializes.
        self.json.push_str(&serde_json::to_string(text).unwrap_or_default());
        self
    }

    pub(crate) fn real(&mut self, number: Option<f64>) -> &mut Self {
        match number.filter(|number| number.is_finite()) {
            Some(number) => {
                self.comma();
                _ = write!(self.json, "{number:?}");
                self
            }
            None => self.null(),
        }
    }

    pub(crate) fn null(&mut self) -> &mut Self {
        self.comma();
        self.json.push_str("null");
        self
    }

    pub(crate) fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    pub(crate) fn maybe_int(&mut self, number: Option<i64>) -> &mut Self {
        match number {
            Some(number) => self.int(number),
            None => self.null(),
        }
    }
}
