//! A fifth adapter that nobody ships, made by the recipe in `docs/development/adapter.md`: the complaints desk of a market supervision
//! office. Everything that it needs stands in this folder.

mod mapping;

use std::path::{Path, PathBuf};

use agency::{
    Ability, AgencyError, Amendment, Delivery, Dialect, ForeignNumber, Incoming, Receipt, Referral,
    Report,
};
use agency_simulator::Script;
use domain::workflow::agency_map::AgencyMap;
use serde_json::Value;

/// How a market supervision office 市场监管局 speaks. It reports in order, counts nothing, and answers no questions.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Market;

impl Dialect for Market {
    fn kind(&self) -> &'static str {
        "market"
    }

    fn abilities(&self) -> &'static [Ability] {
        &[Ability::Submit, Ability::Amend, Ability::Push, Ability::Poll]
    }

    fn delivery(&self) -> Delivery {
        Delivery::InOrder
    }

    fn standings(&self) -> &'static [&'static str] {
        &mapping::STANDINGS
    }

    fn referral(&self, referral: &Referral) -> Value {
        mapping::referral(referral)
    }

    fn amendment(&self, amendment: &Amendment) -> Value {
        mapping::amendment(amendment)
    }

    fn inquiry(&self, number: &ForeignNumber) -> Value {
        serde_json::json!({ "msg_type": "TS_ASK", "tsbh": number })
    }

    fn receipt(&self, answer: &Value) -> Result<Receipt, AgencyError> {
        mapping::receipt(answer)
    }

    fn report(&self, message: &Incoming) -> Result<Report, String> {
        mapping::report(message)
    }
}

/// The folder of this adapter.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/market")
}

/// What its other side is played by.
pub(crate) fn script() -> Script {
    Script::parse(include_str!("simulated.yaml")).unwrap()
}

/// What its standings mean for a dispute.
pub(crate) fn table() -> AgencyMap {
    testkit::read(folder().join("table.yaml").to_str().unwrap())
}
