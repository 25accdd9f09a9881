import type { AttributionPart, BacktestColumns } from "./result.js";

/** What each part of a run brought so far: money in quote currency, and log growth. */
type Sums = Record<AttributionPart, { money: number; growth: number }>;

/** Logarithmic mean (b - a) / ln(b / a): what money is to its log growth. */
const meanOf = (before: number, after: number, growth: number): number =>
  Math.abs(growth) < 1e-8 ? (before + after) / 2 : (after - before) / growth;

/** Writes the columns of a run, and splits each change of its wealth among its causes. */
export interface Recorder {
  readonly columns: BacktestColumns;
  /** A move of the price with a quantity held, from this wealth. */
  moved(wealth: number, quantity: number, from: number, to: number): void;
  /** Any other change of wealth. */
  changed(part: AttributionPart, before: number, after: number): void;
  /** Copies the sums so far to a row. */
  write(row: number): void;
}

export const ATTRIBUTION_PARTS: readonly AttributionPart[] = ["price", "carry", "varianceDrag", "cost", "liquidation"];

/** A column for each part. */
function partColumns(rows: number): BacktestColumns["money"] {
  const column = (): Float64Array => new Float64Array(rows);
  return { price: column(), carry: column(), varianceDrag: column(), cost: column(), liquidation: column() };
}

function emptySums(): Sums {
  const sum = (): { money: number; growth: number } => ({ money: 0, growth: 0 });
  return { price: sum(), carry: sum(), varianceDrag: sum(), cost: sum(), liquidation: sum() };
}

/**
 * A move x = ln(to / from) at leverage L of all wealth changes it by ln(1 + L (e^x - 1)), of which L x is the price's and the rest, which
 * tends to (L - L^2) / 2 x^2, the variance drag (Avellaneda & Zhang 2010, "Path-dependence of leveraged ETF returns", equation 10).
 * Money is split by the logarithmic mean of wealth before and after, so that both add up. What brings wealth to nothing or below has
 * no log: where wealth is there again, as when debt is forgiven and a reserve is left, all log growth since it was last above nothing is
 * put down to what brought it back.
 */
export function recorderOf(rows: number): Recorder {
  const column = (): Float64Array => new Float64Array(rows);
  const sums = emptySums();
  const [money, growth] = [partColumns(rows), partColumns(rows)];
  let lastPositive = 0;
  const changed = (part: AttributionPart, before: number, after: number): void => {
    sums[part].money += after - before;
    if (before > 0) lastPositive = before;
    // Of wealth that was gone in between, the log growth since it was last there.
    if (after > 0) sums[part].growth += Math.log1p((after - lastPositive) / lastPositive);
  };
  return {
    columns: {
      ...{ closeMs: column(), price: column(), wealth: column(), leverageRatio: column() },
      ...{ liquidationBelow: column(), liquidationAbove: column(), bandLow: column(), bandHigh: column() },
      ...{ cost: column(), money, growth },
    },
    changed,
    moved: (wealth, quantity, from, to) => {
      if (quantity === 0) return;
      const after = wealth + quantity * (to - from);
      if (!(wealth > 0 && after > 0)) return changed("price", wealth, after);
      const whole = Math.log1p((after - wealth) / wealth);
      const plain = ((quantity * from) / wealth) * Math.log(to / from);
      const mean = meanOf(wealth, after, whole);
      sums.price.growth += plain;
      sums.price.money += mean * plain;
      sums.varianceDrag.growth += whole - plain;
      sums.varianceDrag.money += after - wealth - mean * plain;
    },
    write: (row) => {
      for (const part of ATTRIBUTION_PARTS) {
        money[part][row] = sums[part].money;
        growth[part][row] = sums[part].growth;
      }
    },
  };
}
