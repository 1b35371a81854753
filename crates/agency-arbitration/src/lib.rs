//! What labour arbitration tribunals say and hear.
//!
//! What it says and how it fails, with sources, stands in the README beside this crate; what its standings mean for a
//! case, in `workflows/agencies/arbitration.yaml`.

mod mapping;

use agency::{
    Ability, AgencyError, Amendment, Delivery, Dialect, ForeignNumber, Incoming, Receipt, Referral,
    Report,
};
use serde_json::Value;

/// How a labour arbitration tribunal 劳动人事争议仲裁院 speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arbitration;

impl Dialect for Arbitration {
    fn kind(&self) -> &'static str {
        "arbitration"
    }

    fn abilities(&self) -> &'static [Ability] {
        &[Ability::Submit, Ability::Amend, Ability::Push, Ability::Poll, Ability::Inquire]
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
        mapping::inquiry(number)
    }

    fn receipt(&self, answer: &Value) -> Result<Receipt, AgencyError> {
        mapping::receipt(answer)
    }

    fn report(&self, message: &Incoming) -> Result<Report, String> {
        mapping::report(message)
    }
}
