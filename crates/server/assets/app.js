// What makes pages quicker to use. Every page works without it. Nothing newer than Chromium 86.
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const live = $('#live');
const words = live ? live.dataset : {};

// Lists -----------------------------------------------------------------
const rows = () => $$('tr[id^="row-"]');
const tickOf = (row) => $('input[type=checkbox][name=case]', row);
const current = () => $('tr.cur');

function walk(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!next) return;
  all.forEach((row) => row.classList.toggle('cur', row === next));
  const link = $('a.t', next);
  link.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

const head = $('thead .w44');
if (head && $('tbody input[name=case]')) {
  const label = document.createElement('label');
  const all = document.createElement('input');
  label.className = 'chk';
  all.type = 'checkbox';
  all.setAttribute('aria-label', words.all);
  label.append(all);
  head.replaceChildren(label);
  all.addEventListener('change', () => {
    rows().forEach((row) => { tickOf(row).checked = all.checked; });
    holdBar();
  });
}

let lastTick = null;
function range(tick, isRange) {
  const ticks = rows().map(tickOf);
  const [from, to] = [ticks.indexOf(lastTick), ticks.indexOf(tick)].sort((a, b) => a - b);
  if (isRange && from >= 0) ticks.slice(from, to + 1).forEach((one) => { one.checked = tick.checked; });
  lastTick = tick;
  holdBar();
}

// What is done with chosen rows stays in sight once one is chosen; until then no row stands behind it.
function holdBar() {
  const bar = $('.bulk');
  if (bar) bar.classList.toggle('on', rows().some((row) => tickOf(row).checked));
}
window.addEventListener('pageshow', () => { if ($('tbody input[name=case]')) holdBar(); });

// Forms -----------------------------------------------------------------
let dirty = false;
const watched = (form) => form && form.method === 'post' && form.matches('.card');
document.addEventListener('input', (event) => { if (watched(event.target.form)) dirty = true; });
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  // A second click sends nothing more; the server would do nothing by it, either.
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = '1';
  form.setAttribute('aria-busy', 'true');
  dirty = false;
  setTimeout(() => release(form), 8000);
});
function release(form) {
  delete form.dataset.sent;
  form.removeAttribute('aria-busy');
}
window.addEventListener('pageshow', () => $$('form').forEach(release));
window.addEventListener('beforeunload', (event) => {
  if (dirty) { event.preventDefault(); event.returnValue = ''; }
});

// Dialogs ---------------------------------------------------------------
let back = null;
function dialog(parts, label) {
  const box = document.createElement('dialog');
  back = document.activeElement;
  box.append(...parts);
  box.setAttribute('aria-label', label);
  box.addEventListener('cancel', (event) => { if (!mayLeave()) event.preventDefault(); });
  box.addEventListener('close', () => {
    box.remove();
    dirty = false;
    if (back && back.isConnected) back.focus();
  });
  document.body.append(box);
  box.showModal();
  return box;
}
const mayLeave = () => !dirty || window.confirm(words.leave);

async function openForm(link) {
  try {
    const answer = await fetch(link.href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const form = $('main form.card', page);
    // Signed out, gone, or not possible now: the page itself says so.
    if (!answer.ok || answer.redirected || !form || $('main .note.warn', page)) throw new Error('no form');
    form.action = link.href;
    const title = $('h1', page);
    const about = $('main .below', page);
    dialog([title, about, form].filter(Boolean), title.textContent);
    const first = $('input:not([type=hidden]),select,textarea', form);
    (first || $('button', form)).focus();
  } catch (_) {
    window.location.href = link.href;
  }
}

function openHelp() {
  const box = dialog([$('#keys').content.cloneNode(true)], $('#keys').content.querySelector('h2').textContent);
  const on = $('#keys-on', box);
  on.checked = keysOn();
  on.addEventListener('change', () => localStorage.setItem('keys', on.checked ? 'on' : 'off'));
}

document.addEventListener('click', (event) => {
  if (event.target.matches('input[name=case]')) range(event.target, event.shiftKey);
  const link = event.target.closest('a');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const box = link.closest('dialog');
  if (box && link.matches('form .btn')) {
    event.preventDefault();
    if (mayLeave()) box.close();
  } else if (!box && /\/s\/cases\/\w+\/do\//.test(link.pathname) && window.HTMLDialogElement) {
    event.preventDefault();
    openForm(link);
  }
});

const copy = $('#copy');
if (copy) {
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    window.getSelection().selectAllChildren($('.code'));
    try {
      await navigator.clipboard.writeText($$('.code span').map((line) => line.textContent).join(' '));
    } catch (_) {
      // Without TLS there is no other clipboard.
      document.execCommand('copy');
    }
    $('#copied').textContent = copy.dataset.done;
  });
}

// Keys ------------------------------------------------------------------
function keysOn() { return localStorage.getItem('keys') !== 'off'; }
const follow = (link) => { if (link) link.click(); };
const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  o: () => follow(current() && $('a.t', current())),
  x: () => { const tick = current() && tickOf(current()); if (tick) tick.click(); },
  n: () => follow($('a[href="/s/cases/new"]')),
  '/': () => $('#q').focus(),
};
document.addEventListener('keydown', (event) => {
  // From a field of several lines, where Enter begins another.
  const sends = event.key === 'Enter' && event.ctrlKey && !event.isComposing && event.target.matches('form[method=post] textarea');
  if (!sends) return;
  event.preventDefault();
  follow($('button.pri', event.target.form));
});
document.addEventListener('keydown', (event) => {
  // While a word is composed, each key belongs to the input method.
  if (!live || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  if ($('dialog[open]') || event.target.matches('select,textarea,input:not([type=checkbox])')) return;
  // By `?` the keys are switched on again.
  const act = event.key === '?' ? openHelp : keysOn() && KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// News ------------------------------------------------------------------
const ANNOUNCE_MS = 10000;
const here = (/^\/s\/cases\/(\w{10})$/.exec(window.location.pathname) || [])[1];
const isList = window.location.pathname === '/s/' || rows().length > 0;
const news = new Set();
let source = null;
let lost = null;
let announced = 0;
let timer = null;

function say(text) {
  const link = document.createElement('a');
  link.href = window.location.href;
  link.textContent = words.again;
  live.replaceChildren(`${text} `, link);
}
function announce() {
  if (!news.size || timer) return;
  const wait = Math.max(0, announced + ANNOUNCE_MS - Date.now());
  timer = setTimeout(() => {
    timer = null;
    announced = Date.now();
    say(here ? words.here : words.new.replace('{n}', news.size));
  }, wait);
}

async function changed({ number }) {
  if (here) {
    if (number === here) { news.add(number); announce(); }
    return;
  }
  const row = document.getElementById(`row-${number}`);
  if (!row) { news.add(number); announce(); return; }
  row.classList.add('changed');
  const answer = await fetch(`/s/cases/${number}?frag=row`);
  const fresh = answer.ok && $('tbody tr', new DOMParser().parseFromString(await answer.text(), 'text/html'));
  const tick = tickOf(row);
  // What somebody holds is left as it is; a row that is no more waits for the next look.
  if (!fresh || row.contains(document.activeElement) || (tick && tick.checked) || $('dialog[open]')) {
    news.add(number);
    announce();
    return;
  }
  const cells = [...row.cells].filter((cell) => !cell.contains(tick));
  cells.forEach((cell) => cell.remove());
  row.append(...fresh.cells);
}

function listen() {
  if (source || document.visibilityState !== 'visible') return;
  source = new EventSource('/s/events');
  source.addEventListener('case', (event) => changed(JSON.parse(event.data)));
  source.addEventListener('missed', () => say(words.stale));
  source.onopen = () => clearTimeout(lost);
  source.onerror = () => { clearTimeout(lost); lost = setTimeout(() => say(words.cut), ANNOUNCE_MS); };
}
function deaf() {
  clearTimeout(lost);
  if (source) source.close();
  source = null;
}
let hiddenAt = 0;
if (live && (here || isList)) {
  listen();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      listen();
      // What happened meanwhile was told to nobody.
      if (Date.now() - hiddenAt > ANNOUNCE_MS) say(words.stale);
    } else {
      hiddenAt = Date.now();
      deaf();
    }
  });
  window.addEventListener('pagehide', deaf);
}

// A drawing that is larger than its frame opens at the first states that have cases.
const drawn = $('.scroll svg a');
if (drawn) {
  const box = drawn.closest('.scroll');
  const [from, to] = [box, drawn].map((part) => part.getBoundingClientRect());
  box.scrollTo(to.left - from.left - 24, to.top - from.top - 24);
}
