import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawnLoans, drawnShares } from "../../../tests/morpho-loans.js";
import { quantityDown } from "../chain-amount.js";
import { borrowedUp, collateralValueDown, isHealthy } from "./health.js";
import { incentiveFactorDown } from "./liquidation.js";
import { preLiquidationDefaults } from "./params.js";
import { preLiquidated, termsRefusal, type PreLiquidation, type PreLiquidationTerms } from "./pre-liquidation.js";
import { preLiquidatedValue } from "./pre-liquidation-calls.js";
import { WAD } from "./shares.js";
import type { MorphoLoan } from "./state.js";

const E36 = 10n ** 36n;
const LLTV = 86n * 10n ** 16n;
const terms: PreLiquidationTerms = preLiquidationDefaults.get(LLTV)!;

/** 10 of collateral at 2,000 against a debt in whole units. */
const owing = (debt: bigint): MorphoLoan => ({
  totals: {
    ...{ totalSupplyAssets: 100_000n * WAD, totalSupplyShares: 100_000n * WAD * 10n ** 6n },
    ...{ totalBorrowAssets: debt * WAD, totalBorrowShares: debt * WAD * 10n ** 6n },
    ...{ lastUpdateSeconds: 0n, feeWad: 0n },
  },
  position: { borrowShares: debt * WAD * 10n ** 6n, collateral: 10n * WAD },
  oraclePrice: 2000n * E36,
  lltvWad: LLTV,
});

const byShares = (loan: MorphoLoan, share: bigint): PreLiquidation =>
  preLiquidated(loan, terms, { by: "repaid-shares", repaidShares: (loan.position.borrowShares * share) / WAD });

/** 84.6 % is half way between the pre-LLTV of 83.26 % and the LLTV of 86 %. */
const between = owing(16_926n);

describe("PreLiquidation.preLiquidate", () => {
  test.each([
    ["nothing asked for", between, 0n, "InconsistentInput"],
    ["a position that Morpho itself may liquidate", owing(17_201n), WAD, "LiquidatablePosition"],
    ["a position below the pre-LLTV", owing(16_652n), WAD, "NotPreLiquidatablePosition"],
    ["more than the close factor of 12.3 % half way", between, 13n * 10n ** 16n, "PreLiquidationTooLarge"],
  ] as const)("%s is refused", (_, loan, share, because) => {
    expect(byShares(loan, share)).toEqual({ status: "refused", because });
  });

  test("half way the close factor is (0.2 % + 24.5 %) / 2: 12 % brings 84.63 % down to 83.31 %, so that another call is open", () => {
    const done = byShares(between, 12n * 10n ** 16n);
    if (done.status === "refused") throw new Error(done.because);
    expect(Number(done.repaidAssets) / 1e18).toBeCloseTo(0.12 * 16_926, 9);
    expect(Number(done.seizedAssets) / 1e18).toBeCloseTo((0.12 * 16_926 * 1.043841336116910229) / 2000, 9);
    const left = { ...between, ...done };
    expect(Number(borrowedUp(left)) / Number(collateralValueDown(left))).toBeCloseTo(0.8331, 4);
    expect(isHealthy({ ...left, lltvWad: terms.preLltvWad })).toBe(false);
  });

  test("another oracle for the market may find the position unhealthy afterwards: refused", () => {
    const call = { by: "repaid-shares", repaidShares: between.position.borrowShares / 10n } as const;
    expect(preLiquidated(between, terms, call, 1900n * E36)).toEqual({
      ...{ status: "refused", because: "insufficient collateral" },
    });
  });

  test("terms that let all be closed still take no more shares than there are, and no seizure of nothing", () => {
    const all = { ...terms, preLcf1Wad: WAD, preLcf2Wad: 2n * WAD };
    const more = (between.position.borrowShares * 12n) / 10n;
    expect(preLiquidated(between, all, { by: "repaid-shares", repaidShares: more })).toMatchObject({
      because: "Panic(0x11)",
    });
    expect(preLiquidated(between, all, { by: "repaid-shares", repaidShares: 1n })).toMatchObject({
      because: "zero assets",
    });
    const whole = preLiquidated(between, all, { by: "repaid-shares", repaidShares: between.position.borrowShares });
    expect(whole).toMatchObject({ status: "pre-liquidated", position: { borrowShares: 0n } });
  });

  test("no call under the default terms leaves a position that Morpho may liquidate, and each lowers its debt", () => {
    let called = 0;
    fc.assert(
      fc.property(drawnLoans, drawnShares, (loan, share) => {
        const own = preLiquidationDefaults.get(loan.lltvWad)!;
        const repaidShares = (loan.position.borrowShares * (share / 4n)) / WAD;
        const done = preLiquidated(loan, own, { by: "repaid-shares", repaidShares });
        if (done.status === "refused") return;
        called += 1;
        expect(done.position.borrowShares).toBeLessThan(loan.position.borrowShares);
        expect(done.position.borrowShares === 0n || isHealthy({ ...loan, ...done })).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(called).toBeGreaterThan(20);
  });
});

describe("terms", () => {
  test("every default is one that the contract accepts, with the incentive of its own market", () => {
    for (const [lltv, each] of preLiquidationDefaults) {
      expect(termsRefusal(each, lltv)).toBeNull();
      expect(each.preLif1Wad).toBe(incentiveFactorDown(lltv));
    }
  });

  test.each([
    ["PreLltvTooHigh", { preLltvWad: LLTV }],
    ["PreLCFDecreasing", { preLcf2Wad: 1n }],
    ["PreLCFTooHigh", { preLcf1Wad: 2n * WAD, preLcf2Wad: 2n * WAD }],
    ["PreLIFTooLow", { preLif1Wad: WAD - 1n }],
    ["PreLIFDecreasing", { preLif2Wad: WAD }],
    ["PreLIFTooHigh", { preLif2Wad: (WAD * WAD) / LLTV + 1n }],
  ] as const)("%s", (because, change) => {
    expect(termsRefusal({ ...terms, ...change }, LLTV)).toBe(because);
  });
});

describe("the float calls against the exact ones", () => {
  const option = {
    preLltv: quantityDown(terms.preLltvWad, 18),
    preLcf1: quantityDown(terms.preLcf1Wad, 18),
    preLcf2: quantityDown(terms.preLcf2Wad, 18),
    preLif1: quantityDown(terms.preLif1Wad, 18),
    preLif2: quantityDown(terms.preLif2Wad, 18),
  };

  /** The largest calls, one after another, in whole amounts. */
  function exactCalls(start: MorphoLoan): MorphoLoan {
    let loan = start;
    for (let call = 0; call < 100; call++) {
      const loanToValue = (borrowedUp(loan) * WAD + collateralValueDown(loan) - 1n) / collateralValueDown(loan);
      const part = ((loanToValue - terms.preLltvWad) * WAD) / (LLTV - terms.preLltvWad);
      const share = terms.preLcf1Wad + (part * (terms.preLcf2Wad - terms.preLcf1Wad)) / WAD;
      const done = byShares(loan, share);
      if (done.status === "refused") return loan;
      loan = { ...loan, totals: done.totals, position: done.position };
    }
    return loan;
  }

  test.each([16_653n, 16_700n, 16_926n, 17_100n, 17_199n])("a debt of %s against 20,000", (debt) => {
    const after = exactCalls(owing(debt));
    const ours = preLiquidatedValue({ collateral: 20_000, debt: Number(debt) }, option, 0.86);
    expect(ours.debt).toBeCloseTo(Number(borrowedUp(after)) / 1e18, 8);
    expect(ours.collateral).toBeCloseTo(Number(collateralValueDown(after)) / 1e18, 8);
    expect(20_000 - ours.collateral).toBeCloseTo(ours.repaid + ours.cost, 9);
  });
});
