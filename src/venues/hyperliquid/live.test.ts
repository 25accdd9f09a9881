import { afterEach, describe, expect, test } from "vitest";
import { openHttp } from "../../connectors/index.js";
import { decide } from "../../decision/index.js";
import { equity } from "../../model/index.js";
import type { AccountReading } from "../../ports/index.js";
import {
  contextsOfState,
  HOLDER,
  recordedContexts,
  recordedState,
  recordingOf,
  type RecordedState,
} from "../../../tests/hyperliquid-answers.js";
import { serveHttp, type Loopback } from "../../../tests/loopback-http.js";
import { figures, halfInTen } from "../../../tests/markets.js";
import { hyperliquid } from "./index.js";

let server: Loopback | undefined;
afterEach(() => server?.close());

/** The account that a server on loopback answers, read as the command line reads it: by the venue's own source. */
async function readFrom(
  state: RecordedState,
  contexts: unknown,
  market: string | null = null,
): Promise<AccountReading> {
  server = await serveHttp(recordingOf(state, contexts));
  const { source } = hyperliquid;
  if (source?.via !== "http") throw new Error("not read over HTTP");
  const loaded = await source.load();
  const nowMs = Number(state.time) + 1500;
  return loaded.readAccount(openHttp({ url: server.url }), { account: HOLDER, market, nowMs });
}

const read = (name: string): Promise<AccountReading> => {
  const state = recordedState(name);
  return readFrom(state, contextsOfState(state));
};

describe("clearinghouseState of 2026-01-14 13:23:30 UTC, infinitefield/hypersdk: 14 cross and 2 isolated positions", () => {
  test("worth, maintenance and all 16 liquidation prices are those that the venue states", async () => {
    const { stated } = await read("state-2026-01-14");
    const [worth, maintenance, ...prices] = stated;
    expect(worth).toEqual({
      name: "equity",
      asset: null,
      value: 8272576.572935,
      ours: expect.closeTo(8272576.572935, 6) as number,
    });
    expect(maintenance?.value).toBe(356978.709123);
    expect(maintenance?.ours).toBeCloseTo(356978.709123, 5);
    expect(prices).toHaveLength(16);
    for (const { name, value, ours } of prices) {
      expect(name).toBe("liquidationPrice");
      if (value === null) expect(ours).toBeNull();
      else expect(ours! / value - 1).toBeCloseTo(0, 8);
    }
    expect(prices.filter(({ value }) => value === null)).toHaveLength(6);
  });

  test("one account of all cross positions, one for each isolated, worth what the venue says", async () => {
    const { account, isolated, prices, asOfMs, holder, notes } = await read("state-2026-01-14");
    expect(account.legs.map(({ kind }) => kind)).toEqual(["collateral", ...Array<string>(14).fill("perpetual")]);
    expect(equity(account, prices)).toBeCloseTo(8259027.075462, 6);
    expect(isolated.map(({ legs }) => legs.map(({ asset }) => asset))).toEqual([
      ["USDC", "MON"],
      ["USDC", "MET"],
    ]);
    expect(isolated.map((each) => equity(each, prices))).toEqual([
      expect.closeTo(9397.472442, 6),
      expect.closeTo(4152.025031, 6),
    ]);
    expect([asOfMs, holder]).toEqual([1768397010203, HOLDER]);
    expect(notes).toEqual([expect.stringContaining("spot balances")]);
  });

  test("a market for each position, the largest first, with what shares its margin beside it", async () => {
    const { markets } = await read("state-2026-01-14");
    expect(markets.map(({ asset }) => asset).slice(0, 4)).toEqual(["SOL", "HYPE", "IP", "XRP"]);
    const [sol] = markets;
    expect(sol).toMatchObject({ quote: "USDC", quantity: 30390.93, debt: null, equity: 8259027.075462, pool: null });
    expect(sol?.price).toBe(144.72);
    expect(markets.find(({ asset }) => asset === "BTC")?.price).toBe(95_209);
    expect(sol?.others).toHaveLength(13);
    const mon = markets.find(({ asset }) => asset === "MON");
    expect(mon).toMatchObject({ quantity: -1114261, equity: 9397.472442, others: [] });
    expect(Object.keys(mon?.parameters["marginTables"] as object)).toEqual(["MON"]);
  });

  test("funding is the rate of the hour, times the hours of a year, and says so", async () => {
    const { markets, source } = await read("state-2026-01-14");
    // Of the answer of November: 0.0000100487 an hour.
    const { value, source: where } = markets[0]!.rates.fundingRateAnnual!;
    expect(value).toBeCloseTo(0.0000100487 * 24 * 365, 12);
    expect(where).toBe(`funding of the current hour, ${source}`);
    expect(source).toBe(new URL(server!.url).host);
  });

  test("with the contexts of another day as they are it is refused, not mended: BTC stood 11 % higher", async () => {
    await expect(readFrom(recordedState("state-2026-01-14"), recordedContexts())).rejects.toMatchObject({
      code: "E_DISPUTED",
      field: "metaAndAssetCtxs[1][0].markPx",
      got: "105942",
    });
  });
});

describe("from an address to a decision", () => {
  test("BTC of 2026-02-03, roq-trading/roq-hyperliquid: the same, bit for bit, as what is typed by hand", async () => {
    const { markets } = await read("state-2026-02-03");
    const [market] = markets;
    const marginTables = {
      BTC: [
        { lowerBound: 0, maxLeverage: 40 },
        { lowerBound: 150_000_000, maxLeverage: 20 },
      ],
    };
    const source = `answer of ${new URL(server!.url).host} to metaAndAssetCtxs`;
    const typed = hyperliquid.find({
      asset: "BTC",
      parameters: JSON.stringify({ marginTables, asOf: "2026-02-03", source }),
    });
    const found = hyperliquid.find({ asset: market!.asset, parameters: JSON.stringify(market!.parameters) });
    const estimates = (funding: number) => figures({ volatility: 0.5, drift: 0.25, funding });
    const tolerance = halfInTen;
    const byHand = decide({
      account: { asset: "BTC", price: 78_135, quantity: 0.00061, equity: 179.007426 },
      venue: typed,
      estimates: estimates(0.1095),
      tolerance,
    });
    const { asset, price, quantity, equity: margin, rates } = market!;
    const byAddress = decide({
      account: { asset, price, quantity, equity: margin },
      venue: found,
      estimates: estimates(rates.fundingRateAnnual!.value),
      tolerance,
    });
    expect(byAddress.status).not.toBe("infeasible");
    expect(byAddress).toEqual(byHand);
  });

  test("all parameters of the 16 markets are taken by `find`, and give the tables of the answer", async () => {
    const { markets } = await read("state-2026-01-14");
    expect(markets).toHaveLength(16);
    for (const { asset, parameters } of markets) {
      const market = hyperliquid.find({ asset, parameters: JSON.stringify(parameters) });
      expect(market).toMatchObject({ asset, quote: "USDC", asOfMs: Date.UTC(2026, 0, 14) });
      expect(market.source).toMatch(/^answer of 127\.0\.0\.1:\d+ to metaAndAssetCtxs$/);
    }
  });
});

describe("other accounts", () => {
  test("ETH isolated at 50x, 2024-02-22, example of the venue's page: 2,866.26936529", async () => {
    const { markets, stated, account, isolated } = await read("state-2024-02-22");
    expect(stated.at(-1)?.ours).toBeCloseTo(2866.26936529, 4);
    expect(account).toEqual({ legs: [{ kind: "collateral", asset: "USDC", quantity: 13104.514502 }] });
    expect(isolated).toHaveLength(1);
    expect(markets).toMatchObject([{ asset: "ETH", quantity: 0.0335, equity: 4.967826, others: [] }]);
  });

  test("cash alone, the testnet of 2026-09-03, oppenxyz/oppen: no market, and the cash is there", async () => {
    const { markets, account, stated, prices } = await read("state-cash-testnet-2026-09-03");
    expect(markets).toEqual([]);
    expect(account.legs).toEqual([{ kind: "collateral", asset: "USDC", quantity: 1438.041001 }]);
    expect(stated[0]).toMatchObject({ name: "equity", value: 1438.041001, ours: 1438.041001 });
    expect(prices).toEqual({ USDC: 1 });
  });

  test("an address that holds nothing, 2026-01-30, roq-trading/roq-hyperliquid: an empty account", async () => {
    const { markets, account, isolated } = await read("state-empty-2026-01-30");
    expect([markets, account, isolated]).toEqual([[], { legs: [] }, []]);
  });

  test("one market by its name, in capitals or not; one that is not held is refused by name", async () => {
    const state = recordedState("state-2026-01-14");
    const { markets } = await readFrom(state, contextsOfState(state), "hype");
    expect(markets.map(({ asset }) => asset)).toEqual(["HYPE"]);
    await server?.close();
    await expect(readFrom(state, contextsOfState(state), "DOGE")).rejects.toMatchObject({
      code: "E_UNKNOWN_KEY",
      field: "market",
    });
  });

  test("what is no address is refused before anything is asked", async () => {
    server = await serveHttp(recordingOf(recordedState("state-2026-01-14"), recordedContexts()));
    const { readAccount } = await import("./source.js");
    const asked = { account: "vitalik.eth", market: null, nowMs: 0 };
    await expect(readAccount(openHttp({ url: server.url }), asked)).rejects.toMatchObject({ code: "E_OUT_OF_RANGE" });
    expect(server.asked).toEqual([]);
  });
});
