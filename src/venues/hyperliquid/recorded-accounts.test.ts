import { describe, expect, test } from "vitest";
import type { Account, AssetId, Leg, Prices } from "../../model/index.js";
import { liquidationRatios } from "../liquidation.js";
import { onePath } from "../price-path.js";
import { hyperliquid } from "./index.js";

/** A position as the venue states it: `szi`, `entryPx`, `positionValue`, `maxLeverage`, `liquidationPx`. */
type Stated = readonly [
  coin: AssetId,
  szi: number,
  entryPx: number,
  positionValue: number,
  maxLeverage: number,
  liquidationPx: number | null,
];

/** The account of these positions, worth `value` at their marks. */
function accountOf(positions: readonly Stated[], value: number): { account: Account; prices: Prices } {
  const prices: Record<AssetId, number> = { USDC: 1 };
  const legs: Leg[] = [];
  let profit = 0;
  for (const [asset, quantity, entryPrice, positionValue] of positions) {
    const mark = positionValue / Math.abs(quantity);
    prices[asset] = mark;
    profit += quantity * (mark - entryPrice);
    legs.push({ kind: "perpetual", asset, quantity, entryPrice });
  }
  return { account: { legs: [{ kind: "collateral", asset: "USDC", quantity: value - profit }, ...legs] }, prices };
}

/** The model with the shipped tables, and one step for coins that have none. */
function modelOf(positions: readonly Stated[]) {
  const shipped = hyperliquid.listMarkets().map(({ asset }) => asset);
  const others = positions.filter(([coin]) => !shipped.includes(coin));
  const marginTables = Object.fromEntries(
    others.map(([coin, , , , maxLeverage]) => [coin, [{ lowerBound: 0, maxLeverage }]]),
  );
  return hyperliquid.market("BTC", { marginTables, asOf: "2026-01-14" }).model;
}

/** Prices at which a fall and a rise of one coin close the account. */
function pricesOf(positions: readonly Stated[], value: number, coin: AssetId) {
  const { account, prices } = accountOf(positions, value);
  const { below, above } = liquidationRatios(modelOf(positions), account, onePath(prices, coin));
  const priceAt = (ratio: number | null): number | null => (ratio === null ? null : ratio * prices[coin]!);
  return { below: priceAt(below), above: priceAt(above) };
}

/** 1e-9, or what the venue rounds away: it writes prices with 10 decimals and money with 6. */
const roundedAway = (want: number, size: number): number => Math.max(1e-9 * want, 5.1e-11, 5.1e-7 / size);

function expectReported(positions: readonly Stated[], value: number, [coin, szi, , , , want]: Stated): void {
  const { below, above } = pricesOf(positions, value, coin);
  const got = szi > 0 ? below : above;
  if (want === null) expect(got).toBeNull();
  else expect(Math.abs(got! - want)).toBeLessThan(roundedAway(want, Math.abs(szi)));
}

describe("clearinghouseState of 2026-01-14 13:23:30 UTC, infinitefield/hypersdk src/hypercore/types/mod.rs", () => {
  const cross: readonly Stated[] = [
    ["BTC", -1.47472, 95137.8, 140406.61648, 40, 5387394.7801264981],
    ["ETH", -45.7436, 3297.47, 151232.91596, 25, 172665.4473515121],
    ["SOL", 30390.93, 144.1206, 4398175.3896, 20, null],
    ["LTC", 3.51, 98.87, 277.72875, 10, null],
    ["LDO", 16332, 0.66227, 10661.85624, 10, null],
    ["XRP", -92720, 2.127177, 197317.432, 20, 85.2742980086],
    ["WIF", 146, 0.344551, 60.85864, 5, null],
    ["SAGA", -220.2, 0.10448, 13.899024, 3, 30759.3016032192],
    ["MOODENG", 54674, 0.084892, 4618.58615, 3, null],
    ["PURR", -552200, 0.069135, 34082.3362, 3, 12.3275383017],
    ["HYPE", -149078.45, 25.4825, 3878574.03365, 10, 76.4988794996],
    ["VIRTUAL", -9594.1, 1.92458, 10004.72748, 5, 749.8030102371],
    ["MORPHO", -1286.7, 1.3869, 1801.50867, 5, 5584.4267052968],
    ["IP", 55968.6, 3.75896, 211180.72152, 3, null],
  ];
  const CROSS_VALUE = 8259027.075462;

  test("crossMaintenanceMarginUsed of 14 cross positions: 356,978.709123", () => {
    const { account, prices } = accountOf(cross, CROSS_VALUE);
    expect(modelOf(cross).equityDemand(account, prices)).toBeCloseTo(356978.709123, 5);
  });

  test.each(cross)("cross %s %d at %d, worth %d, at most %dx: liquidationPx %s", (...stated) => {
    expectReported(cross, CROSS_VALUE, stated);
  });

  test.each([
    [9397.472442, ["MON", -1114261, 0.024464, 26961.773417, 5, 0.0296643783]],
    [4152.025031, ["MET", -43463, 0.27653, 11878.87253, 3, 0.316148663]],
  ] as const)("isolated, margin used %d: %j", (marginUsed, stated) => {
    expectReported([stated], marginUsed, stated);
  });
});

describe("other accounts", () => {
  test("ETH isolated at 50x, 2024-02-22, example of the venue's page on clearinghouseState: 2,866.26936529", () => {
    const [margin, size] = [4.967826, 0.0335];
    const { model } = hyperliquid.find({ asset: "ETH", onMs: 1708622398623 });
    const { account, prices } = accountOf([["ETH", size, 2986.3, 100.02765, 50, null]], margin);
    const { below } = liquidationRatios(model, account, onePath(prices, "ETH"));
    expect(Math.abs(below! * prices["ETH"]! - 2866.26936529)).toBeLessThan(roundedAway(2866, size));
  });

  test("a unified account is not reproduced: the venue counts 8,346.9 USDC beyond the account value (BYTEX-TRADE/bytex, 2026-09-25)", () => {
    const stated: Stated = ["BTC", 4.5, 81285, 377667, 40, 74501.802790436];
    const { below } = pricesOf([stated], 38252.7, "BTC");
    expect(below).toBeCloseTo(76380.1519, 3);
    const backed = pricesOf([stated], 38252.7 + (below! - stated[5]!) * 4.5 * (1 - 1 / 80), "BTC");
    expect(backed.below).toBeCloseTo(stated[5]!, 6);
    expect((below! - stated[5]!) * 4.5 * (1 - 1 / 80)).toBeCloseTo(8346.9, 1);
  });
});
