import { assertInRange, assertNotNegative, assertPositive, OutOfRangeError } from "../../../errors/index.js";

/** A position, where it is to be, and what the way there costs. */
export interface SizingRequest {
  /** Units of the asset pledged, > 0, and quote currency owed, >= 0. */
  readonly collateral: number;
  readonly debt: number;
  /** Debt over collateral afterwards, by the oracle's price, in [0, 1). */
  readonly loanToValue: number;
  /** Price by which the lender measures, and price at which is traded before slippage; quote currency. */
  readonly oraclePrice: number;
  readonly marketPrice: number;
  /** Worst price over the market's less 1, a fraction. */
  readonly slippage: number;
  /** Fee of the swap, a fraction of what is given into it. */
  readonly swapFee: number;
  /** Fee of the flash loan, a fraction of it. */
  readonly flashFee: number;
}

/** What the trade adds to the position: units of the asset and quote currency owed; negative takes away. */
export interface Sizing {
  readonly collateral: number;
  readonly debt: number;
}

function assertSizing(request: SizingRequest): void {
  assertPositive(request.collateral, "collateral");
  assertNotNegative(request.debt, "debt");
  assertPositive(request.oraclePrice, "oraclePrice");
  assertPositive(request.marketPrice, "marketPrice");
  const share = { min: 0, want: "a fraction from 0 to below 1" };
  for (const field of ["loanToValue", "slippage", "swapFee", "flashFee"] as const) {
    const value = request[field];
    assertInRange(value, field, share);
    if (value >= 1) throw new OutOfRangeError({ field, got: String(value), want: share.want, hint: "give a fraction" });
  }
}

/** Buys: B is flash-lent and becomes debt with its fee; what is left of it after the swap's fee buys the asset at q. */
function bought(request: SizingRequest): Sizing {
  const { collateral, debt, loanToValue: target, oraclePrice, marketPrice, slippage, swapFee, flashFee } = request;
  const paid = marketPrice * (1 + slippage);
  const worth = (target * (1 - swapFee) * oraclePrice) / paid;
  const divisor = 1 + flashFee - worth;
  if (divisor <= 0) {
    const got = `each unit borrowed adds ${worth} to what may be owed and ${1 + flashFee} to what is`;
    const hint = "the market is so far below the oracle that borrowing lowers the loan to value: there is no size";
    throw new OutOfRangeError({ field: "loanToValue", got, want: "a purchase that raises it", hint });
  }
  const borrowed = (target * collateral * oraclePrice - debt) / divisor;
  return { collateral: ((1 - swapFee) * borrowed) / paid, debt: (1 + flashFee) * borrowed };
}

/** Sells: R is flash-lent and repays debt; the asset sold pays R and its fee, after the fee of the swap. */
function sold(request: SizingRequest): Sizing {
  const { collateral, debt, loanToValue: target, oraclePrice, marketPrice, slippage, swapFee, flashFee } = request;
  const perUnitRepaid = (1 + flashFee) / ((1 - swapFee) * marketPrice * (1 - slippage));
  if (debt * perUnitRepaid > collateral) {
    const got = `${debt * perUnitRepaid} units needed to pay all debt, and ${collateral} held`;
    const hint = "at these prices and fees the collateral does not pay the debt: selling raises the loan to value";
    throw new OutOfRangeError({ field: "loanToValue", got, want: "a sale that lowers it", hint });
  }
  const repaid = (debt - target * collateral * oraclePrice) / (1 - target * oraclePrice * perUnitRepaid);
  return { collateral: -repaid * perUnitRepaid, debt: -repaid };
}

/**
 * The trade after which debt over collateral is `loanToValue` exactly, fees and slippage paid. Our own derivation: buying,
 * (D + (1 + F) B) = T P (C + (1 - f) B / q) with q the price with slippage, f the swap's fee and F the flash loan's; selling,
 * (D - R) = T P (C - (1 + F) R / ((1 - f) q)). The X of OasisDEX/oasis-earn-sc, packages/domain/src/adjust-position.ts, is B
 * of the first; it divides by 1 - f once more when it buys, and has the fees of a purchase when it sells, so that with a
 * fee it misses its target on both sides.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the argument, and `loanToValue` where no size leads there
 */
export function sizeToLoanToValue(request: SizingRequest): Sizing {
  assertSizing(request);
  const { collateral, debt, loanToValue, oraclePrice } = request;
  return loanToValue * collateral * oraclePrice > debt ? bought(request) : sold(request);
}
