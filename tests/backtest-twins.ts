import { expect } from "vitest";
import {
  runBacktest,
  runBasket,
  type BacktestColumns,
  type BacktestRequest,
  type BacktestResult,
} from "../src/backtest/engine/index.js";
import type { VenueMarket } from "../src/venues/index.js";
import { HOUR_MS } from "../src/model/index.js";
import { DEAR, FREE, asBasket, randomMarket } from "./backtest-markets.js";
import { randomPolicy, watched, type Seen } from "./backtest-policies.js";

const TOLERANCE = 1e-9;

/** Both engines on one request, and what each showed its policy. */
export function twins(
  request: BacktestRequest,
): readonly [BacktestResult, BacktestResult, readonly Seen[], readonly Seen[]] {
  const [fast, slow] = [watched(request.policy), watched(request.policy)];
  const one = runBacktest({ ...request, policy: fast.policy });
  const other = runBasket(asBasket({ ...request, policy: slow.policy }));
  return [one, other, fast.seen, slow.seen];
}

/** Largest difference of two columns, relative to the larger of 1 and the first; the same infinities agree. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(b.length).toBe(a.length);
  let most = 0;
  for (let i = 0; i < a.length; i++)
    if (a[i] !== b[i]) most = Math.max(most, Math.abs(a[i]! - b[i]!) / Math.max(1, Math.abs(a[i]!)));
  return most;
}

type Levels = Pick<BacktestColumns, "price" | "liquidationBelow" | "liquidationAbove">;

/** True where one engine has both levels at the price itself, which is rounding's answer for an account that stands on its level, and the other has one of them there. */
function standsOnLevel(one: Levels, other: Levels, row: number): boolean {
  const at = one.liquidationBelow[row]!;
  if (at !== one.liquidationAbove[row]) return false;
  return [other.liquidationBelow[row]!, other.liquidationAbove[row]!].some(
    (level) => Math.abs(level / at - 1) < TOLERANCE,
  );
}

/** Rows in which the levels of two runs differ by more than the tolerance of the price: one far away hangs on a little debt. */
function levelsApart(one: Levels, other: Levels): number[] {
  return Array.from(one.liquidationBelow.keys()).filter(
    (row) =>
      (["liquidationBelow", "liquidationAbove"] as const).some((side) => {
        const [a, b] = [one[side][row]!, other[side][row]!];
        return a !== b && !(Math.abs(a - b) <= TOLERANCE * Math.max(one.price[row]!, a));
      }) &&
      !standsOnLevel(one, other, row) &&
      !standsOnLevel(other, one, row),
  );
}

/** Fails where two results differ by more than the tolerance: of wealth at every close, and of everything else. */
export function expectSame([fast, slow, shown, seen]: ReturnType<typeof twins>): void {
  if (fast.columns === null || slow.columns === null) throw new Error("single runs keep their columns");
  const { money, growth, liquidationBelow, liquidationAbove, ...columns } = fast.columns;
  const { wealthStart } = fast.summary;
  expect(
    apart(
      columns.wealth.map((x) => x / wealthStart),
      slow.columns.wealth.map((x) => x / wealthStart),
    ),
  ).toBeLessThan(TOLERANCE);
  for (const name of Object.keys(columns) as (keyof typeof columns)[])
    expect([name, apart(columns[name], slow.columns[name]) < TOLERANCE]).toEqual([name, true]);
  expect(levelsApart({ price: columns.price, liquidationBelow, liquidationAbove }, slow.columns)).toEqual([]);
  for (const part of Object.keys(money) as (keyof typeof money)[]) {
    const [one, other] = [money[part], slow.columns.money[part]].map((column) => column.map((x) => x / wealthStart));
    expect(apart(one!, other!)).toBeLessThan(TOLERANCE);
    expect(apart(growth[part], slow.columns.growth[part])).toBeLessThan(TOLERANCE);
  }
  expect(slow.events.map(({ kind, atMs, because }) => ({ kind, atMs, because }))).toEqual(
    fast.events.map(({ kind, atMs, because }) => ({ kind, atMs, because })),
  );
  const figuresOf = ({ events }: BacktestResult): number[] =>
    events.flatMap(({ price, notional, from, to }) => [price, notional, from, to]);
  expect(apart(figuresOf(fast), figuresOf(slow))).toBeLessThan(1e-8);
  expect(seen.map(({ nowMs }) => nowMs)).toEqual(shown.map(({ nowMs }) => nowMs));
  expect(
    apart(
      shown.flatMap(({ figures }) => figures),
      seen.flatMap(({ figures }) => figures),
    ),
  ).toBeLessThan(TOLERANCE);
  expect(slow.notes).toEqual(fast.notes);
  expectSameFigures(fast.summary, slow.summary);
  expectSameFigures(fast.ledger.carry, slow.ledger.carry);
  expectSameFigures(fast.ledger.costs, slow.ledger.costs);
}

/** Every number of a summary or a ledger, by its path. */
const leaves = (value: object, path = ""): (readonly [string, unknown])[] =>
  Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    typeof child === "object" && child !== null ? leaves(child, `${path}${key}.`) : [[`${path}${key}`, child] as const],
  );

function expectSameFigures(fast: object, slow: object): void {
  const others = new Map(leaves(slow));
  for (const [path, value] of leaves(fast)) {
    const other = others.get(path);
    const near =
      typeof value === "number" && typeof other === "number"
        ? Math.abs(value - other) <= TOLERANCE * Math.max(1, Math.abs(value))
        : value === other;
    expect([path, value, other, near]).toEqual([path, value, other, true]);
  }
}

/** What is drawn by the number of a case: how large, how wild, how often looked at, and what is given beside the trades. */
export function twinRequest(venue: VenueMarket, seed: number): BacktestRequest {
  const isDear = seed % 3 !== 0;
  const calm = venue.model.leverageRatioMax(venue.asset, 1000, { [venue.asset]: 2000, [venue.quote]: 1 }) < 3;
  const wild = venue.model.twoSided ? 0.009 : calm ? 0.04 : 0.02;
  const market = randomMarket(1000 + seed, venue, {
    ...{ bars: 160, deviation: wild * (1 + (seed % 4) / 2), costs: isDear ? DEAR : { ...FREE, feeRate: null } },
    ...{ trigger: seed % 4 === 1, closesOnly: seed % 8 === 7 },
  });
  // Where next to nothing may be held short, the most that may stands on its level from the first: rounding then decides.
  const shortMax = venue.model.leverageRatioMax(venue.asset, -1000, { [venue.asset]: 2000, [venue.quote]: 1 });
  const short = shortMax < 0.1 ? 0 : venue.model.twoSided ? -12 : -1.5;
  return {
    ...market,
    policy: randomPolicy(seed, { low: short, high: venue.model.twoSided ? 18 : 4.5 }),
    wealth: [900, 20_000, 400_000][seed % 3]!,
    checkIntervalMs: [HOUR_MS, 3 * HOUR_MS, 4 * HOUR_MS][seed % 3]!,
    reactionMs: [0, HOUR_MS / 2, 2 * HOUR_MS][(seed >> 1) % 3]!,
  };
}
