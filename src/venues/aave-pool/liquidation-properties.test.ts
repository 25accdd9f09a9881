import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aavePool, aavePosition, owing, supplied, usdc, weth } from "../../../tests/aave-pools.js";
import { least, WORD_MAX } from "../../kernel/index.js";
import { accountData, heldOf, owedOf, reserveOf } from "./account-data.js";
import { balancesOf } from "./balances.js";
import { largestCall, liquidationCall, type PoolLiquidation } from "./liquidation.js";
import * as ray from "./ray.js";
import { AAVE_POOL_RELEASES, rulesOf, type AavePoolRelease } from "./release.js";
import type { PoolPosition, PoolState } from "./state.js";

const releases = fc.constantFrom(...AAVE_POOL_RELEASES);
const indexes = fc.bigInt({ min: ray.RAY, max: 3n * ray.RAY });

interface Drawn {
  readonly pool: PoolState;
  readonly position: PoolPosition;
  readonly cover: bigint;
}

/** Two collaterals and two debts between dust and millions, at indexes from 1 to 3, near or under the threshold. */
const drawn = (plain: boolean): fc.Arbitrary<Drawn> =>
  fc
    .record({
      release: releases,
      supplyIndex: plain ? fc.constant(ray.RAY) : indexes,
      debtIndex: plain ? fc.constant(ray.RAY) : indexes,
      held: fc.bigInt({ min: 10n ** 15n, max: 10n ** 21n }),
      dollars: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      owedBps: fc.bigInt({ min: 6_000n, max: 20_000n }),
      secondBps: fc.bigInt({ min: 0n, max: 5_000n }),
      fee: fc.constantFrom(0n, 1_000n, 2_000n),
      price: fc.bigInt({ min: 10n ** 10n, max: 10n ** 12n }),
      coverBps: fc.bigInt({ min: 1n, max: 12_000n }),
    })
    .map((given) => {
      const indexed = { liquidityIndexRay: given.supplyIndex, variableBorrowIndexRay: given.debtIndex };
      const pool = aavePool(given.release, [
        weth(given.price, { ...indexed, liquidationProtocolFeeBps: given.fee }),
        usdc({ ...indexed, liquidationProtocolFeeBps: given.fee }),
        usdc({ ...indexed, asset: "DAI", unit: 10n ** 18n, priceBase: 99_987_654n }),
      ]);
      const worth = (given.held * given.price) / 10n ** 20n + given.dollars;
      const owed = (worth * given.owedBps) / 10_000n + 1n;
      const position = aavePosition([
        supplied("WETH", given.held),
        { ...supplied("USDC", given.dollars), scaledDebt: (owed * given.secondBps) / 10_000n },
        owing("DAI", owed * 10n ** 12n),
      ]);
      const cover = given.coverBps > 10_000n ? WORD_MAX : owed * 10n ** 8n * given.coverBps;
      return { pool, position, cover };
    });

function outcomeOf({ pool, position, cover }: Drawn): PoolLiquidation | null {
  const answer = liquidationCall(pool, position, { collateral: "WETH", debt: "DAI", debtToCover: cover });
  return answer.status === "done" ? answer : null;
}

const held = (pool: PoolState, position: PoolPosition, asset: string): bigint =>
  heldOf(pool, reserveOf(pool, asset), position.holdings.find((line) => line.asset === asset)?.scaledBalance ?? 0n);
const owed = (pool: PoolState, position: PoolPosition, asset: string): bigint =>
  owedOf(pool, reserveOf(pool, asset), position.holdings.find((line) => line.asset === asset)?.scaledDebt ?? 0n);

describe("a liquidation conserves value", () => {
  test("at an index of 1, to the unit: what the holder loses is seized or is the fee; debt that goes was repaid or is deficit", () => {
    let carriedOut = 0;
    fc.assert(
      fc.property(drawn(true), (given) => {
        const outcome = outcomeOf(given);
        if (outcome === null) return;
        carriedOut += 1;
        const { pool, position } = given;
        const lost = held(pool, position, "WETH") - held(pool, outcome.position, "WETH");
        expect(lost).toBe(outcome.collateralSeized + outcome.protocolFee);
        for (const asset of ["USDC", "DAI"]) {
          const gone = owed(pool, position, asset) - owed(pool, outcome.position, asset);
          const written = outcome.deficits.find((deficit) => deficit.asset === asset)?.amount ?? 0n;
          expect(gone).toBe(written + (asset === "DAI" ? outcome.debtRepaid : 0n));
        }
        expect(held(pool, outcome.position, "USDC")).toBe(held(pool, position, "USDC"));
      }),
      { numRuns: 300 },
    );
    expect(carriedOut).toBeGreaterThan(50);
  });
  test("at any index, within the units that scaling rounds, and from 3.5 always at the holder's cost", () => {
    fc.assert(
      fc.property(drawn(false), (given) => {
        const outcome = outcomeOf(given);
        if (outcome === null) return;
        const { pool, position } = given;
        const lost = held(pool, position, "WETH") - held(pool, outcome.position, "WETH");
        const taken = outcome.collateralSeized + outcome.protocolFee;
        const against = rulesOf(pool.release).balances === "against-user";
        const written = outcome.deficits.find((deficit) => deficit.asset === "DAI")?.amount ?? 0n;
        const cleared = owed(pool, position, "DAI") - owed(pool, outcome.position, "DAI");
        // Two burns and two readings at an index of up to 3 move up to 3 units each.
        expect(lost - taken).toBeLessThanOrEqual(8n);
        expect(lost - taken).toBeGreaterThanOrEqual(against ? -1n : -8n);
        expect(cleared - outcome.debtRepaid - written).toBeLessThanOrEqual(against ? 1n : 4n);
        expect(cleared - outcome.debtRepaid - written).toBeGreaterThanOrEqual(-4n);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what a liquidator may take", () => {
  test("never more than is held or owed, never more than 50 % of the account over 0.95 and 2,000 from 3.3", () => {
    fc.assert(
      fc.property(drawn(false), (given) => {
        const outcome = outcomeOf({ ...given, cover: WORD_MAX });
        if (outcome === null) return;
        const { pool, position } = given;
        expect(outcome.debtRepaid).toBeLessThanOrEqual(owed(pool, position, "DAI"));
        expect(outcome.collateralSeized + outcome.protocolFee).toBeLessThanOrEqual(held(pool, position, "WETH"));
        const { totalDebtBase, healthFactorWad } = accountData(pool, position);
        const worth = (outcome.debtRepaid * 99_987_654n) / 10n ** 18n;
        const small = least((held(pool, position, "WETH") * reserveOf(pool, "WETH").priceBase) / ray.WAD, worth * 2n);
        if (healthFactorWad > (95n * ray.WAD) / 100n && small > 2_100n * 10n ** 8n) {
          expect(worth).toBeLessThanOrEqual(totalDebtBase / 2n + 1n);
        }
      }),
      { numRuns: 300 },
    );
  });
  test("the largest call is carried out wherever any call is, and repays at least as much", () => {
    let carriedOut = 0;
    fc.assert(
      fc.property(drawn(false), (given) => {
        const { pool, position } = given;
        const most = largestCall(pool, position, { collateral: "WETH", debt: "DAI" });
        const any = outcomeOf(given);
        if (any !== null) expect(most.status).toBe("done");
        if (most.status !== "done") return;
        carriedOut += 1;
        if (any !== null) expect(most.debtRepaid).toBeGreaterThanOrEqual(any.debtRepaid);
      }),
      { numRuns: 300 },
    );
    expect(carriedOut).toBeGreaterThan(100);
  });
  test("releases with the same rules do the same: 3.3 and 3.4, 3.5 and 3.6", () => {
    fc.assert(
      fc.property(drawn(false), (given) => {
        const by = (release: AavePoolRelease) => outcomeOf({ ...given, pool: { ...given.pool, release } });
        expect(by("3.4")).toEqual(by("3.3"));
        expect(by("3.6")).toEqual(by("3.5"));
      }),
      { numRuns: 150 },
    );
  });
  test("3.7 against 3.6: the holder never loses more but for a unit of each burn, the treasury never gets less", () => {
    fc.assert(
      fc.property(drawn(true), (given) => {
        const by = (release: AavePoolRelease) => outcomeOf({ ...given, pool: { ...given.pool, release } });
        const [before, after] = [by("3.6"), by("3.7")];
        if (before === null || after === null) return;
        expect(after.debtRepaid).toBe(before.debtRepaid);
        expect(after.collateralSeized).toBeLessThanOrEqual(before.collateralSeized);
        expect(after.collateralSeized + after.protocolFee).toBeLessThanOrEqual(
          before.collateralSeized + before.protocolFee,
        );
        expect(after.protocolFee).toBeGreaterThanOrEqual(before.protocolFee - 1n);
      }),
      { numRuns: 300 },
    );
  });
});

describe("rounding goes where its name says", () => {
  const amounts = fc.bigInt({ min: 0n, max: 10n ** 30n });
  const bps = fc.bigInt({ min: 1n, max: 20_000n });

  test("down <= exact <= up, half up within half a unit", () => {
    fc.assert(
      fc.property(amounts, indexes, bps, (value, index, share) => {
        const triples: readonly (readonly [bigint, bigint, bigint, bigint, bigint])[] = [
          [
            ray.rayMulDown(value, index),
            ray.rayMulHalfUp(value, index),
            ray.rayMulUp(value, index),
            value * index,
            ray.RAY,
          ],
          [
            ray.rayDivDown(value, index),
            ray.rayDivHalfUp(value, index),
            ray.rayDivUp(value, index),
            value * ray.RAY,
            index,
          ],
          [
            ray.percentMulDown(value, share),
            ray.percentMulHalfUp(value, share),
            ray.percentMulUp(value, share),
            value * share,
            ray.BPS,
          ],
          [
            ray.percentDivDown(value, share),
            ray.percentDivHalfUp(value, share),
            ray.percentDivUp(value, share),
            value * ray.BPS,
            share,
          ],
        ];
        for (const [down, near, up, numerator, divisor] of triples) {
          expect(down * divisor <= numerator && numerator <= up * divisor).toBe(true);
          expect(up - down).toBe(numerator % divisor === 0n ? 0n : 1n);
          const off = 2n * (near * divisor - numerator);
          expect(off <= divisor && off > -divisor - 1n).toBe(true);
        }
      }),
    );
  });
  test("from 3.5 nobody gains by supplying and taking out, or by borrowing and repaying", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("3.5" as const, "3.6" as const, "3.7" as const),
        amounts,
        indexes,
        (release, value, index) => {
          const round = balancesOf(release);
          expect(round.held(round.scaledOfSupply(value, index), index)).toBeLessThanOrEqual(value);
          expect(round.owed(round.scaledOfBorrow(value, index), index)).toBeGreaterThanOrEqual(value);
          expect(round.scaledOfRepayment(value, index)).toBeLessThanOrEqual(round.scaledOfBorrow(value, index));
          expect(round.scaledOfTaking(value, index)).toBeGreaterThanOrEqual(round.scaledOfSupply(value, index));
        },
      ),
    );
  });
  test("paying all that is owed clears the debt, taking all that is held the balance, in every release", () => {
    fc.assert(
      fc.property(releases, amounts, indexes, (release, scaled, index) => {
        const round = balancesOf(release);
        expect(round.scaledOfRepayment(round.owed(scaled, index), index)).toBe(scaled);
        expect(round.scaledOfTaking(round.held(scaled, index), index)).toBe(scaled);
      }),
    );
  });
});
