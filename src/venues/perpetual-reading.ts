import { DisputedError } from "../errors/index.js";
import { legValue, type Account, type AssetId, type Leg, type Prices } from "../model/index.js";
import type { MarketReading, StatedFigure } from "../ports/index.js";
import { cashLegs } from "./cash-legs.js";
import { liquidationRatios, surplus } from "./liquidation.js";
import { onePath } from "./price-path.js";
import type { VenueModel } from "./venue.js";

/**
 * What every venue of linear perpetuals that is read has in common: positions with entry and mark price share a margin, whose worth
 * at the marks the venue states. From these come the account of legs, one market for each position, and the venue's own figures held
 * against the model's. A source checks the answer first (answer.ts); nothing here guesses: a position without mark or entry is none.
 */

/** A position as its venue states it, in units of the asset and money of the quote currency. */
export interface StatedPosition {
  readonly asset: AssetId;
  /** Negative is short; not 0. */
  readonly quantity: number;
  /** Mean price at which it was opened, > 0. */
  readonly entryPrice: number;
  /** Price by which the venue marks it, > 0. */
  readonly markPrice: number;
  /** Price at which the venue says that it closes it; null where it states none. */
  readonly liquidationPrice: number | null;
  /** What the answer calls that price, for an error. */
  readonly field: string;
}

/** Positions that share one margin: all that are cross, or a single isolated one. */
export interface StatedMargin<P extends StatedPosition = StatedPosition> {
  readonly positions: readonly P[];
  /** Worth of margin and positions at the marks, quote currency: deposits and unrealised profit. */
  readonly equity: number;
}

const perpetualLeg = ({ asset, quantity, entryPrice }: StatedPosition): Leg => ({
  kind: "perpetual",
  asset,
  quantity,
  entryPrice,
});

/** The account: collateral in the quote currency so that it is worth `equity` at the marks, and the positions. */
export function marginAccount({ positions, equity }: StatedMargin, quote: AssetId): Account {
  const legs = positions.map(perpetualLeg);
  const prices = markPrices([{ positions, equity }], quote);
  const profit = legs.reduce((sum, leg) => sum + legValue(leg, prices), 0);
  return { legs: [...cashLegs("collateral", quote, equity - profit), ...legs] };
}

/** Marks of all positions, and the quote currency at 1. */
export function markPrices(margins: readonly StatedMargin[], quote: AssetId): Prices {
  const marks = margins.flatMap(({ positions }) =>
    positions.map(({ asset, markPrice }) => [asset, markPrice] as const),
  );
  return Object.fromEntries([[quote, 1], ...marks]);
}

/** How far a venue's figure and the model's may stand apart. */
export interface Agreement {
  /** What the answer calls the figure. */
  readonly field: string;
  /** Largest difference that is taken for rounding, in the figure's own unit. */
  readonly tolerance: number;
  /** What may be behind a larger one. */
  readonly hint: string;
}

/** The figure, if the venue's and ours agree: both none, or within the tolerance. @throws DisputedError (E_DISPUTED) */
export function agreed(figure: StatedFigure, { field, tolerance, hint }: Agreement): StatedFigure {
  const { value, ours } = figure;
  const same = value === null || ours === null ? value === ours : Math.abs(value - ours) <= tolerance;
  if (same) return figure;
  const want = ours === null ? "none, by its own rule" : `${ours} by its own rule, to within ${tolerance}`;
  throw new DisputedError({ field, got: value === null ? "none" : String(value), want, hint });
}

/** What is needed to hold a venue's liquidation prices against the model's. */
export interface LiquidationCheck {
  readonly quote: AssetId;
  /** Largest difference that is taken for rounding of a stated price, quote currency. */
  readonly tolerance: (price: number, position: StatedPosition) => number;
  readonly hint: string;
}

/** Price at which a move of this asset alone closes the account, on the side that hurts the position; null where there is none. */
function solvedPrice(model: VenueModel, account: Account, prices: Prices, position: StatedPosition): number | null {
  const { below, above } = liquidationRatios(model, account, onePath(prices, position.asset));
  const ratio = position.quantity > 0 ? below : above;
  return ratio === null ? null : ratio * position.markPrice;
}

/**
 * The venue's liquidation price of each position beside the model's, both at the marks with all other prices held still. An account
 * that the venue may close already has its price behind the mark, and no more than that is asked of it.
 * @throws DisputedError (E_DISPUTED) naming the price that differs by more than rounding, or that only one of the two has
 */
export function liquidationFigures(
  model: VenueModel,
  margin: StatedMargin,
  { quote, tolerance, hint }: LiquidationCheck,
): readonly StatedFigure[] {
  const account = marginAccount(margin, quote);
  const prices = markPrices([margin], quote);
  const isDue = surplus(model, account, prices) < 0;
  return margin.positions.map((position) => {
    const { asset, quantity, markPrice, liquidationPrice: value, field } = position;
    const ours = solvedPrice(model, account, prices, position);
    const figure: StatedFigure = { name: "liquidationPrice", asset, value, ours };
    if (isDue && value !== null && Math.sign(quantity) * (value - markPrice) >= 0) return figure;
    return agreed(figure, { field, tolerance: value === null ? 0 : tolerance(value, position), hint });
  });
}

/** One market for each position of the margin of that number, the largest first: the margin behind it is all that it shares, the other positions beside it. */
export function marginMarkets<P extends StatedPosition>(
  { positions, equity }: StatedMargin<P>,
  { margin, quote }: Pick<MarketReading, "margin" | "quote">,
  toldOf: (position: P) => Pick<MarketReading, "rates" | "parameters">,
): readonly MarketReading[] {
  const value = ({ quantity, markPrice }: StatedPosition): number => Math.abs(quantity) * markPrice;
  return [...positions]
    .sort((one, other) => value(other) - value(one))
    .map((position) => ({
      asset: position.asset,
      ...{ margin, quote },
      price: position.markPrice,
      quantity: position.quantity,
      debt: null,
      equity,
      ...toldOf(position),
      pool: null,
      others: positions.filter((other) => other !== position).map(perpetualLeg),
    }));
}
