import type { AssetId } from "../../model/index.js";
import type { Dated } from "../dated.js";

/** A broker's terms for one asset. All fractions. */
export interface MarginLoanParameters {
  readonly asset: AssetId;
  /** Currency of the loan. */
  readonly quote: AssetId;
  /** Other symbols of the same asset. */
  readonly alsoCalled: readonly AssetId[];
  /** Equity / |market value| needed to open, long or short. */
  readonly initialMarginRate: number;
  /** Least equity / market value that a broker may ask to keep a position, by law or rule, long and short. */
  readonly maintenanceMarginRateLong: number;
  readonly maintenanceMarginRateShort: number;
  /** House margin: equity / market value below which this broker sells, at least the rates above. Left out: those. */
  readonly houseMarginRateLong: number;
  readonly houseMarginRateShort: number;
  /** Charged on top of the market state's borrow rate, a rate per year. 0: that rate is what the broker charges. */
  readonly rateSpreadAnnual: number;
  /** Cost of trading, a fraction of what is traded, where the market state has none, and in a forced sale. */
  readonly commissionRate: number;
  /** How far a forced sale goes: until the maintenance margin is met again, or the initial margin. */
  readonly sellDownTo: "maintenance" | "initial";
  /** Time between two looks of the broker at the account, ms; 0 for one that looks all day. */
  readonly checkIntervalMs: number;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

/** What a caller states: the asset, and what differs from the defaults. */
export type MarginLoanTerms = { readonly asset: AssetId; readonly asOf?: string } & Partial<
  Omit<MarginLoanParameters, "asset" | "asOfMs">
>;

/** What law and rule ask at least. */
export interface LegalMinimums extends Dated {
  readonly initialMarginRate: number;
  readonly maintenanceMarginRateLong: number;
  readonly maintenanceMarginRateShort: number;
  readonly source: string;
}

/** Legal minimums of the United States, oldest first. */
export const legalMinimums: readonly [LegalMinimums, ...LegalMinimums[]] = [
  {
    fromMs: Date.UTC(2010, 11, 2),
    initialMarginRate: 0.5,
    maintenanceMarginRateLong: 0.25,
    maintenanceMarginRateShort: 0.3,
    source:
      "legal minimums: Regulation T (12 CFR 220.12) 50 % initial, FINRA Rule 4210(c) 25 % maintenance long and 30 % short",
  },
];

/** Terms that are shipped beside the minimums; a broker may ask for more and usually does. */
export const marginLoanDefaults = {
  quote: "USD",
  rateSpreadAnnual: 0,
  commissionRate: 0.0005,
  sellDownTo: "maintenance",
  checkIntervalMs: 0,
  /** Day on which the minimums were read. */
  asOfMs: Date.UTC(2025, 0, 1),
  source: "commission 0.05 % is a stated default: check your broker's own terms before use",
} as const;
