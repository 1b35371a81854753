// How much there is to do with one's hands: keys, clicks and taps, counted; and going back and loading again on the way.
import { base, visit } from './driving.mjs';
import { byHand, person, step, takeIn } from './story.mjs';

/** A case is taken in by keys alone: what is typed of the matter itself does not count. */
export async function intake(browser, bars) {
  const page = await person(browser, 'center.clerk', {});
  await page.goto(`${base}/s/cases/new`);
  let keys = 0;
  const begun = Date.now();
  const type = async (text) => { keys += text.length; await page.keyboard.type(text); };
  const press = async (key, times = 1) => { for (let n = 0; n < times; n += 1) { keys += key.split('+').length; await page.keyboard.press(key); } };
  await type('13812345678');
  await press('Tab', 3);
  await type('zlqz');
  await press('Tab');
  await type('1104');
  await press('Tab');
  await page.keyboard.type('老街路灯不亮，夜里看不见路');
  await press('Tab', 2);
  await page.keyboard.type('三盏路灯坏了一周。');
  await Promise.all([page.waitForNavigation(), press('Control+Enter')]);
  await Promise.all([page.waitForNavigation(), press('Enter')]);
  const took = Date.now() - begun;
  const said = await page.locator('.errsum').allTextContents();
  if (said.length || !await page.locator('.slip').count()) bars.fault('U18', 'intake', `not filed: ${said.join(' ').trim()}`);
  const isFiled = await page.locator('.slip').count() === 1;
  bars.most('U18', 'keys to take a case in and assign it, beside the words of the matter', isFiled ? keys : Infinity, 40);
  bars.time('U19', 'ms of the machine for the whole of it, without the mouse', isFiled ? took : Infinity, 5000);
  await page.context().close();
}

/** The next step of a row, from the list. */
export async function nextStep(browser, bars) {
  const page = await person(browser, 'center.clerk', {});
  const title = `桥头垃圾 ${Date.now()}`;
  await takeIn(page, byHand, title);
  await page.goto(`${base}/s/search?q=${encodeURIComponent(title)}`);
  await page.click('tbody a[href$="/do/accept"]');
  await page.click('dialog form .pri');
  await page.waitForURL(/done=accept/);
  bars.most('U20', 'clicks from the list until the next step of a case is taken', 2, 2);
  await page.context().close();
}

/** A unit signs for a case, and says how far it is, on a phone. */
export async function phone(browser, bars) {
  const clerk = await person(browser, 'center.clerk', {});
  const number = await takeIn(clerk, byHand, `路口井盖松动 ${Date.now()}`);
  await step(clerk, byHand, number, 'accept');
  await step(clerk, byHand, number, 'assign', { '[id="i.lead"]': '城管执法局' });
  await clerk.context().close();
  const page = await person(browser, 'urban-management.handler', { size: 'phone' });
  bars.most('U21', 'taps to sign for a case on a phone', await tapped(page, 'sign', '.cards .btn.pri'), 2);
  bars.most('U21', 'taps to say how far it is, beside the text', await tapped(page, 'hand', '.cards .do .btn:not(.pri)'), 4);
  await page.context().close();
}

async function tapped(page, tab, selector) {
  await page.goto(`${base}/s/inbox?tab=${tab}`);
  await page.locator(selector).first().tap();
  await page.waitForSelector('form.card .pri');
  let taps = 1;
  for (const field of await page.$$('form.card textarea')) { await field.tap(); await field.fill('已联系，约好明天到场。'); taps += 1; }
  for (const field of await page.$$('form.card select')) {
    if (await field.evaluate((e) => e.value)) continue;
    await field.selectOption({ index: 1 });
    taps += 2;
  }
  await Promise.all([page.waitForNavigation(), page.locator('form.card .pri').tap()]);
  return await page.locator('.errsum').count() ? Infinity : taps + 1;
}

const WECHAT = 'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 XWEB/1160117 MMWEBSDK Mobile Safari/537.36 MicroMessenger/8.0.42';

/** A report within WeChat, where fingers go back and load again: nothing typed is lost, nothing is filed twice. */
export async function backAndAgain(browser, bars) {
  const page = await (await visit(browser, { size: 'phone', userAgent: WECHAT })).newPage();
  let lost = 0;
  const keeps = async (id, text, when) => {
    if (await page.inputValue(`[id="${id}"]`).catch(() => '') === text) return;
    lost += 1;
    bars.fault('U34', when, `${id} is lost`);
  };
  const onward = () => byHand.press(page, '.act .pri');
  const title = `巷口积水 ${Date.now()}`;
  await page.goto(`${base}/report`);
  await page.fill('#title', title);
  await page.fill('[id="f.account"]', '雨后积水不退。');
  await onward();
  await page.goBack();
  await keeps('title', title, 'back to the first step');
  await keeps('f.account', '雨后积水不退。', 'back to the first step');
  await page.goForward();
  await page.reload();
  await page.fill('#address', '老街 12 号');
  await onward();
  await page.goBack();
  await page.reload();
  await keeps('address', '老街 12 号', 'back to the second step, loaded again');
  await onward();
  await page.fill('#telephone', '13800001234');
  await byHand.press(page, '.given .link');
  await keeps('title', title, 'back to the first step from the last');
  await onward();
  await onward();
  await page.reload();
  await keeps('telephone', '13800001234', 'again on the last step, loaded again');
  await onward();
  const code = await page.textContent('.code');
  await page.goBack();
  if (await page.locator('.act .pri').count()) await onward();
  await page.reload();
  bars.most('U34', 'fields lost by going back and loading again, within WeChat', lost, 0);
  const clerk = await person(browser, 'center.clerk', {});
  await clerk.goto(`${base}/s/search?q=${encodeURIComponent(title)}`);
  const made = await clerk.$$eval('tbody tr', (rows, title) => rows.filter((row) => row.textContent.includes(title)).length, title);
  bars.add('U34', 'cases made by sending again from there', made, '= 1', made === 1 && Boolean(code));
  await clerk.context().close();
  await page.context().close();
}
