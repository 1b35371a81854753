//! Who calls: the holder of a session or of an API token. Holding the value is the permission to ask at all.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use domain::actor::{Role, Staff};
use domain::id::{PersonId, Timestamp};
use engine::sign_in::SignedIn;
use engine::{Engine, Who};

use crate::origin::of_this_site;
use crate::problem::Problem;
use crate::state::State;

/// What an API token may be used for. A session may be used for everything that its person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Reading cases.
    CasesRead,
    /// Filing and handling cases.
    CasesWrite,
    /// Reading identities.
    IdentitiesReveal,
    /// Keeping accounts and units.
    AccountsWrite,
    /// Reading the audit.
    AuditRead,
    /// Keeping the subscriptions of other systems.
    SubscriptionsWrite,
}

impl Scope {
    /// All scopes.
    pub(crate) const ALL: [Self; 6] = [
        Self::CasesRead,
        Self::CasesWrite,
        Self::IdentitiesReveal,
        Self::AccountsWrite,
        Self::AuditRead,
        Self::SubscriptionsWrite,
    ];

    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::CasesRead => "cases:read",
            Self::CasesWrite => "cases:write",
            Self::IdentitiesReveal => "identities:reveal",
            Self::AccountsWrite => "accounts:write",
            Self::AuditRead => "audit:read",
            Self::SubscriptionsWrite => "subscriptions:write",
        }
    }
}

/// The name of the cookie of a session. The prefix makes browsers keep it to this host and to TLS.
pub(crate) const SESSION_COOKIE: &str = "__Host-session";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The person.
    pub(crate) person: PersonId,
    /// The token by which they came.
    pub(crate) token: String,
    scopes: Option<Vec<String>>,
    /// Whether the password must be changed before anything else.
    pub(crate) must_change: bool,
    /// Whether the account has a second factor.
    pub(crate) has_factor: bool,
    /// When and from which address they had signed in before.
    pub(crate) before: Option<(Timestamp, String)>,
}

impl Caller {
    /// Who this is to the engine.
    pub(crate) fn who(&self) -> Who {
        Who::Person(self.person.clone())
    }

    /// Refuses a token that was not made for this.
    pub(crate) fn needs(&self, scope: Scope) -> Result<(), Problem> {
        match &self.scopes {
            Some(scopes) if !scopes.iter().any(|held| held == scope.as_str()) => {
                Err(Problem::forbidden().with("scope", scope.as_str()))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses API tokens where only the person in person may act.
    pub(crate) fn needs_session(&self) -> Result<(), Problem> {
        if self.scopes.is_none() {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "session_needed",
            "访问令牌不能这样做，请本人登录后操作",
            "an API token may not do this; its owner does it signed in",
        ))
    }

    /// The person in the directory; refuses who does not hold one of the roles.
    pub(crate) async fn holding(&self, engine: &Engine, roles: &[Role]) -> Result<Staff, Problem> {
        let snapshot = engine.refresh_directory().await?;
        let staff = snapshot.directory.staff(&self.person);
        let holds = |staff: &Staff| roles.iter().any(|role| staff.roles.contains(role));
        staff.filter(holds).ok_or_else(Problem::forbidden)
    }

    /// Refuses who does not supervise.
    pub(crate) async fn supervises(&self, engine: &Engine) -> Result<(), Problem> {
        self.holding(engine, &[Role::Supervisor, Role::Director]).await.map(|_| ())
    }
}

impl FromRequestParts<State> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let token = token(parts, &state.options.public_url)?.ok_or_else(Problem::signed_out)?;
        let holder = state.engine.holder_of(&token).await?.ok_or_else(Problem::signed_out)?;
        state.limits.request(&holder.person)?;
        if state.engine.acts_for_an_agency(&holder.person) && !is_for_agencies(parts.uri.path()) {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "agency_fetches_only",
                "业务系统只能按移交单取案件：GET /api/v1/referrals/{id}",
                "the system of an agency fetches a case by its referral only: GET /api/v1/referrals/{id}",
            ));
        }
        let first = holder.must_change && !parts.uri.path().ends_with("/me/password");
        if first {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "password_must_change",
                "首次登录须先修改密码",
                "change your first password before anything else",
            ));
        }
        needs_no_factor(state, &holder, parts.uri.path())?;
        let SignedIn { person, scopes, must_change, has_factor, before } = holder;
        Ok(Self { person, token, scopes, must_change, has_factor, before })
    }
}

/// Whether the system of an agency may ask there: for the case of a referral, which is written down each time, and for its
/// own account. By any other way it would read cases without a trace.
fn is_for_agencies(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    ["/referrals/", "/me/", "/sessions"].iter().any(|own| path.starts_with(own))
}

/// Where a second factor may be put in, and what else may be done without one that is demanded.
const WITHOUT_FACTOR: [&str; 4] =
    ["/s/me/code", "/s/me/code/confirm", "/s/logout", "/api/v1/sessions/current"];

/// Refuses administrators without a second factor where the county demands one of them.
fn needs_no_factor(state: &State, holder: &SignedIn, path: &str) -> Result<(), Problem> {
    let demanded = state.options.second_factor_for_administrators;
    let may = WITHOUT_FACTOR.contains(&path);
    if !demanded || holder.has_factor || may || path.ends_with("/me/password") {
        return Ok(());
    }
    let snapshot = state.engine.directory();
    let staff = snapshot.directory.staff(&holder.person);
    if !staff.is_some_and(|staff| staff.roles.iter().any(|role| role.is_administrator())) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "second_factor_needed",
        "管理员须先启用两步验证，请在“我的账号”页面设置",
        "administrators need a second factor first; put one in at /s/me/code",
    ))
}

/// The token by which somebody comes. A browser adds the cookie by itself, so that it counts only for pages of this server.
fn token(parts: &Parts, public_url: &str) -> Result<Option<String>, Problem> {
    if let Some(value) = parts.headers.get(AUTHORIZATION) {
        return Ok(bearer(value));
    }
    let cookies = parts.headers.get(COOKIE).and_then(|cookies| cookies.to_str().ok());
    let mut named = cookies
        .into_iter()
        .flat_map(|all| all.split(';'))
        .filter_map(|one| one.trim().split_once('='));
    let Some((_, token)) = named.find(|(name, _)| *name == SESSION_COOKIE) else { return Ok(None) };
    of_this_site(parts, public_url)?;
    Ok(Some(token.to_owned()))
}

fn bearer(value: &HeaderValue) -> Option<String> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
