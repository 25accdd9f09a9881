import { describe, expect, test } from "vitest";
import { runBacktest } from "../src/backtest/engine/index.js";
import type { BacktestMarket, BacktestRequest, RatePast } from "../src/backtest/engine/request.js";
import { createStream } from "../src/kernel/index.js";
import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import { policyKinds, policyOf, type PolicyValues } from "../src/policies/index.js";
import type { PriceSeries, RateSeries } from "../src/series/index.js";
import { lendingMarket, perpetualMarket } from "./markets.js";
import { DEAR, randomMarket } from "./backtest-markets.js";
import { watchedActions } from "./backtest-policies.js";
import { noiseSettings } from "./backtest-settings.js";

const BARS = 60 * 24;

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

/** What the policy of a kind did at each check of a run, as text. */
function decisionsOf(market: BacktestMarket, id: string, values: PolicyValues): readonly (readonly [number, string])[] {
  const { policy, actions } = watchedActions(policyOf({ policy: id, values }));
  const request: BacktestRequest = {
    ...market,
    ...{ policy, wealth: 20_000, checkIntervalMs: 6 * HOUR_MS, reactionMs: 0 },
  };
  runBacktest(request);
  return actions;
}

const venues = { "a lending venue": lendingMarket(), "a perpetual": perpetualMarket() };

describe("with the future replaced by noise a policy decides the same up to then", () => {
  test("every kind of policy has settings here", () => {
    expect(policyKinds.map(({ id }) => id).filter((id) => noiseSettings[id] === undefined)).toEqual([]);
  });

  test.each(
    policyKinds.flatMap(({ id }) =>
      (noiseSettings[id] ?? []).flatMap((values) =>
        Object.entries(venues).map(([at, venue]) => ({ id, values, at, venue, text: JSON.stringify(values) })),
      ),
    ),
  )("$id $text at $at", ({ id, values, venue }) => {
    const market = randomMarket(31, venue, {
      ...{ bars: BARS, deviation: 0.008, costs: DEAR, trigger: true, closesOnly: false },
    });
    const whole = decisionsOf(market, id, values);
    const stream = createStream(17, id.length);
    expect(whole.length).toBeGreaterThan(20);
    for (let draw = 0; draw < 3; draw++) {
      const k = Math.floor(BARS * (0.55 + 0.4 * stream.uniform()));
      const untilMs = market.prices.closeMs[k]!;
      const upTo = (actions: typeof whole) => actions.filter(([nowMs]) => nowMs <= untilMs);
      const known = upTo(whole);
      expect(known.length).toBeGreaterThan(5);
      expect(upTo(decisionsOf(noisyMarket(market, k, 100 + draw), id, values))).toEqual(known);
    }
  });

  test("noise that begins a day earlier is seen", () => {
    const market = randomMarket(31, venues["a lending venue"], {
      ...{ bars: BARS, deviation: 0.008, costs: DEAR, trigger: false, closesOnly: false },
    });
    const values = { low: 1.6, high: 1.7 };
    const k = BARS - 200;
    const untilMs = market.prices.closeMs[k]! + DAY_MS;
    const upTo = (at: BacktestMarket) => decisionsOf(at, "band", values).filter(([nowMs]) => nowMs <= untilMs);
    expect(upTo(noisyMarket(market, k, 100))).not.toEqual(upTo(market));
  });
});
