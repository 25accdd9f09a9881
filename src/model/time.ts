/** Milliseconds in one hour. */
export const HOUR_MS = 3_600_000;
/** Milliseconds in one day. */
export const DAY_MS = 24 * HOUR_MS;
/** Milliseconds in a year of 365 days: these markets never close. */
export const YEAR_MS = 365 * DAY_MS;

/** Years of 365 days in a duration of `ms` milliseconds. */
export const yearsOf = (ms: number): number => ms / YEAR_MS;
