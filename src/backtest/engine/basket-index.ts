import { ConflictError, OutOfRangeError, assertFinite } from "../../errors/index.js";
import type { PriceSeries } from "../../series/index.js";
import type { BasketLeg, BasketRequest } from "./basket-request.js";

/** Weights may miss a sum of 1 by rounding alone. */
const WEIGHT_TOLERANCE = 1e-9;

/** @throws ConflictError (E_CONFIG_CONFLICT) where a column does not share the closes of the first leg's prices, or lacks their bars. */
function assertShared(own: PriceSeries, first: PriceSeries, field: string): void {
  const hint = "cut all series to the closes that they have in common";
  const want = `the ${first.closeMs.length} closes of legs[0].prices`;
  if (own.closeMs.length !== first.closeMs.length)
    throw new ConflictError({ field, got: `${own.closeMs.length} closes`, want, hint });
  const stranger = own.closeMs.findIndex((ms, i) => ms !== first.closeMs[i]);
  if (stranger >= 0) {
    const got = `a close at ${new Date(own.closeMs[stranger]).toISOString()}`;
    throw new ConflictError({ field, got, want: `one at ${new Date(first.closeMs[stranger]).toISOString()}`, hint });
  }
  const kind = ({ bars }: PriceSeries): string => (bars === null ? "closes alone" : "bars");
  if (kind(own) !== kind(first))
    throw new ConflictError({ field, got: kind(own), want: `${kind(first)}, as legs[0].prices`, hint });
}

/** @throws ConflictError (E_CONFIG_CONFLICT), OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) naming the leg */
export function assertLegs({ legs }: Pick<BasketRequest, "legs">): void {
  const hint = "give each asset once, with a weight; sizes of weights sum to 1";
  let sum = 0;
  legs.forEach(({ asset, weight, prices, trigger }, i) => {
    assertFinite(weight, `legs[${i}].weight`);
    if (weight === 0)
      throw new OutOfRangeError({ field: `legs[${i}].weight`, got: "0", want: "a number other than 0", hint });
    if (legs.findIndex((leg) => leg.asset === asset) !== i)
      throw new ConflictError({
        field: `legs[${i}].asset`,
        got: asset,
        want: "an asset that no other leg holds",
        hint,
      });
    assertShared(prices, legs[0].prices, `legs[${i}].prices`);
    if (trigger !== null) assertShared(trigger, legs[0].prices, `legs[${i}].trigger`);
    sum += Math.abs(weight);
  });
  if (Math.abs(sum - 1) > WEIGHT_TOLERANCE)
    throw new OutOfRangeError({ field: "legs", got: `weights of ${sum} in all`, want: "sizes that sum to 1", hint });
}

/** True where the basket is one asset held as it is: its index is then its own price. */
export const isPlain = (legs: readonly BasketLeg[]): boolean => legs.length === 1 && legs[0].weight === 1;

/**
 * What the basket is worth at prices `at`, over what it was worth at prices `from`: its weights re-set at `from`. Above 0 unless what
 * is held short more than doubles.
 */
export const growthOf = (legs: readonly BasketLeg[], from: readonly number[], at: readonly number[]): number =>
  legs.reduce((sum, { weight }, i) => sum + weight * (at[i] / from[i] - 1), 1);

/**
 * The price of the basket as policies and signals see it: that of its one asset, or 1 at the first close and from there the value of
 * the basket with its weights re-set at every close. The low has every leg at its own adverse extreme at once, as if at one instant.
 */
export function basketIndex(legs: readonly [BasketLeg, ...BasketLeg[]]): PriceSeries {
  const first = legs[0].prices;
  if (isPlain(legs)) return first;
  const count = first.closeMs.length;
  const column = (): Float64Array => new Float64Array(count);
  const [close, bars] = [column(), first.bars === null ? null : { open: column(), high: column(), low: column() }];
  const closesAt = (i: number): number[] => legs.map(({ prices }) => prices.close[i]);
  const extreme = (i: number, side: 1 | -1): number[] =>
    legs.map(
      ({ prices, weight }) => (weight * side > 0 ? prices.bars?.high[i] : prices.bars?.low[i]) ?? prices.close[i],
    );
  const opensAt = (i: number): number[] => legs.map(({ prices }) => prices.bars?.open[i] ?? prices.close[i]);
  for (let i = 0; i < count; i++) {
    const [from, value] = i === 0 ? [closesAt(0), 1] : [closesAt(i - 1), close[i - 1]];
    close[i] = value * growthOf(legs, from, closesAt(i));
    if (bars === null) continue;
    bars.open[i] = value * growthOf(legs, from, opensAt(i));
    bars.high[i] = value * growthOf(legs, from, extreme(i, 1));
    bars.low[i] = value * growthOf(legs, from, extreme(i, -1));
  }
  return { ...first, close, bars, volume: null, source: legs.map(({ prices }) => prices.source).join(", ") };
}
