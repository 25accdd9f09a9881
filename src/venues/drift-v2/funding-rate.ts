import { divDown, mulDivDown } from "../../kernel/index.js";

/** Rates carry three digits more than prices: 1e-9 quote currency a unit. */
const RATE_BUFFER = 1000n;
/** The hourly rate is a day's spread over this many periods. */
const PERIODS_A_DAY = 24n;
/** Share of the oracle price that is added to the spread for the shorts: 1/5000 a day, 7.3 % a year. */
const OFFSET_DIVISOR = 5000n;

/** Averages over the period, 1e-6 quote currency a unit. */
export interface FundingPrices {
  readonly markAverage: bigint;
  /** Above 0. */
  readonly oracleAverage: bigint;
}

/**
 * Funding of one hour, 1e-9 quote currency a unit, towards 0: a 24th of the spread of the averages with its offset, held
 * within a share of the oracle's (controller/funding.rs update_funding_rate). Positive is paid by longs. Before the cap by
 * which a side may receive less where the market's fees do not suffice.
 * @param divergenceDivisor 33 for contract tiers A and B, 20 for C, 10 for the others
 */
export function fundingRateTowardsZero(
  { markAverage, oracleAverage }: FundingPrices,
  divergenceDivisor: bigint,
): bigint {
  const spread = markAverage - oracleAverage + divDown(oracleAverage, OFFSET_DIVISOR);
  const most = divDown(oracleAverage, divergenceDivisor);
  const clamped = spread > most ? most : spread < -most ? -most : spread;
  return mulDivDown(clamped, RATE_BUFFER, PERIODS_A_DAY);
}
