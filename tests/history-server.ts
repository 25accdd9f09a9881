import { HOUR_MS } from "../src/model/index.js";
import type { Bar } from "../src/ports/index.js";
import { startLoopback, type Answered, type Loopback } from "./loopback-http.js";

/** A past as Hyperliquid's answers tell it. */
export interface WirePast {
  /** As answered to `candleSnapshot`. */
  readonly candles: readonly { readonly t: number; readonly T: number }[];
  /** As answered to `fundingHistory`. */
  readonly funding: readonly { readonly time: number }[];
}

/** Payments of one page, and the newest bars that are told, as the venue documents them. */
const FUNDING_ROWS = 500;
const CANDLES_MAX = 5000;

/** A question to the venue, as far as a past has an answer. */
export interface InfoBody {
  readonly type: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly req?: { readonly startTime: number; readonly endTime: number };
}

/** What the venue answers of a past; null where it is asked of anything else. */
export function pastAnswer(
  { candles, funding }: WirePast,
  { type, startTime = 0, endTime = Infinity, req }: InfoBody,
): unknown {
  if (type === "fundingHistory")
    return funding.filter(({ time }) => time >= startTime && time <= endTime).slice(0, FUNDING_ROWS);
  if (type !== "candleSnapshot" || req === undefined) return null;
  return candles.filter(({ t, T }) => T >= req.startTime && t <= req.endTime).slice(-CANDLES_MAX);
}

/** A server that tells rows of a past by their time, as the venue does; `change` may spoil the answer to a question, counted from 1. */
export function servePast(
  past: WirePast,
  change: (answer: unknown, count: number) => unknown = (answer) => answer,
): Promise<Loopback> {
  let count = 0;
  return startLoopback(({ text }): Answered => {
    const answer = change(pastAnswer(past, JSON.parse(text) as InfoBody), ++count);
    return answer === "hang" ? "hang" : { body: JSON.stringify(answer) };
  });
}

/** Bars and payments that a test made up, on the wire. */
export function wirePast(
  coin: string,
  bars: readonly Bar[],
  payments: readonly (readonly [timeMs: number, rate: number])[],
): WirePast {
  return {
    candles: bars.map(({ closeMs, open, high, low, close }) => ({
      ...{ t: closeMs - HOUR_MS, T: closeMs - 1, s: coin, i: "1h", o: String(open), c: String(close) },
      ...{ h: String(high), l: String(low), v: "1", n: 1 },
    })),
    funding: payments.map(([timeMs, rate]) => ({ coin, fundingRate: String(rate), premium: "0", time: timeMs + 17 })),
  };
}
