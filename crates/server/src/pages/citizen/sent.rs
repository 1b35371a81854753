//! Sending a report, by the same way as over the API, and the receipt for it.

use askama::Template;
use domain::promise::promise;
use engine::intake::Filed;

use super::report::{KINDS, OFFICIALS, WORKFLOW};
use crate::address::Address;
use crate::api::filing::{PartyIn, RespondentsIn};
use crate::api::offers::FieldOut;
use crate::api::public::{ComplaintIn, anybody, complained};
use crate::pages::posted::Posted;
use crate::pages::shell::Shell;
use crate::problem::Problem;
use crate::state::State;

/// Files what was posted. A second click of the same button files nothing more.
pub(super) async fn filed(
    state: &State,
    from: Address,
    posted: &Posted,
    fields: &[FieldOut],
) -> Result<Filed, Problem> {
    state.limits.complain(from)?;
    let kind = KINDS.iter().find(|(id, ..)| *id == posted.one("kind"));
    let mut respondents = RespondentsIn::default();
    respondents.unmatched = posted.one("kind") == OFFICIALS;
    let is_named = posted.one("contact") != "anonymous";
    let complaint = ComplaintIn {
        workflow: WORKFLOW.to_owned(),
        title: posted.one("title").to_owned(),
        category: kind.map_or("", |(_, category, ..)| category).to_owned(),
        place: posted.one("place").to_owned(),
        address: posted.one("address").to_owned(),
        position: None,
        party: is_named.then(|| PartyIn::of(posted.one("name"), posted.one("telephone"))),
        respondents,
        form: posted.form(fields),
    };
    let request = posted.request(anybody(&posted.hash()), "page report".to_owned());
    complained(state, complaint, request).await
}

/// The receipt: the code, which is told now and never again, and what follows.
#[derive(Template)]
#[template(path = "receipt.html")]
pub(super) struct ReceiptPage {
    shell: Shell,
    /// The code, in two lines of two groups: one line breaks where nobody wants it when letters are large.
    lines: Vec<String>,
    code: String,
    promised: Option<String>,
}

impl ReceiptPage {
    /// The receipt of what was filed.
    pub(super) fn of(state: &State, shell: Shell, filed: &Filed) -> Self {
        let code = filed.receipts.first().map_or("", |(_, code)| code);
        let grouped = engine::codes::grouped(code);
        let groups: Vec<_> = grouped.split('-').collect();
        let case = &filed.committed.stored.case;
        let promised = promise(case, state.engine.workflow_of(case), case.filed_at);
        let calendar = &state.engine.definitions().calendar;
        Self {
            promised: promised.map(|(by, _)| super::day(calendar, by, shell.language)),
            lines: groups.chunks(2).map(|line| line.join(" ")).collect(),
            code: grouped,
            shell,
        }
    }
}
