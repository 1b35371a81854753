// How the judges ask the API.

const assert = require("node:assert");
const { randomUUID } = require("node:crypto");

const URL_ROOT = process.env.BIHUAN_URL;

async function signedIn(name) {
  const [signIn, password] = process.env[name].trim().split(" ");
  const answer = await fetch(`${URL_ROOT}/api/v1/sessions`, {
    method: "POST", headers: { "content-type": "application/json" },
    body: JSON.stringify({ sign_in: signIn, password }),
  });
  assert.strictEqual(answer.status, 201, await answer.clone().text());
  return (await answer.json()).token;
}

async function post(token, path, body) {
  const answer = await fetch(`${URL_ROOT}/api/v1/${path}`, {
    method: "POST", body: JSON.stringify(body ?? {}),
    headers: {
      "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": randomUUID(),
    },
  });
  const text = await answer.text();
  assert(answer.ok, text);
  return text === "" ? {} : JSON.parse(text);
}

async function get(token, path) {
  const answer = await fetch(`${URL_ROOT}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
  assert(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

module.exports = { URL_ROOT, get, post, signedIn };
