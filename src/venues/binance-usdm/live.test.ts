import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { decide } from "../../decision/index.js";
import { equity } from "../../model/index.js";
import {
  binanceRecording,
  DOGE,
  dogeRecording,
  exchangeAnswer,
  exchangeAt,
  exchangeSourceOf,
  KEY,
  readExchange,
  SECRET,
  type Answer,
} from "../../../tests/exchange-answers.js";
import { changed, serveHttp, type HttpRecording, type Loopback } from "../../../tests/loopback-http.js";
import { figures, halfInTen } from "../../../tests/markets.js";
import type { AccountReading } from "../../ports/index.js";
import { binanceUsdm } from "./index.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

async function readFrom(
  recording: HttpRecording,
  timeMs: number,
  market: string | null = null,
): Promise<AccountReading> {
  server = await serveHttp(recording);
  return readExchange("binance-usdm", server.url, { market, nowMs: timeMs + 1500 });
}

const RECORDED = [
  {
    name: "position-risk-2024-02-18",
    symbol: "AGIXUSDT",
    price: "0.45200000",
    timeMs: 1708253349284,
    stated: 0.88566088,
    held: -13,
    margin: 5.8678633,
  },
  {
    name: "position-risk-2024-03-05",
    symbol: "DOGEUSDT",
    price: "0.17876815",
    timeMs: 1709614987686,
    stated: 0.21903766,
    held: -30,
    margin: 1.2409409,
  },
  {
    name: "position-risk-2024-03-08",
    symbol: "DOGEUSDT",
    price: "0.16465933",
    timeMs: 1709886017670,
    stated: 0.19059204,
    held: -32,
    margin: 0.86034145,
  },
];

describe("isolated shorts recorded of /positionRisk, their margin and liquidation price as the venue states them", () => {
  test.each(RECORDED)("$name: $held $symbol closed at $stated", async ({ name, symbol, price, timeMs, ...want }) => {
    const positions = exchangeAnswer<unknown>("binance-usdm", name);
    const { markets, isolated, prices, stated } = await readFrom(
      binanceRecording(positions, { symbol, price, timeMs }),
      timeMs,
    );
    expect(markets).toMatchObject([{ asset: symbol, quote: "USDT", quantity: want.held, debt: null, others: [] }]);
    expect(isolated.map((account) => equity(account, prices))).toEqual([expect.closeTo(want.margin, 6)]);
    expect(markets[0]?.equity).toBeCloseTo(want.margin, 6);
    expect(stated).toEqual([
      { name: "liquidationPrice", asset: symbol, value: want.stated, ours: expect.closeTo(want.stated, 7) as number },
    ]);
  });
});

describe("a cross long as the documents of /fapi/v3/positionRisk have it", () => {
  const moment = { symbol: "ADAUSDT", price: "0.41047590", timeMs: DOGE.timeMs };
  const document = (): Answer[] => exchangeAnswer<Answer[]>("binance-usdm", "position-risk-document");

  test("its maintenance margin of 0.65 % is not that of the brackets of October 2024: disputed, not averaged", async () => {
    const reading = readFrom(binanceRecording(document(), moment), moment.timeMs);
    await expect(reading).rejects.toMatchObject({
      code: "E_DISPUTED",
      field: "positions.ADAUSDT.maintenanceMargin",
      got: "0.0800428",
    });
  });

  test("with a first bracket of 0.65 % it is read: margin of the wallet, no liquidation price on either side", async () => {
    const recording = changed(binanceRecording(document(), moment), "leverageBracket", (tables: Answer[]) =>
      tables.map((table) => ({
        ...table,
        brackets: [{ ...(table["brackets"] as Answer[])[0], maintMarginRatio: 0.0065, notionalCap: 10_000 }],
      })),
    );
    const { account, isolated, stated, notes, markets } = await readFrom(recording, moment.timeMs);
    expect(account.legs).toEqual([
      { kind: "collateral", asset: "USDT", quantity: 31.022612 },
      { kind: "perpetual", asset: "ADAUSDT", quantity: 30, entryPrice: 0.385 },
    ]);
    expect(isolated).toEqual([]);
    expect(markets[0]?.equity).toBeCloseTo(31.022612 + 0.764277, 8);
    expect(stated).toEqual([
      {
        name: "maintenanceMargin",
        asset: "ADAUSDT",
        value: 0.0800428,
        ours: expect.closeTo(0.0800428, 7) as number,
      },
    ]);
    expect(notes).toContain("binance states no liquidation price of ADAUSDT: none to compare");
  });
});

describe("a cross short of WLDUSDT, recorded in its account on 2024-07-26", () => {
  const recorded = (): Answer & { positions: [Answer] } => exchangeAnswer("binance-usdm", "account-2024-07-26");
  const moment = { symbol: "WLDUSDT", price: "2.34683250", timeMs: 1721995760449 };
  const [stated] = recorded().positions;
  /** Its row of /positionRisk: mark = 1992.4607925 / 849, entry = mark + 11.1792075 / 849. */
  const row = {
    ...stated,
    entryPrice: "2.36",
    markPrice: moment.price,
    unRealizedProfit: stated["unrealizedProfit"],
  };
  const beside = (rows: readonly Answer[]): HttpRecording =>
    changed(binanceRecording(rows, moment), "v3/account", recorded);

  test("worth and maintenance are those that the account states", async () => {
    const { account, markets, stated: figuresOf } = await readFrom(beside([row]), moment.timeMs, "WLDUSDT");
    expect(account.legs).toEqual([
      { kind: "collateral", asset: "USDT", quantity: 72.72317863 },
      { kind: "perpetual", asset: "WLDUSDT", quantity: -849, entryPrice: 2.36 },
    ]);
    // marginBalance and maintMargin of the account.
    expect(markets[0]?.equity).toBeCloseTo(83.90238613, 8);
    expect(figuresOf).toEqual([
      {
        name: "maintenanceMargin",
        asset: "WLDUSDT",
        value: 11.95476475,
        ours: expect.closeTo(11.95476475, 7) as number,
      },
    ]);
  });

  test("an answer about positions that has lost it, or a part of it, is half updated", async () => {
    const half = { ...row, positionAmt: "-800", notional: "-1877.466", unRealizedProfit: "10.534" };
    const refusal = { code: "E_DISPUTED", field: "account.positions.WLDUSDT.positionAmt", got: "-849" };
    await expect(readFrom(beside([]), moment.timeMs)).rejects.toMatchObject(refusal);
    await expect(readFrom(beside([half]), moment.timeMs)).rejects.toMatchObject(refusal);
  });

  test("an isolated position beside it is a margin of its own, and no part of the other's", async () => {
    const [, doge] = exchangeAnswer<Answer[]>("binance-usdm", "position-risk-2024-03-08");
    const two = beside([row, { ...doge!, updateTime: moment.timeMs }]);
    const contract = binanceRecording([], DOGE);
    const listed = changed(two, "exchangeInfo", ({ symbols }: { symbols: Answer[] }) => ({
      symbols: [...symbols, { ...symbols[0], symbol: "DOGEUSDT", pair: "DOGEUSDT", baseAsset: "DOGE" }],
    }));
    const answers = contract.answers.filter(({ path }) => path.includes("symbol=DOGEUSDT"));
    const now = answers.map((each) => ({
      ...each,
      answer: { ...(each.answer as Answer), time: moment.timeMs, closeTime: moment.timeMs },
    }));
    const reading = await readFrom({ ...listed, answers: [...listed.answers, ...now] }, moment.timeMs);
    expect(reading.account.legs.map(({ asset }) => asset)).toEqual(["USDT", "WLDUSDT"]);
    expect(reading.isolated.map(({ legs }) => legs.map(({ asset }) => asset))).toEqual([["USDT", "DOGEUSDT"]]);
    expect(reading.markets.map(({ asset, others }) => [asset, others])).toEqual([
      ["WLDUSDT", []],
      ["DOGEUSDT", []],
    ]);
    expect(reading.markets.map(({ parameters }) => Object.keys(parameters["brackets"] as object))).toEqual([
      ["WLDUSDT"],
      ["DOGEUSDT"],
    ]);
  });

  test("two cross positions share one margin: each with the other beside it, and the tables of both", async () => {
    const [ada] = exchangeAnswer<[Answer]>("binance-usdm", "position-risk-document");
    const listed = changed(
      beside([row, { ...ada, maintMargin: "0.06157138" }]),
      "exchangeInfo",
      ({ symbols }: { symbols: Answer[] }) => ({
        symbols: [...symbols, { ...symbols[0], symbol: "ADAUSDT", pair: "ADAUSDT", baseAsset: "ADA" }],
      }),
    );
    const price = { symbol: "ADAUSDT", price: "0.41047590", timeMs: moment.timeMs };
    const answers = binanceRecording([], price).answers.filter(({ path }) => path.includes("symbol=ADAUSDT"));
    const reading = await readFrom({ ...listed, answers: [...listed.answers, ...answers] }, moment.timeMs);
    const worth = 83.90238613 + 0.764277;
    expect(reading.markets.map(({ asset, equity: own }) => [asset, own])).toEqual([
      ["WLDUSDT", expect.closeTo(worth, 8)],
      ["ADAUSDT", expect.closeTo(worth, 8)],
    ]);
    expect(reading.markets[0]?.others).toEqual([
      { kind: "perpetual", asset: "ADAUSDT", quantity: 30, entryPrice: 0.385 },
    ]);
    expect(Object.keys(reading.markets[0]?.parameters["brackets"] as object)).toEqual(["WLDUSDT", "ADAUSDT"]);
  });
});

describe("from a key to a decision", () => {
  test("the same, bit for bit, as what is typed by hand", async () => {
    const { markets, source } = await readFrom(dogeRecording(), DOGE.timeMs, "DOGEUSDT");
    const [market] = markets;
    const brackets = exchangeAnswer<{ symbol: string; brackets: unknown }[]>(
      "binance-usdm",
      "leverage-bracket-2024-10-24",
    );
    const parameters = JSON.stringify({ brackets, asOf: "2024-03-08", source: `answer of ${source}` });
    const typed = binanceUsdm.find({ asset: "DOGEUSDT", quote: "USDT", parameters });
    const found = binanceUsdm.find({
      asset: market!.asset,
      quote: market!.quote,
      parameters: JSON.stringify(market!.parameters),
    });
    const estimates = (funding: number) => figures({ volatility: 0.9, drift: -0.6, funding });
    const byHand = decide({
      account: {
        asset: "DOGEUSDT",
        price: 0.16465933,
        quantity: -32,
        equity: 0.88304001 - 32 * (0.16465933 - 0.16395),
      },
      venue: typed,
      estimates: estimates(0.00063521 * 3 * 365),
      tolerance: halfInTen,
    });
    const { asset, price, quantity, equity: margin, rates } = market!;
    const byKey = decide({
      account: { asset, price, quantity, equity: margin },
      venue: found,
      estimates: estimates(rates.fundingRateAnnual!.value),
      tolerance: halfInTen,
    });
    expect(byKey.status).not.toBe("infeasible");
    expect(byKey).toEqual(byHand);
  });

  test("a thin contract that last traded ten minutes ago is taken: the moment is that of its mark", async () => {
    const recording = changed(dogeRecording(), "ticker/24hr", (answer: Answer) => ({
      ...answer,
      closeTime: DOGE.timeMs - 600_000,
    }));
    const { asOfMs, notes } = await readFrom(recording, DOGE.timeMs);
    expect(asOfMs).toBe(DOGE.timeMs);
    expect(notes).toContain(
      "only the margin in USDT was read: name a contract of another currency; binance lists no open position in any other",
    );
  });

  test("a contract of which nothing is held: the cross margin as it is, at the mark", async () => {
    const { markets, account } = await readFrom(binanceRecording([], DOGE), DOGE.timeMs, "DOGE/USDT:USDT");
    expect(markets).toMatchObject([
      { asset: "DOGEUSDT", quantity: 0, equity: 31.022612, price: 0.16465933, others: [] },
    ]);
    expect(account.legs).toEqual([{ kind: "collateral", asset: "USDT", quantity: 31.022612 }]);
  });
});

describe("an account whose only position is settled in USDC", () => {
  const inUsdc = (): HttpRecording =>
    JSON.parse(
      JSON.stringify(dogeRecording())
        .replaceAll("DOGEUSDT", "DOGEUSDC")
        .replace(/(asset":")USDT/gi, "$1USDC"),
    ) as HttpRecording;

  test("is read where no contract is named", async () => {
    const { markets, currency, notes } = await readFrom(inUsdc(), DOGE.timeMs);
    expect([currency, markets.map(({ asset, quantity }) => [asset, quantity])]).toEqual(["USDC", [["DOGEUSDC", -32]]]);
    expect(notes).toContain(
      "only the margin in USDC was read: name a contract of another currency; binance lists no open position in any other",
    );
  });

  test("beside one in USDT it is named, and not read", async () => {
    const [doge, usdc] = [dogeRecording(), inUsdc()];
    const rows = (from: HttpRecording, path: string): Answer[] =>
      from.answers.find((each) => each.path === path)!.answer as Answer[];
    const both = changed(doge, "positionRisk", (mine: Answer[]) => [...mine, ...rows(usdc, "/fapi/v3/positionRisk")]);
    const listed = changed(both, "exchangeInfo", ({ symbols }: { symbols: Answer[] }) => ({
      symbols: [
        ...symbols,
        { ...symbols[0], symbol: "DOGEUSDC", pair: "DOGEUSDC", quoteAsset: "USDC", marginAsset: "USDC" },
      ],
    }));
    const { markets, notes } = await readFrom(listed, DOGE.timeMs);
    expect(markets.map(({ asset }) => asset)).toEqual(["DOGEUSDT"]);
    expect(notes.find((note) => note.startsWith("only"))).toMatch(/open there and not read: DOGE\/USDC:USDC$/);
  });
});

describe("the key", () => {
  test("is sent with what is signed, and stands in nothing that is told", async () => {
    const reading = await readFrom(dogeRecording(), DOGE.timeMs);
    const signed = server!.asked.filter(({ path }) => path.includes("signature="));
    expect(signed.length).toBeGreaterThan(3);
    for (const { headers, method } of signed) expect([headers["x-mbx-apikey"], method]).toEqual([KEY, "GET"]);
    for (const { path } of server!.asked) expect(path).not.toContain(SECRET);
    expect(inspect(reading, { depth: null })).not.toMatch(new RegExp(`${KEY}|${SECRET}|signature`));
  });

  test("that can trade is taken, with a word about it", async () => {
    const recording = changed(dogeRecording(), "apiRestrictions", (answer: Answer) => ({
      ...answer,
      enableFutures: true,
    }));
    const { notes } = await readFrom(recording, DOGE.timeMs);
    expect(notes[0]).toBe("this key can trade (enableFutures); a read-only key is enough");
  });
});

describe("history", () => {
  const fromMs = 1712738460000;
  const history = async (intervalMs: number) => {
    const funding = [
      { symbol: "DOGEUSDT", fundingTime: 1577836800003, fundingRate: "-0.00012359" },
      { symbol: "DOGEUSDT", fundingTime: 1577865600000, fundingRate: "-0.00012383" },
    ];
    const recording = dogeRecording();
    const answers = [...recording.answers, { method: "GET", path: "/fapi/v1/fundingRate", answer: funding }];
    server = await serveHttp({ ...recording, answers });
    const { source, connector } = await exchangeSourceOf("binance-usdm");
    const asked = { asset: "DOGEUSDT", quote: "USDT", intervalMs };
    return source.history!(await exchangeAt(connector, server.url), asked);
  };

  test("bars are stamped at their close, and only what is finished by then is told", async () => {
    const past = await history(60_000);
    expect([past.price, past.market, past.borrowRates]).toEqual(["mark", "binance-usdm-DOGEUSDT", null]);
    const page = await past.bars(fromMs, fromMs + 120_000);
    expect(page).toEqual([
      { closeMs: fromMs + 60_000, open: 71481.9, high: 71481.9, low: 71481.9, close: 71481.9 },
      { closeMs: fromMs + 120_000, open: 71471, high: 71471, low: 70459.4, close: 70459.4 },
    ]);
    expect(await past.bars(fromMs + 60_000, fromMs + 119_999)).toEqual([]);
    const query = new URL(server!.asked.at(-1)!.path, server!.url).searchParams;
    expect([query.get("interval"), query.get("startTime")]).toEqual(["1m", String(fromMs + 1)]);
  });

  test("funding at its minute: the first rates of ../shared/data/funding-btcusdt-binance-8h, one stamped 3 ms late", async () => {
    const { funding } = await history(60_000);
    expect(await funding!(1577836800000 - 1, 1577865600000)).toEqual([
      { timeMs: 1577836800000, rate: -0.00012359 },
      { timeMs: 1577865600000, rate: -0.00012383 },
    ]);
  });

  test("bars of a length that the exchange does not keep", async () => {
    const past = await history(7 * 60_000);
    await expect(past.bars(fromMs, fromMs + 1)).rejects.toMatchObject({ code: "E_OUT_OF_RANGE", field: "intervalMs" });
  });
});
