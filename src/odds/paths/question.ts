import type { BandPolicy, PathLaw, PathRateLaw, Watching } from "../../model/index.js";
import type { VenueHolding } from "../grid/index.js";
import type { UncertainVolatility } from "../posterior.js";

/** What is believed of the market, drawn anew for each path: what paths then say is predictive. */
export interface PathBeliefs {
  /** One standard error of the arithmetic drift a year. */
  readonly driftStandardError: number;
  /** Volatility a year: it scales the law's shocks by itself over its own mean. */
  readonly volatility: UncertainVolatility;
}

/** What becomes of a holding under a policy, path by path. */
export interface PathQuestion {
  readonly holding: VenueHolding;
  /** Signed leverage ratio of total wealth, held now. */
  readonly leverageRatio: number;
  /** Sizes of leverage; both edges null: untouched. */
  readonly policy: BandPolicy;
  /** Time between two checks; outages are refused. */
  readonly watching: Watching;
  readonly law: PathLaw;
  /** Arithmetic drift a year that replaces the law's own mean; null: the law's own. */
  readonly driftAnnual: number | null;
  /** A rate that moves with the market, in place of the holding's own for borrowed cash or for funding; null: none. */
  readonly rate: { readonly law: PathRateLaw; readonly on: "cash" | "funding" } | null;
  /** Null: what the law says is certain. */
  readonly beliefs: PathBeliefs | null;
  /** Step, years, of laws that hold for any; a law with a step of its own states it. Short where jumps are frequent: a step that has one is looked at where it ends alone, and odds come out low where many do. */
  readonly stepYears: number;
  readonly horizonYears: number;
  /** Evenly spaced times at which outcomes are told, the last of them the horizon; at most the number of steps. */
  readonly checkpoints: number;
  /** Share of wealth at the start below which it must not fall; null: none. */
  readonly floor: number | null;
  /** A whole number from 0 to 2^64 - 1. */
  readonly seed: bigint;
}

/** Questions on the same paths: all but the leverage ratio, the policy, the holding and the floor alike. */
export type PathQuestions = readonly [PathQuestion, ...PathQuestion[]];
