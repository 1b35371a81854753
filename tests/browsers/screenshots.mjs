// Pictures of every page, on a desktop and on a phone, in Chinese, for people to look at.
import fs from 'node:fs';
import { SIZES, come, open, visit } from './driving.mjs';
import { address, made, make } from './finding.mjs';
import { pages } from './pages.mjs';

fs.mkdirSync('pictures', { recursive: true });
const only = process.argv.find((word) => word.startsWith('--only='))?.slice(7);
const browser = await open();
await make(browser);
let taken = 0;
const failed = [];
for (const wanted of pages.filter(({ name }) => !only || name.startsWith(only))) {
  for (const size of ['desk', 'phone']) {
    const context = await visit(browser, { who: wanted.who, size });
    const page = await context.newPage();
    const file = `pictures/${wanted.name}-${wanted.state}-${SIZES[size].width}.png`;
    try {
      await come(page, await address(page, wanted), wanted, made);
      await page.screenshot({ path: file, fullPage: size === 'phone' });
      taken += 1;
    } catch (error) {
      failed.push(file);
      console.log(`${file}: ${String(error).split('\n')[0]}`);
    }
    await context.close();
  }
}
await browser.close();
console.log(`verdict: ${taken} pictures, not taken: ${failed.join(', ') || 'none'}`);
process.exitCode = failed.length ? 1 : 0;
