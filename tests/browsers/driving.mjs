// The browser, and how pages are come to: signed in, in a language, at a size.
import fs from 'node:fs';
import { chromium } from 'playwright-core';

export const base = process.env.BIHUAN_URL;
const signIns = fs.readFileSync(process.env.BIHUAN_SIGN_INS, 'utf8').split('\n').map((line) => line.split(' '));

export const open = () => chromium.launch({
  executablePath: process.env.BIHUAN_CHROMIUM,
  args: ['--no-sandbox', '--force-color-profile=srgb'],
});

export const SIZES = { desk: { width: 1366, height: 657 }, phone: { width: 360, height: 760 }, small: { width: 320, height: 640 } };

const kept = new Map();

/** A context of its own: cookies of the person, whose session is opened once, and nothing else of earlier visits. */
export async function visit(browser, { who, size = 'desk', locale = 'zh-CN', ...more } = {}) {
  const phone = size !== 'desk';
  const context = await browser.newContext({ viewport: SIZES[size], locale, isMobile: phone, hasTouch: phone, ...more });
  if (who) await signIn(context, who);
  return context;
}

async function signIn(context, who) {
  if (!kept.has(who)) {
    const page = await context.newPage();
    await typeSignIn(page, who);
    kept.set(who, await context.cookies());
    await page.close();
  }
  await context.addCookies(kept.get(who));
}

export async function typeSignIn(page, who) {
  const [, password] = signIns.find(([name]) => name === who);
  await page.goto(`${base}/s/login`);
  await page.fill('#name', who);
  await page.fill('#password', password);
  await page.click('form.card .pri');
  await page.waitForLoadState();
  if (page.url().includes('/s/login')) throw new Error(`${who} cannot sign in`);
}

const found = new Map();

/** The address of a page; what stands in braces is found in the list of the person, once. */
export async function address(page, { who, path }) {
  if (!path.startsWith('{')) return base + path;
  const key = `${who} ${path}`;
  if (!found.has(key)) found.set(key, await lookUp(page, path));
  return base + found.get(key);
}

async function lookUp(page, path) {
  await page.goto(`${base}/s/`);
  const href = (selector) => page.locator(selector).first().getAttribute('href');
  if (path === '{step}') return href('tbody a[href*="/do/"]');
  if (path === '{assign}') {
    await page.goto(`${base}/s/?tab=unassigned`);
    const row = await href('tbody a[href*="/do/assign"]');
    return row;
  }
  const of = await href('tbody a.t');
  if (path === '{case}') return of;
  for (const row of await page.locator('tbody a.t').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
    await page.goto(base + row);
    const party = page.locator('a[href*="/parties/"]');
    if (await party.count()) return party.first().getAttribute('href');
  }
  throw new Error('no case with a party');
}

/** Goes to a page of the list and does what is to be done there. Gives the status of the last answer. */
export async function come(page, wanted) {
  let answer = await page.goto(await address(page, wanted));
  for (const { fill = {}, click } of wanted.steps ?? []) {
    for (const [id, text] of Object.entries(fill)) await page.fill(`[id="${id}"]`, text);
    [answer] = await Promise.all([page.waitForNavigation(), page.click(click)]);
  }
  return answer.status();
}
