import { describe, expect, test } from "vitest";
import { choleskyFactor, createStream } from "../../kernel/index.js";
import { equity, type Account, type Prices } from "../../model/index.js";
import { aaveV3 } from "../../venues/aave-v3/index.js";
import { binanceUsdm } from "../../venues/binance-usdm/index.js";
import { hyperliquid } from "../../venues/hyperliquid/index.js";
import { liquidationRatio, riskyPath } from "../../venues/index.js";
import { movingLegs, severalBalancesOf, type SeveralHolding } from "./several-balances.js";
import { severalClosingOf, type DerivedSeveralClosing, type JointMoves } from "./several-closing.js";

const prices: Prices = {
  WETH: 2500,
  WBTC: 60_000,
  ETH: 2500,
  BTC: 60_000,
  ETHUSDT: 2500,
  BTCUSDT: 60_000,
  USDC: 1,
  USDT: 1,
};

const holdingOf = (model: SeveralHolding["model"], quote: string, account: Account): SeveralHolding => ({
  model,
  quote,
  account,
  prices,
  wealth: equity(account, prices),
});

const leg = (kind: "collateral" | "debt", asset: string, quantity: number) => ({ kind, asset, quantity });
const perpetual = (asset: string, quantity: number) =>
  ({ kind: "perpetual", asset, quantity, entryPrice: prices[asset] }) as const;

const aave = aaveV3.market("ethereum", "WETH");
const binance = binanceUsdm.market("BTCUSDT");
const liquid = hyperliquid.market("BTC");

/** Assets with a volatility of .6 over a quarter, correlated by .7. */
function jointOf(holding: SeveralHolding): JointMoves {
  const names = [...new Set(movingLegs(holding).map(({ asset }) => asset))];
  const covariance = Float64Array.from({ length: names.length ** 2 }, (_, place) =>
    place % (names.length + 1) === 0 ? 0.09 : 0.063,
  );
  return {
    assetOf: movingLegs(holding).map(({ asset }) => names.indexOf(asset)),
    covariance,
    factor: choleskyFactor(covariance, names.length)!,
  };
}

/** Log distance between where the venue's solver closes the account along one ratio of all prices, after a joint move at random, and where the line does; null where it is closed by then, or never. */
function apartAlong(holding: SeveralHolding, { line }: DerivedSeveralClosing, trial: number): number | null {
  const stream = createStream(4, trial);
  const shifted: Record<string, number> = { ...prices };
  const account = holding.account;
  for (const { asset } of movingLegs(holding)) shifted[asset] = prices[asset] * Math.exp(0.15 * stream.normal());
  const path = riskyPath(shifted, holding.quote);
  const ratio = liquidationRatio(holding.model, account, path);
  if (ratio === null || ratio === 1) return null;
  const { notionals, cash } = severalBalancesOf(holding);
  const moved = movingLegs(holding).map(({ asset }, i) => (notionals[i] * shifted[asset]) / prices[asset]);
  const counted = (cash < 0 ? line.ofOwed : line.ofHeld) * cash + line.constant;
  const own = -counted / moved.reduce((sum, notional, i) => sum + line.ofNotional[i] * notional, 0);
  return Math.abs(Math.log(own / ratio));
}

const cases: readonly (readonly [string, SeveralHolding, number])[] = [
  [
    "aave-v3, two collaterals and a debt in dollars",
    holdingOf(aave.model, "USDC", {
      legs: [leg("collateral", "WETH", 10), leg("collateral", "WBTC", 0.5), leg("debt", "USDC", 33_000)],
    }),
    1e-8,
  ],
  [
    "aave-v3, two collaterals, a risky debt and dollars held",
    holdingOf(aave.model, "USDC", {
      legs: [leg("collateral", "WETH", 10), leg("collateral", "USDC", 9000), leg("debt", "WBTC", 0.42)],
    }),
    1e-8,
  ],
  [
    "hyperliquid, a long and a short on one margin",
    holdingOf(liquid.model, "USDC", {
      legs: [leg("collateral", "USDC", 4000), perpetual("BTC", 0.3), perpetual("ETH", 4)],
    }),
    1e-8,
  ],
  [
    "binance-usdm, two longs on one margin, beyond the first tier",
    holdingOf(binance.model, "USDT", {
      legs: [leg("collateral", "USDT", 300_000), perpetual("BTCUSDT", 20), perpetual("ETHUSDT", 500)],
    }),
    0.02,
  ],
];

describe.each(cases)("%s", (_name, holding, near) => {
  const derived = severalClosingOf(holding, jointOf(holding), false);

  test("the line closes where the venue's own solver does, along random joint moves", () => {
    let seen = 0;
    for (let trial = 0; trial < 60; trial++) {
      const apart = apartAlong(holding, derived, trial);
      if (apart === null) continue;
      seen++;
      expect(apart).toBeLessThan(near);
    }
    expect(seen).toBeGreaterThan(20);
    expect(derived.apart).toBeLessThan(near);
  });
});

test("of an account that a policy will resize the line goes through 0: the tiers' amounts do not stay while it shrinks, and at its own size it closes where the other does", () => {
  const [, holding] = cases[3];
  const fixed = severalClosingOf(holding, jointOf(holding), false);
  const { line, apart } = severalClosingOf(holding, jointOf(holding), true);
  expect(fixed.line.constant).toBeGreaterThan(0);
  expect(line.constant).toBe(0);
  expect(apart).toBeLessThan(0.005);
  line.ofNotional.forEach((each, i) => {
    expect(each).toBeGreaterThan(fixed.line.ofNotional[i]);
  });
});

test("what a close leaves, over the equity demanded, is what the venue's own liquidation leaves further on", () => {
  const [, holding] = cases[0];
  const { line, closing } = severalClosingOf(holding, jointOf(holding), false);
  const { notionals, cash } = severalBalancesOf(holding);
  const left = closing!.left;
  let compared = 0;
  // Both collaterals fall alike, as they most likely do.
  for (const fall of [0.76, 0.72, 0.7, 0.66]) {
    const there = { ...prices, WETH: prices.WETH * fall, WBTC: prices.WBTC * fall };
    const moved = notionals.map((notional) => notional * fall);
    const worth = moved.reduce((sum, each) => sum + each, cash);
    const spare = moved.reduce((sum, each, i) => sum + line.ofNotional[i] * each, line.ofOwed * cash);
    if (spare > 0) continue;
    compared++;
    const { account } = holding.model.liquidate(holding.account, there);
    const place = Math.max(0, worth / (worth - spare)) * (left.length - 1);
    const table = left[Math.floor(place)] + (place % 1) * ((left[Math.ceil(place)] ?? 0) - left[Math.floor(place)]);
    expect((table * (worth - spare)) / (Math.max(0, equity(account, there)) / holding.wealth)).toBeCloseTo(1, 1);
  }
  expect(compared).toBeGreaterThan(1);
});

test("an account that owes nothing is never closed", () => {
  const holding = holdingOf(aave.model, "USDC", {
    legs: [leg("collateral", "WETH", 10), leg("collateral", "USDC", 5)],
  });
  expect(severalClosingOf(holding, jointOf(holding), false).closing).toBeNull();
});
