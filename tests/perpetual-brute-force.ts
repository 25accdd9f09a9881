/**
 * Liquidation of linear contracts the slow way, to hold the solver against: it shares no line with the venues. Maintenance is
 * added up slice by slice at the marginal rates, so that published maintenance amounts play no part, equity leg by leg, and the
 * price is found by halving an interval.
 */

/** One slice of a bracket table: the part of a notional above `floor` and up to `cap` is charged at `rate`. */
export interface Slice {
  readonly floor: number;
  readonly cap: number;
  readonly rate: number;
}

/** A contract held: every leg as [signed units, entry price], and the price of today. */
export interface BrutePosition {
  readonly slices: readonly Slice[];
  readonly legs: readonly (readonly [units: number, entryPrice: number])[];
  readonly mark: number;
  /** True where its price moves on the path asked for; the others are held still. */
  readonly moves: boolean;
}

export interface BruteAccount {
  /** Margin without the profit of the positions, quote currency. */
  readonly balance: number;
  readonly positions: readonly BrutePosition[];
}

/** Maintenance of a notional >= 0, quote currency: what lies beyond the last cap is charged at the last rate. */
export function bruteMaintenance(slices: readonly Slice[], notional: number): number {
  let sum = 0;
  slices.forEach(({ floor, cap, rate }, index) => {
    const end = index === slices.length - 1 ? Infinity : cap;
    if (notional > floor) sum += (Math.min(notional, end) - floor) * rate;
  });
  return sum;
}

/** Equity less maintenance when the moving prices are multiplied by `ratio`. */
export function bruteSurplus({ balance, positions }: BruteAccount, ratio: number): number {
  let left = balance;
  for (const { slices, legs, mark, moves } of positions) {
    const price = moves ? mark * ratio : mark;
    let units = 0;
    for (const [quantity, entryPrice] of legs) {
      units += quantity;
      left += quantity * (price - entryPrice);
    }
    left -= bruteMaintenance(slices, Math.abs(units) * price);
  }
  return left;
}

/** Ratios beyond which no price is looked for. */
const FAR = 1e12;

/**
 * The ratio nearest to 1 below it (`towards` 1 / FAR) or above it (FAR) at which the surplus turns negative; null where it does
 * not. Marginal rates never fall with size, so maintenance is convex and the surplus concave in the ratio: the
 * ratios at which the account stands are one interval, and halving finds its end.
 */
function bruteRatio(account: BruteAccount, towards: number): number | null {
  if (bruteSurplus(account, 1) < 0) return 1;
  if (bruteSurplus(account, towards) >= 0) return null;
  let [stands, falls] = [1, towards];
  for (let step = 0; step < 100 && Math.abs(stands / falls - 1) > 1e-13; step++) {
    const middle = Math.sqrt(stands * falls);
    if (bruteSurplus(account, middle) < 0) falls = middle;
    else stands = middle;
  }
  return stands;
}

/** Both ratios of an account. */
export const bruteRatios = (account: BruteAccount): { below: number | null; above: number | null } => ({
  below: bruteRatio(account, 1 / FAR),
  above: bruteRatio(account, FAR),
});
