import { SteelyardError } from "../src/errors/index.js";
import {
  managedOdds,
  simulated,
  type HorizonOutcome,
  type Measured,
  type PathOutcome,
  type PathQuestion,
} from "../src/odds/index.js";
import { isUnlikely, toleranceOf, type Events } from "./managed-agreement.js";
import { caseOf, FAMILIES, LAWS, type Case } from "./managed-cases.js";

/** A case as paths are asked about it. */
export function questionOf({ holding, managed, told }: Case, seed: number): PathQuestion {
  const { leverageRatio, policy, stepYears, steps, downShare } = told;
  return {
    holding,
    leverageRatio,
    policy,
    watching: { checkYears: managed.watching.checkYears, downShare },
    law: { kind: "moves", moves: managed.moves, source: "a test" },
    driftAnnual: null,
    rate: null,
    beliefs: null,
    stepYears,
    horizonYears: steps * stepYears,
    checkpoints: 1,
    floor: null,
    seed: BigInt(seed),
  };
}

/** Whether both engines can be asked: paths do not carry outages, nor states of several shapes, nor debt that turns into cash. */
export function answered(question: PathQuestion, paths: number): PathOutcome | null {
  try {
    return simulated([question], paths)[0];
  } catch (error) {
    const codes = ["E_CONFIG_CONFLICT", "E_OUT_OF_RANGE"];
    const fields = ["watching.downShare", "law.moves.laws", "policy"];
    if (error instanceof SteelyardError && codes.includes(error.code) && fields.includes(error.field)) return null;
    throw error;
  }
}

/** Number of closes that a proportion was made of. */
const countOf = ({ value }: Measured, paths: number): number => Math.round(value * paths);

/** A number of both engines that differs by more than four standard errors, in words. */
function apart(
  name: string,
  engine: number,
  { value, standardError }: Measured,
  events: Events,
  paths: number,
): string[] {
  if (Math.abs(value - engine) <= toleranceOf(standardError, events, paths)) return [];
  return [`${name} ${engine}, paths ${value} +- ${standardError}`];
}

/** What of the engine's outcome the paths contradict, in words. */
export function contradictions(engine: HorizonOutcome, outcome: PathOutcome): readonly string[] {
  const { paths, liquidation, lossGivenLiquidation, estimator } = outcome;
  const lost = engine.lossGivenLiquidation ?? 0;
  const one = { size: 1, perPath: 0 };
  const tradesOf = (sum: number): Events => ({
    size: engine.trades > 0 ? sum / engine.trades : 0,
    perPath: engine.trades,
  });
  const closes = { size: -Math.log(Math.max(1e-9, 1 - lost)), perPath: engine.liquidation };
  const wrong = [
    ...apart("logWealth", engine.logWealth, outcome.logWealth, closes, paths),
    ...apart("traded", engine.traded, outcome.traded, tradesOf(engine.traded), paths),
    ...apart("cost", engine.cost, outcome.cost, tradesOf(engine.cost), paths),
    ...(lossGivenLiquidation === null ? [] : apart("loss", lost, lossGivenLiquidation, one, outcome.closes)),
  ];
  const counted = estimator === "count" && isUnlikely(countOf(liquidation, paths), paths, engine.liquidation);
  const summed = estimator === "hazard" ? apart("liquidation", engine.liquidation, liquidation, one, paths) : [];
  return [...wrong, ...summed, ...(counted ? [`liquidation ${engine.liquidation}, counted ${liquidation.value}`] : [])];
}

/** What paths and the grid disagree on of one case by more than four standard errors, in words; null where one of them cannot be asked. */
export function pathDisagreements(made: Case, paths: number, seed: number): readonly string[] | null {
  const outcome = answered(questionOf(made, seed), paths);
  if (outcome === null) return null;
  return contradictions(managedOdds(made.managed).horizons[0], outcome).map((what) => `${made.name}: ${what}`);
}

/** The first so many cases of a family and a law, of a seed, that both engines answer: what they disagree on. */
export function kindDisagreements(
  family: Case["family"],
  law: Case["law"],
  count: number,
  { seed, paths }: { readonly seed: number; readonly paths: number },
): readonly string[] {
  const first = LAWS.indexOf(law) + LAWS.length * FAMILIES.indexOf(family);
  const found: string[] = [];
  for (let [number, compared] = [first, 0]; compared < count; number += LAWS.length * FAMILIES.length) {
    const wrong = pathDisagreements(caseOf(seed, number), paths, number);
    if (wrong === null) continue;
    found.push(...wrong);
    compared++;
  }
  return found;
}
