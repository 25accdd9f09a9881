import { OutOfRangeError } from "../../errors/index.js";
import { quantileTable, type PathJumps } from "../../kernel/index.js";
import type { LawJumps } from "../../model/index.js";
import { compound } from "../grid/kou-step.js";
import { inverted } from "./moves-quantile.js";

/** Chance that may be lost of steps with more jumps than are told apart. */
const LOST_MAX = 1e-9;

/** Mean sizes beyond which a sum of exponential ones does not reach with a chance of 1e-11. */
const REACH = 40;

/** P(a sum is beyond `size` > 0) and its density there, from the weights of sums of 1, 2, ... exponential sizes of this mean. */
function sumBeyond(
  weights: Float64Array,
  size: number,
  mean: number,
): { readonly tail: number; readonly density: number } {
  const at = size / mean;
  let term = Math.exp(-at);
  let [left, tail, density] = [weights.reduce((sum, weight) => sum + weight, 0), 0, 0];
  for (let count = 0; count < weights.length; count++) {
    tail += term * left;
    density += (term * weights[count]) / mean;
    left -= weights[count];
    term *= at / (count + 1);
  }
  return { tail, density };
}

/** Sum of weights. */
const massOf = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0);

/**
 * The jumps of a step as the kernel takes them, one at most: its size is the sum of all the jumps of a step that has any,
 * so that the law of the step's move is exact. Falls beyond 40 mean sizes, a chance below 1e-11, are not drawn. Null: none.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for more jumps in a step than are told apart.
 */
export function jumpsOf(jumps: LawJumps, stepYears: number): PathJumps | null {
  const expected = jumps.intensityAnnual * stepYears;
  if (expected === 0) return null;
  const { ups, downs } = compound(jumps, expected);
  const probability = -Math.expm1(-expected);
  const [falls, rises] = [massOf(downs) / probability, massOf(ups) / probability];
  if (Math.abs(falls + rises - 1) > LOST_MAX) {
    throw new OutOfRangeError({
      field: "law.moves.laws.jumps.intensityAnnual",
      got: `${expected.toPrecision(3)} jumps in a step`,
      want: "few enough to be told apart",
      hint: "take shorter steps, or count so many jumps as volatility",
    });
  }
  const [down, up] = [downs.map((weight) => weight / probability), ups.map((weight) => weight / probability)];
  const { meanDown, meanUp } = jumps;
  const quantile = inverted({
    density: (at) => (at < 0 ? sumBeyond(down, -at, meanDown) : sumBeyond(up, at, meanUp)).density,
    below: (at) => (at < 0 ? sumBeyond(down, -at, meanDown).tail : falls + rises - sumBeyond(up, at, meanUp).tail),
    above: (at) => (at < 0 ? falls + rises - sumBeyond(down, -at, meanDown).tail : sumBeyond(up, at, meanUp).tail),
    from: falls > 0 ? -(REACH + 3 * downs.length) * meanDown : 0,
    to: rises > 0 ? (REACH + 3 * ups.length) * meanUp : 0,
  });
  return { probability, sizes: quantileTable((p) => Math.expm1(quantile(p))) };
}

/** What jumps add to the log of the expected price in a year: their number times the mean relative move of one. @throws OutOfRangeError (E_OUT_OF_RANGE) where that is infinite. */
export function jumpGrowthAnnual({ intensityAnnual, downShare, meanDown, meanUp }: LawJumps): number {
  if (meanUp < 1 || downShare === 1) {
    return intensityAnnual * (downShare / (1 + meanDown) + (downShare === 1 ? 0 : (1 - downShare) / (1 - meanUp)) - 1);
  }
  throw new OutOfRangeError({
    field: "law.moves.laws.jumps.meanUp",
    got: String(meanUp),
    want: "below 1, beyond which the expected price is infinite and has no drift to replace",
    hint: "leave the drift to the law, or state a smaller mean rise",
  });
}
