import { findRoot, minimise } from "../kernel/index.js";
import type { Band, BoundBy } from "../model/index.js";
import { bandDrag, noTradeBand, restingBand, type BandMarket, type BandSolution } from "./band.js";
import { ceilingLimit, isAtVenue, limitsOf, tightest, type Limit } from "./caps.js";
import { tradeToTargetBand } from "./fixed-cost-band.js";
import { bestLeverageRatio, excessAnnual, varianceAnnual } from "./growth.js";
import { isolate } from "./isolate.js";
import { isTouchable, netGrowthAnnual } from "./losses.js";
import { rebalancedFloorProbability } from "./rebalanced-floor.js";
import type { Setting } from "./setting.js";
import { unattendedFloorProbability } from "./unattended-floor.js";
import { bestUnattended, UNATTENDED_SEARCHED, unattendedOutcome, type Unattended } from "./unattended.js";

/** The best of one side, in leverage ratios of total wealth. */
export interface Solution {
  /** The setting with the share of wealth at the venue that goes with it. */
  readonly setting: Setting;
  readonly side: 1 | -1;
  readonly leverageRatio: number;
  readonly band: Band;
  readonly boundBy: BoundBy;
  /** What keeps leverage from being less; null where nothing does. */
  readonly least: "leverage-min" | "tolerance" | null;
  /** False where no leverage keeps the tolerance against holding, or the least leverage may cost everything. */
  readonly feasible: boolean;
  readonly limits: readonly Limit[];
  /** Log growth of wealth a year, net of carry, trading cost and gap losses. */
  readonly growthAnnual: number;
  /** Trading cost a year, a fraction of wealth. */
  readonly tradingAnnual: number;
  /** Growth a year per unit of leverage that more room would be worth. */
  readonly shadowPriceAnnual: number;
}

/** Which edge of a band risks most. */
export const farEdge = (band: Band, side: 1 | -1): number => (side > 0 ? band.high : band.low);

/** The market that a band around `target` sees. */
function bandMarket(setting: Setting, target: number, side: 1 | -1, riskAversion: number): BandMarket {
  return {
    excessAnnual: excessAnnual(setting, target, side),
    varianceAnnual: varianceAnnual(setting),
    riskAversion,
    roundTripCost: 2 * setting.tradingCostRate,
    fixedCostShare: setting.fixedCost / setting.wealth,
  };
}

/** Target and exact band of one side at a risk aversion. At 0 and at a kink of carry nothing drifts or no move pays: the band has no width. */
function bandAt(setting: Setting, side: 1 | -1, riskAversion: number): BandSolution {
  const best = bestLeverageRatio(setting, side, riskAversion);
  // A hair past 1x there is a debt that is none, and a close that takes everything.
  const target = kinkBeside(setting, best) ?? best;
  const given = bandMarket(setting, target, side, riskAversion);
  if (target === 0 || isKink(setting, target)) return restingBand(given, target);
  // Where growth is highest its slope is 0; said this way it holds where the rate bends with one's own size too.
  const market = { ...given, excessAnnual: target * riskAversion * given.varianceAnnual };
  if (Math.abs(market.excessAnnual) > DWARFS * market.varianceAnnual) return restingBand(market, target);
  const band = market.fixedCostShare > 0 ? tradeToTargetBand(market) : noTradeBand(market);
  return isWorthIts(band, market) ? band : restingBand(market, target);
}

/** The band in which a leverage ratio of total wealth would be kept, were it the best: of no width where nothing is traded. */
export function bandAround(setting: Setting, leverageRatio: number, side: 1 | -1): Band & { readonly target: number } {
  const given = bandMarket(setting, leverageRatio, side, 1);
  const market = { ...given, excessAnnual: leverageRatio * given.varianceAnnual };
  const rests = Math.abs(leverageRatio) < 1e-6 || isKink(setting, leverageRatio);
  const band = rests
    ? restingBand(market, leverageRatio)
    : market.fixedCostShare > 0
      ? tradeToTargetBand(market)
      : noTradeBand(market);
  const { low, high, target, tradeTo } = band;
  return { low, high, target, tradeTo };
}

/** Excess drift over variance beyond which a band is not drawn: what is held there hardly wanders, and the density of a reflected diffusion leaves the range of a double. */
const DWARFS = 500;

/** True of a band that costs no more to keep than all that is earned inside it. */
const isWorthIts = ({ costAnnual, target }: BandSolution, { excessAnnual: excess }: BandMarket): boolean =>
  costAnnual >= 0 && costAnnual <= Math.abs(excess * target);

/** Risk aversion at which the band's far edge just meets `limit`: the aversion that the cap amounts to. Where the edge jumps past the limit (a trade that stops being worth its cost), the first aversion on the safe side. */
function aversionFor(setting: Setting, side: 1 | -1, limit: number, from: number): number {
  const over = (logAversion: number): number =>
    Math.abs(farEdge(bandAt(setting, side, Math.exp(logAversion)), side)) - limit;
  let low = Math.log(from);
  if (over(low) <= 0) return from;
  let step = 0.25;
  while (over(low + step) > 0) {
    low += step;
    step *= 2;
  }
  const tolerance = setting.fixedCost > 0 ? 1e-5 : 1e-9;
  let root = findRoot(over, low, low + step, { tolerance });
  for (let beyond = tolerance; over(root) > EDGE_SLACK * limit; beyond *= 4) root += beyond;
  return Math.exp(root);
}

/** How far past its cap, relatively, rounding may leave an edge. */
const EDGE_SLACK = 1e-7;

/** Leverage that cannot be told from a kink of carry. */
const HAIR = 1e-6;

/** The kink of carry that cannot be told from a leverage ratio of total wealth; null where there is none. */
const kinkBeside = ({ market, share }: Setting, leverageRatio: number): number | null =>
  market.model.carryKinks.map((at) => at * share).find((at) => at !== 0 && Math.abs(at - leverageRatio) < HAIR) ?? null;

/** True at a kink of carry other than none held. */
const isKink = (setting: Setting, leverageRatio: number): boolean => kinkBeside(setting, leverageRatio) !== null;

/** What fixed an answer that no cap fixed. */
function freeBinding(setting: Setting, leverageRatio: number, side: 1 | -1): BoundBy {
  const kink = isKink(setting, leverageRatio);
  const pays = side * excessAnnual(setting, leverageRatio, side) > side * leverageRatio * varianceAnnual(setting);
  return kink && !pays ? "borrow-spread" : "growth";
}

/** A share of wealth at the venue, the caps that hold at it, and the best leverage under them. */
interface AtShare {
  readonly setting: Setting;
  readonly limits: readonly Limit[];
  readonly leverageRatio: number;
}

/** Parts of what is kept out of reach that are tried where the tolerance binds, since it depends on the share itself. */
const PARTS_TRIED = [1.5, 0.6, 0.35, 0.2, 0.1] as const;

/** Growth net of sudden moves at one share, with all that its caps allow of the leverage wanted. */
const growthNet = ({ setting, leverageRatio }: AtShare): number => netGrowthAnnual(setting, leverageRatio);

/** The share of wealth at the venue with the caps that hold at it. */
function isolated(whole: Setting, side: 1 | -1, start: number, limitsFor: (at: Setting) => readonly Limit[]): AtShare {
  const limitsOfWhole = limitsFor(whole);
  const { share, leverageRatio } = isolate(whole, side, start, limitsOfWhole);
  if (share === 1) return { setting: whole, limits: limitsOfWhole, leverageRatio };
  const atShare = (tried: number): AtShare => {
    const setting = { ...whole, share: tried };
    const limits = limitsFor(setting);
    const size = Math.min(Math.abs(start), tightest(limits)?.max ?? Infinity);
    return { setting, limits, leverageRatio: side * size };
  };
  const setting = { ...whole, share };
  const found = { setting, limits: limitsFor(setting), leverageRatio };
  const cap = tightest(found.limits);
  if (cap?.name !== "tolerance" || Math.abs(leverageRatio) < cap.max) return found;
  const bounded = { ...found, leverageRatio: side * cap.max };
  const others = PARTS_TRIED.map((part) => 1 - part * (1 - share)).filter((tried) => tried > 0);
  return others.map(atShare).reduce((best, tried) => (growthNet(tried) > growthNet(best) ? tried : best), bounded);
}

/** Best band of one side of a watched position under every cap. */
function solveRebalanced(whole: Setting, side: 1 | -1): Solution {
  const ceiling = ceilingLimit(whole, side);
  const limitsFor = (at: Setting) =>
    limitsOf(at, side, ceiling, (leverage) => rebalancedFloorProbability(at, leverage));
  const start = bestLeverageRatio(whole, side, 1);
  const { setting, limits, leverageRatio } = isolated(whole, side, start, limitsFor);
  const wanted = aversionOf(setting, leverageRatio, side);
  let band = bandAt(setting, side, wanted);
  const cap = tightest(limits);
  const bound = cap !== null && Math.abs(farEdge(band, side)) >= cap.max * (1 - EDGE_SLACK);
  if (bound)
    band =
      cap.max <= 0
        ? restingBand(bandMarket(setting, 0, side, wanted), 0)
        : bandAt(setting, side, aversionFor(setting, side, cap.max, wanted));
  // Where no band of the kind keeps within the cap, the answer rests at it.
  const over = bound && Math.abs(farEdge(band, side)) > cap.max * (1 + 1e-6);
  if (over || !Number.isFinite(netGrowthAnnual(setting, band.target))) {
    const rest = side * restingSize(setting, side, over ? cap.max : Math.abs(band.target));
    if (rest !== band.target) band = restingBand(bandMarket(setting, rest, side, wanted), rest);
  }
  const free = bestLeverageRatio(setting, side, wanted);
  const rests = band.low === band.high && Math.abs(band.target - free) > 1e-9 * (1 + Math.abs(free));
  const drag = bandDrag(bandMarket(setting, band.target, side, 1), band);
  return {
    setting,
    side,
    leverageRatio: band.target,
    band: { low: band.low, high: band.high, tradeTo: band.tradeTo },
    boundBy: bound ? cap.name : rests ? "trading-cost" : freeBinding(setting, band.target, side),
    least: null,
    feasible: true,
    limits,
    growthAnnual: netGrowthAnnual(setting, band.target) + drag,
    tradingAnnual: band.costAnnual,
    shadowPriceAnnual: bound ? Math.max(0, slopeOutwards(setting, band.target, side)) : 0,
  };
}

/** A size to rest at; where a close there may take everything, no more than owning it once, or nothing. */
const restingSize = (setting: Setting, side: 1 | -1, size: number): number =>
  [size, Math.min(1, size)].find((tried) => Number.isFinite(netGrowthAnnual(setting, side * tried))) ?? 0;

/** Growth a year that the first unit of leverage beyond `leverageRatio` would add, jumps and gaps counted. */
const slopeOutwards = (setting: Setting, leverageRatio: number, side: 1 | -1): number =>
  (netGrowthAnnual(setting, leverageRatio + side * STEP) - netGrowthAnnual(setting, leverageRatio)) / STEP;

/** Risk aversion >= 1 at which `leverageRatio` is the best: what gap losses amount to. */
function aversionOf(setting: Setting, leverageRatio: number, side: 1 | -1): number {
  if (leverageRatio === 0) return 1;
  return Math.max(1, excessAnnual(setting, leverageRatio, side) / (leverageRatio * varianceAnnual(setting)));
}

/** Every limit of one side of a position left alone. */
const limitsUnattended = (setting: Setting, side: 1 | -1, policy: Unattended): readonly Limit[] =>
  limitsOf(setting, side, ceilingLimit(setting, side), (leverage) =>
    unattendedFloorProbability(setting, leverage, policy),
  );

/** Best leverage of one side when nobody watches, at one share and up to `most`; no band: it is only ever re-opened. */
function unattendedAt(setting: Setting, side: 1 | -1, policy: Unattended, most: number): Solution {
  const limits = limitsUnattended(setting, side, policy);
  const cap = tightest(limits);
  const leverageRatio = bestUnattended(setting, side, Math.min(cap?.max ?? Infinity, most), policy);
  const bound = cap !== null && Math.abs(leverageRatio) >= cap.max - 1e-6;
  const { growthAnnual, tradingAnnual } = unattendedOutcome(setting, leverageRatio, policy);
  const growth = (leverage: number): number => unattendedOutcome(setting, leverage, policy).growthAnnual;
  const inner = Math.max(0, Math.abs(leverageRatio) - STEP);
  const slope = (growth(side * (inner + STEP)) - growth(side * inner)) / STEP;
  return {
    setting,
    side,
    leverageRatio,
    band: { low: leverageRatio, high: leverageRatio, tradeTo: "target" },
    boundBy: bound ? cap.name : freeBinding(setting, leverageRatio, side),
    least: null,
    feasible: true,
    limits,
    growthAnnual,
    tradingAnnual,
    shadowPriceAnnual: bound && Number.isFinite(slope) ? Math.max(0, slope) : 0,
  };
}

/** Step of leverage over which the worth of more room is measured. */
const STEP = 1e-4;

/** Shares of wealth at the venue between which the best is looked for, and to what. */
const SHARES = { min: 0.02, max: 0.999, tolerance: 0.003 } as const;

/**
 * Best leverage and share of wealth of one side when nobody watches. Where jumps are known and the venue has no recourse, a jump
 * may take all that stands there, so that with all wealth there nothing is held that can be liquidated; else the share of
 * highest growth under every cap but the tolerance, which then binds the leverage at that share.
 */
function solveUnattended(whole: Setting, side: 1 | -1, policy: Unattended): Solution {
  const jumps = whole.request.estimates.jumps ?? null;
  if (jumps === null || whole.market.model.recourse) return unattendedAt(whole, side, policy, UNATTENDED_SEARCHED);
  const safe = unattendedAt(whole, side, policy, isTouchable(whole, side) ? 0 : 1);
  const atVenue = tightest(safe.limits.filter(isAtVenue))?.max ?? UNATTENDED_SEARCHED;
  const others = tightest(safe.limits.filter((limit) => !isAtVenue(limit) && limit.name !== "tolerance"))?.max;
  const best = (share: number): number => {
    const setting = { ...whole, share };
    const most = Math.min(share * atVenue, others ?? UNATTENDED_SEARCHED);
    return unattendedOutcome(setting, bestUnattended(setting, side, most, policy), policy).growthAnnual;
  };
  const { at: share, value } = minimise((tried) => -best(tried), SHARES.min, SHARES.max, SHARES);
  if (-value <= safe.growthAnnual + WORTH) return safe;
  const isolated = unattendedAt({ ...whole, share }, side, policy, UNATTENDED_SEARCHED);
  return isolated.growthAnnual > safe.growthAnnual + WORTH ? isolated : safe;
}

/** Growth a year for which wealth is not moved out of reach. */
const WORTH = 1e-7;

/** The best of one side under the request's policy. */
export function solve(setting: Setting, side: 1 | -1): Solution {
  const { policy } = setting;
  return policy.kind === "unattended" ? solveUnattended(setting, side, policy) : solveRebalanced(setting, side);
}
