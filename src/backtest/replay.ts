import { OutOfRangeError, assertPositive } from "../errors/index.js";
import { equity, notionalOf, yearsOf, type Account, type MarketState } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { liquidationRatios, onePath, pricesAt, type VenueMarket } from "../venues/index.js";

/** A position that was held, and the bars that came. */
export interface Replay {
  readonly market: VenueMarket;
  /** Bars with their lows and highs. */
  readonly series: PriceSeries;
  /** Index of the first bar that came after the position was opened at the close before it; above 0. */
  readonly next: number;
  /** Equity at the start, quote currency, > 0. */
  readonly equity: number;
  /** Notional / equity at the start, signed. */
  readonly leverageRatio: number;
  /** Leverage ratios outside which it is traded back to the nearest edge at a bar's close; null: nobody touches it. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Rates in force from a time, epoch ms UTC. */
  stateAt(ms: number): MarketState;
  /** Time between two bookings of interest or funding, ms: a whole number of bars. */
  readonly accrualMs: number;
  /** Floors of wealth, fractions of the equity at the start. */
  readonly floors: readonly number[];
  /** How long it is followed, ms, ascending; wealth is told at each. */
  readonly horizonsMs: readonly number[];
}

/** What became of it. */
export interface Replayed {
  /** Close of the bar within which the venue could close it, epoch ms UTC; null: it did not. */
  readonly liquidatedMs: number | null;
  /** Close of the bar within which wealth first stood at or below each floor, a liquidation counting; null: never. */
  readonly belowMs: readonly (number | null)[];
  /** Wealth over the start's at each horizon, after a liquidation what the venue left; null where the bars end before. */
  readonly wealth: readonly (number | null)[];
  /** Trading cost paid, over the equity at the start. */
  readonly cost: number;
}

/** The account between two changes of it: a straight line in the price. */
interface Line {
  readonly account: Account;
  /** Equity at a price of 0, and for each unit of price. */
  readonly base: number;
  readonly slope: number;
  /** Prices beyond which the venue may close it; 0 and Infinity where none may. */
  readonly below: number;
  readonly above: number;
}

const pricesOf = ({ market }: Replay, price: number) => ({ [market.quote]: 1, [market.asset]: price });

/** The line of an account, its levels by the one solver. */
function lineOf(replay: Replay, account: Account, price: number): Line {
  const prices = pricesOf(replay, price);
  const path = onePath(prices, replay.market.asset);
  const [here, there] = [equity(account, prices), equity(account, pricesAt(path, 2))];
  const slope = (there - here) / price;
  const { below, above } = liquidationRatios(replay.market.model, account, path);
  return {
    account,
    base: here - slope * price,
    slope,
    below: below === null ? 0 : below * price,
    above: above === null ? Infinity : above * price,
  };
}

/** The account traded back to the nearest edge of its band at this price, and the cost; null where it stands inside. */
function tradedBack(
  replay: Replay,
  line: Line,
  price: number,
  state: MarketState,
): { readonly account: Account; readonly cost: number } | null {
  const { band, market } = replay;
  if (band === null) return null;
  const prices = pricesOf(replay, price);
  const [held, wealth] = [notionalOf(line.account, prices, market.asset), line.base + line.slope * price];
  const leverage = held / wealth;
  if (leverage >= band.low && leverage <= band.high) return null;
  const edge = leverage < band.low ? band.low : band.high;
  const rate = market.model.tradingCost(market.asset, 1, state);
  // After the trade |held - edge (wealth - rate x traded)| = traded.
  const buys = edge * wealth > held ? 1 : -1;
  const traded = (buys * (edge * wealth - held)) / (1 + buys * edge * rate);
  const left = wealth - rate * traded;
  return {
    account: market.model.holding(market.asset, { equity: left, notional: edge * left }, prices),
    cost: rate * traded,
  };
}

/** Wealth right after the venue closes the account at the level that was met. */
function afterLiquidation(replay: Replay, { account, below }: Line, low: number, above: number): number {
  const { model } = replay.market;
  const prices = pricesOf(replay, low <= below ? below : above);
  const left = equity(model.liquidate(account, prices).account, prices);
  return model.recourse ? left : Math.max(0, left);
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) */
function barsOf({ series, next, equity: start, accrualMs }: Replay): NonNullable<PriceSeries["bars"]> {
  assertPositive(start, "equity");
  assertPositive(accrualMs, "accrualMs");
  if (series.bars !== null && next >= 1) return series.bars;
  throw new OutOfRangeError({
    field: "series",
    got: series.bars === null ? "closes alone" : "no bar before the first",
    want: "bars with lows and highs, and a close at which the position is opened",
    hint: "a position is closed within an hour: closes do not show it",
  });
}

/**
 * Replays a position bar by bar by the venue's own rule. Within a bar it is closed where the low (of a short, the high) reaches the
 * level; at the close, interest and funding are booked where due, and a watched position outside its band is traded back, at
 * the venue's cost. Where both fall in one bar, the venue is first. Rates are those in force when they are booked.
 * @throws OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for the arguments.
 */
export function replayed(replay: Replay): Replayed {
  const bars = barsOf(replay);
  const { series, next, equity: start, leverageRatio, market, floors, horizonsMs, accrualMs } = replay;
  const [openedMs, opened] = [series.closeMs[next - 1], series.close[next - 1]];
  const exposure = { equity: start, notional: leverageRatio * start };
  let line = lineOf(replay, market.model.holding(market.asset, exposure, pricesOf(replay, opened)), opened);
  const belowMs = floors.map((): number | null => null);
  const wealth = horizonsMs.map((): number | null => null);
  let [booked, told, cost] = [openedMs, 0, 0];
  for (let i = next; i < series.closeMs.length && told < horizonsMs.length; i++) {
    const [atMs, close] = [series.closeMs[i], series.close[i]];
    for (; told < horizonsMs.length && atMs > openedMs + horizonsMs[told]; told++)
      wealth[told] = (line.base + line.slope * series.close[i - 1]) / start;
    if (told === horizonsMs.length) break;
    const worst = line.slope >= 0 ? bars.low[i] : bars.high[i];
    const isLiquidated = bars.low[i] <= line.below || bars.high[i] >= line.above;
    const least = (line.base + line.slope * worst) / start;
    floors.forEach((floor, k) => {
      if (belowMs[k] === null && (isLiquidated || least <= floor)) belowMs[k] = atMs;
    });
    if (isLiquidated) {
      const left = afterLiquidation(replay, line, bars.low[i], line.above) / start;
      return { liquidatedMs: atMs, belowMs, wealth: wealth.map((each, k) => (k < told ? each : left)), cost };
    }
    const state = replay.stateAt(atMs);
    if (atMs - booked >= accrualMs) {
      const years = yearsOf(atMs - booked);
      line = lineOf(replay, market.model.accrue(line.account, pricesOf(replay, close), state, years), close);
      booked = atMs;
    }
    const trade = tradedBack(replay, line, close, state);
    if (trade === null) continue;
    line = lineOf(replay, trade.account, close);
    cost += trade.cost / start;
  }
  return { liquidatedMs: null, belowMs, wealth, cost };
}
