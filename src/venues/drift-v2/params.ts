import type { AssetId } from "../../model/index.js";

/** How safe the program takes a contract to be, safest first. */
export const contractTiers = ["A", "B", "C", "speculative", "highly-speculative", "isolated"] as const;

/** How safe the program takes a contract to be. */
export type ContractTier = (typeof contractTiers)[number];

/** One perpetual market. Ratios, factors and fees are fractions; the program keeps ratios in steps of 1e-4. */
export interface DriftMarket {
  /** margin_ratio_initial: equity to open, a fraction of notional at no size. */
  readonly marginRatioInitial: number;
  /** margin_ratio_maintenance: equity to stay open. */
  readonly marginRatioMaintenance: number;
  /** imf_factor: added to four fifths of either ratio, times the square root of the size in units. */
  readonly sizeFactor: number;
  /** liquidator_fee, of the value closed. */
  readonly liquidatorFeeRate: number;
  /** if_liquidation_fee: the most that the insurance fund takes of the value closed. */
  readonly insuranceFeeRate: number;
  /** unrealized_pnl_maintenance_asset_weight: share at which an open profit counts for staying open. */
  readonly unrealizedWeight: number;
  /** Bounds the funding rate; null where it is not given. */
  readonly contractTier: ContractTier | null;
}

/** One token that counts as margin. */
export interface DriftCollateral {
  /** maintenance_asset_weight: share of its value that counts, at no size. */
  readonly weight: number;
  /** imf_factor of its spot market: the share is at most 1.1 / (1 + factor x sqrt(units)). */
  readonly sizeFactor: number;
}

/** Parameters of the account's markets, all of which must be given: no dated figures of the main network were found to ship. */
export interface DriftV2Parameters {
  /** Markets by the program's name, such as "SOL-PERP". Defaults: open profits count whole, no contract tier. */
  readonly markets: Readonly<
    Record<
      AssetId,
      Omit<DriftMarket, "unrealizedWeight" | "contractTier"> & {
        readonly unrealizedWeight?: number;
        readonly contractTier?: ContractTier;
      }
    >
  >;
  /** Tokens that count as margin beside USDC, which counts whole. */
  readonly collaterals?: Readonly<Record<AssetId, DriftCollateral>>;
  /** liquidation_margin_buffer_ratio: margin beyond maintenance up to which liquidation goes on, a fraction of notional. */
  readonly liquidationBuffer?: number;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate?: number;
  /** Day on which these held, such as "2026-01-31". */
  readonly asOf: string;
  readonly source?: string;
}

/** The program's own default, 2 % (constants.rs DEFAULT_LIQUIDATION_MARGIN_BUFFER_RATIO). */
export const LIQUIDATION_BUFFER = 0.02;

/** A stated default: the taker fee of the lowest account level is taken to be 0.1 %. */
export const TRADING_FEE_RATE = 0.001;

/** Largest distance of the averages of mark and oracle that counts for funding, as a share of the oracle's: one over this (PerpMarket.get_max_price_divergence_for_funding_rate). */
export const divergenceDivisors: Readonly<Record<ContractTier, number>> = {
  A: 33,
  B: 33,
  C: 20,
  speculative: 10,
  "highly-speculative": 10,
  isolated: 10,
};
