// Where pages are that have no address of their own before something is in the demo county, or was made in it.
import { makeDisputes } from './disputes.mjs';
import { base } from './driving.mjs';
import { byHand, person, untilAnswered } from './story.mjs';

const texts = new Map();

/** Plays a case to its answer and subscribes a system to events, so that their pages can be come to. */
export async function make(browser) {
  const { citizen, clerk, number, code } = await untilAnswered(browser, byHand, {});
  await citizen.goto(`${base}/t`);
  await citizen.fill('#code', code);
  await byHand.press(citizen, '.act .pri');
  texts.set('{code}', code);
  texts.set('{follow}', await citizen.getAttribute('a[href^="/f/"]', 'href'));
  texts.set('{answered}', `/s/cases/${number}`);
  texts.set('{papers}', `/s/cases/${number}/papers`);
  await clerk.goto(`${base}/s/cases/${number}`);
  texts.set('{original}', await clerk.getAttribute('a[href*="/originals/"]', 'href'));
  await citizen.context().close();
  await clerk.context().close();
  await makeDisputes(browser);
  const admin = await person(browser, 'admin.system', {});
  await posted(admin, '/api/v1/scan-points', { person: 'urban-management.handler', reason: '浏览器检查' });
  const point = await posted(admin, '/api/v1/scan-points', { unit: 'urban-management', reason: '浏览器检查' });
  texts.set('{scan}', new URL(point.url).pathname);
  texts.set('{review}', `${texts.get('{scan}')}/review`);
  texts.set('{poster}', `/s/admin/qr/${point.id}/poster`);
  texts.set('{card}', `${texts.get('{poster}')}?as=card`);
  await admin.context().close();
}

/** A text with what was made in it. */
export const made = (text) => texts.get(text) ?? text;

/** The address of a page; what stands in braces was made, or is found in the lists of the person, once. */
export async function address(page, { who, path }) {
  if (!path.startsWith('{')) return base + path;
  if (texts.has(path)) return base + texts.get(path);
  const key = `${who} ${path}`;
  if (!texts.has(key)) texts.set(key, await FOUND[path](page));
  return base + texts.get(key);
}

const first = async (page, path, selector) => {
  await page.goto(base + path);
  return page.locator(selector).first().getAttribute('href');
};

const FOUND = {
  '{case}': (page) => first(page, '/s/', 'tbody a.t'),
  '{session}': (page) => first(page, '/s/supervise/sessions', 'tbody a.t'),
  '{step}': (page) => first(page, '/s/', 'tbody a[href*="/do/"]'),
  '{assign}': (page) => first(page, '/s/?tab=unassigned', 'tbody a[href*="/do/assign"]'),
  '{case}/time': async (page) => `${await first(page, '/s/', 'tbody a.t')}/time`,
  '{report}': (page) => first(page, '/s/reports', 'main .choice .btn'),
  '{triage}': (page) => first(page, '/s/triage', '.queue a'),
  '{outside}': async (page) => { await subscribe(page); return '/s/admin/agencies'; },
  '{subscription}': (page) => first(page, '/s/admin/agencies', 'a[href*="/subscriptions/"]'),
  async '{party}'(page) {
    await page.goto(`${base}/s/`);
    for (const row of await page.$$eval('tbody a.t', (all) => all.map((a) => a.getAttribute('href')))) {
      await page.goto(base + row);
      const party = page.locator('a[href*="/parties/"]');
      if (await party.count()) return party.first().getAttribute('href');
    }
    throw new Error('no case with a party');
  },
};

/** A system at an address where nothing listens: its deliveries fail, and its page says so. */
async function subscribe(page) {
  const body = { unit: 'center', url: `http://127.0.0.1:${process.env.BIHUAN_RECEIVER}/`, mode: 'structured', reason: '浏览器检查' };
  await posted(page, '/api/v1/subscriptions', body);
}

async function posted(page, path, data) {
  const answer = await page.request.post(base + path, { data, headers: { 'idempotency-key': crypto.randomUUID(), origin: base } });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}
