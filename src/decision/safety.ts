import { YEAR_MS, equity, meanJump, seenByExchangeRate, volatilityOver, yearsOf } from "../model/index.js";
import type { Account, Gap, Jumps, Rescue } from "../model/index.js";
import {
  untouchedLiquidationProbability,
  withClustering,
  type Barrier,
  type Beliefs,
  type Situation,
} from "../odds/index.js";
import { pricesAt } from "../venues/index.js";
import { accountAt, type Setting } from "./setting.js";

/** The account of a leverage ratio of total wealth, with the market around it. */
export function situationAt(setting: Setting, leverageRatio: number): Situation {
  const { market, prices, state } = setting;
  return { market, prices, state, account: accountAt(setting, leverageRatio) };
}

/** Wealth over its start right after the venue liquidates the account at `priceRatio`, the rest of wealth untouched; >= 0 without recourse. */
export function wealthAfterLiquidation(setting: Setting, account: Account, priceRatio: number): number {
  const { market, prices, wealth, share } = setting;
  const at = pricesAt({ name: market.asset, prices, moved: [market.asset] }, priceRatio);
  const left = equity(market.model.liquidate(account, at).account, at);
  return 1 - share + (market.model.recourse ? left : Math.max(0, left)) / wealth;
}

/** Price ratio of a barrier. */
export const barrierRatio = ({ side, distance }: Barrier): number => Math.exp(side === "below" ? -distance : distance);

/** True where the market's price or the venue's mark triggers liquidation; an oracle of the exchange rate sees neither moves nor gaps of the market. */
export const seesMarket = ({ market }: Pick<Setting, "market">): boolean =>
  market.model.triggerPrice !== "exchange-rate";

/** What may move the price that triggers liquidation. */
interface TriggerMoves {
  readonly beliefs: Beliefs;
  readonly gap: Gap | null;
  readonly jumps: Jumps | null;
}

/** The same for this venue: all that is believed of the market, or jumps of the exchange rate alone. */
export function triggerMoves(setting: Setting, beliefs = setting.beliefs): TriggerMoves {
  const { gap, jumps = null } = setting.request.estimates;
  if (seesMarket(setting)) return { beliefs, gap, jumps };
  const seen = jumps === null ? null : seenByExchangeRate(jumps);
  // The exchange rate moves by its own falls alone; the yield that raises it is in the account.
  const driftAnnual = seen === null ? 0 : seen.intensityAnnual.value * meanJump(seen);
  const still = { driftAnnual, driftStandardError: 0, volatilityAnnual: 0, volatilityStandardError: 0 };
  return { beliefs: still, gap: null, jumps: seen };
}

/** Beliefs under stress: zero price drift with carry paid. */
export const stressed = (beliefs: Beliefs): Beliefs => ({ ...beliefs, driftAnnual: 0, driftStandardError: 0 });

/** Beliefs with what volatility may be over the horizon itself; a volatility that is known stays so. */
export function termed(beliefs: Beliefs, { request }: Setting, years: number): Beliefs {
  const term = request.estimates.volatilityTerm ?? null;
  if (term === null || beliefs.volatilityStandardError === 0) return beliefs;
  const { multiple, logDeviation } = volatilityOver(term, years * YEAR_MS);
  const volatilityAnnual = multiple * beliefs.volatilityAnnual;
  return {
    ...beliefs,
    volatilityAnnual,
    volatilityStandardError: volatilityAnnual * Math.sqrt(Math.expm1(logDeviation ** 2)),
  };
}

/** What is believed over a time: the volatility of that time, with the spread that spells of it add. */
export const clusteredOver = (setting: Setting, years: number, asked = setting.beliefs): Beliefs =>
  withClustering(termed(asked, setting, years), setting.request.estimates.volatilityStates ?? null, years);

/** Time between two looks of the venue, years. */
const venueCheckYears = ({ market }: Setting): number => yearsOf(market.model.checkIntervalMs);

/** P(liquidated untouched within `years`) at a leverage ratio of total wealth. */
export function untouchedProbability(
  setting: Setting,
  leverageRatio: number,
  years: number,
  beliefs = setting.beliefs,
): number {
  const moves = triggerMoves(setting, clusteredOver(setting, years, beliefs));
  const watch = { years, checkYears: venueCheckYears(setting) };
  return untouchedLiquidationProbability(situationAt(setting, leverageRatio), moves.beliefs, watch, moves.jumps);
}

/** Distances in logs from which a standing order that acts at a health factor still guards: the debt may grow by that factor. */
export const rescueBarriers = (barriers: readonly Barrier[], { healthFactor }: Rescue): readonly Barrier[] =>
  barriers.map((barrier) => ({ ...barrier, distance: Math.log(healthFactor), growthAnnual: 0 }));
