import { describe, expect, test } from "vitest";
import { hyperliquid } from "./index.js";
import { readMeta } from "./parse.js";

/** The venue's answer to `meta` of 2026-09-25, its first entries (recorded in BYTEX-TRADE/bytex). */
const meta = {
  universe: [
    { szDecimals: 5, name: "BTC", maxLeverage: 40, marginTableId: 56 },
    { szDecimals: 4, name: "ETH", maxLeverage: 25, marginTableId: 55 },
    { szDecimals: 2, name: "ATOM", maxLeverage: 5, marginTableId: 5 },
    { szDecimals: 1, name: "MATIC", maxLeverage: 20, marginTableId: 20, isDelisted: true },
    { szDecimals: 2, name: "SOL", maxLeverage: 20, marginTableId: 54 },
  ],
  marginTables: [
    [54, table("tiered 20x (2)", ["0.0", 20], ["70000000.0", 10])],
    [55, table("tiered 25x", ["0.0", 25], ["100000000.0", 15])],
    [56, table("tiered 40x", ["0.0", 40], ["150000000.0", 20])],
  ],
  collateralToken: 0,
};

function table(description: string, ...tiers: readonly (readonly [lowerBound: string, maxLeverage: number])[]) {
  return { description, marginTiers: tiers.map(([lowerBound, maxLeverage]) => ({ lowerBound, maxLeverage })) };
}

const parameters = (value: unknown): string => JSON.stringify({ asOf: "2026-09-25", meta: value });
const refusal = (code: string, field: RegExp) =>
  expect.objectContaining({ code, field: expect.stringMatching(field) as string }) as Error;

describe("the venue's own answer", () => {
  test("`meta` as it is: listed tables, tables that are their leverage, nothing delisted", () => {
    const read = readMeta(meta, "meta");
    expect(Object.keys(read)).toEqual(["BTC", "ETH", "ATOM", "SOL"]);
    expect(read["BTC"]).toEqual([
      { notionalFloor: 0, notionalCap: 150e6, leverageRatioMax: 40, maintenanceRate: 0.0125, maintenanceAmount: 0 },
      {
        notionalFloor: 150e6,
        notionalCap: null,
        leverageRatioMax: 20,
        maintenanceRate: 0.025,
        maintenanceAmount: 1_875_000,
      },
    ]);
    expect(read["ATOM"]).toMatchObject([{ leverageRatioMax: 5, maintenanceRate: 0.1, notionalCap: null }]);
  });

  test("its tables of BTC, ETH and SOL are those that are shipped", () => {
    const read = readMeta(meta, "meta");
    for (const asset of ["BTC", "ETH", "SOL"]) {
      const [given, shipped] = [
        hyperliquid.find({ asset, parameters: parameters(meta) }).model,
        hyperliquid.market(asset).model,
      ];
      const account = { legs: [{ kind: "perpetual", asset, quantity: 1, entryPrice: 1 } as const] };
      for (const value of [1, 65e6, 80e6, 120e6, 150e6, 1e9])
        expect(given.equityDemand(account, { [asset]: value })).toBe(shipped.equityDemand(account, { [asset]: value }));
      expect(read[asset]).toHaveLength(2);
    }
  });

  test("`metaAndAssetCtxs` as it is, for an asset that is not shipped, with the day given", () => {
    const market = hyperliquid.find({ asset: "ATOM", parameters: parameters([meta, [{ markPx: "3.1" }]]) });
    expect(market).toMatchObject({ asset: "ATOM", quote: "USDC", source: "margin tables given by the caller" });
    expect(market.asOfMs).toBe(Date.UTC(2026, 8, 25));
    expect(market.model.leverageRatioMax("ATOM", 1e6, { ATOM: 1 })).toBe(5);
    expect(market.model.leverageRatioMax("XRP", 1e6, { XRP: 1 })).toBe(20);
  });

  test("an answer of 2023, before there were tables: one step of maxLeverage", () => {
    const read = readMeta({ universe: [{ maxLeverage: 50, name: "BTC", szDecimals: 5 }] }, "meta");
    expect(read["BTC"]).toMatchObject([{ leverageRatioMax: 50, maintenanceRate: 0.01 }]);
  });
});

describe("our own tables", () => {
  const marginTables = { BTC: [{ lowerBound: 0, maxLeverage: 30 }] };

  test("lie over those that are shipped and over the venue's answer", () => {
    const market = hyperliquid.market("BTC", {
      meta,
      marginTables,
      asOf: "2026-10-01",
      source: "mine",
      tradingFeeRate: 0,
    });
    expect(market).toMatchObject({ asOfMs: Date.UTC(2026, 9, 1), source: "mine" });
    expect(market.model.leverageRatioMax("BTC", 1e9, { BTC: 1 })).toBe(30);
  });

  test("a fee alone keeps the shipped tables, their day and their source", () => {
    const [changed, shipped] = [hyperliquid.market("ETH", { tradingFeeRate: 0.0002 }), hyperliquid.market("ETH")];
    expect([changed.asOfMs, changed.source]).toEqual([shipped.asOfMs, shipped.source]);
  });

  test("hold on a day before the first that is shipped", () => {
    const text = JSON.stringify({ marginTables, asOf: "2023-03-01" });
    const { model, asOfMs } = hyperliquid.find({ asset: "BTC", onMs: Date.UTC(2023, 2, 1), parameters: text });
    expect(asOfMs).toBe(Date.UTC(2023, 2, 1));
    expect(model.leverageRatioMax("BTC", 1, { BTC: 1 })).toBe(30);
  });
});

const only = (universe: object, ...marginTables: readonly unknown[]): unknown => ({
  universe: [{ name: "X", ...universe }],
  marginTables,
});

test.each([
  { name: "no day", text: JSON.stringify({ meta }), code: "E_MISSING", field: /asOf/ },
  {
    name: "a table that nobody lists",
    text: only({ maxLeverage: 40, marginTableId: 60 }),
    code: "E_UNKNOWN_KEY",
    field: /marginTableId/,
  },
  {
    name: "a table that begins with another leverage",
    text: only({ maxLeverage: 40, marginTableId: 56 }, [56, table("", ["0.0", 50])]),
    code: "E_CONFIG_CONFLICT",
    field: /marginTableId/,
  },
  {
    name: "leverage that rises with size",
    text: only({ maxLeverage: 40, marginTableId: 56 }, [56, table("", ["0.0", 40], ["5.0", 50])]),
    code: "E_CONFIG_CONFLICT",
    field: /maintenanceRate/,
  },
  {
    name: "a table that begins above 0",
    text: only({ maxLeverage: 40, marginTableId: 56 }, [56, table("", ["5.0", 40])]),
    code: "E_CONFIG_CONFLICT",
    field: /notionalFloor/,
  },
  {
    name: "a bound that is no number",
    text: only({ maxLeverage: 40, marginTableId: 56 }, [56, table("", ["", 40])]),
    code: "E_NOT_A_NUMBER",
    field: /lowerBound/,
  },
  { name: "tables that are no list", text: { universe: [], marginTables: 5 }, code: "E_PARSE", field: /marginTables/ },
  { name: "no universe", text: {}, code: "E_MISSING", field: /universe/ },
  {
    name: "an empty table of ours",
    text: JSON.stringify({ asOf: "2026-01-01", marginTables: { BTC: [] } }),
    code: "E_CONFIG_CONFLICT",
    field: /BTC/,
  },
  { name: "a misspelt key", text: '{"fee": 1}', code: "E_UNKNOWN_KEY", field: /fee/ },
])("$name is refused by name", ({ text, code, field }) => {
  const given = typeof text === "string" ? text : parameters(text);
  expect(() => hyperliquid.find({ asset: "BTC", parameters: given })).toThrow(refusal(code, field));
});
