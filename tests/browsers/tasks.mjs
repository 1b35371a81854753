// The tasks of the roles, from a report to its rating: with scripts switched off, and by the keyboard alone. Beside them:
// a double click makes one case, and whoever comes second to a case keeps what they typed.
import fs from 'node:fs';
import { base, open, typeSignIn, visit } from './driving.mjs';
import { Bars } from './table.mjs';

const bars = new Bars();
const browser = await open();

/** By mouse, or by touch: fields are filled, buttons clicked. */
const byHand = {
  fill: (page, selector, text) => page.fill(selector, text),
  choose: (page, selector, value) => page.selectOption(selector, value),
  tick: (page, selector) => page.check(selector),
  press: (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]),
};

/** By keys alone: the focus is walked to each control, and is seen there. */
const byKeys = {
  async fill(page, selector, text) { await walkTo(page, selector); await page.keyboard.press('Control+A'); await page.keyboard.type(text); },
  async choose(page, selector, value) {
    await walkTo(page, selector);
    await page.keyboard.press('Home');
    for (let steps = 0; steps < 40 && await page.inputValue(selector) !== value; steps += 1) await page.keyboard.press('ArrowDown');
  },
  async tick(page, selector) { await walkTo(page, selector); if (!await page.isChecked(selector)) await page.keyboard.press('Space'); },
  async press(page, selector) { await walkTo(page, selector); await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]); },
};

const unseen = [];
async function walkTo(page, selector) {
  const target = await page.$(selector);
  if (!target) throw new Error(`no ${selector} on ${page.url()}`);
  for (let steps = 0; steps < 200; steps += 1) {
    const at = await page.evaluate((target) => {
      const on = document.activeElement;
      if (!on || on === document.body) return { there: false, seen: true };
      const box = on.getBoundingClientRect();
      const style = getComputedStyle(on);
      const covering = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
      const isOn = covering && (on.contains(covering) || covering.contains(on) || covering.closest('label')?.contains(on));
      return { there: on === target, seen: Boolean(isOn) && style.outlineStyle !== 'none', what: on.outerHTML.slice(0, 60) };
    }, target);
    if (!at.seen) unseen.push(`${page.url()}: ${at.what}`);
    if (at.there) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab on ${page.url()}`);
}

async function refused(page) {
  const said = page.locator('.errsum');
  if (await said.count()) throw new Error(`refused: ${(await said.first().textContent()).trim()}`);
}

async function person(who, more) {
  const context = await visit(browser, { who, ...more });
  return context.newPage();
}

/** One step of a case by its form. */
async function step(page, how, number, name, fields = {}) {
  await page.goto(`${base}/s/cases/${number}/do/${name}`);
  for (const [selector, text] of Object.entries(fields)) await how.fill(page, selector, text);
  await how.press(page, 'form.card button.pri');
  await refused(page);
}

/** Fills what the form of a step asks for, whatever that is, with something fitting. */
async function anyhow(page, how, number, name, wanted = {}) {
  await page.goto(`${base}/s/cases/${number}/do/${name}`);
  const controls = await page.$$eval('form.card textarea, form.card select, form.card input:not([type=hidden])',
    (all) => all.map((e) => ({ id: e.id, tag: e.tagName, type: e.type, name: e.name, value: e.value, mode: e.inputMode })));
  const groups = new Set();
  for (const { id, tag, type, name: of, value, mode } of controls) {
    if (type === 'radio' || type === 'checkbox') {
      if (!groups.has(of)) await how.tick(page, `input[name="${of}"][value="${value}"]`);
      groups.add(of);
      continue;
    }
    const selector = `[id="${id}"]`;
    if (tag === 'SELECT') await how.choose(page, selector, wanted[id] ?? await page.$$eval(`${selector} option`, (all) => all.map((e) => e.value).find(Boolean)));
    else if (tag === 'TEXTAREA') await how.fill(page, selector, '已到现场核实处理，当事人表示认可。');
    else if (mode) await how.fill(page, selector, '2');
  }
  await how.press(page, 'form.card button.pri');
  await refused(page);
}

/** The whole of a case: who does what, until the citizen rates it. Gives the names of the tasks that were done. */
async function story(how, more, done) {
  const citizen = await person(null, { size: 'phone', ...more });
  await citizen.goto(`${base}/report`);
  await how.fill(citizen, '#title', '老街路灯不亮');
  await how.fill(citizen, '[id="f.account"]', '三盏路灯坏了一周，夜里看不见路。');
  await how.press(citizen, '.act .pri');
  await how.fill(citizen, '#address', '老街 12 号门口');
  await how.press(citizen, '.act .pri');
  await how.fill(citizen, '#telephone', '13800001234');
  await how.press(citizen, '.act .pri');
  await how.press(citizen, '.act .pri');
  const code = (await citizen.$$eval('.code span', (all) => all.map((e) => e.textContent))).join(' ');
  done('citizen reports');
  await citizen.goto(`${base}/t`);
  await how.fill(citizen, '#code', code);
  await how.press(citizen, '.act .pri');
  const number = (await citizen.textContent('dd.num')).trim();
  done('citizen follows');

  const clerkContext = await browser.newContext({ viewport: { width: 1366, height: 657 }, locale: 'zh-CN', ...more });
  const clerk = await clerkContext.newPage();
  await typeSignIn(clerk, 'center.clerk');
  done('clerk signs in');
  await clerk.goto(`${base}/s/cases/new`);
  await how.fill(clerk, '#title', '幸福路井盖破损');
  await how.fill(clerk, '[id="f.account"]', '井盖破损，行人绕行。');
  await how.fill(clerk, '#telephone', '13812345678');
  await how.press(clerk, 'form.card .pri');
  await refused(clerk);
  done('clerk files');
  await step(clerk, how, number, 'accept');
  done('clerk accepts');
  await step(clerk, how, number, 'assign', { '[id="i.lead"]': '城管执法局' });
  done('clerk assigns');

  const unit = await person('urban-management.handler', more);
  await step(unit, how, number, 'sign');
  done('handler signs for it');
  await onwards({ unit, clerk, director: await person('center.director', more) }, how, number, done);

  const supervisor = await person('center.supervisor', more);
  await supervisor.goto(`${base}/s/cases/${number}`);
  if (!(await supervisor.textContent('h1')).includes('路灯')) throw new Error('the supervisor does not see the case');
  done('supervisor reads');
  for (const who of ['admin.system', 'admin.security', 'admin.audit']) {
    const context = await browser.newContext({ locale: 'zh-CN', ...more });
    await typeSignIn(await context.newPage(), who);
    await context.close();
  }
  done('administrators sign in');

  await citizen.goto(`${base}/t`);
  await how.fill(citizen, '#code', code);
  await how.press(citizen, '.act .pri');
  const rate = 'button[name=solved][value=yes]';
  if (!await citizen.$(rate)) throw new Error(`not to be rated yet: ${(await citizen.textContent('main .dl')).replace(/\s+/g, ' ')}`);
  await how.press(citizen, rate);
  await refused(citizen);
  done('citizen rates');
  await anyhow(clerk, how, number, 'archive_resolved');
  done('clerk archives');
}

/** From the contact with the citizen to the answer that the citizen can rate. */
async function onwards({ unit, clerk, director }, how, number, done) {
  await anyhow(unit, how, number, 'contact');
  done('handler records the contact');
  await anyhow(unit, how, number, 'request_extension', { 'i.choice': 'handle', 'i.unit': 'calendar_day' });
  await anyhow(director, how, number, 'grant_extension');
  done('director approves');
  await unit.goto(`${base}/s/cases/${number}`);
  // Which file it is, is chosen in a window of the system, beyond the page.
  await unit.setInputFiles('#file', { name: '维修单.png', mimeType: 'image/png', buffer: Buffer.from(DOT, 'base64') });
  await how.press(unit, 'form[enctype] button');
  await anyhow(unit, how, number, 'submit_resolved');
  done('handler files the result');
  await anyhow(clerk, how, number, 'pass_verification');
  done('clerk verifies');
}

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function played(id, what, how, more) {
  const tasks = [];
  try {
    await story(how, more, (task) => tasks.push(task));
  } catch (error) {
    bars.fault(id, `after ${tasks[tasks.length - 1]}`, String(error).split('\n')[0]);
  }
  console.log(`${what}: ${tasks.join(', ')}`);
  bars.least(id, `tasks of the roles ${what}`, tasks.length, TASKS);
}

const TASKS = 15;
await played('U06', 'without scripts', byHand, { javaScriptEnabled: false });
await played('U28', 'by the keyboard alone', byKeys, {});
for (const text of unseen) bars.fault('U28', 'focus', text);
bars.most('U28', 'places where the focus is not seen', unseen.length, 0);

// A double click.
const clerk = await person('center.clerk', { javaScriptEnabled: false });
await clerk.goto(`${base}/s/cases/new`);
const title = `双击登记 ${Date.now()}`;
await clerk.fill('#title', title);
await clerk.fill('#telephone', '13812345678');
await clerk.fill('[id="f.account"]', '只应有一件。');
await clerk.dblclick('form.card .pri', { delay: 5 });
await clerk.waitForLoadState();
await clerk.waitForTimeout(1500);
await clerk.goto(`${base}/s/search?q=${encodeURIComponent(title)}`);
const twice = await clerk.$$eval('tbody tr', (rows, title) => rows.filter((row) => row.textContent.includes(title)).length, title);
bars.add('U33', 'cases made by a double click', twice, '= 1', twice === 1);

// Two at one case.
await clerk.goto(`${base}/s/search?q=${encodeURIComponent(title)}`);
const href = await clerk.getAttribute('tbody a.t', 'href');
const other = await person('center.clerk', {});
await clerk.goto(`${base}${href}/do/refuse`);
const hasForm = await clerk.locator('form.card textarea').count();
if (!hasForm) bars.fault('U32', href, 'no form to type into');
await clerk.locator('form.card textarea').first().fill('我写的理由');
await other.goto(`${base}${href}/do/accept`);
await Promise.all([other.waitForNavigation(), other.click('form.card .pri')]);
await Promise.all([clerk.waitForNavigation(), clerk.click('form.card .pri')]);
const kept = await clerk.$$eval('main textarea', (all) => all.map((e) => e.value).find(Boolean));
bars.add('U32', 'what the second of two had typed', kept === '我写的理由' ? 'kept' : `lost (${clerk.url()})`, 'kept', kept === '我写的理由');

await browser.close();
bars.print();
fs.writeFileSync('tasks.md', `${bars.markdown()}\n`);
process.exitCode = bars.holds() ? 0 : 1;
