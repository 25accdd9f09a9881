import { describe, expect, test } from "vitest";
import { managedOutcome, type HorizonOutcome } from "../src/odds/index.js";
import { caseOf, FAMILIES, LAWS, POLICIES, type Case } from "./managed-cases.js";
import { simulated, type Simulated } from "./managed-simulation.js";

const SEED = 4;
const PATHS = 2000;
const STANDARD_ERRORS = 4;

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
const isUnlikely = (count: number, trials: number, chance: number): boolean =>
  binomialBelow(count, trials, chance) < TAIL || binomialBelow(trials - count, trials, 1 - chance) < TAIL;

/** A sum of events: how large one is, and how many a path has. */
interface Events {
  readonly size: number;
  readonly perPath: number;
}

/**
 * Four standard errors of a mean over paths: the sampled one, or where simulation saw too few events to know it the one that
 * the engine's own odds imply; with the skewness of rare events (Cornish-Fisher: (4^2 - 1) / 6 of one event).
 */
const toleranceOf = (standardError: number, { size, perPath }: Events): number =>
  STANDARD_ERRORS * Math.max(standardError, size * Math.sqrt(perPath / PATHS)) +
  (((STANDARD_ERRORS ** 2 - 1) / 6) * size) / PATHS +
  ROUNDING;

/** What of the engine's outcome the simulation contradicts, in words. */
function disagreements(engine: HorizonOutcome, { mean, standardError }: Simulated): readonly string[] {
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
    .filter(([name, value, events]) => !(Math.abs(mean[name] - value) <= toleranceOf(standardError[name], events)))
    .map(([name, value]) => `${name} ${value}, simulated ${mean[name]} +- ${standardError[name]}`);
  if (!isUnlikely(Math.round(mean.closed * PATHS), PATHS, liquidation)) return wrong;
  return [...wrong, `liquidation ${liquidation}, simulated ${mean.closed}`];
}

/** What is wrong with a case. */
function wrongOf({ name, managed, told }: Case, number: number): readonly string[] {
  const { horizons, engine } = managedOutcome(managed);
  const wrong = engine.checksPerStep === 1 ? [] : ["a step stands for several checks"];
  return [...wrong, ...disagreements(horizons[0], simulated(told, PATHS, number))].map((what) => `${name}: ${what}`);
}

/** Cases of each kind of position under each law. */
const EACH = 7;
const KINDS = FAMILIES.length * LAWS.length;

describe.each(FAMILIES)(
  "%s: the distribution engine against plain simulation in money, within four standard errors",
  (family) => {
    test.each(LAWS)(`${EACH} random positions under a %s law`, (law) => {
      const first = LAWS.indexOf(law) + LAWS.length * FAMILIES.indexOf(family);
      const wrong = Array.from({ length: EACH }, (_, turn) => first + turn * KINDS).flatMap((number) =>
        wrongOf(caseOf(SEED, number), number),
      );
      expect(wrong).toEqual([]);
    });
  },
);

test("the cases cover policies, volatility states, checks, outages, isolated shares and costs", () => {
  const cases = Array.from({ length: EACH * KINDS }, (_, number) => caseOf(SEED, number));
  const count = (holds: (made: Case) => boolean): number => cases.filter(holds).length;
  expect(cases.length).toBeGreaterThanOrEqual(200);
  for (const policy of POLICIES) expect(count((made) => made.policy === policy)).toBeGreaterThan(25);
  for (const states of [1, 2, 3]) expect(count(({ told }) => told.laws.length === states)).toBeGreaterThan(15);
  expect(count(({ told }) => told.stepsPerCheck > 1)).toBeGreaterThan(30);
  expect(count(({ told }) => told.downShare > 0)).toBeGreaterThan(30);
  expect(count(({ told }) => told.share < 1)).toBeGreaterThan(15);
  expect(count(({ told }) => told.fixedCostShare > 0)).toBeGreaterThan(30);
  expect(count(({ told }) => Math.abs(told.leverageRatio) !== told.policy.target)).toBeGreaterThan(30);
});
