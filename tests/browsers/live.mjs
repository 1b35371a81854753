// What the script adds: keys that keep away from input methods, news that move nothing under the hand, one connection of
// each tab that is seen, forms in dialogs.
import fs from 'node:fs';
import { base, open, visit } from './driving.mjs';
import { byHand, takeIn } from './story.mjs';
import { Bars } from './table.mjs';

const ROUNDS = 6;
const bars = new Bars();
const browser = await open();
const check = (id, what, holds, said = '') => {
  if (!holds) bars.fault(id, what, said || 'does not hold');
  return holds ? 1 : 0;
};
const current = (page) => page.evaluate(() => document.querySelector('tr.cur')?.id ?? null);
const key = (page, more) => page.evaluate((more) => {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true, ...more }));
}, more);

async function keys() {
  const page = await (await visit(browser, { who: 'center.clerk' })).newPage();
  await page.goto(`${base}/s/`);
  let held = 0;
  for (const more of [{ isComposing: true }, { keyCode: 229 }, { ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
    await key(page, more);
    held += check('U29', JSON.stringify(more), await current(page) === null);
  }
  await page.focus('#q');
  await page.keyboard.type('jkxno/');
  held += check('U29', 'letters in a field', await current(page) === null && await page.inputValue('#q') === 'jkxno/');
  await page.fill('#q', '');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('j');
  const first = await current(page);
  await page.keyboard.press('j');
  const second = await current(page);
  await page.keyboard.press('k');
  held += check('U29', 'J and K walk', first !== null && second !== first && await current(page) === first, `${first} ${second}`);
  await page.keyboard.press('x');
  held += check('U29', 'X ticks', await page.isChecked('tr.cur input[name=case]'));
  await page.keyboard.press('?');
  await page.uncheck('#keys-on');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  held += check('U29', 'switched off', await current(page) === first && !await page.$('dialog'));
  await page.keyboard.press('?');
  await page.check('#keys-on');
  await page.keyboard.press('Escape');
  await page.keyboard.press('o');
  await page.waitForURL(/\/s\/cases\//);
  await page.keyboard.press('/');
  held += check('U29', '/ goes to the search', await page.evaluate(() => document.activeElement.id) === 'q');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('n');
  await page.waitForURL(/\/s\/cases\/new/, { timeout: 5000 }).catch(() => null);
  held += check('U29', 'N files a case', new URL(page.url()).pathname === '/s/cases/new' && await page.locator('main form #title').count() === 1);
  bars.add('U29', 'keys: composed, with others, in fields, switched off, and what they do', `${held} of 11`, '11 of 11', held === 11);
  await page.context().close();
}

async function ticks() {
  const page = await (await visit(browser, { who: 'center.clerk' })).newPage();
  await page.goto(`${base}/s/`);
  const boxes = page.locator('tbody input[name=case]');
  await boxes.nth(1).click();
  await boxes.nth(4).click({ modifiers: ['Shift'] });
  const ticked = await page.locator('tbody input[name=case]:checked').count();
  await page.locator('thead input[type=checkbox]').check();
  const all = await page.locator('tbody input[name=case]:checked').count();
  bars.add('U20', 'ticks by Shift, and all of the page', `${ticked}, ${all} of ${await boxes.count()}`, '4, all', ticked === 4 && all === await boxes.count());
  await page.context().close();
}

/** Forms of steps as dialogs over the list. */
async function dialogs() {
  const page = await (await visit(browser, { who: 'center.clerk' })).newPage();
  await page.goto(`${base}/s/?tab=unassigned`);
  const link = page.locator('tbody a[href*="/do/assign"]').first();
  await link.click();
  await page.waitForSelector('dialog form');
  let held = check('dialog', 'the focus is in it', await page.evaluate(() => Boolean(document.activeElement.closest('dialog'))));
  await page.keyboard.press('Escape');
  held += check('dialog', 'the focus comes back', (await page.evaluate(() => document.activeElement.href ?? '')).includes('/do/assign'));
  await link.click();
  await page.waitForSelector('dialog form');
  await page.fill('dialog [id="i.lead"]', '没有这个单位');
  page.once('dialog', (asked) => asked.dismiss());
  await page.keyboard.press('Escape');
  held += check('dialog', 'what is typed is not lost by Esc', await page.inputValue('dialog [id="i.lead"]') === '没有这个单位');
  await Promise.all([page.waitForNavigation(), page.click('dialog .pri')]);
  held += check('dialog', 'a refusal is a page with what was typed', await page.locator('.errsum').count() > 0 && await page.inputValue('[id="i.lead"]') === '没有这个单位');
  bars.add('U20', 'forms in dialogs: focus, focus back, Esc, refusal', `${held} of 4`, '4 of 4', held === 4);
  await page.context().close();
}

async function news() {
  const page = await (await visit(browser, { who: 'center.clerk' })).newPage();
  const other = await (await visit(browser, { who: 'center.clerk' })).newPage();
  const numbers = [];
  for (let made = 0; made <= ROUNDS; made += 1) numbers.push(await takeIn(other, byHand, `巷口积水 ${made}`));
  // Narrowed to where they are, so that all of them stand on the first page.
  await page.goto(`${base}/s/?tab=unassigned&place=421281101&category=1104`);
  await page.waitForTimeout(500);
  const [ticked, ...others] = numbers;
  await page.check(`#row-${ticked} input[name=case]`);
  await page.evaluate(() => { document.getElementById('q').focus({ preventScroll: true }); window.scrollTo(0, 120); });
  await page.evaluate(() => {
    window.seen = {};
    new MutationObserver((list) => {
      for (const { target } of list) { const row = target.closest('tr'); if (row) window.seen[row.id] = Date.now(); }
    }).observe(document.querySelector('tbody'), { subtree: true, childList: true });
  });
  const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, `row-${ticked}`);
  const before = await page.evaluate(() => [...document.querySelectorAll('tbody tr')].map((row) => row.id).join());
  const waits = [];
  for (const number of others) {
    const done = await accept(other, number);
    await page.waitForFunction((id) => window.seen[id], `row-${number}`, { timeout: 5000 }).catch(() => {});
    const seen = await page.evaluate((id) => window.seen[id], `row-${number}`);
    waits.push(seen ? seen - done : Infinity);
  }
  waits.sort((a, b) => a - b);
  const p95 = waits[Math.ceil(waits.length * 0.95) - 1] ?? Infinity;
  bars.time('U30', `ms from a step to its row in another's list, worst of 95 in 100, ${waits.length} steps`, p95, 2000);
  await accept(other, ticked);
  await page.waitForTimeout(1500);
  const after = await page.evaluate(() => [...document.querySelectorAll('tbody tr')].map((row) => row.id).join());
  let held = check('U30', 'the order stays', before === after);
  held += check('U30', 'the tick stays', await page.isChecked(`#row-${ticked} input[name=case]`));
  held += check('U30', 'the focus stays', await page.evaluate(() => document.activeElement.id) === 'q');
  held += check('U30', 'the place stays', await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, `row-${ticked}`) === top);
  held += check('U30', 'the row that is held is marked and left', await page.evaluate((id) => document.getElementById(id).classList.contains('changed') && !window.seen[id], `row-${ticked}`));
  held += check('U30', 'it is announced', /\d/.test(await page.textContent('#live')));
  bars.add('U30', 'order, tick, focus, place, held row, announcement', `${held} of 6`, '6 of 6', held === 6);
  await page.context().close();
  await other.context().close();
}

/** Accepts a case; gives when that was sent. */
async function accept(page, number) {
  await page.goto(`${base}/s/cases/${number}/do/accept`);
  const begun = Date.now();
  await Promise.all([page.waitForNavigation(), page.click('form.card .pri')]);
  return begun;
}

/** Tabs as a browser has them: one is seen, the others are hidden. Every page of a driven browser believes itself seen. */
async function tabs() {
  const context = await visit(browser, { who: 'center.clerk' });
  await context.addInitScript(() => {
    let state = 'visible';
    Object.defineProperty(document, 'visibilityState', { get: () => state });
    window.hide = (hidden) => { state = hidden ? 'hidden' : 'visible'; document.dispatchEvent(new Event('visibilitychange')); };
  });
  const open = new Map();
  context.on('request', (request) => { if (request.url().endsWith('/s/events')) open.set(request, request.frame().page()); });
  for (const end of ['requestfinished', 'requestfailed']) context.on(end, (request) => open.delete(request));
  let slowest = 0;
  const pages = [];
  for (let tab = 0; tab < 12; tab += 1) {
    if (pages.length) await pages[pages.length - 1].evaluate(() => window.hide(true));
    const page = await context.newPage();
    const begun = Date.now();
    await page.goto(`${base}/s/`, { waitUntil: 'load' });
    slowest = Math.max(slowest, Date.now() - begun);
    pages.push(page);
  }
  await pages[0].waitForTimeout(500);
  bars.time('U31', 'ms until the slowest of 12 tabs has loaded', slowest, 3000);
  const ofSeen = [...open.values()].filter((page) => page === pages[11]).length;
  bars.add('U31', 'connections of the tab that is seen, and of the 11 hidden', `${ofSeen}, ${open.size - ofSeen}`, '1, 0', ofSeen === 1 && open.size === 1);
  await pages[0].evaluate(() => window.hide(false));
  await pages[0].waitForTimeout(500);
  bars.add('U31', 'connections of a tab that is seen again', [...open.values()].filter((page) => page === pages[0]).length, '1', [...open.values()].filter((page) => page === pages[0]).length === 1);
  await context.close();
}

for (const part of [keys, ticks, dialogs, news, tabs]) {
  try {
    await part();
  } catch (error) {
    bars.add('–', part.name, String(error).split('\n')[0].replace(/\|/g, ' '), 'runs', false);
  }
}
await browser.close();
bars.print();
fs.writeFileSync('live.md', `${bars.markdown()}\n`);
process.exitCode = bars.holds() ? 0 : 1;
