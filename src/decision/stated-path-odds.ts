import { YEAR_MS, yearsOf, type PathLaw } from "../model/index.js";
import { simulated, type Measured, type PathQuestion } from "../odds/index.js";
import { questionOf, untouched } from "./path-questions.js";
import type { DecisionRequest } from "./request.js";
import { settingOf } from "./setting.js";

/** How odds are simulated. */
export interface PathOddsTerms {
  /** A law with a step of its own. */
  readonly law: Exclude<PathLaw, { readonly kind: "moves" }>;
  readonly horizonMs: number;
  /** Evenly spaced times at which the odds are told, the last of them the horizon. */
  readonly checkpoints: number;
  readonly paths: number;
  readonly seed: bigint;
}

/** Odds of liquidation by a time after the start, ms, with their standard error. */
export interface PathOdds extends Measured {
  readonly byMs: number;
}

/**
 * Odds that the venue closes a position that nobody touches, on paths of a law with the drift of the request: for each leverage
 * ratio, at each checkpoint. All leverage ratios are followed on the same paths.
 * @throws what decide throws, and pathJobOf.
 */
export function statedPathOdds(
  request: DecisionRequest,
  leverageRatios: readonly [number, ...(readonly number[])],
  { law, horizonMs, checkpoints, paths, seed }: PathOddsTerms,
): readonly (readonly PathOdds[])[] {
  const given = settingOf(request);
  const setting = { ...given, share: 1, wealth: given.equity };
  const terms = {
    ...{ law, driftAnnual: setting.beliefs.driftAnnual, beliefs: null, stepYears: law.stepYears },
    ...{ horizonYears: yearsOf(horizonMs), checkpoints, seed },
  };
  const ask = (leverageRatio: number): PathQuestion =>
    questionOf(
      { setting, leverageRatio, policy: untouched(leverageRatio), checkYears: law.stepYears, floor: null },
      terms,
    );
  const [first, ...rest] = leverageRatios;
  return simulated([ask(first), ...rest.map(ask)], paths).map(({ fan }) =>
    fan.map(({ years, liquidated }) => ({ ...liquidated, byMs: years * YEAR_MS })),
  );
}
