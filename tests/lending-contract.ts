import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collateralValue, debtValue, equity, priceOf } from "../src/model/index.js";
import type { Account, AssetId, Leg, Prices } from "../src/model/index.js";
import { liquidationRatios, onePath, pricesAt, riskyPath, surplus } from "../src/venues/index.js";
import type { PricePath, VenueMarket } from "../src/venues/index.js";

/** Which assets of one market can be held and owed together in one account. */
export interface LendingAssets {
  readonly collaterals: readonly AssetId[];
  readonly debts: readonly AssetId[];
}

/** An account of several legs that the venue leaves open, today's prices, and a path along which they move. */
interface Case {
  readonly account: Account;
  readonly path: PricePath;
}

const TOLERANCE = 1e-9;

const logUniform = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp);

/** Quantities worth a like amount at these prices, so that no leg drowns in the rounding of another. */
const legsOf = (kind: "collateral" | "debt", assets: readonly AssetId[], most: number): fc.Arbitrary<readonly Leg[]> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...assets), logUniform(0.05, 1)), {
      minLength: 1,
      maxLength: Math.min(most, assets.length),
      selector: ([asset]) => asset,
    })
    .map((drawn) => drawn.map(([asset, value]) => ({ kind, asset, quantity: value })));

/** The legs at their prices: what was drawn as a value becomes a quantity, and the debts are scaled to a share of what the collateral covers. */
function openAccount(
  { model }: VenueMarket,
  drawn: { readonly held: readonly Leg[]; readonly owed: readonly Leg[]; readonly used: number; readonly size: number },
  prices: Prices,
): Account {
  const priced = (legs: readonly Leg[], by: number): Leg[] =>
    legs.map((leg) => ({ ...leg, quantity: (leg.quantity * by) / priceOf(prices, leg.asset) }));
  const held = priced(drawn.held, drawn.size);
  const owed = priced(drawn.owed, drawn.size);
  const covered = surplus(model, { legs: held }, prices);
  const scale = (drawn.used * covered) / debtValue({ legs: owed }, prices);
  return { legs: [...held, ...owed.map((leg): Leg => ({ ...leg, quantity: leg.quantity * scale }))] };
}

function casesOf(market: VenueMarket, { collaterals, debts }: LendingAssets): fc.Arbitrary<Case> {
  const assets = [...new Set([...collaterals, ...debts])];
  return fc
    .record({
      held: legsOf("collateral", collaterals, 3),
      owed: legsOf("debt", debts, 2),
      used: fc.double({ min: 0.02, max: 0.998, noNaN: true }),
      size: logUniform(10, 1e8),
      levels: fc.array(logUniform(0.01, 100_000), { minLength: assets.length, maxLength: assets.length }),
      moved: fc.constantFrom("all risky assets", ...assets),
    })
    .map(({ levels, moved, ...drawn }) => {
      const prices: Record<AssetId, number> = { [market.quote]: 1 };
      assets.forEach((asset, i) => (prices[asset] = asset === market.quote ? 1 : levels[i]!));
      const account = openAccount(market, drawn, prices);
      // A path on the quote currency itself is its depeg: what is owed, or held as cash, loses its peg.
      return { account, path: moved === "all risky assets" ? riskyPath(prices, market.quote) : onePath(prices, moved) };
    });
}

const gross = (account: Account, prices: Prices): number =>
  collateralValue(account, prices) + debtValue(account, prices);

function expectClose(got: number, want: number, scale: number): void {
  expect(Math.abs(got - want) / scale).toBeLessThanOrEqual(TOLERANCE);
}

/** Prices past either liquidation ratio, at moves from tiny to severe. */
function pricesBeyond({ account, path }: Case, { model }: VenueMarket): Prices[] {
  const { below, above } = liquidationRatios(model, account, path);
  return [1 + 1e-6, 1.01, 1.2, 3].flatMap((past) => [
    ...(below === null ? [] : [pricesAt(path, below / past)]),
    ...(above === null ? [] : [pricesAt(path, above * past)]),
  ]);
}

function expectRoots(market: VenueMarket, { account, path }: Case): void {
  const { below, above } = liquidationRatios(market.model, account, path);
  for (const [ratio, past] of [
    [below, 1 - 1e-6],
    [above, 1 + 1e-6],
  ] as const) {
    if (ratio === null) continue;
    const prices = pricesAt(path, ratio);
    expectClose(equity(account, prices), market.model.equityDemand(account, prices), gross(account, prices));
    expect(surplus(market.model, account, pricesAt(path, ratio * past))).toBeLessThan(0);
  }
  for (const part of [0.01, 0.3, 0.7, 0.99]) {
    const prices = pricesAt(path, (below ?? 1e-4) ** (1 - part) * (above ?? 1e4) ** part);
    expect(surplus(market.model, account, prices)).toBeGreaterThan(-TOLERANCE * gross(account, prices));
  }
}

function expectMonotone({ model }: VenueMarket, { account, path }: Case): void {
  const before = liquidationRatios(model, account, path);
  account.legs.forEach((grown, at) => {
    const legs = account.legs.map((leg, i): Leg => (i === at ? { ...leg, quantity: leg.quantity * 1.1 } : leg));
    const after = liquidationRatios(model, { legs }, path);
    const better = grown.kind === "collateral" ? [after, before] : [before, after];
    expect(better[0]!.below ?? 0).toBeLessThanOrEqual((better[1]!.below ?? 0) * (1 + 1e-12));
    expect(better[0]!.above ?? Infinity).toBeGreaterThanOrEqual((better[1]!.above ?? Infinity) * (1 - 1e-12));
  });
}

function expectConserved({ model }: VenueMarket, account: Account, prices: Prices): void {
  const { account: left, closedNotional, cost, badDebt } = model.liquidate(account, prices);
  const scale = gross(account, prices);
  // What the holder gave up pays the debt down and the liquidator; what debt is left without collateral somebody books.
  expectClose(collateralValue(account, prices) - collateralValue(left, prices), closedNotional + cost, scale);
  expectClose(debtValue(account, prices) - debtValue(left, prices), closedNotional + badDebt, scale);
  expect(closedNotional).toBeGreaterThan(0);
  expect(Math.min(cost, badDebt)).toBeGreaterThanOrEqual(0);
  expect(surplus(model, left, prices)).toBeGreaterThanOrEqual(-TOLERANCE * scale);
  if (badDebt > 0) expect(left.legs).toEqual([]);
}

/** Asks a lending market the questions of accounts with several collaterals and debts, longs and shorts alike. */
export function describeLendingAccounts(name: string, market: VenueMarket, assets: LendingAssets): void {
  const cases = casesOf(market, assets);
  const ask = (question: string, predicate: (given: Case) => void): void =>
    test(question, () => fc.assert(fc.property(cases, predicate), { numRuns: 200 }));

  describe(`${name}: accounts of several collaterals and debts`, () => {
    ask("along one asset, a depeg or all risky assets, equity at the liquidation price is what is demanded", (given) =>
      expectRoots(market, given),
    );
    ask("more of any collateral moves no liquidation price nearer, more of any debt none away", (given) =>
      expectMonotone(market, given),
    );
    ask("a liquidation conserves value and leaves no demand unmet", (given) => {
      for (const prices of pricesBeyond(given, market)) expectConserved(market, given.account, prices);
    });
  });
}
