// The life of a case, played by everybody who has a part in it, by mouse or by keys.
import { PICTURE, base, typeSignIn, visit } from './driving.mjs';

/** By mouse, or by touch: fields are filled, buttons clicked. */
export const byHand = {
  fill: (page, selector, text) => page.fill(selector, text),
  choose: (page, selector, value) => page.selectOption(selector, value),
  tick: (page, selector) => page.check(selector),
  press: (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]),
};

/** By keys alone: the focus is walked to each control, and is seen there. */
export const byKeys = {
  async fill(page, selector, text) { await walkTo(page, selector); await page.keyboard.press('Control+A'); await page.keyboard.type(text); },
  async choose(page, selector, value) {
    await walkTo(page, selector);
    await page.keyboard.press('Home');
    for (let steps = 0; steps < 60 && await page.inputValue(selector) !== value; steps += 1) await page.keyboard.press('ArrowDown');
    if (await page.inputValue(selector) !== value) throw new Error(`${value} is not reached by arrows in ${selector}`);
  },
  async tick(page, selector) {
    const group = await page.$eval(selector, (e) => (e.type === 'radio' ? e.name : ''));
    if (group) await arrowTo(page, group, selector);
    else { await walkTo(page, selector); if (!await page.isChecked(selector)) await page.keyboard.press('Space'); }
  },
  async press(page, selector) { await walkTo(page, selector); await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]); },
};

/** Of a group of radio buttons Tab reaches one, and arrows the others. */
async function arrowTo(page, group, selector) {
  await walkTo(page, selector, group);
  if (await page.evaluate(() => !document.activeElement.checked)) await page.keyboard.press('Space');
  for (let steps = 0; steps < 40 && !await page.isChecked(selector); steps += 1) await page.keyboard.press('ArrowDown');
  if (!await page.isChecked(selector)) throw new Error(`${selector} is not reached by arrows`);
}

/** Where the focus was not seen: nothing shows it, or something covers it. */
export const unseen = new Set();

async function walkTo(page, selector, group) {
  const target = await page.$(selector);
  if (!target) throw new Error(`no ${selector} on ${new URL(page.url()).pathname}`);
  for (let steps = 0; steps < 300; steps += 1) {
    const at = await page.evaluate(([target, group]) => {
      const on = document.activeElement;
      if (!on || on === document.body) return { there: false, seen: true };
      const box = on.getBoundingClientRect();
      const style = getComputedStyle(on);
      const covering = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
      const isOn = covering && (on.contains(covering) || covering.contains(on) || covering.closest('label')?.contains(on));
      const what = on.outerHTML.slice(0, 60);
      return { there: group ? on.name === group : on === target, seen: Boolean(isOn) && style.outlineStyle !== 'none', what };
    }, [target, group]);
    if (!at.seen) unseen.add(`${new URL(page.url()).pathname}: ${at.what}`);
    if (at.there) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab on ${new URL(page.url()).pathname}`);
}

export async function refused(page) {
  const said = page.locator('.errsum');
  if (await said.count()) throw new Error(`refused at ${new URL(page.url()).pathname}: ${(await said.first().textContent()).trim()}`);
}

export async function person(browser, who, more) {
  const context = await visit(browser, { who, ...more });
  return context.newPage();
}

/** One step of a case by its form. */
export async function step(page, how, number, name, fields = {}) {
  await page.goto(`${base}/s/cases/${number}/do/${name}`);
  for (const [selector, text] of Object.entries(fields)) await how.fill(page, selector, text);
  await how.press(page, 'form.card button.pri');
  await refused(page);
}

/** Fills what the form of a step asks for, whatever that is, with something fitting. */
export async function anyhow(page, how, number, name, wanted = {}) {
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

/** A citizen reports, with a photograph, and goes to the page of progress. Gives the code. */
export async function report(page, how, done = () => {}) {
  await page.goto(`${base}/report`);
  await how.tick(page, 'input[name=kind][value=facilities]');
  await how.fill(page, '#title', '老街路灯不亮');
  await how.fill(page, '[id="f.account"]', '三盏路灯坏了一周，夜里看不见路。');
  // Which file it is, is chosen in a window of the system, beyond the page.
  await page.setInputFiles('#photos', PICTURE);
  await how.press(page, '.act .pri');
  await refused(page);
  await how.fill(page, '#address', '老街 12 号门口');
  await how.press(page, '.act .pri');
  await refused(page);
  await how.fill(page, '#telephone', '13800001234');
  await how.press(page, '.act .pri');
  await refused(page);
  const code = (await page.$$eval('.code span', (all) => all.map((e) => e.textContent))).join(' ');
  done('citizen reports');
  return code;
}

/** How the citizen's case stands, by the code. */
export async function track(page, how, code) {
  await page.goto(`${base}/t`);
  await how.fill(page, '#code', code);
  await how.press(page, '.act .pri');
  await refused(page);
}

/** A clerk takes a matter in: it is checked, then filed. Gives its number. */
export async function takeIn(page, how, title, then = 'save') {
  await page.goto(`${base}/s/cases/new`);
  await how.fill(page, '#telephone', '13812345678');
  await how.fill(page, '#place', '421281101');
  await how.fill(page, '#category', '1104');
  await how.fill(page, '#title', title);
  await how.fill(page, '[id="f.account"]', '雨后积水不退，行人绕行。');
  await how.press(page, 'main form .pri');
  await refused(page);
  await how.press(page, `button[name=then][value=${then}]`);
  await refused(page);
  return (await page.textContent('.slip b.num')).trim();
}

/** From the citizen's report to the answer that the citizen can rate. Gives the page of the citizen, the number and the code. */
export async function untilAnswered(browser, how, more, done = () => {}) {
  const citizen = await person(browser, null, { size: 'phone', ...more });
  const code = await report(citizen, how, done);
  await track(citizen, how, code);
  const number = (await citizen.textContent('dd.num')).trim();
  done('citizen follows');
  const clerkContext = await browser.newContext({ viewport: { width: 1366, height: 657 }, locale: 'zh-CN', ...more });
  const clerk = await clerkContext.newPage();
  await typeSignIn(clerk, 'center.clerk');
  done('clerk signs in');
  await takeIn(clerk, how, '幸福路井盖破损');
  done('clerk files');
  await step(clerk, how, number, 'accept');
  done('clerk accepts');
  await step(clerk, how, number, 'assign', { '[id="i.lead"]': '城管执法局' });
  done('clerk assigns');
  const unit = await person(browser, 'urban-management.handler', more);
  await step(unit, how, number, 'sign');
  done('handler signs for it');
  await handled({ unit, clerk, director: await person(browser, 'center.director', more) }, how, number, done);
  return { citizen, clerk, number, code };
}

/** From the contact with the citizen to the answer. */
async function handled({ unit, clerk, director }, how, number, done) {
  await anyhow(unit, how, number, 'contact');
  done('handler records the contact');
  await anyhow(unit, how, number, 'request_extension', { 'i.choice': 'handle', 'i.unit': 'calendar_day' });
  await anyhow(director, how, number, 'grant_extension');
  done('director approves');
  await unit.goto(`${base}/s/cases/${number}`);
  await unit.setInputFiles('#file', { ...PICTURE, name: '维修单.png' });
  await how.press(unit, 'form[enctype] button');
  await anyhow(unit, how, number, 'submit_resolved');
  done('handler files the result');
  await anyhow(clerk, how, number, 'pass_verification');
  done('clerk verifies');
}

/** What comes after the answer: it is read, rated and put away. */
export async function untilArchived(browser, { citizen, clerk, number, code }, how, more, done) {
  const supervisor = await person(browser, 'center.supervisor', more);
  await supervisor.goto(`${base}/s/cases/${number}`);
  if (!(await supervisor.textContent('h1')).includes('路灯')) throw new Error('the supervisor does not see the case');
  done('supervisor reads');
  for (const who of ['admin.system', 'admin.security', 'admin.audit']) {
    const context = await browser.newContext({ locale: 'zh-CN', ...more });
    await typeSignIn(await context.newPage(), who);
    await context.close();
  }
  done('administrators sign in');
  await track(citizen, how, code);
  const rate = 'button[name=solved][value=yes]';
  if (!await citizen.$(rate)) throw new Error(`not to be rated yet: ${(await citizen.textContent('main .dl')).replace(/\s+/g, ' ')}`);
  await how.press(citizen, rate);
  await refused(citizen);
  done('citizen rates');
  await anyhow(clerk, how, number, 'archive_resolved');
  done('clerk archives');
}

/** How many tasks these are. */
export const TASKS = 15;
