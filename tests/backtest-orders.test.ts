import { describe, expect, test } from "vitest";
import { runBacktest, runBasket, type BacktestRequest, type BacktestResult } from "../src/backtest/engine/index.js";
import { HOUR_MS } from "../src/model/index.js";
import {
  HOLD,
  bandPolicy,
  stopLossPolicy,
  together,
  type PolicyTrade,
  type PolicyView,
  type TradingPolicy,
} from "../src/policies/index.js";
import { FREE, asBasket, seriesOf, steady, venueKinds, type Bar } from "./backtest-markets.js";
import { policyFrom } from "./backtest-policies.js";

/** Each hour opens at the close before it. */
const walk = (...closes: readonly number[]): Bar[] =>
  closes.map((close, i) => {
    const open = i === 0 ? close : closes[i - 1]!;
    return [open, Math.max(open, close), Math.min(open, close), close];
  });

/** One price an hour. */
const steps = (...prices: readonly number[]): Bar[] => prices.map((price) => [price, price, price, price]);

/** A run without interest and cost, checked each hour, of 1,000. */
const requestOf = (name: string, bars: readonly Bar[], policy: TradingPolicy): BacktestRequest => ({
  ...{ venue: venueKinds[name]!, prices: seriesOf(bars), trigger: null, costs: FREE, policy, wealth: 1000 },
  rates: {
    ...{ borrow: steady(0), assetBorrow: steady(0), lend: steady(0), yield: steady(0) },
    funding: venueKinds[name]!.model.twoSided ? steady(0) : null,
  },
  ...{ checkIntervalMs: HOUR_MS, reactionMs: 0 },
});

/** The trade of the first check, and what is said of every later one. */
const opensThen = (first: Omit<PolicyTrade, "kind" | "because">, later: (view: PolicyView) => PolicyTrade | null) =>
  policyFrom("a test", (view) =>
    view.nowMs === view.startMs ? { kind: "trade", because: "opens", ...first } : (later(view) ?? HOLD),
  );

const to = (leverageRatio: number, more: Partial<PolicyTrade> = {}): PolicyTrade => ({
  ...{ kind: "trade", leverageRatio, because: "asked for" },
  ...more,
});

const traded = ({ events }: BacktestResult): (readonly [string, number, number, number])[] =>
  events.map(({ kind, price, from, to: after }) => [kind, price, Number(from.toFixed(6)), Number(after.toFixed(6))]);

const engines = [
  ["one asset", (request: BacktestRequest) => runBacktest(request)],
  ["a basket of one", (request: BacktestRequest) => runBasket(asBasket(request))],
] as const;

describe.each(engines)("what is told of wealth and of orders under way: %s", (_, run) => {
  test.each(["hyperliquid", "custom perpetual", "binance-usdm"])(
    "%s: an open far below 0 at the venue, with half kept out of its reach: all log growth is told, ln(1/2) of liquidation",
    (name) => {
      const bars = steps(100, 100, 100, 65, 65);
      const { columns } = run(
        requestOf(
          name,
          bars,
          opensThen({ leverageRatio: 10, share: 0.5 }, () => null),
        ),
      );
      const last = bars.length - 1;
      expect(columns!.wealth[last]).toBeCloseTo(500, 9);
      expect(columns!.growth.liquidation[last]).toBeCloseTo(Math.log(0.5), 12);
      expect(columns!.growth.price[last]).toBe(0);
    },
  );

  test("a resting order that fires cancels an order under way, and its stop stays out", () => {
    const stop = stopLossPolicy({ leverageRatio: 2, stop: 0.1, by: "resting", reopenMs: null });
    const band = bandPolicy({ low: 1.7, high: 3, target: 2, tradeTo: "edge" });
    const bars = walk(100, 100, 100, 100, 100, 130, 130, 95, 70, 70, 72, 74, 76, 78, 60, 45);
    const request = { ...requestOf("aave-v3", bars, together([band, stop])), reactionMs: 3 * HOUR_MS };
    const result = run(request);
    expect(traded(result)).toEqual([
      ["trade", 100, 0, 2],
      ["resting-order", 90, 2.25, 0],
    ]);
    expect(result.summary.wealthEnd).toBeCloseTo(800, 9);
  });
});

describe.each(engines)("a stop whose order at the venue was lost: %s", (_, run) => {
  test("is set anew at the next check, and fires", () => {
    const stop = stopLossPolicy({ leverageRatio: 2, stop: 0.1, by: "resting", reopenMs: null });
    const loses = policyFrom("a test", (view) => {
      const action = stop.adjust(view);
      return view.nowMs === view.startMs + 2 * HOUR_MS ? { kind: "hold", resting: null } : action;
    });
    const result = run(requestOf("aave-v3", walk(100, 100, 100, 99, 98, 80, 80), loses));
    expect(traded(result).map(([kind, price]) => [kind, price])).toEqual([
      ["trade", 100],
      ["resting-order", 90],
    ]);
  });
});

describe.each(engines)("a price that turns between a check and its fill: %s", (_, run) => {
  test("decided at 2.11x to come down to 2x, it finds 1.71x at the open: nothing is bought", () => {
    const bars = [...steps(100, 100, 100), [100, 100, 95, 95], ...steps(120, 120, 120)] as const;
    const lower = opensThen({ leverageRatio: 2 }, ({ leverageRatio }) => (leverageRatio > 2.05 ? to(2) : null));
    const result = run(requestOf("aave-v3", bars, lower));
    expect(traded(result)).toEqual([["trade", 100, 0, 2]]);
    expect(result.notes.at(-1)).toMatch(/^orders were not filled where the price had turned/);
  });

  test("decided at 1.83x to go up to 2x, it finds 2.25x at the open: nothing is sold; at the next check it is decided again", () => {
    const bars = [...steps(100, 100, 100), [100, 120, 100, 120], ...steps(90, 120, 120)] as const;
    const higher = opensThen({ leverageRatio: 2 }, ({ leverageRatio }) => (leverageRatio < 1.9 ? to(2) : null));
    const result = run(requestOf("aave-v3", bars, higher));
    expect(traded(result)).toEqual([
      ["trade", 100, 0, 2],
      ["trade", 120, Number((2.4 / 1.4).toFixed(6)), 2],
    ]);
  });

  test("from long to short is filled wherever the price has gone", () => {
    const flips = opensThen({ leverageRatio: 2 }, ({ leverageRatio }) => (leverageRatio > 0 ? to(-2) : null));
    const result = run(requestOf("hyperliquid", steps(100, 100, 110, 110), flips));
    expect(traded(result).map(([, , , after]) => after)).toEqual([2, -2]);
  });
});

describe.each(engines)("what a venue does not open: %s", (_, run) => {
  test("a position beyond what the venue opens is not raised, and nothing of it is sold", () => {
    const raises = opensThen({ leverageRatio: 5 }, ({ leverageRatio }) => (leverageRatio > 5.2 ? to(5.7) : null));
    const result = run(requestOf("aave-v3", steps(100, 100, 98, 98, 98), raises));
    expect(traded(result)).toEqual([["trade", 100, 0, 5]]);
  });

  test("leverage that the venue never opens is named once, with the limit", () => {
    const { model, asset, quote } = venueKinds["aave-v3"]!;
    const most = model.leverageRatioMax(asset, 1, { [asset]: 100, [quote]: 1 });
    const policy = policyFrom("a test", () => to(most + 3));
    const result = run(requestOf("aave-v3", walk(100, 101, 102, 103, 104), policy));
    const said = result.notes.filter((note) => note.startsWith("more leverage was wanted"));
    expect(said).toEqual([
      `more leverage was wanted than the venue ever opens, ${Number(most.toPrecision(4))}x at most`,
    ]);
    expect(traded(result)[0]![3]).toBeCloseTo(most, 6);
  });

  test.each([
    ["no trade, as it is held already", 3],
    ["a trade that lowers what is held and asks for more leverage than there is", 8],
    ["a trade that lowers", 2.9],
  ])("money leaves the venue only as far as its limit: %s", (_case, wanted) => {
    const { model, asset, quote } = venueKinds["aave-v3"]!;
    const takes = opensThen({ leverageRatio: 3 }, ({ reserve }) => (reserve === 0 ? to(wanted, { share: 0.2 }) : null));
    const request = requestOf("aave-v3", steps(100, 100, 100, 100), takes);
    const { columns, notes } = run({ ...request, costs: { ...FREE, tradeMin: wanted === 3 ? 3000 : 0 } });
    const notional = wanted === 3 ? 3000 : 0.2 * 1000 * wanted;
    const most = model.leverageRatioMax(asset, notional, { [asset]: 100, [quote]: 1 });
    expect(columns!.leverageRatio.at(-1)).toBeCloseTo(Math.min(wanted === 3 ? most : wanted, most), 9);
    expect(columns!.wealth.at(-1)).toBeCloseTo(1000, 9);
    expect(notes.some((note) => note.startsWith("money stayed at the venue"))).toBe(wanted !== 2.9);
  });

  test("a position beyond the venue's limit loses no money to the reserve", () => {
    const takes = opensThen({ leverageRatio: 5 }, ({ leverageRatio }) =>
      leverageRatio > 5.2 ? to(leverageRatio, { share: 0.9 }) : null,
    );
    const request = requestOf("aave-v3", steps(100, 100, 98, 98, 98), takes);
    const { columns } = run({ ...request, costs: { ...FREE, tradeMin: 4000 } });
    expect(columns!.leverageRatio.at(-1)).toBeCloseTo(4.9 / 0.9, 9);
  });
});
