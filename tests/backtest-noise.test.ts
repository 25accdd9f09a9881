import { describe, expect, test } from "vitest";
import { runBacktest } from "../src/backtest/engine/index.js";
import type { BacktestMarket, RatePast } from "../src/backtest/engine/request.js";
import { createStream } from "../src/kernel/index.js";
import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import { policyKinds, policyOf } from "../src/policies/index.js";
import type { PriceSeries, RateSeries } from "../src/series/index.js";
import type { VenueMarket } from "../src/venues/index.js";
import { lendingMarket, perpetualMarket } from "./markets.js";
import { DEAR, randomMarket } from "./backtest-markets.js";
import { watchedActions } from "./backtest-policies.js";
import { policyRuns, type PolicyRun } from "./backtest-settings.js";

/** Forty days of hours, or fourteen months of days. */
const barsOf = ({ daily }: PolicyRun): number => (daily === true ? 420 : 40 * 24);

/** The series up to and with bar k, and from there on prices that have nothing to do with it. */
function withNoise(series: PriceSeries, k: number, seed: number): PriceSeries {
  const stream = createStream(seed, 9);
  const { bars } = series;
  const close = series.close.slice();
  const noisy = bars === null ? null : { open: bars.open.slice(), high: bars.high.slice(), low: bars.low.slice() };
  for (let i = k + 1; i < close.length; i++) {
    close[i] = 500 * Math.exp(3 * stream.uniform());
    if (noisy === null) continue;
    const open = 500 * Math.exp(3 * stream.uniform());
    noisy.open[i] = open;
    noisy.high[i] = Math.max(open, close[i]!) * (1 + stream.uniform());
    noisy.low[i] = Math.min(open, close[i]!) * stream.uniform();
  }
  return { ...series, close, bars: noisy };
}

/** Rates after a time replaced likewise. */
function noisyRates<Past extends RatePast | null>(past: Past, afterMs: number): Past {
  if (past === null || past.recorded === null) return past;
  const recorded: RateSeries = past.recorded;
  const rateAnnual = recorded.rateAnnual.map((rate, i) => (recorded.timeMs[i]! > afterMs ? 2 - 5 * rate : rate));
  return { ...past, recorded: { ...recorded, rateAnnual } };
}

/** The same market with everything after bar k replaced. */
function noisyMarket(market: BacktestMarket, k: number, seed: number): BacktestMarket {
  const { prices, trigger, rates } = market;
  const afterMs = prices.closeMs[k]!;
  return {
    ...market,
    prices: withNoise(prices, k, seed),
    trigger: trigger === null ? null : withNoise(trigger, k, seed + 1),
    rates: {
      borrow: noisyRates(rates.borrow, afterMs),
      assetBorrow: noisyRates(rates.assetBorrow, afterMs),
      lend: noisyRates(rates.lend, afterMs),
      yield: noisyRates(rates.yield, afterMs),
      funding: noisyRates(rates.funding, afterMs),
    },
  };
}

const FOLLOWED = { wealth: 20_000, reactionMs: 0 };

/** What the policy of a kind did at each check of a run, as text. */
function decisionsOf(
  market: BacktestMarket,
  id: string,
  { values, daily }: PolicyRun,
): readonly (readonly [number, string])[] {
  const { policy, actions } = watchedActions(policyOf({ policy: id, values }));
  runBacktest({ ...market, ...FOLLOWED, policy, checkIntervalMs: daily === true ? DAY_MS : 6 * HOUR_MS });
  return actions;
}

/** A market for a way of running: the same each time. */
const marketOf = (run: PolicyRun, venue: VenueMarket): BacktestMarket =>
  randomMarket(31, venue, {
    ...{
      bars: barsOf(run),
      deviation: run.daily === true ? 0.03 : 0.008,
      costs: DEAR,
      trigger: true,
      closesOnly: false,
    },
    intervalMs: run.daily === true ? DAY_MS : HOUR_MS,
  });

const venues = { "a lending venue": lendingMarket(), "a perpetual": perpetualMarket() };

describe("with the future replaced by noise a policy decides the same up to then", () => {
  test("every kind of policy has settings here", () => {
    expect(policyKinds.map(({ id }) => id).filter((id) => policyRuns[id] === undefined)).toEqual([]);
  });

  test.each(
    policyKinds.flatMap(({ id }) =>
      (policyRuns[id] ?? []).flatMap((run) =>
        Object.entries(venues).flatMap(([at, venue]) =>
          run.lendingOnly === true && venue.model.twoSided
            ? []
            : [{ id, run, at, venue, text: JSON.stringify(run.values) }],
        ),
      ),
    ),
  )("$id $text at $at", ({ id, run, venue }) => {
    const market = marketOf(run, venue);
    const whole = decisionsOf(market, id, run);
    const stream = createStream(17, id.length);
    expect(whole.some(([, action]) => action.includes('"trade"'))).toBe(true);
    for (let draw = 0; draw < 2; draw++) {
      const k = Math.floor(barsOf(run) * (run.daily === true ? 0.93 + 0.06 * draw : 0.55 + 0.4 * stream.uniform()));
      const untilMs = market.prices.closeMs[k]!;
      const upTo = (actions: typeof whole) => actions.filter(([nowMs]) => nowMs <= untilMs);
      const known = upTo(whole);
      expect(known.length).toBeGreaterThan(5);
      expect(upTo(decisionsOf(noisyMarket(market, k, 100 + draw), id, run))).toEqual(known);
    }
  });

  test("noise that begins a day earlier is seen", () => {
    const run: PolicyRun = { values: { low: 1.6, high: 1.7 } };
    const market = marketOf(run, venues["a lending venue"]);
    const k = barsOf(run) - 200;
    const untilMs = market.prices.closeMs[k]! + DAY_MS;
    const upTo = (at: BacktestMarket) => decisionsOf(at, "band", run).filter(([nowMs]) => nowMs <= untilMs);
    expect(upTo(noisyMarket(market, k, 100))).not.toEqual(upTo(market));
  });
});
