// Looks at every page in a real browser and holds it against the bars. Fails where one is missed.
import fs from 'node:fs';
import zlib from 'node:zlib';
import { shipped } from './assets.mjs';
import { SIZES, base, come, open, visit } from './driving.mjs';
import { judged, listen, measured, small, watchShifts } from './looking.mjs';
import { pages } from './pages.mjs';
import { Bars } from './table.mjs';

const bars = new Bars();
const worst = { violations: 0, incomplete: 0, errors: 0, elsewhere: 0, aside: 0, shifted: 0, nodes: 0, citizen: 0, work: 0, html: 0, looks: 0 };
const tooSmall = { desk: 0, phone: 0, large: 0 };
let rows = Infinity;

const WAYS = [
  { size: 'desk', locale: 'zh-CN' }, { size: 'desk', locale: 'en-US' },
  { size: 'phone', locale: 'zh-CN' }, { size: 'phone', locale: 'en-US' },
  { size: 'phone', locale: 'zh-CN', text: 'large' }, { size: 'phone', locale: 'zh-CN', text: 'huge' },
];

const browser = await open();
for (const wanted of pages) {
  for (const way of WAYS.filter((way) => !way.text || wanted.citizen)) await look(wanted, way);
}
await browser.close();

async function look(wanted, way) {
  const where = `${wanted.name} (${wanted.state}) ${way.size} ${way.locale} ${way.text ?? ''}`.trim();
  const context = await visit(browser, { who: wanted.who, size: way.size, locale: way.locale });
  await context.addInitScript(watchShifts);
  const page = await context.newPage();
  try {
    if (way.text) await page.goto(`${base}/size?to=${way.text}&back=/`);
    const heard = listen(page, base);
    const status = await come(page, wanted);
    if (status !== wanted.status) fault('errors', 'U07', where, [`answered ${status}, not ${wanted.status}`]);
    await weigh(page, wanted, way, where);
    await see(page, way, where);
    if (way.size === 'phone') {
      await page.setViewportSize(SIZES.small);
      await see(page, { ...way, size: 'small' }, `${where} at 320`);
    }
    // The dark theme has colours of its own and nothing else.
    await page.emulateMedia({ colorScheme: 'dark' });
    fault('violations', 'U01', `${where} dark`, (await judged(page, ['color-contrast'])).violations);
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
    worst.html = Math.max(worst.html, zlib.gzipSync(await page.content()).length);
  }
  if (wanted.rows && way.size === 'desk') {
    rows = Math.min(rows, found.rows);
    if (found.rows < wanted.rows) bars.fault('U17', where, `${found.rows} rows`);
  }
}

async function see(page, way, where) {
  worst.looks += 1;
  const { violations, incomplete } = await judged(page);
  fault('violations', 'U01', where, violations);
  worst.incomplete = Math.max(worst.incomplete, incomplete.length);
  for (const text of incomplete) bars.fault('U02', where, text);
  const { aside } = await measured(page);
  worst.aside = Math.max(worst.aside, aside);
  if (aside > 0) bars.fault('U24', where, `${aside} px wider than the screen`);
  const kind = way.text ? 'large' : way.size === 'desk' ? 'desk' : 'phone';
  const found = await small(page, { desk: 24, phone: 44, large: 60 }[kind]);
  tooSmall[kind] += found.length;
  for (const text of found) bars.fault('U23', where, text);
}

const kB = (bytes) => Math.round(bytes / 102.4) / 10;
const [css, js] = [shipped('css'), shipped('js')];
bars.most('U01', `violations found by axe, ${worst.looks} looks at ${pages.length} pages; of the dark theme the contrast`, worst.violations, 0);
bars.most('U02', 'what axe cannot decide, on one page', worst.incomplete, 2);
bars.most('U05', 'layout shift', Math.round(worst.shifted * 1000) / 1000, 0.02);
bars.most('U07', 'errors in the console, refusals of the policy, wrong answers', worst.errors, 0);
bars.most('U08', 'requests to elsewhere', worst.elsewhere, 0);
bars.most('U09', 'first visit of a citizen, kB as transferred', kB(worst.citizen), 40);
bars.most('U10', 'first visit of the list of work, kB as transferred', kB(worst.work), 60);
bars.most('U10', 'its document, kB zipped (the server sends it unzipped)', kB(worst.html), 20);
bars.most('U11', 'style sheet, kB zipped', kB(css.zipped), 7.5);
bars.most('U11', 'style sheet, lines', css.lines, 900);
bars.most('U11', 'script, kB zipped', kB(js.zipped), 4);
bars.most('U11', 'script, lines', js.lines, 300);
bars.most('U16', 'nodes of a document', worst.nodes, 1500);
bars.least('U17', 'rows of a list in sight at 1366×657', rows, 12);
bars.most('U23', 'controls below 24 px on desktops', tooSmall.desk, 0);
bars.most('U23', 'controls below 44 px on phones', tooSmall.phone, 0);
bars.most('U23', 'controls below 60 px in large text', tooSmall.large, 0);
bars.most('U24', 'px to scroll aside, down to 320 px', worst.aside, 0);
bars.most('U35', 'features newer than Chromium 86', css.newer.length + js.newer.length, 0);
for (const text of [...css.newer, ...js.newer]) bars.fault('U35', 'assets', text);
bars.print();
fs.writeFileSync('bars.md', `${bars.markdown()}\n`);
process.exitCode = bars.holds() ? 0 : 1;
