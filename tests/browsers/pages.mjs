// Every page that is looked at. A new page is a line here.
//
//   name    what it is called in the report and in the files of pictures
//   state   full, empty or error: what is on it
//   who     who is signed in; nobody for pages that anybody sees
//   path    where it is; what stands in braces is found or made by `finding.mjs`
//   steps   what is done there before looking: texts to type and what to choose, by the ids of their fields; what to
//           tick, by selectors; a file for a field; then what is clicked
//   status  the answer, where it is another than 200
//   rows    how many rows of the list are seen at 1366×657 without scrolling
//   shows   whether somebody's telephone number is what was asked for
//   fits    whether all of it is seen at 1366×657 without scrolling

const CLERK = 'center.clerk';
const onward = { click: '.act .pri' };
const kind = (of) => [`input[name=kind][value=${of}]`];
const matter = { fill: { title: '老街路灯不亮', 'f.account': '三盏路灯坏了一周，夜里看不见路。' }, tick: kind('facilities'), ...onward };
const place = { choose: { place: '421281101' }, fill: { address: '老街 12 号门口' }, ...onward };
const contact = { fill: { telephone: '13800001234', name: '张桂兰' }, ...onward };

const citizens = [
  { name: 'home', path: '/' },
  { name: 'report-what', path: '/report' },
  { name: 'report-what', state: 'error', path: '/report', steps: [onward], status: 400 },
  { name: 'report-photos', path: '/report', steps: [{ ...matter, file: 'photos', click: 'button[name=to][value="1"]' }] },
  { name: 'report-sensitive', path: '/report', steps: [{ ...matter, tick: kind('violence') }] },
  { name: 'report-where', path: '/report', steps: [matter] },
  { name: 'report-contact', path: '/report', steps: [matter, place] },
  { name: 'report-contact', state: 'error', path: '/report', steps: [matter, place, onward], status: 400 },
  { name: 'receipt', path: '/report', steps: [matter, place, contact] },
  { name: 'progress', path: '/report', steps: [matter, place, contact, { click: 'main form .pri' }] },
  { name: 'progress-answered', path: '/t', steps: [{ fill: { code: '{code}' }, ...onward }] },
  { name: 'track', state: 'empty', path: '/t' },
  { name: 'track', state: 'error', path: '/t', steps: [{ fill: { code: 'ABCD' }, ...onward }], status: 404 },
  { name: 'follow', path: '{follow}' },
  { name: 'follow', state: 'error', path: '/f/none', status: 404 },
  { name: 'scanned', path: '{scan}' },
  { name: 'scanned', state: 'error', path: '/q/none', status: 404 },
  { name: 'review', path: '{review}' },
  { name: 'review', state: 'error', path: '{review}', steps: [onward], status: 400 },
  { name: 'paper-unknown', state: 'error', path: '/v/0000000000000000', status: 404 },
  { name: 'notice', path: '/notice' },
  { name: 'help', path: '/help' },
  { name: 'citizens-nowhere', state: 'error', path: '/nowhere', status: 404 },
].map((page) => ({ ...page, citizen: true }));

const taken = {
  fill: { telephone: '13812345678', place: '421281101', category: '1104', title: '路灯不亮', 'f.account': '三盏路灯坏了一周。' },
  click: 'main form .pri',
};
const rows = { fill: { place: '421281101', 'r1.matter': '巷口积水', 'r1.category': '1104', 'r2.matter': '路灯不亮', 'r2.category': '1104' } };
const chosen = { tick: ['tbody tr:nth-child(1) input[name=case]', 'tbody tr:nth-child(2) input[name=case]'], click: '.bulk .btn' };
const noted = { choose: { do: 'service/record_note' }, ...chosen };

const staff = [
  { name: 'sign-in', path: '/s/login' },
  { name: 'sign-in', state: 'error', path: '/s/login', steps: [{ fill: { name: 'nobody', password: 'wrong' }, click: '.pri' }], status: 401 },
  { name: 'supervise', who: 'center.supervisor', path: '/s/supervise' },
  { name: 'leader', who: 'center.director', path: '/s/leader' },
  { name: 'reports', who: 'center.director', path: '/s/reports' },
  { name: 'report', who: 'center.director', path: '{report}' },
  { name: 'whose-time', who: 'center.supervisor', path: '/s/supervise/time' },
  { name: 'whose-time', state: 'error', who: 'center.supervisor', path: '/s/supervise/time?lead=nowhere-at-all', status: 400 },
  { name: 'case-time', who: 'center.supervisor', path: '{case}/time' },
  { name: 'disputes', state: 'empty', who: 'center.supervisor', path: '/s/supervise/disputes' },
  { name: 'wall', who: 'center.director', path: '/s/wall' },
  { name: 'screens', state: 'empty', who: 'center.director', path: '/s/wall/screens' },
  { name: 'screens', state: 'error', who: 'center.director', path: '/s/wall/screens', steps: [{ click: 'main form .pri' }], status: 400 },
  { name: 'orders', who: 'center.supervisor', path: '/s/supervise/orders' },
  { name: 'orders', state: 'empty', who: 'center.supervisor', path: '/s/supervise/orders?tab=cancelled' },
  { name: 'sessions', who: 'center.supervisor', path: '/s/supervise/sessions' },
  { name: 'sessions', state: 'empty', who: 'center.supervisor', path: '/s/supervise/sessions?tab=called_off' },
  { name: 'session-tasks', who: 'center.supervisor', path: '/s/supervise/tasks' },
  { name: 'session-tasks', state: 'empty', who: 'center.supervisor', path: '/s/supervise/tasks?tab=late' },
  { name: 'session', who: 'center.supervisor', path: '{session}' },
  { name: 'session-new', who: 'center.supervisor', path: '/s/supervise/sessions/new' },
  { name: 'session-new', state: 'error', who: 'center.supervisor', path: '/s/supervise/sessions/new', steps: [{ click: 'main form .pri' }], status: 400 },
  { name: 'sponsor', who: 'center.supervisor', path: '{case}/sponsor' },
  { name: 'sponsor', state: 'error', who: 'center.supervisor', path: '{case}/sponsor', steps: [{ click: 'main form .pri' }], status: 400 },
  { name: 'quality', who: 'center.supervisor', path: '/s/quality' },
  { name: 'quality', state: 'empty', who: 'center.supervisor', path: '/s/quality?stands=confirmed' },
  { name: 'transfers', who: 'center.supervisor', path: '/s/quality/transfers' },
  { name: 'whatif', who: 'center.supervisor', path: '/s/whatif' },
  { name: 'recommendations', state: 'empty', who: 'center.supervisor', path: '/s/supervise/orders?kind=recommend' },
  { name: 'assess', state: 'empty', who: 'center.supervisor', path: '/s/assess' },
  { name: 'assess', state: 'error', who: 'center.supervisor', path: '/s/assess', steps: [{ fill: { period: 'x' }, click: 'main form .pri' }], status: 400 },
  { name: 'assess-waiting', who: 'center.supervisor', path: '/s/assess', steps: [{ click: 'main form .pri' }] },
  { name: 'assess-decisions', state: 'empty', who: 'center.supervisor', path: '/s/assess/decisions' },
  { name: 'assess-objections', state: 'empty', who: 'center.supervisor', path: '/s/assess/objections' },
  { name: 'supervise-due', state: 'empty', who: 'center.supervisor', path: '/s/supervise/due' },
  { name: 'work', path: '/s/', rows: 12 },
  { name: 'work-overdue', path: '/s/?tab=overdue', rows: 12 },
  { name: 'work-ended', path: '/s/?tab=ended', rows: 12 },
  { name: 'work-narrowed', path: '/s/?workflow=service&risk=low&lead=urban-management' },
  { name: 'work', state: 'empty', path: '/s/?risk=high&category=11&place=421281101' },
  { name: 'work', state: 'error', path: '/s/?place=nowhere-at-all' },
  { name: 'bulk', path: '/s/?workflow=service', steps: [noted] },
  { name: 'bulk-result', path: '/s/?workflow=service', steps: [noted, { anything: true, click: 'form.card .pri' }] },
  { name: 'bulk', state: 'error', path: '/s/bulk?do=service%2Frecord_note', status: 400 },
  { name: 'intake', path: '/s/cases/new', fits: true },
  { name: 'intake', state: 'error', path: '/s/cases/new', steps: [{ click: 'main form .pri' }], status: 400 },
  { name: 'intake-check', path: '/s/cases/new', steps: [taken] },
  { name: 'filed', path: '/s/cases/new', steps: [taken, { click: 'button[name=then][value=assign]' }], status: 201 },
  { name: 'intake-next', path: '/s/cases/new', steps: [taken, { click: 'button[name=then][value=next]' }], status: 201 },
  { name: 'batch', path: '/s/cases/batch' },
  { name: 'batch', state: 'error', path: '/s/cases/batch', steps: [{ fill: { 'r1.matter': '没有地点' }, click: 'main form > p .pri' }], status: 400 },
  { name: 'batch-result', path: '/s/cases/batch', steps: [{ ...rows, click: 'main form > p .pri' }], status: 201 },
  { name: 'triage', state: 'empty', path: '/s/triage' },
  { name: 'triage', path: '{triage}' },
  { name: 'case', path: '{case}' },
  { name: 'case-answered', path: '{answered}' },
  { name: 'respondents', path: '{case}/respondents' },
  { name: 'respondents', state: 'error', path: '{case}/respondents', steps: [{ click: 'form.card .pri' }], status: 400 },
  { name: 'party', path: '{party}' },
  { name: 'party', state: 'error', path: '{party}', steps: [{ click: 'form.card .pri' }], status: 400 },
  { name: 'party-shown', shows: true, path: '{party}', steps: [{ fill: { reason: '电话核实' }, click: 'form.card .pri' }] },
  { name: 'papers', path: '{papers}' },
  { name: 'paper', path: '{papers}', steps: [{ click: 'form.card .pri' }] },
  { name: 'original', path: '{original}' },
  { name: 'original', state: 'error', path: '{original}', steps: [{ click: 'form.card .pri' }], status: 400 },
  { name: 'step', path: '{step}' },
  { name: 'step', state: 'error', path: '{assign}', steps: [{ click: 'form.card .pri' }], status: 400 },
  { name: 'search', state: 'empty', path: '/s/search' },
  { name: 'search', path: '/s/search?q=%E8%B7%AF' },
  { name: 'search-nothing', state: 'empty', path: '/s/search?q=qqqqqq' },
  { name: 'agencies', path: '/s/agencies' },
  { name: 'agencies-dead', path: '/s/agencies?tab=dead' },
  { name: 'agencies-inbox', path: '/s/agencies?tab=inbox' },
  { name: 'flow', path: '/s/flow' },
  { name: 'flow-dispute', path: '/s/flow/dispute' },
  { name: 'password', path: '/s/me/password' },
  { name: 'account', path: '/s/me' },
  { name: 'second-factor', path: '/s/me/code' },
  { name: 'notices', who: 'center.director', path: '/s/notices' },
  { name: 'notices', state: 'empty', path: '/s/notices?tab=all' },
  { name: 'nowhere', state: 'error', path: '/s/nowhere', status: 404 },
  { name: 'no-case', state: 'error', path: '/s/cases/0000000000', status: 404 },
  { name: 'not-allowed', state: 'error', path: '/s/admin/people', status: 403 },
].map((page) => ({ who: page.name === 'sign-in' ? undefined : CLERK, ...page }));

const HANDLER = 'urban-management.handler';
const HEAD = 'urban-management.head';
const MEDIATOR = 'mediation-puqi.handler';
const COURT = 'court.handler';
const handed = { fill: { reason: '调往外地' }, choose: { to: '-' }, click: 'button[name=do]' };
const others = [
  { name: 'work-director', who: 'center.director', path: '/s/' },
  { name: 'reviews', who: 'center.director', path: '/s/reviews' },
  { name: 'reviews-all', who: 'center.director', path: '/s/reviews?tab=all' },
  { name: 'clues', who: 'center.director', path: '/s/reviews/clues' },
  { name: 'clues', state: 'empty', who: 'center.director', path: '/s/reviews/clues?stands=stopped' },
  { name: 'work-supervisor', who: 'center.supervisor', path: '/s/' },
  { name: 'case-supervisor', who: 'center.supervisor', path: '{case}' },
  { name: 'work-handler', who: HANDLER, path: '/s/' },
  { name: 'case-handler', who: HANDLER, path: '{case}' },
  { name: 'desk', who: HANDLER, path: '/s/inbox' },
  { name: 'desk-in-hand', who: HANDLER, path: '/s/inbox?tab=hand' },
  { name: 'desk', state: 'empty', who: 'center.supervisor', path: '/s/inbox' },
  { name: 'desk-ordered', state: 'empty', who: HANDLER, path: '/s/inbox?tab=order' },
  { name: 'desk-mediator', who: MEDIATOR, path: '/s/inbox?tab=hand' },
  { name: 'desk-meetings', who: MEDIATOR, path: '/s/inbox?tab=meetings' },
  { name: 'desk-court', who: COURT, path: '/s/inbox' },
  { name: 'desk-confirm', who: COURT, path: '/s/inbox?tab=confirm' },
  { name: 'desk-suits', state: 'empty', who: COURT, path: '/s/inbox?tab=suits' },
  { name: 'hand-over-choose', who: HEAD, path: '/s/handover' },
  { name: 'take-over', state: 'empty', who: HANDLER, path: '/s/handover' },
  { name: 'hand-over', who: HEAD, path: `/s/handover?from=${HANDLER}` },
  { name: 'hand-over-check', who: HEAD, path: `/s/handover?from=${HANDLER}`, steps: [handed] },
  { name: 'hand-over', state: 'error', who: HEAD, path: `/s/handover?from=${HANDLER}`, steps: [{ click: 'button[name=do]' }], status: 400 },
  { name: 'hand-over', state: 'empty', who: HEAD, path: '/s/handover?from=-' },
  { name: 'work-head', who: 'urban-management.head', path: '/s/' },
  { name: 'work-police', who: 'police-puqi.handler', path: '/s/' },
];

const SYSTEM = 'admin.system';
const administrators = [
  { name: 'people', who: SYSTEM, path: '/s/admin/people' },
  { name: 'people-of-unit', who: SYSTEM, path: '/s/admin/people?unit=center' },
  { name: 'people', state: 'empty', who: SYSTEM, path: '/s/admin/people?q=qqqqqq' },
  { name: 'person', who: SYSTEM, path: '/s/admin/people/center.clerk' },
  { name: 'person', state: 'error', who: SYSTEM, path: '/s/admin/people/center.clerk', steps: [{ click: 'button[name=do][value=end]' }], status: 400 },
  { name: 'person-work', who: SYSTEM, path: '/s/admin/people/urban-management.handler/work' },
  { name: 'person-work', state: 'error', who: SYSTEM, path: '/s/admin/people/urban-management.handler/work', steps: [{ click: 'form.card button' }], status: 400 },
  { name: 'person-new', who: SYSTEM, path: '/s/admin/people/new?unit=center' },
  { name: 'person-new', state: 'error', who: SYSTEM, path: '/s/admin/people/new', steps: [{ click: 'form.card .pri' }], status: 400 },
  { name: 'person-roles', who: 'admin.security', path: '/s/admin/people/center.clerk' },
  { name: 'calendar', who: SYSTEM, path: '/s/admin/calendar' },
  { name: 'calendar-preview', who: SYSTEM, path: '/s/admin/calendar?day=2026-12-04&becomes=off' },
  { name: 'rules', who: SYSTEM, path: '/s/admin/rules' },
  { name: 'rules-tried', who: SYSTEM, path: '/s/admin/rules?text=%E8%B7%AF%E7%81%AF%E4%B8%8D%E4%BA%AE&category=1104&place=421281101' },
  { name: 'codes', who: SYSTEM, path: '/s/admin/qr' },
  { name: 'code-new', who: SYSTEM, path: '/s/admin/qr/new' },
  { name: 'poster', who: SYSTEM, path: '{poster}' },
  { name: 'poster-card', who: SYSTEM, path: '{card}' },
  { name: 'letters', who: SYSTEM, path: '/s/admin/letters' },
  { name: 'outside', who: SYSTEM, path: '{outside}' },
  { name: 'subscription', who: SYSTEM, path: '{subscription}' },
  { name: 'flow-administrator', who: SYSTEM, path: '/s/flow/service?version=1' },
  { name: 'audit', who: 'admin.audit', path: '/s/audit' },
  { name: 'note', who: 'admin.audit', path: '/s/audit/note' },
  { name: 'audit', state: 'empty', who: 'admin.audit', path: '/s/audit?who=qqqqqq' },
  { name: 'audit', state: 'error', who: 'admin.audit', path: '/s/audit?from=yesterday', status: 400 },
];

export const pages = [...citizens, ...staff, ...others, ...administrators].map((page) => ({ state: 'full', status: 200, ...page }));
