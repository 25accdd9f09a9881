import fc from "fast-check";
import { healthyPriceUp, WAD, type MorphoLoan, type MorphoTotals } from "../src/venues/morpho-blue/index.js";

/** The LLTVs that Morpho's governance has enabled, times 1e18. */
const LLTVS = [385n, 625n, 770n, 860n, 915n, 945n, 965n, 980n].map((thousandths) => thousandths * 10n ** 15n);

/** Whole amounts as likely in each power of ten. */
const amounts = (low: number, high: number): fc.Arbitrary<bigint> =>
  fc.tuple(fc.integer({ min: low, max: high - 1 }), fc.bigInt({ min: 1n, max: 10n ** 18n })).map(([power, part]) => {
    return (10n ** BigInt(power) * (part * 9n + 10n ** 18n)) / 10n ** 18n;
  });

const wads: fc.Arbitrary<bigint> = fc.bigInt({ min: 0n, max: WAD });

/** Totals of a market that has been used for a while: a share is worth a little more than when it was minted. */
export const drawnTotals: fc.Arbitrary<MorphoTotals> = fc
  .record({ supplied: amounts(3, 30), utilisation: wads, grown: wads, earned: wads, fee: wads })
  .map(({ supplied, utilisation, grown, earned, fee }) => {
    const borrowed = (supplied * utilisation) / WAD;
    return {
      totalSupplyAssets: supplied,
      totalSupplyShares: (supplied * 10n ** 6n * WAD) / (WAD + earned / 10n),
      totalBorrowAssets: borrowed,
      totalBorrowShares: (borrowed * 10n ** 6n * WAD) / (WAD + grown),
      lastUpdateSeconds: 1_700_000_000n,
      feeWad: fee / 4n,
    };
  });

/** A borrower near its limit in such a market: from half to twice the price at which it is just healthy, often within a unit of it. */
export const drawnLoans: fc.Arbitrary<MorphoLoan> = fc
  .record({
    totals: drawnTotals,
    lltvWad: fc.constantFrom(...LLTVS),
    share: wads,
    collateral: amounts(0, 30),
    by: fc.oneof(fc.constantFrom(-1n, 0n, 1n), fc.bigInt({ min: -5n * 10n ** 17n, max: WAD })),
  })
  .map(({ totals, lltvWad, share, collateral, by }) => {
    const position = { borrowShares: (totals.totalBorrowShares * share) / WAD, collateral };
    const limit = healthyPriceUp({ totals, position, lltvWad }) ?? 10n ** 36n;
    const moved = by === -1n || by === 1n ? limit + by : (limit * (WAD + by)) / WAD;
    return { totals, position, lltvWad, oraclePrice: moved > 0n ? moved : 1n };
  });

/** A share of an amount, from none to all. */
export const drawnShares = wads;
