//! What stands around every page, and how a page is sent.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::actor::Role;
use domain::directory::UnitKind;
use domain::text::Language;
use engine::quiet_hours::UNREAD_COUNTED_MAX;

use super::assets::{FIGURES_STYLE, SCRIPT, STYLE};
use super::citizen::Size;
use super::done::is_done;
use super::sign_in::ENTERED_COOKIE;
use super::words::Words;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::State;

/// What a page may do: show itself, its style and its forms, all of this server.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The same of a page that has the script, which asks this server for rows and for news.
const SCRIPTED_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
                               img-src 'self' data:; form-action 'self'; base-uri 'none'; \
                               frame-ancestors 'none'";

/// What stands around a page.
#[derive(Debug)]
pub(super) struct Shell {
    /// The texts.
    pub(super) w: &'static Words,
    /// The language.
    pub(super) language: Language,
    /// The address of the stylesheet.
    pub(super) style: &'static str,
    /// The address of the second stylesheet, on pages of figures.
    pub(super) figures: Option<&'static str>,
    /// The address of the script, on pages that it makes quicker to use; none of them needs it.
    pub(super) script: Option<&'static str>,
    /// Who is signed in, with the unit; none on pages for anybody.
    pub(super) person: Option<String>,
    /// Where the person begins.
    pub(super) home: &'static str,
    /// The links at the side.
    pub(super) links: Vec<Link>,
    /// The links at the bottom, on telephones.
    pub(super) phone: Vec<Link>,
    /// The address of this page, for coming back to it.
    pub(super) here: String,
    /// What was just done, told once.
    pub(super) banner: Option<String>,
    /// Whether the visitor was sent here after something was done, which the address says.
    is_done: bool,
    /// How large the text is, on pages for citizens.
    pub(super) size: Size,
    /// The telephone number of the center, on pages for citizens.
    pub(super) telephone: String,
}

/// A link at the side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Where to.
    pub(super) to: &'static str,
    /// What it is called.
    pub(super) label: &'static str,
    /// Whether it is this page.
    pub(super) current: bool,
    /// How many unread notices it leads to, counted as far as [`UNREAD_COUNTED_MAX`].
    pub(super) unread: u64,
}

impl Link {
    /// The number of unread notices as it is shown; none where there is nothing to work down.
    pub(super) fn count(&self) -> Option<String> {
        let most = u64::from(UNREAD_COUNTED_MAX);
        (self.unread > 0).then(|| {
            if self.unread < most { self.unread.to_string() } else { format!("{}+", most - 1) }
        })
    }
}

impl Shell {
    /// Around a page for anybody.
    pub(super) fn open(language: Language) -> Self {
        let w = Words::of(language);
        Self {
            w,
            language,
            style: &STYLE.path,
            figures: None,
            script: None,
            person: None,
            home: "/s/",
            links: Vec::new(),
            phone: Vec::new(),
            here: "/s/".to_owned(),
            banner: None,
            is_done: false,
            size: Size::Normal,
            telephone: String::new(),
        }
    }

    /// Tells what was just done. An address alone tells nothing: anybody can make one.
    pub(super) fn tell(&mut self, what: Option<String>) {
        if self.is_done && what.is_some() {
            self.banner = what;
        }
    }

    /// The same with the script.
    pub(super) fn scripted(self) -> Self {
        Self { script: Some(&SCRIPT.path), ..self }
    }

    /// The same with the stylesheet of figures: tables to appraise by, drawings, the page of the leader, the wall.
    pub(super) fn with_figures(self) -> Self {
        Self { figures: Some(&FIGURES_STYLE.path), ..self }
    }

    /// Puts the links for a person of these roles, of the center or of another unit, who has so many unread notices, and may be
    /// at the desk of a center.
    fn link(
        &mut self,
        (roles, is_center): (&BTreeSet<Role>, bool),
        (unread, is_desk): (u64, bool),
        here: &str,
    ) {
        let w = self.w;
        let link = |to, label| Link { to, label, current: to == here, unread: 0 };
        let notices = Link { unread, ..link("/s/notices", w.account.notices) };
        let sees_cases = self.home == "/s/";
        let takes_in = roles.contains(&Role::Clerk) || roles.contains(&Role::Director);
        if sees_cases {
            self.links.push(link("/s/", w.my_work));
            self.links.push(notices);
            // What the center has stands in its own work; the desk is for units to which cases go.
            if !is_center {
                self.links.push(link("/s/inbox", w.desk.inbox));
            }
        }
        if takes_in {
            self.links.push(link("/s/triage", w.desk.triage));
            self.links.push(link("/s/cases/new", w.intake));
            self.links.push(link("/s/cases/batch", w.desk.batch));
        }
        if sees_cases {
            self.links.push(link("/s/search", w.search));
            // On a telephone there is room for four.
            let entry = if takes_in {
                link("/s/cases/new", w.desk.new_entry)
            } else {
                link("/s/search", w.search)
            };
            let desk = link(if takes_in || is_center { "/s/" } else { "/s/inbox" }, w.desk.to_do);
            self.phone = vec![desk, entry, notices, link("/s/me", w.desk.me)];
        }
        if roles.contains(&Role::Supervisor) || roles.contains(&Role::Director) {
            self.links.push(link("/s/supervise", w.supervision.desk));
            self.links.push(link("/s/quality", w.quality.quality));
            self.links.push(link("/s/leader", w.reading.leader));
            self.links.push(link("/s/reports", w.reading.reports));
        }
        if sees_cases {
            self.links.push(link("/s/supervise/orders", w.supervision.orders));
            self.links.push(link("/s/supervise/sessions", w.joint.sessions));
        }
        let appraises = [Role::Supervisor, Role::Director, Role::UnitHead];
        if sees_cases && appraises.iter().any(|role| roles.contains(role)) {
            self.links.push(link("/s/assess", w.appraisal.title));
        }
        let own = super::admin::links(roles, is_desk, &w.admin);
        self.links.extend(own.into_iter().map(|(to, label)| link(to, label)));
    }

    /// The sizes of text that may be chosen.
    #[expect(clippy::unused_self, reason = "templates reach nothing but what a page holds")]
    pub(super) const fn sizes(&self) -> [Size; 3] {
        Size::ALL
    }

    /// The tag of the language for documents.
    pub(super) const fn lang(&self) -> &'static str {
        crate::language::tag(self.language)
    }
}

/// Somebody of the staff who looks at a page.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// Who.
    pub(crate) caller: Caller,
    /// What stands around what they look at.
    pub(super) shell: Shell,
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        // Pages are for people; a token is made for programs, and for less than all that its owner may do.
        caller.needs_session()?;
        let language = crate::language::of(&parts.headers);
        let mut shell = Shell::open(language).scripted();
        let snapshot = state.engine.refresh_directory().await?;
        let staff = snapshot.directory.staff(&caller.person).ok_or_else(Problem::signed_out)?;
        let names = crate::api::names::Names::new(
            state.engine.definitions(),
            &snapshot.directory,
            language,
        );
        let (person, unit) = (names.person(&caller.person).name, names.unit(&staff.unit).name);
        shell.person = Some(format!("{person} · {unit}"));
        let w = shell.w;
        if let Some(path) = parts.uri.path_and_query().filter(|_| parts.method.is_safe()) {
            shell.here = path.as_str().to_owned();
            shell.is_done = is_done(&parts.headers, &shell.here);
        }
        if let Some((at, address)) = &caller.before
            && crate::language::cookie(&parts.headers, ENTERED_COOKIE).is_some()
        {
            let at = state.engine.definitions().calendar.local(*at).format("%m-%d %H:%M");
            shell.banner = Some(format!("{}：{at} · {address}", w.account.before));
        }
        shell.home = super::admin::home(&staff.roles);
        // An administrator sees no case, and is told of none.
        let unread =
            if shell.home == "/s/" { state.engine.count_unread(&caller.person).await? } else { 0 };
        let is_desk = state.engine.agency_reader_by(&caller.who(), &snapshot.directory).is_desk();
        let unit = snapshot.directory.units.get(&staff.unit);
        let is_center = unit.is_some_and(|unit| unit.kind == UnitKind::Center);
        shell.link((&staff.roles, is_center), (unread, is_desk), parts.uri.path());
        Ok(Self { caller, shell })
    }
}

/// A page as it is sent.
pub(super) fn page(template: &impl Template, status: StatusCode) -> Response {
    let Ok(text) = template.render() else {
        return Problem::unavailable().into_response();
    };
    // A page may do what it asks for and no more. What people typed never begins an element.
    let is_scripted = text.contains("<script ");
    let policy = if is_scripted { SCRIPTED_POLICY } else { POLICY };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "private, no-store"),
        // Without a referrer, browsers that send no `Sec-Fetch-Site` name no origin with a form of ours, either.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (status, headers, text).into_response()
}
