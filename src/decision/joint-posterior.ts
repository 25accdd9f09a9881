import { createStream, normalQuantile, quantile } from "../kernel/index.js";
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

const quantiles90 = (values: Float64Array): readonly [number, number] => [
  quantile(values, TAIL),
  quantile(values, 1 - TAIL),
];

/** Numbers drawn for one world: volatility, drift, five rates, and the jumps. */
const DIMENSIONS = 8;

/** The root above 1 of x^(d+1) = x + 1, whose powers spread points evenly over d dimensions (Roberts 2018, the R sequence). */
const RATIO = 1.0850702454914507;

/** Evenly spread points, shifted by the seed, as standard normal numbers: a few hundred say of a quantile what thousands of independent ones would. */
function normalsOf(seed: number): (path: number) => readonly number[] {
  const stream = createStream(seed, 0);
  const shifts = Array.from({ length: DIMENSIONS }, () => stream.uniform());
  return (path) =>
    shifts.map((shift, dimension) => {
      const place = (shift + (path + 1) / RATIO ** (dimension + 1)) % 1;
      return normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, place)));
    });
}

/** One state of the world drawn from the joint posterior. */
interface World {
  /** The setting in which nothing of it is uncertain but its jumps. */
  readonly setting: Setting;
  /** How many more jumps a year than believed; below 0 where fewer. */
  readonly moreJumpsAnnual: number;
}

/** The world that these normal numbers say. */
function drawn(setting: Setting, normals: readonly number[]): World {
  const { beliefs, state, request } = setting;
  const { estimates } = request;
  const [ofVolatility, ofDrift, ofLend, ofBorrow, ofYield, ofFunding, ofAssetBorrow, ofJumps] = normals;
  const moved = (value: number, { standardError }: Estimate, normal: number): number => value + standardError * normal;
  const logVariance = Math.log1p((beliefs.volatilityStandardError / beliefs.volatilityAnnual) ** 2);
  const scale = Math.exp(Math.sqrt(logVariance) * ofVolatility - logVariance / 2);
  // A posterior of the drift is one of the Sharpe ratio: where volatility is higher than thought, so is the excess drift.
  const excess = beliefs.driftAnnual + state.yieldAnnual - state.lendRateAnnual;
  const scaled = estimates.driftBasis === "posterior" ? (scale - 1) * excess : 0;
  const driftAnnual = beliefs.driftAnnual + scaled + beliefs.driftStandardError * ofDrift;
  const lendRateAnnual = moved(state.lendRateAnnual, estimates.lendRateAnnual, ofLend);
  const { fundingRateAnnual: funding, assetBorrowRateAnnual: assetBorrow } = estimates;
  const rates: MarketState = {
    ...state,
    lendRateAnnual,
    // Idle money that earned more than borrowed money costs would be borrowed without end.
    borrowRateAnnual: Math.max(lendRateAnnual, moved(state.borrowRateAnnual, estimates.borrowRateAnnual, ofBorrow)),
    yieldAnnual: moved(state.yieldAnnual, estimates.yieldAnnual, ofYield),
    fundingRateAnnual: funding === null ? null : moved(funding.value, funding, ofFunding),
    assetBorrowRateAnnual: assetBorrow === null ? null : moved(assetBorrow.value, assetBorrow, ofAssetBorrow),
  };
  const volatilityAnnual = beliefs.volatilityAnnual * scale;
  const known = { driftAnnual, driftStandardError: 0, volatilityAnnual, volatilityStandardError: 0 };
  const intensity = estimates.jumps?.intensityAnnual ?? null;
  return {
    setting: { ...setting, state: rates, beliefs: known },
    moreJumpsAnnual: intensity === null ? 0 : Math.max(-intensity.value, intensity.standardError * ofJumps),
  };
}

/** Every world of the answer's own draws. */
function worldsOf(setting: Setting): readonly World[] {
  const normals = normalsOf(setting.seed);
  return Array.from({ length: setting.draws }, (_, path) => drawn(setting, normals(path)));
}

/** What one more jump a year changes of the growth. */
function growthOfJump(setting: Setting, leverageRatio: number): number {
  const jumps = setting.request.estimates.jumps ?? null;
  if (jumps === null || jumps.intensityAnnual.value === 0) return 0;
  const { value } = jumps.intensityAnnual;
  const inDrift = jumps.countedInDrift ? 0 : leverageRatio * value * meanJump(jumps);
  return (jumpGrowthAnnual(setting, leverageRatio) + inDrift) / value;
}

/** The 5 % and 95 % quantile over the worlds of the growth a year at a leverage ratio of total wealth whose growth, net of the same costs in each, is `growthAnnual`. */
function growth90(
  worlds: readonly World[],
  setting: Setting,
  leverageRatio: number,
  growthAnnual: number,
): readonly [number, number] {
  const constant = growthAnnual - growthAt(setting, leverageRatio);
  const ofJump = growthOfJump(setting, leverageRatio);
  return quantiles90(
    Float64Array.from(
      worlds,
      (world) => growthAt(world.setting, leverageRatio) + constant + world.moreJumpsAnnual * ofJump,
    ),
  );
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
  const { hasView, policy, request } = setting;
  const worlds = worldsOf(setting);
  const limit = tightest(limits.filter(({ name }) => name !== "tolerance"))?.max ?? Infinity;
  const comparing = hasView && policy.kind === "rebalanced" && (request.estimates.jumps ?? null) === null;
  return {
    growth90: growth90(worlds, setting, leverageRatio, growthAnnual),
    bestIfKnown90: comparing
      ? quantiles90(Float64Array.from(worlds, (world) => bestIn(allAtVenue(world.setting), limit)))
      : null,
  };
}

/** The 90 % credible interval of growth a year at a leverage ratio of total wealth whose growth is `growthAnnual`, by the answer's own draws: made once, asked often. */
export function growthIntervals(
  setting: Setting,
): (leverageRatio: number, growthAnnual: number) => readonly [number, number] {
  const worlds = worldsOf(setting);
  return (leverageRatio, growthAnnual) => growth90(worlds, setting, leverageRatio, growthAnnual);
}
