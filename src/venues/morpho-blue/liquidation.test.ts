import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawnLoans, drawnShares } from "../../../tests/morpho-loans.js";
import { borrowedUp, healthFactorDown, healthyPriceUp, isHealthy } from "./health.js";
import { incentiveFactorDown, liquidated, type LiquidationCall } from "./liquidation.js";
import { toAssetsDown, toAssetsUp, toSharesDown, toSharesUp, WAD } from "./shares.js";
import { borrowSide, type MorphoLoan } from "./state.js";

const E36 = 10n ** 36n;
const RUNS = { numRuns: 500 };

/** Ten of collateral against 16,000 owed in a market of 100,000, at a price in whole units. */
const loanAt = (price: bigint): MorphoLoan => ({
  totals: {
    ...{ totalSupplyAssets: 100_000n * WAD, totalSupplyShares: 100_000n * WAD * 10n ** 6n },
    ...{ totalBorrowAssets: 16_000n * WAD, totalBorrowShares: 16_000n * WAD * 10n ** 6n },
    ...{ lastUpdateSeconds: 0n, feeWad: 0n },
  },
  position: { borrowShares: 16_000n * WAD * 10n ** 6n, collateral: 10n * WAD },
  oraclePrice: price * E36,
  lltvWad: 86n * 10n ** 16n,
});

const callOf = (loan: MorphoLoan, share: bigint, by: LiquidationCall["by"]): LiquidationCall =>
  by === "seized-assets"
    ? { by, seizedAssets: (loan.position.collateral * share) / WAD }
    : { by, repaidShares: (loan.position.borrowShares * share) / WAD };

describe("shares (SharesMathLib)", () => {
  test("an empty market mints a million shares for a unit", () => {
    const empty = { totalAssets: 0n, totalShares: 0n };
    expect([toSharesDown(7n, empty), toAssetsDown(7_000_000n, empty)]).toEqual([7_000_000n, 7n]);
  });

  test("down is never above up, by one unit at most, and there and back never gains", () => {
    fc.assert(
      fc.property(drawnLoans, drawnShares, ({ totals }, amount) => {
        const side = borrowSide(totals);
        expect(toSharesUp(amount, side) - toSharesDown(amount, side)).toBeLessThanOrEqual(1n);
        expect(toAssetsUp(amount, side) - toAssetsDown(amount, side)).toBeLessThanOrEqual(1n);
        expect(toAssetsDown(toSharesDown(amount, side), side)).toBeLessThanOrEqual(amount);
        expect(toAssetsUp(toSharesUp(amount, side), side)).toBeGreaterThanOrEqual(amount);
      }),
      RUNS,
    );
  });
});

describe("the price at which a position is just healthy", () => {
  test("it is healthy there and not one unit below, as its contract judges", () => {
    fc.assert(
      fc.property(drawnLoans, (loan) => {
        const price = healthyPriceUp(loan);
        if (price === null) {
          expect(isHealthy({ ...loan, oraclePrice: 0n })).toBe(true);
          return;
        }
        expect(isHealthy({ ...loan, oraclePrice: price })).toBe(true);
        expect(isHealthy({ ...loan, oraclePrice: price - 1n })).toBe(false);
      }),
      RUNS,
    );
  });

  test("it is the lowest of all, by trying each price of a small position", () => {
    for (let collateral = 1n; collateral <= 6n; collateral++) {
      for (let debt = 1n; debt <= 6n; debt++) {
        const totals = { ...loanAt(1n).totals, totalBorrowAssets: 999n, totalBorrowShares: 999_000_000n };
        const loan = { ...loanAt(1n), totals, position: { borrowShares: debt * 10n ** 6n, collateral } };
        // Sixtieths of a unit hold every price at which 1 to 6 of collateral change their whole value.
        const steps = Array.from({ length: 60 * 9 }, (_, i) => (BigInt(i + 1) * E36 + 59n) / 60n);
        expect(healthyPriceUp(loan)).toBe(steps.find((oraclePrice) => isHealthy({ ...loan, oraclePrice })));
      }
    }
  });

  test("the health factor is 1 or above exactly where the position is healthy", () => {
    fc.assert(
      fc.property(drawnLoans, (loan) => {
        expect(healthFactorDown(loan) >= WAD).toBe(isHealthy(loan));
      }),
      RUNS,
    );
  });
});

describe("the incentive", () => {
  test("falls as the LLTV rises, from 1.15 to 1, and never makes a liquidation at the LLTV leave bad debt", () => {
    let before = incentiveFactorDown(0n);
    expect(before).toBe(115n * 10n ** 16n);
    for (let lltvWad = 10n ** 16n; lltvWad < WAD; lltvWad += 10n ** 16n) {
      const factor = incentiveFactorDown(lltvWad);
      expect(factor).toBeLessThanOrEqual(before);
      expect(factor).toBeGreaterThanOrEqual(WAD);
      expect((factor * lltvWad) / WAD).toBeLessThan(WAD);
      before = factor;
    }
  });
});

describe("Morpho.liquidate", () => {
  test("conserves value: collateral goes to the liquidator, what lenders lose is the bad debt", () => {
    let [calls, bad] = [0, 0];
    fc.assert(
      fc.property(
        drawnLoans,
        fc.oneof(fc.constant(WAD), drawnShares),
        fc.constantFrom("seized-assets" as const, "repaid-shares" as const),
        (loan, share, by) => {
          const done = liquidated(loan, callOf(loan, share, by));
          if (done.status === "refused") {
            expect(done.because).not.toBe("Panic(0x12)");
            return;
          }
          calls += 1;
          bad += done.badDebtAssets > 0n ? 1 : 0;
          const { totals, position } = loan;
          const { seizedAssets, repaidAssets, badDebtAssets, badDebtShares } = done;
          expect(done.position.collateral + seizedAssets).toBe(position.collateral);
          expect(done.position.borrowShares + done.repaidShares + badDebtShares).toBe(position.borrowShares);
          expect(done.totals.totalSupplyAssets + badDebtAssets).toBe(totals.totalSupplyAssets);
          // The market keeps a unit where what is repaid rounds above all that is owed.
          const left = done.totals.totalBorrowAssets + badDebtAssets + repaidAssets - totals.totalBorrowAssets;
          expect([0n, 1n]).toContain(left);
          if (badDebtAssets > 0n) expect(done.position).toEqual({ borrowShares: 0n, collateral: 0n });
        },
      ),
      { numRuns: 2000 },
    );
    expect(calls).toBeGreaterThan(200);
    expect(bad).toBeGreaterThan(20);
  });

  test.each([
    ["nothing asked for", 1800n, { by: "repaid-shares", repaidShares: 0n }, "inconsistent input"],
    ["a healthy position", 1870n, { by: "seized-assets", seizedAssets: 1n }, "position is healthy"],
    ["more collateral than there is", 1800n, { by: "seized-assets", seizedAssets: 10n * WAD + 1n }, "Panic(0x11)"],
    ["more debt than is owed", 1800n, { by: "repaid-shares", repaidShares: 10n ** 40n }, "Panic(0x11)"],
    ["shares at a price of nothing", 0n, { by: "repaid-shares", repaidShares: 1n }, "Panic(0x12)"],
  ] as const)("%s is refused as the contract refuses it", (_, price, call, because) => {
    expect(liquidated(loanAt(price), call)).toEqual({ status: "refused", because });
  });

  test("all of a debt at once, with no close factor: the holder keeps what the incentive leaves", () => {
    const loan = loanAt(1850n);
    const done = liquidated(loan, { by: "repaid-shares", repaidShares: loan.position.borrowShares });
    if (done.status === "refused") throw new Error(done.because);
    expect(borrowedUp({ ...loan, ...done })).toBe(0n);
    // 10 - 16,000 x 1.043841336116910229 / 1850 in whole numbers, seized rounded down.
    expect(done.position.collateral).toBe(972_183_038_988_884_506n);
    expect(done.badDebtAssets).toBe(0n);
  });

  test("bad debt is rounded up: 1.5 units owed and worthless collateral strike 2 from the lenders", () => {
    const loan = loanAt(0n);
    const totals = { ...loan.totals, totalSupplyAssets: 2000n, totalBorrowAssets: 1000n, totalBorrowShares: 10n ** 9n };
    const position = { borrowShares: 1_500_000n, collateral: 1n };
    const done = liquidated({ ...loan, totals, position }, { by: "seized-assets", seizedAssets: 1n });
    expect(done).toMatchObject({ repaidAssets: 0n, badDebtAssets: 2n, totals: { totalSupplyAssets: 1998n } });
  });
});
