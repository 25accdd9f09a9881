import { describe, expect, test } from "vitest";
import { runBacktest, runBasket, type BacktestRequest } from "../src/backtest/engine/index.js";
import { DAY_MS, yearsOf } from "../src/model/index.js";
import { HOLD } from "../src/policies/index.js";
import { gapsOf } from "../src/series/index.js";
import { FREE, asBasket, seriesOf, steady, venueKinds } from "./backtest-markets.js";
import { policyFrom } from "./backtest-policies.js";

const WEEKS = 6;

/** Daily bars at 100 of a market that opens Monday to Friday, from a Sunday's open on, without the days of these numbers. */
function weekdays(lacking: readonly number[] = []): BacktestRequest["prices"] {
  const all = seriesOf(
    Array.from({ length: 7 * WEEKS }, () => [100, 100, 100, 100] as const),
    DAY_MS,
  );
  const kept = (_: number, day: number): boolean => day % 7 !== 0 && day % 7 !== 6 && !lacking.includes(day);
  const closeMs = all.closeMs.filter(kept);
  const { open, high, low } = all.bars!;
  const bars = { open: open.filter(kept), high: high.filter(kept), low: low.filter(kept) };
  return { ...all, closeMs, close: all.close.filter(kept), bars, gaps: gapsOf(closeMs, DAY_MS) };
}

/** Twice the index on a margin loan at 5 % a year. */
const requestOf = (prices: BacktestRequest["prices"]): BacktestRequest => ({
  ...{ venue: venueKinds["margin-loan"]!, prices, trigger: null, costs: FREE, wealth: 1000 },
  rates: { borrow: steady(0.05), assetBorrow: null, lend: steady(0), yield: steady(0), funding: null },
  policy: policyFrom("a test", ({ lastTradeMs }) =>
    lastTradeMs === null ? { kind: "trade", leverageRatio: 2, because: "opens" } : HOLD,
  ),
  ...{ checkIntervalMs: DAY_MS, reactionMs: 0 },
});

describe.each([
  ["one asset", (request: BacktestRequest) => runBacktest(request)],
  ["a basket of one", (request: BacktestRequest) => runBasket(asBasket(request))],
] as const)("a market that closes: %s", (_, run) => {
  test("weekends and a Good Friday with its Monday are no lack of bars, and are told; interest runs through them", () => {
    const prices = weekdays([19, 22]);
    const { columns, notes } = run(requestOf(prices));
    const { closeMs } = prices;
    expect(notes).toContain(
      "12 days without a bar in 5 steps of up to five days are weekends and holidays of a market that closes, and none that lack",
    );
    const years = yearsOf(closeMs.at(-1)! - closeMs[1]!);
    expect(columns!.wealth.at(-1)).toBeCloseTo(2000 - 1000 * Math.exp(0.05 * years), 9);
  });

  test("what is told is of the span of the run", () => {
    const prices = weekdays();
    const { notes } = run({ ...requestOf(prices), fromMs: prices.closeMs[24]! });
    expect(notes.join()).toContain("2 days without a bar in 1 step of up to five days");
  });

  test("a week without a bar lacks", () => {
    expect(() => run(requestOf(weekdays([15, 16, 17, 18, 19])))).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "prices", got: expect.stringMatching(/^1 step/) as string }),
    );
  });
});
