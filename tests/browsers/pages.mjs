// Every page that is looked at. A new page is a line here.
//
//   name    what it is called in the report and in the files of pictures
//   state   full, empty or error: what is on it
//   who     who is signed in; nobody for pages that anybody sees
//   path    where it is; {case} is a case of the list, {step} the form of its next step, {party} a party of it
//   steps   what is done there before looking: texts to type, by the id of their fields, then what is clicked
//   status  the answer, where it is another than 200
//   rows    how many rows of the list are seen at 1366×657 without scrolling

const CLERK = 'center.clerk';
const matter = { fill: { title: '老街路灯不亮', 'f.account': '三盏路灯坏了一周，夜里看不见路。' }, click: '.act .pri' };
const place = { fill: { address: '老街 12 号门口' }, click: '.act .pri' };
const contact = { fill: { telephone: '13800001234' }, click: '.act .pri' };
const send = { click: '.act .pri' };

const citizens = [
  { name: 'home', path: '/' },
  { name: 'report-what', path: '/report' },
  { name: 'report-what', state: 'error', path: '/report', steps: [{ click: '.act .pri' }], status: 400 },
  { name: 'report-where', path: '/report', steps: [matter] },
  { name: 'report-contact', path: '/report', steps: [matter, place] },
  { name: 'report-contact', state: 'error', path: '/report', steps: [matter, place, { click: '.act .pri' }], status: 400 },
  { name: 'report-check', path: '/report', steps: [matter, place, contact] },
  { name: 'receipt', path: '/report', steps: [matter, place, contact, send], status: 201 },
  { name: 'progress', path: '/report', steps: [matter, place, contact, send, { click: 'main form .pri' }] },
  { name: 'track', path: '/t', state: 'empty' },
  { name: 'track', state: 'error', path: '/t', steps: [{ fill: { code: 'ABCD' }, click: '.act .pri' }], status: 404 },
].map((page) => ({ ...page, citizen: true }));

const staff = [
  { name: 'sign-in', path: '/s/login' },
  { name: 'sign-in', state: 'error', path: '/s/login', steps: [{ fill: { name: 'nobody', password: 'wrong' }, click: '.pri' }], status: 401 },
  { name: 'work', who: CLERK, path: '/s/', rows: 12 },
  { name: 'work-overdue', who: CLERK, path: '/s/?tab=overdue', rows: 12 },
  { name: 'work-ended', who: CLERK, path: '/s/?tab=ended', rows: 12 },
  { name: 'work', state: 'empty', who: CLERK, path: '/s/?risk=high&category=11&place=421281101' },
  { name: 'work', state: 'error', who: CLERK, path: '/s/?place=nowhere-at-all' },
  { name: 'intake', who: CLERK, path: '/s/cases/new' },
  { name: 'intake', state: 'error', who: CLERK, path: '/s/cases/new', steps: [{ click: 'form.card .pri' }], status: 400 },
  { name: 'case', who: CLERK, path: '{case}' },
  { name: 'party', who: CLERK, path: '{party}' },
  { name: 'step', who: CLERK, path: '{step}' },
  { name: 'step', state: 'error', who: CLERK, path: '{assign}', steps: [{ click: 'form.card .pri' }], status: 400 },
  { name: 'search', state: 'empty', who: CLERK, path: '/s/search' },
  { name: 'search', who: CLERK, path: '/s/search?q=%E8%B7%AF' },
  { name: 'search-nothing', state: 'empty', who: CLERK, path: '/s/search?q=qqqqqq' },
  { name: 'password', who: CLERK, path: '/s/me/password' },
  { name: 'nowhere', state: 'error', who: CLERK, path: '/s/nowhere', status: 404 },
  { name: 'no-case', state: 'error', who: CLERK, path: '/s/cases/0000000000', status: 404 },
  { name: 'work-director', who: 'center.director', path: '/s/' },
  { name: 'work-supervisor', who: 'center.supervisor', path: '/s/' },
  { name: 'case-supervisor', who: 'center.supervisor', path: '{case}' },
  { name: 'work-handler', who: 'urban-management.handler', path: '/s/' },
  { name: 'case-handler', who: 'urban-management.handler', path: '{case}' },
  { name: 'work-head', who: 'urban-management.head', path: '/s/' },
  { name: 'work-police', who: 'police-puqi.handler', path: '/s/' },
  { name: 'work-system', who: 'admin.system', path: '/s/' },
  { name: 'work-security', who: 'admin.security', path: '/s/' },
  { name: 'work-audit', who: 'admin.audit', path: '/s/' },
];

export const pages = [...citizens, ...staff].map((page) => ({ state: 'full', status: 200, ...page }));
