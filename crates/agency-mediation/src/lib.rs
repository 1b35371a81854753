//! What people's mediation committees say and hear, in the way of the mediation platforms.
//!
//! What it says and how it fails, with sources, stands in the README beside this crate; what its standings mean for a
//! case, in `workflows/agencies/mediation.yaml`.

mod mapping;

use agency::{
    Ability, AgencyError, Amendment, Delivery, Dialect, ForeignNumber, Incoming, Receipt, Referral,
    Report,
};
use serde_json::Value;

/// How a people's mediation committee 人民调解委员会 speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mediation;

impl Dialect for Mediation {
    fn kind(&self) -> &'static str {
        "mediation"
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
