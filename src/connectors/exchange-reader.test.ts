import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  dialectOf,
  dogeRecording,
  exchangeAt,
  KEY,
  PASSPHRASE,
  SECRET,
  solRecording,
  type Answer,
} from "../../tests/exchange-answers.js";
import { misbehaviours, serveHttp, startLoopback, type Loopback } from "../../tests/loopback-http.js";
import { openExchange } from "./exchange-reader.js";
import { Secret } from "./secret.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

/** Every form in which a key, its secret or what is signed with it could be told. */
const TOLD = new RegExp([KEY, SECRET, PASSPHRASE, "signature", "recvWindow", "timestamp="].join("|"));

/** The error that a question ends with. */
async function errorOf(question: Promise<unknown>): Promise<Error> {
  return question.then(
    () => {
      throw new Error("was answered");
    },
    (error: unknown) => error as Error,
  );
}

/** A server that answers questions signed with a key in one way, and the others as recorded. */
async function refusing(status: number, body: string): Promise<Loopback> {
  return serveHttp(dogeRecording(), (good, count) => (count === 0 ? good : { status, body }));
}

describe("what goes wrong with an exchange, in our own words", () => {
  const REFUSALS = [
    { name: "DDoSProtection", status: 418, body: "{}", code: "E_RATE_LIMITED", exitStatus: 75 },
    {
      name: "RateLimitExceeded",
      status: 429,
      body: '{"code":-1003,"msg":"slow"}',
      code: "E_RATE_LIMITED",
      exitStatus: 75,
    },
    {
      name: "OnMaintenance",
      status: 400,
      body: '{"code":-1,"msg":"System is under maintenance."}',
      code: "E_UNAVAILABLE",
      exitStatus: 69,
    },
    {
      name: "InvalidNonce",
      status: 400,
      body: '{"code":-1021,"msg":"Timestamp"}',
      code: "E_UNAVAILABLE",
      exitStatus: 69,
    },
    {
      name: "AuthenticationError",
      status: 401,
      body: '{"code":-2014,"msg":"API-key"}',
      code: "E_UNAUTHENTICATED",
      exitStatus: 77,
    },
    {
      name: "PermissionDenied",
      status: 400,
      body: '{"code":-2015,"msg":"permissions"}',
      code: "E_UNAUTHENTICATED",
      exitStatus: 77,
    },
    {
      name: "BadRequest",
      status: 400,
      body: '{"code":-1102,"msg":"parameter"}',
      code: "E_UNAVAILABLE",
      exitStatus: 69,
    },
  ];

  test.each(REFUSALS)("$name: $code", async ({ status, body, code, exitStatus }) => {
    server = await refusing(status, body);
    const reader = await exchangeAt("binanceusdm", server.url);
    const error = await errorOf(reader.balance("USDT"));
    expect(error).toMatchObject({ code, exitStatus });
    expect(`${inspect(error, { depth: null })}${JSON.stringify(error)}${error.stack}`).not.toMatch(TOLD);
  });

  test.each(Object.entries(misbehaviours))(
    "a server that sends %s: refused by code, in time, without a key",
    async (_name, misbehave) => {
      server = await serveHttp(dogeRecording(), misbehave);
      const reader = await exchangeAt("binanceusdm", server.url, 300);
      const error = await errorOf(reader.ticker("DOGE/USDT:USDT"));
      expect(error).toMatchObject({
        code: expect.stringMatching(/^E_(UNAVAILABLE|BAD_ANSWER|RATE_LIMITED|UNAUTHENTICATED|UNKNOWN_KEY)$/) as string,
      });
      expect(inspect(error, { depth: null })).not.toMatch(TOLD);
    },
  );

  test("the code that the exchange gives is told, the words around it are not", async () => {
    server = await refusing(400, '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}');
    const error = await errorOf((await exchangeAt("binanceusdm", server.url)).settings());
    expect(error).toMatchObject({ field: "binanceusdm", got: "AuthenticationError (-2015)" });
    expect(error.cause).toBeUndefined();
  });
});

describe("what the connector would read without a word", () => {
  const deep = `${"[".repeat(40)}${"]".repeat(40)}`;
  test.each([
    { name: "a key twice", body: '[{"symbol":"DOGEUSDT","symbol":"DOGEUSDT"}]', got: "the key symbol twice" },
    { name: "a key that reaches into objects", body: '[{"__proto__":{}}]', got: "the key __proto__" },
    { name: "nesting of forty levels", body: deep, got: "deeper nesting" },
    { name: "JSON that breaks off", body: '[{"symbol":', got: "JSON that breaks off" },
  ])("$name: E_BAD_ANSWER", async ({ body, got }) => {
    server = await refusing(200, body);
    const error = await errorOf((await exchangeAt("binanceusdm", server.url)).positions("USDT"));
    expect(error).toMatchObject({ code: "E_BAD_ANSWER", got });
  });

  test("a contract of ours that the exchange calls unknown is a fault of its answer, not of what was typed", async () => {
    server = await refusing(400, '{"code":-1121,"msg":"Invalid symbol."}');
    const error = await errorOf((await exchangeAt("binanceusdm", server.url)).ticker("DOGE/USDT:USDT"));
    expect(error).toMatchObject({ code: "E_BAD_ANSWER", exitStatus: 65 });
  });
});

describe("without a network", () => {
  test.each(["binanceusdm", "bybit", "okx", "gate"])(
    "%s: E_UNAVAILABLE before anything else is asked",
    async (connector) => {
      const reader = await exchangeAt(connector, "http://127.0.0.1:9");
      await expect(reader.ticker("ETH/USDT:USDT")).rejects.toMatchObject({ code: "E_UNAVAILABLE", exitStatus: 69 });
    },
  );
});

describe("what may be asked", () => {
  const open = (url: string | null, key: Secret | null = null) =>
    openExchange({ dialect: dialectOf("binanceusdm"), key, secret: key, passphrase: null, url, timeoutMs: 1000 });

  test("nothing but questions leaves: every request of every question is a GET", async () => {
    server = await serveHttp(solRecording());
    const reader = await exchangeAt("bybit", server.url);
    await reader.positions("USDT");
    await reader.balance("USDT");
    await reader.leverageTiers("SOL/USDT:USDT", "cross");
    expect(new Set(server.asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(Object.keys(reader).sort()).toEqual([
      ...["balance", "bars", "contract", "exchange", "fundingRate", "fundingRates", "leverageTiers", "permissions"],
      ...["positions", "settings", "source", "ticker"],
    ]);
  });

  test("what is no GET does not leave, whatever the connector would send: Kraken asks for balances by POST", async () => {
    server = await startLoopback(() => ({ body: '{"error":[],"result":{}}' }));
    // A secret of Kraken is base64.
    const secret = new Secret(Buffer.from(SECRET).toString("base64"));
    const asked = { dialect: { connector: "kraken" }, key: new Secret(KEY), secret, passphrase: null, timeoutMs: 1000 };
    const reader = await openExchange({ ...asked, url: server.url, isPaced: false });
    await expect(reader.balance("USD")).rejects.toMatchObject({ code: "E_UNAVAILABLE", got: "a request by POST" });
    expect(server.asked.map(({ method }) => method)).not.toContain("POST");
    expect(server.asked.length).toBeGreaterThan(0);
  });

  test("without a key nothing is asked that needs one", async () => {
    server = await startLoopback(() => ({ body: "{}" }));
    const reader = await open(server.url);
    await expect(reader.positions("USDT")).rejects.toMatchObject({ code: "E_UNAUTHENTICATED", exitStatus: 77 });
    expect(server.asked).toEqual([]);
  });

  test.each(["DOGE/USDT:USDT", "DOGEUSDT", "DOGE/USDT"])("%s: a contract as people write it", async (written) => {
    server = await serveHttp(dogeRecording());
    const reader = await open(server.url);
    const doge = { symbol: "DOGE/USDT:USDT", id: "DOGEUSDT", settle: "USDT", inverse: false, contractSize: 1 };
    expect(await reader.contract(written)).toEqual(doge);
  });

  test.each(["ETHUSDT", "DOGE/USDC", "", "__proto__", "constructor"])(
    "%s: no contract that is listed",
    async (written) => {
      server = await serveHttp(dogeRecording());
      const reader = await open(server.url);
      await expect(reader.contract(written)).rejects.toMatchObject({ code: "E_UNKNOWN_KEY" });
    },
  );

  test("an address that is not encrypted is refused before a key could be sent to it", async () => {
    await expect(open("http://example.com")).rejects.toMatchObject({ code: "E_PARSE", field: "url" });
  });

  test("an exchange that the connector does not know", async () => {
    const asked = { key: null, secret: null, passphrase: null, url: null, timeoutMs: 1000 };
    await expect(openExchange({ dialect: { connector: "mtgox" }, ...asked })).rejects.toMatchObject({
      code: "E_UNKNOWN_KEY",
    });
    await expect(openExchange({ dialect: { connector: "version" }, ...asked })).rejects.toMatchObject({
      code: "E_UNKNOWN_KEY",
    });
  });

  test("its own addresses where none is given: those of the contracts", async () => {
    expect((await open(null)).source).toBe("fapi.binance.com");
    const bybit = {
      dialect: dialectOf("bybit"),
      key: null,
      secret: null,
      passphrase: null,
      url: null,
      timeoutMs: 1000,
    };
    expect((await openExchange(bybit)).source).toBe("api.bybit.com");
  });

  test("an interval that the exchange lists apart is told with the rate", async () => {
    const recording = dogeRecording();
    const answers = recording.answers.map((each) =>
      each.path === "/fapi/v1/fundingInfo"
        ? { ...each, answer: [{ symbol: "DOGEUSDT", fundingIntervalHours: 4 }] }
        : each,
    );
    server = await serveHttp({ ...recording, answers });
    const rate = (await (await open(server.url)).fundingRate("DOGE/USDT:USDT")) as Answer;
    expect([rate["interval"], rate["fundingRate"]]).toEqual(["4h", 0.00063521]);
  });
});

describe("without the package that speaks to exchanges", () => {
  test("E_NOT_INSTALLED says what to install", async () => {
    vi.resetModules();
    vi.doMock("ccxt", () => {
      throw new Error("Cannot find package 'ccxt'");
    });
    const { openExchange: openWithout } = await import("./exchange-reader.js");
    const asked = {
      dialect: dialectOf("bybit"),
      key: null,
      secret: null,
      passphrase: null,
      url: null,
      timeoutMs: 1000,
    };
    await expect(openWithout(asked)).rejects.toMatchObject({ code: "E_NOT_INSTALLED", hint: "npm install ccxt" });
    vi.doUnmock("ccxt");
  });
});
