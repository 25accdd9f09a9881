import { assertFinite, assertNotNegative, assertPositive, ConflictError } from "../errors/index.js";
import { positiveDomain, shareDomain, sizeDomain, type Fields } from "./fields.js";

/** One step of a maintenance table, by the size of the notional in quote currency. */
export interface Tier {
  /** The step holds above this notional ... */
  readonly notionalFloor: number;
  /** ... up to and including this one; null: no limit. */
  readonly notionalCap: number | null;
  /** Highest |leverage ratio| at which a position of this size may be opened. */
  readonly leverageRatioMax: number;
  /** Marginal maintenance margin, a fraction of notional. */
  readonly maintenanceRate: number;
  /** Taken off notional x maintenanceRate so that the demand is continuous, quote currency, >= 0. */
  readonly maintenanceAmount: number;
}

/** A table is consistent to within this share of a tier's floor: float64 noise of decimal figures, nothing more. */
const CONTINUITY_TOLERANCE = 1e-12;

const conflict = (field: string, got: string, want: string, hint: string): ConflictError =>
  new ConflictError({ field, got, want, hint }, { origin: "configuration" });

/** @throws ConflictError (E_CONFIG_CONFLICT) where `tier` does not continue `previous`. */
function assertFollows(tier: Tier, previous: Tier, field: string): void {
  if (previous.notionalCap !== tier.notionalFloor) {
    const want = `the cap of the tier before it, ${previous.notionalCap}`;
    throw conflict(
      `${field}.notionalFloor`,
      String(tier.notionalFloor),
      want,
      "tiers must neither overlap nor leave a hole",
    );
  }
  if (tier.maintenanceRate < previous.maintenanceRate) {
    const want = `at least ${previous.maintenanceRate}, the rate of the tier before it`;
    throw conflict(`${field}.maintenanceRate`, String(tier.maintenanceRate), want, "maintenance rises with size");
  }
  if (tier.leverageRatioMax > previous.leverageRatioMax) {
    const want = `at most ${previous.leverageRatioMax}, that of the tier before it`;
    throw conflict(`${field}.leverageRatioMax`, String(tier.leverageRatioMax), want, "leverage falls with size");
  }
}

/** The maintenance amount that makes the demand continuous: c_k = c_(k-1) + floor_k (m_k - m_(k-1)). */
const continuousAmount = (tier: Pick<Tier, "notionalFloor" | "maintenanceRate">, previous: Tier | undefined): number =>
  previous === undefined
    ? 0
    : previous.maintenanceAmount + tier.notionalFloor * (tier.maintenanceRate - previous.maintenanceRate);

/** @throws ConflictError (E_CONFIG_CONFLICT) if the tiers overlap, leave holes, fall, or make the demand jump. */
export function assertTiers(tiers: readonly Tier[], field: string): void {
  if (tiers.length === 0) throw conflict(field, "no tier", "at least one tier", "give the venue's bracket table");
  tiers.forEach((tier, index) => {
    const at = `${field}[${index}]`;
    const previous = tiers[index - 1];
    if (previous === undefined && tier.notionalFloor !== 0) {
      throw conflict(`${at}.notionalFloor`, String(tier.notionalFloor), "0", "the first tier starts at 0");
    }
    if (previous !== undefined) assertFollows(tier, previous, at);
    if (tier.notionalCap !== null && tier.notionalCap <= tier.notionalFloor) {
      throw conflict(
        `${at}.notionalCap`,
        String(tier.notionalCap),
        `above the floor ${tier.notionalFloor}`,
        "check the order",
      );
    }
    const want = continuousAmount(tier, previous);
    if (Math.abs(tier.maintenanceAmount - want) > CONTINUITY_TOLERANCE * tier.notionalFloor) {
      throw conflict(
        `${at}.maintenanceAmount`,
        String(tier.maintenanceAmount),
        String(want),
        "maintenance may not jump between tiers",
      );
    }
    if (tier.leverageRatioMax * tier.maintenanceRate >= 1) {
      const most = `below 1 / maintenanceRate = ${1 / tier.maintenanceRate}`;
      throw conflict(
        `${at}.leverageRatioMax`,
        String(tier.leverageRatioMax),
        most,
        "a new position would be liquidated at once",
      );
    }
  });
}

/** Reads one tier of a parameter file. A maintenance amount that is left out is the one that makes the demand continuous. */
function readTier(fields: Fields, previous: Tier | undefined): Tier {
  const notionalFloor = fields.number("notionalFloor", sizeDomain);
  const notionalCap = fields.numberOr("notionalCap", positiveDomain, null);
  const leverageRatioMax = fields.number("leverageRatioMax", { min: 1, want: "a leverage ratio of 1 or above" });
  const maintenanceRate = fields.number("maintenanceRate", shareDomain);
  const amount = continuousAmount({ notionalFloor, maintenanceRate }, previous);
  const maintenanceAmount = fields.numberOr("maintenanceAmount", sizeDomain, amount);
  fields.done();
  return { notionalFloor, notionalCap, leverageRatioMax, maintenanceRate, maintenanceAmount };
}

/** Reads and checks the tiers under `key`. @throws any SteelyardError of origin "configuration", naming the field. */
export function readTiers(fields: Fields, key: string): readonly Tier[] {
  const tiers: Tier[] = [];
  for (const entry of fields.list(key)) tiers.push(readTier(entry, tiers.at(-1)));
  assertTiers(tiers, `${fields.path}.${key}`);
  return tiers;
}

/** The tier of a notional >= 0; the last one for whatever is larger. */
export function tierAt(tiers: readonly Tier[], notional: number): Tier | undefined {
  return tiers.find((tier) => tier.notionalCap === null || notional <= tier.notionalCap) ?? tiers.at(-1);
}

/** Largest notional that may be opened; null where there is no limit. */
export const tierCap = (tiers: readonly Tier[]): number | null => tiers.at(-1)?.notionalCap ?? null;

/** Highest |leverage ratio| of a new position of this notional >= 0; 0 beyond the last cap, where none may be opened. */
export function tierLeverageRatioMax(tiers: readonly Tier[], notional: number): number {
  const cap = tierCap(tiers);
  if (cap !== null && notional > cap) return 0;
  return tierAt(tiers, notional)?.leverageRatioMax ?? 0;
}

/**
 * To fit the tier: largest notional, quote currency, of a new position at this |leverage ratio|; 0 where no tier allows it, null where there is no limit.
 * @throws NotFiniteError (E_NOT_FINITE)
 */
export function notionalMaxAt(tiers: readonly Tier[], leverageRatio: number): number | null {
  assertFinite(leverageRatio, "leverageRatio");
  const last = tiers.findLast(({ leverageRatioMax }) => leverageRatioMax >= Math.abs(leverageRatio));
  return last === undefined ? 0 : last.notionalCap;
}

/**
 * To fit the tier: largest notional, quote currency, of a new position with this equity: the largest N <= equity x leverageRatioMax(N).
 * Maximum leverage falls with size, so what N needs rises with it, and the first tier out of reach is followed by none in reach.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) if equity is below 0
 */
export function notionalMaxWith(tiers: readonly Tier[], equity: number): number {
  assertNotNegative(equity, "equity");
  let most = 0;
  for (const { notionalFloor, notionalCap, leverageRatioMax } of tiers) {
    const within = Math.min(notionalCap ?? Infinity, equity * leverageRatioMax);
    if (within <= notionalFloor) break;
    most = within;
  }
  return most;
}

/** Highest |leverage ratio| of a new position that uses all of this equity, quote currency: below 1 where the last cap is below it. @throws OutOfRangeError (E_OUT_OF_RANGE) unless equity > 0 */
export function leverageRatioMaxWith(tiers: readonly Tier[], equity: number): number {
  assertPositive(equity, "equity");
  return notionalMaxWith(tiers, equity) / equity;
}
