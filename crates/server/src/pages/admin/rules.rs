//! What the forms of administrators have in common: who may see them, why something is done, and why it was not.

use axum::http::StatusCode;
use domain::actor::Role;
use domain::text::cleaned_line;
use engine::people::NotPut;

/// Refuses who does not keep the installation.
pub(super) use crate::api::accounts::administrator as keeper;
use crate::caller::{Caller, Scope};
use crate::pages::posted::Posted;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The longest reason, in characters.
const REASON_CHARACTERS_MAX: usize = 200;

/// What an administrator keeps of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    /// Who there is, and their accounts: the system administrator.
    Accounts,
    /// What they may do: the security administrator.
    Rights,
}

/// Refuses who keeps neither accounts nor rights.
pub(super) async fn viewer(state: &Shared, caller: &Caller) -> Result<Keeper, Problem> {
    caller.needs(Scope::AccountsWrite)?;
    let roles = [Role::SystemAdministrator, Role::SecurityAdministrator];
    let staff = caller.holding(&state.engine, &roles).await?;
    let keeps_accounts = staff.roles.contains(&Role::SystemAdministrator);
    Ok(if keeps_accounts { Keeper::Accounts } else { Keeper::Rights })
}

/// Refuses who does not keep rights.
pub(super) async fn security(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.needs(Scope::AccountsWrite)?;
    caller.holding(&state.engine, &[Role::SecurityAdministrator]).await.map(|_| ())
}

/// Why something is done; it stands in the audit.
pub(super) fn reason_of(posted: &Posted) -> Result<String, Problem> {
    let reason = cleaned_line(posted.one("reason"));
    if (1..=REASON_CHARACTERS_MAX).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    let zh = format!("请用 1 至 {REASON_CHARACTERS_MAX} 个字写明理由，理由将记入审计日志");
    let en = format!("say why in 1 to {REASON_CHARACTERS_MAX} characters; it stands in the audit");
    Err(Problem::malformed(zh, en).with("at", "reason"))
}

/// A button that is none of ours.
pub(super) fn no_such_step() -> Problem {
    Problem::malformed("不认识的操作", "there is no such thing to do")
}

/// That the state of things does not allow it.
pub(super) fn conflict(code: &'static str, zh: &str, en: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, zh, en)
}

/// Why a person was not put into the directory as asked.
pub(super) fn not_put(why: NotPut) -> Problem {
    match why {
        NotPut::Oneself => conflict(
            "own_roles",
            "不能调整自己的角色，请由另一位安全管理员调整",
            "nobody changes their own roles; another security administrator can",
        ),
        NotPut::LastAdministrator => conflict(
            "last_administrator",
            "这是最后一个可用的系统管理员，不能撤去这个角色",
            "this is the last one who can administer the system, and the role stays",
        ),
        NotPut::Moved => conflict(
            "person_moved",
            "此编号已有人使用，或刚被他人修改；请重新打开后再办",
            "there is somebody of this id, or they were changed meanwhile; open the page again",
        ),
        NotPut::Wrong(why) => Problem::malformed(why.zh, why.en),
    }
}
