import { describe, expect, test } from "vitest";
import {
  perpetualName,
  perpetualVectorsOf,
  perpetualVectorsPresent,
  type PerpetualVector,
} from "../../../tests/vectors-perpetuals.js";
import type { Account, Leg, Prices } from "../../model/index.js";
import { linearContract } from "../contract.js";
import { liquidationPrice } from "../liquidation.js";
import { perpetualModel } from "../perpetual-model.js";
import { takenOver } from "../perpetual-rule.js";
import { onePath } from "../price-path.js";
import type { Tier } from "../tiers.js";
import { binanceUsdm } from "./index.js";

/** A position of a case: maintenance rate and amount are those of the tier it stands in. */
interface Held {
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly entryPrice: number;
  readonly size: number;
  readonly markPrice: number;
  readonly mmr: number;
  readonly maintAmount: number;
}

/** A table of two tiers, continuous, whose second has this rate and amount; of one where there is no amount. */
function tiersOf({ mmr, maintAmount }: Pick<Held, "mmr" | "maintAmount">): readonly Tier[] {
  const top = { notionalCap: null, leverageRatioMax: 1, maintenanceRate: mmr, maintenanceAmount: maintAmount };
  if (maintAmount === 0) return [{ ...top, notionalFloor: 0 }];
  const floor = maintAmount / (mmr / 2);
  const first = { notionalFloor: 0, notionalCap: floor, leverageRatioMax: 1, maintenanceRate: mmr / 2 };
  return [
    { ...first, maintenanceAmount: 0 },
    { ...top, notionalFloor: floor },
  ];
}

/** Liquidation price of the first position when its price moves alone and the margin serves all of them; NaN where there is none. */
function priceOf(balance: number, held: readonly [Held, ...Held[]]): number {
  const model = perpetualModel({
    id: "test",
    release: "test",
    triggerPrice: "mark",
    quote: "USDT",
    coinMargined: false,
    marginWeights: {},
    close: takenOver,
    tradingFeeRate: 0,
    checkIntervalMs: 0,
    contracts: Object.fromEntries(held.map((each) => [each.symbol, linearContract(tiersOf(each))])),
  });
  const legs = held.map(({ symbol, side, size, entryPrice }): Leg => ({
    kind: "perpetual",
    asset: symbol,
    quantity: side === "long" ? size : -size,
    entryPrice,
  }));
  const account: Account = { legs: [{ kind: "collateral", asset: "USDT", quantity: balance }, ...legs] };
  const prices: Prices = { USDT: 1, ...Object.fromEntries(held.map(({ symbol, markPrice }) => [symbol, markPrice])) };
  return liquidationPrice(model, account, onePath(prices, held[0].symbol))?.[held[0].symbol] ?? Number.NaN;
}

/** A case in either of the two forms of the file. */
function foundFor({ inputs }: PerpetualVector): number {
  if ("position" in inputs)
    return priceOf(inputs["walletBalance"] as number, [
      inputs["position"] as Held,
      ...(inputs["otherPositions"] as readonly Held[]),
    ]);
  const flat = inputs as unknown as Omit<Held, "symbol" | "markPrice"> & { readonly isolatedMargin: number };
  return priceOf(flat.isolatedMargin, [{ ...flat, symbol: "X", markPrice: flat.entryPrice }]);
}

const isBinance = ({ inputs }: PerpetualVector): boolean => String(inputs["venue"]).startsWith("binance");
const named = (vectors: readonly PerpetualVector[]) =>
  vectors.map((vector) => ({ name: perpetualName(vector), vector }));

describe("every liquidation price of ../shared/vectors/perpetuals.json on Binance", () => {
  const vectors = perpetualVectorsOf(["liquidation_price"], isBinance);

  test.each(named(vectors))("$name", ({ vector }) => {
    const want = vector.expected["liquidationPrice"] as number;
    const tolerance = vector.tolerance?.abs ?? vector.tolerance!.rel! * want;
    expect(Math.abs(foundFor(vector) - want)).toBeLessThan(tolerance);
  });

  test.skipIf(!perpetualVectorsPresent)("no case is left out: three of the FAQ, five of freqtrade", () => {
    expect(vectors.map(({ id }) => id)).toEqual(["V002", "V003", "V004", "V006", "V009", "V010", "V011", "V012"]);
  });
});

describe("cross margin counts what the other positions demand (perpetual-venues.md 1.12, TorchTrade #344)", () => {
  const held = { side: "long", mmr: 0.004, maintAmount: 0, size: 1, entryPrice: 100, markPrice: 100 } as const;
  const other = { ...held, symbol: "Y", mmr: 0.01, size: 4 };

  test("equity 5, one long at 100, 4 demanded elsewhere: 99 / 0.996 = 99.40, 0.60 % away and not 4.60 %", () => {
    expect(priceOf(5, [{ ...held, symbol: "X" }, other])).toBeCloseTo(99 / 0.996, 10);
    expect(priceOf(5, [{ ...held, symbol: "X" }, other])).toBeCloseTo(99.4, 2);
    expect(priceOf(5, [{ ...held, symbol: "X" }])).toBeCloseTo(95 / 0.996, 10);
    expect(95 / 0.996).toBeCloseTo(95.38, 2);
  });
});

describe("freqtrade looks the tier up by the collateral (perpetual-venues.md 0, finding 2; freqtrade/exchange/binance.py)", () => {
  test("a long of 50 M at 20x from 60,000: 57,371.8 by the tier of 2.5 M, 58,002.3 by that of the notional, a third nearer", () => {
    const { model } = binanceUsdm.market("BTCUSDT");
    const prices = { BTCUSDT: 60_000, USDT: 1 };
    const account = model.holding("BTCUSDT", { equity: 2.5e6, notional: 50e6 }, prices);
    const right = liquidationPrice(model, account, onePath(prices, "BTCUSDT"))!["BTCUSDT"]!;
    // 2.5 M stands in the tier of 0.65 % less 950, 50 M in that of 2 % less 131,450.
    const theirs = (2.5e6 + 950 - 50e6) / ((50e6 / 60_000) * (0.0065 - 1));
    expect(theirs).toBeCloseTo(57_371.8, 1);
    expect(right).toBeCloseTo(58_002.3, 1);
    expect((60_000 - theirs) / (60_000 - right)).toBeGreaterThan(1.3);
  });
});

describe("jesse takes 0.4 % of the entry price whatever the size (jesse/models/Position.py)", () => {
  const short = { symbol: "X", side: "short", entryPrice: 10, markPrice: 10, size: 1, maintAmount: 0 } as const;
  const jesse = (entryPrice: number, leverage: number, side: 1 | -1): number =>
    entryPrice * (1 - side * (1 / leverage - 0.004));

  test("V186 TestLiquidationInIsolatedModeForShortTrade: 14.96 for a short at 2x; a demand of 0.4 % at the price of the day closes it at 14.94", () => {
    const right = priceOf(5, [{ ...short, mmr: 0.004 }]);
    expect(right).toBeCloseTo(15 / 1.004, 12);
    expect(jesse(10, 2, -1)).toBeCloseTo(14.96, 12);
    expect(jesse(10, 2, -1) - right).toBeGreaterThan(0.019);
    const vectors = perpetualVectorsOf(["liquidation_price"], ({ source_repo }) => source_repo === "jesse-ai/jesse");
    expect(vectors.map(({ id }) => id)).toEqual(perpetualVectorsPresent ? ["V186"] : []);
    for (const { inputs, expected } of vectors) {
      const price = jesse(inputs["entryPrice"] as number, inputs["leverage"] as number, -1);
      expect(Math.abs(price - (expected["liquidationPrice"] as number))).toBeLessThan(1e-9);
    }
  });

  test("V186: without maintenance both say the bankruptcy price, 15", () => {
    expect(priceOf(5, [{ ...short, mmr: 0 }])).toBe(15);
  });

  test("a long of 50 M at 20x is closed at 58,002.3 where its flat rate says 57,240: a third more room than there is", () => {
    expect(jesse(60_000, 20, 1)).toBeCloseTo(57_240, 9);
    expect((60_000 - jesse(60_000, 20, 1)) / (60_000 - 58_002.3)).toBeGreaterThan(1.38);
  });
});

describe("freqtrade moves the venue's price towards the entry by a share of the way; ours is the venue's, and the buffer is the reader's", () => {
  /** An isolated long of one unit that the venue closes at 17.47. */
  const margin = 18.884 - 17.47 * 0.99;
  const held = { symbol: "X", side: "long", entryPrice: 18.884, markPrice: 18.884, size: 1, mmr: 0.01 } as const;

  test("V029, V030 test_get_liquidation_price1: 17.5407 with 5 % of the way kept, 17.47 without", () => {
    const ours = priceOf(margin, [{ ...held, maintAmount: 0 }]);
    const buffered = (share: number): number => ours + share * (held.entryPrice - ours);
    expect(buffered(0.05)).toBeCloseTo(17.5407, 9);
    expect(buffered(0)).toBeCloseTo(17.47, 9);
  });

  test.each(named(perpetualVectorsOf(["liquidation_buffer"])))(
    "$name",
    ({ vector: { inputs, expected, tolerance } }) => {
      const ours = priceOf(margin, [{ ...held, maintAmount: 0 }]);
      expect(ours / (inputs["venueLiquidationPrice"] as number)).toBeCloseTo(1, 12);
      const share = inputs["liquidationBuffer"] as number;
      const theirs = ours + share * ((inputs["entryPrice"] as number) - ours);
      expect(Math.abs(theirs / (expected["liquidationPrice"] as number) - 1)).toBeLessThan(tolerance!.rel!);
    },
  );

  test.skipIf(!perpetualVectorsPresent)("no case is left out: 2", () => {
    expect(perpetualVectorsOf(["liquidation_buffer"])).toHaveLength(2);
  });
});
