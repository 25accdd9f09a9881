import type { Account, AssetId, Carry, Exposure, LiquidationOutcome, MarketState, Prices } from "../model/index.js";
import type { FundingTerms } from "./funding.js";
import type { PricePath } from "./price-path.js";

/** One release of one venue's rules. No clock, no network, no randomness. */
export interface VenueModel {
  readonly id: string;
  readonly release: string;
  /** Which price triggers liquidation: the market's, the venue's mark, an index or oracle of several markets, or an exchange-rate oracle. */
  readonly triggerPrice: "market" | "mark" | "index" | "exchange-rate";
  /** True where the holder owes what the account cannot pay: nothing is then out of the venue's reach. */
  readonly recourse: boolean;
  /** True where a short needs no borrowing of the asset, so that long and short are equally at hand. */
  readonly twoSided: boolean;
  /** Time between two looks of the venue at the account, ms; 0 where it looks all the time. */
  readonly checkIntervalMs: number;
  /** Leverage ratios, ascending, at which the slope of carry in leverage jumps: 0 and 1 where borrowing and lending rates differ. */
  readonly carryKinks: readonly number[];
  /** Equity the venue demands to leave the account open at these prices, in quote currency. */
  equityDemand(account: Account, prices: Prices): number;
  /** Ratios of the path, > 0, in any order, at which the slope of the account's equity demand may change; empty where it is one straight line. */
  demandBreaks(account: Account, path: PricePath): readonly number[];
  /** What liquidation at these prices does: what is closed, what it costs, what is left, bad debt. */
  liquidate(account: Account, prices: Prices): LiquidationOutcome;
  /** The legs by which this venue holds an exposure to `asset`, opened at these prices. */
  holding(asset: AssetId, exposure: Exposure, prices: Prices): Account;
  /** The account after `years` at unchanged prices: interest accrued, funding paid from margin. */
  accrue(account: Account, prices: Prices, market: MarketState, years: number): Account;
  /** Cost of holding for a year with its parts, in quote currency; negative earns. */
  carryAnnual(account: Account, prices: Prices, market: MarketState): Carry;
  /** Cost of trading `notional` (its size, >= 0) once, in quote currency. */
  tradingCost(asset: AssetId, notional: number, market: MarketState): number;
  /** Highest |leverage ratio| at which a holding of this signed notional may be opened. */
  leverageRatioMax(asset: AssetId, notional: number, prices: Prices): number;
  /** Largest |notional| of the asset that the venue takes at these prices, in quote currency; null where no limit is known. */
  notionalMax(asset: AssetId, prices: Prices): number | null;
}

/** One asset of one venue, ready for a decision. */
export interface VenueMarket {
  readonly model: VenueModel;
  readonly asset: AssetId;
  /** Currency of debt, margin and all money figures. */
  readonly quote: AssetId;
  /** Other symbols by which people call the asset, such as "ETH" for WETH. */
  readonly alsoCalled: readonly AssetId[];
  /** True where asset and quote track each other, such as a staked asset and its own: a calm history then says nothing of a lost peg, and jumps must be stated. Left out: they do not. */
  readonly correlated?: boolean;
  /** How longs and shorts exchange funding; left out where the venue has none. */
  readonly funding?: FundingTerms;
  /** Date of the parameters, epoch ms UTC. */
  readonly asOfMs: number;
  /** Where the parameters come from. */
  readonly source: string;
}
