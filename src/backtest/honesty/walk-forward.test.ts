import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../../kernel/index.js";
import { DAY_MS } from "../../model/index.js";
import { dailyReturns, type DailyReturns } from "./daily-returns.js";
import { foldsOf, walkForward, type FoldRequest, type TimeSpan, type WalkForwardRequest } from "./walk-forward.js";

const START = Date.UTC(2020, 0, 1);
const days = (count: number): number => count * DAY_MS;
const folds = (toDays: number, more: Partial<FoldRequest> = {}): FoldRequest => ({
  fromMs: START,
  toMs: START + days(toDays),
  fitMs: days(100),
  fitWindow: "rolling",
  embargoMs: days(10),
  testMs: days(50),
  ...more,
});
const inDays = ({ fromMs, toMs }: TimeSpan): readonly number[] => [(fromMs - START) / DAY_MS, (toMs - START) / DAY_MS];

/** Daily log moves of a market, and what a leverage ratio earns on them over a span. */
const moves = (seed: number): Float64Array => {
  const stream = createStream(seed, 0);
  return Float64Array.from({ length: 400 }, () => 0.02 * stream.normal());
};
const leveraged =
  (market: Float64Array) =>
  (leverageRatio: number, { fromMs, toMs }: TimeSpan): DailyReturns => {
    const [from, to] = [(fromMs - START) / DAY_MS, (toMs - START) / DAY_MS];
    let value = 1;
    const wealth = [1, ...[...market.subarray(from, to)].map((move) => (value *= 1 + leverageRatio * move))];
    return dailyReturns({
      closeMs: Float64Array.from(wealth, (_, i) => fromMs + i * DAY_MS),
      wealth: Float64Array.from(wealth),
    });
  };
const walk = (market: Float64Array, more: Partial<WalkForwardRequest<number>> = {}): WalkForwardRequest<number> => ({
  ...folds(400),
  candidates: [-2, -1, 0, 1, 2],
  idOf: String,
  run: leveraged(market),
  ...more,
});

describe("folds", () => {
  test("rolling and expanding, by hand", () => {
    const rolling = foldsOf(folds(230));
    expect(rolling.map(({ fit }) => inDays(fit))).toEqual([
      [0, 100],
      [50, 150],
      [100, 200],
    ]);
    expect(rolling.map(({ test }) => inDays(test))).toEqual([
      [110, 160],
      [160, 210],
      [210, 230],
    ]);
    const expanding = foldsOf(folds(230, { fitWindow: "expanding" }));
    expect(expanding.map(({ fit }) => inDays(fit))).toEqual([
      [0, 100],
      [0, 150],
      [0, 200],
    ]);
    expect(expanding.map(({ test }) => test)).toEqual(rolling.map(({ test }) => test));
  });

  test("tests tile the span without gap or overlap, no test is shorter than a day, no fit reaches into its embargo", () => {
    const lengths = fc.record({
      fit: fc.integer({ min: 24, max: 5000 }),
      embargo: fc.integer({ min: 0, max: 500 }),
      test: fc.integer({ min: 24, max: 2000 }),
      rest: fc.integer({ min: 24, max: 20_000 }),
      fitWindow: fc.constantFrom("rolling" as const, "expanding" as const),
    });
    fc.assert(
      fc.property(lengths, ({ fit, embargo, test, rest, fitWindow }) => {
        const hours = (count: number): number => count * (DAY_MS / 24);
        const toMs = START + hours(fit + embargo + rest);
        const request = {
          fitMs: hours(fit),
          embargoMs: hours(embargo),
          testMs: hours(test),
          fitWindow,
          fromMs: START,
          toMs,
        };
        const found = foldsOf(request);
        expect(found[0].test.fromMs).toBe(START + hours(fit + embargo));
        expect(found[found.length - 1].test.toMs).toBe(toMs);
        found.forEach((fold, i) => {
          expect(fold.test.toMs - fold.test.fromMs).toBeGreaterThanOrEqual(DAY_MS);
          expect(fold.test.toMs - fold.test.fromMs).toBeLessThan(hours(test) + DAY_MS);
          expect(fold.test.fromMs - fold.fit.toMs).toBe(hours(embargo));
          if (i > 0) expect(fold.test.fromMs).toBe(found[i - 1].test.toMs);
          expect(fold.fit.fromMs).toBeGreaterThanOrEqual(START);
          expect(fold.fit.toMs - fold.fit.fromMs).toBe(hours(fit + (fitWindow === "expanding" ? i * test : 0)));
        });
      }),
    );
  });

  test("bad lengths are refused by name", () => {
    const refused = (more: Partial<FoldRequest>, code: string, field: string) =>
      expect(() => foldsOf(folds(400, more))).toThrow(expect.objectContaining({ code, field }));
    refused({ embargoMs: -1 }, "E_OUT_OF_RANGE", "embargoMs");
    refused({ fitMs: 0 }, "E_OUT_OF_RANGE", "fitMs");
    refused({ testMs: DAY_MS - 1 }, "E_OUT_OF_RANGE", "testMs");
    refused({ toMs: NaN }, "E_NOT_FINITE", "toMs");
    refused({ toMs: START + days(110) }, "E_TOO_FEW", "toMs");
  });
});

describe("walking forward", () => {
  test("a market that rises, then falls: picks what was good, pays for it after the turn, and says so", () => {
    const market = Float64Array.from({ length: 400 }, (_, i) => (i < 260 ? 0.01 : -0.01));
    const { folds: found, shortfall, returns, growthAnnual } = walkForward(walk(market));
    expect(found.map(({ picked }) => picked)).toEqual(["2", "2", "2", "2", "2", "-2"]);
    found[0].scores.forEach((score, i) => expect(score).toBeCloseTo(365 * Math.log1p((i - 2) * 0.01), 9));
    expect(found[0].scoreFit).toBeCloseTo(365 * Math.log(1.02), 9);
    // The test of the third fold runs from day 210 to 260, of the fourth from 260 to 310.
    expect(found[2].scoreTest).toBeCloseTo(365 * Math.log(1.02), 9);
    expect(found[3].scoreTest).toBeCloseTo(365 * Math.log(0.98), 9);
    expect(returns.simpleReturns.length).toBe(290);
    const sum = 190 * Math.log(1.02) + 100 * Math.log(0.98);
    expect(growthAnnual).toBeCloseTo((sum / 290) * 365, 9);
    const gaps = found.map(({ scoreFit, scoreTest }) => scoreFit - scoreTest!);
    expect(shortfall).toBeCloseTo(gaps.reduce((all, gap) => all + gap, 0) / 6, 9);
    expect(shortfall!).toBeGreaterThan(0);
  });

  test("the future replaced by noise, the embargo included, changes no earlier pick and no earlier return", () => {
    const market = moves(1);
    const whole = walkForward(walk(market));
    whole.folds.forEach(({ fit }, i) => {
      const known = (fit.toMs - START) / DAY_MS;
      const other = moves(2 + i);
      const found = walkForward(walk(market.map((move, day) => (day < known ? move : other[day]))));
      expect(found.folds.slice(0, i + 1).map(({ picked, scores }) => ({ picked, scores }))).toEqual(
        whole.folds.slice(0, i + 1).map(({ picked, scores }) => ({ picked, scores })),
      );
    });
    // And it is not that nothing ever changes: what is known does.
    const other = walkForward(walk(moves(9)));
    expect(other.folds.map(({ picked }) => picked)).not.toEqual(whole.folds.map(({ picked }) => picked));
  });

  test("of candidates that score alike the first is picked; one that ruins is never", () => {
    const flat = new Float64Array(400);
    expect(walkForward(walk(flat)).folds.map(({ picked }) => picked)).toEqual(Array(6).fill("-2"));
    const crash = moves(4).map((move, day) => (day % 90 === 30 ? -0.6 : move));
    for (const { picked, scores } of walkForward(walk(crash)).folds) {
      expect(scores[4]).toBeNull();
      expect(picked).not.toBe("2");
    }
  });

  test("a ruin in a test is the end of the investor, and leaves no shortfall to state", () => {
    const market = Float64Array.from({ length: 400 }, (_, i) => (i === 215 ? -0.7 : 0.01));
    const found = walkForward(walk(market));
    expect(found.folds[2]).toMatchObject({ picked: "2", scoreTest: null });
    expect(found).toMatchObject({ growthAnnual: "ruined", shortfall: null });
    expect([...found.returns.simpleReturns.subarray(105)].every((step) => step === -1)).toBe(true);
  });

  test("a score of one's own decides", () => {
    const least = (returns: DailyReturns): number => -Math.abs(Math.max(...returns.simpleReturns));
    expect(walkForward(walk(moves(3), { score: least })).folds.map(({ picked }) => picked)).toEqual(Array(6).fill("0"));
  });

  test("bad candidates and runs that leave their span are refused by name", () => {
    const refused = (more: Partial<WalkForwardRequest<number>>, code: string, field: string) =>
      expect(() => walkForward(walk(moves(1), more))).toThrow(expect.objectContaining({ code, field }));
    refused({ candidates: [] }, "E_TOO_FEW", "candidates");
    refused({ candidates: [1, 2, 1] }, "E_DUPLICATE_KEY", "candidates");
    refused({ score: () => null }, "E_MISSING", "folds[0].scores");
    refused({ score: () => NaN }, "E_NOT_FINITE", "folds[0].scores[0]");
    const further = (ratio: number, span: TimeSpan) =>
      leveraged(moves(1))(ratio, { ...span, toMs: span.toMs + DAY_MS });
    refused({ run: further }, "E_CONFIG_CONFLICT", "run(-2)");
  });
});
