import {
  dailyReturns,
  prepareMarket,
  runPrepared,
  type BacktestMarket,
  type BacktestSummary,
  type DatedMarket,
  type Ledger,
  type PreparedMarket,
} from "../backtest/index.js";
import { policyOf, type PolicyDescription } from "../policies/index.js";
import { venueById, type MarketRequest } from "../venues/index.js";
import type { Chunk } from "./chunks.js";

/** A market's past as plain data: its venue by name, its columns in memory that all threads see. */
export interface SweepMarket extends Omit<BacktestMarket, "venue"> {
  /** The rules from each time on, epoch ms UTC, ascending: as its entry finds them. */
  readonly venue: { readonly id: string; readonly rules: readonly [DatedRequest, ...DatedRequest[]] };
}

/** Rules as they are asked for, from a time on. */
export interface DatedRequest {
  readonly fromMs: number;
  readonly request: MarketRequest;
}

/** All that the threads of a sweep share. It is sent to each worker once. */
export interface SweepWork {
  readonly market: SweepMarket;
  readonly policies: readonly PolicyDescription[];
  /** Quote currency, all in cash. */
  readonly wealth: number;
  readonly checkIntervalMs: number;
  readonly reactionMs: number;
  /** Days whose returns are told as one. */
  readonly periodDays: number;
}

/** What one policy came to. */
export interface SweptRun {
  readonly summary: BacktestSummary;
  readonly ledger: Ledger;
  /** Simple returns of each period, fractions; -1 from a ruin on. */
  readonly returns: Float64Array;
}

/** Returns of so many steps each, the last of what remains; simple returns, fractions. */
export function pooledReturns(returns: Float64Array, steps: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(returns.length / steps) }, (_, period) => {
    let grown = 1;
    for (const step of returns.subarray(period * steps, (period + 1) * steps)) grown *= 1 + step;
    return grown - 1;
  });
}

function runOf(prepared: PreparedMarket, work: SweepWork, at: number): SweptRun {
  const { wealth, checkIntervalMs, reactionMs, policies, periodDays } = work;
  const request = { policy: policyOf(policies[at]), wealth, checkIntervalMs, reactionMs };
  const { summary, ledger, daily } = runPrepared(prepared, request, { columns: false });
  const { simpleReturns } = dailyReturns(daily);
  return { summary, ledger, returns: pooledReturns(simpleReturns, periodDays) };
}

/** The venue's rules, found again by name. */
function venueOf({ id, rules: [first, ...others] }: SweepMarket["venue"]): readonly [DatedMarket, ...DatedMarket[]] {
  const entry = venueById(id);
  const found = ({ fromMs, request }: DatedRequest): DatedMarket => ({ fromMs, market: entry.find(request) });
  return [found(first), ...others.map(found)];
}

/** The function that runs a piece of this work. @throws every error of bad input of a market or a policy */
export function sweepRunner(work: SweepWork): (chunk: Chunk) => readonly SweptRun[] {
  const { venue, ...past } = work.market;
  const prepared = prepareMarket({ ...past, venue: venueOf(venue) });
  return ({ from, to }) => Array.from({ length: to - from }, (_, i) => runOf(prepared, work, from + i));
}
