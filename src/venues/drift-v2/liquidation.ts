import { divDown, least, lessOrNone, mulDivDown } from "../../kernel/index.js";
import { SIZE_SCALE, WEIGHT_SCALE } from "./weights.js";

/** Liquidation fees are whole numbers of 1e-6. */
export const FEE_SCALE = 1_000_000n;
/** Prices are whole numbers of 1e-6. */
export const PRICE_SCALE = 1_000_000n;
/** A margin ratio of 1e-4 as a whole number of 1e-6. */
const RATIO_TO_FEE = divDown(FEE_SCALE, WEIGHT_SCALE);
/** A position worth no more may be taken whole, quote currency of 1e-6. */
const WHOLE_VALUE_MAX = 50_000_000n;

/** How much of a position must go. */
export type Cover =
  | { readonly status: "part"; readonly amount: bigint }
  /** The liquidator's fee takes all the margin that selling frees: the program answers its largest number. */
  | { readonly status: "everything" }
  /** With the insurance fund's fee it takes more: the program's own arithmetic fails. */
  | { readonly status: "refused"; readonly because: "MathError" };

const FAILED = { status: "refused", because: "MathError" } as const;

/** A perpetual position to be closed. */
export interface PerpetualShortage {
  /** Requirement with its buffer less collateral, quote currency of 1e-6. */
  readonly marginShortage: bigint;
  /** Maintenance margin ratio of the position with the buffer, 1e-4. */
  readonly marginRatio: bigint;
  /** Paid to the liquidator, 1e-6 of the value. */
  readonly liquidatorFee: bigint;
  /** Paid to the insurance fund, 1e-6 of the value. */
  readonly insuranceFee: bigint;
  /** Oracle price of a unit, 1e-6. */
  readonly oraclePrice: bigint;
  /** Oracle price of the quote currency, 1e-6. */
  readonly quoteOraclePrice: bigint;
}

/** Size, 1e-9 units, down, whose closing covers a shortage (liquidation.rs calculate_base_asset_amount_to_cover_margin_shortage). */
export function sizeToCoverDown(shortage: PerpetualShortage): Cover {
  const { marginShortage, liquidatorFee, insuranceFee, oraclePrice, quoteOraclePrice } = shortage;
  const ratio = shortage.marginRatio * RATIO_TO_FEE;
  if (oraclePrice === 0n || ratio <= liquidatorFee) return { status: "everything" };
  const price = mulDivDown(oraclePrice, quoteOraclePrice, PRICE_SCALE);
  const freed = mulDivDown(price, ratio - liquidatorFee, FEE_SCALE) - mulDivDown(oraclePrice, insuranceFee, FEE_SCALE);
  if (freed <= 0n) return FAILED;
  return { status: "part", amount: mulDivDown(marginShortage, SIZE_SCALE, freed) };
}

/**
 * Size that one liquidation may close at once, 1e-9 units: what covers the shortage, all of it where the position is worth no
 * more than 50 dollars, and never more than there is (controller/liquidation.rs liquidate_perp, without pacing and step size).
 * @param size the position's, 1e-9 units
 */
export function sizeToClose(size: bigint, shortage: PerpetualShortage): Cover {
  const cover = sizeToCoverDown(shortage);
  if (cover.status === "refused") return cover;
  const value = divDown(size * shortage.oraclePrice, SIZE_SCALE);
  const whole = cover.status === "everything" || value <= WHOLE_VALUE_MAX;
  return { status: "part", amount: whole ? size : least(size, cover.amount) };
}

/**
 * Fee to the insurance fund, 1e-6, down: 95 % of what the margin ratio leaves after the liquidator's fee and the shortage, at
 * most the market's (liquidation.rs calculate_perp_if_fee).
 * @param size the position's, 1e-9 units, above 0
 * @param insuranceFeeMax the market's own, 1e-6
 * @throws OutOfRangeError (E_OUT_OF_RANGE) unless size and prices are above 0
 */
export function insuranceFeeDown(
  shortage: Omit<PerpetualShortage, "insuranceFee">,
  size: bigint,
  insuranceFeeMax: bigint,
): bigint {
  const price = mulDivDown(shortage.oraclePrice, shortage.quoteOraclePrice, PRICE_SCALE);
  const short = mulDivDown(mulDivDown(shortage.marginShortage, SIZE_SCALE, size), PRICE_SCALE, price);
  const left = lessOrNone(lessOrNone(shortage.marginRatio * RATIO_TO_FEE, shortage.liquidatorFee), short);
  return least(insuranceFeeMax, mulDivDown(left, 19n, 20n));
}

/** A borrow to be repaid by a liquidator who takes a deposit for it. */
export interface SpotShortage {
  /** Requirement with its buffer less collateral, quote currency of 1e-6. */
  readonly marginShortage: bigint;
  /** Weight of the deposit, 1e-4. */
  readonly assetWeight: bigint;
  /** 1 + the deposit's liquidator fee, 1e-6. */
  readonly assetMultiplier: bigint;
  /** Weight of the borrow with the buffer, 1e-4. */
  readonly liabilityWeight: bigint;
  /** 1 - the borrow's liquidator fee, 1e-6. */
  readonly liabilityMultiplier: bigint;
  readonly liabilityDecimals: bigint;
  /** Oracle price of the borrowed token, 1e-6. */
  readonly liabilityPrice: bigint;
  /** Fee to the insurance fund, 1e-6. */
  readonly insuranceFee: bigint;
}

/** Smallest units of the borrow, down, whose repayment covers a shortage (liquidation.rs calculate_liability_transfer_to_cover_margin_shortage). */
export function liabilityToCoverDown(shortage: SpotShortage): Cover {
  const { assetWeight, liabilityWeight, liabilityDecimals: decimals, liabilityPrice: price } = shortage;
  if (assetWeight === liabilityWeight) return { status: "everything" };
  // The program carries weights with one more digit here.
  const given = mulDivDown(assetWeight * 10n, shortage.assetMultiplier, shortage.liabilityMultiplier);
  const fee = mulDivDown(price, shortage.insuranceFee, FEE_SCALE) * liabilityWeight * 10n;
  const freed = price * (liabilityWeight * 10n - given) - fee;
  if (freed <= 0n) return FAILED;
  const up = decimals > 6n ? 10n ** (decimals - 6n) : 1n;
  const down = decimals < 6n ? 10n ** (6n - decimals) : 1n;
  const amount = divDown(shortage.marginShortage * up * PRICE_SCALE * WEIGHT_SCALE * 10n, freed);
  return { status: "part", amount: divDown(amount, down) };
}
