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

/** Goes to an address and does there what is to be done. Gives the status of the last answer. */
export async function come(page, to, { steps = [] }, text = (typed) => typed) {
  let answer = await page.goto(to);
  for (const { fill = {}, choose = {}, tick = [], file, anything, click } of steps) {
    for (const [id, typed] of Object.entries(fill)) await page.fill(`[id="${id}"]`, text(typed));
    for (const [id, value] of Object.entries(choose)) await page.selectOption(`[id="${id}"]`, value);
    for (const selector of tick) await page.check(selector);
    if (file) await page.setInputFiles(`[id="${file}"]`, PICTURE);
    if (anything) for (const field of await page.$$('main textarea')) await field.fill('已电话联系。');
    [answer] = await Promise.all([page.waitForNavigation(), page.click(click)]);
  }
  return answer.status();
}

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** A photograph, as small as one can be. */
export const PICTURE = { name: '路灯.png', mimeType: 'image/png', buffer: Buffer.from(DOT, 'base64') };
