import { managedOdds, type HorizonOutcome } from "../src/odds/index.js";
import type { Case } from "./managed-cases.js";
import { simulated, type Simulated } from "./managed-simulation.js";

/** Standard errors within which engine and simulation agree. */
export const STANDARD_ERRORS = 4;

/** Chance of a normal number beyond four standard errors on one side. */
const TAIL = 3.17e-5;

/** The engine's own error: its row sums' over some tens of steps. */
const ROUNDING = 1e-6;

/** P(at most `count` of `trials`), each with this chance. */
function binomialBelow(count: number, trials: number, chance: number): number {
  if (chance <= 0) return 1;
  if (chance >= 1) return count >= trials ? 1 : 0;
  let [log, sum] = [trials * Math.log1p(-chance), 0];
  for (let k = 0; k <= count; k++) {
    sum += Math.exp(log);
    log += Math.log(((trials - k) / (k + 1)) * (chance / (1 - chance)));
  }
  return Math.min(1, sum);
}

/** True of a number of closes that these odds would show but once in 30,000 times on that side: exact also where hardly any is expected. */
export const isUnlikely = (count: number, trials: number, chance: number): boolean =>
  binomialBelow(count, trials, chance) < TAIL || binomialBelow(trials - count, trials, 1 - chance) < TAIL;

/** A sum of events: how large one is, and how many a path has. */
export interface Events {
  readonly size: number;
  readonly perPath: number;
}

/**
 * Four standard errors of a mean over paths: the sampled one, or where simulation saw too few events to know it the one that
 * the engine's own odds imply; with the skewness of rare events (Cornish-Fisher: (4^2 - 1) / 6 of one event).
 */
export const toleranceOf = (standardError: number, { size, perPath }: Events, paths: number): number =>
  STANDARD_ERRORS * Math.max(standardError, size * Math.sqrt(perPath / paths)) +
  (((STANDARD_ERRORS ** 2 - 1) / 6) * size) / paths +
  ROUNDING;

/** What of the engine's outcome the simulation contradicts, in words. */
function disagreements(engine: HorizonOutcome, { mean, standardError }: Simulated, paths: number): readonly string[] {
  const { liquidation, trades } = engine;
  const lost = engine.lossGivenLiquidation ?? 0;
  const closes = { size: lost, perPath: liquidation };
  const tradesOf = (sum: number): Events => ({ size: trades > 0 ? sum / trades : 0, perPath: trades });
  const compared = [
    ["logWealth", engine.logWealth, { size: -Math.log(Math.max(1e-9, 1 - lost)), perPath: liquidation }],
    ["traded", engine.traded, tradesOf(engine.traded)],
    ["cost", engine.cost, tradesOf(engine.cost)],
    ["loss", liquidation * lost, closes],
  ] as const;
  const wrong = compared
    .filter(
      ([name, value, events]) => !(Math.abs(mean[name] - value) <= toleranceOf(standardError[name], events, paths)),
    )
    .map(([name, value]) => `${name} ${value}, simulated ${mean[name]} +- ${standardError[name]}`);
  if (!isUnlikely(Math.round(mean.closed * paths), paths, liquidation)) return wrong;
  return [...wrong, `liquidation ${liquidation}, simulated ${mean.closed}`];
}

/** What the engine and the simulation of a case disagree on by more than four standard errors, in words; nothing where they agree. */
export function disagreementsOf({ name, managed, told }: Case, paths: number, seed: number): readonly string[] {
  const { horizons, engine } = managedOdds(managed);
  const wrong = engine.checksPerStep === 1 ? [] : ["a step stands for several checks"];
  return [...wrong, ...disagreements(horizons[0], simulated(told, paths, seed), paths)].map(
    (what) => `${name}: ${what}`,
  );
}
