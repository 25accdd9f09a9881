import type { Account, AssetId } from "../model/index.js";
import { tierAt, tierCap, tierLeverageRatioMax, type Tier } from "./tiers.js";

/**
 * One contract held: all its legs netted, as in one-way mode. Serves an inverse contract as well: with Q dollars of it opened
 * at price E its profit in coins, Q (1/E - 1/P), is worth Q/E (P - E) dollars at P: that of Q/E units, whose face value stays Q.
 */
export interface Position {
  /** Signed units of the asset; short is negative. */
  readonly quantity: number;
  /** Sum of quantity x entry price over the legs, quote currency, of the sign of the position: what it was opened for. */
  readonly entryValue: number;
}

/** What a venue asks of one contract. Money in quote currency; prices > 0 in quote currency. */
export interface ContractTerms {
  /** Market value on which margin and funding are reckoned, >= 0. */
  readonly value: (position: Position, price: number) => number;
  /** Equity demanded to leave the position open at a price, >= 0; the closing fee included where the venue includes it. */
  readonly maintenance: (position: Position, price: number) => number;
  /** Prices at which the slope of that demand in the price changes, in any order. */
  readonly breakPrices: (position: Position) => readonly number[];
  /** Highest |leverage ratio| at which a position of this signed notional may be opened at a price; 0 where none may. */
  readonly leverageRatioMax: (notional: number, price: number) => number;
  /** Largest |notional| that may be opened at a price; null where no limit is known. */
  readonly notionalMax: (price: number) => number | null;
}

/** The perpetual legs of an account by contract, netted; contracts that net to nothing are left out. */
export function positionsOf(account: Account): ReadonlyMap<AssetId, Position> {
  const positions = new Map<AssetId, Position>();
  for (const leg of account.legs) {
    if (leg.kind !== "perpetual") continue;
    const { quantity, entryValue } = positions.get(leg.asset) ?? { quantity: 0, entryValue: 0 };
    positions.set(leg.asset, {
      quantity: quantity + leg.quantity,
      entryValue: entryValue + leg.quantity * leg.entryPrice,
    });
  }
  for (const [asset, { quantity }] of positions) if (quantity === 0) positions.delete(asset);
  return positions;
}

const sizeAt = ({ quantity }: Position, price: number): number => Math.abs(quantity) * price;

/** What tiers demand of a value: N (m_k + f) - c_k x unit, in the tier of `size`. Beyond the last cap the last tier goes on. */
function tieredDemand(tiers: readonly Tier[], size: number, closingFeeRate: number, value = size, unit = 1): number {
  const tier = tierAt(tiers, size);
  return tier === undefined ? 0 : value * (tier.maintenanceRate + closingFeeRate) - tier.maintenanceAmount * unit;
}

/** A linear contract whose maintenance goes by tiers of its notional: Binance USD-M, Bybit and Gate linear, Hyperliquid. */
export function linearContract(tiers: readonly Tier[], closingFeeRate = 0): ContractTerms {
  return {
    value: sizeAt,
    maintenance: (position, price) => tieredDemand(tiers, sizeAt(position, price), closingFeeRate),
    breakPrices: ({ quantity }) => tiers.slice(1).map(({ notionalFloor }) => notionalFloor / Math.abs(quantity)),
    leverageRatioMax: (notional) => tierLeverageRatioMax(tiers, Math.abs(notional)),
    notionalMax: () => tierCap(tiers),
  };
}

/**
 * An inverse contract: margin and profit in the coin, a face value in quote currency that stays, tiers by its value in coins.
 * Floors, caps and maintenance amounts of these tiers are in coins. Reckoned in quote currency: face x (m_k + f) - c_k x price.
 */
export function inverseContract(tiers: readonly Tier[], closingFeeRate = 0): ContractTerms {
  const face = ({ entryValue }: Position): number => Math.abs(entryValue);
  return {
    value: face,
    maintenance: (position, price) =>
      tieredDemand(tiers, face(position) / price, closingFeeRate, face(position), price),
    breakPrices: (position) => tiers.slice(1).map(({ notionalFloor }) => face(position) / notionalFloor),
    leverageRatioMax: (notional, price) => tierLeverageRatioMax(tiers, Math.abs(notional) / price),
    notionalMax: (price) => {
      const cap = tierCap(tiers);
      return cap === null ? null : cap * price;
    },
  };
}
