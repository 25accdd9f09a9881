import { ConflictError, MissingError, assertPositive } from "../errors/index.js";
import { garchLawOf } from "../estimators/index.js";
import { DAY_MS, driftingLaw, figuresLaw, yearsOf, type PathLaw } from "../model/index.js";
import type { MarketParameters } from "./market-parameters.js";

/** Which of the laws of a fitted model. */
export type MarketLaw = "normal" | "states" | "garch";

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

/** The fitted states: one arithmetic drift in all. Their figures are rounded, so that chances are made to sum to 1. */
const regimesOf = (parameters: MarketParameters): PathLaw => {
  const { states, transition } = fitted(parameters.regimes, "states", parameters);
  const { driftAnnual, jumps, prices } = parameters;
  const whole = (chances: readonly number[]): readonly number[] => {
    const sum = chances.reduce((all, chance) => all + chance, 0);
    return chances.map((chance) => chance / sum);
  };
  const laws = states.map(({ volatilityAnnual }) =>
    driftingLaw({ driftAnnual: driftAnnual.value, volatilityAnnual: volatilityAnnual.value, jumps }),
  );
  return {
    kind: "moves",
    moves: {
      laws,
      switchYears: yearsOf(DAY_MS),
      switching: transition.map(whole),
      start: whole(states.map(({ share }) => share)),
    },
    source: `${states.length} states of daily volatility fitted to ${prices.source}`,
  };
};
