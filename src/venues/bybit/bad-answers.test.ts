import { afterEach, describe, expect, test } from "vitest";
import { exchangeAnswer, readExchange, SOL, solRecording, type Answer } from "../../../tests/exchange-answers.js";
import { changed, serveHttp, type HttpRecording, type Loopback } from "../../../tests/loopback-http.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

const asked = (url: string, market: string | null = "SOLUSDT"): Promise<unknown> =>
  readExchange("bybit", url, { market, nowMs: SOL.timeMs + 1500 });

interface Listed {
  result: { list: Answer[] };
}

/** The recorded answer to a question with figures of the first row of its list replaced; undefined takes one out. */
const first = (holding: string, figures: Answer): HttpRecording =>
  changed(solRecording(), holding, (answer: Listed) => {
    const [row, ...rest] = answer.result.list;
    return { ...answer, result: { ...answer.result, list: [{ ...row, ...figures }, ...rest] } };
  });

const position = (figures: Answer): HttpRecording => first("settleCoin=USDT", figures);
const prices = (figures: Answer): HttpRecording => first("market/tickers", figures);
const result = (holding: string, figures: Answer): HttpRecording =>
  changed(solRecording(), holding, (answer: { result: Answer }) => ({
    ...answer,
    result: { ...answer.result, ...figures },
  }));

/** The rows of the table of tiers, changed. */
const tiers = (change: (rows: Answer[]) => Answer[]): HttpRecording =>
  changed(solRecording(), "risk-limit", (answer: Listed) => ({
    ...answer,
    result: { ...answer.result, list: change(answer.result.list) },
  }));
const rowChanged = (at: number, figures: Answer): HttpRecording =>
  tiers((rows) => rows.map((row, index) => (index === at ? { ...row, ...figures } : row)));

/** The recorded wallet with more coins in it. */
const wallet = (change: (coins: Answer[]) => Answer[]): HttpRecording =>
  changed(solRecording(), "wallet-balance", (answer: { result: { list: { coin: Answer[] }[] } }) => ({
    ...answer,
    result: { list: answer.result.list.map((each) => ({ ...each, coin: change(each.coin) })) },
  }));

/** The whole answers of Bybit with one thing wrong. */
const BAD: readonly { name: string; recording: HttpRecording; code: string; field: string }[] = [
  {
    name: "a mark price of 0",
    recording: position({ markPrice: "0" }),
    code: "E_BAD_ANSWER",
    field: "positions.SOLUSDT.markPrice",
  },
  {
    name: "no entry price",
    recording: position({ entryPrice: "" }),
    code: "E_BAD_ANSWER",
    field: "positions.SOLUSDT.avgPrice",
  },
  {
    name: "a side that is none",
    recording: position({ side: "None" }),
    code: "E_BAD_ANSWER",
    field: "positions.SOLUSDT.side",
  },
  {
    name: "a liquidation price above that of a margin twice as thin",
    recording: position({ liqPrice: "204.5" }),
    code: "E_DISPUTED",
    field: "positions.SOLUSDT.liquidationPrice",
  },
  {
    name: "a maintenance margin of another tier",
    recording: position({ positionMM: "1.1922414" }),
    code: "E_DISPUTED",
    field: "positions.SOLUSDT.maintenanceMargin",
  },
  {
    name: "a value that is not size times entry: contracts of ten",
    recording: position({ positionValue: "466.04" }),
    code: "E_DISPUTED",
    field: "positions.SOLUSDT.positionValue",
  },
  {
    name: "a profit of another moment",
    recording: position({ unrealisedPnl: "-0.52" }),
    code: "E_DISPUTED",
    field: "positions.SOLUSDT.unrealisedPnl",
  },
  {
    name: "tiers out of order",
    recording: tiers((rows) => [...rows].reverse()),
    code: "E_BAD_ANSWER",
    field: "bybit.tiers.SOLUSDT[0].maintenanceAmount",
  },
  {
    name: "tiers with one left out, so that the deduction makes the demand jump",
    recording: tiers((rows) => rows.filter((_row, index) => index !== 1)),
    code: "E_BAD_ANSWER",
    field: "bybit.tiers.SOLUSDT[1].maintenanceAmount",
  },
  {
    name: "a maintenance rate that falls with size",
    recording: rowChanged(1, { maintenanceMargin: "0.004" }),
    code: "E_BAD_ANSWER",
    field: "bybit.tiers.SOLUSDT[1].maintenanceRate",
  },
  {
    name: "tiers of another symbol",
    recording: rowChanged(0, { symbol: "BTCUSDT" }),
    code: "E_BAD_ANSWER",
    field: "leverageTiers.SOLUSDT[0].symbol",
  },
  {
    name: "funding of 5, which is 500 % an interval",
    recording: prices({ fundingRate: "5" }),
    code: "E_BAD_ANSWER",
    field: "fundingRate.SOL/USDT:USDT.fundingRate",
  },
  {
    name: "a contract that does not say how often funding is paid",
    recording: first("category=linear", { fundingInterval: undefined }),
    code: "E_BAD_ANSWER",
    field: "fundingRate.SOL/USDT:USDT.interval",
  },
  {
    name: "a last price 5 % above the mark",
    recording: prices({ lastPrice: "244.7" }),
    code: "E_DISPUTED",
    field: "ticker.SOL/USDT:USDT.last",
  },
  {
    name: "prices of another contract",
    recording: prices({ symbol: "BTCUSDT" }),
    code: "E_BAD_ANSWER",
    field: "bybit",
  },
  {
    name: "prices that are an hour old",
    recording: changed(solRecording(), "market/tickers", (answer: Answer) => ({
      ...answer,
      time: SOL.timeMs - 3_600_000,
    })),
    code: "E_STALE",
    field: "fundingRate.SOL/USDT:USDT.timestamp",
  },
  {
    name: "no mode of margin",
    recording: result("account/info", { marginMode: undefined }),
    code: "E_BAD_ANSWER",
    field: "account-info.marginMode",
  },
  {
    name: "portfolio margin",
    recording: result("account/info", { marginMode: "PORTFOLIO_MARGIN" }),
    code: "E_OUT_OF_RANGE",
    field: "account-info.marginMode",
  },
  {
    name: "ether that margins the account as well",
    recording: wallet((coins) => [
      ...coins,
      { coin: "ETH", usdValue: "420", marginCollateral: true, collateralSwitch: true },
    ]),
    code: "E_OUT_OF_RANGE",
    field: "wallet",
  },
  {
    name: "a wallet without the currency of the margin",
    recording: wallet(() => []),
    code: "E_BAD_ANSWER",
    field: "wallet.coin",
  },
  {
    name: "a wallet that owes what no position explains",
    recording: wallet((coins) => coins.map((coin) => ({ ...coin, equity: "9.47904524" }))),
    code: "E_DISPUTED",
    field: "wallet.USDT.equity",
  },
  {
    name: "a contract with an expiry beside it",
    recording: changed(solRecording(), "settleCoin=USDT", (answer: Listed) => {
      const [row] = answer.result.list;
      return { ...answer, result: { ...answer.result, list: [row, { ...row, symbol: "SOLUSDT-26DEC25" }] } };
    }),
    code: "E_OUT_OF_RANGE",
    field: "positions.SOLUSDT-26DEC25",
  },
  {
    name: "no word of whether the key may only read",
    recording: result("query-api", { readOnly: undefined }),
    code: "E_BAD_ANSWER",
    field: "query-api.readOnly",
  },
  {
    name: "a key that can transfer, as recorded on 2023-12-02",
    recording: changed(solRecording(), "query-api", () => exchangeAnswer("bybit", "query-api-2023-12-02")),
    code: "E_KEY_TOO_POWERFUL",
    field: "key",
  },
  {
    name: "bitcoin without its worth that margins the account as well",
    recording: wallet((coins) => [
      ...coins,
      { coin: "BTC", equity: "5", marginCollateral: true, collateralSwitch: true },
    ]),
    code: "E_BAD_ANSWER",
    field: "wallet.BTC.usdValue",
  },
  {
    name: "bitcoin of which it is not told whether it margins the account",
    recording: wallet((coins) => [...coins, { coin: "BTC", equity: "5", usdValue: "500000" }]),
    code: "E_BAD_ANSWER",
    field: "wallet.BTC.marginCollateral",
  },
  {
    name: "bitcoin that may margin the account, and no word of whether it does",
    recording: wallet((coins) => [...coins, { coin: "BTC", equity: "5", usdValue: "500000", marginCollateral: true }]),
    code: "E_BAD_ANSWER",
    field: "wallet.BTC.collateralSwitch",
  },
  {
    name: "two balances of one coin",
    recording: wallet((coins) => [...coins, ...coins]),
    code: "E_BAD_ANSWER",
    field: "wallet.coin",
  },
  {
    name: "two wallets",
    recording: changed(solRecording(), "wallet-balance", (answer: Listed) => ({
      ...answer,
      result: { list: [...answer.result.list, ...answer.result.list] },
    })),
    code: "E_BAD_ANSWER",
    field: "wallet.list",
  },
  {
    name: "a long read as a short, without a liquidation price to tell",
    recording: position({ side: "Sell", liqPrice: "" }),
    code: "E_DISPUTED",
    field: "positions.SOLUSDT.unrealisedPnl",
  },
  {
    name: "no profit of the position",
    recording: position({ unrealisedPnl: "" }),
    code: "E_BAD_ANSWER",
    field: "positions.SOLUSDT.unrealisedPnl",
  },
  {
    name: "a position told twice",
    recording: changed(solRecording(), "settleCoin=USDT", (answer: Listed) => ({
      ...answer,
      result: { ...answer.result, list: [...answer.result.list, ...answer.result.list] },
    })),
    code: "E_BAD_ANSWER",
    field: "positions.SOLUSDT",
  },
  {
    name: "a position of a contract that is not listed",
    recording: changed(solRecording(), "settleCoin=USDC", (answer: Listed) => ({
      ...answer,
      result: {
        ...answer.result,
        list: [{ ...exchangeAnswer("bybit", "position-2025-10-02"), symbol: "SOLPERP" }],
      },
    })),
    code: "E_BAD_ANSWER",
    field: "positions.SOLPERP",
  },
];

describe("one thing wrong in whole answers of Bybit about a cross long", () => {
  test("as recorded they are taken", async () => {
    server = await serveHttp(solRecording());
    await expect(asked(server.url)).resolves.toMatchObject({ venue: "bybit" });
  });

  test.each(BAD)("$name: $code at $field", async ({ recording, code, field }) => {
    server = await serveHttp(recording);
    await expect(asked(server.url)).rejects.toMatchObject({ code, field });
  });

  test("a position settled in USDC, which shares the margin of the account: refused by name", async () => {
    const more = (holding: string, fields: Answer, from: HttpRecording): HttpRecording =>
      changed(from, holding, (answer: Listed) => {
        const list = [...answer.result.list, { ...answer.result.list[0], ...fields }];
        return { ...answer, result: { ...answer.result, list } };
      });
    const usdc = { symbol: "SOLPERP", quoteCoin: "USDC", settleCoin: "USDC" };
    const listed = more("instruments-info?category=linear", usdc, solRecording());
    const open = { ...exchangeAnswer("bybit", "position-2025-10-02"), symbol: "SOLPERP" };
    server = await serveHttp(more("settleCoin=USDC", open, listed));
    const refusal = { code: "E_OUT_OF_RANGE", field: "positions", got: "SOL/USDC:USDC", exitStatus: 65 };
    await expect(asked(server.url)).rejects.toMatchObject(refusal);
    await expect(asked(server.url, null)).rejects.toMatchObject(refusal);
  });

  test("both sides of one contract: refused by name", async () => {
    const recording = changed(solRecording(), "settleCoin=USDT", (answer: Listed) => {
      const [long] = answer.result.list;
      const short = { ...long, positionIdx: 2, side: "Sell", unrealisedPnl: "-0.0018" };
      return { ...answer, result: { ...answer.result, list: [{ ...long, positionIdx: 1 }, short] } };
    });
    server = await serveHttp(recording);
    const refusal = { code: "E_OUT_OF_RANGE", field: "positions.SOLUSDT", got: "a long and a short (hedge mode)" };
    await expect(asked(server.url)).rejects.toMatchObject(refusal);
  });

  test.each([
    { retCode: 10003, retMsg: "API key is invalid.", code: "E_UNAUTHENTICATED", exitStatus: 77 },
    { retCode: 10006, retMsg: "Too many visits!", code: "E_RATE_LIMITED", exitStatus: 75 },
    { retCode: 10002, retMsg: "invalid request, please check your timestamp", code: "E_UNAVAILABLE", exitStatus: 69 },
    { retCode: 10016, retMsg: "Server error.", code: "E_UNAVAILABLE", exitStatus: 69 },
  ])("retCode $retCode: $code, $exitStatus", async ({ retCode, retMsg, code, exitStatus }) => {
    server = await serveHttp(changed(solRecording(), "query-api", () => ({ retCode, retMsg, result: {} })));
    await expect(asked(server.url)).rejects.toMatchObject({ code, exitStatus });
  });
});
