import { inverseContract, linearContract, type ContractTerms, type Position } from "../contract.js";
import type { Tier } from "../tiers.js";

/** Rules of the venue's help page on liquidation prices, by the year and month of the page. */
export const bybitReleaseIds = ["2024-09", "2026-05"] as const;

/** How a contract of the venue is reckoned. */
export interface BybitReckoning {
  /** True for an inverse contract: margin in the coin, tiers by value in coins. */
  readonly coinMargined: boolean;
  /** Price at which the value is taken that the maintenance margin goes by. */
  readonly valuedAt: "entry" | "mark";
  /** Fee to close at the bankruptcy price, a fraction of value there, that is held back from the margin. */
  readonly closingFeeRate: number;
}

/**
 * The same contract with its maintenance fixed by the value at entry: in quote currency, or in coins, which an inverse
 * contract was opened for as many of as its units.
 */
function valuedAtEntry(terms: ContractTerms, coinMargined: boolean): ContractTerms {
  const maintenance = ({ quantity, entryValue }: Position, price: number): number =>
    coinMargined
      ? price * terms.maintenance({ quantity, entryValue: quantity }, 1)
      : terms.maintenance({ quantity: entryValue, entryValue }, 1);
  return { ...terms, maintenance, breakPrices: () => [] };
}

/**
 * The same contract with the fee to close it at the bankruptcy price held back. With W the margin and x the part of it that is free
 * of the fee, a linear long is bankrupt at EP - x/q, so that W = x + f (q EP - x): what a demand D asks of x asks
 * (1 - f) D + f V of W at value V. For a short, and for a long on coins (bankrupt at a value of V_entry + x), 1 + f.
 */
function withClosingFee(terms: ContractTerms, coinMargined: boolean, feeRate: number): ContractTerms {
  const away = (side: number): number => (coinMargined ? feeRate : -feeRate) * Math.sign(side);
  return {
    ...terms,
    maintenance: (position, price) =>
      (1 + away(position.quantity)) * terms.maintenance(position, price) + feeRate * terms.value(position, price),
    // Opening asks value / leverage and the fee at the bankruptcy price, which lies 1 / leverage from the entry.
    leverageRatioMax: (notional, price) => {
      const leverageRatio = terms.leverageRatioMax(notional, price);
      return leverageRatio === 0 ? 0 : 1 / ((1 + away(notional)) / leverageRatio + feeRate);
    },
  };
}

/**
 * Terms of one contract. At the mark and with the fee, an inverse long closes at
 * Q (1 + m) / (Q/EP + Q/EP/L + extra / (1 + f) + c): Bybit help, "Liquidation Price Calculation under Isolated Mode (Unified
 * Trading Account)" of 2026-05-27; at entry, with MM = m x value at entry - c: the same page of 2024-09-10.
 */
export function bybitContract(tiers: readonly Tier[], reckoning: BybitReckoning): ContractTerms {
  const { coinMargined, valuedAt, closingFeeRate } = reckoning;
  const plain = coinMargined ? inverseContract(tiers) : linearContract(tiers);
  return withClosingFee(
    valuedAt === "entry" ? valuedAtEntry(plain, coinMargined) : plain,
    coinMargined,
    closingFeeRate,
  );
}
