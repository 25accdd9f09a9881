import { ConflictError, MissingError, assertPositive } from "../errors/index.js";
import { garchLawOf } from "../estimators/index.js";
import { DAY_MS, HOUR_MS, driftingLaw, figuresLaw, yearsOf, type MoveLaw, type PathLaw } from "../model/index.js";
import type { MarketParameters } from "./market-parameters.js";

/** Which of the laws of a fitted model. */
export type MarketLaw = "normal" | "states" | "hourly-states" | "garch";

const LAWS: readonly MarketLaw[] = ["normal", "states", "hourly-states", "garch"];

/** The laws that parameters tell. */
export const fittedLaws = (parameters: MarketParameters): readonly MarketLaw[] =>
  LAWS.filter((kind) => {
    if (kind === "normal") return true;
    if (kind === "garch") return parameters.garch !== null;
    const hourly = parameters.garch !== null && isHourly(parameters);
    return parameters.regimes !== null && (kind === "states" || hourly);
  });

/** True of parameters fitted to prices of an hour or less. */
const isHourly = ({ gaps: [gap] }: MarketParameters): boolean => gap.kind === "estimated" && gap.windowMs <= HOUR_MS;

/** What a law may be told. */
export interface MarketLawOptions {
  /** Volatility a year of the first step, of a GARCH; left out, the fitted one. */
  readonly volatilityNowAnnual?: number | undefined;
}

/** A law of fitted parameters. @throws what `MarketModel.law` throws. */
export function marketLaw(
  parameters: MarketParameters,
  kind: MarketLaw,
  { volatilityNowAnnual }: MarketLawOptions,
): PathLaw {
  const { volatilityAnnual, driftAnnual, jumps, prices } = parameters;
  if (kind === "garch") return garchOf(parameters, volatilityNowAnnual ?? volatilityAnnual.value);
  if (volatilityNowAnnual !== undefined) {
    throw new ConflictError({
      field: "volatilityNowAnnual",
      got: `a volatility now for the law "${kind}"`,
      want: 'the law "garch", whose volatility moves on from it',
      hint: "leave it out",
    });
  }
  if (kind === "states") return regimesOf(parameters);
  if (kind === "hourly-states") return hourlyOf(parameters);
  const figures = { driftAnnual: driftAnnual.value, volatilityAnnual: volatilityAnnual.value, jumps };
  return figuresLaw({ ...figures, source: `fitted volatility of ${prices.source}` });
}

/** @throws MissingError (E_MISSING) naming what was not fitted. */
const fitted = <T>(part: T | null, name: string, { id }: MarketParameters): T => {
  if (part !== null) return part;
  const hint = 'take the law "normal", or one fitted to prices';
  throw new MissingError({ field: "law", got: `"${name}"`, want: `a law that the model ${id} has fitted`, hint });
};

const garchOf = (parameters: MarketParameters, volatilityNowAnnual: number): PathLaw => {
  const garch = fitted(parameters.garch, "garch", parameters);
  const { volatilityAnnual, prices } = parameters;
  assertPositive(volatilityNowAnnual, "volatilityNowAnnual");
  const stepYears = yearsOf(prices.toMs - prices.fromMs) / garch.returns;
  return garchLawOf(garch, {
    stepYears,
    variance: volatilityNowAnnual ** 2 * stepYears,
    meanVariance: volatilityAnnual.value ** 2 * stepYears,
    source: `GJR Student-t of daily returns of ${prices.source}`,
  });
};

/** Fitted figures are rounded: chances that are made to sum to 1. */
const whole = (chances: readonly number[]): readonly number[] => {
  const sum = chances.reduce((all, chance) => all + chance, 0);
  return chances.map((chance) => chance / sum);
};

/** Moves in each of the fitted states, by its volatility, as a chain that begins in its long-run shares. */
const chainOf = (
  parameters: MarketParameters,
  name: MarketLaw,
  lawAt: (volatilityAnnual: number) => MoveLaw,
): PathLaw => {
  const { states, transition } = fitted(parameters.regimes, name, parameters);
  return {
    kind: "moves",
    moves: {
      laws: states.map(({ volatilityAnnual }) => lawAt(volatilityAnnual.value)),
      switchYears: yearsOf(DAY_MS),
      switching: transition.map(whole),
      start: whole(states.map(({ share }) => share)),
    },
    source: `${states.length} states of daily volatility fitted to ${parameters.prices.source}`,
  };
};

/** Normal moves, with the jumps of a pair; one arithmetic drift in all states. */
const regimesOf = (parameters: MarketParameters): PathLaw => {
  const { driftAnnual, jumps } = parameters;
  return chainOf(parameters, "states", (volatilityAnnual) =>
    driftingLaw({ driftAnnual: driftAnnual.value, volatilityAnnual, jumps }),
  );
};

/** Student's moves by the hour, of the degrees of freedom that a GARCH leaves to a day: it leaves as many to an hour. */
const hourlyOf = (parameters: MarketParameters): PathLaw => {
  const { driftAnnual } = parameters;
  const name = "hourly-states";
  const garch = fitted(isHourly(parameters) ? parameters.garch : null, name, parameters);
  const stepYears = yearsOf(HOUR_MS);
  return chainOf(parameters, name, (volatilityAnnual) => ({
    kind: "student-t",
    stepYears,
    mean: (driftAnnual.value - volatilityAnnual ** 2 / 2) * stepYears,
    deviation: volatilityAnnual * Math.sqrt(stepYears),
    degreesOfFreedom: garch.degreesOfFreedom.value,
  }));
};
