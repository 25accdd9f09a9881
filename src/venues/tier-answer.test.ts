import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bybit } from "./bybit/index.js";
import { bybitTables } from "./bybit/params.js";
import { fieldsOf, positiveDomain, shareDomain } from "./fields.js";
import { gate } from "./gate/index.js";
import { gateTables } from "./gate/params.js";
import { decimalField, decimalFieldOrNull, rowsBySymbol, tiersOfSteps } from "./tier-answer.js";

const refused = (code: string, field: RegExp): Error =>
  expect.objectContaining({ code, exitStatus: 78, field: expect.stringMatching(field) as string }) as Error;

describe("tiers from steps", () => {
  const shipped = [...Object.entries(bybitTables), ...Object.entries(gateTables)];

  test.each(shipped)("%s: the amounts that the venue writes are those derived from its rates", (_, { table }) => {
    const derived = tiersOfSteps(
      table.map(({ notionalCap, ...tier }) => ({ ...tier, notionalCap: notionalCap ?? 0, maintenanceAmount: null })),
      "test",
    );
    table.forEach((tier, index) => {
      const { maintenanceAmount, ...rest } = derived[index]!;
      expect(tier).toMatchObject(rest);
      expect(Math.abs(maintenanceAmount - tier.maintenanceAmount)).toBeLessThanOrEqual(1e-9 * tier.notionalFloor);
    });
  });

  test("a derived demand is continuous at every cap", () => {
    const step = fc.record({
      width: fc.double({ min: 1, max: 1e6, noNaN: true }),
      rise: fc.double({ min: 0, max: 0.02, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        let [notionalCap, maintenanceRate] = [0, 0.001];
        const tiers = tiersOfSteps(
          steps.map(({ width, rise }) => {
            notionalCap += width;
            maintenanceRate += rise;
            return { notionalCap, maintenanceRate, leverageRatioMax: 2, maintenanceAmount: null };
          }),
          "test",
        );
        for (const [index, { notionalFloor, ...tier }] of tiers.entries()) {
          const before = tiers[index - 1];
          if (before === undefined) continue;
          const [low, high] = [before, tier].map(
            (each) => notionalFloor * each.maintenanceRate - each.maintenanceAmount,
          );
          expect(high! - low!).toBeCloseTo(0, 6);
        }
      }),
    );
  });
});

describe("the venue's own answer", () => {
  const row = (
    symbol: string,
    riskLimitValue: string,
    maintenanceMargin: string,
    maxLeverage: string,
    mmDeduction: string,
  ) => ({
    id: 1,
    symbol,
    riskLimitValue,
    maintenanceMargin,
    initialMargin: "0.01",
    isLowestRisk: 1,
    maxLeverage,
    mmDeduction,
  });
  // HYPEUSDT as the venue writes it: an empty deduction in the first tier.
  const rows = [
    row("HYPEUSDT", "5000", "0.0067", "75.00", ""),
    row("HYPEUSDT", "25000", "0.01", "50.00", "16.5"),
    row("HYPEUSDT", "50000", "0.0111", "45.00", "44"),
  ];
  const envelope = (list: readonly unknown[]) => ({
    retCode: 0,
    retMsg: "OK",
    result: { category: "linear", list },
    time: 1,
  });
  const find = (tiers: unknown): ReturnType<typeof bybit.find> =>
    bybit.find({ asset: "HYPE", parameters: JSON.stringify({ asOf: "2026-09-23", takerFeeRate: 0, tiers }) });
  const demand = (tiers: unknown): number =>
    find(tiers).model.equityDemand(
      { legs: [{ kind: "perpetual", asset: "HYPEUSDT", quantity: 40_000, entryPrice: 1 }] },
      { HYPEUSDT: 1 },
    );

  test("is read with its envelope, as its list, and as rows by symbol", () => {
    for (const tiers of [
      envelope(rows),
      rows,
      { list: rows },
      { HYPEUSDT: rows.map(({ symbol: _, ...rest }) => rest) },
    ])
      expect(demand(tiers)).toBeCloseTo(40_000 * 0.0111 - 44, 9);
  });

  test("other contracts in it are read too, and those with an expiry passed over", () => {
    const list = [
      row("HYPEUSDT", "5000", "0.0067", "75", ""),
      row("BTCUSDZ26", "100", "0.5", "100", ""),
      row("SOLUSDT", "9", "0.01", "50", ""),
    ];
    expect(find(envelope(list)).asset).toBe("HYPEUSDT");
  });

  test.each([
    {
      name: "a deduction that makes the demand jump",
      tiers: [rows[0], row("HYPEUSDT", "25000", "0.01", "50", "17")],
      code: "E_CONFIG_CONFLICT",
      field: /HYPEUSDT\[1\]\.maintenanceAmount/,
    },
    {
      name: "a first deduction that is not 0",
      tiers: [row("HYPEUSDT", "5000", "0.01", "50", "1")],
      code: "E_CONFIG_CONFLICT",
      field: /\[0\]\.maintenanceAmount/,
    },
    {
      name: "a rate in per cent, as in the venue's own example",
      tiers: [row("HYPEUSDT", "150", "0.5", "100.00", "")],
      code: "E_CONFIG_CONFLICT",
      field: /\[0\]\.leverageRatioMax/,
    },
    {
      name: "a rate above 1",
      tiers: [row("HYPEUSDT", "150", "1.5", "1", "")],
      code: "E_UNIT_AMBIGUOUS",
      field: /maintenanceMargin/,
    },
    { name: "tiers out of order", tiers: [rows[1], rows[0]], code: "E_CONFIG_CONFLICT", field: /HYPEUSDT/ },
    {
      name: "a word for a number",
      tiers: [row("HYPEUSDT", "much", "0.01", "50", "")],
      code: "E_PARSE",
      field: /riskLimitValue/,
    },
    {
      name: "a row without its contract",
      tiers: [{ ...rows[0], symbol: undefined }],
      code: "E_MISSING",
      field: /symbol/,
    },
    { name: "no row", tiers: [], code: "E_PARSE", field: /tiers/ },
    { name: "a list under a misspelt contract", tiers: { HYPEUST: rows }, code: "E_UNKNOWN_KEY", field: /HYPEUST/ },
    {
      name: "nothing but contracts with an expiry",
      tiers: [row("BTCUSDZ26", "1", "0.01", "50", "")],
      code: "E_PARSE",
      field: /tiers/,
    },
    { name: "no table", tiers: 7, code: "E_PARSE", field: /tiers/ },
    { name: "a contract without rows", tiers: { HYPEUSDT: [] }, code: "E_CONFIG_CONFLICT", field: /HYPEUSDT/ },
  ])("$name is refused with exit status 78", ({ tiers, code, field }) => {
    expect(() => find(tiers)).toThrow(refused(code, field));
  });

  test("Gate's rows name their contract, or stand under it", () => {
    const plain = {
      tier: 1,
      risk_limit: "500000",
      initial_rate: "0.005",
      maintenance_rate: "0.003",
      leverage_max: "200",
      deduction: "0",
    };
    for (const tiers of [[{ ...plain, contract: "SOL_USDT" }], { SOL_USDT: [plain] }]) {
      const parameters = JSON.stringify({ asOf: "2026-09-25", tiers });
      expect(gate.find({ asset: "SOL", parameters }).model.leverageRatioMax("SOL_USDT", 1, { SOL_USDT: 1 })).toBe(200);
    }
    expect(() =>
      gate.find({ asset: "SOL", parameters: JSON.stringify({ asOf: "2026-09-25", tiers: [plain] }) }),
    ).toThrow(refused("E_MISSING", /contract/));
  });
});

test("a decimal may be a text or a number, and an empty text is no value where one may be left out", () => {
  const fields = fieldsOf({ text: "0.25", plain: 0.25, empty: "", wrong: "1e3", far: "-1" }, "at");
  expect([decimalField(fields, "text", shareDomain), decimalField(fields, "plain", shareDomain)]).toEqual([0.25, 0.25]);
  expect([decimalFieldOrNull(fields, "empty", shareDomain), decimalFieldOrNull(fields, "none", shareDomain)]).toEqual([
    null,
    null,
  ]);
  expect(() => decimalField(fields, "empty", shareDomain)).toThrow(refused("E_PARSE", /^at\.empty$/));
  expect(() => decimalField(fields, "wrong", positiveDomain)).toThrow(refused("E_PARSE", /^at\.wrong$/));
  expect(() => decimalField(fields, "far", positiveDomain)).toThrow(refused("E_OUT_OF_RANGE", /^at\.far$/));
});

test("rows keep the order of the answer, contract by contract", () => {
  const list = [
    { s: "A", n: 1 },
    { s: "B", n: 2 },
    { s: "A", n: 3 },
  ];
  const rows = rowsBySymbol({ data: list }, "at", {
    envelope: ["data"],
    symbolOf: (row) => row.text("s"),
    isPerpetual: () => true,
  });
  expect([...rows].map(([symbol, each]) => [symbol, each.map((row) => row.number("n", positiveDomain))])).toEqual([
    ["A", [1, 3]],
    ["B", [2]],
  ]);
});
