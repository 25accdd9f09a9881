import { minimise } from "../kernel/index.js";
import { YEAR_MS, type Band, type GridProvenance } from "../model/index.js";
import { logOdds, shareAt, type GridEngine } from "../odds/index.js";
import { isAtVenue, tightest } from "./caps.js";
import { bestLeverageRatio } from "./growth.js";
import { netGrowthAnnual } from "./losses.js";
import { managedGrowth, type WatchedBand } from "./managed.js";
import type { Setting } from "./setting.js";
import { farEdge, type Solution } from "./solution.js";

/** A solution whose growth and cost come from the grid, where it says something. */
export interface GridSolution extends Solution {
  readonly grid: GridProvenance | null;
  /** Growth a year that any other band under the same caps may add, at most; null without a grid. */
  readonly growthErrorAnnual: number | null;
}

/** The band of a solution with the leverage it is opened at. */
export const watchedOf = ({ band, leverageRatio }: Pick<Solution, "band" | "leverageRatio">): WatchedBand => ({
  ...band,
  target: Math.min(band.high, Math.max(band.low, leverageRatio)),
});

const provenanceOf = ({ nodes, leak, stepYears, checksPerStep }: GridEngine): GridProvenance => ({
  nodes,
  leak,
  stepMs: stepYears * YEAR_MS,
  checksPerStep,
});

/** Growth a year that no band on this share can pass under the caps: that of the best leverage, held at no cost. */
function growthMost({ setting, side, limits }: Solution): number {
  const most = Math.min(Math.abs(bestLeverageRatio(setting, side, 1)), tightest(limits)?.max ?? Infinity);
  if (most === 0) return netGrowthAnnual(setting, 0);
  const found = minimise((size) => -netGrowthAnnual(setting, side * size), 0, most, { tolerance: 1e-6 * most });
  return Math.max(-found.value, netGrowthAnnual(setting, side * most));
}

/** What one step for several checks changes of growth at most, a year and as a part of it: tests hold it to less. */
export const METHODS_APART = 4e-4;

/** Growth, cost and engine of a solution on the grid; the solution itself where the grid says nothing. */
function evaluated(solution: Solution): GridSolution {
  const { setting } = solution;
  const outcome = managedGrowth(setting, watchedOf(solution));
  if (outcome === null) return { ...solution, grid: null, growthErrorAnnual: null };
  const { growthAnnual, costAnnual } = outcome.longRun;
  return {
    ...solution,
    growthAnnual,
    tradingAnnual: costAnnual,
    grid: provenanceOf(outcome.engine),
    growthErrorAnnual: Math.max(0, growthMost(solution) - growthAnnual) + METHODS_APART * (1 + Math.abs(growthAnnual)),
  };
}

/** Widths of a band, over that of the closed forms, between which the best is looked for, in logs. */
const WIDTHS = { from: Math.log(0.03), to: Math.log(2) } as const;

/** How nearly a width is found, in logs. */
const WIDTH_PRECISION = 0.05;

/** Growth that is none to a search that wants a number. */
const WORST = 1e6;

/** Growth a year of a solution on the grid. */
const gridGrowth = (solution: Solution): number =>
  managedGrowth(solution.setting, watchedOf(solution))?.longRun.growthAnnual ?? -WORST;

/** The band whose edges lie `inner` and `outer` times as far from a leverage as those of `band`, in log odds, which the price moves one for one. */
function stretched(band: Band, leverageRatio: number, inner: number, outer: number): Band {
  const [centre, low, high] = [leverageRatio, band.low, band.high].map(logOdds);
  const edges = [
    shareAt(centre + inner * (low - centre), leverageRatio),
    shareAt(centre + outer * (high - centre), leverageRatio),
  ];
  return { ...band, low: Math.min(...edges), high: Math.max(...edges) };
}

/** The solution with another band, opened inside it. */
const withBand = (solution: Solution, band: Band): Solution => ({
  ...solution,
  band,
  leverageRatio: watchedOf({ ...solution, band }).target,
});

/** The band that grows fastest on the grid: where a cap binds its far edge stays there, and the near one is searched; else the one edge, then the other. */
function bestBand(solution: Solution): Solution {
  const { band, side, limits } = solution;
  const cap = tightest(limits)?.max ?? Infinity;
  const far = farEdge(band, side);
  const search = (at: (factor: number) => Band, from: Solution): Solution => {
    const loss = (log: number): number => {
      const tried = at(Math.exp(log));
      return Math.abs(farEdge(tried, side)) > cap * (1 + 1e-9) ? WORST : -gridGrowth(withBand(from, tried));
    };
    const found = minimise(loss, WIDTHS.from, WIDTHS.to, { tolerance: WIDTH_PRECISION });
    return -found.value > gridGrowth(from) ? withBand(from, at(Math.exp(found.at))) : from;
  };
  if (Math.abs(far) >= cap * (1 - 1e-6)) return search((factor) => stretched(band, far, factor, factor), solution);
  const target = solution.leverageRatio;
  const near = search((factor) => stretched(band, target, factor, 1), solution);
  return search((factor) => stretched(near.band, target, 1, factor), near);
}

/** Part of the share at the venue by which others are tried. */
const SHARE_STRETCH = 1.3;

/** The share of wealth at the venue that grows fastest on the grid with the same band, no nearer to a close than the caps at the venue allow. */
function bestShare(solution: Solution): Solution {
  const { setting, band, side, limits } = solution;
  const atVenue = (tightest(limits.filter(isAtVenue))?.max ?? Infinity) / setting.share;
  const from = Math.max(setting.share / SHARE_STRETCH, Math.abs(farEdge(band, side)) / atVenue);
  const to = Math.min(1 - 1e-6, setting.share * SHARE_STRETCH);
  if (from >= to) return solution;
  const growthAt = (share: number): number => gridGrowth({ ...solution, setting: { ...setting, share } });
  const found = minimise((share) => -growthAt(share), from, to, { tolerance: SHARE_PRECISION * setting.share });
  if (-found.value <= growthAt(setting.share)) return solution;
  return withShare(solution, found.at);
}

/** How nearly a share is found, as a part of it. */
const SHARE_PRECISION = 0.02;

/** The solution on another share, caps at the venue moved with it: what they allow there is the same. */
function withShare(solution: Solution, share: number): Solution {
  const setting: Setting = { ...solution.setting, share };
  const limits = solution.limits.map((limit) =>
    isAtVenue(limit) && limit.max !== null ? { ...limit, max: (limit.max * share) / solution.setting.share } : limit,
  );
  return { ...solution, setting, limits };
}

/** True where there is a band to search, or a share: watched, traded at edges, and not resting. */
const isSearched = ({ setting, band, leverageRatio }: Solution): boolean =>
  setting.policy.kind === "rebalanced" && band.high - band.low > 1e-6 && Math.abs(leverageRatio) > 1e-6;

/**
 * The solution with growth and cost as the position will really be managed: checked at its interval, traded at the band's edges,
 * closed by the venue's own rule. Accuracy `full` also searches band and share of wealth on the grid, under the same caps; `fast`
 * takes those of the closed forms. Where nobody watches, nothing is traded, or the grid does not resolve it, closed forms stand.
 */
export function onGrid(solution: Solution): GridSolution {
  const closed: GridSolution = { ...solution, grid: null, growthErrorAnnual: null };
  if (!isSearched(solution)) return closed;
  const first = evaluated(solution);
  if (first.grid === null || solution.setting.accuracy === "fast") return first;
  const { boundBy, setting } = solution;
  const shared = setting.share < 1 && boundBy !== "tolerance" ? bestShare(solution) : solution;
  const best = evaluated(bestBand(shared));
  const chosen = best.growthAnnual > first.growthAnnual ? best : first;
  return chosen;
}
