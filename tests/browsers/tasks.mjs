// The tasks of the roles, from a report to its rating: with scripts switched off, and by the keyboard alone. Beside them:
// a double click makes one case, and whoever comes second to a case keeps what they typed.
import fs from 'node:fs';
import { base, open } from './driving.mjs';
import { backAndAgain, intake, nextStep, phone } from './hands.mjs';
import { TASKS, byHand, byKeys, person, takeIn, unseen, untilAnswered, untilArchived } from './story.mjs';
import { Bars } from './table.mjs';

const bars = new Bars();
const browser = await open();

async function played(id, what, how, more) {
  const tasks = [];
  const done = (task) => tasks.push(task);
  try {
    await untilArchived(browser, await untilAnswered(browser, how, more, done), how, more, done);
  } catch (error) {
    bars.fault(id, `after ${tasks[tasks.length - 1]}`, String(error).split('\n')[0]);
  }
  console.log(`${what}: ${tasks.join(', ')}`);
  bars.least(id, `tasks of the roles ${what}`, tasks.length, TASKS);
}

await played('U06', 'without scripts', byHand, { javaScriptEnabled: false });
await played('U28', 'by the keyboard alone', byKeys, {});
for (const text of unseen) bars.fault('U28', 'focus', text);
bars.most('U28', 'places where the focus is not seen', unseen.size, 0);

for (const part of [intake, nextStep, phone, backAndAgain]) {
  try {
    await part(browser, bars);
  } catch (error) {
    bars.add('–', part.name, String(error).split('\n')[0].replace(/\|/g, ' '), 'runs', false);
  }
}

// A double click on what files a case.
const clerk = await person(browser, 'center.clerk', { javaScriptEnabled: false });
const title = `双击登记 ${Date.now()}`;
const twiceClicked = { ...byHand, press: async (page, selector) => {
  if (!selector.includes('value=save')) return byHand.press(page, selector);
  await page.dblclick(selector, { delay: 5 });
  await page.waitForLoadState();
  return page.waitForTimeout(1500);
} };
const number = await takeIn(clerk, twiceClicked, title);
await clerk.goto(`${base}/s/search?q=${encodeURIComponent(title)}`);
const twice = await clerk.$$eval('tbody tr', (rows, title) => rows.filter((row) => row.textContent.includes(title)).length, title);
bars.add('U33', 'cases made by a double click', twice, '= 1', twice === 1);

// Two at one case.
const other = await person(browser, 'center.clerk', {});
await clerk.goto(`${base}/s/cases/${number}/do/refuse`);
const hasForm = await clerk.locator('form.card textarea').count();
if (!hasForm) bars.fault('U32', number, 'no form to type into');
await clerk.locator('form.card textarea').first().fill('我写的理由');
await other.goto(`${base}/s/cases/${number}/do/accept`);
await Promise.all([other.waitForNavigation(), other.click('form.card .pri')]);
await Promise.all([clerk.waitForNavigation(), clerk.click('form.card .pri')]);
const kept = await clerk.$$eval('main textarea', (all) => all.map((e) => e.value).find(Boolean));
bars.add('U32', 'what the second of two had typed', kept === '我写的理由' ? 'kept' : `lost (${clerk.url()})`, 'kept', kept === '我写的理由');

await browser.close();
bars.print();
fs.writeFileSync('tasks.md', `${bars.markdown()}\n`);
process.exitCode = bars.holds() ? 0 : 1;
