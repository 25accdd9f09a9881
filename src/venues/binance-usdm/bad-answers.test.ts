import { afterEach, describe, expect, test } from "vitest";
import {
  binanceRecording,
  DOGE,
  dogeRecording,
  exchangeAnswer,
  readExchange,
  type Answer,
} from "../../../tests/exchange-answers.js";
import { changed, serveHttp, type HttpRecording, type Loopback, type Reply } from "../../../tests/loopback-http.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

/** What comes of asking for the account that is served. */
const asked = (url: string, market: string | null = "DOGE/USDT:USDT"): Promise<unknown> =>
  readExchange("binance-usdm", url, { market, nowMs: DOGE.timeMs + 1500 });

const on = (holding: string, change: (answer: never) => unknown): HttpRecording =>
  changed(dogeRecording(), holding, change);

/** The open position of the recorded answer with some of its figures replaced; undefined takes one out. */
const position = (figures: Answer): HttpRecording =>
  on("positionRisk", ([flat, open]: [Answer, Answer]) => [flat, { ...open, ...figures }]);
const price = (figures: Answer): HttpRecording => on("premiumIndex", (answer: Answer) => ({ ...answer, ...figures }));
const key = (rights: Answer): HttpRecording => on("apiRestrictions", (answer: Answer) => ({ ...answer, ...rights }));

/** The brackets of DOGEUSDT of the recorded answer, changed. */
const brackets = (change: (rows: Answer[]) => unknown): HttpRecording =>
  on("leverageBracket", (tables: { symbol: string; brackets: Answer[] }[]) =>
    tables.map((table) => (table.symbol === "DOGEUSDT" ? { ...table, brackets: change(table.brackets) } : table)),
  );
const rowChanged =
  (at: number, figures: Answer) =>
  (rows: Answer[]): Answer[] =>
    rows.map((row, index) => (index === at ? { ...row, ...figures } : row));

/** The whole answers of Binance with one thing wrong. */
const BAD: readonly { name: string; recording: HttpRecording; code: string; field: string }[] = [
  {
    name: "a mark price of 0",
    recording: position({ markPrice: "0.00000000" }),
    code: "E_BAD_ANSWER",
    field: "positions.DOGEUSDT.markPrice",
  },
  {
    name: "no mark price",
    recording: position({ markPrice: undefined }),
    code: "E_BAD_ANSWER",
    field: "positions.DOGEUSDT.markPrice",
  },
  {
    name: "a liquidation price 10 % further away",
    recording: position({ liquidationPrice: "0.20965124" }),
    code: "E_DISPUTED",
    field: "positions.DOGEUSDT.liquidationPrice",
  },
  {
    name: "a maintenance margin of another bracket",
    recording: position({ maintMargin: "0.03688369" }),
    code: "E_DISPUTED",
    field: "positions.DOGEUSDT.maintenanceMargin",
  },
  {
    name: "a value that is not amount times mark",
    recording: position({ notional: "-52.6909856" }),
    code: "E_DISPUTED",
    field: "positions.DOGEUSDT.notional",
  },
  {
    name: "a profit of another moment",
    recording: position({ unRealizedProfit: "-0.12269856" }),
    code: "E_DISPUTED",
    field: "positions.DOGEUSDT.unRealizedProfit",
  },
  {
    name: "an amount that is no figure",
    recording: position({ positionAmt: "-32 DOGE" }),
    code: "E_BAD_ANSWER",
    field: "binanceusdm",
  },
  {
    name: "no margin of an isolated position",
    recording: position({ isolatedMargin: undefined, isolatedWallet: undefined }),
    code: "E_BAD_ANSWER",
    field: "positions.DOGEUSDT.isolatedMargin",
  },
  {
    name: "a mode of margin that is none",
    recording: position({ marginType: "portfolio" }),
    code: "E_BAD_ANSWER",
    field: "positions.DOGEUSDT.marginType",
  },
  {
    name: "a position that the account lists and the answer about positions has not",
    recording: changed(
      on("positionRisk", ([flat]: [Answer]) => [flat]),
      "v3/account",
      (answer: Answer) => ({
        ...answer,
        positions: [{ symbol: "DOGEUSDT", positionSide: "SHORT", positionAmt: "-32" }],
      }),
    ),
    code: "E_DISPUTED",
    field: "account.positions.DOGEUSDT.positionAmt",
  },
  {
    name: "brackets with a hole",
    recording: brackets(rowChanged(1, { notionalFloor: 20_000 })),
    code: "E_BAD_ANSWER",
    field: "binance-usdm.brackets.DOGEUSDT[1].notionalFloor",
  },
  {
    name: "brackets out of order",
    recording: brackets((rows) => [...rows].reverse()),
    code: "E_BAD_ANSWER",
    field: "binance-usdm.brackets.DOGEUSDT[0].notionalFloor",
  },
  {
    name: "a maintenance amount that makes the demand jump",
    recording: brackets(rowChanged(1, { cum: 2000 })),
    code: "E_BAD_ANSWER",
    field: "binance-usdm.brackets.DOGEUSDT[1].maintenanceAmount",
  },
  {
    name: "a maintenance rate of 0.7 written as 70",
    recording: brackets(rowChanged(1, { maintMarginRatio: 70 })),
    code: "E_BAD_ANSWER",
    field: "binance-usdm.brackets.DOGEUSDT[1].maintenanceRate",
  },
  {
    name: "no bracket",
    recording: brackets(() => []),
    code: "E_BAD_ANSWER",
    field: "binance-usdm.brackets.DOGEUSDT",
  },
  {
    name: "the brackets of other contracts only",
    recording: on("leverageBracket", (tables: { symbol: string }[]) =>
      tables.filter(({ symbol }) => symbol !== "DOGEUSDT"),
    ),
    code: "E_BAD_ANSWER",
    field: "leverageTiers.DOGEUSDT",
  },
  {
    name: "funding of 5, which is 500 % an interval",
    recording: price({ lastFundingRate: "5" }),
    code: "E_BAD_ANSWER",
    field: "fundingRate.DOGE/USDT:USDT.fundingRate",
  },
  {
    name: "no funding",
    recording: price({ lastFundingRate: undefined }),
    code: "E_BAD_ANSWER",
    field: "fundingRate.DOGE/USDT:USDT.fundingRate",
  },
  {
    name: "funding each 30 hours",
    recording: on("fundingInfo", () => [{ symbol: "DOGEUSDT", fundingIntervalHours: 30 }]),
    code: "E_BAD_ANSWER",
    field: "fundingRate.DOGE/USDT:USDT.interval",
  },
  {
    name: "a price that is two minutes old",
    recording: price({ time: DOGE.timeMs - 120_000 }),
    code: "E_STALE",
    field: "fundingRate.DOGE/USDT:USDT.timestamp",
  },
  {
    name: "a price of tomorrow",
    recording: price({ time: DOGE.timeMs + 86_400_000 }),
    code: "E_STALE",
    field: "fundingRate.DOGE/USDT:USDT.timestamp",
  },
  {
    name: "the last price of another contract",
    recording: on("ticker/24hr", (answer: Answer) => ({ ...answer, symbol: "BTCUSDT" })),
    code: "E_BAD_ANSWER",
    field: "ticker.DOGE/USDT:USDT.info",
  },
  {
    name: "the mark and the funding of another contract",
    recording: price({ symbol: "BTCUSDT" }),
    code: "E_BAD_ANSWER",
    field: "fundingRate.DOGE/USDT:USDT.info",
  },
  {
    name: "a last trade of two hours ago",
    recording: on("ticker/24hr", (answer: Answer) => ({ ...answer, closeTime: DOGE.timeMs - 7_200_000 })),
    code: "E_STALE",
    field: "ticker.DOGE/USDT:USDT.timestamp",
  },
  {
    name: "a contract with an expiry beside it",
    recording: on("positionRisk", ([flat, open]: [Answer, Answer]) => [
      flat,
      open,
      { ...open, symbol: "DOGEUSDT_240329" },
    ]),
    code: "E_OUT_OF_RANGE",
    field: "positions.DOGEUSDT_240329",
  },
  {
    name: "a last price 5 % above the mark",
    recording: on("ticker/24hr", (answer: Answer) => ({ ...answer, lastPrice: "0.1729" })),
    code: "E_DISPUTED",
    field: "ticker.DOGE/USDT:USDT.last",
  },
  {
    name: "a last price of 0",
    recording: on("ticker/24hr", (answer: Answer) => ({ ...answer, lastPrice: "0" })),
    code: "E_BAD_ANSWER",
    field: "ticker.DOGE/USDT:USDT.last",
  },
  {
    name: "prices that have left the mark of the position",
    recording: changed(price({ markPrice: "0.1811" }), "ticker/24hr", (answer: Answer) => ({
      ...answer,
      lastPrice: "0.1811",
    })),
    code: "E_DISPUTED",
    field: "positions.DOGEUSDT.markPrice",
  },
  {
    name: "a contract of size 0",
    recording: on("exchangeInfo", ({ symbols }: { symbols: Answer[] }) => ({
      symbols: symbols.map((each) => ({ ...each, contractSize: 0 })),
    })),
    code: "E_BAD_ANSWER",
    field: "contract.DOGE/USDT:USDT.contractSize",
  },
  {
    name: "margin in several assets",
    recording: on("accountConfig", (answer: Answer) => ({ ...answer, multiAssetsMargin: true })),
    code: "E_OUT_OF_RANGE",
    field: "accountConfig.multiAssetsMargin",
  },
  {
    name: "a key that can withdraw",
    recording: key({ enableWithdrawals: true }),
    code: "E_KEY_TOO_POWERFUL",
    field: "key",
  },
  {
    name: "a key that can transfer",
    recording: key({ permitsUniversalTransfer: true }),
    code: "E_KEY_TOO_POWERFUL",
    field: "key",
  },
  {
    name: "rights of a key that are not told",
    recording: key({ enableWithdrawals: undefined }),
    code: "E_BAD_ANSWER",
    field: "apiRestrictions.enableWithdrawals",
  },
  {
    name: "no contract with an interval of its own: funding of 4 hours would be taken for one of 8",
    recording: on("fundingInfo", () => []),
    code: "E_BAD_ANSWER",
    field: "binanceusdm.fundingIntervals",
  },
  {
    name: "two balances of one currency",
    recording: on("v3/account", (answer: { assets: Answer[] }) => ({
      ...answer,
      assets: [{ asset: "USDT", crossWalletBalance: "999" }, ...answer.assets],
    })),
    code: "E_BAD_ANSWER",
    field: "account.assets",
  },
  {
    name: "no balance of the currency",
    recording: on("v3/account", (answer: Answer) => ({ ...answer, assets: [] })),
    code: "E_BAD_ANSWER",
    field: "account.assets",
  },
  {
    name: "a position told twice",
    recording: on("positionRisk", ([flat, open]: [Answer, Answer]) => [flat, open, open]),
    code: "E_BAD_ANSWER",
    field: "positions.DOGEUSDT",
  },
  {
    name: "a deposit of a million that the margin does not hold, without a liquidation price to tell",
    recording: position({ isolatedWallet: "1000000", liquidationPrice: "0" }),
    code: "E_DISPUTED",
    field: "positions.DOGEUSDT.isolatedMargin",
  },
  {
    name: "a position of a contract that is not listed",
    recording: on("positionRisk", ([flat, open]: [Answer, Answer]) => [flat, open, { ...open, symbol: "XYZUSDT" }]),
    code: "E_BAD_ANSWER",
    field: "positions.XYZUSDT",
  },
];

describe("one thing wrong in whole answers of Binance about an isolated short", () => {
  test("as recorded they are taken", async () => {
    server = await serveHttp(dogeRecording());
    await expect(asked(server.url)).resolves.toMatchObject({ venue: "binance-usdm" });
  });

  test.each(BAD)("$name: $code at $field", async ({ recording, code, field }) => {
    server = await serveHttp(recording);
    await expect(asked(server.url)).rejects.toMatchObject({ code, field });
  });

  test("a long and a short of one contract, as recorded on 2024-03-02: refused by name", async () => {
    const positions = exchangeAnswer<unknown>("binance-usdm", "position-risk-both-sides-2024-03-02");
    const timeMs = DOGE.timeMs;
    server = await serveHttp(binanceRecording(positions, { symbol: "BLURUSDT", price: "0.72110000", timeMs }));
    const refusal = { code: "E_OUT_OF_RANGE", field: "positions.BLURUSDT", got: "a long and a short (hedge mode)" };
    await expect(asked(server.url, null)).rejects.toMatchObject({ ...refusal, exitStatus: 65 });
  });

  test.each([
    { name: "null", row: null, got: "a list with a row of null" },
    { name: "no object", row: "abc", got: "a position without amount or entry price" },
    { name: "empty", row: {}, got: "a position without amount or entry price" },
    {
      name: "without entry price",
      row: { symbol: "DOGEUSDT", positionAmt: "5", entryPrice: "0.0" },
      got: "a position without amount or entry price",
    },
  ])("a row of the positions that is $name, which the connector passes over", async ({ row, got }) => {
    server = await serveHttp(on("positionRisk", (rows: Answer[]) => [...rows, row]));
    await expect(asked(server.url)).rejects.toMatchObject({ code: "E_BAD_ANSWER", got });
  });

  test("a contract that the exchange does not list", async () => {
    server = await serveHttp(dogeRecording());
    await expect(asked(server.url, "DOGE/USDX:USDX")).rejects.toMatchObject({ code: "E_UNKNOWN_KEY" });
  });

  test("a cross position whose currency the account holds none of", async () => {
    const positions = exchangeAnswer<unknown>("binance-usdm", "position-risk-document");
    const moment = { symbol: "ADAUSDT", price: "0.41047590", timeMs: DOGE.timeMs };
    const recording = changed(binanceRecording(positions, moment), "v3/account", (answer: Answer) => ({
      ...answer,
      assets: [],
    }));
    server = await serveHttp(recording);
    await expect(asked(server.url, null)).rejects.toMatchObject({ code: "E_BAD_ANSWER", field: "account.assets" });
  });
});

describe("answers that are refusals", () => {
  const refused = (status: number, body: string) => (good: Reply, count: number) =>
    count < 1 ? good : { status, body };

  test.each([
    {
      name: "a key refused",
      status: 401,
      body: '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}',
    },
    {
      name: "a signature refused",
      status: 400,
      body: '{"code":-1022,"msg":"Signature for this request is not valid."}',
    },
  ])("$name: E_UNAUTHENTICATED, 77", async ({ status, body }) => {
    server = await serveHttp(dogeRecording(), refused(status, body));
    await expect(asked(server.url)).rejects.toMatchObject({ code: "E_UNAUTHENTICATED", exitStatus: 77 });
  });

  test.each([
    { status: 429, body: '{"code":-1003,"msg":"Too many requests."}', code: "E_RATE_LIMITED", exitStatus: 75 },
    {
      status: 418,
      body: '{"code":-1003,"msg":"Way too many requests; IP banned."}',
      code: "E_RATE_LIMITED",
      exitStatus: 75,
    },
    { status: 503, body: "<html>Service Unavailable</html>", code: "E_UNAVAILABLE", exitStatus: 69 },
    { status: 200, body: "<html>Just a moment...</html>", code: "E_BAD_ANSWER", exitStatus: 65 },
    { status: 200, body: '{"symbols":[{', code: "E_BAD_ANSWER", exitStatus: 65 },
    { status: 302, body: "", code: "E_BAD_ANSWER", exitStatus: 65 },
  ])("HTTP $status with $body: $code, $exitStatus", async ({ status, body, code, exitStatus }) => {
    server = await serveHttp(dogeRecording(), refused(status, body));
    await expect(asked(server.url)).rejects.toMatchObject({ code, exitStatus });
  });
});
