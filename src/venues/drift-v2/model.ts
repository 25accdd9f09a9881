import { OutOfRangeError } from "../../errors/index.js";
import { HOUR_MS, priceOf } from "../../model/index.js";
import type { Account, AssetId, Prices } from "../../model/index.js";
import { positionsOf, type ContractTerms } from "../contract.js";
import type { FundingTerms } from "../funding.js";
import { perpetualModel } from "../perpetual-model.js";
import type { Closed, Closing, PerpetualRule } from "../perpetual-rule.js";
import type { VenueModel } from "../venue.js";
import { divergenceDivisors, type DriftCollateral, type DriftMarket } from "./params.js";

/** Currency of margin and of all money figures. */
export const QUOTE: AssetId = "USDC";

/** Release whose rules are modelled: the month of the program's source that was read. */
export const driftV2Release = "2026-04";

/** What the rule depends on. */
export interface DriftV2Rule {
  readonly markets: Readonly<Record<AssetId, DriftMarket>>;
  readonly collaterals: Readonly<Record<AssetId, DriftCollateral>>;
  /** Margin beyond maintenance up to which liquidation goes on, a fraction of notional. */
  readonly liquidationBuffer: number;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate: number;
}

/** Steps of 1e-4 in 1, and a size factor in whole numbers of 1e-6, as the program keeps them. */
const STEPS = 10_000;
const wholeFactor = (sizeFactor: number): number => Math.round(sizeFactor * 1e6);

/** Square root of a size in units, in whole numbers of 1e-5: the program's own up to 450,000 units, at most one off beyond. */
const rootOf = (size: number): number => Math.floor(Math.sqrt(Math.round(size * 1e9) * 10 + 1));

/** Margin ratio of a size in units: max(r, 4/5 r + factor sqrt(size)) in the program's steps (calculate_size_premium_liability_weight). */
export function sizedRatio(ratio: number, sizeFactor: number, size: number): number {
  const steps = Math.round(ratio * STEPS);
  if (sizeFactor === 0) return steps / STEPS;
  const raised = steps - Math.floor(steps / 5) + Math.floor((rootOf(size) * wholeFactor(sizeFactor)) / 1e7);
  return Math.max(steps, raised) / STEPS;
}

/** Weight of a deposit of a size in units: min(w, 1.1 / (1 + factor sqrt(size))) in the program's steps (calculate_size_discount_asset_weight). */
export function sizedWeight({ weight, sizeFactor }: DriftCollateral, size: number): number {
  const steps = Math.round(weight * STEPS);
  if (sizeFactor === 0) return steps / STEPS;
  const grown = 1e6 + Math.floor((rootOf(size) * wholeFactor(sizeFactor)) / 1e5);
  return Math.min(steps, Math.floor((1.1e6 * STEPS) / grown)) / STEPS;
}

/** A market whose margin ratios rise with the size in units: along a path of prices they stay. */
function driftContract(market: DriftMarket): ContractTerms {
  const { marginRatioInitial, marginRatioMaintenance, sizeFactor, unrealizedWeight } = market;
  const value: ContractTerms["value"] = ({ quantity }, price) => Math.abs(quantity) * price;
  return {
    value,
    maintenance: (position, price) => {
      const profit = Math.max(0, position.quantity * price - position.entryValue);
      const ratio = sizedRatio(marginRatioMaintenance, sizeFactor, Math.abs(position.quantity));
      return value(position, price) * ratio + (1 - unrealizedWeight) * profit;
    },
    breakPrices: ({ quantity, entryValue }) => (unrealizedWeight === 1 ? [] : [entryValue / quantity]),
    leverageRatioMax: (notional, price) => 1 / sizedRatio(marginRatioInitial, sizeFactor, Math.abs(notional) / price),
    notionalMax: () => null,
  };
}

/** Fees of a liquidation, fractions of the value closed. */
interface Fees {
  readonly liquidator: number;
  /** At most this much to the insurance fund. */
  readonly insuranceMax: number;
}

/** Of what margin is left after the liquidator's fee and the shortage, the insurance fund takes no more than this share. */
const INSURANCE_SHARE = 0.95;
/** A position worth no more is closed whole, USDC. */
const WHOLE_VALUE_MAX = 50;

/** As much is closed as brings equity to maintenance with the buffer, at the ratios of the whole position; fees come out of it. */
function coverShortage(buffer: number, fees: Fees, { equity, value, demandAt }: Closing): Closed {
  // What collateral does not count stays when positions go.
  const discounted = demandAt(0);
  const requirement = demandAt(1) - discounted + buffer * value;
  const shortage = discounted + requirement - equity;
  const left = Math.max(0, (requirement - shortage) / value - fees.liquidator);
  const feeRate = fees.liquidator + Math.min(fees.insuranceMax, INSURANCE_SHARE * left);
  const freed = requirement - feeRate * value;
  const whole = value <= WHOLE_VALUE_MAX || shortage >= freed;
  const share = whole ? 1 : shortage / freed;
  return { share, cost: Math.min(equity, share * feeRate * value) };
}

/** Fees of the account's markets, by the value held in each. */
function feesOf({ markets }: DriftV2Rule, account: Account, prices: Prices): Fees {
  let [value, liquidator, insuranceMax] = [0, 0, 0];
  for (const [asset, { quantity }] of positionsOf(account)) {
    const held = Math.abs(quantity) * priceOf(prices, asset);
    value += held;
    liquidator += held * (markets[asset]?.liquidatorFeeRate ?? 0);
    insuranceMax += held * (markets[asset]?.insuranceFeeRate ?? 0);
  }
  return value === 0
    ? { liquidator, insuranceMax }
    : { liquidator: liquidator / value, insuranceMax: insuranceMax / value };
}

/** Weights of the account's tokens at the size held. @throws OutOfRangeError (E_OUT_OF_RANGE) for a debt in anything but USDC, whose weight is above 1 */
function weightsOf({ collaterals }: DriftV2Rule, account: Account): Readonly<Record<AssetId, number>> {
  const sizes = new Map<AssetId, number>();
  for (const { kind, asset, quantity } of account.legs) {
    if (kind === "debt" && asset !== QUOTE && quantity !== 0) {
      const hint = "what a borrowed token demands is in whole amounts only";
      throw new OutOfRangeError({ field: "account.legs", got: `a debt in ${asset}`, want: `debt in ${QUOTE}`, hint });
    }
    if (kind === "collateral") sizes.set(asset, (sizes.get(asset) ?? 0) + quantity);
  }
  const weighed = Object.entries(collaterals).map(([asset, collateral]) => {
    return [asset, sizedWeight(collateral, sizes.get(asset) ?? 0)] as const;
  });
  return Object.fromEntries(weighed);
}

/** Drift v2: closed in parts when weighted collateral and profits fall below sum(|q| p x maintenance ratio of |q|) at oracle prices. */
export function driftV2Model(rule: DriftV2Rule): VenueModel {
  const contracts = Object.entries(rule.markets).map(([asset, market]) => [asset, driftContract(market)] as const);
  const common: Omit<PerpetualRule, "marginWeights" | "close"> = {
    id: "drift-v2",
    release: driftV2Release,
    triggerPrice: "index",
    quote: QUOTE,
    coinMargined: false,
    contracts: Object.fromEntries(contracts),
    tradingFeeRate: rule.tradingFeeRate,
    checkIntervalMs: 0,
  };
  /** Weights go by the size of what the account holds, and fees by its positions. */
  const modelFor = (account: Account, prices: Prices): VenueModel => {
    const fees = feesOf(rule, account, prices);
    const close = (closing: Closing): Closed => coverShortage(rule.liquidationBuffer, fees, closing);
    return perpetualModel({ ...common, marginWeights: weightsOf(rule, account), close });
  };
  return {
    ...modelFor({ legs: [] }, {}),
    equityDemand: (account, prices) => modelFor(account, prices).equityDemand(account, prices),
    liquidate: (account, prices) => modelFor(account, prices).liquidate(account, prices),
  };
}

const HOURS_A_DAY = 24;

/** Hourly funding on the oracle's average: a 24th of its distance from the mark's, which counts up to a bound by contract tier. */
export const driftFunding = ({ contractTier }: DriftMarket): FundingTerms => ({
  intervalMs: HOUR_MS,
  offsetMs: 0,
  base: "index",
  rateMax: contractTier === null ? null : 1 / divergenceDivisors[contractTier] / HOURS_A_DAY,
});
