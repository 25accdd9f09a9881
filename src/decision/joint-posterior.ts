import { createStream, normalQuantile } from "../kernel/index.js";
import { meanJump, type Estimate, type MarketState } from "../model/index.js";
import { tightest } from "./caps.js";
import { bestLeverageRatio, growthAt } from "./growth.js";
import { jumpGrowthAnnual } from "./losses.js";
import { allAtVenue, type Setting } from "./setting.js";
import type { Solution } from "./solution.js";

/** What the answer would be if nothing were uncertain, over what is believed. */
export interface Intervals {
  /** 5 % and 95 % quantile of the growth a year of the answer. */
  readonly growth90: readonly [number, number];
  /** The same of the leverage ratio of total wealth that would be best; null without a view on the drift, where nobody watches, or where jumps are known, which no diffusion knows. */
  readonly bestIfKnown90: readonly [number, number] | null;
}

const TAIL = 0.05;

/** The 5 % and 95 % quantile of unsorted values, between neighbours. */
function quantiles90(values: Float64Array): readonly [number, number] {
  const sorted = values.slice().sort();
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return [at(TAIL), at(1 - TAIL)];
}

/** Numbers drawn for one world: volatility, drift, four rates, one more rate, and the jumps. */
const DIMENSIONS = 8;

/** The root above 1 of x^(d+1) = x + 1, whose powers spread points evenly over d dimensions (Roberts 2018, the R sequence). */
const RATIO = 1.0850702454914507;

/**
 * Standard normal numbers for draw number `path` under `seed`: evenly spread points, shifted by the seed, so that a few hundred
 * of them say of a quantile what thousands of independent ones would.
 */
function normals(seed: number, path: number): () => number {
  const shift = createStream(seed, 0);
  let step = 1;
  return () => {
    step /= RATIO;
    const place = (shift.uniform() + (path + 1) * step) % 1;
    return normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, place)));
  };
}

/** One state of the world drawn from the joint posterior, as a setting in which nothing is uncertain. */
function drawn(setting: Setting, path: number): Setting {
  const { beliefs, state, request, seed } = setting;
  const { estimates } = request;
  const normal = normals(seed, path);
  const moved = (value: number, { standardError }: Estimate): number => value + standardError * normal();
  const logVariance = Math.log1p((beliefs.volatilityStandardError / beliefs.volatilityAnnual) ** 2);
  const scale = Math.exp(Math.sqrt(logVariance) * normal() - logVariance / 2);
  // A posterior of the drift is one of the Sharpe ratio: where volatility is higher than thought, so is the excess drift.
  const excess = beliefs.driftAnnual + state.yieldAnnual - state.lendRateAnnual;
  const scaled = estimates.driftBasis === "posterior" ? (scale - 1) * excess : 0;
  const driftAnnual = beliefs.driftAnnual + scaled + beliefs.driftStandardError * normal();
  const lendRateAnnual = moved(state.lendRateAnnual, estimates.lendRateAnnual);
  const { fundingRateAnnual: funding, assetBorrowRateAnnual: assetBorrow } = estimates;
  const rates: MarketState = {
    ...state,
    lendRateAnnual,
    // Idle money that earned more than borrowed money costs would be borrowed without end.
    borrowRateAnnual: Math.max(lendRateAnnual, moved(state.borrowRateAnnual, estimates.borrowRateAnnual)),
    yieldAnnual: moved(state.yieldAnnual, estimates.yieldAnnual),
    fundingRateAnnual: funding === null ? null : moved(funding.value, funding),
    assetBorrowRateAnnual: assetBorrow === null ? null : moved(assetBorrow.value, assetBorrow),
  };
  const volatilityAnnual = beliefs.volatilityAnnual * scale;
  const known = { driftAnnual, driftStandardError: 0, volatilityAnnual, volatilityStandardError: 0 };
  return { ...setting, state: rates, beliefs: known };
}

/** What more or fewer jumps than believed, by the error of their intensity, change of the growth in each world. */
function jumpsDrawn(setting: Setting, leverageRatio: number): (path: number) => number {
  const jumps = setting.request.estimates.jumps ?? null;
  if (jumps === null || jumps.intensityAnnual.standardError === 0) return () => 0;
  const { value, standardError } = jumps.intensityAnnual;
  const inDrift = jumps.countedInDrift ? 0 : leverageRatio * value * meanJump(jumps);
  const each = (jumpGrowthAnnual(setting, leverageRatio) + inDrift) / value;
  return (path) => {
    const normal = normals(setting.seed, path);
    for (let used = 1; used < DIMENSIONS; used++) normal();
    return Math.max(-value, standardError * normal()) * each;
  };
}

/** The best leverage of total wealth in one world, on the best of the sides allowed. */
function bestIn(world: Setting, limit: number): number {
  const best = world.sides
    .map((side) => ({ side, leverageRatio: bestLeverageRatio(world, side, 1) }))
    .reduce((a, b) => (growthAt(world, b.leverageRatio) > growthAt(world, a.leverageRatio) ? b : a));
  return best.side * Math.min(limit, Math.abs(best.leverageRatio));
}

/**
 * 90 % credible intervals from draws of the joint posterior of drift, volatility and rates: drift given the volatility normal,
 * volatility log-normal, rates normal and independent. The growth is that of the answer, net of the same trading cost and sudden
 * losses in each draw; the best leverage is the one of highest growth in each draw, under every cap but the tolerance, which is
 * itself a statement about what is not known.
 */
export function intervalsOf(solution: Solution): Intervals {
  const { setting, leverageRatio, limits, growthAnnual } = solution;
  const { draws, hasView, policy } = setting;
  const constant = growthAnnual - growthAt(setting, leverageRatio);
  const limit = tightest(limits.filter(({ name }) => name !== "tolerance"))?.max ?? Infinity;
  const jumpsIn = jumpsDrawn(setting, leverageRatio);
  const [growths, bests] = [new Float64Array(draws), new Float64Array(draws)];
  const jumps = setting.request.estimates.jumps ?? null;
  const comparing = hasView && policy.kind === "rebalanced" && jumps === null;
  for (let path = 0; path < draws; path++) {
    const world = drawn(setting, path);
    growths[path] = growthAt(world, leverageRatio) + constant + jumpsIn(path);
    if (comparing) bests[path] = bestIn(allAtVenue(world), limit);
  }
  return { growth90: quantiles90(growths), bestIfKnown90: comparing ? quantiles90(bests) : null };
}

/** The 90 % credible interval of growth a year at a leverage ratio of total wealth whose growth is `growthAnnual`, by the answer's own draws: made once, asked often. */
export function growthIntervals(
  setting: Setting,
): (leverageRatio: number, growthAnnual: number) => readonly [number, number] {
  const worlds = Array.from({ length: setting.draws }, (_, path) => drawn(setting, path));
  return (leverageRatio, growthAnnual) => {
    const constant = growthAnnual - growthAt(setting, leverageRatio);
    return quantiles90(Float64Array.from(worlds, (world) => growthAt(world, leverageRatio) + constant));
  };
}
