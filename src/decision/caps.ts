import { findRoot } from "../kernel/index.js";
import { gapPriceRatio, jumpHazardAnnual, poolLiquidity, yearsOf, type CapName } from "../model/index.js";
import { betweenChecksProbability, liquidationBarriers, type Barrier } from "../odds/index.js";
import { pricesAt, surplus } from "../venues/index.js";
import { leverageCeiling } from "./band.js";
import { excessAnnual, varianceAnnual } from "./growth.js";
import { clusteredOver, seesMarket, situationAt, stressed, triggerMoves, untouchedProbability } from "./safety.js";
import { accountAt, horizonsOf, type Setting } from "./setting.js";

/** A cap on the size of leverage before the answer is known. */
export interface Limit {
  readonly name: CapName;
  /** Highest |notional / wealth|; null where it does not apply or cannot be said. */
  readonly max: number | null;
  readonly reason: string;
}

/** The tightest limit; null where none applies. */
export function tightest(limits: readonly Limit[]): (Limit & { readonly max: number }) | null {
  let best: (Limit & { readonly max: number }) | null = null;
  for (const limit of limits) {
    if (limit.max !== null && (best === null || limit.max < best.max)) best = { ...limit, max: limit.max };
  }
  return best;
}

const AT_VENUE: readonly CapName[] = ["gap", "jump", "venue", "liquidation-odds"];

/** True of a cap on the position at the venue; the others are on all wealth. */
export const isAtVenue = ({ name }: Limit): boolean => AT_VENUE.includes(name);

const LEVERAGE_SEARCHED = 1000;

/** Largest leverage >= 0 with `room(leverage)` >= 0, for a room that falls with leverage; null where it never ends below 1000x. */
function largestWithRoom(room: (leverage: number) => number): number | null {
  let low = 0;
  let high = 1;
  while (room(high) >= 0) {
    low = high;
    high *= 1.5;
    if (high > LEVERAGE_SEARCHED) return null;
  }
  if (room(low) <= 0) return low;
  return findRoot(room, low, high, { tolerance: 1e-10 });
}

/** Largest leverage for which `allowed` holds, where it jumps rather than crosses: by bisection to 1e-9. */
function largestAllowed(allowed: (leverage: number) => boolean): number | null {
  let low = 0;
  let high = LEVERAGE_SEARCHED;
  if (allowed(high)) return null;
  while (high - low > 1e-9 * (1 + low)) {
    const middle = (low + high) / 2;
    if (allowed(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Rate a year at which an event may come so that it comes within `years` with at most `probability`. */
const rateFor = (probability: number, years: number): number => -Math.log1p(-probability) / years;

/** Liquidation at most as likely as tolerated: of the untouched position where nobody watches, of diffusion between two checks where somebody does. */
function liquidationLimit(setting: Setting, side: 1 | -1): Limit {
  const { tolerance, beliefs, policy } = setting;
  const allowed = tolerance.liquidationProbabilityMax;
  const years = horizonsOf(setting).liquidation;
  const between = (checkYears: number) => triggerMoves(setting, clusteredOver(setting, checkYears)).beliefs;
  if (policy.kind === "unattended" && policy.rescue !== undefined) {
    const barriers: readonly Barrier[] = [
      { side: side > 0 ? "below" : "above", distance: Math.log(policy.rescue.healthFactor), growthAnnual: 0 },
    ];
    const checkYears = yearsOf(policy.rescue.checkIntervalMs);
    const reached = betweenChecksProbability({ barriers, volatility: between(checkYears), checkYears, years });
    if (reached <= allowed)
      return {
        name: "liquidation-odds",
        max: null,
        reason: "the rescue acts before ordinary moves reach the venue's threshold",
      };
    const untouchable = (leverage: number): boolean =>
      liquidationBarriers(situationAt(setting, side * leverage), 0).length === 0;
    const max = largestAllowed(untouchable);
    return { name: "liquidation-odds", max, reason: "ordinary moves may pass the rescue between two of its looks" };
  }
  if (policy.kind === "unattended") {
    const room = (leverage: number): number => {
      const untouched = (b: typeof beliefs): number => untouchedProbability(setting, side * leverage, years, b);
      return allowed - Math.max(untouched(beliefs), untouched(stressed(beliefs)));
    };
    return {
      name: "liquidation-odds",
      max: largestWithRoom(room),
      reason: "untouched, at the drift believed and at zero price drift with carry paid",
    };
  }
  const checkYears = yearsOf(policy.checkIntervalMs);
  const volatility = between(checkYears);
  const room = (leverage: number): number => {
    const barriers = liquidationBarriers(situationAt(setting, side * leverage), 0);
    return allowed - betweenChecksProbability({ barriers, volatility, checkYears, years });
  };
  return {
    name: "liquidation-odds",
    max: largestWithRoom(room),
    reason: "ordinary moves between two checks, from the band's far edge",
  };
}

/** Largest leverage that leaves the account what the venue demands after a sudden move of the price to `ratio`. */
function largestSurviving(setting: Setting, side: 1 | -1, ratio: number): number | null {
  const { market, prices } = setting;
  const at = pricesAt({ name: market.asset, prices, moved: [market.asset] }, ratio);
  return largestWithRoom((leverage) => surplus(market.model, accountAt(setting, side * leverage), at));
}

/** The jump that is only just rare enough, at the upper bound of their number, must leave the account what the venue demands. */
function jumpLimit(setting: Setting, side: 1 | -1): Limit {
  const name = "jump";
  const { jumps } = triggerMoves(setting);
  if (jumps === null) return { name, max: null, reason: "no jump is known beside the gaps" };
  const rate = rateFor(setting.tolerance.liquidationProbabilityMax, horizonsOf(setting).liquidation);
  const { upper } = jumpHazardAnnual(jumps, side > 0 ? "below" : "above", 0);
  const size = (side > 0 ? jumps.meanDown : jumps.meanUp) * Math.log(upper / rate);
  if (!(size > 0)) return { name, max: null, reason: "jumps are rarer than the liquidation odds that you allow" };
  const ratio = Math.exp(-side * size);
  const reason = `survives a lasting jump of ${(100 * Math.abs(ratio - 1)).toFixed(1)} % ${side > 0 ? "down" : "up"}, the rarest tolerated`;
  return { name, max: largestSurviving(setting, side, ratio), reason };
}

/** The gap that is only just rare enough must leave the account what the venue demands. */
function gapLimit(setting: Setting, side: 1 | -1): Limit {
  const { gap } = setting.request.estimates;
  if (!seesMarket(setting))
    return { name: "gap", max: null, reason: "an oracle of the exchange rate sees no gap of the market" };
  if (gap === null)
    return { name: "gap", max: null, reason: "no gap is known: give prices with lows, or a gap to survive" };
  const { tolerance } = setting;
  const rate = rateFor(tolerance.liquidationProbabilityMax, horizonsOf(setting).liquidation);
  const ratio = gapPriceRatio(gap, side > 0 ? "drops" : "rises", rate);
  const move = `${(100 * Math.abs(ratio - 1)).toFixed(1)} % ${side > 0 ? "fall" : "rise"}`;
  const reason =
    gap.kind === "stated"
      ? `survives the stated ${move}`
      : `survives a ${move} within one reaction window, the rarest tolerated`;
  return { name: "gap", max: largestSurviving(setting, side, ratio), reason };
}

/** Highest leverage at which the venue lets a holding of that size be opened. */
export function venueLimit(setting: Setting, side: 1 | -1): Limit {
  const { market, prices, wealth, share } = setting;
  const max = largestAllowed(
    (leverage) => leverage / share <= market.model.leverageRatioMax(market.asset, side * leverage * wealth, prices),
  );
  return { name: "venue", max, reason: `what ${market.model.id} lets be opened at this size` };
}

/** Own size against what the venue or the market takes. */
export function sizeLimit({ request, market, prices, wealth, share, state }: Setting, side: 1 | -1): Limit {
  const pool = state.pool ?? null;
  // A long may owe what is its own already and what is left in the pool.
  const borrowable = pool === null || side < 0 ? null : pool.ownDebt + poolLiquidity(pool.terms) + share * wealth;
  const given = [request.mandate?.notionalMax, market.model.notionalMax(market.asset, prices), borrowable].filter(
    (max) => max !== undefined && max !== null,
  );
  if (given.length === 0) return { name: "size", max: null, reason: "no size limit is known" };
  const max = Math.min(...given);
  const reason =
    max === borrowable ? "what is left to borrow in the pool" : "the largest notional that the market takes";
  return { name: "size", max: max / wealth, reason };
}

/** Excess drift a year that is none: a ten-thousandth of a basis point. */
const EXCESS_MIN = 1e-8;

/** Guasoni & Mayerhofer's ceiling: beyond it no policy earns more, whatever its appetite for risk. */
export function ceilingLimit(setting: Setting, side: 1 | -1): Limit {
  const name = "trading-cost-ceiling";
  const roundTripCost = 2 * setting.tradingCostRate;
  const excess = excessAnnual(setting, side, side);
  if (roundTripCost === 0) return { name, max: null, reason: "trading costs nothing here" };
  if (side * excess <= EXCESS_MIN) return { name, max: null, reason: "there is no excess drift to multiply" };
  const ceiling = leverageCeiling({
    excessAnnual: Math.abs(excess),
    varianceAnnual: varianceAnnual(setting),
    roundTripCost,
  });
  return {
    name,
    max: ceiling.low,
    reason: "beyond it, trading costs eat all that more leverage earns (Guasoni & Mayerhofer 2019)",
  };
}

/** The holder's own rule. */
function mandateLimit({ request }: Setting): Limit {
  const max = request.mandate?.leverageRatioMax ?? null;
  return { name: "mandate", max, reason: max === null ? "no own limit was stated" : "your own limit" };
}

/** Tolerance for loss, with `floorProbability(leverage)` as the policy has it. */
function toleranceLimit(setting: Setting, side: 1 | -1, floorProbability: (leverageRatio: number) => number): Limit {
  const { tolerance } = setting;
  const room = (leverage: number): number => tolerance.probabilityMax - floorProbability(side * leverage);
  const from = tolerance.measuredAgainst === "holding" && side > 0 ? setting.holding : 0;
  const max = largestWithRoom((leverage) => (leverage <= from ? tolerance.probabilityMax : room(leverage)));
  return { name: "tolerance", max, reason: "the loss that you said you can bear" };
}

/** Every cap of one side, on |notional / wealth| at the band's far edge. The ceiling under cost is given: it takes the longest and depends on neither share nor tolerance. */
export function limitsOf(
  setting: Setting,
  side: 1 | -1,
  ceiling: Limit,
  floorProbability: (leverageRatio: number) => number,
): readonly Limit[] {
  return [
    toleranceLimit(setting, side, floorProbability),
    liquidationLimit(setting, side),
    gapLimit(setting, side),
    jumpLimit(setting, side),
    venueLimit(setting, side),
    sizeLimit(setting, side),
    ceiling,
    mandateLimit(setting),
  ];
}
