import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetualName, perpetualVectorsOf, perpetualVectorsPresent } from "../../../tests/vectors-perpetuals.js";
import type { Account } from "../../model/index.js";
import { liquidationRatios } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { gate, type GateOverrides } from "./index.js";

/** One tier of 1 % and a taker fee of 0.06 %, in both forms, as the peer's cases have it. */
const flat: GateOverrides = {
  asOf: "2026-01-01",
  takerFeeRate: 0.0006,
  tiers: {
    X_USDT: [{ risk_limit: 1e9, maintenance_rate: 0.01, leverage_max: 50 }],
    X_USD: [{ risk_limit: 1e9, maintenance_rate: 0.01, leverage_max: 50 }],
  },
};

/** The price at which it is closed on the side on which it loses; null where there is none. */
function closedAt(
  symbol: string,
  { side, margin, size, entry }: Record<"side" | "margin" | "size" | "entry", number>,
  overrides = flat,
): number | null {
  const { model, asset, quote } = gate.market(symbol, overrides);
  const currency = symbol.endsWith("USD") ? asset : quote;
  const account: Account = {
    legs: [
      { kind: "collateral", asset: currency, quantity: margin },
      { kind: "perpetual", asset, quantity: side * size, entryPrice: entry },
    ],
  };
  const { below, above } = liquidationRatios(model, account, onePath({ [asset]: entry, [quote]: 1 }, asset));
  const ratio = side > 0 ? below : above;
  return ratio === null ? null : ratio * entry;
}

/** freqtrade tests/exchange/test_exchange.py test_get_liquidation_price: (EP -/+ M/q) / (1 -/+ (m + taker fee)). */
const peers = [
  { id: "V013", side: -1, margin: 2, size: 1, want: 11.874_134_177_716_21 },
  { id: "V014", side: -1, margin: 4, size: 2, want: 11.874_134_177_716_21 },
  { id: "V015", side: -1, margin: 10 / 3, size: 1, want: 13.193_482_419_684_678 },
  { id: "V018", side: 1, margin: 2, size: 1, want: 8.085_708_510_208_207 },
  { id: "V019", side: 1, margin: 10 / 3, size: 1, want: 6.738_090_425_173_506 },
];

describe("cases of peers", () => {
  test.each(peers)("$id freqtrade test_get_liquidation_price: $want", ({ want, ...held }) => {
    expect(closedAt("X_USDT", { ...held, entry: 10 })! / want).toBeCloseTo(1, 12);
  });

  test.skipIf(!perpetualVectorsPresent)(
    "every case of the file that names the venue is one of these, with its number",
    () => {
      const vectors = perpetualVectorsOf(
        ["liquidation_price", "initial_margin"],
        ({ inputs }) => inputs["venue"] === "gate",
      );
      expect(vectors.map(({ id }) => id).sort()).toEqual(peers.map(({ id }) => id));
      for (const { id, want } of peers) {
        const vector = vectors.find((each) => each.id === id)!;
        expect(vector.expected["liquidationPrice"], perpetualName(vector)).toBe(want);
      }
    },
  );
});

const sides = fc.constantFrom(1, -1);
const rate = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

test("inverse: Q EP (1 +/- (m + fee)) / (Q +/- M EP), the venue's support of 2023-07 (perpetual-venues.md 2.4)", () => {
  fc.assert(
    fc.property(sides, rate(1, 1e6), rate(1.5, 20), rate(1, 1e5), (side, face, leverage, entry) => {
      const margin = face / entry / leverage;
      const want = (face * entry * (1 + side * 0.0106)) / (face + side * margin * entry);
      const found = closedAt("X_USD", { side, margin, size: face / entry, entry });
      expect(found! / want).toBeCloseTo(1, 10);
    }),
  );
});

test("linear: long and short mirror in price x (1 -/+ (m + fee)); inverse: in (1 +/- (m + fee)) / price", () => {
  const at = (symbol: string, side: number): number => closedAt(symbol, { side, margin: 1, size: 5, entry: 10 })!;
  expect((1 - 0.0106) * at("X_USDT", 1) + (1 + 0.0106) * at("X_USDT", -1)).toBeCloseTo(20, 10);
  expect((1 + 0.0106) / at("X_USD", 1) + (1 - 0.0106) / at("X_USD", -1)).toBeCloseTo(0.2, 12);
});

describe("the table of September 2025 and later rules", () => {
  const { model, funding } = gate.market("BTC_USDT");
  const demand = (value: number): number =>
    model.equityDemand(
      { legs: [{ kind: "perpetual", asset: "BTC_USDT", quantity: value, entryPrice: 1 }] },
      { BTC_USDT: 1 },
    );

  test("maintenance is marginal: each slice at the rate of its tier, and the fee to close on all", () => {
    const slices = 500_000 * 0.003 + 500_000 * 0.0035 + 200_000 * 0.004;
    expect(demand(1_200_000)).toBeCloseTo(slices + 1_200_000 * 0.000_75, 6);
  });

  test("leverage falls with value, and beyond the last tier that is known nothing may be opened", () => {
    expect(model.leverageRatioMax("BTC_USDT", 500_000, { BTC_USDT: 1 })).toBe(200);
    expect(model.leverageRatioMax("BTC_USDT", -500_001, { BTC_USDT: 1 })).toBe(150.01);
    expect(model.leverageRatioMax("BTC_USDT", 3_000_001, { BTC_USDT: 1 })).toBe(0);
  });

  test("funding is that of the contract's answer of 2026-09-25: each 28,800 s, at most 0.3 %", () => {
    expect(funding).toEqual({ intervalMs: 28_800_000, offsetMs: 0, base: "mark", rateMax: 0.003 });
  });

  test("its first four tiers as the venue writes them serve another contract; a contract with an expiry is passed over", () => {
    const row = (
      contract: string,
      risk_limit: string,
      maintenance_rate: string,
      leverage_max: string,
      deduction: string,
    ) => ({ contract, tier: 1, risk_limit, initial_rate: "0.01", maintenance_rate, leverage_max, deduction }) as const;
    const tiers = [
      row("SOL_USDT", "500000", "0.003", "200", "0"),
      row("SOL_USDT", "1000000", "0.0035", "150.01", "250"),
      row("SOL_USDT_20261009", "1000000", "0.5", "1", "0"),
    ];
    const parameters = JSON.stringify({ asOf: "2026-09-25", tiers });
    const sol = gate.find({ asset: "SOL", parameters });
    expect(sol).toMatchObject({ asset: "SOL_USDT", quote: "USDT", source: "tiers given by the caller" });
    expect(sol.model.leverageRatioMax("SOL_USDT", 600_000, { SOL_USDT: 1 })).toBe(150.01);
    expect(() => gate.find({ asset: "SOL_USDT_20261009", parameters })).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY" }) as Error,
    );
  });
});
