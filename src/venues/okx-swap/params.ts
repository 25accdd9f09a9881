import type { DatedTable, TieredOverrides } from "../tiered-venue.js";
import type { SizeTable, SizeTier } from "./terms.js";

/** One row of the venue's answer to /api/v5/public/position-tiers?instType=SWAP; numbers as texts, as it writes them, or plain. */
export interface OkxTierRow {
  /** Instrument family, such as "BTC-USDT": its perpetual is "BTC-USDT-SWAP". */
  readonly instFamily?: string;
  /** Contracts from which and up to which the tier holds. */
  readonly minSz: string | number;
  readonly maxSz: string | number;
  /** Fraction of the value of the whole position. */
  readonly mmr: string | number;
  readonly maxLever: string | number;
}

/** What a caller may put in place of the shipped parameters: the venue's answer as it is, its list, or rows by instrument. */
export interface OkxSwapOverrides extends TieredOverrides<
  { readonly data: readonly OkxTierRow[] } | readonly OkxTierRow[] | Readonly<Record<string, readonly OkxTierRow[]>>
> {
  /** What one contract is, by instrument: units of the asset, or quote currency for an inverse one (`ctVal` of the venue). Needed for what is not shipped. */
  readonly contractValues?: Readonly<Record<string, number>>;
}

/**
 * The rest of a table: each tier adds the same size, half a per cent of initial margin and half a per cent of maintenance margin, up to
 * an initial margin of 50 %. Leverage is 1 / initial margin, cut to two decimals.
 */
function rising(from: number, step: number): readonly SizeTier[] {
  const tiers: SizeTier[] = [];
  for (let initialPerMille = 25; initialPerMille <= 500; initialPerMille += 5) {
    tiers.push({
      contractsMax: from + (tiers.length + 1) * step,
      leverageRatioMax: Math.floor(100_000 / initialPerMille) / 100,
      maintenanceRate: (initialPerMille * 10 - 125) / 10_000,
    });
  }
  return tiers;
}

const tier = (contractsMax: number, leverageRatioMax: number, maintenanceRate: number): SizeTier => ({
  contractsMax,
  leverageRatioMax,
  maintenanceRate,
});

/** Contracts, highest leverage, maintenance rate; 99 tiers. */
const bitcoin: SizeTable = {
  contractValue: 0.01,
  tiers: [tier(1000, 100, 0.004), tier(5000, 66.66, 0.005), tier(20_000, 50, 0.0075), ...rising(20_000, 20_000)],
};

const ether: SizeTable = {
  contractValue: 0.1,
  tiers: [tier(5000, 100, 0.004), tier(10_000, 66.66, 0.005), tier(25_000, 50, 0.0075), ...rising(25_000, 25_000)],
};

const recorded = {
  asOfMs: Date.UTC(2025, 11, 29),
  source:
    "/api/v5/public/position-tiers?instType=SWAP, recorded 2025-12-29 (erikubingf-del/tradingtest, user_data/data/okx): check before use",
};

/** Tables that are shipped, by instrument; the largest funding rates are those of the venue's help page 360053909272, undated. */
export const okxSwapTables: Readonly<Record<string, DatedTable<SizeTable>>> = {
  "BTC-USDT-SWAP": { table: bitcoin, ...recorded, fundingRateMax: 0.003_75 },
  "ETH-USDT-SWAP": { table: ether, ...recorded, fundingRateMax: 0.0075 },
};

/** Taker fee of the lowest account level, a stated default. */
export const okxSwapTakerFeeRate = 0.0005;
