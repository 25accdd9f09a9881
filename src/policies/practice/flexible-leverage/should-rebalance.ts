/** What a keeper may call: the ShouldRebalance enum of the contract. */
export type RebalanceCall = "NONE" | "REBALANCE" | "ITERATE_REBALANCE" | "RIPCORD";

/** Leverage ratios that decide, all of one unit: whole amounts of 1e-18 or plain numbers. */
export interface RebalanceBounds<Ratio extends bigint | number> {
  readonly min: Ratio;
  readonly max: Ratio;
  /** From here on, it included, anyone may delever and is paid for it; nothing else may be called. */
  readonly incentivized: Ratio;
}

/** Times that decide, all of one unit. */
export interface RebalanceTimes {
  /** Since the last call that traded or ended a series of chunks. */
  readonly sinceLastTrade: number;
  readonly rebalanceInterval: number;
  readonly twapCooldown: number;
  readonly incentivizedTwapCooldown: number;
}

/**
 * What is to be called now. Every wait must be exceeded, not only reached; while chunks are outstanding the bounds do not
 * shorten it. IndexCoop/index-coop-smart-contracts, FlexibleLeverageStrategyExtension._shouldRebalance.
 */
export function shouldRebalance<Ratio extends bigint | number>(
  current: Ratio,
  { min, max, incentivized }: RebalanceBounds<Ratio>,
  times: RebalanceTimes,
  inTwap: boolean,
): RebalanceCall {
  const { sinceLastTrade } = times;
  if (current >= incentivized) return sinceLastTrade > times.incentivizedTwapCooldown ? "RIPCORD" : "NONE";
  if (inTwap) return sinceLastTrade > times.twapCooldown ? "ITERATE_REBALANCE" : "NONE";
  return sinceLastTrade > times.rebalanceInterval || current > max || current < min ? "REBALANCE" : "NONE";
}
