//! Putting in a second factor: the password, then the secret with its first code, then the recovery codes.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use engine::sign_in::{NotSignedIn, PASSWORD_CHARACTERS_MAX};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::citizen::drawn;
use super::super::posted::Posted;
use super::super::shell::{Shell, page};
use super::super::trouble::wait;
use crate::address::Address;
use crate::api::sessions::not_signed_in;
use crate::caller::Caller;
use crate::extract::Language;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How far somebody is.
enum Step {
    /// To say who they are.
    Begin,
    /// To scan, and to show the first code.
    Confirm { sealed: String, secret: String, qr: String },
    /// It is in.
    Done { codes: Vec<String> },
}

#[derive(Template)]
#[template(path = "factor.html")]
struct FactorPage {
    shell: Shell,
    error: Option<String>,
    has_factor: bool,
    step: Step,
}

/// Shows the first form.
pub(in crate::pages) async fn begin(
    caller: Caller,
    Language(language): Language,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    let (shell, has_factor) = (Shell::open(language), caller.has_factor);
    Ok(page(&FactorPage { shell, error: None, has_factor, step: Step::Begin }, StatusCode::OK))
}

/// Makes a secret for whoever shows the password, and a code of the factor that is there.
pub(in crate::pages) async fn enrol(
    State(state): State<Shared>,
    caller: Caller,
    from: Address,
    Language(language): Language,
    posted: Posted,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    state.limits.try_password(&caller.person)?;
    let (shell, has_factor) = (Shell::open(language), caller.has_factor);
    let present = posted.whole("present");
    let (who, shown) = ((&caller.person, caller.token.as_str()), (present, posted.one("code")));
    let begun = if present.chars().count() > PASSWORD_CHARACTERS_MAX {
        Err(NotSignedIn::Wrong)
    } else {
        state.engine.begin_second_factor(who, shown, from.0).await?
    };
    match begun {
        Ok(made) => {
            let step = confirming(&state, &caller, made.sealed, made.secret).await?;
            Ok(page(&FactorPage { shell, error: None, has_factor, step }, StatusCode::OK))
        }
        Err(no) => {
            let problem = not_signed_in(&state, &no);
            let wrong = shell.w.account.wrong_password.to_owned();
            let error = if no == NotSignedIn::Wrong { wrong } else { problem.line(shell.language) };
            let sheet = FactorPage { shell, error: Some(error), has_factor, step: Step::Begin };
            Ok(wait(page(&sheet, StatusCode::UNPROCESSABLE_ENTITY), &problem))
        }
    }
}

/// Puts it in, and shows the recovery codes.
pub(in crate::pages) async fn confirm(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    posted: Posted,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    let (shell, has_factor) = (Shell::open(language), caller.has_factor);
    let sealed = posted.one("sealed");
    let (who, shown) = ((&caller.person, caller.token.as_str()), (sealed, posted.one("code")));
    match state.engine.confirm_second_factor(who, shown).await? {
        Ok(codes) => {
            let step = Step::Done { codes };
            Ok(page(&FactorPage { shell, error: None, has_factor, step }, StatusCode::OK))
        }
        Err(no) => {
            let error = Some(not_signed_in(&state, &no).line(shell.language));
            let step = match state.engine.pending_secret(&caller.person, sealed) {
                Some(secret) if no == NotSignedIn::WrongCode => {
                    confirming(&state, &caller, sealed.to_owned(), secret).await?
                }
                Some(_) | None => Step::Begin,
            };
            let sheet = FactorPage { shell, error, has_factor, step };
            Ok(page(&sheet, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// The secret with its QR code, as authenticators read it (Key Uri Format).
async fn confirming(
    state: &Shared,
    caller: &Caller,
    sealed: String,
    secret: String,
) -> Result<Step, Problem> {
    let account = state.engine.store().account_of(&caller.person).await?;
    let account = account.ok_or_else(Problem::signed_out)?;
    let name = utf8_percent_encode(&account.sign_in, NON_ALPHANUMERIC);
    let uri = format!("otpauth://totp/Bihuan:{name}?secret={secret}&issuer=Bihuan");
    Ok(Step::Confirm { sealed, secret, qr: drawn(&uri) })
}
