import {
  AdaptiveCurveIrmLib,
  defaultPreLiquidationParamsRegistry,
  Market,
  MarketUtils,
  MathLib,
  PreLiquidationPosition,
  type IMarket,
} from "@morpho-org/blue-sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawnLoans, drawnShares, drawnTotals } from "../../../tests/morpho-loans.js";
import { accrued } from "./accrual.js";
import {
  adaptiveRates,
  chainExp,
  MAX_RATE_AT_TARGET,
  MIN_RATE_AT_TARGET,
  utilisationAtRate,
} from "./adaptive-curve.js";
import { borrowableDown, borrowedUp, healthFactorDown, healthyPriceUp, isHealthy, maxBorrowDown } from "./health.js";
import { exchangeAt, incentiveFactorDown } from "./liquidation.js";
import { preLiquidationDefaults } from "./params.js";
import { preLiquidated } from "./pre-liquidation.js";
import { WAD } from "./shares.js";
import type { MorphoLoan, MorphoTotals } from "./state.js";

const RUNS = { numRuns: 1000 };
const zero = "0x0000000000000000000000000000000000000000" as const;

/** The same market as the SDK writes it. */
const sdkMarket = (totals: MorphoTotals, loan?: MorphoLoan, rateAtTarget?: bigint): IMarket => ({
  params: { loanToken: zero, collateralToken: zero, oracle: zero, irm: zero, lltv: loan?.lltvWad ?? 0n },
  totalSupplyAssets: totals.totalSupplyAssets,
  totalSupplyShares: totals.totalSupplyShares,
  totalBorrowAssets: totals.totalBorrowAssets,
  totalBorrowShares: totals.totalBorrowShares,
  lastUpdate: totals.lastUpdateSeconds,
  fee: totals.feeWad,
  ...(loan === undefined ? {} : { price: loan.oraclePrice }),
  ...(rateAtTarget === undefined ? {} : { rateAtTarget }),
});

const noTotals: MorphoTotals = {
  ...{ totalSupplyAssets: 0n, totalSupplyShares: 0n, totalBorrowAssets: 0n, totalBorrowShares: 0n },
  ...{ lastUpdateSeconds: 0n, feeWad: 0n },
};

/** The default terms of an LLTV. */
const sdkTerms = (lltv: bigint): NonNullable<ReturnType<(typeof defaultPreLiquidationParamsRegistry)["get"]>> =>
  defaultPreLiquidationParamsRegistry.get(lltv)!;

/** What the SDK lets one call repay: its close factor of the shares. */
function largestShares(position: PreLiquidationPosition): bigint {
  const { ltv, preLiquidationParams: terms } = position;
  if (position.isLiquidatable !== true || ltv === undefined || ltv === null) return 0n;
  const quotient = MathLib.wDivDown(ltv - terms.preLltv, position.market.params.lltv - terms.preLltv);
  return MathLib.wMulDown(position.borrowShares, terms.getCloseFactor(quotient));
}

const rates = fc.bigInt({ min: MIN_RATE_AT_TARGET, max: MAX_RATE_AT_TARGET });
const seconds = fc.bigInt({ min: 0n, max: 40_000_000n });

const onLoans = (predicate: (loan: MorphoLoan, market: Market) => void): void =>
  fc.assert(
    fc.property(drawnLoans, (loan) => predicate(loan, new Market(sdkMarket(loan.totals, loan)))),
    RUNS,
  );

describe("@morpho-org/blue-sdk 6.4.0 on random states, to the unit", () => {
  test("debt, limit, what may be borrowed, health and health factor", () => {
    onLoans((loan, market) => {
      expect(borrowedUp(loan)).toBe(market.toBorrowAssets(loan.position.borrowShares));
      expect(maxBorrowDown(loan)).toBe(market.getMaxBorrowAssets(loan.position.collateral));
      expect(borrowableDown(loan)).toBe(market.getMaxBorrowableAssets(loan.position));
      expect(isHealthy(loan)).toBe(market.isHealthy(loan.position));
      expect(healthFactorDown(loan)).toBe(market.getHealthFactor(loan.position));
    });
  });

  test("what a liquidation exchanges, by shares and by collateral", () => {
    fc.assert(
      fc.property(drawnLoans, drawnShares, (loan, share) => {
        const market = new Market(sdkMarket(loan.totals, loan));
        const factor = incentiveFactorDown(loan.lltvWad);
        expect(factor).toBe(MarketUtils.getLiquidationIncentiveFactor({ lltv: loan.lltvWad }));
        const repaidShares = (loan.position.borrowShares * share) / WAD;
        const byShares = exchangeAt(loan, { by: "repaid-shares", repaidShares }, factor);
        expect(byShares?.seizedAssets).toBe(market.getLiquidationSeizedAssets(repaidShares));
        const seizedAssets = (loan.position.collateral * share) / WAD;
        const byCollateral = exchangeAt(loan, { by: "seized-assets", seizedAssets }, factor);
        expect(byCollateral?.repaidShares).toBe(market.getLiquidationRepaidShares(seizedAssets));
      }),
      RUNS,
    );
  });

  test("accrual under the adaptive curve, fee shares and the new rate at target included", () => {
    fc.assert(
      fc.property(drawnTotals, rates, seconds, (totals, rateAtTarget, elapsed) => {
        const now = totals.lastUpdateSeconds + elapsed;
        const { averageRate, endRateAtTarget } = adaptiveRates(totals, rateAtTarget, elapsed);
        const after = accrued(totals, averageRate, now).totals;
        const theirs = new Market(sdkMarket(totals, undefined, rateAtTarget)).accrueInterest(now);
        expect({ ...after, endRateAtTarget }).toEqual({
          ...{ totalSupplyAssets: theirs.totalSupplyAssets, totalSupplyShares: theirs.totalSupplyShares },
          ...{ totalBorrowAssets: theirs.totalBorrowAssets, totalBorrowShares: theirs.totalBorrowShares },
          ...{ lastUpdateSeconds: theirs.lastUpdate, feeWad: theirs.fee, endRateAtTarget: theirs.rateAtTarget },
        });
      }),
      RUNS,
    );
  });

  test("the curve's rates from the first accrual on, its exponential and its inverse", () => {
    fc.assert(
      fc.property(
        drawnTotals,
        fc.oneof(fc.constant(0n), rates),
        seconds,
        fc.bigInt({ min: -60n * WAD, max: 120n * WAD }),
        (totals, start, elapsed, exponent) => {
          const ours = adaptiveRates(totals, start, elapsed);
          const utilisation = MarketUtils.getUtilization(totals);
          const theirs = AdaptiveCurveIrmLib.getBorrowRate(utilisation, start, elapsed);
          expect([ours.averageRate, ours.endRate, ours.endRateAtTarget]).toEqual([
            ...[theirs.avgBorrowRate, theirs.endBorrowRate, theirs.endRateAtTarget],
          ]);
          expect(chainExp(exponent)).toBe(AdaptiveCurveIrmLib.wExp(exponent));
          const [rate, at] = [ours.averageRate, ours.endRateAtTarget];
          expect(utilisationAtRate(rate, at)).toBe(AdaptiveCurveIrmLib.getUtilizationAtBorrowRate(rate, at));
        },
      ),
      RUNS,
    );
  });

  test("the largest pre-liquidation under the default terms", () => {
    let called = 0;
    onLoans((loan) => {
      const terms = preLiquidationDefaults.get(loan.lltvWad)!;
      const preLiquidationParams = { ...sdkTerms(loan.lltvWad), preLiquidationOracle: zero };
      const position = new PreLiquidationPosition(
        {
          ...{ user: zero, supplyShares: 0n, ...loan.position, preLiquidationParams, preLiquidation: zero },
          preLiquidationOraclePrice: loan.oraclePrice,
        },
        new Market(sdkMarket(loan.totals, loan)),
      );
      const repaidShares = largestShares(position);
      if (repaidShares === 0n) return;
      const ours = preLiquidated(loan, terms, { by: "repaid-shares", repaidShares });
      const more = preLiquidated(loan, terms, { by: "repaid-shares", repaidShares: repaidShares + 1n });
      expect(more).toMatchObject({ status: "refused", because: "PreLiquidationTooLarge" });
      if (ours.status === "refused") {
        expect([ours.because, position.seizableCollateral]).toEqual(["zero assets", 0n]);
        return;
      }
      called += 1;
      expect(ours.seizedAssets).toBe(position.seizableCollateral);
    });
    expect(called).toBeGreaterThan(20);
  });

  test("the default terms of pre-liquidation are the SDK's", () => {
    expect([...preLiquidationDefaults.keys()]).toEqual([...defaultPreLiquidationParamsRegistry.keys()]);
    for (const [lltv, terms] of preLiquidationDefaults) {
      const { preLltv, preLCF1, preLCF2, preLIF1, preLIF2 } = sdkTerms(lltv);
      expect(Object.values(terms)).toEqual([preLltv, preLCF1, preLCF2, preLIF1, preLIF2]);
    }
  });

  // The contract rounds the collateral's value down before it applies the LLTV; the SDK divides by the collateral's rounded power.
  test("its liquidation price is a simplification: 4 units of collateral and 2 of debt at 86 % are unhealthy at it", () => {
    const totals = { ...noTotals, totalBorrowAssets: 999n, totalBorrowShares: 999n * 10n ** 6n };
    const loan = { totals, position: { borrowShares: 2n * 10n ** 6n, collateral: 4n }, lltvWad: 86n * 10n ** 16n };
    const theirs = new Market(sdkMarket(totals, { ...loan, oraclePrice: 1n })).getLiquidationPrice(loan.position)!;
    expect(theirs).toBe(666_666_666_666_666_666_666_666_666_666_666_667n);
    expect(isHealthy({ ...loan, oraclePrice: theirs })).toBe(false);
    expect(healthyPriceUp(loan)).toBe(75n * 10n ** 34n);
  });

  test("with a debt and a collateral of ten million units or more the two prices agree to a millionth", () => {
    onLoans((loan, market) => {
      if (borrowedUp(loan) < 10n ** 7n || loan.position.collateral < 10n ** 7n) return;
      const [ours, theirs] = [healthyPriceUp(loan)!, market.getLiquidationPrice(loan.position)!];
      const apart = ours > theirs ? ours - theirs : theirs - ours;
      expect(apart * 10n ** 6n).toBeLessThanOrEqual(ours + 10n ** 6n); // a price of few digits is a unit off
    });
  });
});
