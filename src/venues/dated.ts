import { OutOfRangeError, UnknownKeyError } from "../errors/index.js";
import type { ReleaseEntry } from "./entry.js";

/** Rules or parameters that came into force on a day. */
export interface Dated {
  /** Day from which they hold, epoch ms UTC. */
  readonly fromMs: number;
}

/** A day as people write it, "2026-01-31", from epoch ms UTC. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/**
 * What was in force on a day, from a history in ascending order; the newest where no day is asked for.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a day before the first: nothing is known of it, and later rules do not stand in.
 */
export function inForce<T extends Dated>(history: readonly [T, ...T[]], onMs: number | undefined, what: string): T {
  if (onMs === undefined) return history.at(-1) ?? history[0];
  const found = history.findLast(({ fromMs }) => fromMs <= onMs);
  if (found !== undefined) return found;
  throw new OutOfRangeError({
    field: "onMs",
    got: dayOf(onMs),
    want: `${dayOf(history[0].fromMs)} or later, from which ${what} are known`,
    hint: "give the parameters of that day, or begin later",
  });
}

/** The release of that id. @throws UnknownKeyError (E_UNKNOWN_KEY) naming those that are modelled */
export function releaseNamed<Id extends string>(
  releases: readonly (ReleaseEntry & { readonly id: Id })[],
  id: string,
): Id {
  const found = releases.find((release) => release.id === id);
  if (found !== undefined) return found.id;
  const want = `one of ${releases.map((release) => release.id).join(", ")}`;
  throw new UnknownKeyError({ field: "release", got: id, want, hint: "see steelyard venues and the venue's id" });
}
