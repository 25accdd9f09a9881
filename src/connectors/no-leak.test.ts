import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { serveChain } from "../../tests/loopback-chain.js";
import { misbehaviours, startLoopback, type Loopback, type Misbehaviour } from "../../tests/loopback-http.js";
import { SteelyardError } from "../errors/index.js";
import { openChain } from "./chain-reader.js";
import { openHttp } from "./http-reader.js";

const CANARY = "canary0123456789";

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** An address with a key in every part that can hold one. */
const withKeys = (url: string): string =>
  `${url.replace("://", `://${CANARY}:${CANARY}@`)}/v3/${CANARY}?apikey=${CANARY}#${CANARY}`;

/** Every text that an error can be printed as: message, cause, stack and JSON. */
function textsOf(error: unknown): string {
  const parts: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause)
    parts.push(String(each), each.stack ?? "", JSON.stringify(each), inspect(each, { depth: 9, showHidden: true }));
  return parts.join("\n");
}

/** Forms of the key that nothing may show. */
const forms = [CANARY, Buffer.from(CANARY).toString("hex"), Buffer.from(CANARY).toString("base64").slice(0, -4)];

async function refusedText(asking: Promise<unknown>): Promise<string> {
  const error: unknown = await asking.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SteelyardError);
  const text = textsOf(error);
  for (const form of forms) expect(text).not.toContain(form);
  return text;
}

const chainAt = (url: string): Promise<unknown> =>
  openChain({ chain: "ethereum", chainId: 1, url: withKeys(url), nowMs: 0, timeoutMs: 250 });

describe("no error shows a key of the address", () => {
  test.each(Object.entries(misbehaviours))("where the server %s", async (_, misbehave) => {
    const server = await startLoopback(({ path }) => (misbehave as Misbehaviour)({ body: `{"asked":"${path}"}` }, 0));
    open.push(server);
    const http = openHttp({ url: withKeys(server.url), timeoutMs: 250 });
    await Promise.all([refusedText(http.post("/info", {})), refusedText(chainAt(server.url))]);
    expect(server.asked[0].path).toContain(CANARY);
  });

  test("where a node repeats the address and the key in its own words", async () => {
    const words = `project ${CANARY}: see https://node.example/v3/${CANARY} (${Buffer.from(CANARY).toString("base64")})`;
    const refusal = { jsonrpc: "2.0", id: 0, error: { code: -32000, message: words, data: words } };
    const server = await startLoopback(() => ({ body: JSON.stringify(refusal) }));
    open.push(server);
    expect(await refusedText(chainAt(server.url))).toContain("project [redacted]: see node.example");
  });

  test.each(["http://127.0.0.1:1", "http://127.0.0.1:9", "https://venue.invalid"])(
    "where nothing is at %s",
    async (url) => {
      await refusedText(openHttp({ url: withKeys(url), timeoutMs: 900 }).post("/info", {}));
    },
  );

  test.each(["http://venue.example", "ftp://venue.example"])("where the address is none to ask: %s", (url) => {
    const asking = async (): Promise<unknown> => openHttp({ url: withKeys(url) });
    return refusedText(asking()).then((text) => expect(text).toContain("venue.example"));
  });

  test("nor does the reader, however it is printed", async () => {
    const block = { number: 1, hash: `0x${"11".repeat(32)}`, timestamp: 0 };
    const server = await serveChain({ chainId: 1, blockAt: () => block, call: () => null });
    open.push(server);
    const reader = await openChain({ chain: "ethereum", chainId: 1, url: withKeys(server.url), nowMs: 0 });
    const http = openHttp({ url: withKeys(server.url) });
    for (const text of [
      inspect(reader, { showHidden: true }),
      JSON.stringify(reader),
      inspect(http),
      JSON.stringify(http),
    ])
      expect(text).not.toContain(CANARY);
    expect(reader.source).toBe(new URL(server.url).host);
  });
});
