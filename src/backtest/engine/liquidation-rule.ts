import { liquidationRatios, onePath, surplus } from "../../venues/index.js";
import type { FormedMarket } from "./carry.js";
import { accountOf, pricesOf, type Position } from "./position.js";

/** Equity less the equity that the venue demands at a trigger price, quote currency; below 0 it may close. */
export const surplusAt = ({ market, form }: FormedMarket, position: Position, price: number): number =>
  surplus(market.model, accountOf(market, form, position), pricesOf(market, price));

/** Prices beyond which the venue may close the position, seen from a price: by the one solver; 0 and Infinity where none may. */
export function levelsAt(
  { market, form }: FormedMarket,
  position: Position,
  price: number,
): { readonly below: number; readonly above: number } {
  const path = onePath(pricesOf(market, price), market.asset);
  const { below, above } = liquidationRatios(market.model, accountOf(market, form, position), path);
  return { below: below === null ? 0 : below * price, above: above === null ? Infinity : above * price };
}

/**
 * A bound on what the venue demands: while the notional and the price are within, no position on this side whose equity is above `rate` x
 * notional may be closed.
 */
export interface DemandBox {
  readonly rate: number;
  readonly notionalLow: number;
  readonly notionalHigh: number;
  readonly priceLow: number;
  readonly priceHigh: number;
}

/** A box reaches from half to four times the power of two below a value, so that a small move does not leave it. */
const [BOX_LOW, BOX_HIGH] = [0.5, 4];
/** A bound is this much above what was found at the corners. */
const MARGIN = 1.02;
/** Shares of notional at which the demand is read: straight between them, or no bound is given. */
const [NEAR, MIDDLE, FAR] = [0.5, 0.625, 0.75];

/** Equity over notional at which a new position of this size stands at its demand; Infinity where it cannot be read off. */
function demandRate(formed: FormedMarket, notional: number, price: number): number {
  const size = Math.abs(notional);
  const at = (share: number): number => {
    const cash = share * size - (formed.form === "contract" ? 0 : notional);
    const entryValue = formed.form === "contract" ? notional : 0;
    return surplusAt(formed, { quantity: notional / price, cash, entryValue }, price) / size;
  };
  const [near, middle, far] = [at(NEAR), at(MIDDLE), at(FAR)];
  const isStraight = Math.abs(2 * middle - near - far) <= 1e-9;
  const root = NEAR - (near * (FAR - NEAR)) / (far - near);
  return isStraight && far > near && root < NEAR ? Math.max(0, root) : Infinity;
}

/** The venue's demand of the same position opened at another price: true where it remembers the entry. */
function remembersEntry(formed: FormedMarket): boolean {
  if (formed.form === "outright") return false;
  return [1e3, 1e6].some((notional) =>
    [1, -1].some((side) => {
      const at = (entry: number): number => {
        const entryValue = side * notional * entry;
        return surplusAt(formed, { quantity: side * notional, cash: notional / 2 + entryValue, entryValue }, 1);
      };
      return Math.abs(at(1.5) - at(1)) > 1e-9 * notional || Math.abs(at(0.5) - at(1)) > 1e-9 * notional;
    }),
  );
}

/** No bound: the venue is asked. */
export const NO_BOX: DemandBox = { rate: Infinity, notionalLow: 0, notionalHigh: 0, priceLow: 0, priceHigh: 0 };

/**
 * Bounds by side, size and price of one market. What a venue demands of a unit of notional is highest at a corner of a box where it
 * only rises, or only falls, with size and with price: tiers and square roots rise, smallest amounts fall. A venue that reckons at the
 * price of entry has no bound.
 */
export function demandBoxes(formed: FormedMarket): (side: number, notional: number, price: number) => DemandBox {
  if (remembersEntry(formed)) return () => NO_BOX;
  const known = new Map<string, DemandBox>();
  const boxOf = (value: number): number => Math.floor(Math.log2(value));
  return (side, notional, price) => {
    if (!(notional > 0 && price > 0)) return NO_BOX;
    const [size, level] = [boxOf(notional), boxOf(price)];
    const key = `${side > 0} ${size} ${level}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const [notionals, prices] = [size, level].map((power) => [BOX_LOW * 2 ** power, BOX_HIGH * 2 ** power]);
    const rates = notionals.flatMap((each) => prices.map((at) => demandRate(formed, Math.sign(side) * each, at)));
    const box = {
      rate: MARGIN * Math.max(...rates),
      notionalLow: notionals[0],
      notionalHigh: notionals[1],
      priceLow: prices[0],
      priceHigh: prices[1],
    };
    known.set(key, box);
    return box;
  };
}
