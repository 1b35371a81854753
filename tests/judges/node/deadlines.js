// Reads a person's deadlines as a calendar by ical.js, and holds them against what the API says of the same cases.

const assert = require("node:assert");
const ICAL = require("ical.js");
const { get, post, signedIn } = require("./asking.js");

// The days of all open clocks of all open cases, by the number of the case.
async function expected(token) {
  const found = [];
  let after = "";
  while (after !== undefined) {
    const page = await get(token, `cases?open=true&limit=200${after === "" ? "" : `&after=${after}`}`);
    for (const { id, number } of page.cases) {
      const { clocks } = await get(token, `cases/${id}/clocks`);
      const open = clocks.filter((clock) => clock.status !== "ended");
      found.push(...open.map((clock) => `${number} ${clock.deadline.slice(0, 10)}`));
    }
    after = page.next;
  }
  return found.sort();
}

async function main() {
  const token = await signedIn("BIHUAN_SIGN_IN");
  const { url } = await post(token, "me/calendar");
  const text = await (await fetch(url)).text();
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.strictEqual(calendar.getFirstPropertyValue("version"), "2.0");
  assert.strictEqual(calendar.getAllProperties("prodid").length, 1);
  assert.strictEqual(calendar.getFirstProperty("method"), null);
  const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  assert(events.every((event) => event.startDate.isDate));
  const found = events.map((event) => `${event.summary.split(" ")[0]} ${event.startDate}`).sort();
  assert(found.length > 10);
  assert.deepStrictEqual(found, await expected(token));
  assert.strictEqual(new Set(events.map((event) => event.uid)).size, found.length);
  const days = new Set(found.map((one) => one.split(" ")[1]));
  console.log(`verdict: ${found.length} deadlines on ${days.size} days, as the API says`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
