import type { ContractTerms, Position } from "../contract.js";

/** One step of a table by the number of contracts. Its rate is that of the whole position. */
export interface SizeTier {
  /** The step holds up to and including this number of contracts. */
  readonly contractsMax: number;
  /** Highest |leverage ratio| at which a position of this size may be opened. */
  readonly leverageRatioMax: number;
  /** Maintenance margin of the whole position, a fraction of its value. */
  readonly maintenanceRate: number;
}

/** Tiers of a contract and what one of it is. */
export interface SizeTable {
  /** Units of the asset in one linear contract, quote currency in one inverse contract; > 0. */
  readonly contractValue: number;
  readonly tiers: readonly SizeTier[];
}

/** Rounding of a size that was a whole number of contracts: it still stands in its tier. */
const ROUNDING = 1e-12;

const tierOf = ({ tiers }: SizeTable, contracts: number): SizeTier | undefined =>
  tiers.find(({ contractsMax }) => contracts <= contractsMax * (1 + ROUNDING));

/**
 * Terms of a contract whose tier goes by its size: fixed along any path of prices, so that the demand V (m + f) has no breaks. It jumps
 * where a position grows into the next tier: the rate is on all of it (OKX help, "Tiered maintenance margin ratio rules",
 * 2025-05-16: closed at equity <= maintenance margin + liquidation fee). Beyond the last tier the last one goes on.
 */
export function contractBySize(table: SizeTable, coinMargined: boolean, closingFeeRate: number): ContractTerms {
  const value = ({ quantity, entryValue }: Position, price: number): number =>
    coinMargined ? Math.abs(entryValue) : Math.abs(quantity) * price;
  const contractsOf = ({ quantity, entryValue }: Position): number =>
    Math.abs(coinMargined ? entryValue : quantity) / table.contractValue;
  const largest = table.tiers.at(-1);
  return {
    value,
    maintenance: (position, price) => {
      const tier = tierOf(table, contractsOf(position)) ?? largest;
      return tier === undefined ? 0 : value(position, price) * (tier.maintenanceRate + closingFeeRate);
    },
    breakPrices: () => [],
    leverageRatioMax: (notional, price) => {
      const contracts = contractsOf({ quantity: notional / price, entryValue: notional });
      return tierOf(table, contracts)?.leverageRatioMax ?? 0;
    },
    notionalMax: (price) =>
      largest === undefined ? null : largest.contractsMax * table.contractValue * (coinMargined ? 1 : price),
  };
}
