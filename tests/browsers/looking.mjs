// What is measured of a page as it stands.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Hears what goes wrong from now on: errors in the console, refusals of the policy, requests to elsewhere. */
export function listen(page, origin) {
  const heard = { errors: [], elsewhere: [] };
  page.on('console', (message) => {
    // That the page itself was answered by 4xx is measured apart.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) heard.errors.push(message.text());
  });
  page.on('pageerror', (error) => heard.errors.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) heard.elsewhere.push(request.url());
  });
  return heard;
}

/** Before a page loads: how far things move while it does. */
export const watchShifts = () => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
};

/** What axe finds. Bars that stick are laid into the flow meanwhile: how large a target is has nothing to do with what
 *  happens to stand before it at this place of scrolling. That the focus is never hidden by them, the walk by keys finds. */
export async function judged(page, only) {
  if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(axe);
  const options = only ? { runOnly: { type: 'rule', values: only } } : { runOnly: { type: 'tag', values: RULES } };
  return page.evaluate(async (options) => {
    const stuck = [...document.querySelectorAll('.top,.dock,.bulk,.tbl th')].filter((e) => /sticky|fixed/.test(getComputedStyle(e).position));
    for (const e of stuck) e.style.position = 'static';
    const { violations, incomplete } = await window.axe.run(document, options);
    for (const e of stuck) e.style.position = '';
    const short = (rule) => `${rule.id} ×${rule.nodes.length}: ${rule.nodes[0].target.join(' ')}`;
    return { violations: violations.map(short), incomplete: incomplete.map(short) };
  }, options);
}

/** Controls that are smaller than this. A link within a sentence may be as high as its line (WCAG 2.5.8). */
export const small = (page, least) => page.evaluate((least) => {
  const inSentence = (e) => e.matches('a') && getComputedStyle(e).display === 'inline'
    && [...e.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim().length > 1);
  const all = [...document.querySelectorAll('a,button,summary,select,textarea,input:not([type=hidden])')];
  const shown = all.filter((e) => !e.closest('.skip,.sr') && !inSentence(e)).map((e) => [e, (e.closest('label') ?? e).getBoundingClientRect()]);
  const bad = shown.filter(([, r]) => r.width > 0 && r.height > 0 && (r.width < least - 0.5 || r.height < least - 0.5));
  return bad.map(([e, r]) => `${e.outerHTML.slice(0, 60)} ${Math.round(r.width)}×${Math.round(r.height)}`);
}, least);

export const measured = (page) => page.evaluate(() => {
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const bar = document.querySelector('.bulk');
  const bottom = Math.min(innerHeight, bar && getComputedStyle(bar).position === 'sticky' ? bar.getBoundingClientRect().top : innerHeight);
  const rows = [...document.querySelectorAll('.tbl tbody tr')];
  return {
    aside: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    nodes: document.querySelectorAll('*').length,
    bytes: entries.reduce((sum, entry) => sum + entry.transferSize, 0),
    document: entries[0].transferSize,
    shifted: window.shifted,
    rows: rows.filter((row) => row.getBoundingClientRect().bottom <= bottom).length,
    below: document.documentElement.scrollHeight - innerHeight,
  };
});

/** Texts that are cut off or run over others once lines, words and letters stand further apart (WCAG 1.4.12). */
export const cut = (page) => page.evaluate(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
  document.adoptedStyleSheets = [sheet];
  // A cell of a list and a button in it end in dots, and the page of the case says the whole.
  const held = (e) => e.closest('.tbl:not(.wrap) td,.sr,.skip,datalist,option,select,input,svg') || !e.textContent.trim();
  const bad = [...document.querySelectorAll('main *, header *')].filter((e) => !held(e) && getComputedStyle(e).overflow === 'hidden'
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1));
  const aside = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  document.adoptedStyleSheets = [];
  return [...bad.map((e) => e.outerHTML.slice(0, 60)), ...(aside > 0 ? [`${aside} px wider than the screen`] : [])];
});

/** Telephone numbers in full, in what is read, in the title and in the address. */
export const telephones = (page) => page.evaluate(() => {
  const texts = { text: document.body.innerText, title: document.title, address: window.location.href };
  return Object.entries(texts).flatMap(([where, text]) => (text.match(/(?<!\d)1[3-9]\d{9}(?!\d)/g) ?? []).map((number) => `${where}: ${number}`));
});
