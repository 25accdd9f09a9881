import type { BacktestColumns } from "../backtest/index.js";

/** A run in at most some hundred spans: the state at the end of each, and the deepest fall within it. All lists are of one length. */
export interface BacktestTrack {
  readonly closeMs: readonly number[];
  readonly price: readonly number[];
  /** Quote currency. */
  readonly wealth: readonly number[];
  /** Deepest of the span, a fraction >= 0. */
  readonly drawdown: readonly number[];
  readonly leverageRatio: readonly number[];
  /** Null where the policy has no band. */
  readonly bandLow: readonly (number | null)[];
  readonly bandHigh: readonly (number | null)[];
  /** Leverage ratio at which the venue would close; null where no price makes it. */
  readonly liquidationLeverage: readonly (number | null)[];
  /** Paid so far, quote currency. */
  readonly cost: readonly number[];
}

/** Spans of a picture that is 880 pixels wide. */
const SPANS_MAX = 400;

/** As many digits as a picture shows, and some more. */
const seen = (value: number): number => Number(value.toPrecision(6));

/** Fall from the highest wealth so far at each close, a fraction. */
function drawdowns(wealth: Float64Array): Float64Array {
  let peak = 0;
  return wealth.map((value) => {
    peak = Math.max(peak, value);
    return 1 - value / peak;
  });
}

/**
 * The leverage ratio that a holding has at the price at which the venue closes it: with notional n = L at price p for each unit of
 * equity, a price ratio r = price there / p leaves the notional L r and the equity 1 + L (r - 1).
 */
function leverageAt(leverageRatio: number, price: number, liquidation: number): number | null {
  const ratio = liquidation / price;
  const equity = 1 + leverageRatio * (ratio - 1);
  return ratio > 0 && Number.isFinite(ratio) && equity > 0 ? seen((leverageRatio * ratio) / equity) : null;
}

/** The last closes of at most 400 spans of equally many bars, to within one; the start is a span of its own. */
function spansOf(count: number): readonly (readonly [from: number, to: number])[] {
  const spans = Math.min(SPANS_MAX, count - 1);
  const edge = (span: number): number => 1 + Math.floor((span * (count - 1)) / spans);
  return [[0, 1], ...Array.from({ length: spans }, (_, span): [number, number] => [edge(span), edge(span + 1)])];
}

/** A run as its pictures show it. */
export function trackOf(columns: BacktestColumns): BacktestTrack {
  const spans = spansOf(columns.closeMs.length);
  const fall = drawdowns(columns.wealth);
  const last = (column: Float64Array): readonly number[] => spans.map(([, to]) => seen(column[to - 1]));
  const banded = (column: Float64Array): readonly (number | null)[] =>
    spans.map(([, to]) =>
      columns.bandLow[to - 1] === 0 && columns.bandHigh[to - 1] === 0 ? null : seen(column[to - 1]),
    );
  return {
    closeMs: spans.map(([, to]) => columns.closeMs[to - 1]),
    price: last(columns.price),
    wealth: last(columns.wealth),
    drawdown: spans.map(([from, to]) => seen(fall.subarray(from, to).reduce((most, each) => Math.max(most, each), 0))),
    leverageRatio: last(columns.leverageRatio),
    bandLow: banded(columns.bandLow),
    bandHigh: banded(columns.bandHigh),
    liquidationLeverage: spans.map(([, to]) => {
      const at = to - 1;
      const leverage = columns.leverageRatio[at];
      const level = leverage < 0 ? columns.liquidationAbove[at] : columns.liquidationBelow[at];
      return leverage === 0 ? null : leverageAt(leverage, columns.price[at], level);
    }),
    cost: last(columns.cost),
  };
}
