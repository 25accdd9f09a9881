import { describe, expect, test } from "vitest";
import { createStream } from "../../kernel/index.js";
import { DAY_MS } from "../../model/index.js";
import { judged, type RunToJudge } from "./beats.js";
import type { DailyReturns } from "./daily-returns.js";
import { overfittingOf } from "./overfitting.js";
import { percentileInterval, resampledFigures } from "./stationary-bootstrap.js";

const START = Date.UTC(2018, 0, 1);
const DAYS = 800;

const daily = (simpleReturns: Float64Array, ruinedMs: number | null = null): DailyReturns => ({
  startMs: START,
  endMs: Float64Array.from(simpleReturns, (_, i) => START + (i + 1) * DAY_MS),
  simpleReturns,
  ruinedMs,
});
const noise = (path: number, mean = 0, spread = 0.02): Float64Array => {
  const stream = createStream(17, path);
  return Float64Array.from({ length: DAYS }, () => mean + spread * stream.normal());
};

const market = noise(0, 0.0005);
const holds: RunToJudge = { id: "hold", daily: daily(market) };
const twice: RunToJudge = { id: "twice", daily: daily(market.map((step) => 2 * step)) };
const finer: RunToJudge = { id: "finer", daily: daily(market.map((step, i) => step + (i % 2) * 0.002)) };
const poorer: RunToJudge = { id: "poorer", daily: daily(market.map((step) => step - 0.001)) };
const cash: RunToJudge = { id: "cash", daily: daily(new Float64Array(DAYS)) };
const dead: RunToJudge = {
  id: "dead",
  daily: {
    startMs: START,
    endMs: Float64Array.from({ length: 401 }, (_, i) => START + (i + 1) * DAY_MS - (i === 400 ? DAY_MS / 2 : 0)),
    simpleReturns: market.slice(0, 401).map((step, i) => (i === 400 ? -1 : 3 * step)),
    ruinedMs: START + 400.5 * DAY_MS,
  },
};
const all = [holds, twice, finer, poorer, cash, dead];
const quick = { resamples: 400, blockLength: 5 };

describe("judgement of runs", () => {
  const found = judged(all, "hold", quick);
  const of = (id: string) => found.policies.find((policy) => policy.id === id)!;

  test("says what it judged, and how", () => {
    expect(found).toMatchObject({
      baselineId: "hold",
      startMs: START,
      days: DAYS,
      resamples: 400,
      seed: 1,
      blockLength: 5,
    });
    expect(found.daysPerYear).toBeCloseTo(365, 9);
    expect(found.policies.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  test("verdicts: what always earns more is better, what always earns less is worse, the ruined are ruined", () => {
    expect(found.policies.map(({ verdict }) => verdict)).toEqual([
      "baseline",
      "undecided",
      "better",
      "worse",
      "undecided",
      "ruined",
    ]);
    expect(of("finer").beats).toMatchObject({ value: 1, low: 1, high: 1 });
    expect(of("poorer").beats).toMatchObject({ value: 0, low: 0, high: 0 });
    const { value, low, high } = of("twice").beats!;
    expect(low).toBeLessThan(value);
    expect(value).toBeLessThan(high);
    expect(of("hold")).toMatchObject({ beats: null, growthDifference: null });
  });

  test("growth, fall and shortfall with the intervals of the bootstrap, growth by the year", () => {
    const years = DAYS / 365;
    const [drawn] = resampledFigures([market], { ...quick, seed: 1 });
    const interval = percentileInterval(drawn.logGrowth);
    const { growthAnnual, growthInterval, drawdownInterval, expectedShortfall, drawdownMax } = of("hold");
    const logs = market.reduce((sum, step) => sum + Math.log1p(step), 0);
    expect(growthAnnual).toBeCloseTo(logs / years, 12);
    expect(growthInterval!.low).toBeCloseTo(interval.low / years, 12);
    expect(growthInterval!.high).toBeCloseTo(interval.high / years, 12);
    expect(drawdownInterval).toEqual(percentileInterval(drawn.drawdownMax));
    expect(expectedShortfall).toMatchObject(percentileInterval(drawn.expectedShortfall));
    expect(drawdownMax).toBeLessThan(of("twice").drawdownMax);
  });

  test("cash has no Sharpe ratio, a ruined run nothing but its ruin; both count as tried", () => {
    expect(of("cash")).toMatchObject({ sharpeAnnual: null, deflatedSharpe: null, growthAnnual: 0, drawdownMax: 0 });
    expect(of("dead")).toEqual({
      id: "dead",
      verdict: "ruined",
      ruinedMs: START + 400.5 * DAY_MS,
      growthAnnual: "ruined",
      growthInterval: null,
      drawdownMax: 1,
      drawdownInterval: null,
      expectedShortfall: null,
      growthDifference: null,
      beats: null,
      sharpeAnnual: null,
      deflatedSharpe: null,
    });
    expect(found.trials.tried).toBe(6);
    const columns = all.map(({ daily: { simpleReturns } }) =>
      Float64Array.from({ length: DAYS }, (_, i) => (i < simpleReturns.length ? simpleReturns[i] : -1)),
    );
    const { logits: _, ...summary } = overfittingOf(columns);
    expect(found.overfitting).toEqual(summary);
  });

  test("what else was tried takes from the deflated Sharpe ratio, and changes nothing else", () => {
    const alsoTried = Array.from({ length: 50 }, (_, i) => daily(noise(100 + i)));
    const after = judged(all, "hold", { ...quick, alsoTried });
    expect(after.trials.tried).toBe(56);
    const [before, now] = [of("finer"), after.policies[2]];
    expect(now.deflatedSharpe!).toBeLessThan(before.deflatedSharpe!);
    expect({ ...now, deflatedSharpe: before.deflatedSharpe }).toEqual(before);
  });

  test("beside a baseline that was ruined, whoever was not is better, by no figure", () => {
    const [, , better] = judged(all, "dead", quick).policies;
    expect(better).toMatchObject({ verdict: "better", beats: null, growthDifference: null });
    const alone = judged([dead], "dead", quick);
    expect(alone).toMatchObject({ overfitting: null, days: 401, policies: [{ verdict: "ruined" }] });
  });

  test("blocks are as long as the returns or their squares ask for: months of high volatility stay together", () => {
    const stream = createStream(23, 0);
    let variance = 0.0004;
    const clustered = Float64Array.from({ length: DAYS }, () => {
      const move = stream.normal() * Math.sqrt(variance);
      variance = 0.0004 * 0.03 + 0.15 * move * move + 0.82 * variance;
      return move;
    });
    const { blockLength } = judged([{ id: "hold", daily: daily(clustered) }], "hold", { resamples: 100 });
    expect(blockLength).toBeGreaterThan(8);
    expect(judged([{ id: "hold", daily: daily(market) }], "hold", { resamples: 100 }).blockLength).toBeLessThan(5);
  });

  test("bad input is refused by name", () => {
    const refused = (work: () => unknown, code: string, field: string) =>
      expect(work).toThrow(expect.objectContaining({ code, field }));
    refused(() => judged(all, "band", quick), "E_MISSING", "baselineId");
    refused(() => judged([], "hold", quick), "E_MISSING", "baselineId");
    refused(() => judged([holds, cash, holds], "hold", quick), "E_DUPLICATE_KEY", "runs");
    const short = { id: "short", daily: daily(market.slice(1)) };
    refused(() => judged([holds, short], "hold", quick), "E_CONFIG_CONFLICT", "short");
    const shifted = { id: "shifted", daily: { ...holds.daily, endMs: holds.daily.endMs.map((ms) => ms + 1) } };
    refused(() => judged([holds, shifted], "hold", quick), "E_CONFIG_CONFLICT", "shifted");
    const earlier = { id: "earlier", daily: { ...holds.daily, startMs: START - DAY_MS } };
    refused(() => judged([holds, earlier], "hold", quick), "E_CONFIG_CONFLICT", "earlier");
    refused(() => judged([holds], "hold", { resamples: 1 }), "E_OUT_OF_RANGE", "resamples");
  });
});
