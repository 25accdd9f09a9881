import { TooFewError } from "../../errors/index.js";
import { meanOver, type Judged } from "./judged.js";

/** Chances closer to 0 or 1 than this count as this in the log score: one event that was stated as impossible then costs ln 1000, not everything. */
export const LOG_CLIP = 0.001;

/** Squared error of one chance, 0 to 1 (Brier 1950). */
export const brierOf = ({ stated, happened }: Pick<Judged, "stated" | "happened">): number => (stated - happened) ** 2;

/** Minus the log of the chance given to what came, clipped at LOG_CLIP; >= 0, smaller is better (Good 1952). */
export function logLossOf({ stated, happened }: Pick<Judged, "stated" | "happened">): number {
  const clipped = Math.min(1 - LOG_CLIP, Math.max(LOG_CLIP, stated));
  return -Math.log(happened === 1 ? clipped : 1 - clipped);
}

/** A mean squared error taken apart; reliability - resolution + uncertainty + within = brier. */
export interface BrierParts {
  /** Mean squared error, 0 to 1. */
  readonly brier: number;
  /** How far the stated chances lie from what came, group by group; 0 is calibrated. */
  readonly reliability: number;
  /** How far what came in the groups lies from what came on the whole; more is better. */
  readonly resolution: number;
  /** Variance of what came: the score of a constant that knows the frequency. */
  readonly uncertainty: number;
  /** What chances of different size in one group add (Stephenson, Coelho & Jolliffe 2008, equation 9). */
  readonly within: number;
}

/** Index of the group that a chance falls in: the last whose lower edge it reaches. `edges` ascending, the first 0. */
export const groupOf = (stated: number, edges: readonly number[]): number =>
  Math.max(
    0,
    edges.findLastIndex((edge) => stated >= edge),
  );

/**
 * The Brier score and its parts (Murphy 1973), chances grouped at `edges` (lower edges, ascending, the first 0), with the two
 * terms within groups so that the parts sum to the score exactly.
 * @throws TooFewError (E_TOO_FEW) for no forecasts.
 */
export function brierParts(judged: readonly Judged[], edges: readonly number[]): BrierParts {
  assertSome(judged);
  const brier = meanOver(judged, brierOf);
  const base = meanOver(judged, ({ happened }) => happened);
  const groups = edges.map((_, k) => judged.filter(({ stated }) => groupOf(stated, edges) === k));
  let [reliability, resolution] = [0, 0];
  for (const group of groups) {
    const weight = group.length / judged.length;
    const seen = meanOver(group, ({ happened }) => happened);
    reliability += weight * (meanOver(group, ({ stated }) => stated) - seen) ** 2;
    resolution += weight * (seen - base) ** 2;
  }
  const uncertainty = base * (1 - base);
  return { brier, reliability, resolution, uncertainty, within: brier - reliability + resolution - uncertainty };
}

/** 1 - score / score of the reference: what share of the reference's loss is saved; below 0 it is worse. 0 where the reference loses nothing. */
export const skillOf = (score: number, reference: number): number => (reference === 0 ? 0 : 1 - score / reference);

function assertSome(judged: readonly Judged[]): void {
  if (judged.length > 0) return;
  const hint = "a longer history has more dates";
  throw new TooFewError({ field: "judged", got: "no forecast", want: "at least one", hint });
}
