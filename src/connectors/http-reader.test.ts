import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import {
  changed,
  misbehaviours,
  serveHttp,
  startLoopback,
  type HttpRecording,
  type Loopback,
} from "../../tests/loopback-http.js";
import { openHttp } from "./http-reader.js";

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function started(server: Promise<Loopback>): Promise<Loopback> {
  open.push(await server);
  return server;
}

/** A question and its answer that are of no venue: what is tested is the way between. */
const recording: HttpRecording = {
  source: "made here",
  answers: [{ path: "/info", body: { type: "first", user: "a" }, answer: { list: [1, { text: 'ä"\\' }], none: null } }],
};

const ask = ({ url }: Loopback, limits: object = {}): Promise<unknown> =>
  openHttp({ url, timeoutMs: 300, ...limits }).post("/info", { user: "a", type: "first" });

const thrown = (error: unknown): unknown => error;

const hostOf = ({ url }: Loopback): string => new URL(url).host;

describe("an address that answers JSON", () => {
  test("answers what was recorded to the same question, its keys in whatever order", async () => {
    const server = await started(serveHttp(recording));
    expect(await ask(server, { timeoutMs: 5_000 })).toEqual(recording.answers[0].answer);
    expect(openHttp({ url: server.url }).source).toBe(hostOf(server));
    expect(server.asked[0]).toMatchObject({ method: "POST", path: "/info" });
    expect(server.asked[0].headers).toMatchObject({ "content-type": "application/json" });
  });

  test("a path stands under that of the address, whose query stays", async () => {
    const server = await started(startLoopback(() => ({ body: "1" })));
    await openHttp({ url: `${server.url}/v3/abc/?key=1` }).post("/info", {});
    expect(server.asked[0].path).toBe("/v3/abc/info?key=1");
  });

  test("a name and a password of the address go into a header, and into no text", async () => {
    const server = await started(startLoopback(() => ({ body: "1" })));
    const reader = openHttp({ url: server.url.replace("http://", "http://me:p%40ss@") });
    await reader.post("/info", {});
    expect(server.asked[0].headers.authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
    expect(reader.source).toBe(hostOf(server));
  });

  test("what was not recorded is not found", async () => {
    const server = await started(serveHttp(recording));
    await expect(openHttp({ url: server.url }).post("/info", { type: "second" })).rejects.toMatchObject({
      got: "HTTP 404",
    });
  });

  test("one recorded answer is changed by itself", async () => {
    const server = await started(
      serveHttp(changed(recording, "first", (answer: { list: unknown[] }) => ({ ...answer, list: [] }))),
    );
    expect(await ask(server, { timeoutMs: 5_000 })).toEqual({ list: [], none: null });
    expect(() => changed(recording, "third", () => null)).toThrow("third");
  });
});

const faults: readonly (readonly [keyof typeof misbehaviours, string, RegExp, number])[] = [
  ["never answers", "E_UNAVAILABLE", /no answer within 300 ms/, 1],
  ["closes the connection without a word", "E_UNAVAILABLE", /broken connection/, 3],
  ["breaks the connection in the middle of the body", "E_UNAVAILABLE", /broken connection/, 3],
  ["an empty body", "E_BAD_ANSWER", /an empty answer/, 1],
  ["a page of HTML", "E_BAD_ANSWER", /a page of HTML/, 1],
  ["half a JSON", "E_BAD_ANSWER", /JSON that breaks off/, 1],
  ["a body of 9 million bytes", "E_BAD_ANSWER", /more than 8000000 bytes/, 1],
  ["nesting of 100000 lists", "E_BAD_ANSWER", /deeper nesting/, 1],
  ["bytes that are no UTF-8", "E_BAD_ANSWER", /bytes that are no text/, 1],
  ["a key twice", "E_BAD_ANSWER", /the key result twice/, 1],
  ["a key __proto__", "E_BAD_ANSWER", /the key __proto__/, 1],
  ["a redirect", "E_BAD_ANSWER", /a redirect \(HTTP 302\)/, 1],
  ["HTTP 401", "E_UNAUTHENTICATED", /HTTP 401/, 1],
  ["HTTP 403", "E_UNAUTHENTICATED", /HTTP 403/, 1],
  ["HTTP 404", "E_UNAVAILABLE", /HTTP 404/, 1],
  ["HTTP 418", "E_RATE_LIMITED", /HTTP 418/, 1],
  ["HTTP 429", "E_RATE_LIMITED", /HTTP 429/, 1],
  ["HTTP 500", "E_UNAVAILABLE", /HTTP 500/, 3],
  ["HTTP 503 with HTML", "E_UNAVAILABLE", /HTTP 503/, 3],
];

describe("a bad address is refused by name", () => {
  test("every misbehaviour is in the table", () => {
    expect(faults.map(([name]) => name)).toEqual(Object.keys(misbehaviours));
  });

  test.each(faults)("%s: %s", async (name, code, got, asked) => {
    const server = await started(serveHttp(recording, misbehaviours[name]));
    const error: unknown = await ask(server, name === "never answers" ? {} : { timeoutMs: 5_000 }).catch(thrown);
    expect(error).toMatchObject({ code, field: hostOf(server), got: expect.stringMatching(got) as string });
    expect(server.asked).toHaveLength(asked);
  });

  test("where the time is over between two attempts, the fault that was seen is told", async () => {
    const server = await started(
      serveHttp(recording, (_, count) => (count === 0 ? { status: 502, body: "" } : "hang")),
    );
    await expect(ask(server)).rejects.toMatchObject({ code: "E_UNAVAILABLE", got: "HTTP 502" });
  });

  test("a fault that passes is not seen: two failures, then the answer", async () => {
    const server = await started(serveHttp(recording, (good, count) => (count < 2 ? { status: 502, body: "" } : good)));
    expect(await ask(server, { timeoutMs: 5_000 })).toEqual(recording.answers[0].answer);
    expect(server.asked).toHaveLength(3);
  });

  test("a port where nobody listens, and a host that does not exist, are refused at once and not asked again", async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => free.once("listening", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const nobody = openHttp({ url: `http://127.0.0.1:${port}` }).post("/info", {});
    await expect(nobody).rejects.toMatchObject({
      code: "E_UNAVAILABLE",
      got: "no connection (ECONNREFUSED)",
      retryable: false,
    });
    const nowhere = openHttp({ url: "https://venue.invalid", timeoutMs: 900 }).post("/info", {});
    await expect(nowhere).rejects.toMatchObject({ code: "E_UNAVAILABLE", field: "venue.invalid" });
  });

  test("what speaks no TLS where it should, and what speaks no HTTP, is refused at once", async () => {
    const server = await started(serveHttp(recording));
    const secure = ask({ ...server, url: server.url.replace("http:", "https:") }, { timeoutMs: 5_000 });
    expect(await secure.catch(thrown)).toMatchObject({
      code: "E_UNAVAILABLE",
      got: expect.stringMatching(/^no secure connection \(ERR_SSL/) as string,
    });
    const mute = createServer((socket) => socket.end("220 mail.example ready\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => mute.once("listening", resolve));
    const { port } = mute.address() as AddressInfo;
    const mail = openHttp({ url: `http://127.0.0.1:${port}` }).post("/info", {});
    expect(await mail.catch(thrown)).toMatchObject({
      code: "E_UNAVAILABLE",
      got: expect.stringMatching(/^no answer by HTTP \(HPE/) as string,
    });
    mute.close();
  });

  test.each([
    ["not an address"],
    ["http://venue.example/info"],
    ["ftp://127.0.0.1/"],
    ["file:///etc/passwd"],
    ["http://127.0.0.1.venue.example/"],
    ["http://localhost.venue.example/"],
    ["http://[::2]/"],
  ])("%s is no address to ask", (url) => {
    expect(() => openHttp({ url })).toThrow(
      expect.objectContaining({ code: "E_PARSE", field: "url", origin: "configuration" }),
    );
  });

  test.each(["http://localhost:1", "http://127.9.9.9:1", "http://[::1]:1", "https://venue.example"])(
    "%s is one",
    (url) => {
      expect(openHttp({ url }).source).toBe(new URL(url).host);
    },
  );
});
