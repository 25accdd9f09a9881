import { UnavailableError } from "../src/errors/index.js";
import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import type { Bar, DatedRate, HistorySource } from "../src/ports/index.js";

/** A venue whose past a test makes up, so that it knows every row that must come back. */
export interface PastVenue {
  readonly source: HistorySource;
  /** What it was asked, in order: "bars" or "funding", after which moment, until which. */
  readonly asked: (readonly [what: string, fromMs: number, toMs: number])[];
  /** Every bar that it has. */
  readonly bars: readonly Bar[];
}

/** What the venue is like. */
export interface PastTerms {
  /** First and last moment of its past, epoch ms UTC. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs?: number;
  /** Rows of a page; 500 if left out. */
  readonly pageRows?: number;
  /** Bars that it does not have, by their close. */
  readonly lacks?: (closeMs: number) => boolean;
  /** The question, counted from 1, that it does not answer. */
  readonly failsAt?: number;
  readonly closesOnly?: boolean;
}

/** A bar that nothing but its time decides. */
export function barAt(closeMs: number): Bar {
  const close = 2000 + 300 * Math.sin(closeMs / (9 * DAY_MS)) + 40 * Math.sin(closeMs / (5 * HOUR_MS));
  const open = close * (1 + 0.002 * Math.cos(closeMs / HOUR_MS));
  return { closeMs, open, high: Math.max(open, close) * 1.003, low: Math.min(open, close) * 0.997, close };
}

/** A payment each 8 hours that nothing but its time decides. */
const paymentAt = (timeMs: number): DatedRate => ({ timeMs, rate: 1e-4 + 2e-4 * Math.sin(timeMs / (4 * DAY_MS)) });

const multiples = (stepMs: number, fromMs: number, toMs: number): number[] => {
  const first = Math.floor(fromMs / stepMs) + 1;
  return Array.from({ length: Math.max(0, Math.floor(toMs / stepMs) - first + 1) }, (_, at) => (first + at) * stepMs);
};

/** A venue with bars and funding of its span. */
export function pastVenue(terms: PastTerms): PastVenue {
  const {
    fromMs,
    toMs,
    intervalMs = HOUR_MS,
    pageRows = 500,
    lacks = () => false,
    failsAt,
    closesOnly = false,
  } = terms;
  const asked: [string, number, number][] = [];
  const page = (what: string, times: (fromMs: number, toMs: number) => number[]) => (from: number, to: number) => {
    asked.push([what, from, to]);
    if (asked.length === failsAt)
      throw new UnavailableError({ field: "past.test", got: "nothing", want: "an answer", hint: "ask again" });
    return times(Math.max(from, fromMs), Math.min(to, toMs)).slice(0, pageRows);
  };
  const barTimes = (from: number, to: number): number[] => multiples(intervalMs, from, to).filter((ms) => !lacks(ms));
  const askBars = page("bars", barTimes);
  const askFunding = page("funding", (from, to) => multiples(8 * HOUR_MS, from, to));
  const source: HistorySource = {
    ...{ source: "past.test", market: "past-ETHUSD", price: "mark", intervalMs, closesOnly },
    bars: async (from, to) => askBars(from, to).map(barAt),
    funding: async (from, to) => askFunding(from, to).map(paymentAt),
    borrowRates: null,
  };
  return { source, asked, bars: barTimes(fromMs, toMs).map(barAt) };
}
