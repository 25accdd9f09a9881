import { divDown, least, lessOrNone, mulDivDown, mulDivUp } from "../../kernel/index.js";
import { isHealthy } from "./health.js";
import { ORACLE_PRICE_SCALE, toAssetsDown, toAssetsUp, toSharesUp, WAD } from "./shares.js";
import { borrowSide, type MorphoLoan, type MorphoPosition, type MorphoTotals } from "./state.js";

/** ConstantsLib: how fast the incentive grows with the distance of the LLTV from 1, and where it ends. */
const LIQUIDATION_CURSOR = 3n * 10n ** 17n;
const INCENTIVE_FACTOR_MAX = 115n * 10n ** 16n;

/** Collateral value seized for each unit repaid, times 1e18, rounded down: min(1.15, 1 / (1 - 0.3 (1 - LLTV))) (Morpho.liquidate). */
export function incentiveFactorDown(lltvWad: bigint): bigint {
  const discount = mulDivDown(LIQUIDATION_CURSOR, WAD - lltvWad, WAD);
  return least(INCENTIVE_FACTOR_MAX, divDown(WAD * WAD, WAD - discount));
}

/** How a liquidator names the size of a call: by the collateral it takes, or by the debt shares it repays. */
export type LiquidationCall =
  | { readonly by: "seized-assets"; readonly seizedAssets: bigint }
  | { readonly by: "repaid-shares"; readonly repaidShares: bigint };

/** What changes hands in a call: units of the collateral token, and debt shares with their price in the loan token, up. */
export interface Exchange {
  readonly seizedAssets: bigint;
  readonly repaidShares: bigint;
  readonly repaidAssets: bigint;
}

/**
 * Why the chain would refuse: the messages of ErrorsLib, or the compiler's panics on underflow (0x11) and division by 0
 * (0x12). Amounts beyond 128 bits, which no token has, are refused as 0x11 here and by other words on chain.
 */
export type LiquidationRefusal = "inconsistent input" | "position is healthy" | "Panic(0x11)" | "Panic(0x12)";

/** What a call to `Morpho.liquidate` does. */
export type Liquidation =
  | (Exchange & {
      readonly status: "liquidated";
      /** Debt that no collateral is left for: struck from what lenders own, units of the loan token. */
      readonly badDebtAssets: bigint;
      readonly badDebtShares: bigint;
      readonly totals: MorphoTotals;
      readonly position: MorphoPosition;
    })
  | { readonly status: "refused"; readonly because: LiquidationRefusal };

/** Collateral and debt that change hands at an incentive factor, rounded as `Morpho.liquidate` and `PreLiquidation.preLiquidate` do; null where a price of 0 divides. */
export function exchangeAt(
  { totals, oraclePrice }: Pick<MorphoLoan, "totals" | "oraclePrice">,
  call: LiquidationCall,
  factorWad: bigint,
): Exchange | null {
  const side = borrowSide(totals);
  if (call.by === "seized-assets") {
    const quoted = mulDivUp(call.seizedAssets, oraclePrice, ORACLE_PRICE_SCALE);
    const repaidShares = toSharesUp(mulDivUp(quoted, WAD, factorWad), side);
    return { seizedAssets: call.seizedAssets, repaidShares, repaidAssets: toAssetsUp(repaidShares, side) };
  }
  if (oraclePrice === 0n) return null;
  const { repaidShares } = call;
  const quoted = mulDivDown(toAssetsDown(repaidShares, side), factorWad, WAD);
  const seizedAssets = mulDivDown(quoted, ORACLE_PRICE_SCALE, oraclePrice);
  return { seizedAssets, repaidShares, repaidAssets: toAssetsUp(repaidShares, side) };
}

/** Totals and position after an exchange: the assets repaid may exceed what is owed by one unit, and are then floored. Null where a subtraction would go below 0. */
export function exchanged(
  { totals, position }: MorphoLoan,
  exchange: Exchange,
): Pick<MorphoLoan, "totals" | "position"> | null {
  const { repaidShares, repaidAssets, seizedAssets } = exchange;
  if (repaidShares > position.borrowShares || repaidShares > totals.totalBorrowShares) return null;
  if (seizedAssets > position.collateral) return null;
  return {
    totals: {
      ...totals,
      totalBorrowShares: totals.totalBorrowShares - repaidShares,
      totalBorrowAssets: lessOrNone(totals.totalBorrowAssets, repaidAssets),
    },
    position: {
      borrowShares: position.borrowShares - repaidShares,
      collateral: position.collateral - seizedAssets,
    },
  };
}

/** Strikes the debt of a position without collateral from both sides of the market. */
function withoutBadDebt({ totals, position }: Pick<MorphoLoan, "totals" | "position">): {
  readonly badDebtAssets: bigint;
  readonly badDebtShares: bigint;
  readonly totals: MorphoTotals;
  readonly position: MorphoPosition;
} {
  if (position.collateral > 0n) return { badDebtAssets: 0n, badDebtShares: 0n, totals, position };
  const badDebtShares = position.borrowShares;
  const badDebtAssets = least(totals.totalBorrowAssets, toAssetsUp(badDebtShares, borrowSide(totals)));
  return {
    badDebtAssets,
    badDebtShares,
    totals: {
      ...totals,
      totalBorrowAssets: totals.totalBorrowAssets - badDebtAssets,
      totalSupplyAssets: totals.totalSupplyAssets - badDebtAssets,
      totalBorrowShares: totals.totalBorrowShares - badDebtShares,
    },
    position: { ...position, borrowShares: 0n },
  };
}

const refused = (because: LiquidationRefusal): Liquidation => ({ status: "refused", because });

/**
 * What a liquidator's call does to a position whose market is accrued to now (Morpho.liquidate, release 1.0.0): no close
 * factor, all may be taken at once; where no collateral is left, the rest of the debt falls on the lenders.
 */
export function liquidated(loan: MorphoLoan, call: LiquidationCall): Liquidation {
  const size = call.by === "seized-assets" ? call.seizedAssets : call.repaidShares;
  if (size === 0n) return refused("inconsistent input");
  if (isHealthy(loan)) return refused("position is healthy");
  const exchange = exchangeAt(loan, call, incentiveFactorDown(loan.lltvWad));
  if (exchange === null) return refused("Panic(0x12)");
  const after = exchanged(loan, exchange);
  if (after === null) return refused("Panic(0x11)");
  return { status: "liquidated", ...exchange, ...withoutBadDebt(after) };
}
