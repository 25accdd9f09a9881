import { NotConvergedError } from "../../errors/index.js";
import type { Spread } from "../grid/step-law.js";

/** A spread of mass 1 and how far it reaches. */
export interface Invertible extends Spread {
  /** Moves between which all but a chance of 1e-11 lies. */
  readonly from: number;
  readonly to: number;
}

/** Steps of one search: bisection alone ends within as many. */
const STEPS_MAX = 200;

/** Relative error of a tail from which one more Newton step, which squares it, leaves next to nothing. */
const NEAR = 1e-6;

/** Log of a tail over the probability asked for, and its slope. */
function miss(law: Spread, probability: number, move: number): { readonly error: number; readonly slope: number } {
  const lower = probability <= 0.5;
  const tail = lower ? law.below(move) : law.above(move);
  const error = Math.log(tail / (lower ? probability : 1 - probability));
  return lower ? { error, slope: law.density(move) / tail } : { error: -error, slope: law.density(move) / tail };
}

/** The move below which lies the probability, by Newton's steps on the log of the tail, kept in a bracket. @throws NotConvergedError (E_NOT_CONVERGED). */
function found(law: Invertible, probability: number, near: number): number {
  let [low, high] = [law.from, law.to];
  let move = near;
  for (let step = 0; step < STEPS_MAX; step++) {
    const { error, slope } = miss(law, probability, move);
    if (error > 0) high = move;
    else low = move;
    const next = move - error / slope;
    const inside = next > low && next < high;
    if (inside && Math.abs(error) < NEAR) return next;
    const tried = inside ? next : (low + high) / 2;
    if (tried === low || tried === high) return tried;
    move = tried;
  }
  const got = `no quantile at ${probability}`;
  throw new NotConvergedError({ field: "law", got, want: "a law whose mass grows", hint: "this is a bug" });
}

/** Quantile function of a law that is known by its tails: each search begins where the one before ended. */
export function inverted(law: Invertible): (probability: number) => number {
  const known = new Map<number, number>();
  let near = (law.from + law.to) / 2;
  return (probability) => {
    near = known.get(probability) ?? found(law, probability, near);
    known.set(probability, near);
    return near;
  };
}
