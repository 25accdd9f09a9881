import { meanJump, type Jumps } from "../model/index.js";
import {
  driftedPassage,
  gapHazardAnnual,
  liquidationBarriers,
  overVolatilityWithJumps,
  predictiveMinimumWealthProbability,
  type Barrier,
} from "../odds/index.js";
import { carryRateAnnual, driftStandardError } from "./growth.js";
import { clusteredOver, situationAt, triggerMoves } from "./safety.js";
import { horizonsOf, type Setting } from "./setting.js";

/** A rebalanced leverage ratio of total wealth, and what its losses are counted against. */
interface Exposed {
  readonly setting: Setting;
  readonly leverageRatio: number;
  /** Leverage ratio of what is simply held; 0 against cash. */
  readonly against: number;
  /** Arithmetic drift of wealth over what it is counted against, a year. */
  readonly meanAnnual: number;
  readonly barriers: readonly Barrier[];
  readonly years: number;
}

/** Carry of simply holding the asset itself and the rest in cash, a fraction of wealth a year: it earns the yield and the lend rate. */
const holdingCarryAnnual = ({ holding, state }: Setting): number =>
  -holding * state.yieldAnnual - (1 - holding) * state.lendRateAnnual;

/** Passage of ordinary moves alone, over the beliefs. */
function byDiffusion({ setting, leverageRatio, against, meanAnnual, years }: Exposed): number {
  const { tolerance } = setting;
  const beliefs = clusteredOver(setting, years);
  return predictiveMinimumWealthProbability({
    lossMax: tolerance.lossMax,
    years,
    meanAnnual,
    meanStandardError: driftStandardError(setting, leverageRatio, against),
    exposure: Math.abs(leverageRatio - against),
    varianceDrag: leverageRatio ** 2 - against ** 2,
    volatilityAnnual: beliefs.volatilityAnnual,
    volatilityStandardError: beliefs.volatilityStandardError,
  });
}

/** Log size of the jump that alone brings wealth to the floor or liquidates it; infinite where none does. */
function fatalSize({ setting, leverageRatio, against, barriers }: Exposed): number {
  const { lossMax } = setting.tolerance;
  // (1 + L d)/(1 + H d) = 1 - lossMax, d the relative move of the price.
  const move = -lossMax / (leverageRatio - against * (1 - lossMax));
  const side = leverageRatio > against ? "below" : "above";
  const reached = move > -1 && (side === "below" ? move < 0 : move > 0) ? Math.abs(Math.log1p(move)) : Infinity;
  return Math.min(reached, barriers.find((barrier) => barrier.side === side)?.distance ?? Infinity);
}

/**
 * The jumps as the log of wealth has them, with those that hurt as the falls: exponential there too, with a mean that gives the
 * fatal jump its own probability. Those that help are taken at their mean size.
 */
function jumpsOfWealth(exposed: Exposed, { intensityAnnual, downShare, meanDown, meanUp }: Jumps) {
  const { setting, leverageRatio, against } = exposed;
  const active = Math.abs(leverageRatio - against);
  const long = leverageRatio > against;
  const [hurts, helps] = long ? [meanDown, meanUp] : [meanUp, meanDown];
  const fatal = fatalSize(exposed);
  const floor = -Math.log1p(-setting.tolerance.lossMax);
  return {
    intensityAnnual: intensityAnnual.value,
    downShare: long ? downShare : 1 - downShare,
    meanDown: fatal === Infinity ? active * hurts : (floor * hurts) / Math.max(1e-9, fatal),
    meanUp: Math.log1p(active * (long ? Math.expm1(helps) : -Math.expm1(-helps))),
  };
}

/** Passage of ordinary moves and jumps together, over the beliefs. */
function byJumpDiffusion(exposed: Exposed, jumps: Jumps): number {
  const { setting, leverageRatio, against, meanAnnual, years } = exposed;
  const active = leverageRatio - against;
  const drag = leverageRatio ** 2 - against ** 2;
  const ofWealth = jumpsOfWealth(exposed, jumps);
  const between = meanAnnual - active * jumps.intensityAnnual.value * meanJump(jumps);
  const error = driftStandardError(setting, leverageRatio, against);
  return overVolatilityWithJumps(clusteredOver(setting, years), true, (volatility, counted) =>
    driftedPassage({
      barrier: -Math.log1p(-setting.tolerance.lossMax),
      drift: between - (drag * volatility ** 2) / 2,
      driftStandardError: error,
      volatility: Math.abs(active) * volatility,
      years,
      jumps: counted ? ofWealth : null,
    }),
  );
}

/**
 * P(wealth is below the floor of the tolerance at some time within its horizon) at a rebalanced leverage ratio of total wealth,
 * over the beliefs. A liquidation by a gap or a jump counts as falling below. With jumps it is the passage of a jump diffusion
 * whose jumps have exponential log sizes in wealth, as they have in price: tested against simulation.
 */
export function rebalancedFloorProbability(setting: Setting, leverageRatio: number): number {
  const against = setting.tolerance.measuredAgainst === "holding" ? setting.holding : 0;
  const active = leverageRatio - against;
  if (active === 0 && !setting.market.model.twoSided) return 0;
  const carry = carryRateAnnual(setting, leverageRatio) - (against === 0 ? 0 : holdingCarryAnnual(setting));
  const years = horizonsOf(setting).tolerance;
  const barriers = liquidationBarriers(situationAt(setting, leverageRatio), 0);
  const meanAnnual = active * setting.beliefs.driftAnnual - carry;
  const exposed = { setting, leverageRatio, against, meanAnnual, barriers, years };
  const jumps = setting.request.estimates.jumps ?? null;
  const moved = jumps === null || active === 0 ? byDiffusion(exposed) : byJumpDiffusion(exposed, jumps);
  const { gap } = triggerMoves(setting);
  // A stated gap that reaches the barrier counts as none here: the answer speaks of it.
  const gaps = gap === null ? 0 : (gapHazardAnnual(gap, barriers)?.value ?? 0);
  return 1 - (1 - moved) * Math.exp(-gaps * years);
}
