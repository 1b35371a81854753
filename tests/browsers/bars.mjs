// Looks at every page in a real browser and holds it against the bars. Fails where one is missed.
import fs from 'node:fs';
import { shipped } from './assets.mjs';
import { SIZES, base, come, open, visit } from './driving.mjs';
import { address, made, make } from './finding.mjs';
import { cut, judged, listen, measured, small, telephones, watchShifts } from './looking.mjs';
import { pages } from './pages.mjs';
import { speeds } from './speed.mjs';
import { Bars } from './table.mjs';

const isAll = process.argv.includes('--all');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice(7).split(',');

// Each look is some second: by default each page is seen once on a desktop and once on a phone, each in a language of its
// own, and those of citizens in the largest text.
const SHORT = [
  { size: 'desk', locale: 'zh-CN' }, { size: 'phone', locale: 'en-US' },
  { size: 'phone', locale: 'zh-CN', text: 'huge' },
];
const WAYS = isAll ? [
  ...SHORT, { size: 'desk', locale: 'en-US' }, { size: 'phone', locale: 'zh-CN' },
  { size: 'phone', locale: 'zh-CN', text: 'large' }, { size: 'phone', locale: 'en-US', text: 'huge' },
] : SHORT;

const bars = new Bars();
const worst = { violations: 0, incomplete: 0, errors: 0, elsewhere: 0, aside: 0, shifted: 0, nodes: 0, citizen: 0, work: 0, html: 0, looks: 0, cut: 0, leaks: 0, below: 0, steps: 0, needed: 0 };
const tooSmall = { desk: 0, phone: 0, large: 0 };
let rows = Infinity;
let taps = Infinity;

const browser = await open();
await make(browser);
for (const wanted of pages.filter(({ name }) => !only || only.some((start) => name.startsWith(start)))) {
  for (const way of WAYS.filter((way) => !way.text || wanted.citizen)) await look(wanted, way);
}
const wrongCounts = await counts();
const timed = await times();
const onPaper = await printed();
await browser.close();

async function look(wanted, way) {
  const where = `${wanted.name} (${wanted.state}) ${way.size} ${way.locale} ${way.text ?? ''}`.trim();
  const context = await visit(browser, { who: wanted.who, size: way.size, locale: way.locale });
  await context.addInitScript(watchShifts);
  const page = await context.newPage();
  try {
    if (way.text) await page.goto(`${base}/size?to=${way.text}&back=/`);
    const heard = listen(page, base);
    const to = await address(page, wanted);
    const status = await come(page, to, wanted, made);
    if (status !== wanted.status) fault('errors', 'U07', where, [`answered ${status}, not ${wanted.status}`]);
    await weigh(page, wanted, way, where);
    await see(page, way, where);
    if (way.size === 'phone') {
      await page.setViewportSize(SIZES.small);
      await see(page, { ...way, size: 'small' }, `${where} at 320`);
    }
    if (isAll || way.size === 'phone') {
      fault('cut', 'U25', where, await cut(page));
      // The dark theme has colours of its own and nothing else.
      await page.emulateMedia({ colorScheme: 'dark' });
      fault('violations', 'U01', `${where} dark`, (await judged(page, ['color-contrast'])).violations);
    }
    if (!wanted.citizen && !wanted.shows) fault('leaks', 'U38', where, await telephones(page));
    fault('errors', 'U07', where, heard.errors);
    fault('elsewhere', 'U08', where, heard.elsewhere);
  } catch (error) {
    fault('errors', 'U07', where, [String(error).split('\n')[0]]);
  } finally {
    await context.close();
  }
}

function fault(count, id, where, said) {
  worst[count] += said.length;
  for (const text of said) bars.fault(id, where, text);
}

/** What the first visit costs. */
async function weigh(page, wanted, way, where) {
  const found = await measured(page);
  worst.shifted = Math.max(worst.shifted, found.shifted);
  worst.nodes = Math.max(worst.nodes, found.nodes);
  if (found.nodes > 1500) bars.fault('U16', where, `${found.nodes} nodes`);
  if (found.shifted > 0.02) bars.fault('U05', where, `moves by ${found.shifted.toFixed(3)}`);
  if (wanted.citizen && !wanted.steps && !way.text) worst.citizen = Math.max(worst.citizen, found.bytes);
  if (wanted.name === 'work' && wanted.state === 'full') {
    worst.work = Math.max(worst.work, found.bytes);
    worst.html = Math.max(worst.html, found.document);
  }
  if (wanted.rows && way.size === 'desk') {
    rows = Math.min(rows, found.rows);
    if (found.rows < wanted.rows) bars.fault('U17', where, `${found.rows} rows`);
  }
  if (wanted.fits && way.size === 'desk') {
    worst.below = Math.max(worst.below, found.below);
    if (found.below > 0) bars.fault('U18', where, `${found.below} px below the screen`);
  }
  worst.steps = Math.max(worst.steps, await page.locator('.steps li').count());
  if (wanted.name === 'report-what' && wanted.state === 'error') worst.needed = Math.max(worst.needed, await page.locator('.errsum a').count());
  if (wanted.name === 'follow' && wanted.state === 'full') taps = await tapped(page);
}

/** How many taps it takes until an answer leaves the page. It is held back, so that the link serves the next look, too. */
async function tapped(page) {
  let sent = false;
  const hold = (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    sent ||= /(^|&)solved=\w/.test(route.request().postData() ?? '');
    return route.fulfill({ status: 204 });
  };
  await page.route('**/f/*', hold);
  let count = 0;
  while (!sent && count < 5) {
    count += 1;
    await page.locator('main form button:visible').first().click();
    await page.waitForTimeout(300);
  }
  await page.unroute('**/f/*', hold);
  return sent ? count : Infinity;
}

async function see(page, way, where) {
  worst.looks += 1;
  const { violations, incomplete } = await judged(page);
  fault('violations', 'U01', where, violations);
  worst.incomplete = Math.max(worst.incomplete, incomplete.length);
  if (incomplete.length > 2) for (const text of incomplete) bars.fault('U02', where, text);
  const { aside } = await measured(page);
  worst.aside = Math.max(worst.aside, aside);
  if (aside > 0) bars.fault('U24', where, `${aside} px wider than the screen`);
  const kind = way.text ? 'large' : way.size === 'desk' ? 'desk' : 'phone';
  const found = await small(page, { desk: 24, phone: 44, large: 60 }[kind]);
  tooSmall[kind] += found.length;
  for (const text of found) bars.fault('U23', where, text);
}

/** Pages that show the kernel of Internet Explorer what it does not understand. */
async function untold() {
  const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko' };
  let count = 0;
  for (const path of ['/', '/report', '/s/', '/s/login']) {
    const text = await (await fetch(base + path, { headers })).text();
    if (text.includes('极速模式') && !text.includes('stylesheet')) continue;
    count += 1;
    bars.fault('U35', path, 'says nothing of the kernel');
  }
  return count;
}

/** On how many sheets of A4 the leader's page is printed: as it is, and with titles and names as long as they may be. */
async function printed() {
  const context = await visit(browser, { who: 'center.director' });
  const page = await context.newPage();
  let most = 0;
  for (const long of [false, true]) {
    await page.goto(`${base}/s/leader`);
    if (long) {
      await page.evaluate(() => {
        for (const e of document.querySelectorAll('.tbl a.t, .bars th, .tbl td[data-l]')) e.textContent = '群众反映的事项名称非常长'.repeat(12);
      });
    }
    const file = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const sheets = file.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
    if (sheets !== 1) bars.fault('U37', '/s/leader', `${sheets} sheets${long ? ' with long texts' : ''}`);
    most = Math.max(most, sheets);
    // Nothing is on one sheet because it was cut off.
    await page.setViewportSize({ width: 703, height: 1040 });
    await page.emulateMedia({ media: 'print' });
    const hidden = await page.$eval('main', (main) => main.scrollHeight - main.clientHeight);
    if (hidden > 1) { most = Math.max(most, 2); bars.fault('U37', '/s/leader', `${hidden} px are cut off`); }
    await page.emulateMedia({ media: null });
    await page.setViewportSize(SIZES.desk);
  }
  await context.close();
  return most;
}

/** Numbers beside tabs that are not those of the lists behind them. */
async function counts() {
  const context = await visit(browser, { who: 'center.clerk' });
  const page = await context.newPage();
  let wrong = 0;
  for (const list of ['/s/', '/s/?workflow=service']) {
    await page.goto(base + list);
    const tabs = await page.$$eval('main .tabs a', (all) => all.map((a) => [a.getAttribute('href'), a.querySelector('.count')?.textContent]));
    for (const [to, count] of tabs.filter(([, count]) => count && count !== '999+')) {
      await page.goto(base + to);
      const total = (await page.textContent('h1 .num')).trim();
      if (total !== count) { wrong += 1; bars.fault('U40', to, `${count} beside the tab, ${total} in the list`); }
    }
  }
  await context.close();
  return wrong;
}

/** Times of painting, as rows for their place in the table. A browser that cannot be slowed down says so. */
async function times() {
  const of = new Bars();
  try {
    await speeds(browser, of);
  } catch (error) {
    of.unmeasured('U12', 'times of painting on a slow machine', '–', String(error).split('\n')[0].replace(/\|/g, ' '));
  }
  return of.rows;
}

const kB = (bytes) => Math.round(bytes / 102.4) / 10;
const [css, js] = [shipped('css'), shipped('js')];
const sheets = { page: shipped('css', ['app.css']), figures: shipped('css', ['app.css', 'figures.css']) };
const ways = isAll ? 'three widths, both languages' : 'three widths, a language each';
bars.most('U01', `violations found by axe: ${pages.length} pages, ${worst.looks} looks, ${ways}; of the dark theme the contrast`, worst.violations, 0);
bars.most('U02', 'what axe cannot decide, on one page', worst.incomplete, 2);
bars.unmeasured('U03', 'Lighthouse, accessibility', '≥ 95', 'Lighthouse is not installed for it; its checks of accessibility are those of axe');
bars.unmeasured('U04', 'Lighthouse, performance', '≥ 95', 'the times of a debug build beside other work say nothing; what they rest on is U05, U09, U10, U11, U16');
bars.most('U05', 'layout shift', Math.round(worst.shifted * 1000) / 1000, 0.02);
bars.most('U07', 'errors in the console, refusals of the policy, wrong answers', worst.errors, 0);
bars.most('U08', 'requests to elsewhere', worst.elsewhere, 0);
bars.most('U09', 'first visit of a citizen, kB as transferred', kB(worst.citizen), 40);
bars.most('U10', 'first visit of the list of work, kB as transferred', kB(worst.work), 60);
bars.most('U10', 'its document, kB as transferred', kB(worst.html), 20);
bars.most('U11', 'style sheet of a page, kB zipped', kB(sheets.page.zipped), 7.5);
bars.most('U11', 'with the sheet of the pages of figures (督 and 考), kB zipped', kB(sheets.figures.zipped), 7.5);
bars.most('U11', 'style sheet, lines', css.lines, 900);
bars.most('U11', 'script, kB zipped', kB(js.zipped), 4);
bars.most('U11', 'script, lines', js.lines, 300);
timed.forEach((row) => bars.rows.push(row));
bars.unmeasured('U15', 'server, p95 of 50 at once', '≤ 120 ms', 'the load tests are not of pages');
bars.most('U16', 'nodes of a document', worst.nodes, 1500);
bars.least('U17', 'rows of a list in sight at 1366×657', rows, 12);
bars.most('U18', 'px of the form of intake below the screen at 1366×657', worst.below, 0);
bars.most('U22', 'taps of a citizen to say whether it was solved', taps, 6);
bars.most('U22', 'pages of a report', worst.steps, 3);
bars.most('U22', 'fields of a report that must be filled, beside the telephone of who leaves one', worst.needed, 2);
bars.most('U23', 'controls below 24 px on desktops', tooSmall.desk, 0);
bars.most('U23', 'controls below 44 px on phones', tooSmall.phone, 0);
bars.most('U23', 'controls below 60 px in large text', tooSmall.large, 0);
bars.most('U24', 'px to scroll aside, down to 320 px', worst.aside, 0);
bars.most('U25', 'texts cut off where lines and letters stand further apart', worst.cut, 0);
bars.unmeasured('U26', 'contrast of the tokens by themselves', '≥ 4.5:1', '`crates/server/tests/tokens.rs` holds it; axe measures it on every page, in both themes (U01)');
bars.unmeasured('U27', 'ΔE2000 of the fills of deadlines, seen without one kind of cones', '≥ 15', '`crates/server/tests/tokens.rs` holds it, in both themes, and without colours');
bars.most('U35', 'features newer than Chromium 86', css.newer.length + js.newer.length, 0);
bars.most('U35', 'pages that do not tell the kernel of Internet Explorer how to be changed, of 4', await untold(), 0);
bars.unmeasured('U36', 'the same texts in both languages', '100 %', 'texts stand side by side in one table that does not compile without both');
bars.most('U37', 'sheets of A4 of the leader\'s page, with short texts and long', onPaper, 1);
bars.unmeasured('U37', 'print: margins, fonts of papers', 'exact', 'papers are tested by what sets them');
bars.most('U38', 'telephone numbers in full on pages of staff where nobody asked for them, in titles, in addresses', worst.leaks, 0);
bars.unmeasured('U39', 'the explained deadline is the deadline', '100 %', '`crates/domain/tests/clock/oracle.rs` holds it, for random cases');
bars.most('U40', 'numbers beside tabs that are not those of the lists', wrongCounts, 0);
for (const text of [...css.newer, ...js.newer]) bars.fault('U35', 'assets', text);
bars.print();
fs.writeFileSync('bars.md', `${bars.markdown()}\n`);
process.exitCode = bars.holds() ? 0 : 1;
