// How soon a page is painted on a slow machine, and how long it answers nothing: the browser slows its processor and its
// network down itself. Times of this machine as it is now; they are told and fail nothing.
import { base, visit } from './driving.mjs';

const ROUNDS = 5;
const SLOW_4G = { latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const LAN = { latency: 2, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
const SLOWED = 6;

/** Before a page loads: when it was painted first, and when its largest part was. */
const watch = () => {
  window.speed = { first: 0, largest: 0 };
  const on = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  on('paint', (entry) => { if (entry.name === 'first-contentful-paint') window.speed.first = entry.startTime; });
  on('largest-contentful-paint', (entry) => { window.speed.largest = entry.startTime; });
};

const median = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];

/** Medians of some first visits, in ms. */
export async function speed(browser, { who, path, size, network }) {
  const found = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A context of its own each time: nothing is kept from the visit before.
    const context = await visit(browser, { who, size });
    await context.addInitScript(watch);
    const page = await context.newPage();
    const control = await context.newCDPSession(page);
    await control.send('Network.enable');
    await control.send('Network.emulateNetworkConditions', { offline: false, ...network });
    await control.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    await page.goto(base + path, { waitUntil: 'load' });
    await page.waitForTimeout(1000);
    found.push(await page.evaluate(() => window.speed));
    await context.close();
  }
  const of = (name) => Math.round(median(found.map((one) => one[name])));
  return { first: of('first'), largest: of('largest') };
}

/**
 * How long the page answers nothing: what of each task on its thread is beyond 50 ms on a processor that is slower by SLOWED.
 * In time of the processor, so that what else runs on this machine is not counted. Median of some first visits.
 */
async function blocked(browser, { who, path, size }) {
  const found = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await visit(browser, { who, size });
    const page = await context.newPage();
    const control = await context.newCDPSession(page);
    const events = [];
    control.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    await control.send('Tracing.start', { categories: 'toplevel,__metadata' });
    await page.goto(base + path, { waitUntil: 'load' });
    await page.waitForTimeout(1000);
    const ended = new Promise((resolve) => control.once('Tracing.tracingComplete', resolve));
    await control.send('Tracing.end');
    await ended;
    await context.close();
    const main = events.filter((one) => one.name === 'thread_name' && one.args.name === 'CrRendererMain').map((one) => `${one.pid}/${one.tid}`);
    const tasks = events.filter((one) => one.name.endsWith('::RunTask') && one.tdur && main.includes(`${one.pid}/${one.tid}`));
    if (!tasks.length) throw new Error('the browser told of no task');
    found.push(tasks.reduce((sum, task) => sum + Math.max(0, task.tdur / 1000 * SLOWED - 50), 0));
  }
  return Math.round(median(found));
}

/** U12 to U14, on the demo county. */
export async function speeds(browser, bars) {
  const under = `median of ${ROUNDS}, a debug build beside other work, the demo county and not 200,000 cases`;
  const citizen = await speed(browser, { path: '/', size: 'phone', network: SLOW_4G });
  bars.told('U12', 'ms to the first paint for a citizen on slow 4G, processor slowed sixfold', citizen.first, '≤ 1500', under);
  const work = await speed(browser, { who: 'center.clerk', path: '/s/', size: 'desk', network: LAN });
  bars.told('U13', 'ms to the first paint of the list of work, 10 Mbit/s, processor slowed sixfold', work.first, '≤ 1500', under);
  bars.told('U13', 'ms to its largest paint', work.largest, '≤ 1800', under);
  const nothing = await blocked(browser, { who: 'center.clerk', path: '/s/', size: 'desk' });
  bars.told('U14', 'ms of the processor, six times, in which the list answers nothing', nothing, '≤ 250', `${under}; what else runs is not counted`);
}
