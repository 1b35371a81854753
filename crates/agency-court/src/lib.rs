//! What courts say and hear, in the way of the court mediation platform: field names of small initials.
//!
//! What it says and how it fails, with sources, stands in the README beside this crate; what its standings mean for a
//! case, in `workflows/agencies/court.yaml`.

mod mapping;

use agency::{
    Ability, AgencyError, Amendment, Delivery, Dialect, ForeignNumber, Incoming, Receipt, Referral,
    Report,
};
use serde_json::Value;

/// How a court 人民法院 speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Court;

impl Dialect for Court {
    fn kind(&self) -> &'static str {
        "court"
    }

    fn abilities(&self) -> &'static [Ability] {
        &Ability::ALL
    }

    fn delivery(&self) -> Delivery {
        Delivery::AnyOrder
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
        mapping::inquiry(number)
    }

    fn receipt(&self, answer: &Value) -> Result<Receipt, AgencyError> {
        mapping::receipt(answer)
    }

    fn report(&self, message: &Incoming) -> Result<Report, String> {
        mapping::report(message)
    }
}
