//! What every route answers to everybody, as a table. The rows must be those of the document of the API: a route without
//! a row is a finding.

/// Who asks, in the order of the columns; nobody at the end.
pub(crate) const PERSONAS: [(&str, &str); 20] = [
    ("clerk", "center.clerk"),
    ("super", "center.supervisor"),
    ("direc", "center.director"),
    ("lead", "urban-management.handler"),
    ("head", "urban-management.head"),
    ("deleg", "town-puqi.handler"),
    ("assis", "housing.handler"),
    ("done", "ecology.handler"),
    ("signs", "justice.head"),
    ("consu", "health.handler"),
    ("above", "county.head"),
    ("stran", "finance.handler"),
    ("admsy", "admin.system"),
    ("admse", "admin.security"),
    ("admau", "admin.audit"),
    ("respo", "police-puqi.handler"),
    ("colle", "police-puqi.handler2"),
    ("subor", "police-xindian.head"),
    ("relat", "center.clerk2"),
    ("nobod", ""),
];

/// Method and address, then the status for each persona. `{id}` is the case to which they stand as the columns say.
pub(crate) const TABLE: &str = "
                                                clerk super direc lead head deleg assis done signs consu above stran admsy admse admau respo colle subor relat nobod
get    /api/v1/cases                              200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
post   /api/v1/cases                              201   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   201   401
get    /api/v1/cases/{id}                         200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
get    /api/v1/cases/{id}/routing                 200   200   200  403  403   403   403  403   403   403   403   404   404   404   404   404   404   404   404   401
get    /api/v1/cases/{id}/verbs                   200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
post   /api/v1/cases/{id}/verbs                   200   403   403  200  403   200   200  403   403   403   403   404   404   404   404   404   404   404   404   401
get    /api/v1/cases/{id}/timeline                200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
get    /api/v1/cases/{id}/clocks                  200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
get    /api/v1/cases/{id}/parties                 200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
post   /api/v1/cases/{id}/parties/{party}/reveal  200   200   200  200  200   200   200  403   200   200   200   404   404   404   404   404   404   404   404   401
get    /api/v1/cases/{id}/attachments             200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
post   /api/v1/cases/{id}/attachments             201   201   201  201  201   201   201  403   201   201   201   404   404   404   404   404   404   404   404   401
get    /api/v1/cases/{id}/attachments/{file}      200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
post   /api/v1/cases/{id}/attachments/{file}/original 404   404   404   404   404   404   404   403 404 404 404 404 404 404 404 404 404 404 404 401
get    /api/v1/search                             200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
get    /api/v1/events                             200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
get    /api/v1/cases/{id}/referrals                200   200   200  200  200   200   200  200   200   200   200   404   404   404   404   404   404   404   404   401
get    /api/v1/referrals/{id}                      404   404   404  404  404   404   404  404   404   404   404   404   404   404   404   404   404   404   404   401
get    /api/v1/agencies                            200   200   200  403  403   403   403  403   403   403   403   403   200   403   403   403   403   403   200   401
post   /api/v1/agencies/{unit}/release             403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
get    /api/v1/outbox                              200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
post   /api/v1/outbox/{id}/retry                   404   404   404  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   404   401
get    /api/v1/inbox                               200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
post   /api/v1/inbox/{unit}/{message}/seen         404   404   404  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   404   401
post   /agencies/{unit}/reports                    404   404   404  404  404   404   404  404   404   404   404   404   404   404   404   404   404   404   404   404
get    /api/v1/notices                            200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
post   /api/v1/notices/{id}/read                  204   204   204  204  204   204   204  204   204   204   204   204   204   204   204   204   204   204   204   401
get    /api/v1/due-not-escalated                  403   200   200  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/supervision                        403   200   200  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/orders                               200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   401
post   /api/v1/orders                               403   201   201   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/orders/{id}                          200   200   200   200   200   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
post   /api/v1/orders/{id}/steps                    409   409   409   200   200   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
get    /api/v1/joint-sessions                       200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   401
post   /api/v1/joint-sessions                       403   201   201   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/joint-sessions/{id}                  200   200   200   200   200   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
post   /api/v1/joint-sessions/{id}/steps            409   409   409   409   409   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
post   /api/v1/joint-sessions/{id}/tasks/{task}/steps 409   409   409   200   200   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
get    /api/v1/joint-tasks                          200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   401
get    /api/v1/suspicions                           403   200   200  403  403   403   403  403   403   403  403   403   403   403   403   403   403   403   403   401
get    /api/v1/suspicions/transfers                 403   200   200  403  403   403   403  403   403   403  403   403   403   403   403   403   403   403   403   401
post   /api/v1/suspicions/dismissals                403   404   404  403  403   403   403  403   403   403  403   403   403   403   403   403   403   403   403   401
post   /api/v1/suspicions/searches                  403   202   202  403  403   403   403  403   403   403  403   403   403   403   403   403   403   403   403   401
get    /api/v1/suspicions/{id}                      404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
post   /api/v1/suspicions/{id}/judgements           404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
get    /api/v1/appraisals                         403   200   200   403   200   403   403   403   200   403   200   403   403   403   403   403   403   200   403   401
post   /api/v1/appraisals                         403   202   202   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/appraisals/{period}                403   404   404   403   404   403   403   403   404   403   404   403   403   403   403   403   403   404   403   401
post   /api/v1/appraisals/{period}/publication    403   403   404   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
post   /api/v1/appraisals/{period}/corrections    403   403   409   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/appraisals/{period}/units/{unit}   403   404   404   403   404   403   403   403   404   403   404   403   403   403   403   403   403   404   403   401
get    /api/v1/appraisals/{period}/units/{unit}/figures/{indicator} 403   404   404   403   404   403   403   403   404   403   404   403   403   403   403   403   403   404   403   401
get    /api/v1/appraisal-decisions                403   200   200   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
post   /api/v1/appraisal-decisions                403   201   201   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
post   /api/v1/appraisal-decisions/{id}/revocation 403   404   404   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/appraisal-objections               403   200   200   403   200   403   403   403   200   403   200   403   403   403   403   403   403   200   403   401
post   /api/v1/appraisal-objections               403   404   404   403   404   403   403   403   404   403   404   403   403   403   403   403   403   404   403   401
post   /api/v1/appraisal-objections/{id}/ruling   403   404   404   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/units                              200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
get    /api/v1/categories                         200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   200
get    /api/v1/workflows                          200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   200
get    /api/v1/audit                              403   403   403  403  403   403   403  403   403   403   403   403   403   403   200   403   403   403   403   401
post   /api/v1/accounts                           403   403   403  403  403   403   403  403   403   403   403   403   409   403   403   403   403   403   403   401
post   /api/v1/accounts/{person}/reset            403   403   403  403  403   403   403  403   403   403   403   403   200   403   403   403   403   403   403   401
post   /api/v1/accounts/{person}/second-factor/remove 403 403 403 403 403 403 403 403 403 403 403 403 403 404 403 403 403 403 403 401
put    /api/v1/accounts/{person}/disabled         403   403   403  403  403   403   403  403   403   403   403   403   204   403   403   403   403   403   403   401
get    /api/v1/people/{person}/open-cases           403   403   403  403  200   403   403  403   200   403   200   403   200   403   403   403   403   200   403   401
post   /api/v1/people/{person}/open-cases/hand-over 403   403   403  403  200   403   403  403   200   403   200   403   200   403   403   403   403   200   403   401
post   /api/v1/sessions                           401   401   401  401  401   401   401  401   401   401   401   401   401   401   401   401   401   401   401   401
delete /api/v1/sessions/current                   403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/me                                 200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   401
put    /api/v1/me/password                        403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/me/tokens                          403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
post   /api/v1/me/tokens                          403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
delete /api/v1/me/tokens/{id}                     403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
get    /api/v1/me/calendar                        403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
post   /api/v1/me/calendar                        403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
delete /api/v1/me/calendar                        403   403   403  403  403   403   403  403   403   403   403   403   403   403   403   403   403   403   403   401
get    /calendar/{file}                           404   404   404  404  404   404   404  404   404   404   404   404   404   404   404   404   404   404   404   404
get    /api/v1/subscriptions                      403   403   403  403  403   403   403  403   403   403   403   403   200   403   403   403   403   403   403   401
post   /api/v1/subscriptions                      403   403   403  403  403   403   403  403   403   403   403   403   422   403   403   403   403   403   403   401
post   /api/v1/subscriptions/{id}/pause           403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
post   /api/v1/subscriptions/{id}/resume          403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
post   /api/v1/subscriptions/{id}/remove          403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
post   /api/v1/subscriptions/{id}/rotate          403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
post   /api/v1/subscriptions/{id}/retry           403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
get    /api/v1/subscriptions/{id}/log             403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
get    /api/v1/subscriptions/{id}/dead            403   403   403  403  403   403   403  403   403   403   403   403   404   403   403   403   403   403   403   401
get    /api/v1/scan-points                         403   403   403   403   403   403   403   403   403   403   403   403   200   403   403   403   403   403   403   401
post   /api/v1/scan-points                         403   403   403   403   403   403   403   403   403   403   403   403   201   403   403   403   403   403   403   401
post   /api/v1/scan-points/{id}/replace            403   403   403   403   403   403   403   403   403   403   403   403   404   403   403   403   403   403   403   401
post   /api/v1/scan-points/{id}/retire             403   403   403   403   403   403   403   403   403   403   403   403   404   403   403   403   403   403   403   401
get    /api/v1/reviews                             200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   200   401
post   /api/v1/reviews/{id}/reveal                 404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
post   /api/v1/reviews/{id}/clue                   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
post   /api/v1/reviews/{id}/dismiss                404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   401
post   /api/v1/public/complaints                  201   201   201  201  201   201   201  201   201   201   201   201   201   201   201   201   201   201   201   201
post   /api/v1/public/receipts                    200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   200
post   /api/v1/public/receipts/verbs              200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   200
post   /api/v1/public/ratings                     404   404   404  404  404   404   404  404   404   404   404   404   404   404   404   404   404   404   404   404
post   /api/v1/public/reviews                      404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404   404
get    /                                          200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   200
get    /healthz                                   200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   200
get    /readyz                                    200   200   200  200  200   200   200  200   200   200   200   200   200   200   200   200   200   200   200   200
get    /metrics                                   404   404   404  404  404   404   404  404   404   404   404   404   404   404   404   404   404   404   404   404
";

/// Who may read whom the case is about.
pub(crate) const KNOW_RESPONDENTS: [&str; 7] =
    ["clerk", "super", "direc", "lead", "head", "deleg", "assis"];

/// Routes on which nobody needs to sign in; for all others the last column is 401.
pub(crate) const PUBLIC: [&str; 14] = [
    "post /agencies/{unit}/reports",
    "get /api/v1/categories",
    "get /api/v1/workflows",
    "post /api/v1/sessions",
    "post /api/v1/public/complaints",
    "post /api/v1/public/receipts",
    "post /api/v1/public/receipts/verbs",
    "post /api/v1/public/ratings",
    "post /api/v1/public/reviews",
    "get /calendar/{file}",
    "get /",
    "get /healthz",
    "get /readyz",
    "get /metrics",
];

/// The open interface, which knows nobody and answers everybody alike; what it may tell is held in `requests`.
pub(crate) const OPEN311: [&str; 6] =
    ["discovery", "services", "services/{code}", "requests", "requests/{id}", "tokens/{token}"];

/// A row: the route, and the status for each persona.
pub(crate) struct Row {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) statuses: Vec<u16>,
}

impl Row {
    pub(crate) fn route(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The rows of the table, whose head must name the personas.
pub(crate) fn rows() -> Vec<Row> {
    let mut lines = TABLE.trim_start_matches('\n').lines();
    let head: Vec<_> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(head, PERSONAS.map(|(column, _)| column));
    let row = |line: &'static str| {
        let mut cells = line.split_whitespace();
        let (method, path) = (cells.next().unwrap(), cells.next().unwrap());
        let statuses: Vec<u16> = cells.map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(statuses.len(), PERSONAS.len(), "{line}");
        Row { method, path, statuses }
    };
    lines.map(row).collect()
}
