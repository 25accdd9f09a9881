import { assertAmount, divDown, least, mulDivDown } from "../../kernel/index.js";

/** Weights and margin ratios are whole numbers of 1e-4. */
export const WEIGHT_SCALE = 10_000n;
/** Size factors are whole numbers of 1e-6. */
export const SIZE_FACTOR_SCALE = 1_000_000n;
/** Sizes are reckoned in whole numbers of 1e-9 units. */
export const SIZE_SCALE = 1_000_000_000n;
/** Money in quote currency is in whole numbers of 1e-6. */
const QUOTE_SCALE = 1_000_000n;
/** What `rootDown` gives for one unit. */
const ROOT_SCALE = 100_000n;

/** Square root of ten times a size of 1e-9 units and one, down: a whole number of 1e-5 roots of a unit. */
function rootDown(size: bigint): bigint {
  assertAmount(size, "size");
  const square = size * 10n + 1n;
  let root = square;
  let next = divDown(root + 1n, 2n);
  // Newton's steps fall until the root is reached; each at least halves what is too much, so that some 130 suffice for a word.
  while (next < root) {
    root = next;
    next = divDown(root + divDown(square, root), 2n);
  }
  return root;
}

/**
 * Weight of what is owed, or margin ratio, raised by its size: max(w, 4/5 w + factor sqrt(size)), 1e-4, down
 * (margin.rs calculate_size_premium_liability_weight).
 * @param size 1e-9 units, >= 0
 * @param factor imf_factor of the market, 1e-6; 0: size does not matter
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a size below 0
 */
export function sizePremiumDown(size: bigint, factor: bigint, weight: bigint): bigint {
  if (factor === 0n) return weight;
  const scale = divDown(ROOT_SCALE * SIZE_FACTOR_SCALE, WEIGHT_SCALE);
  const raised = weight - divDown(weight, 5n) + mulDivDown(rootDown(size), factor, scale);
  return raised > weight ? raised : weight;
}

/**
 * Weight of what is held, lowered by its size: min(w, 1.1 / (1 + factor sqrt(size))), 1e-4, down
 * (margin.rs calculate_size_discount_asset_weight).
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a size below 0
 */
export function sizeDiscountDown(size: bigint, factor: bigint, weight: bigint): bigint {
  if (factor === 0n) return weight;
  const numerator = SIZE_FACTOR_SCALE + divDown(SIZE_FACTOR_SCALE, 10n);
  const grown = SIZE_FACTOR_SCALE + mulDivDown(rootDown(size), factor, ROOT_SCALE);
  return least(weight, mulDivDown(numerator, WEIGHT_SCALE, grown));
}

/** An amount of a token with `decimals` places in 1e-9 units, down; the program divides by a whole power of ten. */
const sizeOf = (amount: bigint, decimals: bigint): bigint =>
  decimals > 9n ? divDown(amount, 10n ** (decimals - 9n)) : amount * 10n ** (9n - decimals);

/** A spot balance and what the market says of it. */
export interface SpotWeighing {
  /** Smallest units of the token, >= 0. */
  readonly amount: bigint;
  readonly decimals: bigint;
  /** imf_factor, 1e-6. */
  readonly factor: bigint;
  /** Weight at no size, 1e-4. */
  readonly weight: bigint;
}

/** Weight of a deposit, 1e-4, down (SpotMarket.get_asset_weight). */
export const assetWeightDown = ({ amount, decimals, factor, weight }: SpotWeighing): bigint =>
  sizeDiscountDown(sizeOf(amount, decimals), factor, weight);

/** Weight of a borrow, 1e-4 (SpotMarket.get_liability_weight). */
export const liabilityWeightDown = ({ amount, decimals, factor, weight }: SpotWeighing): bigint =>
  sizePremiumDown(sizeOf(amount, decimals), factor, weight);

/**
 * Initial weight of a deposit once all deposits of the token together are worth more than a mark: lowered in proportion, down
 * (SpotMarket.get_scaled_initial_asset_weight).
 * @param depositValue all deposits, quote currency of 1e-6
 * @param start the mark, quote currency of 1e-6; 0: none
 */
export const scaledInitialWeightDown = (weight: bigint, depositValue: bigint, start: bigint): bigint =>
  start === 0n || depositValue < start ? weight : mulDivDown(weight, start, depositValue);

/**
 * Initial weight of a profit not yet settled, 1e-4, down: discounted by its own size as a deposit is; a loss weighs whole
 * (PerpMarket.get_unrealized_asset_weight). For maintenance the market's plain weight counts.
 * @param profit quote currency of 1e-6
 */
export const unrealizedWeightDown = (profit: bigint, factor: bigint, weight: bigint): bigint =>
  profit <= 0n ? WEIGHT_SCALE : sizeDiscountDown(mulDivDown(profit, SIZE_SCALE, QUOTE_SCALE), factor, weight);
