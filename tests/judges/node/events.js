// Receives events as a subscriber does: the signatures are verified by standardwebhooks, both modes read by cloudevents.

const assert = require("node:assert");
const http = require("node:http");
const { setTimeout: pause } = require("node:timers/promises");
const { HTTP } = require("cloudevents");
const { Webhook } = require("standardwebhooks");
const { URL_ROOT, post, signedIn } = require("./asking.js");

const port = Number(process.env.BIHUAN_RECEIVER);
const got = { "/structured": [], "/binary": [] };

function receiver() {
  const server = http.createServer((request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      got[request.url].push({ headers: request.headers, body: Buffer.concat(pieces).toString("utf8") });
      response.writeHead(204).end();
    });
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

async function file(clerk) {
  const filed = await post(clerk, "cases", {
    workflow: "service", title: "路灯不亮", category: "1104", form: { account: "路灯三盏不亮" },
    parties: [{ name: "欧阳小明", telephone: "13977665544" }],
  });
  return filed.id;
}

// All that came of a case, once its filing has and nothing further comes for a while.
async function arrived(path, id) {
  let last = -1;
  let quiet = 0;
  for (let turn = 0; turn < 120; turn += 1) {
    const found = got[path].filter(({ headers, body }) => (body + JSON.stringify(headers)).includes(id));
    quiet = found.length === last ? quiet + 1 : 0;
    last = found.length;
    if (found.length > 0 && quiet >= 6) return found;
    await pause(500);
  }
  throw new Error(`nothing came to ${path}`);
}

function read(secret, { headers, body }) {
  new Webhook(secret).verify(body, headers);
  assert(!body.includes("欧阳") && !body.includes("13977665544"));
  const event = HTTP.toEvent({ headers, body });
  assert(event.validate());
  return event;
}

async function main() {
  const server = await receiver();
  const administrator = await signedIn("BIHUAN_ADMINISTRATOR");
  const clerk = await signedIn("BIHUAN_SIGN_IN");
  const made = {};
  for (const mode of ["structured", "binary"]) {
    const url = `http://127.0.0.1:${port}/${mode}`;
    made[mode] = await post(administrator, "subscriptions", { unit: "center", url, mode, reason: "judge" });
  }
  const id = await file(clerk);
  const seen = {};
  for (const mode of ["structured", "binary"]) {
    const told = await arrived(`/${mode}`, id);
    seen[mode] = told.map((request) => {
      const event = read(made[mode].secret, request);
      assert.throws(() => new Webhook(made[mode].secret).verify(`${request.body} `, request.headers));
      assert.deepStrictEqual([event.specversion, event.subject, event.data.case], ["1.0", id, id]);
      return JSON.stringify([event.id, event.type, event.source, event.time, event.data]);
    }).sort();
    assert.strictEqual(new Set(seen[mode]).size, seen[mode].length, "an event came twice");
  }
  assert.deepStrictEqual(seen.structured, seen.binary);
  assert(seen.binary.some((event) => event.includes("cn.bihuan.case.filed.v1")));

  const subscription = made.structured.subscription.id;
  const { secret } = await post(administrator, `subscriptions/${subscription}/rotate`, { reason: "judge" });
  const rotated = await arrived("/structured", await file(clerk));
  for (const request of rotated) {
    read(made.structured.secret, request);
    read(secret, request);
    assert.throws(() => read(made.binary.secret, request));
  }
  for (const { subscription: { id: one } } of Object.values(made)) {
    await post(administrator, `subscriptions/${one}/remove`, { reason: "judge" });
  }
  server.close();
  server.closeAllConnections();
  console.log(`verdict: ${seen.binary.length} events verified and read in both modes, ${rotated.length} by the old and the new secret at ${URL_ROOT}`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
