import { divDown, mulDivDown, mulDivUp } from "../../kernel/index.js";
import { borrowedUp, collateralValueDown, isHealthy } from "./health.js";
import { exchangeAt, exchanged, type Exchange, type LiquidationCall } from "./liquidation.js";
import { WAD } from "./shares.js";
import type { MorphoLoan, MorphoPosition, MorphoTotals } from "./state.js";

/** What a holder has agreed to in a pre-liquidation contract; every figure times 1e18. */
export interface PreLiquidationTerms {
  /** Loan to value above which a part may be closed; below the market's LLTV. */
  readonly preLltvWad: bigint;
  /** Share of the debt that one call may close: at the pre-LLTV, and at the LLTV, where it may exceed 1. */
  readonly preLcf1Wad: bigint;
  readonly preLcf2Wad: bigint;
  /** Collateral value seized for each unit repaid: at the pre-LLTV, and at the LLTV. */
  readonly preLif1Wad: bigint;
  readonly preLif2Wad: bigint;
}

/** Why terms would be refused when their contract is made (PreLiquidation.constructor). */
export type TermsRefusal =
  "PreLltvTooHigh" | "PreLCFDecreasing" | "PreLCFTooHigh" | "PreLIFTooLow" | "PreLIFDecreasing" | "PreLIFTooHigh";

/** The first rule that the terms break at a market's LLTV, or null. */
export function termsRefusal(terms: PreLiquidationTerms, lltvWad: bigint): TermsRefusal | null {
  if (terms.preLltvWad >= lltvWad) return "PreLltvTooHigh";
  if (terms.preLcf1Wad > terms.preLcf2Wad) return "PreLCFDecreasing";
  if (terms.preLcf1Wad > WAD) return "PreLCFTooHigh";
  if (terms.preLif1Wad < WAD) return "PreLIFTooLow";
  if (terms.preLif1Wad > terms.preLif2Wad) return "PreLIFDecreasing";
  return terms.preLif2Wad > divDown(WAD * WAD, lltvWad) ? "PreLIFTooHigh" : null;
}

/** Why the chain would refuse a call: the contract's errors, Morpho's messages, or the compiler's panics. */
export type PreLiquidationRefusal =
  | "InconsistentInput"
  | "LiquidatablePosition"
  | "NotPreLiquidatablePosition"
  | "PreLiquidationTooLarge"
  | "zero assets"
  | "insufficient collateral"
  | "Panic(0x11)";

/** What a call to `PreLiquidation.preLiquidate` does. */
export type PreLiquidation =
  | (Exchange & { readonly status: "pre-liquidated"; readonly totals: MorphoTotals; readonly position: MorphoPosition })
  | { readonly status: "refused"; readonly because: PreLiquidationRefusal };

/** Close factor and incentive factor at the position's loan to value, times 1e18, rounded down: straight lines from the pre-LLTV to the LLTV. */
interface Factors {
  readonly closeFactorWad: bigint;
  readonly incentiveFactorWad: bigint;
}

function factorsAt(loan: MorphoLoan, terms: PreLiquidationTerms): Factors {
  const loanToValue = mulDivUp(borrowedUp(loan), WAD, collateralValueDown(loan));
  const part = mulDivDown(loanToValue - terms.preLltvWad, WAD, loan.lltvWad - terms.preLltvWad);
  const between = (from: bigint, to: bigint): bigint => from + mulDivDown(part, to - from, WAD);
  return {
    closeFactorWad: between(terms.preLcf1Wad, terms.preLcf2Wad),
    incentiveFactorWad: between(terms.preLif1Wad, terms.preLif2Wad),
  };
}

const refused = (because: PreLiquidationRefusal): PreLiquidation => ({ status: "refused", because });

/**
 * What a call does to a position whose holder has opted in and whose market is accrued to now (PreLiquidation.preLiquidate,
 * then Morpho.repay and Morpho.withdrawCollateral). `loan.oraclePrice` is the price of the terms' own oracle; the market's,
 * by which the position must be healthy afterwards, may be another.
 */
export function preLiquidated(
  loan: MorphoLoan,
  terms: PreLiquidationTerms,
  call: LiquidationCall,
  marketOraclePrice: bigint = loan.oraclePrice,
): PreLiquidation {
  const size = call.by === "seized-assets" ? call.seizedAssets : call.repaidShares;
  if (size === 0n) return refused("InconsistentInput");
  if (!isHealthy(loan)) return refused("LiquidatablePosition");
  if (isHealthy({ ...loan, lltvWad: terms.preLltvWad })) return refused("NotPreLiquidatablePosition");
  const { closeFactorWad, incentiveFactorWad } = factorsAt(loan, terms);
  const exchange = exchangeAt(loan, call, incentiveFactorWad);
  // A price of 0 makes any debt liquidatable: it was refused above.
  if (exchange === null || exchange.repaidShares > mulDivDown(loan.position.borrowShares, closeFactorWad, WAD)) {
    return refused("PreLiquidationTooLarge");
  }
  if (exchange.repaidShares > loan.position.borrowShares) return refused("Panic(0x11)");
  if (exchange.seizedAssets === 0n) return refused("zero assets");
  const after = exchanged(loan, exchange);
  if (after === null) return refused("Panic(0x11)");
  if (after.position.borrowShares > 0n && !isHealthy({ ...loan, ...after, oraclePrice: marketOraclePrice })) {
    return refused("insufficient collateral");
  }
  return { status: "pre-liquidated", ...exchange, ...after };
}
