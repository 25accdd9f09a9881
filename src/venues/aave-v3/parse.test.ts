import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collateralValue, debtValue } from "../../model/index.js";
import { WORD_MAX } from "../../kernel/index.js";
import { aaveV3 } from "./index.js";
import type { VenueModel } from "../venue.js";
import { accountData, heldOf, owedOf, reserveOf } from "../aave-pool/account-data.js";
import { liquidationCall } from "../aave-pool/liquidation.js";
import { parsePosition, type ParsedPosition } from "../aave-pool/parse.js";
import { AAVE_POOL_RELEASES, rulesOf, type AavePoolRelease } from "../aave-pool/release.js";
import type { PoolHolding, PoolPosition, PoolReserve, PoolState } from "../aave-pool/state.js";

const RAY = 10n ** 27n;
const NOW = 1_700_000_000n;

/** Asset, decimals, LTV, threshold and bonus in bps. */
const LISTED = [
  ["WETH", 18, 8_050n, 8_300n, 10_500n],
  ["WBTC", 8, 7_300n, 7_800n, 10_500n],
  ["USDC", 6, 7_500n, 7_800n, 10_450n],
  ["wstETH", 18, 7_850n, 8_100n, 10_600n],
] as const;

const between = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);

/** Whole units of a figure with that many decimals. */
const units = (value: number, decimals: number): bigint =>
  (BigInt(Math.round(value * 1e6)) * 10n ** BigInt(Math.max(0, decimals - 6))) /
  10n ** BigInt(Math.max(0, 6 - decimals));

interface Drawn {
  readonly price: number;
  readonly liquidityIndex: number;
  readonly debtIndex: number;
  readonly elapsed: number;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  price: between(0.5, 100_000),
  liquidityIndex: between(1, 1.4),
  debtIndex: between(1, 1.6),
  elapsed: fc.integer({ min: 0, max: 40_000_000 }),
});

function reserve(
  [asset, decimals, ltvBps, liquidationThresholdBps, liquidationBonusBps]: (typeof LISTED)[number],
  from: Drawn,
): PoolReserve {
  return {
    asset,
    unit: 10n ** BigInt(decimals),
    ...{ ltvBps, liquidationThresholdBps, liquidationBonusBps },
    liquidationProtocolFeeBps: 1_000n,
    reserveFactorBps: 1_500n,
    ...{ supplyCap: 0n, borrowCap: 0n, active: true, frozen: false, paused: false, borrowingEnabled: true },
    ...{ debtCeiling: 0n, borrowableInIsolation: false, siloedBorrowing: false },
    curve: { optimalUsageRay: (9n * RAY) / 10n, baseRateRay: 0n, slope1Ray: RAY / 25n, slope2Ray: RAY },
    priceBase: BigInt(Math.round(from.price * 1e8)),
    liquidityIndexRay: units(from.liquidityIndex, 27),
    variableBorrowIndexRay: units(from.debtIndex, 27),
    ...{ liquidityRateRay: RAY / 50n, variableBorrowRateRay: RAY / 20n, lastUpdateSeconds: NOW - BigInt(from.elapsed) },
    ...{ scaledSupply: 0n, scaledDebt: 0n, accruedToTreasury: 0n, availableLiquidity: 10n ** 40n, unbacked: 0n },
    ...{ deficit: 0n, isolationModeTotalDebt: 0n, liquidationGraceUntilSeconds: 0n },
  };
}

const eMode = {
  ...{ id: 1, ltvBps: 9_300n, liquidationThresholdBps: 9_500n, liquidationBonusBps: 10_100n, priceBase: null },
  ...{ collateral: ["wstETH", "WETH"], borrowable: ["wstETH", "WETH"], ltvZero: [], isolated: false },
};

const pools = (release: AavePoolRelease): fc.Arbitrary<PoolState> =>
  fc.array(drawn, { minLength: LISTED.length, maxLength: LISTED.length }).map((each) => ({
    release,
    nowSeconds: NOW,
    reserves: LISTED.map((listed, at) => reserve(listed, each[at]!)),
    eModes: [eMode],
  }));

/** A line worth `held` and owing `owed` dollars, before the indexes. */
function holding(pool: PoolState, asset: string, held: number, owed: number): PoolHolding {
  const { priceBase, unit } = reserveOf(pool, asset);
  const scaled = (dollars: number): bigint => (units(dollars, 8) * unit) / priceBase;
  return { asset, scaledBalance: scaled(held), usedAsCollateral: held > 0, scaledDebt: scaled(owed) };
}

const modelOf = (release: AavePoolRelease, { reserves }: ParsedPosition): VenueModel =>
  aaveV3.market("ethereum", "WETH", { release, reserves }).model;

/** Health factor that the float model's equity demand implies. */
const healthFactor = (model: VenueModel, { account, prices }: ParsedPosition): number =>
  (collateralValue(account, prices) - model.equityDemand(account, prices)) / debtValue(account, prices);

/** Worth a dollar or more a side, the chain's values in 1e-8 dollars are exact to 1e-8 of each. */
const sizes = between(100, 1e8);

describe.each(AAVE_POOL_RELEASES)("release %s: the float account of a position", (release) => {
  const positions = fc.record({
    pool: pools(release),
    eModeId: fc.constantFrom(0, 1),
    held: fc.array(sizes, { minLength: 1, maxLength: 3 }),
    owed: fc.array(sizes, { minLength: 1, maxLength: 2 }),
  });

  test("has the exact health factor to 1e-9; to 3.4 several collaterals put it up to 1 basis point of the collateral above", () => {
    fc.assert(
      fc.property(positions, ({ pool, eModeId, held, owed }) => {
        const holdings = LISTED.map(([asset], at) => holding(pool, asset, held[at] ?? 0, owed[3 - at] ?? 0));
        const position: PoolPosition = { eModeId, holdings };
        const parsed = parsePosition(pool, position);
        const exact = accountData(pool, position);
        const float = healthFactor(modelOf(release, parsed), parsed);
        const above = float / (Number(exact.healthFactorWad) / 1e18) - 1;
        const floored = rulesOf(release).healthFactor === "whole-bps-average" && held.length > 1;
        const most = floored ? 1 / Number(exact.liquidationThresholdBps) : 0;
        expect(above).toBeGreaterThan(-1e-9);
        expect(above).toBeLessThan(most + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  test("rounds against the holder: collateral down, debt up", () => {
    fc.assert(
      fc.property(pools(release), sizes, (pool, size) => {
        const position = { eModeId: 0, holdings: [holding(pool, "WETH", size, 0), holding(pool, "WBTC", 0, size)] };
        const [held, owed] = parsePosition(pool, position).account.legs;
        const exactHeld = heldOf(pool, reserveOf(pool, "WETH"), position.holdings[0]!.scaledBalance);
        const exactOwed = owedOf(pool, reserveOf(pool, "WBTC"), position.holdings[1]!.scaledDebt);
        expect(held!.quantity).toBeLessThanOrEqual((Number(exactHeld) / 1e18) * (1 + 2e-16));
        expect(Math.abs(held!.quantity / (Number(exactHeld) / 1e18) - 1)).toBeLessThan(1e-15);
        expect(owed!.quantity).toBeGreaterThanOrEqual(Number(exactOwed) / 1e8);
      }),
      { numRuns: 100 },
    );
  });
});

/** Every call that is allowed, each for as much as it may, as liquidators make them. */
function exactlyLiquidated(pool: PoolState, position: PoolPosition, pair: { collateral: string; debt: string }) {
  let [left, repaid, seized, written, calls] = [position, 0n, 0n, 0n, 0];
  for (;;) {
    const call = liquidationCall(pool, left, { ...pair, debtToCover: WORD_MAX });
    if (call.status === "refused") return { repaid, seized, written, calls, because: call.because };
    repaid += call.debtRepaid;
    seized += call.collateralSeized + call.protocolFee;
    written += call.deficits.reduce((sum, { amount }) => sum + amount, 0n);
    left = call.position;
    calls++;
  }
}

const pairs = fc.constantFrom(
  { collateral: "WETH", debt: "USDC" },
  { collateral: "USDC", debt: "WETH" },
  { collateral: "WBTC", debt: "USDC" },
  { collateral: "wstETH", debt: "WETH" },
);

/** Health factors drawn: bankrupt, all may be taken, half may be, sound; none within 1e-6 of a border. */
const health = fc.oneof(between(0.3, 0.9), between(0.901, 0.949), between(0.951, 0.999), between(1.001, 2));

describe.each(AAVE_POOL_RELEASES)("release %s: one collateral, one debt", (release) => {
  test("liquidate repays, takes and writes off what the exact calls do, to 1e-9 of the position and some smallest units a call", () => {
    fc.assert(
      fc.property(pools(release), pairs, between(50, 1e7), health, (pool, pair, size, wanted) => {
        const threshold = Number(reserveOf(pool, pair.collateral).liquidationThresholdBps) / 1e4;
        const grown = { ...pool, reserves: pool.reserves.map((each) => ({ ...each, lastUpdateSeconds: NOW })) };
        const flat = {
          ...grown,
          reserves: grown.reserves.map((each) => ({ ...each, liquidityIndexRay: RAY, variableBorrowIndexRay: RAY })),
        };
        const holdings = [
          holding(flat, pair.collateral, size, 0),
          holding(flat, pair.debt, 0, (size * threshold) / wanted),
        ];
        const position: PoolPosition = { eModeId: 0, holdings };
        const parsed = parsePosition(flat, position);
        const outcome = modelOf(release, parsed).liquidate(parsed.account, parsed.prices);
        const exact = exactlyLiquidated(flat, position, pair);
        const dollars = (asset: string, amount: bigint): number =>
          (Number(amount) / Number(reserveOf(flat, asset).unit)) * parsed.prices[asset]!;
        const tolerance =
          1e-9 * (collateralValue(parsed.account, parsed.prices) + debtValue(parsed.account, parsed.prices)) +
          5 * (exact.calls + 1) * (dollars(pair.collateral, 1n) + dollars(pair.debt, 1n));
        const close = (got: number, want: number): void => expect(Math.abs(got - want)).toBeLessThanOrEqual(tolerance);
        close(outcome.closedNotional, dollars(pair.debt, exact.repaid));
        close(outcome.closedNotional + outcome.cost, dollars(pair.collateral, exact.seized));
        if (rulesOf(release).badDebt === "deficit") close(outcome.badDebt, dollars(pair.debt, exact.written));
      }),
      { numRuns: 300 },
    );
  });
});
