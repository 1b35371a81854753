// A client of other cities: finds the endpoint, lists the services, files a request, and follows it.

const assert = require("node:assert");
const { promisify } = require("node:util");
const Open311 = require("open311");

async function main() {
  const discovery = `${process.env.BIHUAN_URL}/open311/v2/discovery.json`;
  const city = new Open311({ discovery, apiKey: "none", jurisdiction: "421281" });
  const ask = (name) => promisify(city[name]).bind(city);

  await ask("serviceDiscovery")({ cache: true });
  assert.strictEqual(city.endpoint, `${process.env.BIHUAN_URL}/open311/v2/`);
  const services = await ask("serviceList")();
  assert(services.some((service) => service.service_code === "1301"));
  const definition = await ask("serviceDefinition")("1301");
  assert(definition.attributes.some((attribute) => attribute.code === "request"));

  const [filed] = await ask("submitRequest")({
    service_code: "1301", address_string: "河北大道", description: "占道经营，行人过不去",
    first_name: "Ming", last_name: "Zhang", attributes: { request: "请清理占道摊点" },
  });
  const [request] = await ask("serviceRequest")(filed.service_request_id);
  assert.strictEqual(request.service_request_id, filed.service_request_id);
  assert.strictEqual(request.status, "open");
  // The division, and nothing that the citizen wrote.
  assert.strictEqual(request.address, "赤壁市");
  assert(!JSON.stringify(request).includes("Zhang") && !JSON.stringify(request).includes("占道经营"));
  const listed = await ask("serviceRequests")({ status: "open", service_code: "1301" });
  assert(listed.some((one) => one.service_request_id === filed.service_request_id));
  const [token] = await ask("token")(filed.service_request_id);
  assert.strictEqual(token.service_request_id, filed.service_request_id);
  console.log(`verdict: request ${filed.service_request_id} was filed and followed`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
