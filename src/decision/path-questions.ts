import { yearsOf, type BandPolicy, type PathLaw } from "../model/index.js";
import type { PathBeliefs, PathQuestion } from "../odds/index.js";
import { holdingOf, movesOf, policyOf, type Purpose, type WatchedBand } from "./managed.js";
import { termed } from "./safety.js";
import type { Setting } from "./setting.js";
import { endingOf, leverageAt } from "./unattended.js";

/** One position to follow: leverage ratios of total wealth, on the setting's share of it. */
export interface FollowedPosition {
  readonly setting: Setting;
  readonly leverageRatio: number;
  readonly policy: BandPolicy;
  /** Time between two checks, years. */
  readonly checkYears: number;
  /** Share of wealth at the start below which it must not fall; null: none. */
  readonly floor: number | null;
}

/** What positions on the same paths have in common. */
export interface PathTerms {
  readonly law: PathLaw;
  /** Null: the law's own. */
  readonly driftAnnual: number | null;
  /** Null: drift and volatility are taken as known. */
  readonly beliefs: PathBeliefs | null;
  readonly stepYears: number;
  readonly horizonYears: number;
  readonly checkpoints: number;
  readonly seed: bigint;
}

/** Longest step: what happens within one is known from its ends alone where the law is a plain diffusion. */
const STEP_YEARS_MAX = 1 / 365;

/** Length of a step that divides the time between two checks, years. */
export const stepYearsFor = (checkYears: number): number =>
  checkYears / Math.max(1, Math.ceil(checkYears / STEP_YEARS_MAX - 1e-9));

/** A position that nobody touches. */
export const untouched = (leverageRatio: number): BandPolicy => ({
  low: null,
  high: null,
  tradeTo: "target",
  target: Math.abs(leverageRatio),
});

/** What becomes of a position: sudden losses that no law moves, such as gaps, are not in it. */
export function questionOf(position: FollowedPosition, terms: PathTerms): PathQuestion {
  const { setting, leverageRatio, policy, checkYears, floor } = position;
  const { suddenLosses: _, ...holding } = holdingOf(setting, leverageRatio, "growth");
  return { holding, leverageRatio, policy, watching: { checkYears }, rate: null, floor, ...terms };
}

/** The law that a decision takes the market to have, at one volatility. */
export function decisionLaw(setting: Setting, band: WatchedBand, purpose: Purpose, volatilityAnnual: number): PathLaw {
  const { jumps = null, volatilityStates = null } = setting.request.estimates;
  const moves = movesOf(setting, band, purpose, volatilityAnnual);
  const parts = [
    "normal moves",
    ...(moves.laws.length > 1 ? [`in ${moves.laws.length} volatility states (${volatilityStates?.source ?? ""})`] : []),
    ...(jumps === null ? [] : [`with jumps (${jumps.source})`]),
  ];
  return { kind: "moves", moves, source: parts.join(" ") };
}

/** The setting with what volatility may be over a horizon: spells of it are for the law. */
export const settingOver = (setting: Setting, years: number): Setting => ({
  ...setting,
  beliefs: termed(setting.beliefs, setting, years),
});

/** What is uncertain of drift and volatility; null where nothing is. */
export function uncertainOf({ beliefs }: Setting, driftStandardError = beliefs.driftStandardError): PathBeliefs | null {
  const { volatilityAnnual, volatilityStandardError } = beliefs;
  if (driftStandardError === 0 && volatilityStandardError === 0) return null;
  return { driftStandardError, volatility: { volatilityAnnual, volatilityStandardError } };
}

/** Time between two checks of the request's policy, years: a position left alone is put right at its resets. */
export const checkYearsOf = ({ policy }: Setting): number =>
  yearsOf(policy.kind === "rebalanced" ? policy.checkIntervalMs : (policy.rescue?.checkIntervalMs ?? policy.resetMs));

/** Size of leverage of total wealth at which a rescue acts; null where there is none, or nothing for it to act on. */
function rescuedAt(setting: Setting, target: number): number | null {
  const { policy } = setting;
  if (policy.kind === "rebalanced" || policy.rescue === undefined) return null;
  const ending = endingOf(setting, target, policy);
  return ending === undefined ? null : Math.max(Math.abs(target), Math.abs(leverageAt(setting, target, ending)));
}

/** What the request's policy does with a band: it keeps it; opens it again at each reset; or, with a rescue, brings it back where that acts. */
export function bandPolicyOf(setting: Setting, band: WatchedBand): BandPolicy {
  const { policy } = setting;
  if (policy.kind === "rebalanced") return policyOf(band);
  const size = Math.abs(band.target);
  const opened = { tradeTo: "target", target: size } as const;
  if (policy.rescue === undefined) return { ...opened, low: size, high: size };
  return { ...opened, low: null, high: rescuedAt(setting, band.target) };
}
